use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions, plain};
use super::images::is_latest;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{Container, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2ContainerAllowedPullPolicy",
    title: "Allowed image pull policies",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "The pull policy of each container must be one of the list. Where it is absent the API server sets it by the image's tag: `Always` for `latest` and for none, else `IfNotPresent`. Windows pods are judged too.",
    remedy: "Set `imagePullPolicy` to an allowed word.",
    fields: &["spec.*ontainers[*].imagePullPolicy", "spec.*ontainers[*].image"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-allowed-pull-policy",
    version: 2,
    definitions: &[Definition { id: "50c83470-d2f0-4dda-a716-1938a4825f62", version: "3.2.0" }],
    parameters: &[
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowedPullPolicy",
            holds: ParameterType::TEXTS,
            default: r#"["IfNotPresent","Never"]"#,
            meaning: "the policies that are allowed",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "an allowed policy",
            parameters: "{allowedPullPolicy: [Always]}",
            object: "containers: [{name: web, image: web, imagePullPolicy: Always}]",
            messages: &[],
        },
        ConstraintExample {
            title: "another",
            parameters: "{allowedPullPolicy: [Never]}",
            object: r#"containers: [{name: web, image: "web:1.0", imagePullPolicy: Always}]"#,
            messages: &[
                r#"Image pull policy Always for container web is not been allowed. allowed policies: ["Never"]"#,
            ],
        },
    ],
    needs: Needs::PULL_POLICY,
    compile: |parameters| {
        Ok(Arc::new(PullPolicy {
            exclusions: Exclusions::new(parameters),
            allowed: parameters.texts("allowedPullPolicy").map(str::to_owned).collect(),
            shown: parameters.shown("allowedPullPolicy"),
        }))
    },
};

#[derive(Debug)]
struct PullPolicy {
    exclusions: Exclusions,
    allowed: Set<String>,
    /// Without it there is no message, and so no finding.
    shown: Option<Shown>,
}

/// The pull policy of a container: its own, or what the API server sets.
fn policy<'s>(subject: Subject<'s>, container: &Container) -> Option<Cow<'s, str>> {
    let own = subject.details(container).pull_policy;
    match own.is_empty() {
        false => Some(plain(subject, own)),
        true if !subject.is_defaulted() => None,
        true if is_latest(&plain(subject, container.image)) => Some(Cow::Borrowed("Always")),
        true => Some(Cow::Borrowed("IfNotPresent")),
    }
}

impl Check for PullPolicy {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.shown.is_none() {
            return;
        }
        for (place, container) in subject.pod_containers(ALL) {
            let forbidden = policy(subject, container).is_some_and(|policy| !self.allowed.contains(&*policy));
            if forbidden && !self.exclusions.covers_image(subject, container) {
                hits.forbidden(place, Leaf::field("imagePullPolicy"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let Some(container) = subject.container(hit.place) else { return Ok(()) };
        let (name, policy) = (subject.text.show(container.name), policy(subject, container).unwrap_or_default());
        write!(out, "Image pull policy {policy} for container {name} is not been allowed. allowed policies: ")?;
        self.shown.iter().try_for_each(|shown| write!(out, "{shown}"))
    }
}
