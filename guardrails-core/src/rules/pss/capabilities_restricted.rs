use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Tag, Value};
use crate::view::Facts;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::UNDROPPED.or(Facts::ADDED);

pub(super) const RULE: Rule = Rule {
    id: "capabilities_restricted",
    title: "Capabilities (restricted)",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Restricted),
    fidelity: Fidelity::Exact,
    documentation: "Under restricted every container drops ALL capabilities and adds none but NET_BIND_SERVICE, which \
        lets it listen on ports below 1024. The name ALL is compared as it stands: `all` does not count.",
    remedy: "Set `securityContext.capabilities.drop: [\"ALL\"]` on every container and add at most NET_BIND_SERVICE.",
    fields: &[
        "spec.*ontainers[*].securityContext.capabilities.drop",
        "spec.*ontainers[*].securityContext.capabilities.add",
    ],
    upstream: "policy/check_capabilities_restricted.go",
    revisions: &[
        Revision {
            from: Version::v1(22),
            change: "drop ALL, add at most NET_BIND_SERVICE",
            overrides: &["capabilities_baseline"],
            find: find_v1_22,
        },
        Revision {
            from: Version::v1(25),
            change: "Windows pods are left alone",
            overrides: &["capabilities_baseline"],
            find: find_v1_25,
        },
    ],
    examples: &[
        Example {
            title: "everything dropped",
            pod: "containers: [{name: web, image: web, securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}}]",
            expect: Expect::Pass,
            from: Version::v1(22),
        },
        Example {
            title: "one dropped, one added",
            pod: "containers: [{name: web, image: web, securityContext: {capabilities: {drop: [NET_RAW], add: [CHOWN]}}}]",
            expect: Expect::Fail(
                r#"unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]; container "web" must not include "CHOWN" in securityContext.capabilities.add)"#,
            ),
            from: Version::v1(22),
        },
        Example {
            title: "a Windows pod",
            pod: "os: {name: windows}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(25),
        },
        Example {
            title: "nothing said",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Fail(
                r#"unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"])"#,
            ),
            from: Version::v1(25),
        },
    ],
    sort: Sort::Values,
    reason: |_| "unrestricted capabilities",
    detail: |failure, out| {
        let (missing, forbidden) = (failure.has_containers(Tag::Missing), failure.has_containers(Tag::Forbidden));
        if missing {
            failure.write_containers(Tag::Missing, out)?;
            out.write_str(r#" must set securityContext.capabilities.drop=["ALL"]"#)?;
        }
        if missing && forbidden {
            out.write_str("; ")?;
        }
        if forbidden {
            failure.write_containers(Tag::Forbidden, out)?;
            out.write_str(" must not include ")?;
            failure.write_values(out)?;
            out.write_str(" in securityContext.capabilities.add")?;
        }
        Ok(())
    },
};

fn find_v1_22(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container) in subject.containers() {
        let capabilities = container.security.capabilities.unwrap_or_default();
        let dropped = subject.view.run_of_strings(capabilities.drop);
        if !dropped.iter().any(|name| subject.text.is(*name, "ALL")) {
            hits.missing(place, "securityContext.capabilities.drop");
        }
        for (n, added) in (0u32..).zip(subject.view.run_of_strings(capabilities.add)) {
            if !subject.text.is_among(*added, &["NET_BIND_SERVICE"]) {
                let leaf = Leaf::element("securityContext.capabilities.add[]", n);
                hits.forbidden(place, leaf, Value::Text(*added));
            }
        }
    }
}

fn find_v1_25(subject: Subject<'_>, hits: &mut Hits) {
    if !subject.is_windows() {
        find_v1_22(subject, hits);
    }
}
