use std::collections::{BTreeSet, HashMap};

use super::{Kind, Text, View};

/// The other objects of a run that rules ask for, by what they select: Services, and the workloads that have a
/// number of replicas. What rules ask is found without looking at all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Others {
    found: HashMap<Selection, BTreeSet<Other>>,
    /// Where each object stands, by its namespace, kind and name: of two alike the later counts.
    places: HashMap<Place, Vec<(Selection, Other)>>,
    /// How much text is kept.
    bytes: usize,
}

/// A namespace, a kind and a name.
type Place = (Box<str>, &'static str, Box<str>);

/// What objects select.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Selection {
    /// Empty if it is not known: objects that name none go to the same.
    namespace: Box<str>,
    /// The labels, sorted.
    labels: Box<str>,
    /// One of a Service's ports; none for workloads.
    port: Option<i32>,
}

/// Another object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Other {
    /// Of a workload.
    pub(crate) replicas: i32,
    pub(crate) kind: &'static str,
    pub(crate) name: Box<str>,
}

/// So much text is kept at most; what comes after it is as good as not given.
const MOST: usize = 64 << 20;

/// What an object takes up besides its text, roughly.
const OVERHEAD: usize = 256;

/// So many of the objects that stand against one are told at most.
const TOLD: usize = 16;

impl Others {
    /// Takes up an object that goes to this namespace if it names none.
    pub(crate) fn note(&mut self, view: &View, text: Text<'_>, namespace: Option<&str>) {
        let kind = match view.object.kind {
            Kind::Deployment => "Deployment",
            Kind::StatefulSet => "StatefulSet",
            Kind::ReplicaSet => "ReplicaSet",
            Kind::Other if view.is_kind(text, "v1", "Service") => "Service",
            _ => return,
        };
        let Some(selection) = Selection::of(view, text, namespace) else { return };
        let name: Box<str> = text.show(view.object.name).to_string().into();
        let place = (selection.namespace.clone(), kind, name.clone());
        for (selection, other) in self.places.remove(&place).into_iter().flatten() {
            if let Some(same) = self.found.get_mut(&selection) {
                same.remove(&other);
            }
        }
        let ports = match kind {
            "Service" => view.details.other.service.ports.iter().map(|port| Some(*port)).collect(),
            _ => vec![None],
        };
        // The API server's default.
        let other = Other { replicas: view.details.replicas.unwrap_or(1), kind, name };
        let size = selection.namespace.len().saturating_add(selection.labels.len()).saturating_add(other.name.len());
        let size = size.saturating_mul(2).saturating_add(OVERHEAD).saturating_mul(ports.len());
        let bytes = self.bytes.saturating_add(size);
        if bytes > MOST {
            return;
        }
        self.bytes = bytes;
        let here = self.places.entry(place).or_default();
        for port in ports {
            let selection = Selection { port, ..selection.clone() };
            self.found.entry(selection.clone()).or_default().insert(other.clone());
            here.push((selection, other.clone()));
        }
    }

    /// The other Services that select the same on one of this one's ports. One may come several times, and of many
    /// only the first come.
    pub(crate) fn services(
        &self,
        view: &View,
        text: Text<'_>,
        namespace: Option<&str>,
    ) -> impl Iterator<Item = &Other> {
        let selection = Selection::of(view, text, namespace);
        let ports = selection.into_iter().flat_map(|selection| {
            view.details
                .other
                .service
                .ports
                .iter()
                .map(move |port| Selection { port: Some(*port), ..selection.clone() })
        });
        ports.flat_map(move |selection| {
            let same = self.found.get(&selection).into_iter().flatten();
            same.filter(move |other| !text.is(view.object.name, &other.name)).take(TOLD)
        })
    }

    /// The workloads that select the same and have no more than so many replicas; of many only the first. Nothing if
    /// no workload selects the same.
    pub(crate) fn workloads(
        &self,
        view: &View,
        text: Text<'_>,
        namespace: Option<&str>,
        most: i64,
    ) -> Option<impl Iterator<Item = &Other>> {
        let selection = Selection::of(view, text, namespace).filter(|_| view.details.selector.is_some())?;
        let same = self.found.get(&selection).filter(|same| !same.is_empty())?;
        Some(same.iter().take_while(move |other| i64::from(other.replicas) <= most).take(TOLD))
    }
}

impl Selection {
    /// What an object selects. A Service without a selector is like another without one; of other objects that name
    /// no labels nothing can be said.
    fn of(view: &View, text: Text<'_>, namespace: Option<&str>) -> Option<Self> {
        let pairs = match &view.details.selector {
            Some(pairs) => pairs.as_slice(),
            None if view.object.kind == Kind::Other => &[],
            None => return None,
        };
        let mut labels: Vec<String> =
            pairs.iter().map(|it| format!("{}:{}", text.show(it.key), text.show(it.value))).collect();
        labels.sort_unstable();
        let own = view.object.namespace;
        let namespace = match own.is_empty() {
            true => namespace.unwrap_or_default().into(),
            false => text.show(own).to_string().into(),
        };
        Some(Self { namespace, labels: labels.join(",").into(), port: None })
    }
}
