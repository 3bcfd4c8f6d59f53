use std::fmt;

use serde_json::Value;
use smallvec::SmallVec;

use super::rego::write_value;
use crate::rules::Subject;
use crate::view::Annotation;

/// Keys that labels or annotations must have: a set, in Rego's order, in which a null comes first.
#[derive(Debug)]
pub(super) struct Required {
    null: bool,
    keys: Vec<String>,
}

impl Required {
    pub(super) fn new<'v>(keys: impl Iterator<Item = &'v Value> + Clone) -> Self {
        let mut names: Vec<String> = keys.clone().filter_map(Value::as_str).map(str::to_owned).collect();
        names.sort_unstable();
        names.dedup();
        Self { null: keys.into_iter().any(Value::is_null), keys: names }
    }

    /// The keys that are missing.
    pub(super) fn missing(&self, subject: Subject<'_>, pairs: &[Annotation]) -> impl Iterator<Item = Value> {
        let mut found: SmallVec<[usize; 16]> = SmallVec::new();
        found.extend(pairs.iter().filter_map(|pair| {
            let by = |key: &String| key.chars().cmp(subject.text.chars(pair.key));
            self.keys.binary_search_by(by).ok()
        }));
        found.sort_unstable();
        let keys = self.keys.iter().enumerate().filter(move |(n, _)| found.binary_search(n).is_err());
        let null = self.null.then_some(Value::Null);
        null.into_iter().chain(keys.map(|(_, key)| Value::from(key.as_str())))
    }

    /// Writes those that are missing as a set.
    pub(super) fn write_set(
        &self,
        subject: Subject<'_>,
        pairs: &[Annotation],
        out: &mut dyn fmt::Write,
    ) -> fmt::Result {
        self.write(subject, pairs, ["{", ", ", "}"], out)
    }

    /// Writes those that are missing as a list in JSON.
    pub(super) fn write_json(
        &self,
        subject: Subject<'_>,
        pairs: &[Annotation],
        out: &mut dyn fmt::Write,
    ) -> fmt::Result {
        let mut open = "[";
        for key in self.missing(subject, pairs) {
            write!(out, "{open}{key}")?;
            open = ",";
        }
        out.write_str("]")
    }

    fn write(
        &self,
        subject: Subject<'_>,
        pairs: &[Annotation],
        [mut open, separator, close]: [&'static str; 3],
        out: &mut dyn fmt::Write,
    ) -> fmt::Result {
        for key in self.missing(subject, pairs) {
            out.write_str(open)?;
            write_value(&key, out)?;
            open = separator;
        }
        out.write_str(close)
    }
}
