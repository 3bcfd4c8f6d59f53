use std::fmt;

use super::Verdict;
use crate::placement::{NodeClass, NodeGroup, Obstacle};
use crate::rules::Subject;

/// Whether the pod of an object lands on a group of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// There, and on no other group that the policy names.
    Must,
    /// There, and elsewhere too.
    Can,
    /// Not there.
    Cannot,
}

impl Reach {
    /// The word for it in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Can => "can",
            Self::Cannot => "cannot",
        }
    }
}

/// A group of nodes (a class, a pool, the nodes of a list that are of one class) and whether the pod lands there.
pub struct PlacementResult<'v> {
    pub(super) verdict: &'v Verdict<'v>,
    pub(super) group: &'v NodeGroup,
    pub(super) obstacle: Option<Obstacle>,
}

impl fmt::Debug for PlacementResult<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlacementResult")
            .field("name", &self.name())
            .field("reach", &self.reach())
            .finish_non_exhaustive()
    }
}

impl<'v> PlacementResult<'v> {
    /// The name of the class or pool.
    pub fn name(&self) -> &'v str {
        &self.group.name
    }

    /// The class of its nodes.
    pub fn class(&self) -> NodeClass {
        self.group.class
    }

    /// Whether the pod lands there.
    pub fn reach(&self) -> Reach {
        match self.obstacle {
            Some(_) => Reach::Cannot,
            None if self.verdict.outcome.placed.possible() == 1 => Reach::Must,
            None => Reach::Can,
        }
    }

    /// What keeps the pod off, where it cannot land: the first thing in the scheduler's order, told of the
    /// first node of the group.
    pub fn reason(&self) -> Option<PlacementReason<'v>> {
        self.obstacle.map(|obstacle| PlacementReason { subject: self.verdict.subject(), group: self.group, obstacle })
    }
}

/// What keeps a pod off a group of nodes. Its text is a sentence without a full stop.
pub struct PlacementReason<'v> {
    subject: Subject<'v>,
    group: &'v NodeGroup,
    obstacle: Obstacle,
}

impl fmt::Debug for PlacementReason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlacementReason").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl PlacementReason<'_> {
    /// Which of the pod's fields or the node's it is: `nodeName`, `nodeSelector`, `nodeAffinity` or `taint`.
    pub fn kind(&self) -> &'static str {
        match self.obstacle {
            Obstacle::NodeName => "nodeName",
            Obstacle::Selector(_) => "nodeSelector",
            Obstacle::Affinity => "nodeAffinity",
            Obstacle::Taint(_) => "taint",
        }
    }

    /// Writes an untolerated taint as `key=value:Effect`; a value that is not known is left out.
    fn write_taint(&self, n: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taint = self.group.nodes.first().and_then(|node| node.taints.get(n as usize));
        let Some(taint) = taint else { return Ok(()) };
        match taint.value.as_deref().filter(|value| !value.is_empty()) {
            Some(value) => write!(f, "{}={value}:{}", taint.key, taint.effect),
            None => write!(f, "{}:{}", taint.key, taint.effect),
        }
    }

    /// Writes the terms of the required affinity, as people write them down: `(type NotIn [virtual-kubelet])`.
    fn write_terms(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Subject { view, text, .. } = self.subject;
        let all = &view.scheduling.requirements;
        let mut or = " (";
        // The first few terms say enough; a pod may have thousands.
        for term in view.scheduling.terms.iter().take(SHOWN_TERMS) {
            f.write_str(or)?;
            let mut and = "";
            for requirement in term.expressions.of(all).iter().chain(term.fields.of(all)).take(SHOWN_TERMS) {
                write!(f, "{and}{} {}", text.show(requirement.key), text.show(requirement.operator))?;
                let mut open = " [";
                for value in requirement.values.of(&view.strings).iter().take(SHOWN_TERMS) {
                    write!(f, "{open}{}", text.show(*value))?;
                    open = ", ";
                }
                f.write_str(if open == ", " { "]" } else { "" })?;
                and = ", ";
            }
            or = " or ";
        }
        match or {
            " (" => f.write_str(": it has no terms"),
            _ if view.scheduling.terms.len() > SHOWN_TERMS => f.write_str(" or …)"),
            _ => f.write_str(")"),
        }
    }
}

const SHOWN_TERMS: usize = 4;

impl fmt::Display for PlacementReason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Subject { view, text, .. } = self.subject;
        match self.obstacle {
            Obstacle::NodeName => write!(f, "spec.nodeName is {}", text.show(view.scheduling.node_name)),
            Obstacle::Selector(n) => {
                let pair = view.scheduling.selector.get(n as usize).copied().unwrap_or_default();
                write!(f, "the nodeSelector asks for {}={}", text.show(pair.key), text.show(pair.value))
            }
            Obstacle::Affinity => {
                f.write_str("no term of the required node affinity holds")?;
                self.write_terms(f)
            }
            Obstacle::Taint(n) => {
                f.write_str("the taint ")?;
                self.write_taint(n, f)?;
                f.write_str(" is not tolerated")
            }
        }
    }
}
