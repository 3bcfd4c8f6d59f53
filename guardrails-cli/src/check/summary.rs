//! The end of the report: what was skipped, by name, and the counts.

use std::fmt::{self, Write};

use super::tally::Tally;
use crate::words::{Paint, count, list, plain, wrap};

/// Where text begins behind a label.
const INDENT: usize = 9;

/// Everything at the end of a text.
pub(super) fn write_end(tally: &Tally, out: &mut String, paint: Paint) -> fmt::Result {
    write_skipped(tally, out, paint)?;
    write_unused(tally, out, paint)?;
    write_notes(tally, out, paint)?;
    write_counts(tally, out, paint)
}

/// What is said beside a form that has no room for it.
pub(super) fn write_aside(tally: &Tally, out: &mut String) -> fmt::Result {
    write_skipped(tally, out, Paint::new(false))?;
    write_unused(tally, out, Paint::new(false))
}

/// Names the exceptions that have nothing to cover.
fn write_unused(tally: &Tally, out: &mut String, paint: Paint) -> fmt::Result {
    tally.unused.iter().try_for_each(|exception| {
        let text = format!("an exception has nothing to cover any more: {}", plain(exception));
        writeln!(out, "{}  {}", paint.yellow(" unused"), wrap(&text, INDENT))
    })
}

/// Names what a walk has passed over; nothing if there is nothing.
fn write_skipped(tally: &Tally, out: &mut String, paint: Paint) -> fmt::Result {
    let mut line = |text: String| writeln!(out, "{}  {}", paint.dim("skipped"), wrap(&text, INDENT));
    for (chart, templates) in &tally.charts {
        let (templates, chart) = (count(*templates, "template"), plain(chart));
        line(format!("{templates} of the Helm chart {chart}: render it first, with `helm template`"))?;
    }
    if tally.foreign() > 0 {
        let named = tally.foreign.iter().map(plain);
        let more = tally.more_foreign.iter().map(|(part, files)| format!("{files} more in {}", plain(part)));
        let names = list(named.chain(more));
        line(format!("{} without a Kubernetes object: {names}", count(tally.foreign(), "file")))?;
    }
    if tally.excluded > 0 {
        line(format!("{} left out by --exclude", count(tally.excluded, "path")))?;
    }
    Ok(())
}

/// Says what verdicts have noted, once each.
fn write_notes(tally: &Tally, out: &mut String, paint: Paint) -> fmt::Result {
    for (note, times) in &tally.notes {
        let text = format!("{} ({})", plain(note), count(*times, "object"));
        writeln!(out, "{}  {}", paint.dim("   note"), wrap(&text, INDENT))?;
    }
    Ok(())
}

/// The counts, in one line.
pub(super) fn write_counts(tally: &Tally, out: &mut String, paint: Paint) -> fmt::Result {
    let denied = format!("{} denied", tally.denied);
    let denied = if tally.denied > 0 { paint.red(denied) } else { paint.green(denied) };
    write!(out, "{}: {denied}", count(tally.judged, "object") + " judged")?;
    if tally.warned > 0 {
        write!(out, ", {}", paint.yellow(format!("{} warned", tally.warned)))?;
    }
    if tally.repeated > 0 {
        write!(out, ", {} of the same owners", tally.repeated)?;
    }
    if tally.idle > 0 {
        write!(out, "; {} without replicas left out", count(tally.idle, "ReplicaSet"))?;
    }
    if tally.errors > 0 {
        write!(out, "; {}", paint.red(count(tally.errors, "error")))?;
    }
    if tally.not_judged > 0 {
        let kinds = tally.other_kinds.iter().map(plain).chain(tally.more_kinds.then(|| "…".to_owned()));
        write!(out, "; {} not judged ({})", tally.not_judged, list(kinds))?;
    }
    if tally.skipped() > 0 {
        write!(out, "; {} skipped", count(tally.skipped(), "file"))?;
    }
    out.write_str("\n")
}
