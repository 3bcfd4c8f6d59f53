use crate::placement::NodeClass;
use crate::placement::with_str;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::Str;

use super::quantity::nanos;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeResourcesRounded",
    title: "CPU and memory on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "CPU requests are rounded down to 10 millicores and memory to a tenth of 10^9 bytes, at least 0.01 cores \
        and 0.1 GB: 1Gi becomes 1.0 GB, a request of 15m becomes 10m. A memory limit is rounded down too, \
        without that least amount: one below 100 MB is sent as 0. A missing request becomes 1 core or 1.5 GB, \
        which is not reported here.",
    remedy: "Write CPU in steps of 10m and memory in multiples of 100M.",
    fields: &[
        "spec.*ontainers[*].resources.requests.cpu",
        "spec.*ontainers[*].resources.requests.memory",
        "spec.*ontainers[*].resources.limits.memory",
    ],
    upstream: "azure-aci 1.6.4, aci.go:1200-1239",
    revisions: &[Revision {
        from: Version::v1(0),
        change: "reports quantities that are changed",
        overrides: &[],
        find,
    }],
    examples: &[
        Example {
            title: "round numbers",
            pod: "containers: [{name: web, image: web, resources: {requests: {cpu: 250m, memory: 500M}}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "powers of two",
            pod: "containers: [{name: web, image: web, resources: {requests: {cpu: 250m, memory: 512Mi}}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node rounds CPU down to 10m and memory to 0.1 GB of 10^9 bytes; a memory limit below 100 MB \
    becomes 0";

/// 10 millicores and 10^8 bytes, in billionths.
const CPU_STEP: u128 = 10_000_000;
const MEMORY_STEP: u128 = 100_000_000_000_000_000;

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, _, it) in subject.running().filter(|(place, ..)| !super::is_init(*place)) {
        // A request has a least amount, so that 0 is changed too; a limit has none.
        let mut check = |written: Str, step: u128, least: u128, path: &'static str| {
            let changed = |n: u128| n < least || n.checked_rem(step) != Some(0);
            if !written.is_empty() && with_str(subject.text, written, nanos).is_some_and(changed) {
                hits.forbidden(place, Leaf::field(path), Value::None);
            }
        };
        // What is not requested is requested as it is limited.
        match it.requests.cpu.is_empty() {
            true => check(it.limits.cpu, CPU_STEP, CPU_STEP, "resources.limits.cpu"),
            false => check(it.requests.cpu, CPU_STEP, CPU_STEP, "resources.requests.cpu"),
        }
        check(it.requests.memory, MEMORY_STEP, MEMORY_STEP, "resources.requests.memory");
        check(it.limits.memory, MEMORY_STEP, 0, "resources.limits.memory");
    }
}
