use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Tag, Value};
use crate::view::Facts;

use super::words::{list_all, plural};

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::HOST_PORT;

pub(super) const RULE: Rule = Rule {
    id: "hostPorts",
    title: "Host ports",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "A host port opens the pod on the address of its node: it goes around Services and most network \
        policies, takes the port from other pods, and lets a pod stand in for something that listens on nodes.\n\n\
        The API server copies containerPort into hostPort in a Pod with hostNetwork, so such a pod is refused here too; \
        it does not do so in a workload's template.",
    remedy: "Leave `hostPort` out and reach the pod through a Service.",
    fields: &["spec.*ontainers[*].ports[*].hostPort"],
    upstream: "policy/check_hostPorts.go",
    revisions: &[Revision { from: Version::v1(0), change: "forbids every port but 0", overrides: &[], find }],
    examples: &[
        Example {
            title: "a container port alone",
            pod: "containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "two host ports",
            pod: "containers: [{name: web, image: web, ports: [{containerPort: 80, hostPort: 80}, \
                  {containerPort: 443, hostPort: 443}]}]",
            expect: Expect::Fail(r#"hostPort (container "web" uses hostPorts 443, 80)"#),
            from: Version::v1(0),
        },
    ],
    sort: Sort::Values,
    reason: |_| "hostPort",
    detail: |failure, out| {
        let containers = failure.write_containers(Tag::Forbidden, out)?;
        out.write_str(plural(containers, " uses ", " use "))?;
        out.write_str(plural(failure.values.len(), "hostPort ", "hostPorts "))?;
        list_all(out, failure.sorted_values(), |hit, out| failure.subject.write_value(hit.value, out))
    },
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container) in subject.containers() {
        for (n, port) in (0u32..).zip(container.ports.of(&subject.view.ports)) {
            if port.host_port != 0 {
                hits.forbidden(place, Leaf::element("ports[].hostPort", n), Value::Number(port.host_port));
            }
        }
    }
}
