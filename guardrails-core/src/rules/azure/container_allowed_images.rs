use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_CONTAINERS, Exclusions, plain};
use super::patterns::Pattern;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2ContainerAllowedImages",
    title: "Where images come from",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Images may only come from where somebody looks after them. Their names must match a pattern, which \
        is searched for anywhere in them: without `^` at its beginning `shop.azurecr.io/` also allows \
        `example.com/shop.azurecr.io/web`.\n\nA pattern that Gatekeeper cannot read matches nothing, so that every \
        image is refused.",
    remedy: "Push the image to an allowed registry and name it from there.",
    fields: &["spec.*ontainers[*].image"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-allowed-images",
    version: 2,
    definitions: &[Definition { id: "febd0533-8e55-448f-b837-bd0e06f16469", version: "9.3.0" }],
    parameters: &[
        Parameter {
            name: "imageRegex",
            holds: ParameterType::Text,
            default: "",
            meaning: "the pattern that the names of images must match",
        },
        EXCLUDED_CONTAINERS,
    ],
    examples: &[
        ConstraintExample {
            title: "an allowed registry",
            parameters: r"{imageRegex: '^shop\.azurecr\.io/'}",
            object: "containers: [{name: web, image: shop.azurecr.io/web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "another",
            parameters: r"{imageRegex: '^shop\.azurecr\.io/'}",
            object: "containers: [{name: web, image: docker.io/web}]",
            messages: &["Container image docker.io/web for container web has not been allowed."],
        },
    ],
    needs: Needs::NONE,
    compile: |parameters| {
        let allowed = match parameters.get("imageRegex") {
            None => Allowed::Everything,
            Some(written) => match written.as_str() {
                Some(pattern) => Allowed::Matching(Pattern::new(pattern, "imageRegex")?),
                None => Allowed::Nothing,
            },
        };
        Ok(Arc::new(AllowedImages { exclusions: Exclusions::new(parameters), allowed }))
    },
};

#[derive(Debug)]
struct AllowedImages {
    exclusions: Exclusions,
    allowed: Allowed,
}

#[derive(Debug)]
enum Allowed {
    /// No pattern was given: the template finds nothing then.
    Everything,
    Matching(Pattern),
    /// The pattern is null, which nothing matches.
    Nothing,
}

impl Check for AllowedImages {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        for (place, container) in subject.pod_containers(ALL) {
            let refused = match &self.allowed {
                Allowed::Everything => return,
                Allowed::Matching(pattern) => !pattern.matches(&plain(subject, container.image)),
                Allowed::Nothing => true,
            };
            // A container without an image has nothing to compare.
            if refused && !container.image.is_empty() && !self.exclusions.cover(subject, container) {
                hits.forbidden(place, Leaf::field("image"), Value::Text(container.image));
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("Container image ")?;
        subject.write_value(hit.value, out)?;
        write!(out, " for container {} has not been allowed.", subject.text.show(subject.name(hit.place)))
    }
}
