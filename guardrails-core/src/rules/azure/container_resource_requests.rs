use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{RULE as BASE, WITHOUT_EPHEMERAL};
use crate::rules::{Fidelity, Hit, Hits, Rule, Scope, Subject};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1ContainerRequests",
    title: "Resource requests",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 03a4ecdb 1.0.0-preview, AKS documentation of Deployment Safeguards, messages of \
               live clusters",
    documentation: "A container that requests nothing is put onto nodes that have no room for it, and is the first to \
        go when memory runs short. Every container must request cpu and memory; the API server makes a request of a \
        limit where there is none.\n\nThe text of the template is not public: the message is that of live clusters, and \
        what it looks at is taken from the documentation.",
    remedy: "Set `resources.requests.cpu` and `resources.requests.memory`.",
    fields: &["spec.*ontainers[*].resources.requests"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-resource-requests",
    version: 1,
    definitions: &[Definition { id: "03a4ecdb-0684-4039-be91-2762979e1bc8", version: "1.0.0-preview" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "both requests",
            parameters: "{}",
            object: "containers: [{name: web, image: web, resources: {requests: {cpu: 100m, memory: 100Mi}}}]",
            messages: &[],
        },
        ConstraintExample {
            title: "no request for memory",
            parameters: "{}",
            object: "containers: [{name: web, image: web, resources: {requests: {cpu: 100m}}}]",
            messages: &["container <web> has no resource requests. For more information, visit \
                 https://aka.ms/aks/deployment-safeguards"],
        },
    ],
    needs: Needs::RESOURCES,
    compile: |parameters| Ok(Arc::new(Requests(Exclusions::new(parameters)))),
};

#[derive(Debug)]
struct Requests(Exclusions);

impl Check for Requests {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        // A limit stands for a request in Pods that the API server has completed.
        let completed = subject.view.defaulted;
        for (place, container) in subject.pod_containers(WITHOUT_EPHEMERAL) {
            let details = subject.details(container);
            let (requests, limits) = (details.requests, details.limits);
            let cpu = requests.cpu.is_some() || completed && limits.cpu.is_some();
            let memory = requests.memory.is_some() || completed && limits.memory.is_some();
            let is_given = cpu && memory;
            if !is_given && !self.0.covers_image(subject, container) {
                hits.missing(place, "resources.requests");
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        write!(
            out,
            "container <{name}> has no resource requests. For more information, visit \
             https://aka.ms/aks/deployment-safeguards"
        )
    }
}
