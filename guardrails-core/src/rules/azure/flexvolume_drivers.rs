use std::fmt;
use std::sync::Arc;

use super::exclusions::plain;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs, VolumeSources};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1FlexVolumes",
    title: "FlexVolume drivers",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A FlexVolume runs its driver as root on the node. Only listed drivers are allowed, whether the volume is mounted or not. Windows pods are judged too.",
    remedy: "Use a CSI driver, or a FlexVolume driver that is listed.",
    fields: &["spec.volumes[*].flexVolume.driver"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "flexvolume-drivers",
    version: 1,
    definitions: &[Definition { id: "f4a8fce0-2dd5-4c21-9a36-8f0ec809d663", version: "5.2.0" }],
    parameters: &[Parameter {
        name: "allowedFlexVolumeDrivers",
        holds: ParameterType::TEXTS,
        default: "[]",
        meaning: "the drivers that are allowed",
    }],
    examples: &[
        ConstraintExample {
            title: "an allowed driver",
            parameters: "{allowedFlexVolumeDrivers: [azure/kv]}",
            object: "{volumes: [{name: v, flexVolume: {driver: azure/kv}}], containers: [{name: web, image: web}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "another",
            parameters: "{allowedFlexVolumeDrivers: [azure/kv]}",
            object: "{volumes: [{name: v, flexVolume: {driver: example/cifs, options: {b: x, a: z}}}], containers: [{name: web, image: web}]}",
            messages: &[
                r#"FlexVolume {"flexVolume": {"driver": "example/cifs", "options": {"a": "z", "b": "x"}}, "name": "v"} is not allowed, pod: example. Allowed drivers: ["azure/kv"]"#,
            ],
        },
    ],
    needs: Needs::VOLUMES,
    compile: |parameters| {
        Ok(Arc::new(FlexVolumes {
            drivers: parameters.texts("allowedFlexVolumeDrivers").map(str::to_owned).collect(),
            shown: parameters.shown("allowedFlexVolumeDrivers"),
        }))
    },
};

#[derive(Debug)]
struct FlexVolumes {
    drivers: Set<String>,
    /// Without it there is no message, and so no finding.
    shown: Option<Shown>,
}

impl Check for FlexVolumes {
    fn concern(&self) -> Facts {
        Facts::sources(1 << VolumeSources::FLEX_VOLUME)
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.shown.is_none() || !subject.has_name() || !subject.is_pod() {
            return;
        }
        for (n, volume) in (0u32..).zip(&subject.view.volumes) {
            let flex = volume.sources.has(VolumeSources::FLEX_VOLUME);
            if flex && !self.drivers.contains(&*plain(subject, subject.volume_details(n).flex_driver)) {
                hits.forbidden(Place::Volume(n), Leaf::field("flexVolume.driver"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("FlexVolume ")?;
        subject.write_volume(hit.place, out)?;
        write!(out, " is not allowed, pod: {}. Allowed drivers: ", subject.object_name())?;
        self.shown.iter().try_for_each(|shown| write!(out, "{shown}"))
    }
}
