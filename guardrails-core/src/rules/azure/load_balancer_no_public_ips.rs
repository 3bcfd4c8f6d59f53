use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1LoadBalancerNoPublicIPs",
    title: "Public load balancers",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A Service of type LoadBalancer gets a public address unless it asks for an internal load balancer \
        by its annotation, with exactly the value `true`.\n\nAn object of another kind has no `spec.type` that says it \
        is no load balancer, so it is refused; the policy definition names Services alone.",
    remedy: "Set the annotation `service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"`.",
    fields: &["spec.type", "metadata.annotations[service.beta.kubernetes.io/azure-load-balancer-internal]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "load-balancer-no-public-ips",
    version: 1,
    definitions: &[Definition { id: "3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e", version: "8.2.0" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "an internal load balancer",
            parameters: "{}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web, annotations: \
                     {service.beta.kubernetes.io/azure-load-balancer-internal: 'true'}}, spec: {type: LoadBalancer}}",
            messages: &[],
        },
        ConstraintExample {
            title: "a public one",
            parameters: "{}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer}}",
            messages: &[
                "Load Balancers should not have public IPs. azure-load-balancer-internal annotation is required \
                 for web",
            ],
        },
    ],
    needs: Needs::METADATA.and(Needs::OTHER_KINDS),
    compile: |_| Ok(Arc::new(NoPublicIps)),
};

#[derive(Debug)]
struct NoPublicIps;

const INTERNAL: &str = "service.beta.kubernetes.io/azure-load-balancer-internal";

impl Check for NoPublicIps {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let kind = subject.view.details.other.service.kind;
        // The API server makes a Service without a type a ClusterIP.
        let passes = match kind.is_empty() {
            true => subject.is_service() && subject.view.defaulted,
            false => !subject.text.is(kind, "LoadBalancer") || subject.annotation_is(INTERNAL, "true"),
        };
        if !passes && subject.has_name() {
            hits.forbidden(Place::Object, Leaf::field("spec.type"), Value::None);
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(
            out,
            "Load Balancers should not have public IPs. azure-load-balancer-internal annotation is required for {}",
            subject.object_name()
        )
    }
}
