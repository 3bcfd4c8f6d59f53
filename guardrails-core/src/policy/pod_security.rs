use serde::Deserialize;

use super::documents::at;
use super::{Exemptions, Level, PodSecurity, PolicyError, Version};

/// `podSecurity` of a policy document: upstream's modes, versions and exemptions.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PodSecuritySection {
    enforce: Option<String>,
    enforce_version: Option<String>,
    audit: Option<String>,
    audit_version: Option<String>,
    warn: Option<String>,
    warn_version: Option<String>,
    #[serde(default)]
    exemptions: ExemptionsSection,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExemptionsSection {
    #[serde(default)]
    namespaces: Vec<String>,
    #[serde(default)]
    usernames: Vec<String>,
    #[serde(default)]
    runtime_classes: Vec<String>,
}

impl PodSecuritySection {
    pub(super) fn compile(self) -> Result<PodSecurity, PolicyError> {
        Ok(PodSecurity {
            levels: [level("enforce", self.enforce)?, level("audit", self.audit)?, level("warn", self.warn)?],
            versions: [
                version("enforceVersion", self.enforce_version)?,
                version("auditVersion", self.audit_version)?,
                version("warnVersion", self.warn_version)?,
            ],
            exemptions: Exemptions {
                namespaces: names("namespaces", self.exemptions.namespaces)?,
                usernames: names("usernames", self.exemptions.usernames)?,
                runtime_classes: names("runtimeClasses", self.exemptions.runtime_classes)?,
            },
        })
    }
}

fn level(key: &str, value: Option<String>) -> Result<Option<Level>, PolicyError> {
    value.map(|value| value.parse()).transpose().map_err(|error| at(&format!("podSecurity.{key}"), &error))
}

fn version(key: &str, value: Option<String>) -> Result<Option<Version>, PolicyError> {
    value.map(|value| value.parse()).transpose().map_err(|error| at(&format!("podSecurity.{key}"), &error))
}

/// The names of an exemption: each once, none empty; those of namespaces and runtime classes in lower
/// case as Kubernetes wants them, so that a slip of the pen does not exempt nothing.
fn names(key: &str, names: Vec<String>) -> Result<Vec<String>, PolicyError> {
    for (n, name) in names.iter().enumerate() {
        let place = format!("podSecurity.exemptions.{key}[{n}]");
        let kubernetes_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if name.is_empty() || (key != "usernames" && !name.chars().all(kubernetes_name)) {
            return Err(PolicyError::new(format!("{place}: `{name}` is no name that Kubernetes would take")));
        }
        if names.iter().take(n).any(|before| before == name) {
            return Err(PolicyError::new(format!("{place}: `{name}` stands here twice")));
        }
    }
    Ok(names)
}
