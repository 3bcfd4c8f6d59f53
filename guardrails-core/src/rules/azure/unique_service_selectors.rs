use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::{Needs, Other};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1UniqueServiceSelector",
    title: "Services with the same selector",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition b0fdedee 1.2.2: kinds and description; messages of live clusters",
    documentation: "Two Services of a namespace that select the same pods on the same ports are a mistake more often \
        than not. The Services of the same run are looked at, and of many that are alike 16 are told. What else is in \
        the cluster is not known here: the first Service of a run that is like no other gets a warning that says so, \
        whatever the constraint's effect.\n\nThe messages are those of live clusters, as users have shown them. \
        Neither the text of the template nor the name of its constraint kind is public: the kind \
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
    needs: Needs::OTHER_KINDS.and(Needs::INVENTORY),
    compile: |_| Ok(Arc::new(UniqueSelectors)),
};

const MESSAGE: &str =
    "not decided here: whether selectors are unique depends on the Services of the namespace that are not given";

#[derive(Debug)]
struct UniqueSelectors;

impl Check for UniqueSelectors {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.is_service() {
            return;
        }
        let mut told = BTreeSet::new();
        for (n, other) in (0..).zip(alike(subject)) {
            if told.len() < TOLD && told.insert(&*other.name) {
                hits.forbidden(Place::Object, Leaf::field("spec.selector"), Value::Number(n));
            }
        }
        if told.is_empty() {
            hits.missing(Place::Object, "spec.selector");
        }
    }

    fn is_undecided(&self, hit: &Hit) -> bool {
        hit.tag == Tag::Missing
    }

    fn speaks_of_run(&self) -> bool {
        true
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let Value::Number(n) = hit.value else { return out.write_str(MESSAGE) };
        let Some(other) = alike(subject).nth(usize::try_from(n).unwrap_or_default()) else { return Ok(()) };
        write!(out, "same selector as service <{}> in namespace <", other.name)?;
        if let Some(namespace) = subject.own_namespace() {
            write!(out, "{namespace}")?;
        }
        out.write_str("> with overlapping ports.")
    }
}

/// So many Services are told of at most.
const TOLD: usize = 16;

/// The other Services of the run with the same selector and one port at least in common.
fn alike<'s>(subject: Subject<'s>) -> impl Iterator<Item = &'s Other> {
    let others = subject.others.into_iter();
    others.flat_map(move |others| others.services(subject.view, subject.text, subject.namespace))
}
