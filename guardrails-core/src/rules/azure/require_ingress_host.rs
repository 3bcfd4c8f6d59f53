use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2RequireIngressHost",
    title: "Hosts of Ingresses",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition d8c942c6 1.1.0-preview: kinds and description",
    documentation: "A rule of an Ingress without a host takes what is meant for any host that has no Ingress of its \
        own. Every rule must have a host.\n\nNeither the text of the template nor the name of its constraint kind is \
        public: the kind and the message are this library's own.",
    remedy: "Set `spec.rules[].host`.",
    fields: &["spec.rules[*].host"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "require-ingress-host",
    version: 2,
    definitions: &[Definition { id: "d8c942c6-16a3-400b-8f2e-785f44030036", version: "1.1.0-preview" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "a host",
            parameters: "{}",
            object: "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [{host: shop.example}]}}",
            messages: &[],
        },
        ConstraintExample {
            title: "any host",
            parameters: "{}",
            object: "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [{http: {paths: []}}]}}",
            messages: &["Ingress <web> has a rule without a host."],
        },
    ],
    needs: Needs::OTHER_KINDS,
    compile: |_| Ok(Arc::new(IngressHost)),
};

#[derive(Debug)]
struct IngressHost;

impl Check for IngressHost {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if let Some(n) = subject.view.details.other.ingress.without_host {
            hits.forbidden(Place::Object, Leaf::element("spec.rules[].host", n), Value::None);
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "Ingress <{}> has a rule without a host.", subject.object_name())
    }
}
