//! `k8s-guardrails`: the command line of guardrails, as a function.
//!
//! ```
//! use guardrails_cli::{Colours, run};
//!
//! let pod = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"hostPID":true}}"#;
//! let (mut output, mut errors) = (Vec::new(), Vec::new());
//! let args = ["k8s-guardrails", "check", "-", "--pod-security", "baseline"];
//! let status = run(args, &mut pod.as_bytes(), &mut output, &mut errors, Colours::NONE);
//! assert_eq!(status, guardrails_cli::DENIED);
//! assert!(String::from_utf8(output).unwrap().contains("host namespaces (hostPID=true)"));
//! ```
//!
//! It reads arguments, finds files and prints; every judgement and every sentence about a rule comes from
//! `guardrails-core`. The command, the Python package and the Node package all call [`run_here`], so that
//! output and exit status are the same from each.

#![forbid(unsafe_code)]

mod arguments;
mod check;
mod explain;
mod import;
mod output;
mod rules;
mod template;
mod words;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};

use anstream::{AutoStream, ColorChoice};
use clap::Parser;

use arguments::{Arguments, Command};
use output::{Output, Terminals};

/// Exit status: nothing was denied.
pub const PASSED: u8 = 0;
/// Exit status: something was denied.
pub const DENIED: u8 = 1;
/// Exit status: something could not be read, the command is wrong, or there was no object at all.
pub const FAILED: u8 = 2;
/// Exit status: whoever read the output stopped reading. It is what a shell reports of a Unix tool that
/// a closed pipe has ended; anything less would say that all was judged.
pub const PIPE_CLOSED: u8 = 141;

/// Which of the two outputs take colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Colours {
    /// Whether the report may be coloured.
    pub output: bool,
    /// Whether messages about the command itself may be coloured.
    pub errors: bool,
}

impl Colours {
    /// No colours at all.
    pub const NONE: Self = Self { output: false, errors: false };

    /// What this process' own outputs take: colours on a terminal, unless `NO_COLOR` or `TERM` speak
    /// against it.
    pub fn of_this_process() -> Self {
        Self {
            output: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            errors: AutoStream::choice(&io::stderr()) != ColorChoice::Never,
        }
    }
}

/// Runs a command on this process' own streams. The first argument is the program's name.
pub fn run_here(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> u8 {
    let (mut input, mut output, mut errors) = (io::stdin().lock(), io::stdout().lock(), io::stderr());
    let terminals = Terminals { output: output.is_terminal(), errors: errors.is_terminal() };
    let output = Output::new(&mut output, &mut errors, Colours::of_this_process(), terminals);
    run_on(args, &mut input, output)
}

/// Runs a command and gives its exit status. The first argument is the program's name.
///
/// Beside the streams it touches only the files and folders that the arguments name.
pub fn run(
    args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    input: &mut dyn Read,
    output: &mut dyn Write,
    errors: &mut dyn Write,
    colours: Colours,
) -> u8 {
    run_on(args, input, Output::new(output, errors, colours, Terminals::default()))
}

fn run_on(
    args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    input: &mut dyn Read,
    mut output: Output<'_>,
) -> u8 {
    let status = match Arguments::try_parse_from(args) {
        Ok(arguments) => obey(&arguments.command, input, &mut output),
        Err(error) => answer(&error, &mut output),
    };
    output.finish(status)
}

fn obey(command: &Command, input: &mut dyn Read, output: &mut Output<'_>) -> u8 {
    match command {
        Command::Check(options) => check::check(options, input, output),
        Command::Compare(options) => check::compare(options, input, output),
        Command::Explain { rule } => explain::explain(rule, output),
        Command::Import(options) => import::import(options, output),
        Command::Rules { format } => rules::rules(*format, output),
    }
}

/// Says what the parser has to say: help and version on the output, mistakes among the errors.
fn answer(error: &clap::Error, output: &mut Output<'_>) -> u8 {
    let is_mistake = error.use_stderr();
    let coloured = if is_mistake { output.colours().errors } else { output.colours().output };
    let text = error.render();
    let text = if coloured { text.ansi().to_string() } else { text.to_string() };
    let text = format!("{}\n", text.trim_end());
    if is_mistake {
        output.complain(&text);
        return FAILED;
    }
    output.print(&text);
    PASSED
}
