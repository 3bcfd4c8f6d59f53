//! Names of images, taken apart as the API server does to choose a pull policy.

/// Whether an image is the one that `latest` names: by this tag, or by none. An image that is named by its digest
/// alone is not, and neither is a name that is malformed.
pub(super) fn is_latest(image: &str) -> bool {
    let (named, digest) = match image.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (image, None),
    };
    let (name, tag) = match named.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (named, None),
    };
    let well_formed = is_name(name) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    match tag {
        Some(tag) => well_formed && tag == "latest",
        None => well_formed && digest.is_none(),
    }
}

/// Whether this is a repository: a host with a port, if its first step can be none of a path, and steps in lower case.
fn is_name(name: &str) -> bool {
    const LONGEST: usize = 255;
    let is_id = name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let path = match name.split_once('/') {
        Some((host, path)) if is_host(host) => path,
        _ => name,
    };
    !name.is_empty() && name.len() <= LONGEST && !is_id && path.split('/').all(is_step)
}

/// Whether the first step of a name is a host.
fn is_host(first: &str) -> bool {
    let telling = first.contains(['.', ':']) || first == "localhost" || first.bytes().any(|b| b.is_ascii_uppercase());
    let (host, port) = first.split_once(':').map_or((first, None), |(host, port)| (host, Some(port)));
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    telling
        && host.split('.').all(label)
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a step is letters and digits with single separators between them: a point, one or two underscores, or
/// any number of hyphens.
fn is_step(step: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let ends = step.bytes().next().is_some_and(word) && step.bytes().next_back().is_some_and(word);
    let separators = step.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    ends && separators.into_iter().all(|it| matches!(it, "" | "." | "_" | "__") || it.bytes().all(|b| b == b'-'))
}

fn is_tag(tag: &str) -> bool {
    const LONGEST: usize = 128;
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let first = tag.bytes().next().is_some_and(word);
    first && tag.len() <= LONGEST && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(digest: &str) -> bool {
    const SHORTEST: usize = 32;
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => hex.len() == 64,
        "sha384" => hex.len() == 96,
        "sha512" => hex.len() == 128,
        _ => hex.len() >= SHORTEST,
    };
    !algorithm.is_empty() && length && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latest_is_a_tag_or_none() {
        for image in ["nginx", "nginx:latest", "a.b/c", "localhost:5000/x", "docker.io/library/redis", "x:5000/y/z_a"] {
            assert!(is_latest(image), "{image}");
        }
        for image in ["nginx:1", "Nginx", "nginx@sha256:abcd", "", "a//b", "a:b:c", "-a", "a/B"] {
            assert!(!is_latest(image), "{image}");
        }
    }
}
