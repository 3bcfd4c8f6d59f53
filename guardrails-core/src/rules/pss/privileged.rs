use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Tag, Value};
use crate::view::Facts;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::PRIVILEGED;

pub(super) const RULE: Rule = Rule {
    id: "privileged",
    title: "Privileged containers",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "A privileged container has all capabilities and all devices of its node and few of the kernel's \
        protections: whoever gets into it owns the node.",
    remedy: "Leave `privileged` out or set it to false; if the workload needs one capability or device, give it that alone.",
    fields: &["spec.*ontainers[*].securityContext.privileged"],
    upstream: "policy/check_privileged.go",
    revisions: &[Revision { from: Version::v1(0), change: "forbids `true`", overrides: &[], find }],
    examples: &[
        Example {
            title: "false is as good as absent",
            pod: "containers: [{name: web, image: web, securityContext: {privileged: false}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "true in an init container",
            pod: "initContainers: [{name: tune, image: tune, securityContext: {privileged: true}}]\n\
                  containers: [{name: web, image: web}]",
            expect: Expect::Fail(r#"privileged (container "tune" must not set securityContext.privileged=true)"#),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "privileged",
    detail: |failure, out| {
        failure.write_containers(Tag::Forbidden, out)?;
        out.write_str(" must not set securityContext.privileged=true")
    },
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container) in subject.containers() {
        if container.security.privileged == Some(true) {
            hits.forbidden(place, Leaf::field("securityContext.privileged"), Value::None);
        }
    }
}
