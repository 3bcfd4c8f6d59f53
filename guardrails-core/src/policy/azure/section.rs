//! `azure` of a policy document: one of Azure's initiatives, and what is known of the cluster.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::assignments::{Assignments, Cluster, Moment};
use crate::policy::PolicyError;

/// The section as it is written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AzureSection {
    /// `baseline`, `restricted` or `deployment-safeguards`.
    initiative: Option<String>,
    /// The initiative's parameter of this name.
    effect: Option<String>,
    #[serde(default)]
    parameters: Map<String, Value>,
    /// The cluster's id in Azure.
    cluster: Option<String>,
    /// The cluster's region.
    location: Option<String>,
    /// When it is asked.
    time: Option<String>,
}

/// The initiatives that a policy document may name.
const INITIATIVES: [&str; 3] = ["baseline", "restricted", "deployment-safeguards"];

impl AzureSection {
    /// Adds what the section says to the assignments and to what is known of the cluster.
    pub(crate) fn gather(self, assignments: &mut Assignments, cluster: &mut Cluster) -> Result<(), PolicyError> {
        let error = |place: &str, why: &str| PolicyError::new(format!("azure.{place}: {why}"));
        let says_where = self.cluster.is_some() || self.location.is_some() || self.time.is_some();
        let twice = "it is set twice; one place has to say it";
        if let Some(id) = self.cluster {
            let id = id.to_lowercase();
            if !id.starts_with("/subscriptions/")
                || !id.contains("/providers/microsoft.containerservice/managedclusters/")
            {
                return Err(error("cluster", "expected the id of a cluster: /subscriptions/…/managedClusters/NAME"));
            }
            if cluster.id.replace(id.trim_end_matches('/').into()).is_some() {
                return Err(error("cluster", twice));
            }
        }
        if let Some(location) = self.location
            && cluster.location.replace(location.to_lowercase().replace(' ', "")).is_some()
        {
            return Err(error("location", twice));
        }
        if let Some(time) = self.time {
            let time = Moment::parse(&time).map_err(|why| error("time", &why.to_string()))?;
            if cluster.time.replace(time).is_some() {
                return Err(error("time", twice));
            }
        }
        let mut parameters = self.parameters;
        if let Some(effect) = self.effect
            && parameters.insert("effect".into(), effect.into()).is_some()
        {
            return Err(error("effect", "parameters.effect is given as well; one place has to say it"));
        }
        match self.initiative {
            Some(name) if INITIATIVES.contains(&name.as_str()) => {
                assignments.assign_initiative(&name, parameters, "azure.")
            }
            Some(name) => {
                let why = format!("unknown initiative `{name}`: expected {}", INITIATIVES.join(", "));
                Err(error("initiative", &why))
            }
            None if !parameters.is_empty() => {
                Err(error("initiative", "it is missing; effect and parameters are of an initiative"))
            }
            None if !says_where => Err(error("initiative", "it is missing, and the section says nothing else")),
            None => Ok(()),
        }
    }
}
