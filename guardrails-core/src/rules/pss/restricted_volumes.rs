use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};

use crate::view::{Facts, VolumeSources};

use super::words::{plural, quote_all};

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::OTHER_VOLUME;

pub(super) const RULE: Rule = Rule {
    id: "restrictedVolumes",
    title: "Volume types",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Restricted),
    fidelity: Fidelity::Exact,
    documentation: "Restricted allows the volume types that bring nothing of the node into the pod: configMap, csi, \
        downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret. A volume that has one of \
        these beside another passes; the API server refuses it elsewhere.\n\n\
        A volume without any source is an emptyDir to the API server.",
    remedy: "Mount storage through a persistentVolumeClaim, files through a configMap, secret or projected volume.",
    fields: &["spec.volumes[*]"],
    upstream: "policy/check_restrictedVolumes.go",
    revisions: &[Revision { from: Version::v1(0), change: "allows nine types", overrides: &["hostPathVolumes"], find }],
    examples: &[
        Example {
            title: "a claim and a secret",
            pod: "containers: [{name: web, image: web}]\n\
                  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}, {name: tls, secret: {secretName: tls}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "storage without a claim",
            pod: "containers: [{name: web, image: web}]\n\
                  volumes: [{name: share, nfs: {server: nfs, path: /}}, {name: run, hostPath: {path: /run}}]",
            expect: Expect::Fail(
                r#"restricted volume types (volumes "share", "run" use restricted volume types "hostPath", "nfs")"#,
            ),
            from: Version::v1(0),
        },
    ],
    sort: Sort::Values,
    reason: |_| "restricted volume types",
    detail: |failure, out| {
        out.write_str(plural(failure.hits.len(), "volume ", "volumes "))?;
        quote_all(out, failure.hits.iter(), |hit, out| failure.subject.write_name(hit.place, out))?;
        out.write_str(plural(failure.hits.len(), " uses ", " use "))?;
        out.write_str(plural(failure.values.len(), "restricted volume type ", "restricted volume types "))?;
        failure.write_values(out)
    },
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (n, volume) in (0u32..).zip(&subject.view.volumes) {
        if !volume.sources.intersects(VolumeSources::RESTRICTED) {
            let source = volume.sources.names().next();
            let leaf = Leaf::field(source.unwrap_or_default());
            hits.forbidden(Place::Volume(n), leaf, Value::Name(source.unwrap_or("unknown")));
        }
    }
}
