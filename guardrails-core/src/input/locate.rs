//! Where in a JSON text a path leads, and which path leads to a place: the second look, taken only when
//! somebody asks for a position.

use std::fmt::Write as _;

use super::error::Read;
use super::json::Json;
use super::source::{Frame, Keys, Shape, Source};

/// The path of the value, or of the key, that stands at a byte of a JSON text, as far as the text can be read.
pub(crate) fn path_at(text: &str, at: usize) -> String {
    let mut keys = Keys::default();
    let mut json = Json::new(text, &mut keys);
    let mut path = String::new();
    // A fault on the way ends the walk; what was found until then is the answer.
    let _ = walk_to(&mut json, at, &mut path);
    path
}

/// Goes down into whichever member the place lies in.
fn walk_to(json: &mut Json<'_, '_>, at: usize, path: &mut String) -> Read<()> {
    loop {
        let mut frame = Frame::default();
        let entered = match json.shape() {
            Shape::Object => member_at(json, &mut frame, at, path)?,
            Shape::List => element_at(json, &mut frame, at, path)?,
            _ => false,
        };
        if !entered {
            return Ok(());
        }
    }
}

/// Stands before the value of the member that a place lies in; false if it lies in none.
fn member_at(json: &mut Json<'_, '_>, frame: &mut Frame, at: usize, path: &mut String) -> Read<bool> {
    json.enter_object(frame)?;
    while let Some(key) = json.next_member_key(frame)? {
        let value = json.mark();
        if at < value {
            // The place is the key itself: of a repeated key, say.
            if at.saturating_add(1) >= key.start() as usize {
                push_key(path, &json.text().show(key).to_string());
            }
            return Ok(false);
        }
        if lies_inside(json, value, at) {
            push_key(path, &json.text().show(key).to_string());
            return Ok(true);
        }
    }
    Ok(false)
}

fn element_at(json: &mut Json<'_, '_>, frame: &mut Frame, at: usize, path: &mut String) -> Read<bool> {
    json.enter_list(frame)?;
    let mut n = 0usize;
    while json.next_element(frame)? {
        let value = json.mark();
        if at < value {
            return Ok(false);
        }
        if lies_inside(json, value, at) {
            // Writing into a string cannot fail.
            let _ = write!(path, "[{n}]");
            return Ok(true);
        }
        n = n.saturating_add(1);
    }
    Ok(false)
}

/// Whether a place lies in the value that begins at `value`; the reader then stands before it again, and
/// else behind it. What can't be read to its end holds the place.
fn lies_inside(json: &mut Json<'_, '_>, value: usize, at: usize) -> bool {
    let inside = json.skip().is_err() || at < json.position();
    if inside {
        json.seek(value);
    }
    inside
}

pub(crate) fn push_key(path: &mut String, key: &str) {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if plain {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
    } else {
        // Writing into a string cannot fail.
        let _ = write!(path, "[{key}]");
    }
}

/// The place of the value that a path leads to, or of its nearest parent that exists.
pub(crate) fn offset_of(text: &str, path: &str) -> usize {
    let mut keys = Keys::default();
    let mut json = Json::new(text, &mut keys);
    let mut found = json.mark();
    for step in steps(path) {
        match enter(&mut json, step) {
            Ok(true) => found = json.mark(),
            _ => break,
        }
    }
    found
}

/// The scalar that a path leads to, if there is one: a string, or a number or a boolean as it is written.
pub(crate) fn scalar_at(text: &str, path: &str) -> Option<String> {
    let mut keys = Keys::default();
    let mut json = Json::new(text, &mut keys);
    for step in steps(path) {
        enter(&mut json, step).ok().filter(|entered| *entered)?;
    }
    match json.shape() {
        Shape::String => {
            let string = json.string().ok()??;
            Some(json.text().show(string).to_string())
        }
        Shape::Number | Shape::Boolean => {
            let start = json.mark();
            json.skip().ok()?;
            text.get(start..json.position()).map(str::to_owned)
        }
        _ => None,
    }
}

/// Stands before the member that a step names; false if there is none.
fn enter(json: &mut Json<'_, '_>, step: Step<'_>) -> Read<bool> {
    let mut frame = Frame::default();
    match (step, json.shape()) {
        (Step::Key(wanted), Shape::Object) => {
            json.enter_object(&mut frame)?;
            while let Some(key) = json.next_member_key(&mut frame)? {
                if json.text().is(key, wanted) {
                    return Ok(true);
                }
                json.skip()?;
            }
        }
        (Step::Index(wanted), Shape::List) => {
            json.enter_list(&mut frame)?;
            let mut n = 0usize;
            while json.next_element(&mut frame)? {
                if n == wanted {
                    return Ok(true);
                }
                json.skip()?;
                n = n.saturating_add(1);
            }
        }
        _ => {}
    }
    Ok(false)
}

/// A step of a path: a key, or an index in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

/// The steps of a path such as `metadata.annotations[example.com/x]` or `spec.containers[0].name`. What
/// stands in brackets is an index if it is a number, else a key.
pub(crate) fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    let mut rest = path;
    std::iter::from_fn(move || {
        if let Some(inside) = rest.strip_prefix('[') {
            // A key may hold brackets itself; the last one closes it unless more steps follow.
            let (step, after) = inside.split_once(']')?;
            rest = after.strip_prefix('.').unwrap_or(after);
            return Some(step.parse().map_or(Step::Key(step), Step::Index));
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (step, after) = rest.split_at_checked(end).filter(|(step, _)| !step.is_empty())?;
        rest = after.strip_prefix('.').unwrap_or(after);
        Some(Step::Key(step))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_places_lead_to_each_other() {
        let text = r#"{"a": {"x.y/z": [10, {"b": "c"}]}, "d": 1}"#;
        for path in ["a", "a[x.y/z]", "a[x.y/z][0]", "a[x.y/z][1].b", "d"] {
            assert_eq!(path_at(text, offset_of(text, path)), path);
        }
        assert_eq!(offset_of(text, "a.q.r"), offset_of(text, "a"));
        assert_eq!(path_at(text, text.find("\"b\"").unwrap()), "a[x.y/z][1].b");
    }

    #[test]
    fn broken_texts_still_have_places() {
        let text = r#"{"spec": {"containers": [{"name": tru}]}}"#;
        assert_eq!(path_at(text, text.find("tru").unwrap()), "spec.containers[0].name");
    }
}
