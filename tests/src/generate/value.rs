//! A JSON document as the generator thinks of it: keys keep their order and
//! may repeat, and a literal may be any text at all.

use super::rng::Rng;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// Written as it stands: numbers, and whatever JSON has no word for.
    Raw(String),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

/// Where a value stands: the position to take at each list or map on the way.
pub(super) type Path = Vec<usize>;

impl Value {
    pub(super) fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// A text that must be written without escapes: the server reads the
    /// quantity from between the quotes as it stands.
    pub(super) fn quantity(text: &str) -> Self {
        Self::Raw(format!("\"{text}\""))
    }

    /// Adds an entry; on anything but a map it does nothing.
    pub(super) fn put(&mut self, key: &str, value: impl Into<Value>) {
        if let Self::Map(entries) = self {
            entries.push((key.to_owned(), value.into()));
        }
    }

    pub(super) fn put_some(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.put(key, value);
        self
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        match self {
            Self::Map(entries) => entries.iter_mut().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    pub(super) fn is_empty_map(&self) -> bool {
        matches!(self, Self::Map(entries) if entries.is_empty())
    }

    fn children(&self) -> Vec<&Value> {
        match self {
            Self::List(items) => items.iter().collect(),
            Self::Map(entries) => entries.iter().map(|(_, v)| v).collect(),
            _ => Vec::new(),
        }
    }

    /// The paths of all values that `wanted` says yes to, in document order.
    pub(super) fn paths(&self, wanted: &dyn Fn(&Value) -> bool) -> Vec<Path> {
        let mut found = Vec::new();
        self.collect(&mut Vec::new(), wanted, &mut found);
        found
    }

    fn collect(&self, here: &mut Path, wanted: &dyn Fn(&Value) -> bool, found: &mut Vec<Path>) {
        if wanted(self) {
            found.push(here.clone());
        }
        for (position, child) in self.children().into_iter().enumerate() {
            here.push(position);
            child.collect(here, wanted, found);
            here.pop();
        }
    }

    /// The value at a path that [`Value::paths`] of this same tree gave.
    pub(super) fn at(&mut self, path: &[usize]) -> &mut Value {
        path.iter().fold(self, |value, &position| match value {
            Self::List(items) => &mut items[position],
            Self::Map(entries) => &mut entries[position].1,
            leaf => leaf,
        })
    }

    pub(super) fn shuffle_keys(&mut self, rng: &mut Rng) {
        match self {
            Self::List(items) => items.iter_mut().for_each(|item| item.shuffle_keys(rng)),
            Self::Map(entries) => {
                rng.shuffle(entries);
                for (_, item) in entries {
                    item.shuffle_keys(rng);
                }
            }
            _ => {}
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Raw(value.to_string())
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(items)
    }
}
