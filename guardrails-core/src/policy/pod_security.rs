use std::str::FromStr;

use serde::Deserialize;

use super::documents::at;
use super::{Exemptions, PodSecurity, PolicyError};

/// `podSecurity` of a policy document: upstream's modes, versions and exemptions; or the word that namespaces have
/// labels for these.
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
    from_namespace_labels: bool,
    defaults: Option<DefaultsSection>,
    #[serde(default)]
    exemptions: ExemptionsSection,
}

/// What counts where a namespace's labels say nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DefaultsSection {
    enforce: Option<String>,
    enforce_version: Option<String>,
    audit: Option<String>,
    audit_version: Option<String>,
    warn: Option<String>,
    warn_version: Option<String>,
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
    /// What is checked, and whether that is only what counts where labels say nothing.
    pub(super) fn compile(self) -> Result<(PodSecurity, bool), PolicyError> {
        let Self { enforce, enforce_version, audit, audit_version, warn, warn_version, .. } = self;
        let own = DefaultsSection { enforce, enforce_version, audit, audit_version, warn, warn_version };
        let exemptions = self.exemptions.compile()?;
        let pod_security = match (self.from_namespace_labels, self.defaults) {
            (true, defaults) if own.is_empty() => {
                defaults.unwrap_or_default().compile("podSecurity.defaults", exemptions)
            }
            (true, _) => Err(PolicyError::new(
                "podSecurity: levels come from the labels of namespaces; write what counts without labels under `defaults`",
            )),
            (false, None) => own.compile("podSecurity", exemptions),
            (false, Some(_)) => Err(PolicyError::new(
                "podSecurity.defaults: nothing takes its place; it goes with `fromNamespaceLabels: true`",
            )),
        };
        Ok((pod_security?, self.from_namespace_labels))
    }
}

impl DefaultsSection {
    fn is_empty(&self) -> bool {
        let levels = [&self.enforce, &self.audit, &self.warn];
        let versions = [&self.enforce_version, &self.audit_version, &self.warn_version];
        levels.into_iter().chain(versions).all(Option::is_none)
    }

    fn compile(self, place: &str, exemptions: Exemptions) -> Result<PodSecurity, PolicyError> {
        Ok(PodSecurity {
            levels: [
                parsed(place, "enforce", self.enforce)?,
                parsed(place, "audit", self.audit)?,
                parsed(place, "warn", self.warn)?,
            ],
            versions: [
                parsed(place, "enforceVersion", self.enforce_version)?,
                parsed(place, "auditVersion", self.audit_version)?,
                parsed(place, "warnVersion", self.warn_version)?,
            ],
            exemptions,
        })
    }
}

impl ExemptionsSection {
    fn compile(self) -> Result<Exemptions, PolicyError> {
        Ok(Exemptions {
            namespaces: names("namespaces", self.namespaces)?,
            usernames: names("usernames", self.usernames)?,
            runtime_classes: names("runtimeClasses", self.runtime_classes)?,
        })
    }
}

/// A level or a version, if one is written.
fn parsed<T: FromStr<Err = PolicyError>>(
    place: &str,
    key: &str,
    value: Option<String>,
) -> Result<Option<T>, PolicyError> {
    value.map(|value| value.parse()).transpose().map_err(|error| at(&format!("{place}.{key}"), &error))
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
