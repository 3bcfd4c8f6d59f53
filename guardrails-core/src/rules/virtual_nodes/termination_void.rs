use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeTerminationVoid",
    title: "Grace periods, deadlines and readiness gates on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Deleting a pod deletes its container group at once: the grace period only delays the disappearance of \
        the object, a preStop sleep and a stop signal are not sent, nor is a deadline for the whole pod. \
        Readiness gates are not waited for. Requests in flight are cut off.",
    remedy: "Drain connections outside of the pod (a gateway, a queue that redelivers), or keep the pod on VM nodes \
        or on virtual nodes v2.",
    fields: &[
        "spec.terminationGracePeriodSeconds",
        "spec.activeDeadlineSeconds",
        "spec.readinessGates[*].conditionType",
        "spec.*ontainers[*].lifecycle.preStop.sleep.seconds",
        "spec.*ontainers[*].lifecycle.postStart.sleep.seconds",
        "spec.*ontainers[*].lifecycle.stopSignal",
        "spec.*ontainers[*].livenessProbe.terminationGracePeriodSeconds",
        "spec.*ontainers[*].readinessProbe.terminationGracePeriodSeconds",
    ],
    upstream: "azure-aci 1.6.4, measured: §7.7, C4, C10, P12, P13, P15",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "no special end",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a long farewell",
            pod: "terminationGracePeriodSeconds: 600\ncontainers: [{name: web, image: web}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node deletes the container group at once: grace periods, sleeps, stop signals, deadlines and \
    readiness gates have no effect";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
