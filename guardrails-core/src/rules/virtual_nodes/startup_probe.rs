use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeStartupProbe",
    title: "Startup probes on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "The virtual node of the AKS add-on refuses a container with a startup probe, whatever it asks.",
    remedy: "Give the liveness probe an initialDelaySeconds that covers the start, and leave the startup probe out.",
    fields: &["spec.*ontainers[*].startupProbe"],
    upstream: "azure-aci 1.6.4, aci.go:1128,1158",
    revisions: &[Revision { from: Version::v1(0), change: "refuses startup probes", overrides: &[], find }],
    examples: &[
        Example {
            title: "a liveness probe",
            pod: "containers: [{name: web, image: web, livenessProbe: {httpGet: {path: /, port: 80}}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a startup probe",
            pod: "containers: [{name: web, image: web, startupProbe: {httpGet: {path: /, port: 80}}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: super::say_value,
};

const MESSAGE: &str = "ACI does not support startupProbe";
const IN_INIT: &str = "azure container instances initContainers do not support startupProbe";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, ..) in subject.running().filter(|(.., it)| it.startup_probe) {
        let message = if super::is_init(place) { IN_INIT } else { MESSAGE };
        hits.forbidden(place, Leaf::field("startupProbe"), Value::Name(message));
    }
}
