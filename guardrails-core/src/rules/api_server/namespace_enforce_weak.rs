use crate::policy::{Mode, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "namespaceEnforceWeak",
    title: "Namespaces that enforce nothing by their label",
    source: Source::ApiServer,
    scope: Scope::Manifest,
    fidelity: Fidelity::Exact,
    documentation: "A namespace whose label `pod-security.kubernetes.io/enforce` is `privileged` lets every pod in, whatever it asks for.\n\n\
        Looked for where the policy takes its levels from namespaces (`podSecurity.fromNamespaceLabels`). The API server \
        takes such a namespace, so it is a warning.",
    remedy: "Set the label `pod-security.kubernetes.io/enforce` to baseline or restricted.",
    fields: &["metadata.labels[pod-security.kubernetes.io/enforce]"],
    upstream: "k8s.io/pod-security-admission v0.37.2, api/helpers.go",
    revisions: &[Revision { from: Version::v1(0), change: "asks for another level", overrides: &[], find }],
    examples: &[
        Example {
            title: "a level that asks for something",
            pod: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    \
                  pod-security.kubernetes.io/enforce: baseline",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "the level that asks for nothing",
            pod: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    \
                  pod-security.kubernetes.io/enforce: privileged",
            expect: Expect::Fail("pod-security.kubernetes.io/enforce=privileged: the namespace enforces nothing"),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "pod-security.kubernetes.io/enforce=privileged: the namespace enforces nothing",
    detail: |_, _| Ok(()),
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let Subject { view, text, .. } = subject;
    let [label, _] = Mode::Enforce.labels();
    if view
        .namespace_labels
        .iter()
        .any(|it| text.is_among(it.key, &[label]) && text.is_among(it.value, &["privileged"]))
    {
        let field = Leaf::field("metadata.labels[pod-security.kubernetes.io/enforce]");
        hits.forbidden(Place::Object, field, Value::None);
    }
}
