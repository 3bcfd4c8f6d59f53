use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeHostNamesVoid",
    title: "Host names and host aliases on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "The host name that a pod gives itself, its subdomain and its additions to /etc/hosts are not sent to \
        Azure Container Instances. Names that resolve through hostAliases on a VM node do not resolve there.",
    remedy: "Resolve names through DNS (a Service, a private zone), or keep the pod on VM nodes or on virtual nodes \
        v2.",
    fields: &[
        "spec.hostAliases[*].ip",
        "spec.hostAliases[*].hostnames[*]",
        "spec.hostname",
        "spec.hostnameOverride",
        "spec.subdomain",
        "spec.setHostnameAsFQDN",
    ],
    upstream: "azure-aci 1.6.4, measured: §7.2, P1-P3",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "no names of its own",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a host alias",
            pod: "hostAliases: [{ip: 10.0.0.9, hostnames: [db]}]\ncontainers: [{name: web, image: web}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node does not send host names, subdomains and host aliases: names that /etc/hosts would have \
    do not resolve there";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
