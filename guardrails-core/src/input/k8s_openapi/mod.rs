//! Fills the view from borrowed objects of the `k8s-openapi` crate: no string is copied.
//!
//! The library picks no Kubernetes version feature of that crate; whoever builds the program does.

mod facts;
mod pod;

use k8s_openapi::api::apps::v1::{
    DaemonSet, DaemonSetSpec, Deployment, DeploymentSpec, ReplicaSet, ReplicaSetSpec, StatefulSet, StatefulSetSpec,
};
use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, Job, JobSpec};
use k8s_openapi::api::core::v1::{Pod, PodSpec, PodTemplate, PodTemplateSpec, ReplicationController};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::view::{Facts, Kind, Strings, View};

/// A typed object that has a pod: the nine kinds of `k8s-openapi`.
pub trait Workload: sealed::Sealed + serde::Serialize {}

impl<T: sealed::Sealed + serde::Serialize> Workload for T {}

/// Where a typed object keeps its pod: `None` if it has none to judge.
type PodParts<'o> = Option<(Option<&'o ObjectMeta>, Option<&'o PodSpec>)>;

mod sealed {
    use super::{ObjectMeta, PodParts};

    pub trait Sealed {
        #[doc(hidden)]
        const KIND: &'static str;
        #[doc(hidden)]
        fn own_metadata(&self) -> &ObjectMeta;
        #[doc(hidden)]
        fn pod(&self) -> PodParts<'_>;
    }
}

/// The facts of an object's pod.
pub(crate) fn facts<O: Workload>(object: &O) -> Facts {
    object.pod().map_or(Facts::ALWAYS, |(metadata, spec)| facts::of_pod(metadata, spec))
}

/// Fills the view, and the strings that it points into: with who the object is and, if it is wanted, with its pod.
pub(crate) fn fill<'o, O: Workload>(object: &'o O, view: &mut View, strings: &mut Strings<'o>, with_pod: bool) {
    view.clear();
    let metadata = object.own_metadata();
    if let Some((api_version, name, _, kind)) = Kind::WITH_POD.iter().find(|(_, name, ..)| *name == O::KIND) {
        view.object.kind = *kind;
        view.object.api_version = strings.add(api_version);
        view.object.kind_name = strings.add(name);
    }
    view.object.name = strings.add(metadata.name.as_deref().unwrap_or_default());
    view.object.namespace = strings.add(metadata.namespace.as_deref().unwrap_or_default());
    if let Some((metadata, spec)) = object.pod() {
        view.has_pod = true;
        if with_pod {
            pod::fill(metadata, spec, view, strings);
        }
    }
}

/// The parts of a template that is there.
fn template(template: &PodTemplateSpec) -> PodParts<'_> {
    Some((template.metadata.as_ref(), template.spec.as_ref()))
}

/// A pod without anything: what a workload has whose spec is missing.
const EMPTY: PodParts<'static> = Some((None, None));

fn job(spec: Option<&JobSpec>) -> PodParts<'_> {
    spec.map_or(EMPTY, |spec| template(&spec.template))
}

/// A spec that is there, or may be: later Kubernetes versions made some of them required, and the
/// library fits whichever version the program has picked.
trait MaybeSpec<T> {
    fn get(&self) -> Option<&T>;
}

impl<T> MaybeSpec<T> for T {
    fn get(&self) -> Option<&T> {
        Some(self)
    }
}

impl<T> MaybeSpec<T> for Option<T> {
    fn get(&self) -> Option<&T> {
        self.as_ref()
    }
}

/// The pod of a workload whose spec has a template.
fn workload<'o, T: 'o>(spec: &'o impl MaybeSpec<T>, pod: impl Fn(&'o T) -> PodParts<'o>) -> PodParts<'o> {
    spec.get().map_or(EMPTY, pod)
}

/// Says for a kind how its pod is reached.
macro_rules! workloads {
    ($($object:ident, $it:ident => $pod:expr;)*) => {$(
        impl sealed::Sealed for $object {
            const KIND: &'static str = stringify!($object);

            fn own_metadata(&self) -> &ObjectMeta {
                &self.metadata
            }

            fn pod(&self) -> PodParts<'_> {
                let $it = self;
                $pod
            }
        }
    )*};
}

workloads! {
    Pod, it => Some((Some(&it.metadata), it.spec.as_ref()));
    PodTemplate, it => it.template.as_ref().map_or(EMPTY, template);
    ReplicationController, it => it.spec.as_ref().and_then(|spec| spec.template.as_ref()).and_then(template);
    ReplicaSet, it => workload(&it.spec, |spec: &ReplicaSetSpec| spec.template.as_ref().map_or(EMPTY, template));
    Deployment, it => workload(&it.spec, |spec: &DeploymentSpec| template(&spec.template));
    StatefulSet, it => workload(&it.spec, |spec: &StatefulSetSpec| template(&spec.template));
    DaemonSet, it => workload(&it.spec, |spec: &DaemonSetSpec| template(&spec.template));
    Job, it => job(it.spec.as_ref());
    CronJob, it => workload(&it.spec, |spec: &CronJobSpec| job(spec.job_template.spec.as_ref()));
}
