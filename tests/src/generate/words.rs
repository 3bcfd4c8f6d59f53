//! Names and texts, from the ordinary to those that are hard to quote.

use super::rng::Rng;

const NAMES: &[&str] =
    &["web", "app", "db", "sidecar", "proxy", "init-db", "worker", "cache", "log-agent", "c", "a", "b", "metrics"];

/// Legal to the decoder, though no API server would let them live: quotes and
/// escapes, characters that Go prints and characters that it escapes.
const ODD_NAMES: &[&str] = &[
    "",
    "a\"b",
    "a'b",
    "back\\slash",
    "ünï",
    "日本",
    "🦀",
    "zero\u{200b}width",
    "no\u{a0}break",
    "soft\u{ad}hyphen",
    "priv\u{e000}ate",
    "bell\u{7}",
    "tab\there",
    "new\nline",
    "nul\u{0}",
    "del\u{7f}",
    "c1\u{85}",
    "ls\u{2028}",
    "bom\u{feff}",
    "\u{fffd}",
    "\u{10ffff}",
    "e\u{301}",
    "\u{378}",
    "\u{f0000}",
    "wide\u{3000}",
    "A",
    "web ",
    " web",
    "<b>&",
    "a/b",
    "a, b",
    "a\" and \"b",
    "\u{600}",
    "\u{e0001}",
    "\u{1b}[0m",
];

const IMAGES: &[&str] = &[
    "nginx",
    "nginx:1.27",
    "registry.k8s.io/pause:3.10",
    "ghcr.io/acme/app@sha256:0123456789abcdef",
    "",
    "docker.io/library/redis:latest",
];

const WORDS: &[&str] = &[
    "x",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "NO",
    "null",
    "~",
    "0",
    "1",
    "007",
    "1e3",
    "0x10",
    "1.0",
    "12:30",
    "2001-12-14",
    ".inf",
    "-",
    "--flag",
    "key=value",
    "hello world",
    "a: b",
    "a #b",
    "#c",
    "{}",
    "[]",
    "*x",
    "&x",
    "!x",
    "%x",
    "@x",
    "`x`",
    "it's",
    "\"q\"",
    "tab\there",
    "two\nlines",
    "ends\n",
    " lead",
    "trail ",
    "é",
    "日本語",
    "🦀",
    "=",
    "<<",
    "?",
    ":",
    "- a",
    "",
    "https://example.com/?a=b#c",
    "$(VAR)",
    "\\n",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}x",
    "---",
    "...",
];

pub(super) fn name(rng: &mut Rng) -> String {
    if rng.chance(6) {
        return odd_name(rng);
    }
    let name = rng.text(NAMES);
    if rng.chance(30) { format!("{name}-{}", rng.below(20)) } else { name.to_owned() }
}

pub(super) fn plain_name(rng: &mut Rng) -> String {
    (rng.text(NAMES)).to_owned()
}

pub(super) fn odd_name(rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => {
            // Any character there is: which of them Go prints as they are is a
            // table of a thousand ranges, and only chance visits them all.
            let last = *rng.pick(&['\u{ff}', '\u{7ff}', '\u{ffff}', '\u{1ffff}', char::MAX]);
            (0..rng.range(1, 4)).map(|_| character(rng, last)).collect()
        }
        1 => format!("{}{}", plain_name(rng), rng.text(ODD_NAMES)),
        _ => rng.text(ODD_NAMES).to_owned(),
    }
}

fn character(rng: &mut Rng, last: char) -> char {
    let code = rng.below(last as usize + 1);
    u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\u{d7ff}')
}

pub(super) fn image(rng: &mut Rng) -> &'static str {
    rng.text(IMAGES)
}

/// A text for a field that nothing judges; many read as something else in YAML.
pub(super) fn word(rng: &mut Rng) -> &'static str {
    rng.text(WORDS)
}
