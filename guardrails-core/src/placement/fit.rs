//! The scheduler's functions, held against one node: node name, selector, required affinity, taints.

use super::answer::Answer;
use super::node::{Node, Taint, with_str};
use super::syntax;
use crate::view::{Requirement, Str, Term, Text, Toleration, View};

/// Why a pod cannot land on a node: the first thing in the scheduler's order that forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// It names another node.
    NodeName,
    /// An entry of `nodeSelector`, by its index.
    Selector(u32),
    /// No term of the required node affinity holds.
    Affinity,
    /// A taint of the node, by its index.
    Taint(u32),
}

/// Holds a pod against a node. `Ok` means that nothing known forbids it.
pub(crate) fn fit(view: &View, text: Text<'_>, node: &Node) -> Result<(), Obstacle> {
    let it = &view.scheduling;
    let bound = !it.node_name.is_empty();
    if bound && with_str(text, it.node_name, |name| node.name.is(name)) == Answer::No {
        return Err(Obstacle::NodeName);
    }
    for (n, pair) in (0u32..).zip(&it.selector) {
        if node.has_value(text, pair.key, &[pair.value]) == Answer::No {
            return Err(Obstacle::Selector(n));
        }
    }
    if it.has_required && !it.terms.iter().any(|term| holds(view, text, *term, node) != Answer::No) {
        return Err(Obstacle::Affinity);
    }
    // A pod that names its node has passed the scheduler by; only NoExecute still drives it away.
    let counts = |taint: &Taint| if bound { taint.effect == "NoExecute" } else { taint.blocks() };
    for (n, taint) in (0u32..).zip(&node.taints) {
        let tolerated = || it.tolerations.iter().any(|toleration| tolerates(text, *toleration, taint) != Answer::No);
        if counts(taint) && !tolerated() {
            return Err(Obstacle::Taint(n));
        }
    }
    Ok(())
}

/// Whether a term holds for a node. A term that requires nothing, or something malformed, never does.
fn holds(view: &View, text: Text<'_>, term: Term, node: &Node) -> Answer {
    let expressions = term.expressions.of(&view.scheduling.requirements);
    let fields = term.fields.of(&view.scheduling.requirements);
    if expressions.is_empty() && fields.is_empty() {
        return Answer::No;
    }
    let mut all = Answer::Yes;
    for requirement in expressions {
        let values = requirement.values.of(&view.strings);
        match expression(text, *requirement, values, node) {
            Some(answer) => all = all.min(answer),
            None => return Answer::No,
        }
    }
    for requirement in fields {
        let values = requirement.values.of(&view.strings);
        match field(text, *requirement, values, node) {
            Some(answer) => all = all.min(answer),
            None => return Answer::No,
        }
    }
    all
}

/// Whether a requirement on labels holds; none if it is malformed.
fn expression(text: Text<'_>, it: Requirement, values: &[Str], node: &Node) -> Option<Answer> {
    let key = it.key;
    let number = || match values {
        [value] => with_str(text, *value, |value| value.parse::<i64>().ok()),
        _ => None,
    };
    let is = |operator| text.is(it.operator, operator);
    let answer = match () {
        () if is("In") && !values.is_empty() => node.has_value(text, key, values),
        () if is("NotIn") && !values.is_empty() => node.has_value(text, key, values).not(),
        () if is("Exists") && values.is_empty() => node.has(text, key),
        () if is("DoesNotExist") && values.is_empty() => node.has(text, key).not(),
        () if is("Gt") => number().map(|limit| node.has_number(text, key, |own| own > limit))?,
        () if is("Lt") => number().map(|limit| node.has_number(text, key, |own| own < limit))?,
        () => return None,
    };
    let well_formed = with_str(text, key, syntax::is_label_key)
        && values.iter().all(|value| with_str(text, *value, syntax::is_label_value));
    well_formed.then_some(answer)
}

/// Whether a requirement on fields holds; none if it is malformed. A node has one field, its name; any
/// other reads as empty.
fn field(text: Text<'_>, it: Requirement, values: &[Str], node: &Node) -> Option<Answer> {
    let [value] = *values else { return None };
    let is = match text.is(it.key, "metadata.name") {
        true => with_str(text, value, |name| node.name.is(name)),
        false => Answer::from(value.is_empty()),
    };
    match () {
        () if text.is(it.operator, "In") => Some(is),
        () if text.is(it.operator, "NotIn") => Some(is.not()),
        () => None,
    }
}

/// Whether a toleration puts up with a taint. `Lt` and `Gt` need a feature gate that is off by default.
fn tolerates(text: Text<'_>, it: Toleration, taint: &Taint) -> Answer {
    let effect = it.effect.is_empty() || text.is(it.effect, &taint.effect);
    let key = it.key.is_empty() || text.is(it.key, &taint.key);
    if !effect || !key {
        return Answer::No;
    }
    match () {
        () if text.is(it.operator, "Exists") => Answer::Yes,
        () if it.operator.is_empty() || text.is(it.operator, "Equal") => match &taint.value {
            Some(value) => Answer::from(text.is(it.value, value)),
            None => Answer::Maybe,
        },
        () => Answer::No,
    }
}
