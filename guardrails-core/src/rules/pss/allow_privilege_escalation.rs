use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject, Tag};
use crate::view::Facts;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::ESCALATION;

pub(super) const RULE: Rule = Rule {
    id: "allowPrivilegeEscalation",
    title: "Privilege escalation",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Restricted),
    fidelity: Fidelity::Exact,
    documentation: "A process may gain more privileges than its parent through set-user-id programs and file \
        capabilities unless `allowPrivilegeEscalation` is false. Restricted wants every container to say so; leaving \
        the field out allows escalation.",
    remedy: "Set `securityContext.allowPrivilegeEscalation: false` on every container, init and ephemeral ones too.",
    fields: &["spec.*ontainers[*].securityContext.allowPrivilegeEscalation"],
    upstream: "policy/check_allowPrivilegeEscalation.go",
    revisions: &[
        Revision { from: Version::v1(8), change: "asks for `false`", overrides: &[], find: find_v1_8 },
        Revision { from: Version::v1(25), change: "Windows pods are left alone", overrides: &[], find: find_v1_25 },
    ],
    examples: &[
        Example {
            title: "escalation forbidden",
            pod: "containers: [{name: web, image: web, securityContext: {allowPrivilegeEscalation: false}}]",
            expect: Expect::Pass,
            from: Version::v1(8),
        },
        Example {
            title: "a sidecar that says nothing",
            pod: "containers: [{name: web, image: web, securityContext: {allowPrivilegeEscalation: false}}, \
                  {name: proxy, image: proxy}]",
            expect: Expect::Fail(
                r#"allowPrivilegeEscalation != false (container "proxy" must set securityContext.allowPrivilegeEscalation=false)"#,
            ),
            from: Version::v1(8),
        },
        Example {
            title: "a Windows pod",
            pod: "os: {name: windows}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(25),
        },
        Example {
            title: "two containers that allow it",
            pod: "containers: [{name: web, image: web, securityContext: {allowPrivilegeEscalation: true}}, \
                  {name: proxy, image: proxy}]",
            expect: Expect::Fail(
                r#"allowPrivilegeEscalation != false (containers "web", "proxy" must set securityContext.allowPrivilegeEscalation=false)"#,
            ),
            from: Version::v1(25),
        },
    ],
    sort: Sort::None,
    reason: |_| "allowPrivilegeEscalation != false",
    detail: |failure, out| {
        failure.write_containers(Tag::Missing, out)?;
        out.write_str(" must set securityContext.allowPrivilegeEscalation=false")
    },
};

fn find_v1_8(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container) in subject.containers() {
        if container.security.allow_privilege_escalation != Some(false) {
            hits.missing(place, "securityContext.allowPrivilegeEscalation");
        }
    }
}

fn find_v1_25(subject: Subject<'_>, hits: &mut Hits) {
    if !subject.is_windows() {
        find_v1_8(subject, hits);
    }
}
