//! Where an object runs, as a small table.

use std::fmt::{self, Write};

use guardrails_core::{Concern, PlacementResult, Reach, Scope, Verdict};

use crate::words::{Paint, plain};

const HEADER: [&str; 5] = ["NODES", "RUNS", "WHY", "REFUSED THERE", "VOID THERE"];

/// Writes a line for each class or pool: whether the object's pod lands there, what keeps it off, and the rules
/// by which it is refused there or gets nothing of what it asks. Nothing if the policy does not ask.
pub(super) fn write_table(verdict: &Verdict<'_>, out: &mut String, paint: Paint) -> fmt::Result {
    let rows: Vec<[String; 5]> = verdict.placement().map(|place| row(verdict, &place)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let cells = |column: usize| rows.iter().map(move |row| row.get(column).map_or(0, |cell| cell.chars().count()));
    let width = |(column, title): (usize, &&str)| cells(column).max().unwrap_or_default().max(title.len());
    let widths: Vec<usize> = HEADER.iter().enumerate().map(width).collect();
    let line = |row: &[String]| {
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    writeln!(out, "\n  {}", paint.dim(line(&HEADER.map(str::to_owned))))?;
    rows.iter().try_for_each(|row| writeln!(out, "  {}", line(row)))
}

fn row(verdict: &Verdict<'_>, place: &PlacementResult<'_>) -> [String; 5] {
    let why = place.reason().map_or_else(String::new, plain);
    let there = |concern| if place.reach() == Reach::Cannot { String::new() } else { rules(verdict, place, concern) };
    [plain(place.name()), place.reach().name().to_owned(), why, there(Concern::Refused), there(Concern::Void)]
}

/// The rules of one concern that found something on nodes of this class.
fn rules(verdict: &Verdict<'_>, place: &PlacementResult<'_>, concern: Concern) -> String {
    let mut ids: Vec<&str> = Vec::new();
    for finding in verdict.findings() {
        let rule = finding.rule();
        let applies =
            matches!(rule.scope, Scope::Nodes(classes, of) if of == concern && classes.contains(&place.class()));
        if applies && ids.last() != Some(&rule.id) {
            ids.push(rule.id);
        }
    }
    ids.join(", ")
}
