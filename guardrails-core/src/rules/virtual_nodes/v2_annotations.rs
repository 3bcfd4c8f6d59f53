use crate::placement::NodeClass;
use crate::placement::with_str;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use crate::view::Str;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeV2Annotations",
    title: "Annotations of virtual nodes v2",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNodeV2], Concern::Refused),
    fidelity: Fidelity::Documented,
    documentation: "Virtual nodes v2 take a pod's subnet, zone, identity, encryption key and tags from annotations that \
        begin with microsoft.containerinstance.virtualnode. One zone and one subnet can be named; a \
        customer-managed key needs vault, name and version together, and an identity equal to the pod's.",
    remedy: "Name one zone and one subnet, and write the annotations of a customer-managed key all together.",
    fields: &[
        "metadata.annotations[microsoft.containerinstance.virtualnode.zones]",
        "metadata.annotations[microsoft.containerinstance.virtualnode.subnets.primary]",
        "metadata.annotations[microsoft.containerinstance.virtualnode.cmk.vaultbaseurl]",
        "metadata.annotations[microsoft.containerinstance.virtualnode.cmk.keyname]",
        "metadata.annotations[microsoft.containerinstance.virtualnode.cmk.keyversion]",
        "metadata.annotations[microsoft.containerinstance.virtualnode.cmk.identity]",
        "metadata.annotations[microsoft.containerinstance.virtualnode.customtags]",
    ],
    upstream: "microsoft/virtualnodesOnAzureContainerInstances, Docs/PodCustomizations",
    revisions: &[Revision {
        from: Version::v1(0),
        change: "reports annotations that are refused",
        overrides: &[],
        find,
    }],
    examples: &[
        Example {
            title: "one zone",
            pod: "metadata: {annotations: {microsoft.containerinstance.virtualnode.zones: \"1\"}}\n\
                  spec: {containers: [{name: web, image: web}]}",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "two zones",
            pod: "metadata: {annotations: {microsoft.containerinstance.virtualnode.zones: 1;2}}\n\
                  spec: {containers: [{name: web, image: web}]}",
            expect: Expect::Fail(ONE_ZONE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: super::say_value,
};

const ONE_ZONE: &str = "virtual nodes v2 take one zone for a pod";
const ONE_SUBNET: &str = "virtual nodes v2 take one subnet for a pod";
const WHOLE_KEY: &str =
    "a customer-managed key on virtual nodes v2 needs vaultbaseurl, keyname and keyversion together";
const SAME_IDENTITY: &str = "on virtual nodes v2 cmk.identity must be the pod's identity annotation";
const TAGS: &str = "customtags on virtual nodes v2 are written key=value;key=value";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let text = subject.text;
    let of = |name: &str| super::v2_annotation(subject, name);
    let mut check = |name: &str, message: &'static str, wrong: fn(&str) -> bool| {
        if let Some((n, _)) = of(name).filter(|(_, value): &(u32, Str)| with_str(text, *value, wrong)) {
            hits.forbidden(Place::Annotation(n), Leaf::field(""), Value::Name(message));
        }
    };
    check("zones", ONE_ZONE, |value| value.split(';').filter(|zone| !zone.trim().is_empty()).count() > 1);
    check("subnets.primary", ONE_SUBNET, |value| value.contains([';', ',']));
    check("customtags", TAGS, |value| {
        value.split(';').any(|tag| !tag.is_empty() && tag.split_once('=').is_none_or(|(key, _)| key.is_empty()))
    });
    let key = ["cmk.vaultbaseurl", "cmk.keyname", "cmk.keyversion"].map(of);
    if key.iter().any(Option::is_none) {
        for (n, _) in key.into_iter().flatten() {
            hits.forbidden(Place::Annotation(n), Leaf::field(""), Value::Name(WHOLE_KEY));
        }
    }
    if let Some((n, identity)) = of("cmk.identity")
        && of("identity").is_none_or(|(_, own)| text.compare(own, identity).is_ne())
    {
        hits.forbidden(Place::Annotation(n), Leaf::field(""), Value::Name(SAME_IDENTITY));
    }
}
