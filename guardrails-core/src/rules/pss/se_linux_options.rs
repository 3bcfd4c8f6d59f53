use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::{Facts, SeLinux};

use super::words::plural;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::SE_LINUX;

pub(super) const RULE: Rule = Rule {
    id: "seLinuxOptions",
    title: "SELinux options",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "SELinux labels keep containers away from each other and from the node. Baseline allows the types \
        made for containers and forbids a user or role of one's own; the level may be chosen freely.",
    remedy: "Leave `user` and `role` out and set `type` to container_t, container_init_t or container_kvm_t, or leave it out.",
    fields: &[
        "spec.securityContext.seLinuxOptions.type",
        "spec.securityContext.seLinuxOptions.user",
        "spec.securityContext.seLinuxOptions.role",
        "spec.*ontainers[*].securityContext.seLinuxOptions.type",
        "spec.*ontainers[*].securityContext.seLinuxOptions.user",
        "spec.*ontainers[*].securityContext.seLinuxOptions.role",
    ],
    upstream: "policy/check_seLinuxOptions.go",
    revisions: &[
        Revision {
            from: Version::v1(0),
            change: "allows three types, no user, no role",
            overrides: &[],
            find: find_v1_0,
        },
        Revision {
            from: Version::v1(31),
            change: "allows container_engine_t as well",
            overrides: &[],
            find: find_v1_31,
        },
    ],
    examples: &[
        Example {
            title: "a container's type",
            pod: "securityContext: {seLinuxOptions: {type: container_t, level: \"s0:c1,c2\"}}\n\
                  containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a type that is not known yet, and a user",
            pod: "containers: [{name: web, image: web, securityContext: {seLinuxOptions: {type: container_engine_t, user: system_u}}}]",
            expect: Expect::Fail(
                r#"seLinuxOptions (container "web" set forbidden securityContext.seLinuxOptions: type "container_engine_t"; user may not be set)"#,
            ),
            from: Version::v1(0),
        },
        Example {
            title: "a container engine",
            pod: "securityContext: {seLinuxOptions: {type: container_engine_t}}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(31),
        },
        Example {
            title: "the type of a privileged container",
            pod: "securityContext: {seLinuxOptions: {type: spc_t, role: system_r}}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Fail(
                r#"seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; role may not be set)"#,
            ),
            from: Version::v1(31),
        },
    ],
    sort: Sort::Values,
    reason: |_| "seLinuxOptions",
    detail: |failure, out| {
        failure.write_setters(out)?;
        out.write_str(" set forbidden securityContext.seLinuxOptions: ")?;
        let mut separator = "";
        if !failure.values.is_empty() {
            out.write_str(plural(failure.values.len(), "type ", "types "))?;
            failure.write_values(out)?;
            separator = "; ";
        }
        for (path, sentence) in [(USER, "user may not be set"), (ROLE, "role may not be set")] {
            if failure.hits.iter().any(|hit| hit.leaf.path == path) {
                out.write_str(separator)?;
                out.write_str(sentence)?;
                separator = "; ";
            }
        }
        Ok(())
    },
};

const TYPE: &str = "securityContext.seLinuxOptions.type";
const USER: &str = "securityContext.seLinuxOptions.user";
const ROLE: &str = "securityContext.seLinuxOptions.role";

const TYPES_V1_0: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t"];
const TYPES_V1_31: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

fn find_v1_0(subject: Subject<'_>, hits: &mut Hits) {
    find(subject, hits, TYPES_V1_0);
}

fn find_v1_31(subject: Subject<'_>, hits: &mut Hits) {
    find(subject, hits, TYPES_V1_31);
}

fn find(subject: Subject<'_>, hits: &mut Hits, types: &[&str]) {
    let mut check = |place, options: Option<SeLinux>| {
        let Some(options) = options else { return };
        if !subject.text.is_among(options.kind, types) {
            hits.forbidden(place, Leaf::field(TYPE), Value::Text(options.kind));
        }
        if !options.user.is_empty() {
            hits.forbidden(place, Leaf::field(USER), Value::None);
        }
        if !options.role.is_empty() {
            hits.forbidden(place, Leaf::field(ROLE), Value::None);
        }
    };
    check(Place::Pod, subject.view.pod.security.se_linux);
    for (place, container) in subject.containers() {
        check(place, container.security.se_linux);
    }
}
