use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions, plain};
use super::mounts::Mounted;
use super::paths::Beginning;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{RULE as BASE, WITHOUT_EPHEMERAL};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::{Container, Needs, VolumeSources};

pub(super) static RULE: Rule = Rule {
    id: "K8sAzureV3HostFilesystem",
    title: "Allowed host paths",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A hostPath volume brings a folder of the node into the pod. Only paths that begin with an allowed one may be mounted, and some of them for reading alone.\n\n\
        Paths are compared step by step and not resolved: `/a/../etc` begins with `/a`. Ephemeral containers, and volumes that nobody mounts, do not count. Pods that select Windows nodes are left alone.",
    remedy: "Use another type of volume, or an allowed path, mounted with `readOnly: true` where that is asked.",
    fields: &[
        "spec.volumes[*].hostPath.path",
        "spec.*ontainers[*].volumeMounts[*].readOnly",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "allowed-host-paths",
    version: 3,
    definitions: &[Definition { id: "098fc59e-46c7-4d99-9b16-64990e543d75", version: "6.2.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowedHostPaths",
            holds: ParameterType::List(&ParameterType::Object(&[
                ("pathPrefix", ParameterType::Text),
                ("readOnly", ParameterType::Flag),
            ])),
            default: "[]",
            meaning: "beginnings of the paths that are allowed, and which of them for reading alone",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "an allowed path",
            parameters: "{allowedHostPaths: [{pathPrefix: /var/log, readOnly: true}]}",
            object: "{volumes: [{name: v, hostPath: {path: /var/log/pods}}], containers: [{name: web, image: web, volumeMounts: [{name: v, mountPath: /v, readOnly: true}]}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "another, and one that is mounted for writing",
            parameters: "{allowedHostPaths: [{pathPrefix: /var/log, readOnly: true}]}",
            object: "{volumes: [{name: v, hostPath: {path: /var/log, type: Directory}}, {name: e, hostPath: {path: /etc, type: Directory}}], containers: [{name: web, image: web, volumeMounts: [{name: v, mountPath: /v}, {name: e, mountPath: /e}]}]}",
            messages: &[
                r#"HostPath volume {"hostPath": {"path": "/etc", "type": "Directory"}, "name": "e"} is not allowed, pod: example. Allowed path: [{"pathPrefix": "/var/log", "readOnly": true}]"#,
                r#"HostPath volume {"hostPath": {"path": "/var/log", "type": "Directory"}, "name": "v"} does not meet the readonly requirement, pod: example. Allowed path: [{"pathPrefix": "/var/log", "readOnly": true}]"#,
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::MOUNTS).and(Needs::VOLUMES),
    compile: |parameters| {
        Ok(Arc::new(HostPaths {
            exclusions: Exclusions::new(parameters),
            allowed: parameters.elements("allowedHostPaths").iter().filter_map(allowed).collect(),
            shown: parameters.owned("allowedHostPaths").unwrap_or_else(|| Json::Array(Vec::new())),
        }))
    },
};

#[derive(Debug)]
struct HostPaths {
    exclusions: Exclusions,
    allowed: Vec<Allowed>,
    shown: Json,
}

#[derive(Debug)]
struct Allowed {
    beginning: Beginning,
    read_only: bool,
}

/// Reads an entry; one without a path allows nothing.
fn allowed(entry: &Json) -> Option<Allowed> {
    let beginning = Beginning::new(entry.get("pathPrefix")?.as_str()?);
    let read_only = entry.get("readOnly").is_some_and(|flag| *flag != Json::Bool(false));
    Some(Allowed { beginning, read_only })
}

impl Check for HostPaths {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.selects_windows() || !subject.has_name() || !subject.is_pod() {
            return;
        }
        let counts = |container: &Container| !self.exclusions.cover(subject, container);
        let mounts = |for_writing: bool| {
            Mounted::by(subject, WITHOUT_EPHEMERAL, counts, move |mount| !for_writing || !mount.read_only)
        };
        let (mut mounted, mut written) = (None, None);
        for (n, volume) in (0u32..).zip(&subject.view.volumes) {
            if !volume.sources.has(VolumeSources::HOST_PATH) {
                continue;
            }
            if !mounted.get_or_insert_with(|| mounts(false)).holds(volume.name) {
                continue;
            }
            let path = plain(subject, subject.volume_details(n).host_path);
            let mut allowed = self.allowed.iter().filter(|allowed| allowed.beginning.begins(&path)).peekable();
            if allowed.peek().is_none() {
                hits.forbidden(Place::Volume(n), Leaf::field("hostPath.path"), Value::None);
            } else if allowed.any(|allowed| allowed.read_only)
                && written.get_or_insert_with(|| mounts(true)).holds(volume.name)
            {
                hits.missing(Place::Volume(n), "hostPath.path");
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("HostPath volume ")?;
        subject.write_volume(hit.place, out)?;
        out.write_str(match hit.tag {
            Tag::Forbidden => " is not allowed",
            Tag::Missing => " does not meet the readonly requirement",
        })?;
        write!(out, ", pod: {}. Allowed path: {}", subject.object_name(), Shown(&self.shown))
    }
}
