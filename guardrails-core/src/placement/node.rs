use super::answer::Answer;
use super::class::NodeClass;
use crate::view::{Str, Text};

/// A node, or what is known of all nodes of a class or pool.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) name: NodeName,
    /// By key.
    labels: Vec<(String, Label)>,
    pub(crate) taints: Vec<Taint>,
    /// The class whose nodes may have more labels than these; none if these are all.
    open: Option<NodeClass>,
}

/// The name of a node, or the names of a class.
#[derive(Clone, Debug)]
pub(crate) enum NodeName {
    Is(String),
    AnyOf(NodeClass),
    /// Of a pool of this class that somebody describes: it may be named otherwise than the class's nodes are.
    PoolOf(NodeClass),
}

impl NodeName {
    pub(crate) fn is(&self, name: &str) -> Answer {
        match self {
            Self::Is(own) => Answer::from(own == name),
            Self::AnyOf(class) => class.may_be_called(name),
            Self::PoolOf(class) => class.may_be_called(name).min(Answer::Maybe),
        }
    }
}

/// What is known of a label.
#[derive(Clone, Debug)]
pub(crate) enum Label {
    Is(String),
    OneOf(Vec<String>),
    Present,
    Absent,
    Never(Vec<String>),
}

/// A taint; the value may not be known.
#[derive(Clone, Debug)]
pub(crate) struct Taint {
    pub(crate) key: String,
    pub(crate) value: Option<String>,
    pub(crate) effect: String,
}

impl Taint {
    /// Whether it keeps pods away that don't tolerate it.
    pub(crate) fn blocks(&self) -> bool {
        self.effect == "NoSchedule" || self.effect == "NoExecute"
    }
}

const HOSTNAME: &str = "kubernetes.io/hostname";

impl Node {
    pub(crate) fn new(
        name: NodeName,
        mut labels: Vec<(String, Label)>,
        taints: Vec<Taint>,
        open: Option<NodeClass>,
    ) -> Self {
        labels.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Self { name, labels, taints, open }
    }

    /// Sets a label that somebody describes.
    pub(crate) fn set_label(&mut self, key: &str, value: &str) {
        match self.labels.binary_search_by(|(k, _)| k.as_str().cmp(key)) {
            Ok(n) => {
                if let Some((_, label)) = self.labels.get_mut(n) {
                    *label = Label::Is(value.into());
                }
            }
            Err(n) => self.labels.insert(n, (key.into(), Label::Is(value.into()))),
        }
    }

    fn label(&self, text: Text<'_>, key: Str) -> Option<&Label> {
        let found = match text.plain(key) {
            Some(key) => self.labels.binary_search_by(|(k, _)| k.as_str().cmp(key)),
            None => self.labels.binary_search_by(|(k, _)| k.chars().cmp(text.chars(key))),
        };
        self.labels.get(found.ok()?).map(|(_, label)| label)
    }

    /// Whether a label of the class may be there that is in no list.
    fn unlisted(&self, text: Text<'_>, key: Str) -> Answer {
        match self.open {
            None => Answer::No,
            Some(_) if text.is(key, HOSTNAME) => Answer::Yes,
            Some(class) => with_str(text, key, |key| class.unknown_label(key)),
        }
    }

    /// Whether the node has a label.
    pub(crate) fn has(&self, text: Text<'_>, key: Str) -> Answer {
        match self.label(text, key) {
            Some(Label::Is(_) | Label::OneOf(_) | Label::Present) => Answer::Yes,
            Some(Label::Absent) => Answer::No,
            Some(Label::Never(_)) => Answer::Maybe,
            None => self.unlisted(text, key),
        }
    }

    /// Whether the node has a label with one of these values.
    pub(crate) fn has_value(&self, text: Text<'_>, key: Str, values: &[Str]) -> Answer {
        let listed = |own: &String| values.iter().any(|value| text.is(*value, own));
        match self.label(text, key) {
            Some(Label::Is(own)) => Answer::from(listed(own)),
            Some(Label::OneOf(own)) if !own.iter().any(listed) => Answer::No,
            Some(Label::OneOf(own)) if own.iter().all(listed) => Answer::Yes,
            Some(Label::OneOf(_) | Label::Present) => Answer::Maybe,
            Some(Label::Absent) => Answer::No,
            Some(Label::Never(never)) => {
                let is_never = |value: &Str| never.iter().any(|n| text.is(*value, n));
                if values.iter().all(is_never) { Answer::No } else { Answer::Maybe }
            }
            None if self.open.is_some() && text.is(key, HOSTNAME) => {
                let is = |value: &Str| with_str(text, *value, |name| self.name.is(name));
                values.iter().map(is).max().unwrap_or(Answer::No)
            }
            None => self.unlisted(text, key),
        }
    }

    /// Whether the node has a label whose number passes a test.
    pub(crate) fn has_number(&self, text: Text<'_>, key: Str, test: impl Fn(i64) -> bool) -> Answer {
        let passes = |value: &String| Answer::from(value.parse().is_ok_and(&test));
        match self.label(text, key) {
            Some(Label::Is(own)) => passes(own),
            Some(Label::OneOf(own)) => own.iter().map(passes).max().unwrap_or(Answer::No),
            Some(Label::Absent) => Answer::No,
            Some(Label::Present | Label::Never(_)) => Answer::Maybe,
            None => self.unlisted(text, key).min(Answer::Maybe),
        }
    }
}

/// Looks at a string as a whole; one with escapes is copied.
pub(crate) fn with_str<T>(text: Text<'_>, s: Str, look: impl FnOnce(&str) -> T) -> T {
    match text.plain(s) {
        Some(plain) => look(plain),
        None => look(&text.show(s).to_string()),
    }
}
