//! `effects` of a policy document: what findings lead to at the most, while a policy is being rolled out.

use serde::Deserialize;

use super::pattern::{Pattern, any_fits};
use super::{Effect, PolicyError};
use crate::rules::{self, Head, Source};

/// What some findings lead to at the most.
#[derive(Clone, Debug)]
pub(crate) struct Ceiling {
    pub(crate) effect: Effect,
    rules: Vec<String>,
    sources: Vec<Source>,
    pub(crate) namespaces: Vec<Pattern>,
}

impl Ceiling {
    /// Whether it is about a rule's findings in a namespace. A namespace that is not known is none that is named.
    pub(crate) fn covers(&self, rule: &Head, namespace: Option<&str>) -> bool {
        let in_namespace = || namespace.is_some_and(|name| any_fits(&self.namespaces, name));
        (self.rules.is_empty() || self.rules.iter().any(|name| rule.goes_by(name)))
            && (self.sources.is_empty() || self.sources.contains(&rule.source))
            && (self.namespaces.is_empty() || in_namespace())
    }
}

/// An entry of `effects`. The first that holds for a finding counts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EffectSection {
    effect: String,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    namespaces: Vec<String>,
}

impl EffectSection {
    pub(super) fn compile(self, n: usize) -> Result<Ceiling, PolicyError> {
        let wrong = |place: &str, what: String| PolicyError::new(format!("effects[{n}]{place}: {what}"));
        let effect = Effect::ALL.into_iter().find(|effect| effect.name() == self.effect).ok_or_else(|| {
            wrong(".effect", format!("unknown effect `{}`: expected audit, warn or deny", self.effect))
        })?;
        if self.rules.is_empty() && self.sources.is_empty() && self.namespaces.is_empty() {
            return Err(wrong("", "it names no rules, sources or namespaces".into()));
        }
        for (at, name) in self.rules.iter().enumerate() {
            if !rules::rules().iter().any(|rule| rule.goes_by(name)) {
                return Err(wrong(&format!(".rules[{at}]"), format!("there is no rule `{name}`")));
            }
        }
        let source = |(at, name): (usize, &String)| {
            let known = rules::rules().iter().map(|rule| rule.source).find(|source| source.name() == name);
            known.ok_or_else(|| wrong(&format!(".sources[{at}]"), format!("there is no source `{name}`")))
        };
        let namespace = |(at, name): (usize, &String)| {
            Pattern::new(name).ok_or_else(|| wrong(&format!(".namespaces[{at}]"), "it is empty".into()))
        };
        Ok(Ceiling {
            effect,
            sources: self.sources.iter().enumerate().map(source).collect::<Result<_, _>>()?,
            namespaces: self.namespaces.iter().enumerate().map(namespace).collect::<Result<_, _>>()?,
            rules: self.rules,
        })
    }
}
