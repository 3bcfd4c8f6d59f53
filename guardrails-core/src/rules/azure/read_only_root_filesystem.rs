use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Hit, Hits, Rule, Scope, Subject};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3ReadOnlyRootFilesystem",
    title: "Read-only root file systems",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A container that cannot write to its root file system gives an intruder no place to leave tools in.\n\n\
        Pods that select Windows nodes are left alone.",
    remedy: "Set `securityContext.readOnlyRootFilesystem: true` in each container, and mount an emptyDir where it has to write.",
    fields: &["spec.*ontainers[*].securityContext.readOnlyRootFilesystem", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "read-only-root-filesystem",
    version: 3,
    definitions: &[Definition { id: "df49d893-a74c-421d-bc95-c663042e5b80", version: "6.3.0" }],
    parameters: &[EXCLUDED_CONTAINERS, EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "read-only",
            parameters: "{}",
            object: "containers: [{name: web, image: web, securityContext: {readOnlyRootFilesystem: true}}]",
            messages: &[],
        },
        ConstraintExample {
            title: "nothing is said",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &["Readonly root filesystem is required for container. pod:'example', container:'web'"],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::SECURITY),
    compile: |parameters| Ok(Arc::new(ReadOnly(Exclusions::new(parameters)))),
};

#[derive(Debug)]
struct ReadOnly(Exclusions);

impl Check for ReadOnly {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.selects_windows() || !subject.has_name() {
            return;
        }
        for (place, container) in subject.pod_containers(ALL) {
            if container.security.more.read_only_root != Some(true) && !self.0.cover(subject, container) {
                hits.missing(place, "securityContext.readOnlyRootFilesystem");
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let container = subject.text.show(subject.name(hit.place));
        write!(
            out,
            "Readonly root filesystem is required for container. pod:'{}', container:'{container}'",
            subject.object_name()
        )
    }
}
