use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Needs, Run};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1BlockWildcardRoles",
    title: "Stars in roles",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition ca8d5704 1.1.0: kinds and description; CIS Kubernetes Benchmark 5.1.3",
    documentation: "A star in a role allows what does not exist yet: the kinds and verbs of every later version and of \
        every custom resource. Stars among API groups, resources and verbs are named.\n\nNeither the text of the \
        template nor the name of its constraint kind is public: the kind and the message are this library's own. The \
        policy definition only audits.",
    remedy: "List the API groups, resources and verbs.",
    fields: &["rules[*].apiGroups", "rules[*].resources", "rules[*].verbs"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "block-wildcard-roles",
    version: 1,
    definitions: &[Definition { id: "ca8d5704-aa2b-40cf-b110-dc19052825ad", version: "1.1.0" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "none",
            parameters: "{}",
            object: "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: web, namespace: shop}, \
                     rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "every verb",
            parameters: "{}",
            object: "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: web, namespace: shop}, \
                     rules: [{apiGroups: [''], resources: [pods], verbs: ['*']}]}",
            messages: &["Role <web> uses wildcards in its rules."],
        },
    ],
    needs: Needs::OTHER_KINDS,
    compile: |_| Ok(Arc::new(WildcardRoles)),
};

#[derive(Debug)]
struct WildcardRoles;

impl Check for WildcardRoles {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let star = |run: Run| subject.view.run_of_strings(run).iter().any(|written| subject.text.is(*written, "*"));
        for (n, rule) in (0u32..).zip(&subject.view.details.other.rules) {
            let lists = [
                ("rules[].apiGroups", rule.api_groups),
                ("rules[].resources", rule.resources),
                ("rules[].verbs", rule.verbs),
            ];
            for (path, _) in lists.into_iter().filter(|(_, run)| star(*run)) {
                hits.forbidden(Place::Object, Leaf::element(path, n), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        subject.write_kind(out)?;
        write!(out, " <{}> uses wildcards in its rules.", subject.object_name())
    }
}
