use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::{Facts, VolumeSources};

use super::words::{plural, quote_all};

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::sources(1 << VolumeSources::HOST_PATH);

pub(super) const RULE: Rule = Rule {
    id: "hostPathVolumes",
    title: "hostPath volumes",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "A hostPath volume is a piece of the node's file system: through it a pod reads secrets of other \
        pods and of the kubelet, and, if it may write, takes over the node. Restricted replaces this check by \
        restrictedVolumes.",
    remedy: "Use an emptyDir, a persistentVolumeClaim or a configMap instead of the hostPath.",
    fields: &["spec.volumes[*].hostPath"],
    upstream: "policy/check_hostPathVolumes.go",
    revisions: &[Revision { from: Version::v1(0), change: "forbids hostPath, an empty one too", overrides: &[], find }],
    examples: &[
        Example {
            title: "scratch space",
            pod: "containers: [{name: web, image: web}]\nvolumes: [{name: tmp, emptyDir: {}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "the node's logs",
            pod: "containers: [{name: web, image: web}]\nvolumes: [{name: logs, hostPath: {path: /var/log}}]",
            expect: Expect::Fail(r#"hostPath volumes (volume "logs")"#),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "hostPath volumes",
    detail: |failure, out| {
        out.write_str(plural(failure.hits.len(), "volume ", "volumes "))?;
        quote_all(out, failure.hits.iter(), |hit, out| failure.subject.write_name(hit.place, out))
    },
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (n, volume) in (0u32..).zip(&subject.view.volumes) {
        if volume.sources.has(VolumeSources::HOST_PATH) {
            hits.forbidden(Place::Volume(n), Leaf::field("hostPath"), Value::None);
        }
    }
}
