use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::exclusions::plain;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1PrintMutationsAnnotations",
    title: "Messages about mutations",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition e24df237 1.2.1: parameters and description",
    documentation: "Azure's mutating policies leave an annotation on what they have changed; this policy shows people a \
        message for each.\n\nNeither the text of the template nor the name of its constraint kind is public: the kind \
        is this library's own, and the message is taken to be the parameter's text as it stands.",
    remedy: "Nothing needs to be done: the message tells what was changed.",
    fields: &["metadata.annotations"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "print-mutations-annotations",
    version: 1,
    definitions: &[Definition { id: "e24df237-32cb-4a6c-a2f6-85b499cda9f2", version: "1.2.1" }],
    parameters: &[Parameter {
        name: "messages",
        holds: ParameterType::Map(&ParameterType::Text),
        default: "",
        meaning: "the message for each annotation",
    }],
    examples: &[
        ConstraintExample {
            title: "another annotation",
            parameters: "{messages: {example/changed: requests were added}}",
            object: "metadata: {annotations: {example/other: 'true'}}",
            messages: &[],
        },
        ConstraintExample {
            title: "an annotation with a message",
            parameters: "{messages: {example/changed: requests were added}}",
            object: "metadata: {annotations: {example/changed: 'true', example/other: 'true'}}",
            messages: &["requests were added"],
        },
    ],
    needs: Needs::METADATA,
    compile: |parameters| {
        let messages = parameters.get("messages").and_then(|it| it.as_object()).into_iter().flatten();
        let message = |(key, message): (&String, &serde_json::Value)| Some((key.clone(), message.as_str()?.to_owned()));
        Ok(Arc::new(Messages(messages.filter_map(message).collect())))
    },
};

#[derive(Debug)]
struct Messages(BTreeMap<String, String>);

impl Check for Messages {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        for (n, annotation) in (0u32..).zip(subject.annotations()) {
            if self.0.contains_key(&*plain(subject, annotation.key)) {
                hits.forbidden(Place::OwnAnnotation(n), Leaf::field(""), Value::Text(annotation.key));
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let Value::Text(key) = hit.value else { return Ok(()) };
        self.0.get(&*plain(subject, key)).map_or(Ok(()), |message| out.write_str(message))
    }
}
