//! What Kubernetes takes as the key and the value of a label: a requirement with any other is unusable.

/// Letters, digits, `-`, `_` and `.`, up to 63, of which the first and the last are letters or digits.
fn is_name(s: &str) -> bool {
    let inside = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    s.len() <= 63 && s.bytes().all(inside) && edge(s.bytes().next()) && edge(s.bytes().next_back())
}

/// Lower-case words of letters, digits and `-`, with dots between them, up to 253.
fn is_subdomain(s: &str) -> bool {
    let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let word = |word: &str| {
        let edge = |b: Option<u8>| b.is_some_and(lower);
        word.bytes().all(|b| lower(b) || b == b'-') && edge(word.bytes().next()) && edge(word.bytes().next_back())
    };
    s.len() <= 253 && s.split('.').all(word)
}

/// Whether a label may have this key.
pub(crate) fn is_label_key(s: &str) -> bool {
    match s.split_once('/') {
        None => is_name(s),
        Some((domain, name)) => is_subdomain(domain) && is_name(name),
    }
}

/// Whether a label may have this value.
pub(crate) fn is_label_value(s: &str) -> bool {
    s.is_empty() || is_name(s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values() {
        for good in ["a", "A_b.c-9", "example.com/x", "a-1.b/X"] {
            assert!(is_label_key(good), "{good}");
        }
        let long = "a".repeat(64);
        for bad in ["", "/", "a/", "/a", "a/b/c", "-a", "a-", "A.com/x", "a..b/x", "ä", long.as_str()] {
            assert!(!is_label_key(bad), "{bad}");
        }
        assert!(is_label_value("") && is_label_value("a") && !is_label_value("-1") && !is_label_value("a b"));
    }
}
