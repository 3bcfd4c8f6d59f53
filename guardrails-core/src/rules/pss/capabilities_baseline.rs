use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Tag, Value};
use crate::view::Facts;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::ADDED;

pub(super) const RULE: Rule = Rule {
    id: "capabilities_baseline",
    title: "Added capabilities (baseline)",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "Capabilities are pieces of root's power. Baseline lets a container add those that container runtimes \
        grant by default; any other (SYS_ADMIN, NET_ADMIN, NET_RAW, ALL …) is refused. Names are compared as they \
        stand, so CAP_CHOWN and chown are refused as well. Restricted replaces this check by capabilities_restricted \
        from v1.22 on.",
    remedy: "Remove the named capabilities from `capabilities.add`, or find out which single one the program needs.",
    fields: &["spec.*ontainers[*].securityContext.capabilities.add"],
    upstream: "policy/check_capabilities_baseline.go",
    revisions: &[Revision { from: Version::v1(0), change: "allows the thirteen default ones", overrides: &[], find }],
    examples: &[
        Example {
            title: "a default capability",
            pod: "containers: [{name: web, image: web, securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "two that are not",
            pod: "containers: [{name: web, image: web, securityContext: {capabilities: {add: [SYS_TIME, NET_ADMIN, CHOWN]}}}]",
            expect: Expect::Fail(
                r#"non-default capabilities (container "web" must not include "NET_ADMIN", "SYS_TIME" in securityContext.capabilities.add)"#,
            ),
            from: Version::v1(0),
        },
    ],
    sort: Sort::Values,
    reason: |_| "non-default capabilities",
    detail: |failure, out| {
        failure.write_containers(Tag::Forbidden, out)?;
        out.write_str(" must not include ")?;
        failure.write_values(out)?;
        out.write_str(" in securityContext.capabilities.add")
    },
};

const ALLOWED: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container) in subject.containers() {
        let Some(capabilities) = container.security.capabilities else { continue };
        for (n, added) in (0u32..).zip(subject.view.run_of_strings(capabilities.add)) {
            if !subject.text.is_among(*added, &ALLOWED) {
                let leaf = Leaf::element("securityContext.capabilities.add[]", n);
                hits.forbidden(place, leaf, Value::Text(*added));
            }
        }
    }
}
