use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Failure, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use std::fmt;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeAzureFile",
    title: "Azure file shares by CSI on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "The virtual node of the AKS add-on mounts an inline share itself, with the attributes shareName and \
        secretName, spelled just so (the driver on VM nodes also takes sharename); without one of them it \
        refuses the pod.",
    remedy: "Set `shareName` and `secretName` under volumeAttributes, in these letters.",
    fields: &["spec.volumes[*].csi.volumeAttributes"],
    upstream: "azure-aci 1.6.4, aci_volumes.go:31-45",
    revisions: &[Revision { from: Version::v1(0), change: "asks for shareName and secretName", overrides: &[], find }],
    examples: &[
        Example {
            title: "a share",
            pod: "containers: [{name: web, image: web}]\n\
                  volumes: [{name: s, csi: {driver: file.csi.azure.com, volumeAttributes: {shareName: a, secretName: b}}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a share spelled otherwise",
            pod: "containers: [{name: web, image: web}]\n\
                  volumes: [{name: s, csi: {driver: file.csi.azure.com, volumeAttributes: {sharename: a, secretName: b}}}]",
            expect: Expect::Fail("share name for AzureFile CSI driver s cannot be empty or nil"),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: say,
};

const ATTRIBUTES: &str = "csi.volumeAttributes";
const SHARE: &str = "csi.volumeAttributes.shareName";
const SECRET: &str = "csi.volumeAttributes.secretName";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for csi in subject.view.runtime.csi.iter().filter(|csi| subject.text.is(csi.driver, super::AZURE_FILE_DRIVER)) {
        let missing = match () {
            () if !csi.attributes => ATTRIBUTES,
            () if csi.share_name.is_empty() => SHARE,
            () if csi.secret_name.is_empty() => SECRET,
            () => continue,
        };
        let place = Place::Volume(csi.volume);
        hits.forbidden(place, Leaf::field(missing), Value::Text(subject.name(place)));
    }
}

fn say(failure: &Failure<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let Some(hit) = failure.hits.first() else { return Ok(()) };
    out.write_str(match hit.leaf.path {
        ATTRIBUTES => "secret volume attribute",
        SHARE => "share name",
        _ => "secret name",
    })?;
    out.write_str(" for AzureFile CSI driver ")?;
    failure.subject.write_value(hit.value, out)?;
    out.write_str(" cannot be empty or nil")
}
