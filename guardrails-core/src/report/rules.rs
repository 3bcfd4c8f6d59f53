//! The rules as JSON, for programs: what every binding hands out as it stands.

use serde::Serialize;

use crate::policy::Level;
use crate::rules::{ConstraintExample, Example, Expect, Revision, Rule, Scope, Template, rules};

/// The rules as a JSON array, one rule a line: everything about a rule that a program may want to know.
///
/// ```
/// assert!(guardrails_core::rules_json().contains("{\"id\":\"hostPorts\",\"title\":"));
/// ```
pub fn rules_json() -> String {
    // Writing into a string cannot fail, and no rule has what JSON does not.
    let lines = rules().iter().map(|rule| serde_json::to_string(&RuleData::of(rule)).unwrap_or_default());
    format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"))
}

/// Everything about a rule that a program may want to know.
#[derive(Serialize)]
struct RuleData {
    id: &'static str,
    title: &'static str,
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<Vec<&'static str>>,
    fidelity: &'static str,
    documentation: &'static str,
    remedy: &'static str,
    fields: &'static [&'static str],
    upstream: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateData>,
    revisions: Vec<RevisionData>,
    examples: Vec<ExampleData>,
}

/// The constraint template of a rule of Azure Policy.
#[derive(Serialize)]
struct TemplateData {
    alias: &'static str,
    version: u8,
    definitions: Vec<DefinitionData>,
    parameters: Vec<ParameterData>,
}

#[derive(Serialize)]
struct DefinitionData {
    id: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct ParameterData {
    name: &'static str,
    holds: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    default: &'static str,
    meaning: &'static str,
}

#[derive(Serialize)]
struct RevisionData {
    from: String,
    change: &'static str,
    overrides: &'static [&'static str],
}

#[derive(Serialize)]
struct ExampleData {
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<&'static str>,
    pod: &'static str,
    expect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    messages: &'static [&'static str],
}

impl RuleData {
    fn of(rule: &Rule) -> Self {
        Self {
            id: rule.id,
            title: rule.title,
            source: rule.source.name(),
            level: rule.level().map(Level::name),
            nodes: match rule.scope {
                Scope::Nodes(classes, _) => Some(classes.iter().map(|class| class.name()).collect()),
                _ => None,
            },
            fidelity: rule.fidelity.name(),
            documentation: rule.documentation,
            remedy: rule.remedy,
            fields: rule.fields,
            upstream: rule.upstream,
            template: rule.template().map(TemplateData::of),
            revisions: rule.revisions.iter().map(RevisionData::of).collect(),
            examples: match rule.template() {
                Some(template) => template.examples.iter().map(ExampleData::of_template).collect(),
                None => rule.examples.iter().map(ExampleData::of).collect(),
            },
        }
    }
}

impl TemplateData {
    fn of(template: &Template) -> Self {
        let definitions = template.definitions.iter();
        let parameters = template.parameters.iter();
        Self {
            alias: template.alias,
            version: template.version,
            definitions: definitions.map(|it| DefinitionData { id: it.id, version: it.version }).collect(),
            parameters: parameters
                .map(|it| ParameterData {
                    name: it.name,
                    holds: it.holds.to_string(),
                    default: it.default,
                    meaning: it.meaning,
                })
                .collect(),
        }
    }
}

impl RevisionData {
    fn of(revision: &Revision) -> Self {
        Self { from: revision.from.to_string(), change: revision.change, overrides: revision.overrides }
    }
}

impl ExampleData {
    fn of(example: &Example) -> Self {
        let (expect, message) = match example.expect {
            Expect::Pass => ("pass", None),
            Expect::Fail(message) => ("fail", Some(message)),
        };
        let from = Some(example.from.to_string());
        Self { title: example.title, from, parameters: None, pod: example.pod, expect, message, messages: &[] }
    }

    /// A template's example: its object may be of any kind, and it may have several messages.
    fn of_template(example: &ConstraintExample) -> Self {
        Self {
            title: example.title,
            from: None,
            parameters: Some(example.parameters),
            pod: example.object,
            expect: if example.messages.is_empty() { "pass" } else { "fail" },
            message: None,
            messages: example.messages,
        }
    }
}
