use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeProbeOptionsVoid",
    title: "Hosts and headers of probes on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Of an HTTP probe the path, the port and the scheme are sent. Its host and its headers are not, so that a \
        server that tells virtual hosts apart may answer otherwise than on a VM node.",
    remedy: "Let the server answer the probe's path without a host name or headers.",
    fields: &[
        "spec.*ontainers[*].livenessProbe.httpGet.host",
        "spec.*ontainers[*].livenessProbe.httpGet.httpHeaders[*].name",
        "spec.*ontainers[*].livenessProbe.httpGet.httpHeaders[*].value",
        "spec.*ontainers[*].readinessProbe.httpGet.host",
        "spec.*ontainers[*].readinessProbe.httpGet.httpHeaders[*].name",
        "spec.*ontainers[*].readinessProbe.httpGet.httpHeaders[*].value",
    ],
    upstream: "azure-aci 1.6.4, measured: C10",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "a bare probe",
            pod: "containers: [{name: web, image: web, livenessProbe: {httpGet: {path: /, port: 80}}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a probe with a header",
            pod: "containers: [{name: web, image: web, livenessProbe: {httpGet: {path: /, port: 80, httpHeaders: [{name: Host, value: web}]}}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str =
    "the virtual node does not send the host and the headers of an HTTP probe: the server sees a bare request";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
