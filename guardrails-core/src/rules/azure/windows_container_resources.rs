use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{RULE as BASE, WITHOUT_EPHEMERAL};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Tag, Value};
use crate::view::{Needs, Str};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1WindowsContainerResources",
    title: "Resources of Windows containers",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Windows has nothing that kills what takes too much memory, so a node that promised more than it \
        has comes to a halt. Every container must have limits for cpu and memory, and where it has a request too, the \
        two must be the same.\n\nOnly pods that select Windows nodes are looked at. Limit and request are compared as \
        the API server writes them: `1` and `1000m` are the same, `1Gi` and `1073741824` are not.",
    remedy: "Set `resources.limits` for cpu and memory, and leave `resources.requests` out.",
    fields: &[
        "spec.*ontainers[*].resources.limits",
        "spec.*ontainers[*].resources.requests",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "windows-container-resources",
    version: 1,
    definitions: &[Definition { id: "a2abc456-f0ae-464b-bd3a-07a3cdbd7fb1", version: "2.2.0" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "limits, and a request that is the same",
            parameters: "{}",
            object: "nodeSelector: {kubernetes.io/os: windows}\n\
                     containers: [{name: web, image: web, resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m}}}]",
            messages: &[],
        },
        ConstraintExample {
            title: "a request below its limit, and no other limit",
            parameters: "{}",
            object: "nodeSelector: {kubernetes.io/os: windows}\n\
                     containers: [{name: web, image: web, resources: {limits: {cpu: 1}, requests: {cpu: 500m}}}]",
            messages: &[
                "Container <web> has missing resource limits",
                "Container <web> sets resource requests that do not match limits",
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::RESOURCES),
    compile: |parameters| Ok(Arc::new(WindowsResources(Exclusions::new(parameters)))),
};

#[derive(Debug)]
struct WindowsResources(Exclusions);

/// Whether two quantities are both there and the API server writes them differently.
fn differ(subject: Subject<'_>, a: Option<Str>, b: Option<Str>) -> bool {
    a.zip(b).is_some_and(|(a, b)| subject.quantity(a).as_str() != subject.quantity(b).as_str())
}

impl Check for WindowsResources {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.selects_windows() {
            return;
        }
        for (place, container) in subject.pod_containers(WITHOUT_EPHEMERAL) {
            let details = subject.details(container);
            let (limits, requests) = (details.limits, details.requests);
            let missing = limits.cpu.is_none() || limits.memory.is_none();
            let unequal = differ(subject, requests.cpu, limits.cpu) || differ(subject, requests.memory, limits.memory);
            if (missing || unequal) && !self.0.covers_image(subject, container) {
                if missing {
                    hits.missing(place, "resources.limits");
                }
                if unequal {
                    hits.forbidden(place, Leaf::field("resources.requests"), Value::None);
                }
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        match hit.tag {
            Tag::Missing => write!(out, "Container <{name}> has missing resource limits"),
            Tag::Forbidden => write!(out, "Container <{name}> sets resource requests that do not match limits"),
        }
    }
}
