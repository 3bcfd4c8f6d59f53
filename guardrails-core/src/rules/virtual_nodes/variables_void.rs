use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeVariablesVoid",
    title: "Variables from resources and files on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Variables whose value is a resource of a container or a key of a file are left out: the process does not \
        find them.",
    remedy: "Write the value into the variable, or read it from a configMap.",
    fields: &[
        "spec.*ontainers[*].env[*].valueFrom.resourceFieldRef.resource",
        "spec.*ontainers[*].env[*].valueFrom.resourceFieldRef.containerName",
        "spec.*ontainers[*].env[*].valueFrom.fileKeyRef.key",
        "spec.*ontainers[*].env[*].valueFrom.fileKeyRef.path",
        "spec.*ontainers[*].env[*].valueFrom.fileKeyRef.volumeName",
    ],
    upstream: "azure-aci 1.6.4, measured: C23",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "a plain value",
            pod: "containers: [{name: web, image: web, env: [{name: A, value: b}]}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "its own limit",
            pod: "containers: [{name: web, image: web, env: [{name: CPUS, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node leaves out variables from resourceFieldRef and fileKeyRef: the process does not find \
    them";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
