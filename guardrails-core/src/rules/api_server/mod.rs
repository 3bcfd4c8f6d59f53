//! What the API server itself has to say of a manifest, before any admission looks at a pod.

mod namespace_enforce_missing;
mod namespace_enforce_weak;
pub(crate) mod namespace_labels;
mod unknown_field;

use super::list;
use crate::policy::{Effect, Policy};

list! {
    /// The rules in the order in which they are reported.
    unknown_field::RULE,
    namespace_labels::RULE,
    namespace_enforce_missing::RULE,
    namespace_enforce_weak::RULE,
}

/// What a finding of each of the rules leads to; nothing where it is not asked for.
pub(crate) type Effects = [Option<Effect>; 4];

/// What a policy says of each of the rules.
pub(crate) fn effects(policy: &Policy) -> Effects {
    let from_labels = policy.beyond().and_then(|it| it.from_labels.as_ref());
    [
        policy.unknown_fields,
        Some(Effect::Deny),
        from_labels.filter(|it| it.enforces_nothing()).map(|_| Effect::Warn),
        from_labels.map(|_| Effect::Warn),
    ]
}
