use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::RULE as BASE;
use super::exclusions::plain;
use super::parameters::Parameters;
use super::patterns::Pattern;
use super::rego::Shown;
use super::required::Required;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use crate::policy::PolicyError;
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::{Annotation, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1RequiredAnnotations",
    title: "Required annotations",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Objects must have certain annotations; where a pattern is given, their values must match it \
        somewhere.\n\nA pattern that Gatekeeper cannot read matches nothing.",
    remedy: "Set the annotations.",
    fields: &["metadata.annotations"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "enforce-required-annotation",
    version: 1,
    definitions: &[Definition { id: "9a5f4e39-e427-4d5d-ae73-93db00328bec", version: "3.2.0" }],
    parameters: &[Parameter {
        name: "annotations",
        holds: ParameterType::List(&ParameterType::Object(&[
            ("key", ParameterType::Text),
            ("allowedRegex", ParameterType::Text),
        ])),
        default: "[]",
        meaning: "the annotations that objects must have, each with a pattern of its values if only some are allowed",
    }],
    examples: &[
        ConstraintExample {
            title: "all there",
            parameters: "{annotations: [{key: owner}]}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web, annotations: {owner: shop}}}",
            messages: &[],
        },
        ConstraintExample {
            title: "one missing, another of another shape",
            parameters: r#"{annotations: [{key: owner}, {key: cost-center, allowedRegex: '^\d{3}$'}]}"#,
            object: "{apiVersion: v1, kind: Service, metadata: {name: web, annotations: {cost-center: shop}}}",
            messages: &[
                r"Annotation <cost-center: shop> does not satisfy allowed regex: ^\d{3}$",
                r#"you must provide annotation(s): {"owner"}"#,
            ],
        },
    ],
    needs: Needs::METADATA,
    compile: |parameters| Ok(Arc::new(RequiredAnnotations::new(parameters)?)),
};

#[derive(Debug)]
struct RequiredAnnotations {
    required: Required,
    /// By key, where a value must match.
    allowed: HashMap<Box<str>, Vec<Allowed>>,
}

/// A pattern, with its text for the message.
#[derive(Debug)]
struct Allowed {
    /// None if it is null, which nothing matches.
    pattern: Option<Pattern>,
    shown: Shown,
}

impl RequiredAnnotations {
    fn new(parameters: &Parameters<'_>) -> Result<Self, PolicyError> {
        let annotations = parameters.elements("annotations");
        let keys = annotations.iter().filter_map(|annotation| annotation.get("key"));
        let mut it = Self { required: Required::new(keys), allowed: HashMap::new() };
        for annotation in annotations {
            let key = annotation.get("key").and_then(Json::as_str);
            if let (Some(key), Some(shown)) = (key, annotation.get("allowedRegex").filter(|it| *it != "")) {
                let pattern = shown.as_str().map(|pattern| Pattern::new(pattern, "annotations[*].allowedRegex"));
                let allowed = Allowed { pattern: pattern.transpose()?, shown: Shown::new(shown) };
                it.allowed.entry(key.into()).or_default().push(allowed);
            }
        }
        Ok(it)
    }

    /// The patterns that the value of an annotation must match.
    fn allowed(&self, subject: Subject<'_>, annotation: &Annotation) -> &[Allowed] {
        match self.allowed.is_empty() {
            true => &[],
            false => self.allowed.get(&*plain(subject, annotation.key)).map(Vec::as_slice).unwrap_or_default(),
        }
    }
}

impl Check for RequiredAnnotations {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.required.missing(subject, subject.annotations()).next().is_some() {
            hits.missing(Place::Metadata, "annotations");
        }
        for (n, annotation) in (0u32..).zip(subject.annotations()) {
            for (m, allowed) in (0u32..).zip(self.allowed(subject, annotation)) {
                let value = plain(subject, annotation.value);
                if !allowed.pattern.as_ref().is_some_and(|pattern| pattern.matches(&value)) {
                    hits.forbidden(Place::OwnAnnotation(n), Leaf::element("", m), Value::None);
                }
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        match (hit.tag, hit.place) {
            (Tag::Forbidden, Place::OwnAnnotation(n)) => {
                let Some(annotation) = subject.annotations().get(n as usize) else { return Ok(()) };
                let (key, value) = (subject.text.show(annotation.key), subject.text.show(annotation.value));
                write!(out, "Annotation <{key}: {value}> does not satisfy allowed regex: ")?;
                let [m, _] = hit.leaf.indexes;
                let allowed = self.allowed(subject, annotation).get(m as usize);
                allowed.map_or(Ok(()), |allowed| write!(out, "{}", &allowed.shown))
            }
            _ => {
                out.write_str("you must provide annotation(s): ")?;
                self.required.write_set(subject, subject.annotations(), out)
            }
        }
    }

    fn write_details(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        if hit.tag == Tag::Forbidden {
            return Ok(());
        }
        out.write_str("{\"missing_annotations\":")?;
        self.required.write_json(subject, subject.annotations(), out)?;
        out.write_str("}")
    }
}
