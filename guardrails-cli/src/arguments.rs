//! The arguments, and what they say when they are wrong.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use guardrails_core::{Date, Effect, Level, PolicyError, Version};

const EXIT_STATUS: &str = "\
Exit status:
  0  nothing was denied
  1  something was denied
  2  something could not be read, the command is wrong, or there was no object at all";

const COMPARE_STATUS: &str = "\
Exit status:
  0  nothing would be denied that is not denied already
  1  something would be denied newly
  2  something could not be read, the command is wrong, or there was no object at all";

/// Tells whether Kubernetes manifests may run, and why not, as the API server would.
#[derive(Debug, Parser)]
#[command(name = "k8s-guardrails", bin_name = "k8s-guardrails", version, after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge manifests: files, folders, or the standard input.
    #[command(after_help = EXIT_STATUS)]
    Check(Check),
    /// Tell what a change of policy would newly refuse, before the switch is made.
    #[command(after_help = COMPARE_STATUS)]
    Compare(Compare),
    /// Tell what a rule asks for, why, and how to satisfy it.
    Explain {
        /// The rule's id, as `k8s-guardrails rules` lists it.
        rule: String,
    },
    /// Write a policy from what kubectl and the Azure CLI print of a cluster; what could not be taken is named
    /// among the errors.
    Import(Import),
    /// List the rules.
    Rules {
        /// How to print them.
        #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
        format: RulesFormat,
    },
}

/// What to check, and against what.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Files (.yaml, .yml, .json, .jsonl), folders to walk, or - for the standard input.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Enforce a level of the Pod Security Standards: baseline or restricted, at a version such as v1.33 or
    /// latest [default without a policy: restricted:latest].
    #[arg(long, value_name = "LEVEL[:VERSION]", value_parser = pod_security)]
    pub(crate) pod_security: Option<PodSecurity>,
    /// A file of policy documents; may be given several times.
    #[arg(long = "policy", value_name = "FILE")]
    pub(crate) policies: Vec<PathBuf>,
    /// The namespace of objects that name none.
    #[arg(short, long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) namespace: Option<String>,
    /// Leave out what matches: a name (`*.test.yaml`), or a path below PATH (`charts/**`); may be given
    /// several times.
    #[arg(long = "exclude", value_name = "GLOB")]
    pub(crate) excluded: Vec<String>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Write the result to a file besides, such as sarif=out.sarif: whole, or not at all; may be given several
    /// times.
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = target)]
    pub(crate) targets: Vec<Target>,
    /// What makes the exit status 1.
    #[arg(long, value_enum, default_value_t = FailOn::Deny)]
    pub(crate) fail_on: FailOn,
    /// Refuse what is not in this baseline alone.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the baseline instead: what is found now. The file must not be there yet.
    #[arg(long, requires = "baseline")]
    pub(crate) write_baseline: bool,
    /// The day that decides which exceptions hold, in UTC [default: today].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) now: Option<Date>,
    /// Take a Deployment, its ReplicaSets and their Pods for one, and leave out ReplicaSets without replicas: for
    /// what `kubectl get` prints of a cluster.
    #[arg(long)]
    pub(crate) by_owner: bool,
}

/// What to compare.
#[derive(Args, Debug)]
pub(crate) struct Compare {
    /// Files, folders, or - for the standard input, as for check.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// What counts today: files of policy documents, or a level of the Pod Security Standards.
    #[arg(long, value_name = "FILE|LEVEL[:VERSION]", required = true)]
    pub(crate) from: Vec<String>,
    /// What would count.
    #[arg(long, value_name = "FILE|LEVEL[:VERSION]", required = true)]
    pub(crate) to: Vec<String>,
    /// The namespace of objects that name none.
    #[arg(short, long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) namespace: Option<String>,
    /// Leave out what matches, as for check.
    #[arg(long = "exclude", value_name = "GLOB")]
    pub(crate) excluded: Vec<String>,
    /// The day that decides which exceptions hold, in UTC [default: today].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) now: Option<Date>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub(crate) format: RulesFormat,
}

/// What a cluster is made of; each a file.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
pub(crate) struct Import {
    /// What `kubectl get nodes -o json` printed.
    #[arg(long, value_name = "FILE")]
    pub(crate) nodes: Option<PathBuf>,
    /// What `kubectl get namespaces -o json` printed: levels come from their labels.
    #[arg(long, value_name = "FILE")]
    pub(crate) namespaces: Option<PathBuf>,
    /// What `az aks show -o json` printed.
    #[arg(long, value_name = "FILE")]
    pub(crate) cluster: Option<PathBuf>,
    /// What `kubectl get constraints -o yaml` printed, taken as it stands.
    #[arg(long, value_name = "FILE")]
    pub(crate) constraints: Option<PathBuf>,
    /// What the Azure CLI printed of assignments, taken as it stands.
    #[arg(long, value_name = "FILE")]
    pub(crate) assignments: Option<PathBuf>,
}

/// How `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One array of JSON objects.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions: annotations in a pull request.
    Github,
    /// JUnit XML: a test suite an input, a test case an object.
    Junit,
    /// Counts by namespace, rule and effect.
    Summary,
}

/// A file to write, and in which format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

/// The weakest effect that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// What is denied.
    Deny,
    /// What is warned about, too.
    Warn,
}

impl FailOn {
    pub(crate) fn effect(self) -> Effect {
        match self {
            Self::Deny => Effect::Deny,
            Self::Warn => Effect::Warn,
        }
    }
}

/// How `rules` and `compare` print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesFormat {
    /// A table for people.
    Text,
    /// One array of JSON objects.
    Json,
}

/// A level and a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PodSecurity {
    pub(crate) level: Level,
    pub(crate) version: Version,
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|error: PolicyError| error.to_string())
}

fn target(text: &str) -> Result<Target, String> {
    let names = || Format::value_variants().iter().filter_map(|format| format.to_possible_value());
    let format = |name: &str| {
        let known = Format::from_str(name, false);
        known.map_err(|_| {
            let names: Vec<String> = names().map(|name| name.get_name().to_owned()).collect();
            format!("unknown format `{name}`: expected one of {}", names.join(", "))
        })
    };
    match text.split_once('=') {
        Some((name, path)) if !path.is_empty() => Ok(Target { format: format(name)?, path: path.into() }),
        _ => Err("expected FORMAT=FILE, such as sarif=out.sarif".to_owned()),
    }
}

pub(crate) fn pod_security(text: &str) -> Result<PodSecurity, String> {
    let said = |error: PolicyError| error.to_string();
    let (level, version) = match text.split_once(':') {
        Some((level, version)) => (level, version.parse().map_err(said)?),
        None => (text, Version::LATEST),
    };
    match level.parse().map_err(said)? {
        Level::Privileged => Err("privileged checks nothing: expected baseline or restricted".to_owned()),
        level => Ok(PodSecurity { level, version }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }

    #[test]
    fn targets_have_a_format_and_a_file() {
        let sarif = Target { format: Format::Sarif, path: "a=b.sarif".into() };
        assert_eq!(target("sarif=a=b.sarif"), Ok(sarif));
        assert!(target("xml=out").unwrap_err().contains("unknown format `xml`: expected one of text, json"));
        assert!(target("sarif=").is_err() && target("out.sarif").is_err());
        assert!(date("2026-02-29").is_err());
    }

    #[test]
    fn levels_have_versions() {
        let restricted = PodSecurity { level: Level::Restricted, version: Version::LATEST };
        assert_eq!(pod_security("restricted"), Ok(restricted));
        assert_eq!(pod_security("restricted:latest"), Ok(restricted));
        assert_eq!(pod_security("baseline:v1.33").map(|at| at.version), Ok(Version::v1(33)));
        for wrong in ["", "privileged", "Baseline", "baseline:", "baseline:1.33", "baseline:v1.99", "baseline:v1.3:x"] {
            assert!(pod_security(wrong).is_err(), "{wrong}");
        }
    }
}
