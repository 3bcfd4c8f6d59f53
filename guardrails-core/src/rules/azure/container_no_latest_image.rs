use std::fmt;
use std::sync::Arc;

use super::exclusions::plain;
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2ContainerNoLatestImage",
    title: "Images tagged latest",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 021f8078 2.0.1, AKS documentation of Deployment Safeguards",
    documentation: "The tag `latest`, and no tag at all, stand for another image every time somebody pushes one. An \
        image named by its digest is always the same one.\n\nThe text of the template is not public: the message is \
        that of the documentation, and images with a digest are taken to pass.",
    remedy: "Name the image with its version, or with its digest.",
    fields: &["spec.*ontainers[*].image"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-no-latest-image",
    version: 2,
    definitions: &[Definition { id: "021f8078-41a0-40e6-81b6-c6597da9f3ee", version: "2.0.1" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "a version",
            parameters: "{}",
            object: "containers: [{name: web, image: 'localhost:5000/web:1.0'}]",
            messages: &[],
        },
        ConstraintExample {
            title: "no tag",
            parameters: "{}",
            object: "containers: [{name: web, image: 'localhost:5000/web'}]",
            messages: &[
                "Please specify an explicit, versioned image tag such as '1.0' for container web. Using explicit \
                 version tags is a best practice to ensure reproducibility, prevent unintended updates, and facilitate \
                 easier debugging and rollbacks. Avoid using the 'latest' tag because it can change over time without \
                 notice.",
            ],
        },
    ],
    needs: Needs::NONE,
    compile: |_| Ok(Arc::new(NoLatest)),
};

#[derive(Debug)]
struct NoLatest;

/// Whether an image is named by the tag `latest`, or by neither a tag nor a digest.
fn is_latest(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or_default();
    !image.contains('@') && name.split_once(':').is_none_or(|(_, tag)| tag == "latest")
}

impl Check for NoLatest {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        for (place, container) in subject.pod_containers(ALL) {
            if is_latest(&plain(subject, container.image)) {
                hits.forbidden(place, Leaf::field("image"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(
            out,
            "Please specify an explicit, versioned image tag such as '1.0' for container {}. Using explicit version \
             tags is a best practice to ensure reproducibility, prevent unintended updates, and facilitate easier \
             debugging and rollbacks. Avoid using the 'latest' tag because it can change over time without notice.",
            subject.text.show(subject.name(hit.place))
        )
    }
}
