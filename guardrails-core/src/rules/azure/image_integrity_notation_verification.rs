use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1NotationVerification",
    title: "Signatures of images",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    documentation: "Images must be signed, with signatures that the cluster trusts. Whether they are is found out by \
        Ratify, which runs in the cluster and asks the registries.\n\nThat cannot be known from an object alone, so \
        the first pod of a run with an image to verify gets a warning that says so, whatever the constraint's effect.",
    remedy: "Sign the image, and let Ratify see the registry.",
    fields: &["spec.*ontainers[*].image"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "image-integrity-notation-verification",
    version: 1,
    definitions: &[Definition { id: "cf426bb8-b320-4321-8545-1b784a5df3a4", version: "1.1.0-preview" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "excluded images",
            parameters: "{excludedImages: ['mcr.microsoft.com/*']}",
            object: "containers: [{name: web, image: mcr.microsoft.com/web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "another image",
            parameters: "{excludedImages: ['mcr.microsoft.com/*']}",
            object: "containers: [{name: web, image: shop.azurecr.io/web}]",
            messages: &[MESSAGE],
        },
    ],
    needs: Needs::NONE,
    compile: |parameters| Ok(Arc::new(Notation(Exclusions::new(parameters)))),
};

const MESSAGE: &str = "not decided here: whether images are signed is known to the cluster's ratify-provider alone";

#[derive(Debug)]
struct Notation(Exclusions);

impl Check for Notation {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        for (place, container) in subject.pod_containers(ALL) {
            if !container.image.is_empty() && !self.0.covers_image(subject, container) {
                hits.forbidden(place, Leaf::field("image"), Value::None);
            }
        }
    }

    fn is_undecided(&self, _hit: &Hit) -> bool {
        true
    }

    fn speaks_of_run(&self) -> bool {
        true
    }

    fn write_message(&self, _subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(MESSAGE)
    }
}
