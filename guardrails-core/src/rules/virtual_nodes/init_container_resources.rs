use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeInitContainerResources",
    title: "Resources of init containers on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "An init container of Azure Container Instances has no resources of its own, and the virtual node of the \
        AKS add-on refuses one with requests. Limits are refused in the same words, because the API server \
        copies them into the requests. A LimitRange that gives every container defaults, or a policy that asks \
        for limits everywhere, keeps every pod with an init container off the virtual node.",
    remedy: "Leave requests and limits of init containers out, and exempt the namespace from defaults.",
    fields: &["spec.initContainers[*].resources.requests", "spec.initContainers[*].resources.limits"],
    upstream: "azure-aci 1.6.4, aci.go:1108-1112",
    revisions: &[Revision {
        from: Version::v1(0),
        change: "refuses requests, and limits that become requests",
        overrides: &[],
        find,
    }],
    examples: &[
        Example {
            title: "no resources",
            pod: "initContainers: [{name: init, image: init, resources: {}}]\n\
                  containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a limit",
            pod: "initContainers: [{name: init, image: init, resources: {limits: {memory: 64Mi}}}]\n\
                  containers: [{name: web, image: web}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: super::say_value,
};

const MESSAGE: &str = "azure container instances initContainers do not support resources requests";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, _, it) in subject.running().filter(|(place, ..)| super::is_init(*place)) {
        let field = match (it.requests.any, it.limits.any) {
            (true, _) => "resources.requests",
            (false, true) => "resources.limits",
            (false, false) => continue,
        };
        hits.forbidden(place, Leaf::field(field), Value::Name(MESSAGE));
    }
}
