//! The arguments, and what they say when they are wrong.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use guardrails_core::{Level, PolicyError, Version};

const EXIT_STATUS: &str = "\
Exit status:
  0  nothing was denied
  1  something was denied
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
}

/// How `rules` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesFormat {
    /// A table for people.
    Text,
    /// One array of JSON objects with all that is known of each rule.
    Json,
}

/// A level and a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PodSecurity {
    pub(crate) level: Level,
    pub(crate) version: Version,
}

fn pod_security(text: &str) -> Result<PodSecurity, String> {
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
