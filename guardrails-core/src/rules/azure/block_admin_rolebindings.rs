use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1BlockAdminRolebindings",
    title: "Bindings of cluster-admin",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition a3dc4946 1.1.0: kinds and description; CIS Kubernetes Benchmark 5.1.1",
    documentation: "Whoever is bound to the ClusterRole `cluster-admin` may do everything. Every binding of it is \
        named, so that somebody looks at it; the one that a cluster is born with too.\n\nNeither the text of the \
        template nor the name of its constraint kind is public: the kind and the message are this library's own. The \
        policy definition only audits.",
    remedy: "Bind a role that allows what is needed and no more.",
    fields: &["roleRef.name"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "block-admin-rolebindings",
    version: 1,
    definitions: &[Definition { id: "a3dc4946-dba6-43e6-950d-f96532848c9f", version: "1.1.0" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "another role",
            parameters: "{}",
            object: "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: web, namespace: shop}, \
                     roleRef: {kind: Role, name: cluster-admin}}",
            messages: &[],
        },
        ConstraintExample {
            title: "cluster-admin",
            parameters: "{}",
            object: "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: web}, \
                     roleRef: {kind: ClusterRole, name: cluster-admin}}",
            messages: &["ClusterRoleBinding <web> binds the ClusterRole cluster-admin."],
        },
    ],
    needs: Needs::OTHER_KINDS,
    compile: |_| Ok(Arc::new(AdminBindings)),
};

#[derive(Debug)]
struct AdminBindings;

impl Check for AdminBindings {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let role = subject.view.details.other.role;
        if subject.text.is(role.kind, "ClusterRole") && subject.text.is(role.name, "cluster-admin") {
            hits.forbidden(Place::Object, Leaf::field("roleRef.name"), Value::None);
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        subject.write_kind(out)?;
        write!(out, " <{}> binds the ClusterRole cluster-admin.", subject.object_name())
    }
}
