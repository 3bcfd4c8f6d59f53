use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Revision, Rule, Scope, Source};
use crate::view::Facts;

use super::proc_mount;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::PROC_MOUNT;

pub(super) const RULE: Rule = Rule {
    id: "procMount_restricted",
    title: "procMount (restricted)",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Restricted),
    fidelity: Fidelity::Exact,
    documentation: "Restricted allows no other procMount than Default, in a user namespace either. Until v1.34 the \
        baseline check procMount said the same; since baseline was relaxed, this check keeps it for restricted.",
    remedy: "Leave `procMount` out or set it to Default.",
    fields: &["spec.*ontainers[*].securityContext.procMount"],
    upstream: "policy/check_procMount_restricted.go",
    revisions: &[Revision {
        from: Version::v1(35),
        change: "allows Default alone, whatever hostUsers says",
        overrides: &["procMount"],
        find: proc_mount::find_v1_0,
    }],
    examples: &[
        Example {
            title: "the default",
            pod: "containers: [{name: web, image: web, securityContext: {procMount: Default}}]",
            expect: Expect::Pass,
            from: Version::v1(35),
        },
        Example {
            title: "unmasked in a user namespace",
            pod: "hostUsers: false\ncontainers: [{name: build, image: build, securityContext: {procMount: Unmasked}}]",
            expect: Expect::Fail(
                r#"procMount (container "build" must not set securityContext.procMount to "Unmasked")"#,
            ),
            from: Version::v1(35),
        },
    ],
    sort: Sort::Values,
    reason: |_| "procMount",
    detail: proc_mount::detail,
};
