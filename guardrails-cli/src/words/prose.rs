use std::fmt;

/// The column at which prose goes on in the next line.
const WIDTH: usize = 100;

/// The first sentence of a text.
pub(crate) fn first_sentence(text: &str) -> &str {
    let ends = [". ", ".\n"].iter().filter_map(|end| text.split_once(end));
    let first = ends.map(|(sentence, _)| sentence).min_by_key(|sentence| sentence.len());
    // The full stop belongs to it.
    first.and_then(|sentence| text.get(..=sentence.len())).unwrap_or(text)
}

/// Breaks prose into lines, each behind so many spaces; the first line has them already. A word that is too
/// long for a line stays whole.
pub(crate) fn wrap(text: &str, indent: usize) -> String {
    let mut wrapped = String::new();
    let mut column = indent;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        let end = column.saturating_add(length).saturating_add(1);
        if wrapped.is_empty() {
            column = indent.saturating_add(length);
        } else if end <= WIDTH {
            wrapped.push(' ');
            column = end;
        } else {
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(indent));
            column = indent.saturating_add(length);
        }
        wrapped.push_str(word);
    }
    wrapped
}

/// `1 object`, `2 objects`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("{number} {noun}") } else { format!("{number} {noun}s") }
}

/// `a, b, c`.
pub(crate) fn list(things: impl IntoIterator<Item = impl fmt::Display>) -> String {
    things.into_iter().map(|thing| thing.to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_with_a_stop_and_a_space() {
        assert_eq!(first_sentence("Read v1.22 of it. Then more.\n\nMore."), "Read v1.22 of it.");
        assert_eq!(first_sentence("One.\n\nTwo. Three."), "One.");
        assert_eq!(first_sentence("Alone."), "Alone.");
    }

    #[test]
    fn prose_wraps_between_words() {
        let wrapped = wrap(&"word ".repeat(30), 9);
        assert!(wrapped.lines().all(|line| line.len() <= WIDTH));
        assert_eq!(wrapped.lines().nth(1).unwrap().find('w'), Some(9));
        assert_eq!(wrap(&"x".repeat(200), 9).lines().count(), 1);
    }
}
