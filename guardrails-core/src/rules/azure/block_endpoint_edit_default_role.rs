use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Needs, Run};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1BlockEndpointEditDefaultRole",
    title: "Endpoints in the role of editors",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Who may write Endpoints can send the traffic of a Service or an Ingress to other namespaces \
        (CVE-2021-25740). Old clusters still give that right to everybody who may edit a namespace, by the \
        ClusterRole `system:aggregate-to-edit`.\n\nOnly the resource `endpoints` and the verbs create, patch and \
        update count, each spelled out: a star is not caught.",
    remedy: "Take `endpoints` out of the ClusterRole `system:aggregate-to-edit`.",
    fields: &["metadata.name", "rules[*].resources", "rules[*].verbs"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "block-endpoint-edit-default-role",
    version: 1,
    definitions: &[Definition { id: "1ddac26b-ed48-4c30-8cc5-3a68c79b8001", version: "3.2.0" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "reading",
            parameters: "{}",
            object: "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, \
                     metadata: {name: 'system:aggregate-to-edit'}, rules: [{resources: [endpoints], verbs: [get]}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "writing",
            parameters: "{}",
            object: "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, \
                     metadata: {name: 'system:aggregate-to-edit'}, rules: [{resources: [pods, endpoints], verbs: [get, patch]}]}",
            messages: &[MESSAGE],
        },
    ],
    needs: Needs::OTHER_KINDS,
    compile: |_| Ok(Arc::new(EndpointEdit)),
};

const MESSAGE: &str = "ClusterRole system:aggregate-to-edit should not allow endpoint edit permissions. For k8s version < \
     1.22, the Cluster Role should be annotated with rbac.authorization.kubernetes.io/autoupdate=false to prevent \
     autoreconciliation back to default permissions for this role.";

#[derive(Debug)]
struct EndpointEdit;

impl Check for EndpointEdit {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.is_named("system:aggregate-to-edit") {
            return;
        }
        let holds = |run: Run, names: &[&str]| {
            let written = subject.view.run_of_strings(run);
            written.iter().any(|written| names.iter().any(|name| subject.text.is(*written, name)))
        };
        for (n, rule) in (0u32..).zip(&subject.view.details.other.rules) {
            if holds(rule.resources, &["endpoints"]) && holds(rule.verbs, &["create", "patch", "update"]) {
                hits.forbidden(Place::Object, Leaf::element("rules[].verbs", n), Value::None);
            }
        }
    }

    fn write_message(&self, _subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(MESSAGE)
    }
}
