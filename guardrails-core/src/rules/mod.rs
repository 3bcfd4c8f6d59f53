//! The rules: one file each, and the list of them.

pub(crate) mod api_server;
pub(crate) mod azure;
mod hits;
pub(crate) mod pss;
mod rule;
mod standing;
pub(crate) mod virtual_nodes;

use std::sync::LazyLock;

/// Makes two lists of rules: whole ones, and beside each what judging needs of it.
macro_rules! list {
    ($(#[$what:meta])* $($rule:path,)*) => {
        $(#[$what])*
        pub(crate) static RULES: &[$crate::rules::Rule] = &[$($rule,)*];
        /// What judging needs of each, in the same order.
        pub(crate) static HEADS: &[$crate::rules::Head] = &[$({
            const EDITIONS: &[$crate::rules::Edition] = &$rule.editions::<{ $rule.revisions.len() }>();
            $rule.head(EDITIONS)
        },)*];
    };
}
use list;

pub use azure::{ConstraintExample, Definition, Parameter, ParameterType, Template};
pub(crate) use hits::{Hit, Hits, Leaf, Place, Tag, Value};
pub use rule::{Concern, Example, Expect, Fidelity, Revision, Rule, Scope, Source};
pub(crate) use rule::{Edition, Failure, Head, Subject};
pub use standing::{Holds, Standing};

/// Every rule of this library, in the order in which their findings are reported.
///
/// ```
/// let rules = guardrails_core::rules();
/// assert!(rules.iter().any(|rule| rule.id == "hostPorts"));
/// ```
pub fn rules() -> &'static [&'static Rule] {
    static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let rules = pss::RULES.iter().chain(virtual_nodes::RULES).chain(azure::RULES).chain(api_server::RULES);
        rules.collect()
    });
    &RULES
}

/// The rule of this id; or, of Azure Policy's, of this alias, at its newest version.
///
/// ```
/// assert_eq!(guardrails_core::rule("privileged").unwrap().title, "Privileged containers");
/// assert!(guardrails_core::rule("privilegd").is_none());
/// ```
pub fn rule(id: &str) -> Option<&'static Rule> {
    let named = |rule: &&&Rule| rule.template().is_some_and(|template| template.alias == id);
    let by_alias = || rules().iter().filter(named).max_by_key(|rule| rule.template().map(|template| template.version));
    rules().iter().find(|rule| rule.id == id).or_else(by_alias).copied()
}

impl Head {
    /// The whole rule.
    #[expect(clippy::expect_used, reason = "the lists are made of the same rules, one for one")]
    pub(crate) fn rule(&self) -> &'static Rule {
        let lists = [
            (pss::HEADS, pss::RULES),
            (azure::HEADS, azure::RULES),
            (virtual_nodes::HEADS, virtual_nodes::RULES),
            (api_server::HEADS, api_server::RULES),
        ];
        let mut pairs = lists.iter().flat_map(|(heads, rules)| heads.iter().zip(*rules));
        pairs.find(|(head, _)| std::ptr::eq(*head, self)).map(|(_, rule)| rule).expect("a head of no rule")
    }
}
