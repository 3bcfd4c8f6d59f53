//! Which checks a policy makes, worked out once.

use super::{Effect, Level, Version};
use crate::rules::pss;
use crate::rules::{Edition, Head};
use crate::view::Facts;

/// What the answer of a check leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Refuses the object.
    Enforce,
    /// Goes into the audit log.
    Audit,
    /// Warns the user.
    Warn,
}

impl Mode {
    /// The modes in the order in which they are reported.
    pub const ALL: [Self; 3] = [Self::Enforce, Self::Audit, Self::Warn];

    /// The mode's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Audit => "audit",
            Self::Warn => "warn",
        }
    }
}

/// A set of modes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Modes(u8);

impl Modes {
    pub(crate) fn of(mode: Mode) -> Self {
        Self(1u8.wrapping_shl(mode as u32))
    }

    pub(crate) fn contains(self, mode: Mode) -> bool {
        self.0 & Self::of(mode).0 != 0
    }

    /// What a failing check that these modes ask for leads to.
    pub(crate) fn effect(self) -> Effect {
        match () {
            () if self.contains(Mode::Enforce) => Effect::Deny,
            () if self.contains(Mode::Warn) => Effect::Warn,
            () => Effect::Audit,
        }
    }

    /// These modes without those that lead to more than an effect.
    pub(crate) fn at_most(self, effect: Effect) -> Self {
        let stronger = match effect {
            Effect::Deny => Self(0),
            Effect::Warn => Self::of(Mode::Enforce),
            Effect::Audit => Self::of(Mode::Enforce).union(Self::of(Mode::Warn)),
        };
        Self(self.0 & !stronger.0)
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A level at a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LevelVersion {
    pub(crate) level: Level,
    /// The version as the policy says it.
    pub(crate) version: Version,
    /// The version it stands for.
    pub(crate) resolved: Version,
}

/// The three modes, each with its level if it has one, and the checks they come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checks {
    pub(crate) modes: [Option<LevelVersion>; 3],
    pub(crate) list: Vec<Check>,
    /// What concerns one of them at least.
    pub(crate) concern: Facts,
}

/// One revision of a rule and the modes that ask for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check {
    pub(crate) rule: &'static Head,
    pub(crate) revision: &'static Edition,
    pub(crate) modes: Modes,
    /// What a pod must have for the rule to find something.
    pub(crate) concern: Facts,
}

impl Checks {
    pub(crate) fn new(modes: [Option<LevelVersion>; 3]) -> Self {
        let mut list: Vec<Check> = Vec::new();
        for (rule, concern) in pss::HEADS.iter().zip(pss::CONCERNS) {
            let first = list.len();
            for mode in Mode::ALL {
                let Some(revision) = modes.get(mode as usize).copied().flatten().and_then(|at| applies(rule, at))
                else {
                    continue;
                };
                let same = list.iter_mut().skip(first).find(|check| std::ptr::eq(check.revision, revision));
                match same {
                    Some(check) => check.modes = check.modes.union(Modes::of(mode)),
                    None => list.push(Check { rule, revision, modes: Modes::of(mode), concern }),
                }
            }
        }
        let concern = list.iter().fold(Facts::default(), |all, check| all.or(check.concern));
        Self { modes, list, concern }
    }

    pub(crate) fn mode(&self, mode: Mode) -> Option<LevelVersion> {
        self.modes.get(mode as usize).copied().flatten()
    }

    /// Whether there is nothing to check, whatever the object.
    pub(crate) fn is_privileged(&self) -> bool {
        self.list.is_empty()
    }

    /// The same checks without those of one mode.
    pub(crate) fn without(&self, mode: Mode) -> Self {
        let mut modes = self.modes;
        if let Some(slot) = modes.get_mut(mode as usize) {
            *slot = None;
        }
        Self::new(modes)
    }
}

/// The revision in force at a version.
fn revision(rule: &'static Head, version: Version) -> Option<&'static Edition> {
    rule.editions.iter().rev().find(|revision| revision.from <= version)
}

/// The revision of a rule that a level brings in at a version, unless a restricted rule takes its place.
fn applies(rule: &'static Head, at: LevelVersion) -> Option<&'static Edition> {
    let overridden = || {
        at.level == Level::Restricted
            && pss::HEADS
                .iter()
                .any(|other| revision(other, at.resolved).is_some_and(|revision| revision.overrides.contains(&rule.id)))
    };
    if rule.scope.level().is_none_or(|level| at.level < level) || overridden() {
        return None;
    }
    revision(rule, at.resolved)
}
