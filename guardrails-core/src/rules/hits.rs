//! What a rule found: small records without text, put in order once, worded when somebody asks.

use std::cmp::Ordering;
use std::fmt;

use smallvec::SmallVec;

use super::Subject;
use super::pss::go_quote::quote_chars;
use super::rule::Sort;
use crate::view::{ContainerList, Str, compare_chars, sort};

/// One thing that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) place: Place,
    /// The field that decides, inside its place.
    pub(crate) leaf: Leaf,
    pub(crate) tag: Tag,
    pub(crate) value: Value,
}

/// Where in the pod it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The pod's own fields.
    Pod,
    Container(ContainerList, u32),
    Volume(u32),
    /// An annotation of the pod.
    Annotation(u32),
    /// A field that its type does not have.
    Unknown(u32),
    /// The metadata of what is judged.
    Metadata,
    /// The object itself, from its root.
    Object,
    /// An annotation of what is judged, whatever it is.
    OwnAnnotation(u32),
}

/// A field inside a place: its path, in which each `[]` or `[*]` stands for an index. A path that begins with a
/// slash is one of the pod's spec, wherever the finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Leaf {
    pub(crate) path: &'static str,
    pub(crate) indexes: [u32; 2],
}

impl Leaf {
    pub(crate) const fn field(path: &'static str) -> Self {
        Self { path, indexes: [0, 0] }
    }

    pub(crate) const fn element(path: &'static str, index: u32) -> Self {
        Self { path, indexes: [index, 0] }
    }
}

/// Which of a rule's two complaints it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// Something is set that must not be.
    Forbidden,
    /// Something that must be set is not.
    Missing,
}

/// The value a message names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    None,
    Text(Str),
    Number(i32),
    Name(&'static str),
    /// An annotation, shown as `key="value"` with Go's quoting.
    Annotation {
        key: Str,
        value: Str,
    },
    /// Two strings that the message names.
    Pair(Str, Str),
}

/// The hits of one object, all rules after each other, and the orders their wordings need.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    list: SmallVec<[Hit; 40]>,
    orders: SmallVec<[u32; 40]>,
}

impl Hits {
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.orders.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Forgets the hits from here on, if they repeat the ones right before.
    pub(crate) fn forget_repetition(&mut self, before: usize, from: usize) -> bool {
        let repeats = self.list.get(before..from) == self.list.get(from..);
        if repeats {
            self.list.truncate(from);
        }
        repeats
    }

    pub(crate) fn list(&self) -> &[Hit] {
        &self.list
    }

    /// Forgets the hits from here on.
    pub(crate) fn truncate(&mut self, from: usize) {
        self.list.truncate(from);
    }

    /// Forgets some of the hits from here on.
    pub(crate) fn forget(&mut self, from: usize, which: impl Fn(&Hit) -> bool) {
        let mut n = 0usize;
        self.list.retain(|hit| {
            let before = n < from;
            n = n.wrapping_add(1);
            before || !which(hit)
        });
    }

    /// The hits from here on.
    pub(crate) fn since(&self, from: usize) -> &[Hit] {
        self.list.get(from..).unwrap_or_default()
    }

    /// Puts the hits into another order.
    pub(crate) fn replace(&mut self, hits: &[Hit]) {
        self.list.clear();
        self.list.extend_from_slice(hits);
    }

    pub(crate) fn orders(&self) -> &[u32] {
        &self.orders
    }

    /// Adds a thing that must not be set.
    #[inline(never)]
    pub(crate) fn forbidden(&mut self, place: Place, leaf: Leaf, value: Value) {
        self.list.push(Hit { place, leaf, tag: Tag::Forbidden, value });
    }

    /// Adds a thing that must be set and is not.
    #[inline(never)]
    pub(crate) fn missing(&mut self, place: Place, path: &'static str) {
        self.list.push(Hit { place, leaf: Leaf::field(path), tag: Tag::Missing, value: Value::None });
    }

    /// Sorts the hits since `from` by value, those of one value by place.
    pub(crate) fn part(&mut self, subject: Subject<'_>, from: usize) {
        let hits = self.list.get_mut(from..).unwrap_or_default();
        hits.sort_unstable_by(|a, b| {
            let by_value = subject.compare_values(a.value, b.value);
            by_value.then_with(|| (a.place, a.leaf).cmp(&(b.place, b.leaf)))
        });
    }

    /// The end of the hits that have the value of the first, among sorted ones.
    pub(crate) fn end_of_part(&self, subject: Subject<'_>, from: usize) -> usize {
        let hits = self.list.get(from..).unwrap_or_default();
        let Some(first) = hits.first() else { return from };
        let same = hits.iter().take_while(|hit| subject.compare_values(first.value, hit.value).is_eq());
        from.saturating_add(same.count())
    }

    /// Sorts what the wording of a rule lists. Gives the edges of the two orders: values from the first to
    /// the second, names from the second to the third.
    pub(crate) fn arrange(&mut self, subject: Subject<'_>, from: usize, sort: Sort) -> [u32; 3] {
        let start = self.orders.len();
        if sort != Sort::None {
            let valued = |hit: &Hit| !matches!(hit.value, Value::None);
            self.order(from, valued, &|a, b| subject.compare_values(a.value, b.value));
        }
        let middle = self.orders.len();
        if sort == Sort::ValuesAndNames {
            self.order(from, |_| true, &|a, b| subject.text.compare(subject.name(a.place), subject.name(b.place)));
        }
        [start, middle, self.orders.len()].map(|n| u32::try_from(n).unwrap_or(u32::MAX))
    }

    /// Appends the indexes of the wanted hits since `from`, sorted, one for each distinct value.
    #[inline(never)]
    fn order(&mut self, from: usize, wanted: fn(&Hit) -> bool, compare: &dyn Fn(&Hit, &Hit) -> Ordering) {
        let hits = self.list.get(from..).unwrap_or_default();
        if let [only] = hits {
            if wanted(only) {
                self.orders.push(0);
            }
            return;
        }
        let start = self.orders.len();
        for (n, _) in (0u32..).zip(hits).filter(|(_, hit)| wanted(hit)) {
            self.orders.push(n);
        }
        let order = self.orders.get_mut(start..).unwrap_or_default();
        let by = |a: u32, b: u32| match (hits.get(a as usize), hits.get(b as usize)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        };
        sort(order, &by);
        let mut kept = start;
        for n in start..self.orders.len() {
            let (Some(&this), last) = (self.orders.get(n), kept.checked_sub(1).filter(|last| *last >= start)) else {
                continue;
            };
            let repeats = last.and_then(|last| self.orders.get(last)).is_some_and(|last| by(*last, this).is_eq());
            if !repeats {
                if let Some(slot) = self.orders.get_mut(kept) {
                    *slot = this;
                }
                kept = kept.saturating_add(1);
            }
        }
        self.orders.truncate(kept);
    }
}

impl Subject<'_> {
    /// The name of the container or volume at a place.
    pub(crate) fn name(self, place: Place) -> Str {
        match place {
            Place::Container(list, n) => {
                self.view.containers.list(list).get(n as usize).map_or(Str::EMPTY, |container| container.name)
            }
            Place::Volume(n) => self.view.volumes.get(n as usize).map_or(Str::EMPTY, |volume| volume.name),
            _ => Str::EMPTY,
        }
    }

    /// Writes the name of the container or volume at a place.
    pub(crate) fn write_name(self, place: Place, out: &mut dyn fmt::Write) -> fmt::Result {
        self.text.write(self.name(place), out)
    }

    /// Compares two values by their text. Those of one rule are of one shape, but for AppArmor: its types
    /// may be written or filled in, and its annotations come after them.
    fn compare_values(self, a: Value, b: Value) -> Ordering {
        match (a, b) {
            (Value::Text(a), Value::Text(b)) => self.text.compare(a, b),
            // Upstream sorts ports as text.
            (Value::Number(a), Value::Number(b)) => {
                itoa::Buffer::new().format(a).as_bytes().cmp(itoa::Buffer::new().format(b).as_bytes())
            }
            (Value::Name(a), Value::Name(b)) => a.cmp(b),
            (Value::Text(a), Value::Name(b)) => compare_chars(&mut self.text.chars(a), &mut b.chars()),
            (Value::Name(a), Value::Text(b)) => compare_chars(&mut a.chars(), &mut self.text.chars(b)),
            (Value::Annotation { key: ka, value: va }, Value::Annotation { key: kb, value: vb }) => {
                let shown = |key, value| self.text.chars(key).chain(['=']).chain(quote_chars(self.text.chars(value)));
                compare_chars(&mut shown(ka, va), &mut shown(kb, vb))
            }
            (Value::Pair(a, b), Value::Pair(c, d)) => self.text.compare(a, c).then_with(|| self.text.compare(b, d)),
            (Value::Annotation { .. }, _) => Ordering::Greater,
            (_, Value::Annotation { .. }) => Ordering::Less,
            _ => Ordering::Equal,
        }
    }

    /// Writes a value as a message shows it.
    pub(crate) fn write_value(self, value: Value, out: &mut dyn fmt::Write) -> fmt::Result {
        match value {
            Value::None => Ok(()),
            Value::Text(s) => self.text.write(s, out),
            Value::Number(n) => out.write_str(itoa::Buffer::new().format(n)),
            Value::Name(name) => out.write_str(name),
            Value::Pair(a, b) => write!(out, "{} {}", self.text.show(a), self.text.show(b)),
            Value::Annotation { key, value } => {
                write!(out, "{}=", self.text.show(key))?;
                quote_chars(self.text.chars(value)).try_for_each(|c| out.write_char(c))
            }
        }
    }
}
