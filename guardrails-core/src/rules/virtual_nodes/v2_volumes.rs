use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use crate::view::VolumeSources;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeV2Volumes",
    title: "Volumes that a virtual node v2 does not have",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNodeV2], Concern::Refused),
    fidelity: Fidelity::Documented,
    documentation: "Virtual nodes v2 register one CSI driver, file.csi.azure.com, for Azure file shares and for claims of \
        that class. Azure disks and other drivers have nobody who mounts them there. Secrets of Azure Key Vault \
        come through a virtual DaemonSet.",
    remedy: "Use an Azure file share, or keep the pod on VM nodes.",
    fields: &["spec.volumes[*].csi.driver", "spec.volumes[*].azureDisk"],
    upstream: "microsoft/virtualnodesOnAzureContainerInstances, chart deployment.yaml, Docs/StorageOptions",
    revisions: &[Revision { from: Version::v1(0), change: "refuses other drivers", overrides: &[], find }],
    examples: &[
        Example {
            title: "a file share",
            pod: "containers: [{name: web, image: web}]\n\
                  volumes: [{name: s, csi: {driver: file.csi.azure.com}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a disk",
            pod: "containers: [{name: web, image: web}]\n\
                  volumes: [{name: d, azureDisk: {diskName: d, diskURI: u}}]",
            expect: Expect::Fail("virtual nodes v2 register no driver for the volume d"),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: |failure, out| {
        out.write_str("virtual nodes v2 register no driver for the volume ")?;
        super::say_value(failure, out)
    },
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (n, volume) in (0u32..).zip(&subject.view.volumes) {
        if volume.sources.has(VolumeSources::AZURE_DISK) {
            hits.forbidden(Place::Volume(n), Leaf::field("azureDisk"), Value::Text(volume.name));
        }
    }
    for csi in &subject.view.runtime.csi {
        let known = [super::AZURE_FILE_DRIVER, "secrets-store.csi.k8s.io"];
        if !known.iter().any(|driver| subject.text.is(csi.driver, driver)) {
            let place = Place::Volume(csi.volume);
            hits.forbidden(place, Leaf::field("csi.driver"), Value::Text(subject.name(place)));
        }
    }
}
