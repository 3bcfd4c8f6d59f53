//! Which updates of a pod admission looks at again: upstream's isSignificantPodUpdate.

use smallvec::SmallVec;

use crate::view::{Container, ContainerList, Str, Text, View};

/// Whether an update could change the verdict: other numbers of containers, other images, new ephemeral
/// containers. Everything else that matters cannot be changed in a running pod.
pub(crate) fn is_significant(new: &View, old: &View, text: Text<'_>) -> bool {
    let other_image = |new: &Container, old: &Container| text.compare(new.image, old.image).is_ne();
    let changed = [ContainerList::Init, ContainerList::Main].into_iter().any(|list| {
        let (new, old) = (new.containers.list(list), old.containers.list(list));
        new.len() != old.len() || new.iter().zip(old).any(|(new, old)| other_image(new, old))
    });
    if changed {
        return true;
    }
    // By name; of several with one name the first counts. Sorted, so that many don't multiply.
    let ephemeral = &old.containers.ephemeral;
    let mut by_name: SmallVec<[(Str, usize); 8]> = ephemeral.iter().map(|c| c.name).zip(0..).collect();
    by_name.sort_unstable_by(|(a, m), (b, n)| text.compare(*a, *b).then(m.cmp(n)));
    new.containers.ephemeral.iter().any(|container| {
        let first = by_name.partition_point(|(name, _)| text.compare(*name, container.name).is_lt());
        let same_name = by_name.get(first).filter(|(name, _)| text.compare(*name, container.name).is_eq());
        let before = same_name.and_then(|(_, n)| ephemeral.get(*n));
        before.is_none_or(|before| other_image(container, before))
    })
}
