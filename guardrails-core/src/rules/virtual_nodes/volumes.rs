use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Failure, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use std::fmt;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeVolumes",
    title: "Volumes that a virtual node does not have",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "The virtual node of the AKS add-on knows emptyDir, secrets, configMaps, projected volumes, git \
        repositories and Azure file shares. A pod with any other volume (hostPath, a persistent volume claim, \
        downwardAPI, nfs, a CSI driver other than Azure Files …) is refused.",
    remedy: "Mount an Azure file share (`csi` with the driver file.csi.azure.com), or keep the pod on VM nodes or on \
        virtual nodes v2.",
    fields: &["spec.volumes[*]"],
    upstream: "azure-aci 1.6.4, aci_volumes.go:75,284",
    revisions: &[Revision { from: Version::v1(0), change: "refuses other volumes", overrides: &[], find }],
    examples: &[
        Example {
            title: "scratch space",
            pod: "containers: [{name: web, image: web}]\nvolumes: [{name: tmp, emptyDir: {}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a claim",
            pod: "metadata: {name: web}\n\
                  spec: {containers: [{name: web, image: web}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]}",
            expect: Expect::Fail("pod web requires volume data which is of an unsupported type"),
            from: Version::v1(0),
        },
        Example {
            title: "another CSI driver",
            pod: "metadata: {name: web}\n\
                  spec: {containers: [{name: web, image: web}], volumes: [{name: disk, csi: {driver: disk.csi.azure.com}}]}",
            expect: Expect::Fail("pod web requires volume disk which is of an unsupported type disk.csi.azure.com"),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: say,
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (n, volume) in (0u32..).zip(&subject.view.volumes) {
        if super::effective_source(volume.sources).is_none() {
            let source = volume.sources.names().next().unwrap_or_default();
            hits.forbidden(Place::Volume(n), Leaf::field(source), Value::Text(volume.name));
        }
    }
    for csi in &subject.view.runtime.csi {
        if !subject.text.is(csi.driver, super::AZURE_FILE_DRIVER) {
            let place = Place::Volume(csi.volume);
            hits.forbidden(place, Leaf::field("csi.driver"), Value::Pair(subject.name(place), csi.driver));
        }
    }
}

fn say(failure: &Failure<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let text = failure.subject.text;
    match failure.hits.first().map(|hit| hit.value) {
        Some(Value::Text(volume)) => super::say_unsupported(failure, volume, out),
        Some(Value::Pair(volume, driver)) => {
            super::say_unsupported(failure, volume, out)?;
            write!(out, " {}", text.show(driver))
        }
        _ => Ok(()),
    }
}
