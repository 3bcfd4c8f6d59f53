//! The documents of Azure Policy as the CLI, the REST interface and exports print them: their fields flat,
//! or under `properties`. A field that is not known is an error: it might narrow what the policy is for.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Parameter;
use super::cluster::Moment;
use super::id::{PolicyId, lower};
use crate::policy::PolicyError;

/// What every resource of Azure may carry beside what it says.
const COMMON: [&str; 16] = [
    "id",
    "name",
    "type",
    "location",
    "identity",
    "systemData",
    "resourceGroup",
    "displayName",
    "description",
    "metadata",
    "apiVersion",
    "dependsOn",
    "sku",
    "scope",
    "etag",
    "tags",
];

/// A policy or an initiative, assigned.
#[derive(Debug)]
pub(super) struct Assignment {
    /// What it is called in messages.
    pub(super) name: String,
    /// Its own id, in lower case; empty if it has none.
    pub(super) id: String,
    pub(super) policy: PolicyId,
    /// The version that is asked for.
    pub(super) version: Option<String>,
    /// Where it applies, in lower case; empty if it does not say.
    pub(super) scope: String,
    pub(super) not_scopes: Vec<String>,
    pub(super) parameters: Map<String, Value>,
    /// Whether it may refuse anything.
    pub(super) is_enforced: bool,
    /// Whether it is for clusters that have enrolled.
    pub(super) needs_enrolment: bool,
    pub(super) selectors: Vec<Value>,
    pub(super) overrides: Vec<Value>,
    /// The members of the initiative that are meant, if not all.
    pub(super) members: Option<&'static [&'static str]>,
    /// Where its fields stand, for messages.
    pub(super) place: String,
}

/// A definition as a document.
#[derive(Debug)]
pub(super) struct DefinitionDocument {
    pub(super) id: PolicyId,
    pub(super) name: String,
    pub(super) version: Option<String>,
    pub(super) mode: String,
    pub(super) parameters: BTreeMap<String, Parameter>,
    /// `policyRule`.
    pub(super) rule: Value,
}

/// An initiative as a document.
#[derive(Debug)]
pub(super) struct SetDocument {
    pub(super) id: PolicyId,
    pub(super) name: String,
    pub(super) version: Option<String>,
    pub(super) parameters: BTreeMap<String, Parameter>,
    pub(super) members: Vec<Member>,
}

/// A member of an initiative.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) reference: String,
    pub(super) policy: PolicyId,
    pub(super) version: Option<String>,
    /// Values that may hold expressions over the initiative's parameters.
    pub(super) parameters: Map<String, Value>,
}

/// What leaves a part of an assignment's scope alone.
#[derive(Debug)]
pub(super) struct Exemption {
    pub(super) name: String,
    /// Whom it exempts, in lower case.
    pub(super) scope: String,
    /// The assignment, in lower case.
    pub(super) assignment: String,
    /// The members of the initiative, in lower case; empty for all.
    pub(super) references: Vec<String>,
    pub(super) expires: Option<Moment>,
    pub(super) selectors: Vec<Value>,
    pub(super) place: String,
}

/// A document of Azure Policy.
#[derive(Debug)]
pub(super) enum Document {
    Assignment(Assignment),
    Definition(DefinitionDocument),
    Set(SetDocument),
    Exemption(Exemption),
}

impl Document {
    /// Reads a document; none if it is not one of Azure Policy.
    pub(super) fn read(document: &Value, place: &str) -> Option<Result<Self, PolicyError>> {
        let fields = Fields::of(document, place)?;
        let kind = fields.text("type").ok().flatten().map(|kind| kind.to_ascii_lowercase()).unwrap_or_default();
        let has = |key: &str| fields.get(key).is_some();
        Some(match kind.strip_prefix("microsoft.authorization/") {
            Some("policyassignments") => fields.assignment().map(Self::Assignment),
            Some("policydefinitions" | "policydefinitions/versions") => fields.definition().map(Self::Definition),
            Some("policysetdefinitions" | "policysetdefinitions/versions") => fields.set().map(Self::Set),
            Some("policyexemptions") => fields.exemption().map(Self::Exemption),
            Some(_) => Err(fields.error("type", &format!("`{kind}` is no document of a policy"))),
            None if has("policyAssignmentId") => fields.exemption().map(Self::Exemption),
            None if has("policyRule") => fields.definition().map(Self::Definition),
            None if has("policyDefinitions") => fields.set().map(Self::Set),
            None if has("policyDefinitionId") => fields.assignment().map(Self::Assignment),
            None => return None,
        })
    }
}

/// The fields of a resource, those under `properties` among them.
struct Fields<'d> {
    own: &'d Map<String, Value>,
    properties: Option<&'d Map<String, Value>>,
    place: String,
}

impl<'d> Fields<'d> {
    fn of(document: &'d Value, place: &str) -> Option<Self> {
        let own = document.as_object()?;
        Some(Self { own, properties: own.get("properties").and_then(Value::as_object), place: place.into() })
    }

    /// A field that is there and not null.
    fn get(&self, key: &str) -> Option<&'d Value> {
        let inner = self.properties.and_then(|properties| properties.get(key));
        inner.or_else(|| self.own.get(key)).filter(|value| !value.is_null())
    }

    fn at(&self, key: &str) -> String {
        let under = if self.properties.is_some_and(|inner| inner.contains_key(key)) { "properties." } else { "" };
        format!("{}{under}{key}", self.place)
    }

    fn error(&self, key: &str, why: &str) -> PolicyError {
        PolicyError::new(format!("{}: {why}", self.at(key)))
    }

    fn text(&self, key: &str) -> Result<Option<String>, PolicyError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(self.error(key, &format!("expected a text, found `{other}`"))),
        }
    }

    fn required(&self, key: &str) -> Result<String, PolicyError> {
        let text = self.text(key)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| self.error(key, "it is missing"))
    }

    fn texts(&self, key: &str) -> Result<Vec<String>, PolicyError> {
        let items = self.list(key)?;
        let texts = items.iter().map(|item| item.as_str().map(lower));
        texts.collect::<Option<_>>().ok_or_else(|| self.error(key, "expected a list of texts"))
    }

    fn list(&self, key: &str) -> Result<&'d [Value], PolicyError> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(self.error(key, "expected a list")),
        }
    }

    fn map(&self, key: &str) -> Result<Map<String, Value>, PolicyError> {
        match self.get(key) {
            None => Ok(Map::new()),
            Some(Value::Object(fields)) => Ok(fields.clone()),
            Some(_) => Err(self.error(key, "expected an object")),
        }
    }

    fn parsed<T: DeserializeOwned + Default>(&self, key: &str) -> Result<T, PolicyError> {
        let Some(value) = self.get(key) else { return Ok(T::default()) };
        serde_path_to_error::deserialize(value)
            .map_err(|error| PolicyError::new(format!("{}.{}: {}", self.at(key), error.path(), error.inner())))
    }

    fn policy(&self, key: &str) -> Result<PolicyId, PolicyError> {
        let id = self.required(key)?;
        PolicyId::parse(&id).ok_or_else(|| self.error(key, &format!("`{id}` is no id of a policy or an initiative")))
    }

    /// Refuses fields beside those that all resources have and these.
    fn only(&self, known: &[&str]) -> Result<(), PolicyError> {
        let is_known = |key: &&String| known.contains(&key.as_str()) || COMMON.contains(&key.as_str());
        let inner = self.properties.into_iter().flat_map(Map::keys).find(|key| !is_known(key));
        let own = self.own.keys().find(|key| !(is_known(key) || *key == "properties"));
        match inner.or(own) {
            Some(key) => Err(self.error(key, "unknown field")),
            None => Ok(()),
        }
    }

    /// What it is called: its name, or the last part of its id.
    fn name(&self) -> Result<String, PolicyError> {
        let of_id = || Ok(self.text("id")?.and_then(|id| id.rsplit('/').next().map(String::from)));
        Ok(self.text("name")?.or(of_id()?).unwrap_or_default())
    }

    /// `version`, which the portal keeps in the metadata.
    fn version(&self) -> Result<Option<String>, PolicyError> {
        let kept =
            || self.get("metadata").and_then(|data| data.get("version")).and_then(Value::as_str).map(String::from);
        Ok(self.text("version")?.or_else(kept))
    }

    fn assignment(&self) -> Result<Assignment, PolicyError> {
        self.only(&[
            "policyDefinitionId",
            "definitionVersion",
            "latestDefinitionVersion",
            "effectiveDefinitionVersion",
            "notScopes",
            "parameters",
            "enforcementMode",
            "nonComplianceMessages",
            "resourceSelectors",
            "overrides",
            "assignmentType",
            "instanceId",
        ])?;
        let mode = self.text("enforcementMode")?.map(|mode| mode.to_lowercase());
        let mode = mode.as_deref().unwrap_or("default");
        if !["default", "donotenforce", "enroll"].contains(&mode) {
            let why = format!("unknown mode `{mode}`: expected Default, DoNotEnforce or Enroll");
            return Err(self.error("enforcementMode", &why));
        }
        let id = self.text("id")?.map(|id| lower(&id)).unwrap_or_default();
        let of_id = || id.split_once("/providers/microsoft.authorization/").map(|(scope, _)| scope.to_owned());
        let policy = self.policy("policyDefinitionId")?;
        Ok(Assignment {
            name: self.name()?,
            scope: self.text("scope")?.map(|scope| lower(&scope)).or_else(of_id).unwrap_or_default(),
            version: self
                .text("effectiveDefinitionVersion")?
                .or(self.text("definitionVersion")?)
                .or(policy.version.clone()),
            policy,
            not_scopes: self.texts("notScopes")?,
            parameters: values(&self.map("parameters")?, &self.at("parameters"))?,
            is_enforced: mode != "donotenforce",
            needs_enrolment: mode == "enroll",
            selectors: self.list("resourceSelectors")?.to_vec(),
            overrides: self.list("overrides")?.to_vec(),
            members: None,
            place: self.place.clone(),
            id,
        })
    }

    fn definition(&self) -> Result<DefinitionDocument, PolicyError> {
        self.only(&[
            "mode",
            "parameters",
            "policyRule",
            "policyType",
            "version",
            "versions",
            "externalEvaluationEnforcementSettings",
        ])?;
        Ok(DefinitionDocument {
            id: self.policy("id")?,
            name: self.name()?,
            version: self.version()?,
            mode: self.text("mode")?.unwrap_or_default(),
            parameters: self.parsed("parameters")?,
            rule: self.get("policyRule").cloned().ok_or_else(|| self.error("policyRule", "it is missing"))?,
        })
    }

    fn set(&self) -> Result<SetDocument, PolicyError> {
        self.only(&["parameters", "policyDefinitions", "policyDefinitionGroups", "policyType", "version", "versions"])?;
        let members = self.list("policyDefinitions")?.iter().enumerate();
        Ok(SetDocument {
            id: self.policy("id")?,
            name: self.name()?,
            version: self.version()?,
            parameters: self.parsed("parameters")?,
            members: members
                .map(|(n, it)| member(it, &format!("{}[{n}].", self.at("policyDefinitions"))))
                .collect::<Result<_, _>>()?,
        })
    }

    fn exemption(&self) -> Result<Exemption, PolicyError> {
        self.only(&[
            "policyAssignmentId",
            "policyDefinitionReferenceIds",
            "exemptionCategory",
            "expiresOn",
            "resourceSelectors",
            "assignmentScopeValidation",
        ])?;
        let id = lower(&self.required("id")?);
        let scope = id.split_once("/providers/microsoft.authorization/policyexemptions/").map(|(scope, _)| scope);
        let expires = self.text("expiresOn")?.map(|text| Moment::parse(&text)).transpose();
        Ok(Exemption {
            name: self.name()?,
            scope: scope.ok_or_else(|| self.error("id", "it is no id of an exemption"))?.into(),
            assignment: lower(&self.required("policyAssignmentId")?),
            references: self.texts("policyDefinitionReferenceIds")?,
            expires: expires.map_err(|error| self.error("expiresOn", &error.to_string()))?,
            selectors: self.list("resourceSelectors")?.to_vec(),
            place: self.place.clone(),
        })
    }
}

fn member(value: &Value, place: &str) -> Result<Member, PolicyError> {
    let fields = Fields::of(value, place).ok_or_else(|| PolicyError::new(format!("{place} expected an object")))?;
    fields.only(&[
        "policyDefinitionId",
        "policyDefinitionReferenceId",
        "definitionVersion",
        "latestDefinitionVersion",
        "effectiveDefinitionVersion",
        "parameters",
        "groupNames",
    ])?;
    let policy = fields.policy("policyDefinitionId")?;
    Ok(Member {
        reference: fields.text("policyDefinitionReferenceId")?.unwrap_or_else(|| policy.name().into()),
        version: fields
            .text("effectiveDefinitionVersion")?
            .or(fields.text("definitionVersion")?)
            .or(policy.version.clone()),
        policy,
        parameters: values(&fields.map("parameters")?, &fields.at("parameters"))?,
    })
}

/// The values of `{"name": {"value": …}}`.
fn values(parameters: &Map<String, Value>, place: &str) -> Result<Map<String, Value>, PolicyError> {
    let value = |(name, it): (&String, &Value)| match it.as_object().map(|fields| (fields.len(), fields.get("value"))) {
        Some((1, Some(value))) => Ok((name.clone(), value.clone())),
        _ => Err(PolicyError::new(format!("{place}.{name}: expected an object with a `value`"))),
    };
    parameters.iter().map(value).collect()
}
