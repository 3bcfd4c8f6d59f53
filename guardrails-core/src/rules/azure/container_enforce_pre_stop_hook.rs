use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Place, Rule, Scope, Subject};
use crate::view::{ContainerList, Kind, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1ContainerEnforcePreStopHook",
    title: "Hooks before containers stop",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 1a3b9003 1.1.1: kinds and description",
    documentation: "A container that is told to stop while requests are still under way drops them; a hook before that \
        can finish them. The main containers of workloads must have one.\n\nNeither the text of the template nor the \
        name of its constraint kind is public: the kind and the message are this library's own.",
    remedy: "Set `lifecycle.preStop`.",
    fields: &["spec.template.spec.containers[*].lifecycle.preStop"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-enforce-pre-stop-hook",
    version: 1,
    definitions: &[Definition { id: "1a3b9003-eac6-4d39-a184-4a567ace7645", version: "1.1.1" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "a hook",
            parameters: "{}",
            object: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: \
                     [{name: web, lifecycle: {preStop: {sleep: {seconds: 5}}}}]}}}}",
            messages: &[],
        },
        ConstraintExample {
            title: "none",
            parameters: "{}",
            object: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: \
                     [{name: web}]}}}}",
            messages: &["Container <web> in your Deployment <web> has no preStop hook."],
        },
    ],
    needs: Needs::HOOKS,
    compile: |_| Ok(Arc::new(PreStopHook)),
};

#[derive(Debug)]
struct PreStopHook;

impl Check for PreStopHook {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let view = subject.view;
        if subject.implied || matches!(view.object.kind, Kind::Pod | Kind::Other) || !view.has_pod {
            return;
        }
        for (n, container) in (0u32..).zip(view.containers.list(ContainerList::Main)) {
            if !subject.details(container).pre_stop {
                hits.missing(Place::Container(ContainerList::Main, n), "lifecycle.preStop");
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "Container <{}> in your ", subject.text.show(subject.name(hit.place)))?;
        subject.write_kind(out)?;
        write!(out, " <{}> has no preStop hook.", subject.object_name())
    }
}
