use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions, plain};
use super::mounts::Mounted;
use super::paths::Beginning;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{Parameters, RULE as BASE, WITHOUT_EPHEMERAL};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::{Container, Facts, Needs, VolumeSources};

pub(super) const RULE: Rule = Rule {
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

pub(super) const RULE_V4: Rule = Rule {
    id: "K8sAzureV4HostFilesystem",
    scope: Scope::Constraint(&TEMPLATE_V4),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 098fc59e 6.3.0: parameters and description; the kind as live clusters show it",
    documentation: "As version 3, and pods that select Windows nodes are held to a list of their own, in which `C:\\` allows every path.\n\n\
        The text of this version of the template is not public: it is built from the definition's parameters and description, and from the version before. Windows paths are compared step by step too, whichever way their slashes lean; case counts.",
    ..RULE
};

static TEMPLATE: Template = Template {
    alias: "allowed-host-paths",
    version: 3,
    definitions: &[Definition { id: "098fc59e-46c7-4d99-9b16-64990e543d75", version: "6.2.0" }],
    parameters: &[EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, ALLOWED],
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
        let linux = Paths::new(parameters, ALLOWED.name);
        Ok(Arc::new(HostPaths { exclusions: Exclusions::new(parameters), linux, windows: None }))
    },
};

static TEMPLATE_V4: Template = Template {
    version: 4,
    definitions: &[Definition { id: "098fc59e-46c7-4d99-9b16-64990e543d75", version: "6.3.0" }],
    parameters: &[EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, ALLOWED, WINDOWS_ALLOWED],
    examples: &[
        ConstraintExample {
            title: "an allowed path on Windows",
            parameters: r#"{windowsAllowedHostPaths: [{pathPrefix: "C:\\"}]}"#,
            object: r#"{nodeSelector: {kubernetes.io/os: windows}, volumes: [{name: v, hostPath: {path: "C:\\logs"}}], containers: [{name: web, image: web, volumeMounts: [{name: v, mountPath: "C:\\v"}]}]}"#,
            messages: &[],
        },
        ConstraintExample {
            title: "what Linux allows is nothing to Windows",
            parameters: "{allowedHostPaths: [{pathPrefix: /}]}",
            object: r#"{nodeSelector: {kubernetes.io/os: windows}, volumes: [{name: v, hostPath: {path: "C:\\logs", type: Directory}}], containers: [{name: web, image: web, volumeMounts: [{name: v, mountPath: "C:\\v"}]}]}"#,
            messages: &[
                r#"HostPath volume {"hostPath": {"path": "C:\\logs", "type": "Directory"}, "name": "v"} is not allowed, pod: example. Allowed path: []"#,
            ],
        },
    ],
    compile: |parameters| {
        let linux = Paths::new(parameters, ALLOWED.name);
        let windows = Some(Paths::new(parameters, WINDOWS_ALLOWED.name));
        Ok(Arc::new(HostPaths { exclusions: Exclusions::new(parameters), linux, windows }))
    },
    ..TEMPLATE
};

const ENTRIES: ParameterType = ParameterType::List(&ParameterType::Object(&[
    ("pathPrefix", ParameterType::Text),
    ("readOnly", ParameterType::Flag),
]));

const ALLOWED: Parameter = Parameter {
    name: "allowedHostPaths",
    holds: ENTRIES,
    default: "[]",
    meaning: "beginnings of the paths that are allowed, and which of them for reading alone",
};

const WINDOWS_ALLOWED: Parameter = Parameter {
    name: "windowsAllowedHostPaths",
    meaning: "the same for pods that select Windows nodes; `C:\\` allows every path",
    ..ALLOWED
};

#[derive(Debug)]
struct HostPaths {
    exclusions: Exclusions,
    linux: Paths,
    /// For pods that select Windows nodes; none if they are left alone.
    windows: Option<Paths>,
}

/// The paths that are allowed, compiled and as they are printed.
#[derive(Debug)]
struct Paths {
    allowed: Vec<Allowed>,
    shown: Shown,
}

impl Paths {
    fn new(parameters: &Parameters<'_>, name: &str) -> Self {
        Self {
            allowed: parameters
                .elements(name)
                .iter()
                .filter_map(|it| allowed(it, name == WINDOWS_ALLOWED.name))
                .collect(),
            shown: parameters.shown(name).unwrap_or_else(|| "[]".into()),
        }
    }
}

impl HostPaths {
    /// The paths that a pod is held to.
    fn paths(&self, subject: Subject<'_>) -> Option<&Paths> {
        if subject.selects_windows() { self.windows.as_ref() } else { Some(&self.linux) }
    }
}

#[derive(Debug)]
struct Allowed {
    beginning: Beginning,
    read_only: bool,
}

/// Reads an entry; one without a path allows nothing.
fn allowed(entry: &Json, is_windows: bool) -> Option<Allowed> {
    let beginning = match entry.get("pathPrefix")?.as_str()? {
        "C:\\" if is_windows => Beginning::Root,
        prefix if is_windows => Beginning::new(&forward(prefix)),
        prefix => Beginning::new(prefix),
    };
    let read_only = entry.get("readOnly").is_some_and(|flag| *flag != Json::Bool(false));
    Some(Allowed { beginning, read_only })
}

/// A path whose slashes lean forward: a Windows path in the form of the others.
fn forward(path: &str) -> Cow<'_, str> {
    if path.contains('\\') { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}

impl Check for HostPaths {
    fn concern(&self) -> Facts {
        Facts::sources(1 << VolumeSources::HOST_PATH)
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let Some(paths) = self.paths(subject).filter(|_| subject.has_name() && subject.is_pod()) else { return };
        let is_windows = self.windows.is_some() && subject.selects_windows();
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
            let path = if is_windows { forward(&path) } else { Cow::Borrowed(&*path) };
            let mut allowed = paths.allowed.iter().filter(|allowed| allowed.beginning.begins(&path)).peekable();
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
        let paths = self.paths(subject).unwrap_or(&self.linux);
        write!(out, ", pod: {}. Allowed path: {}", subject.object_name(), &paths.shown)
    }
}
