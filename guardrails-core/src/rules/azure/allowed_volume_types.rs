use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::mounts::Mounted;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Container, Facts, Needs, VolumeSources};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2VolumeTypes",
    title: "Allowed volume types",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Only volumes of the listed types may be mounted.\n\n\
        A volume that no container mounts does not count, nor one that only containers of excluded images mount. The API server gives most pods a volume of the type `projected` for the token of their service account. Windows pods are judged too.",
    remedy: "Use a volume of an allowed type, and `automountServiceAccountToken: false` where `projected` is not allowed.",
    fields: &["spec.volumes[*]", "spec.*ontainers[*].volumeMounts[*].name", "spec.automountServiceAccountToken"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "allowed-volume-types",
    version: 2,
    definitions: &[Definition { id: "16697877-1118-4fb1-9b65-9898ec2509ec", version: "5.2.0" }],
    parameters: &[
        EXCLUDED_IMAGES,
        Parameter {
            name: "volumes",
            holds: ParameterType::TEXTS,
            default: "[]",
            meaning: "the types that are allowed; `*` for all",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "an allowed type",
            parameters: "{volumes: [emptyDir]}",
            object: "{automountServiceAccountToken: false, volumes: [{name: v, emptyDir: {}}], containers: [{name: web, image: web, volumeMounts: [{name: v, mountPath: /v}]}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "another",
            parameters: "{volumes: [emptyDir]}",
            object: "{automountServiceAccountToken: false, volumes: [{name: v, configMap: {name: c}}], containers: [{name: web, image: web, volumeMounts: [{name: v, mountPath: /v}]}]}",
            messages: &[
                r#"The volume type configMap is not allowed, pod: example. Allowed volume types: ["emptyDir"]"#,
            ],
        },
    ],
    needs: Needs::TOKEN,
    compile: |parameters| {
        let volumes: Set<String> = parameters.texts("volumes").map(str::to_owned).collect();
        Ok(Arc::new(VolumeTypes {
            exclusions: Exclusions::new(parameters),
            everything: volumes.contains("*"),
            forbidden: VolumeSources::mask(|kind| !volumes.contains(kind)),
            shown: parameters.shown("volumes"),
            volumes,
        }))
    },
};

#[derive(Debug)]
struct VolumeTypes {
    exclusions: Exclusions,
    everything: bool,
    /// Those that are not allowed: bit n is source n.
    forbidden: u32,
    volumes: Set<String>,
    /// Without it there is no message, and so no finding.
    shown: Option<Shown>,
}

/// The type of the volume with the token of the service account.
const PROJECTED: &str = "projected";

impl Check for VolumeTypes {
    fn concern(&self) -> Facts {
        Facts::sources(self.forbidden).or(Facts::ALWAYS.when(!self.volumes.contains(PROJECTED)))
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.everything || self.shown.is_none() || !subject.has_name() || !subject.is_pod() {
            return;
        }
        let counts = |container: &Container| !self.exclusions.covers_image(subject, container);
        let mut mounted = None;
        for (n, volume) in (0u32..).zip(&subject.view.volumes) {
            if !volume.sources.intersects(self.forbidden) {
                continue;
            }
            for kind in volume.sources.names().filter(|kind| !self.volumes.contains(*kind)) {
                let mounted = mounted.get_or_insert_with(|| Mounted::by(subject, ALL, counts, |_| true));
                if mounted.holds(volume.name) {
                    hits.forbidden(Place::Volume(n), Leaf::field(kind), Value::Name(kind));
                }
            }
        }
        if !self.volumes.contains(PROJECTED) && subject.containers_given_token().any(counts) {
            hits.forbidden(Place::Pod, Leaf::field("automountServiceAccountToken"), Value::Name(PROJECTED));
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("The volume type ")?;
        subject.write_value(hit.value, out)?;
        write!(out, " is not allowed, pod: {}. Allowed volume types: ", subject.object_name())?;
        self.shown.iter().try_for_each(|shown| write!(out, "{shown}"))
    }
}
