use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{ContainerList, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2ContainerEnforceProbes",
    title: "Required probes",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Each main container must have every probe of the list, with `exec`, `httpGet` or `tcpSocket`: one that asks by gRPC alone does not count. Init and ephemeral containers are not looked at. Windows pods are judged too.",
    remedy: "Give each container the probes that are asked for.",
    fields: &[
        "spec.containers[*].readinessProbe",
        "spec.containers[*].livenessProbe",
        "spec.containers[*].startupProbe",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-enforce-probes",
    version: 2,
    definitions: &[Definition { id: "b1a9997f-2883-4f12-bdff-2280f99b5915", version: "3.3.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "enforceProbes",
            holds: ParameterType::TEXTS,
            default: r#"["readinessProbe","livenessProbe"]"#,
            meaning: "the probes that are required",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "a probe",
            parameters: "{enforceProbes: [livenessProbe]}",
            object: "containers: [{name: web, image: web, livenessProbe: {tcpSocket: {port: 80}}}]",
            messages: &[],
        },
        ConstraintExample {
            title: "none",
            parameters: "{enforceProbes: [livenessProbe]}",
            object: "containers: [{name: web, image: web, readinessProbe: {tcpSocket: {port: 80}}}]",
            messages: &[
                r#"Container <web> in your Pod <example> has no <livenessProbe>. Required probes: ["livenessProbe"]"#,
            ],
        },
    ],
    needs: Needs::PROBES,
    compile: |parameters| {
        Ok(Arc::new(Probes {
            exclusions: Exclusions::new(parameters),
            required: parameters
                .elements("enforceProbes")
                .iter()
                .map(|probe| Shown::new(probe).as_str().to_owned())
                .collect(),
            shown: parameters.shown("enforceProbes").unwrap_or_else(|| "null".into()),
        }))
    },
};

#[derive(Debug)]
struct Probes {
    exclusions: Exclusions,
    required: Vec<String>,
    shown: Shown,
}

/// The fields that are probes; any other word names nothing, which nobody has.
const FIELDS: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

impl Check for Probes {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.has_name() {
            return;
        }
        for (place, container) in subject.pod_containers(&[ContainerList::Main]) {
            let details = subject.details(container);
            let probes = [details.liveness, details.readiness, details.startup];
            let mut excluded = None;
            for (n, required) in (0u32..).zip(&self.required) {
                let known = FIELDS.iter().zip(probes).find(|(field, _)| *field == required);
                let mut is_excluded = || *excluded.get_or_insert_with(|| self.exclusions.cover(subject, container));
                if known.is_some_and(|(_, probe)| probe.known) || is_excluded() {
                    continue;
                }
                let path = known.map_or("", |(field, _)| field);
                hits.forbidden(place, Leaf::element(path, n), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let container = subject.text.show(subject.name(hit.place));
        let [n, _] = hit.leaf.indexes;
        let probe = self.required.get(n as usize).map(String::as_str).unwrap_or_default();
        let (pod, shown) = (subject.object_name(), &self.shown);
        write!(out, "Container <{container}> in your Pod <{pod}> has no <{probe}>. Required probes: {shown}")
    }
}
