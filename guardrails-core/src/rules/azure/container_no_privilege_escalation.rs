use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3NoPrivilegeEscalation",
    title: "Privilege escalation",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A process that may gain more privileges than its parent can become root through a setuid program.\n\n\
        The template asks less than the Pod Security Standards: a container that says nothing passes, unless it or its pod sets a user other than root. Pods that select Windows nodes are left alone.",
    remedy: "Set `securityContext.allowPrivilegeEscalation: false` in each container.",
    fields: &[
        "spec.*ontainers[*].securityContext.allowPrivilegeEscalation",
        "spec.*ontainers[*].securityContext.runAsUser",
        "spec.securityContext.runAsUser",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-no-privilege-escalation",
    version: 3,
    definitions: &[Definition { id: "1c6e92c9-99f0-4e55-9cf2-0c234dc48f99", version: "7.2.0" }],
    parameters: &[EXCLUDED_CONTAINERS, EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "nothing is said",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "a user and nothing else",
            parameters: "{}",
            object: "containers: [{name: web, image: web, securityContext: {runAsUser: 1000}}]",
            messages: &["Privilege escalation container is not allowed: web"],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| Ok(Arc::new(NoEscalation { exclusions: Exclusions::new(parameters), force: false })),
};

pub(super) const RULE_V4: Rule = Rule {
    id: "K8sAzureV4NoPrivilegeEscalation",
    title: "Privilege escalation",
    scope: Scope::Constraint(&TEMPLATE_V4),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 1c6e92c9 8.0.0: parameters and description",
    documentation: "As version 3. With `forcePrivilegeEscalationToBeFalse` each container has to say no, as the Pod Security Standards ask at restricted.\n\n\
        The text of this version of the template is not public: it is built from the definition's parameters and description, and from the version before.",
    remedy: "Set `securityContext.allowPrivilegeEscalation: false` in each container.",
    fields: &[
        "spec.*ontainers[*].securityContext.allowPrivilegeEscalation",
        "spec.*ontainers[*].securityContext.runAsUser",
        "spec.securityContext.runAsUser",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE_V4: Template = Template {
    alias: "container-no-privilege-escalation",
    version: 4,
    definitions: &[Definition { id: "1c6e92c9-99f0-4e55-9cf2-0c234dc48f99", version: "8.0.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "forcePrivilegeEscalationToBeFalse",
            holds: ParameterType::Flag,
            default: "false",
            meaning: "whether every container has to say no",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "said",
            parameters: "{forcePrivilegeEscalationToBeFalse: true}",
            object: "containers: [{name: web, image: web, securityContext: {allowPrivilegeEscalation: false}}]",
            messages: &[],
        },
        ConstraintExample {
            title: "nothing is said",
            parameters: "{forcePrivilegeEscalationToBeFalse: true}",
            object: "containers: [{name: web, image: web}]",
            messages: &["Privilege escalation container is not allowed: web"],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| {
        let force = parameters.flag("forcePrivilegeEscalationToBeFalse").unwrap_or_default();
        Ok(Arc::new(NoEscalation { exclusions: Exclusions::new(parameters), force }))
    },
};

#[derive(Debug)]
struct NoEscalation {
    exclusions: Exclusions,
    /// Whether a container has to say no, whatever its user.
    force: bool,
}

impl Check for NoEscalation {
    fn concern(&self) -> Facts {
        Facts::ESCALATION
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.selects_windows() {
            return;
        }
        let is_other = |user: Option<i64>| user.is_some_and(|user| user != 0);
        for (place, container) in subject.pod_containers(ALL) {
            let security = &container.security;
            let user = security.run_as_user.or(subject.view.pod.security.run_as_user);
            let escalates = match security.allow_privilege_escalation {
                Some(allowed) => allowed,
                None => self.force || is_other(user),
            };
            if escalates && !self.exclusions.cover(subject, container) {
                hits.forbidden(place, Leaf::field("securityContext.allowPrivilegeEscalation"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "Privilege escalation container is not allowed: {}", subject.text.show(subject.name(hit.place)))
    }
}
