use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1BlockResource",
    title: "Forbidden kinds of objects",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Objects of the kinds that the constraint matches must not be made in its namespaces at all, but for \
        those that every namespace is born with.\n\nAn object without a namespace is left alone.",
    remedy: "Do without the object, or put it into a namespace that the constraint does not match.",
    fields: &["kind", "metadata.namespace"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "block-resource",
    version: 1,
    definitions: &[Definition { id: "b81f454c-eebb-4e4f-9dfe-dca060e8a8fd", version: "2.3.0-preview" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "what every namespace is born with",
            parameters: "{}",
            object: "{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-root-ca.crt, namespace: shop}}",
            messages: &[],
        },
        ConstraintExample {
            title: "anything else",
            parameters: "{}",
            object: "{apiVersion: v1, kind: ConfigMap, metadata: {name: colours, namespace: shop}}",
            messages: &["ConfigMap resource except default in namespace shop is not allowed, name: colours"],
        },
    ],
    needs: Needs::METADATA.and(Needs::OTHER_KINDS),
    compile: |_| Ok(Arc::new(BlockResource)),
};

#[derive(Debug)]
struct BlockResource;

impl Check for BlockResource {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.own_namespace().is_some() && subject.has_name() && !subject.is_born_with_namespace() {
            hits.forbidden(Place::Object, Leaf::field("kind"), Value::None);
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let Some(namespace) = subject.own_namespace() else { return Ok(()) };
        subject.write_kind(out)?;
        let name = subject.object_name();
        write!(out, " resource except default in namespace {namespace} is not allowed, name: {name}")
    }
}
