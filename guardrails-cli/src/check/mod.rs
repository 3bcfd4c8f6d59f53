//! `check`: finds the inputs, has the core judge every object in them, and reports.

mod compare;
mod desk;
mod files;
mod gather;
mod github;
mod held;
mod intake;
mod json;
mod junit;
mod owners;
mod placement;
mod policy;
mod report;
mod run;
mod sarif;
mod sink;
mod summary;
mod table;
mod tally;
mod text;

use std::cell::RefCell;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use guardrails_core::{Baseline, Context, Date, Inventory, Policy, Scratch};

use crate::arguments::{Check, Format};
use crate::output::Output;
use crate::words::{Paint, plain};
pub(crate) use compare::compare;
use desk::{Desk, Purpose};
use files::Excluded;
use gather::Twice;
use github::Github;
use json::Json;
use junit::Junit;
use owners::Owners;
use report::Report;
use run::Run;
use sarif::Sarif;
use sink::{OutputFile, Sink};
use table::Table;
use text::Text;

pub(crate) fn check(options: &Check, input: &mut dyn Read, output: &mut Output<'_>) -> u8 {
    let prepared = match prepare(options, output) {
        Ok(prepared) => prepared,
        Err(message) => return output.refuse(&message),
    };
    match look_ahead(options, &prepared, input) {
        Ok(None) => prepared.run(options, Inventory::default(), input, output),
        Ok(Some((inventory, mut kept))) => match kept.again() {
            Ok(mut input) => prepared.run(options, inventory, &mut *input, output),
            Err(error) => output.refuse(&format!("standard input: {error}")),
        },
        Err(error) => output.refuse(&format!("standard input: {error}")),
    }
}

/// What the inputs hold, if the policy has anything to ask of it, and standard input, which is kept for it.
fn look_ahead(options: &Check, prepared: &Prepared, input: &mut dyn Read) -> io::Result<Option<(Inventory, Twice)>> {
    let Prepared { policy, excluded, .. } = prepared;
    if !policy.reads_other_objects() {
        return Ok(None);
    }
    let mut kept = Twice::of(&options.paths, input)?;
    let context = context(options.namespace.as_deref());
    let inventory = gather::inventory(&options.paths, policy, context, excluded, &mut kept)?;
    Ok(Some((inventory, kept)))
}

/// All that a run needs, made before anything is read.
struct Prepared {
    policy: Policy,
    excluded: Excluded,
    sinks: Vec<Sink<'static>>,
    baseline: Option<(Baseline, OutputFile)>,
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
            baseline = Some((Baseline::default(), OutputFile::create(path)?));
        }
        Some(path) => policy = policy.with_baseline(read_baseline(path)?),
    }
    let has_baseline = options.baseline.is_some() && !options.write_baseline;
    let report = |format, paint| report(format, paint, has_baseline);
    let mut sinks = vec![Sink { report: report(options.format, Paint::new(output.colours().output)), file: None }];
    for target in &options.targets {
        let file = OutputFile::create(&target.path)?;
        let mut others =
            sinks.iter().filter_map(|sink| sink.file.as_ref()).chain(baseline.as_ref().map(|(_, file)| file));
        if others.any(|other| other.is_at(&file)) {
            return Err(format!("two results would go to {}", plain(target.path.display())));
        }
        sinks.push(Sink { report: report(target.format, Paint::new(false)), file: Some(file) });
    }
    Ok(Prepared { policy, excluded, sinks, baseline })
}

fn read_baseline(path: &Path) -> Result<Baseline, String> {
    let name = plain(path.display());
    let bytes = fs::read(path).map_err(|error| {
        let hint = "; --write-baseline writes it";
        format!("the baseline {name}: {}{hint}", files::sentence(path, &error))
    })?;
    Baseline::load(bytes).map_err(|error| format!("the baseline {name}: {}", plain(error)))
}

fn report(format: Format, paint: Paint, has_baseline: bool) -> Box<dyn Report> {
    match format {
        Format::Text => Box::new(Text::new(paint)),
        Format::Json => Box::new(Json::array()),
        Format::Jsonl => Box::new(Json::lines()),
        Format::Sarif => Box::new(Sarif::new(has_baseline)),
        Format::Github => Box::new(Github),
        Format::Junit => Box::new(Junit::default()),
        Format::Summary => Box::new(Table::new(paint)),
    }
}

impl Prepared {
    fn run(self, options: &Check, inventory: Inventory, input: &mut dyn Read, output: &mut Output<'_>) -> u8 {
        let Self { policy, excluded, sinks, baseline } = self;
        let purpose = Purpose {
            fail_on: options.fail_on.effect(),
            exceptions: policy.exceptions(),
            owners: options.by_owner.then(Owners::default),
            baseline,
        };
        let desk = RefCell::new(Desk::new(sinks, output, purpose));
        let context = context(options.namespace.as_deref());
        let mut run =
            Run { policy: &policy, context, excluded: &excluded, scratch: Scratch::new(), inventory, desk: &desk };
        for path in &options.paths {
            run.path(path, input);
        }
        desk.into_inner().close()
    }
}

/// What is known beside the objects.
fn context(namespace: Option<&str>) -> Context<'_> {
    namespace.map_or(Context::default(), |name| Context::default().namespace(name))
}
