//! What shows of a text of a stream before, or although, it is no object that can be judged.

use crate::input::error::{ErrorKind, ManifestError, Position};
use crate::input::json::Json;
use crate::input::read::Inherited;
use crate::input::source::{Frame, Keys, Source};
use crate::view::{Text, View};

/// The longest thing that is at fault as a whole: a surrogate pair, `\ud83d\ude00`.
pub(crate) const LONGEST_TOKEN: usize = 12;

/// What kubectl does not take apart either.
pub(crate) fn nested_list() -> ManifestError {
    ManifestError::new(ErrorKind::Unsupported, "a List inside a List: kubectl does not take it apart")
}

/// The kind and apiVersion that a List hands down, copied out of the view that its items are read into.
pub(crate) struct InheritedNames {
    api_version: String,
    kind: String,
}

impl InheritedNames {
    /// Nothing is handed down.
    pub(crate) fn none() -> Self {
        Self { api_version: String::new(), kind: String::new() }
    }

    pub(crate) fn of(view: &View, text: &str) -> Self {
        let text = Text::Buffer(text);
        let shown = |s| text.show(s).to_string();
        let kind = shown(view.object.kind_name);
        // A `List` has items of any kind; a `PodList` has Pods.
        let kind = kind.strip_suffix("List").unwrap_or_default().to_owned();
        let api_version = if kind.is_empty() { String::new() } else { shown(view.object.api_version) };
        Self { api_version, kind }
    }

    pub(crate) fn borrowed(&self) -> Inherited<'_> {
        Inherited { api_version: &self.api_version, kind: &self.kind, instead: false }
    }
}

/// Counts lines onwards, so that the items of a long List cost one look at it.
pub(crate) struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    position: Position,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t [u8], position: Position) -> Self {
        Self { text, at: 0, position }
    }

    pub(crate) fn advance(&mut self, to: usize) -> Position {
        let between = self.text.get(self.at..to).unwrap_or_default();
        self.position = Position::of(between, between.len()).after(self.position);
        self.at = to;
        self.position
    }
}

/// The length of `---`.
pub(crate) const YAML_MARK: usize = 3;

/// Whether a comment or, at the beginning of a line, the edge of a document comes next after white space: JSON
/// lines have neither.
pub(crate) fn goes_on_in_yaml(rest: &[u8], space: usize) -> bool {
    let (before, next) = rest.split_at_checked(space).unwrap_or_default();
    let is_edge = next.starts_with(b"---") && before.last().is_none_or(|b| *b == b'\n');
    cfg!(feature = "yaml") && (next.starts_with(b"#") || is_edge)
}

/// Whether a text ends in the middle of an object.
pub(crate) fn breaks_off(text: &str) -> bool {
    let mut keys = Keys::default();
    let skipped = Json::new(text, &mut keys).skip();
    skipped.is_err_and(|fault| fault.at.saturating_add(LONGEST_TOKEN) >= text.len())
}

/// Whether a text that could not be read names an apiVersion or a kind at its root, as far as it can be
/// read; what breaks off before that may do so.
pub(crate) fn has_type_meta(text: &str) -> bool {
    let mut keys = Keys::default();
    let mut json = Json::new(text, &mut keys);
    let mut frame = Frame::default();
    if json.enter_object(&mut frame).is_err() {
        return true;
    }
    loop {
        match json.next_member_key(&mut frame) {
            Ok(Some(key)) if json.text().is(key, "kind") || json.text().is(key, "apiVersion") => return true,
            Ok(Some(_)) if json.skip().is_ok() => {}
            Ok(None) => return false,
            _ => return true,
        }
    }
}

/// Where to go on after an object that could not be read: behind it if it ends, else at the next line
/// that begins like an object.
pub(crate) fn resume(rest: &[u8], text: &str, fault: usize) -> usize {
    let mut keys = Keys::default();
    let mut json = Json::new(text, &mut keys);
    if json.skip().is_ok() {
        return json.position();
    }
    // The fault may be found on the next object's line, at its very beginning.
    let line = rest.get(..fault).unwrap_or(rest).iter().rposition(|b| *b == b'\n').map_or(0, |n| n.saturating_add(1));
    let mut from = line;
    if line > 0 && rest.get(line) == Some(&b'{') {
        return line;
    }
    while let Some(newline) = rest.get(from..).and_then(|rest| rest.iter().position(|b| *b == b'\n')) {
        from = from.saturating_add(newline).saturating_add(1);
        if rest.get(from) == Some(&b'{') {
            return from;
        }
    }
    rest.len()
}
