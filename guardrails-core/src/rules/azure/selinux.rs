use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::parameters::Parameters;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs, SecurityContext};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2SELinux",
    title: "SELinux options",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "SELinux options of the pod and of its containers must match an entry of the list: each field that is set has to be equal, and fields that are not set are free. An empty list allows no options, be they empty.\n\n\
        The pod's own options are judged whatever images are excluded. Pods that select Windows nodes are left alone.",
    remedy: "Leave `seLinuxOptions` out, or use an allowed combination.",
    fields: &[
        "spec.securityContext.seLinuxOptions",
        "spec.*ontainers[*].securityContext.seLinuxOptions",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "selinux",
    version: 2,
    definitions: &[Definition { id: "e1e6c427-07d9-46ab-9689-bfa85431e636", version: "7.2.0" }],
    parameters: &[
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowedSELinuxOptions",
            holds: ParameterType::List(&ParameterType::Object(&[
                ("level", ParameterType::Text),
                ("role", ParameterType::Text),
                ("type", ParameterType::Text),
                ("user", ParameterType::Text),
            ])),
            default: "[]",
            meaning: "the combinations that are allowed",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "none",
            parameters: "{allowedSELinuxOptions: []}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "another level",
            parameters: "{allowedSELinuxOptions: [{level: s0}]}",
            object: "containers: [{name: web, image: web, securityContext: {seLinuxOptions: {level: s1}}}]",
            messages: &[
                r#"SELinux options is not allowed, pod: example, container web. Allowed options: [{"level": "s0"}]"#,
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::SECURITY),
    compile: |parameters| Ok(Arc::new(SeLinux::new(parameters, None))),
};

pub(super) const RULE_V3: Rule = Rule {
    id: "K8sAzureV3SELinux",
    title: "SELinux options",
    scope: Scope::Constraint(&TEMPLATE_V3),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition e1e6c427 8.0.0: parameters and description",
    documentation: "As version 2. With `enforcePSS` the options are held to the Pod Security Standards instead: no user, no role, and a type of `allowedSELinuxTypes` or none.\n\n\
        The text of this version of the template is not public: it is built from the definition's parameters and description, and from the version before.",
    remedy: "Leave `seLinuxOptions` out, or set a type that containers may have and nothing else.",
    fields: &[
        "spec.securityContext.seLinuxOptions",
        "spec.*ontainers[*].securityContext.seLinuxOptions",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE_V3: Template = Template {
    alias: "selinux",
    version: 3,
    definitions: &[Definition { id: "e1e6c427-07d9-46ab-9689-bfa85431e636", version: "8.0.0" }],
    parameters: &[
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowedSELinuxOptions",
            holds: ParameterType::List(&ParameterType::Object(&[
                ("level", ParameterType::Text),
                ("role", ParameterType::Text),
                ("type", ParameterType::Text),
                ("user", ParameterType::Text),
            ])),
            default: "[]",
            meaning: "the combinations that are allowed",
        },
        Parameter {
            name: "enforcePSS",
            holds: ParameterType::Flag,
            default: "false",
            meaning: "whether the Pod Security Standards count",
        },
        Parameter {
            name: "allowedSELinuxTypes",
            holds: ParameterType::TEXTS,
            default: r#"["container_t","container_init_t","container_kvm_t","container_engine_t"]"#,
            meaning: "the types that are allowed then",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "a level alone",
            parameters: "{enforcePSS: true, allowedSELinuxTypes: [container_t]}",
            object: "containers: [{name: web, image: web, securityContext: {seLinuxOptions: {level: s1}}}]",
            messages: &[],
        },
        ConstraintExample {
            title: "a user",
            parameters: "{enforcePSS: true, allowedSELinuxTypes: [container_t], allowedSELinuxOptions: []}",
            object: "containers: [{name: web, image: web, securityContext: {seLinuxOptions: {user: u}}}]",
            messages: &["SELinux options is not allowed, pod: example, container web. Allowed options: []"],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::SECURITY),
    compile: |parameters| {
        let standards = parameters.flag("enforcePSS").unwrap_or_default();
        let types = standards.then(|| parameters.texts("allowedSELinuxTypes").map(str::to_owned).collect());
        Ok(Arc::new(SeLinux::new(parameters, types)))
    },
};

#[derive(Debug)]
struct SeLinux {
    exclusions: Exclusions,
    entries: Vec<Entry>,
    /// The types that are allowed, if the Pod Security Standards count.
    types: Option<Vec<String>>,
    /// Without it there is no message, and so no finding.
    shown: Option<Shown>,
}

/// An entry of the list: level, role, type, user.
type Entry = [Option<String>; 4];

impl SeLinux {
    fn new(parameters: &Parameters<'_>, types: Option<Vec<String>>) -> Self {
        let entry = |entry: &Json| {
            ["level", "role", "type", "user"].map(|field| entry.get(field).and_then(Json::as_str).map(str::to_owned))
        };
        let listed = parameters.elements("allowedSELinuxOptions");
        let shown = parameters.shown("allowedSELinuxOptions");
        let shown = if types.is_some() { shown.or_else(|| Some("[]".into())) } else { shown };
        Self { exclusions: Exclusions::new(parameters), entries: listed.iter().map(entry).collect(), types, shown }
    }

    /// Whether the options of a security context are allowed, if it has any.
    fn allows(&self, subject: Subject<'_>, security: &SecurityContext) -> bool {
        let Some(options) = security.se_linux else { return true };
        let text = subject.text;
        if let Some(types) = &self.types {
            let known = options.kind.is_empty() || types.iter().any(|kind| text.is(options.kind, kind));
            return known && options.user.is_empty() && options.role.is_empty();
        }
        let fields = [security.more.se_linux_level, options.role, options.kind, options.user];
        self.entries.iter().any(|entry| {
            let mut pairs = fields.iter().zip(entry);
            pairs.all(|(set, allowed)| set.is_empty() || allowed.as_ref().is_some_and(|it| text.is(*set, it)))
        })
    }
}

impl Check for SeLinux {
    fn concern(&self) -> Facts {
        Facts::SE_LINUX
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.shown.is_none() || !subject.is_pod() || subject.selects_windows() || !subject.has_name() {
            return;
        }
        if !self.allows(subject, &subject.view.pod.security) {
            hits.forbidden(Place::Pod, Leaf::field("securityContext.seLinuxOptions"), Value::None);
        }
        for (place, container) in subject.pod_containers(ALL) {
            if !self.allows(subject, &container.security) && !self.exclusions.covers_image(subject, container) {
                hits.forbidden(place, Leaf::field("securityContext.seLinuxOptions"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "SELinux options is not allowed, pod: {}", subject.object_name())?;
        if let Some(container) = subject.container(hit.place) {
            write!(out, ", container {}", subject.text.show(container.name))?;
        }
        out.write_str(". Allowed options: ")?;
        self.shown.iter().try_for_each(|shown| write!(out, "{shown}"))
    }
}
