use std::fmt;
use std::sync::Arc;

use super::exclusions::plain;
use super::rego::write_strings;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Needs, Str};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1ExternalIPs",
    title: "External IPs of Services",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Whoever may write `spec.externalIPs` of a Service draws to it whatever the cluster's nodes send to \
        these addresses (CVE-2020-8554). Only listed addresses are allowed; they are compared as text.",
    remedy: "Leave `spec.externalIPs` out, or have the address allowed.",
    fields: &["spec.externalIPs"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "allowed-external-ips",
    version: 1,
    definitions: &[Definition { id: "d46c275d-1680-448d-b2ec-e495a3b6cc89", version: "5.2.0" }],
    parameters: &[Parameter {
        name: "allowedExternalIPs",
        holds: ParameterType::TEXTS,
        default: "[]",
        meaning: "the addresses that are allowed",
    }],
    examples: &[
        ConstraintExample {
            title: "none",
            parameters: "{}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}",
            messages: &[],
        },
        ConstraintExample {
            title: "two addresses that are not allowed",
            parameters: "{allowedExternalIPs: [192.0.2.1]}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web}, \
                     spec: {externalIPs: [203.0.113.7, 192.0.2.1, 10.0.0.1]}}",
            messages: &[r#"service has forbidden external IPs: {"10.0.0.1", "203.0.113.7"}"#],
        },
    ],
    needs: Needs::OTHER_KINDS,
    compile: |parameters| Ok(Arc::new(ExternalIps(parameters.texts("allowedExternalIPs").map(Box::from).collect()))),
};

#[derive(Debug)]
struct ExternalIps(Set<Box<str>>);

impl ExternalIps {
    fn forbids(&self, subject: Subject<'_>, address: Str) -> bool {
        !self.0.contains(&*plain(subject, address))
    }
}

impl Check for ExternalIps {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let addresses = &subject.view.details.other.service.external_ips;
        if subject.is_service() && addresses.iter().any(|address| self.forbids(subject, *address)) {
            hits.forbidden(Place::Object, Leaf::field("spec.externalIPs"), Value::None);
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let addresses = &subject.view.details.other.service.external_ips;
        let mut forbidden: Vec<Str> = addresses.iter().copied().filter(|it| self.forbids(subject, *it)).collect();
        subject.text.sort(&mut forbidden);
        forbidden.dedup_by(|a, b| subject.text.compare(*a, *b).is_eq());
        out.write_str("service has forbidden external IPs: ")?;
        write_strings(subject.text, forbidden.into_iter(), ["{", "}"], out)
    }
}
