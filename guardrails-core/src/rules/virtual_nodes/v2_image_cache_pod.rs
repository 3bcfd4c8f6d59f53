use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeV2ImageCachePod",
    title: "Pods that only fill the image cache of virtual nodes v2",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNodeV2], Concern::Uncertain),
    fidelity: Fidelity::Documented,
    documentation: "A pod with the annotation imagecachepod is never run on virtual nodes v2: its images are fetched into \
        the cache of the standby pool, and that is all.",
    remedy: "Leave the annotation out of pods that are to run.",
    fields: &["metadata.annotations[microsoft.containerinstance.virtualnode.imagecachepod]"],
    upstream: "microsoft/virtualnodesOnAzureContainerInstances, Docs/PodCustomizations",
    revisions: &[Revision { from: Version::v1(0), change: "reports pods that never run", overrides: &[], find }],
    examples: &[
        Example {
            title: "an ordinary pod",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a pod for the cache",
            pod: "metadata: {annotations: {microsoft.containerinstance.virtualnode.imagecachepod: \"true\"}}\n\
                  spec: {containers: [{name: web, image: web}]}",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the pod is never run on a virtual node v2: its images are cached, and that is all";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    if let Some((n, value)) = super::v2_annotation(subject, "imagecachepod")
        && subject.text.is(value, "true")
    {
        hits.forbidden(Place::Annotation(n), Leaf::field(""), Value::None);
    }
}
