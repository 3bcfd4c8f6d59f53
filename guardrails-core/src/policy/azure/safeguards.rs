//! `safeguards` of a policy document: what AKS Deployment Safeguards does to a cluster.
//!
//! Its policies are members of an initiative of Azure's, with the parameters that are documented. Its Pod
//! Security part is run by policies whose text is not public: verdicts are upstream's, messages the documented
//! ones.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Constraint;
use super::assignments::Assignments;
use super::matches::{Match, Matches};
use crate::policy::{Checks, Effect, Level, LevelVersion, PolicyError, Version};
use crate::rules::azure::deployment_safeguards::{Worded, managed_policy};
use crate::view::Needs;

/// Namespaces that Deployment Safeguards leaves alone.
const EXCLUDED: [&str; 3] = ["kube-system", "gatekeeper-system", "azure-arc"];

/// The documented policies, as the initiative calls them. That of allowed images is not among them: which
/// images a cluster allows is nowhere said.
const POLICIES: &[&str] = &[
    "restrictedNodeEditsInKubernetesCluster",
    "containerResourceRequests",
    "podEnforceAntiaffinityInKubernetesCluster",
    "restrictedLabelsInKubernetesCluster",
    "restrictedTaintsInKubernetesCluster",
    "ensureProbesConfiguredInKubernetesCluster",
    "ensureCsiDriverStorageClass",
    "uniqueServiceSelectors",
    "imagesDoNotUseLatest",
];

/// The section as it is written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SafeguardsSection {
    level: Option<String>,
    pss_level: Option<String>,
    #[serde(default)]
    excluded_namespaces: Vec<String>,
}

/// What Deployment Safeguards does.
#[derive(Clone, Debug)]
pub(crate) struct Safeguards {
    /// Whether it changes objects and refuses them; otherwise it warns.
    pub(crate) is_enforced: bool,
    pod_security: Level,
    /// Wherever it does nothing.
    pub(crate) excluded: Vec<String>,
}

impl SafeguardsSection {
    pub(crate) fn compile(self) -> Result<Safeguards, PolicyError> {
        let error = |place: &str, why: String| PolicyError::new(format!("safeguards.{place}: {why}"));
        let is_enforced = match self.level.as_deref() {
            Some("Enforce") => true,
            Some("Warn") => false,
            Some(other) => return Err(error("level", format!("unknown level `{other}`: expected Warn or Enforce"))),
            None => return Err(error("level", "it is missing: expected Warn or Enforce".into())),
        };
        let pod_security = match self.pss_level.as_deref() {
            None | Some("Privileged") => Level::Privileged,
            Some("Baseline") => Level::Baseline,
            Some("Restricted") => Level::Restricted,
            Some(other) => {
                let why = format!("unknown level `{other}`: expected Privileged, Baseline or Restricted");
                return Err(error("pssLevel", why));
            }
        };
        let mut excluded: Vec<String> = EXCLUDED.map(String::from).to_vec();
        let name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        for (n, namespace) in self.excluded_namespaces.into_iter().enumerate() {
            if namespace.is_empty() || !namespace.chars().all(name) {
                let why = format!("`{namespace}` is no name that Kubernetes would take");
                return Err(error(&format!("excludedNamespaces[{n}]"), why));
            }
            if !excluded.contains(&namespace) {
                excluded.push(namespace);
            }
        }
        Ok(Safeguards { is_enforced, pod_security, excluded })
    }
}

impl Safeguards {
    /// Assigns its policies. What it sets is documented by its messages and by the definitions' own defaults.
    pub(crate) fn assign(&self, assignments: &mut Assignments) -> Result<(), PolicyError> {
        let parameters = json!({
            "source": "All",
            "warn": !self.is_enforced,
            "effect": if self.is_enforced { "Deny" } else { "Audit" },
            "excludedNamespaces": self.excluded,
            "allowedUsers": [
                "nodeclient",
                "system:serviceaccount:kube-system:aci-connector-linux",
                "system:serviceaccount:kube-system:node-controller",
                "acsService",
                "aksService",
                "system:serviceaccount:kube-system:cloud-node-manager",
            ],
            "allowedGroups": ["system:node"],
            "labels": ["kubernetes.azure.com"],
            "reservedTaints": ["CriticalAddonsOnly"],
            // Of a member that is left out.
            "allowedContainerImagesRegex": "",
        });
        let parameters = match parameters {
            Value::Object(parameters) => parameters,
            _ => Map::new(),
        };
        assignments.assign_members("deployment-safeguards", POLICIES, parameters, "safeguards.")
    }

    /// Its Pod Security part, at the newest version that the cluster knows.
    pub(crate) fn pod_security(&self, newest: Version) -> Result<Vec<Constraint>, PolicyError> {
        let at = LevelVersion { level: self.pod_security, version: Version::LATEST, resolved: newest };
        let pods = json!({
            "kinds": [{"apiGroups": [""], "kinds": ["Pod"]}],
            "excludedNamespaces": self.excluded,
            "source": "Original",
        });
        let pods: Match = serde_json::from_value(pods).map_err(|error| PolicyError::new(error.to_string()))?;
        let matches = Matches::new(pods)?;
        let checks = Checks::new([Some(at), None, None]).list;
        let constraint = |check: &crate::policy::Check| Constraint {
            rule: check.rule,
            name: managed_policy(check.rule).into(),
            group: 0,
            matches: matches.clone(),
            effect: if self.is_enforced { Effect::Deny } else { Effect::Warn },
            check: Arc::new(Worded { rule: check.rule, revision: check.revision }),
            concern: check.concern,
            needs: matches.needs(),
        };
        Ok(checks.iter().map(constraint).collect())
    }

    /// What the reader has to read so that objects can be changed.
    pub(crate) fn needs(&self) -> Needs {
        match self.is_enforced {
            true => Needs::RESOURCES.and(Needs::METADATA).and(Needs::REPLICAS).and(Needs::OTHER_KINDS),
            false => Needs::NONE,
        }
    }

    /// What every verdict has to say.
    pub(crate) fn notes(&self) -> Vec<String> {
        let images = "deployment-safeguards: which images a cluster allows is not published, so none was refused for \
                      its name";
        let words = "deployment-safeguards: the messages of its Pod Security part are those of the documentation, the \
                     verdicts upstream's";
        let mut notes = vec![images.to_owned()];
        notes.extend((self.pod_security > Level::Privileged).then(|| words.to_owned()));
        notes
    }
}
