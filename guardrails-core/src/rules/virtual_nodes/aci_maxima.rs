use crate::placement::NodeClass;
use crate::placement::with_str;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use crate::view::Str;

use super::quantity::nanos;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeAciMaxima",
    title: "Maxima of Azure Container Instances",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode, NodeClass::VirtualNodeV2], Concern::Uncertain),
    fidelity: Fidelity::Documented,
    documentation: "A container group has at most 60 containers, 20 volumes, 5 ports on its address, 31 vCPU and 240 GB of \
        memory (180 GB where confidential). The virtual node sends more all the same; what Azure then answers \
        was not measured, so this is a warning. Requests count as they are sent: a missing one as 1 core and 1.5 \
        GB.",
    remedy: "Split the pod, or keep it on VM nodes.",
    fields: &["spec.*ontainers", "spec.volumes", "spec.*ontainers[*].ports", "spec.*ontainers[*].resources"],
    upstream: "Azure Container Instances documentation, resource and quota limits (17 November 2025)",
    revisions: &[Revision { from: Version::v1(0), change: "warns above the published maxima", overrides: &[], find }],
    examples: &[
        Example {
            title: "a small pod",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a very large one",
            pod: "containers: [{name: web, image: web, resources: {requests: {cpu: \"32\"}}}]",
            expect: Expect::Fail(
                "above a published maximum of Azure Container Instances: 31 vCPU for a container group",
            ),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: |failure, out| {
        out.write_str("above a published maximum of Azure Container Instances: ")?;
        super::say_value(failure, out)
    },
};

const CONTAINERS: &str = "60 containers in a container group";
const VOLUMES: &str = "20 volumes in a container group";
const PORTS: &str = "5 ports for an IP address";
const CPU: &str = "31 vCPU for a container group";
const MEMORY: &str = "240 GB of memory for a container group";

/// In billionths of a core and of a byte.
const GIGA: u128 = 1_000_000_000;
const MAX_CPU: u128 = 31 * GIGA;
const MAX_MEMORY: u128 = 240 * GIGA * GIGA;
const MISSING_MEMORY: u128 = 1_500_000_000 * GIGA;

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let view = subject.view;
    let (mut containers, mut ports, mut cpu, mut memory) = (0usize, 0usize, 0u128, 0u128);
    for (place, container, it) in subject.running() {
        containers = containers.saturating_add(1);
        if super::is_init(place) {
            continue;
        }
        ports = ports.saturating_add(container.ports.of(&view.ports).len());
        let sent = |request: Str, limit: Str, missing: u128| {
            let written = if request.is_empty() { limit } else { request };
            with_str(subject.text, written, nanos).unwrap_or(missing)
        };
        cpu = cpu.saturating_add(sent(it.requests.cpu, it.limits.cpu, GIGA));
        memory = memory.saturating_add(sent(it.requests.memory, it.limits.memory, MISSING_MEMORY));
    }
    let mut check = |above: bool, field: &'static str, maximum: &'static str| {
        if above {
            hits.forbidden(Place::Pod, Leaf::field(field), Value::Name(maximum));
        }
    };
    check(containers > 60, "containers", CONTAINERS);
    check(view.volumes.len() > 20, "volumes", VOLUMES);
    check(ports > 5, "containers", PORTS);
    check(cpu > MAX_CPU, "containers", CPU);
    check(memory > MAX_MEMORY, "containers", MEMORY);
}
