use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Tag, Value};
use crate::view::Facts;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::MAY_BE_ROOT;

pub(super) const RULE: Rule = Rule {
    id: "runAsNonRoot",
    title: "Running as non-root",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Restricted),
    fidelity: Fidelity::Exact,
    documentation: "With `runAsNonRoot: true` the kubelet refuses to start a container whose user is root. Restricted \
        wants it on the pod or on every container, and `false` nowhere: on the pod it is refused even where every \
        container says true. From v1.35 on, a pod in a user namespace of its own passes. Windows pods are not exempt.",
    remedy: "Set `spec.securityContext.runAsNonRoot: true` on the pod and use an image whose user is not root.",
    fields: &["spec.securityContext.runAsNonRoot", "spec.*ontainers[*].securityContext.runAsNonRoot", "spec.hostUsers"],
    upstream: "policy/check_runAsNonRoot.go",
    revisions: &[
        Revision { from: Version::v1(0), change: "asks for `true`", overrides: &[], find: find_v1_0 },
        Revision {
            from: Version::v1(35),
            change: "anything goes with hostUsers=false",
            overrides: &[],
            find: find_v1_35,
        },
    ],
    examples: &[
        Example {
            title: "set on the pod",
            pod: "securityContext: {runAsNonRoot: true}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "set nowhere, though in a user namespace",
            pod: "hostUsers: false\ncontainers: [{name: web, image: web}]",
            expect: Expect::Fail(
                r#"runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)"#,
            ),
            from: Version::v1(0),
        },
        Example {
            title: "in a user namespace",
            pod: "hostUsers: false\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(35),
        },
        Example {
            title: "false on the pod, though every container says true",
            pod: "securityContext: {runAsNonRoot: false}\n\
                  containers: [{name: web, image: web, securityContext: {runAsNonRoot: true}}]",
            expect: Expect::Fail("runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)"),
            from: Version::v1(35),
        },
    ],
    sort: Sort::None,
    reason: |_| "runAsNonRoot != true",
    detail: |failure, out| {
        if failure.has_containers(Tag::Missing) {
            out.write_str("pod or ")?;
            failure.write_containers(Tag::Missing, out)?;
            return out.write_str(" must set securityContext.runAsNonRoot=true");
        }
        failure.write_setters(out)?;
        out.write_str(" must not set securityContext.runAsNonRoot=false")
    },
};

const FIELD: &str = "securityContext.runAsNonRoot";

fn find_v1_0(subject: Subject<'_>, hits: &mut Hits) {
    let pod = subject.view.pod.security.run_as_non_root;
    let before = hits.len();
    if pod == Some(false) {
        hits.forbidden(Place::Pod, Leaf::field(FIELD), Value::None);
    }
    for (place, container) in subject.containers() {
        if container.security.run_as_non_root == Some(false) {
            hits.forbidden(place, Leaf::field(FIELD), Value::None);
        }
    }
    // Who says nothing is named only where nobody says false.
    if hits.len() > before || pod == Some(true) {
        return;
    }
    for (place, container) in subject.containers() {
        if container.security.run_as_non_root.is_none() {
            hits.missing(place, FIELD);
        }
    }
}

fn find_v1_35(subject: Subject<'_>, hits: &mut Hits) {
    if !subject.has_user_namespace() {
        find_v1_0(subject, hits);
    }
}
