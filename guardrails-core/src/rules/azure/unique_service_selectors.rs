use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) static RULE: Rule = Rule {
    id: "K8sAzureV1UniqueServiceSelector",
    title: "Services with the same selector",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition b0fdedee 1.2.2: kinds and description",
    documentation: "Two Services of a namespace that select the same pods on the same ports are a mistake more often \
        than not.\n\nThat cannot be known from one Service: each gets a warning that says so, whatever the \
        constraint's effect. Neither the text of the template nor the name of its constraint kind is public: the kind \
        is this library's own.",
    remedy: "Give each Service a selector of its own.",
    fields: &["spec.selector"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "unique-service-selectors",
    version: 1,
    definitions: &[Definition { id: "b0fdedee-7b9e-4a17-9f5d-5e8e912d2f01", version: "1.2.2" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "another kind",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "a Service",
            parameters: "{}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}}}",
            messages: &[MESSAGE],
        },
    ],
    needs: Needs::NONE,
    compile: |_| Ok(Arc::new(UniqueSelectors)),
};

const MESSAGE: &str = "not decided here: whether the selector is unique depends on the other Services of the namespace";

#[derive(Debug)]
struct UniqueSelectors;

impl Check for UniqueSelectors {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.is_service() {
            hits.forbidden(Place::Object, Leaf::field("spec.selector"), Value::None);
        }
    }

    fn is_undecided(&self, _hit: &Hit) -> bool {
        true
    }

    fn write_message(&self, _subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(MESSAGE)
    }
}
