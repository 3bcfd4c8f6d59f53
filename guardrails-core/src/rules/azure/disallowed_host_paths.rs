use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::exclusions::plain;
use super::paths::Beginning;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Parameter, ParameterType, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs, VolumeSources};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1DisallowHostFilesystem",
    title: "Disallowed host paths",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "No hostPath volume may lie below a listed path, or hold one. Volumes count whether they are mounted or not.\n\n\
        Paths are compared step by step and not resolved. Pods that select Windows nodes are left alone. No built-in definition uses this template.",
    remedy: "Use another type of volume, or a path apart from the listed ones.",
    fields: &["spec.volumes[*].hostPath.path", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "disallowed-host-paths",
    version: 1,
    definitions: &[],
    parameters: &[Parameter {
        name: "disallowedHostPaths",
        holds: ParameterType::TEXTS,
        default: "[]",
        meaning: "the paths that must not be reached",
    }],
    examples: &[
        ConstraintExample {
            title: "a path apart",
            parameters: "{disallowedHostPaths: [/etc]}",
            object: "{volumes: [{name: v, hostPath: {path: /var/log}}], containers: [{name: web, image: web}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "a path above",
            parameters: "{disallowedHostPaths: [/etc/ssl]}",
            object: "{volumes: [{name: v, hostPath: {path: /etc, type: Directory}}], containers: [{name: web, image: web}]}",
            messages: &[
                r#"HostPath volume {"hostPath": {"path": "/etc", "type": "Directory"}, "name": "v"} is not disallowed, pod: example. Disallowed path: ["/etc/ssl"]"#,
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::VOLUMES),
    compile: |parameters| {
        Ok(Arc::new(HostPaths {
            paths: parameters.texts("disallowedHostPaths").map(Beginning::new).collect(),
            any: !parameters.elements("disallowedHostPaths").is_empty(),
            shown: parameters.shown("disallowedHostPaths").unwrap_or_else(|| "null".into()),
        }))
    },
};

#[derive(Debug)]
struct HostPaths {
    paths: Vec<Beginning>,
    /// Whether anything is listed, be it null.
    any: bool,
    shown: Shown,
}

impl Check for HostPaths {
    fn concern(&self) -> Facts {
        Facts::sources(1 << VolumeSources::HOST_PATH)
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.selects_windows() || !subject.has_name() || !subject.is_pod() {
            return;
        }
        for (n, volume) in (0u32..).zip(&subject.view.volumes) {
            if !volume.sources.has(VolumeSources::HOST_PATH) {
                continue;
            }
            let path = plain(subject, subject.volume_details(n).host_path);
            // Everything is below the root.
            if self.any && path == "/" || self.paths.iter().any(|listed| listed.overlaps(&path)) {
                hits.forbidden(Place::Volume(n), Leaf::field("hostPath.path"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("HostPath volume ")?;
        subject.write_volume(hit.place, out)?;
        let (pod, shown) = (subject.object_name(), &self.shown);
        write!(out, " is not disallowed, pod: {pod}. Disallowed path: {shown}")
    }
}
