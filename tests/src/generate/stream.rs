//! Files of YAML documents: what stands around and between them.

use super::damage;
use super::json;
use super::maker::Maker;
use super::naming;
use super::odd;
use super::rng::Rng;
use super::workload;
use super::yaml::{Quirks, Writer};

const SEPARATORS: &[&str] = &["---\n", "---\n", "---\n", "--- # next\n", "---   \n", "...\n---\n", "\n---\n\n"];

/// Separators on which the server, kubectl and the standard disagree.
const ODD_SEPARATORS: &[&str] = &[
    "...\n",
    "--- {}\n",
    "--- |\n",
    "--- &a\n",
    "--- !!map\n",
    "---x\n",
    "----\n",
    " ---\n",
    "---\t# tab\n",
    "%YAML 1.1\n---\n",
    "...\n%YAML 1.2\n---\n",
    "--- x: y\n",
    "\u{feff}---\n",
    "---\n---\n",
    "---\n# nothing\n---\n",
    "--- null\n",
    "...\ngarbage\n---\n",
];

/// What may precede the first document.
const HEADS: &[&str] = &["---\n", "# file\n", "\n", "# file\n---\n", "---\n# first\n"];

const ODD_HEADS: &[&str] = &[
    "\u{feff}",
    "%YAML 1.1\n---\n",
    "%YAML 1.2\n---\n",
    "%TAG ! tag:example.com,2026:\n---\n",
    "%FOO bar\n---\n",
    "...\n",
    "---\n---\n",
    "--- {}\n",
    "{}\n---\n",
    "\u{feff}\u{feff}",
    "null\n---\n",
    "[]\n---\n",
    "\t\n",
    "&x\n",
];

pub(super) fn file(maker: &mut Maker) -> Vec<u8> {
    let odd = maker.rng.chance(35);
    let quirks = if odd { quirks(&mut maker.rng) } else { Quirks::default() };
    let count = *maker.rng.pick(&[1, 1, 1, 1, 1, 1, 2, 2, 3, 3]);
    let mut text = String::new();
    if maker.rng.chance(30) {
        text.push_str(maker.rng.text(HEADS));
    } else if odd && maker.rng.chance(8) {
        text.push_str(maker.rng.text(ODD_HEADS));
    }
    for position in 0..count {
        if position > 0 {
            let separators = if odd && maker.rng.chance(30) { ODD_SEPARATORS } else { SEPARATORS };
            text.push_str(maker.rng.text(separators));
        }
        text.push_str(&document(maker, odd, quirks));
    }
    if odd && maker.rng.chance(25) {
        disturb_lines(&mut maker.rng, &mut text);
    }
    finish(maker, odd, text)
}

fn quirks(rng: &mut Rng) -> Quirks {
    let mut quirks = Quirks::default();
    match rng.below(6) {
        0 => quirks.tags = *rng.pick(&[2, 10]),
        1 => quirks.bare = *rng.pick(&[10, 60]),
        2 => quirks.keys = *rng.pick(&[2, 10]),
        3 => quirks.anchors = 1,
        _ => {}
    }
    quirks
}

fn document(maker: &mut Maker, odd: bool, quirks: Quirks) -> String {
    let mut object = workload::any(maker);
    if maker.rng.chance(30) {
        object.shuffle_keys(&mut maker.rng);
    }
    if maker.rng.chance(4) {
        naming::make_list(maker, &mut object);
    }
    if odd && maker.rng.chance(35) {
        odd::spoil(maker, &mut object);
    }
    if odd && maker.rng.chance(3) {
        return format!("{}{}", aliases(&mut maker.rng), Writer::new(&mut maker.rng, quirks).document(&object));
    }
    if maker.rng.chance(5) {
        // JSON is YAML, but for the escapes; all that these objects need both have.
        let text = json::write(&object, &mut maker.rng, 0);
        return format!("{}\n", String::from_utf8_lossy(&text));
    }
    Writer::new(&mut maker.rng, quirks).document(&object)
}

/// A tower of aliases, from harmless to far too high.
fn aliases(rng: &mut Rng) -> String {
    let width = rng.range(2, 10);
    let mut text = String::from("x-tower:\n- &t0 [x, x]\n");
    for level in 1..rng.range(2, 9) {
        let below = format!("*t{}, ", level - 1).repeat(width);
        text.push_str("- &t");
        text.push_str(&level.to_string());
        text.push_str(" [");
        text.push_str(&below);
        text.push_str("]\n");
    }
    text
}

/// Lines that end, begin or indent in unusual ways.
fn disturb_lines(rng: &mut Rng, text: &mut String) {
    let lines: Vec<usize> = text.match_indices('\n').map(|(place, _)| place).collect();
    if lines.is_empty() {
        return;
    }
    let place = *rng.pick(&lines);
    match rng.below(7) {
        0 => text.insert_str(
            place,
            rng.text(&[
                " # x\u{85}  hostPID: true",
                " # x\u{2028}  hostPID: true",
                " # x\u{2029}hostPID: true",
                " # x\r  hostPID: true",
            ]),
        ),
        1 => text.replace_range(place..=place, rng.text(&["\r", "\u{85}", "\u{2028}", "\u{2029}", "\n\n", "\r\n\r\n"])),
        2 => text.insert_str(place + 1, rng.text(&["\t", " ", "  ", "\t\t", "- ", "# ", "\u{a0}", "\u{feff}"])),
        3 => text.insert_str(place, rng.text(&["\t", "\t# tab", " \t ", "#no space", " \u{a0}", "\u{7f}", "\u{1}"])),
        4 => {
            *text = text.replacen(": ", rng.text(&[":\t", ":", ":  ", " : ", ": &x ", ": !!str "]), rng.range(1, 4));
        }
        5 => text.insert_str(
            place + 1,
            rng.text(&[
                "x: |\n  a\n b\n",
                "? x\n",
                "- x\n",
                "...\n",
                "x: *x\n",
                "x: &x [*x]\n",
                "'\n",
                "x: \"a\n  b\"\n",
            ]),
        ),
        _ => *text = text.replacen("  ", rng.text(&["\t", " ", "   "]), rng.range(1, 6)),
    }
}

/// Line ends, encoding, and damage of the whole file.
fn finish(maker: &mut Maker, odd: bool, mut text: String) -> Vec<u8> {
    let rng = &mut maker.rng;
    if rng.chance(6) {
        text = text.replace('\n', "\r\n");
    }
    if rng.chance(10) {
        let end = text.trim_end_matches('\n').len();
        text.truncate(end);
    }
    if odd && rng.chance(2) {
        return utf16(&text, rng.chance(50));
    }
    let mut bytes = text.into_bytes();
    if odd && rng.chance(20) {
        damage::damage(rng, &mut bytes);
    }
    bytes
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}
