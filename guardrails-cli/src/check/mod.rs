//! `check`: finds the inputs, has the core judge every object in them, and reports.

mod compare;
mod desk;
mod files;
mod gather;
mod github;
mod held;
mod in_order;
mod intake;
mod json;
mod junit;
mod owners;
mod placement;
mod policy;
mod progress;
mod report;
mod run;
mod sarif;
mod sink;
mod summary;
mod table;
mod tally;
mod text;
mod twice;
mod words;

use std::cell::RefCell;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Mutex;

use guardrails_core::{Baseline, Context, Date, Inventory, Policy, Scratch};

use crate::arguments::{Check, Format};
use crate::output::Output;
use crate::words::{Paint, plain};
pub(crate) use compare::compare;
use desk::{Desk, Purpose};
use files::Excluded;
use gather::Gathering;
use github::{Github, GithubWording};
use json::{Json, JsonWording};
use junit::{Junit, JunitWording};
use progress::Progress;
use report::Form;
use run::{Judge, Run};
use sarif::{Sarif, SarifWording};
use sink::{OutputFile, Sink};
use table::{Table, TableWording};
use text::{Text, TextWording};
use twice::Twice;
use words::Words;

pub(crate) fn check(options: &Check, input: &mut dyn Read, output: &mut Output<'_>) -> u8 {
    let prepared = match prepare(options, output) {
        Ok(prepared) => prepared,
        Err(message) => return output.refuse(&message),
    };
    let looks_ahead = prepared.policy.reads_other_objects();
    let times = if looks_ahead { 2 } else { 1 };
    let progress = Progress::new(output.takes_bar(), &options.paths, &prepared.excluded, times);
    output.share_terminal_with(progress.bar());
    if !looks_ahead {
        let inventory = prepared.policy.needs_inventory().then(Inventory::default);
        return prepared.run(options, inventory, input, output, progress);
    }
    match look_ahead(options, prepared, input, &progress) {
        Ok((prepared, inventory, mut kept)) => match kept.again() {
            Ok(mut input) => prepared.run(options, inventory, &mut *input, output, progress),
            Err(error) => output.refuse(&format!("standard input: {error}")),
        },
        Err(error) => output.refuse(&format!("standard input: {error}")),
    }
}

/// Gives the policy what it asks of the inputs, and standard input, which is kept for it.
fn look_ahead(
    options: &Check,
    prepared: Prepared,
    input: &mut dyn Read,
    progress: &Progress,
) -> io::Result<(Prepared, Option<Inventory>, Twice)> {
    let mut kept = Twice::of(&options.paths, input)?;
    let Prepared { policy, excluded, .. } = prepared;
    let context = context(options.namespace.as_deref());
    let gathering = Gathering { paths: &options.paths, context, excluded: &excluded, bar: progress.bar() };
    let (policy, inventory) = gathering.prepare(policy, &mut kept)?;
    Ok((Prepared { policy, excluded, ..prepared }, inventory, kept))
}

/// All that a run needs, made before anything is read.
struct Prepared {
    policy: Policy,
    excluded: Excluded,
    words: Words,
    sinks: Vec<Sink<'static>>,
    /// The file of the baseline to write.
    baseline: Option<OutputFile>,
}

fn prepare(options: &Check, output: &Output<'_>) -> Result<Prepared, String> {
    let excluded = Excluded::new(&options.excluded)?;
    let mut policy = policy::chosen(options)?.as_of(options.now.unwrap_or_else(Date::today));
    let mut baseline = None;
    match options.baseline.as_deref() {
        None => {}
        Some(path) if options.write_baseline => {
            if path.exists() {
                let path = plain(path.display());
                return Err(format!("the baseline {path} is there already; to write it anew, remove it first"));
            }
            baseline = Some(OutputFile::create(path)?);
        }
        Some(path) => policy = policy.with_baseline(read_baseline(path)?),
    }
    let has_baseline = options.baseline.is_some() && !options.write_baseline;
    let (wording, report) = form(options.format, Paint::new(output.colours().output), has_baseline);
    let (mut forms, mut sinks) = (vec![wording], vec![Sink { report, file: None }]);
    for target in &options.targets {
        let file = OutputFile::create(&target.path)?;
        let mut others = sinks.iter().filter_map(|sink| sink.file.as_ref()).chain(&baseline);
        if others.any(|other| other.is_at(&file)) {
            return Err(format!("two results would go to {}", plain(target.path.display())));
        }
        let (wording, report) = form(target.format, Paint::new(false), has_baseline);
        forms.push(wording);
        sinks.push(Sink { report, file: Some(file) });
    }
    let written = baseline.as_ref().map(|_| Mutex::default());
    let words = Words { forms, by_owner: options.by_owner, baseline: written };
    Ok(Prepared { policy, excluded, words, sinks, baseline })
}

fn read_baseline(path: &Path) -> Result<Baseline, String> {
    let name = plain(path.display());
    let bytes = fs::read(path).map_err(|error| {
        let hint = "; --write-baseline writes it";
        format!("the baseline {name}: {}{hint}", files::sentence(path, &error))
    })?;
    Baseline::load(bytes).map_err(|error| format!("the baseline {name}: {}", plain(error)))
}

fn form(format: Format, paint: Paint, has_baseline: bool) -> Form<'static> {
    match format {
        Format::Text => (Box::new(TextWording(paint)), Box::new(Text::new(paint))),
        Format::Json => (Box::new(JsonWording), Box::new(Json::array())),
        Format::Jsonl => (Box::new(JsonWording), Box::new(Json::lines())),
        Format::Sarif => (Box::new(SarifWording { has_baseline }), Box::<Sarif>::default()),
        Format::Github => (Box::new(GithubWording), Box::new(Github)),
        Format::Junit => (Box::new(JunitWording), Box::<Junit>::default()),
        Format::Summary => (Box::new(TableWording(paint)), Box::new(Table::new(paint))),
    }
}

impl Prepared {
    fn run(
        self,
        options: &Check,
        inventory: Option<Inventory>,
        input: &mut dyn Read,
        output: &mut Output<'_>,
        progress: Progress,
    ) -> u8 {
        let Self { policy, excluded, words, sinks, baseline } = self;
        let purpose = Purpose {
            fail_on: options.fail_on.effect(),
            exceptions: policy.exceptions(),
            baseline: words.baseline.as_ref().zip(baseline),
        };
        let desk = RefCell::new(Desk::new(sinks, output, purpose));
        let context = context(options.namespace.as_deref());
        let judge = Judge { policy: &policy, context, words: &words, bar: progress.bar() };
        let mut run = Run { judge, excluded: &excluded, scratch: Scratch::new(), inventory, desk: &desk };
        for path in &options.paths {
            run.path(path, input);
        }
        drop(progress);
        desk.into_inner().close()
    }
}

/// What is known beside the objects.
fn context(namespace: Option<&str>) -> Context<'_> {
    namespace.map_or(Context::default(), |name| Context::default().namespace(name))
}
