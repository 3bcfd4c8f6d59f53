use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1BlockDefault",
    title: "The default namespace",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Objects end up in the namespace `default` when nobody thought of one, side by side with what they \
        have nothing to do with and without the guardrails of a namespace of their own.\n\nThe objects that every \
        namespace is born with are left alone. An object whose namespace is not known counts as one in `default`.",
    remedy: "Set `metadata.namespace`, or name the namespace when applying.",
    fields: &["metadata.namespace"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "block-default-namespace",
    version: 1,
    definitions: &[Definition { id: "9f061a12-e40d-4183-a00e-171812443373", version: "4.2.0" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "another namespace",
            parameters: "{}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}}",
            messages: &[],
        },
        ConstraintExample {
            title: "the API server's own Service",
            parameters: "{}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}}",
            messages: &[],
        },
        ConstraintExample {
            title: "the default namespace",
            parameters: "{}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default}}",
            messages: &["Usage of the default namespace is not allowed, name: web, kind: Service"],
        },
    ],
    needs: Needs::METADATA.and(Needs::OTHER_KINDS),
    compile: |_| Ok(Arc::new(BlockDefault)),
};

#[derive(Debug)]
struct BlockDefault;

impl Check for BlockDefault {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let in_default = subject.own_namespace().is_none_or(|namespace| namespace.is("default"));
        if in_default && subject.has_name() && !subject.is_born_with_namespace() {
            hits.forbidden(Place::Metadata, Leaf::field("namespace"), Value::None);
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.object_name();
        write!(out, "Usage of the default namespace is not allowed, name: {name}, kind: ")?;
        subject.write_kind(out)
    }
}
