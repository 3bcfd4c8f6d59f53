//! YAML streams of any size are judged as they come: documents one by one, and the items of Lists with the answers
//! that they have in a List that is read whole.

use std::io::Read;

use guardrails_core::{Context, Level, Policy, Scratch, Version};
use guardrails_tests::generate;
use guardrails_tests::pieces::Pieces;

/// A document, an item, its line, its verdict or error, and where its first finding stands.
type Answer = (u32, Option<u32>, u32, String, Option<(u32, u32)>);

fn answers(stream: impl Read) -> Vec<Answer> {
    let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
    let mut answers = Vec::new();
    policy
        .evaluate_all(stream, Context::default(), &mut Scratch::new(), |item, result| {
            let (json, place) = match &result {
                Ok(verdict) => {
                    let field = verdict.findings().find_map(|finding| finding.fields().next());
                    let place = field.and_then(|field| item.locate(&field)).map(|at| (at.line, at.column));
                    (verdict.to_json(), place)
                }
                Err(error) => (error.to_json(), None),
            };
            answers.push((item.document, item.item, item.line, json, place));
        })
        .unwrap();
    answers
}

/// An object as an item, with its dash so far in.
fn item(object: &str, indent: usize) -> String {
    let lines = object.trim_end_matches('\n').split('\n').enumerate();
    let space = " ".repeat(indent);
    let lines = lines.map(|(n, line)| match (n, line) {
        (0, line) => format!("{space}- {line}\n"),
        (_, "") => "\n".to_owned(),
        (_, line) => format!("{space}  {line}\n"),
    });
    lines.collect()
}

/// Objects enough for more than 3 MiB, each in a document of its own without marks.
fn objects() -> Vec<String> {
    let mut size = 0;
    let mut objects = Vec::new();
    for seed in 0.. {
        // Some are written as UTF-16.
        let Ok(object) = String::from_utf8(generate::yaml(seed)) else { continue };
        // What names or ends a document cannot stand in an item.
        let marks = |line: &str| ["---", "...", "%"].iter().any(|mark| line.starts_with(mark));
        if !object.contains('\r') && !object.contains('\u{feff}') && !object.lines().any(marks) {
            size += object.len();
            objects.push(object);
        }
        if size > 4 * 1024 * 1024 {
            return objects;
        }
    }
    objects
}

#[test]
fn a_long_list_has_the_answers_of_its_items() {
    let objects = objects();
    for (head, tail, indent) in [
        ("apiVersion: v1\nitems:\n", "kind: List\nmetadata:\n  resourceVersion: \"\"\n", 0),
        ("---\n# all\nkind: List\napiVersion: v1\nitems:  \n# the first\n\n", "metadata: {}\n", 2),
    ] {
        let items: Vec<String> = objects.iter().map(|object| item(object, indent)).collect();
        let last = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: last}\n";
        let list = format!("{head}{}{tail}{last}", items.concat());
        let answers = answers(Pieces(list.as_bytes()));
        assert_eq!(answers.len(), items.len() + 1);
        let before = head.matches('\n').count() as u32;
        let mut line = before;
        let mut read = 0;
        for (n, (item, answer)) in items.iter().zip(&answers).enumerate() {
            let alone = self::answers(format!("{head}{item}{tail}").as_bytes());
            assert_eq!((answer.0, answer.1), (1, Some(u32::try_from(n).unwrap())));
            if !alone[0].3.contains("\"status\":\"error\"") {
                read += 1;
                assert_eq!(answer.3, alone[0].3, "item {n}:\n{item}");
                assert_eq!(answer.2, alone[0].2 - before + line, "item {n}:\n{item}");
                let place = alone[0].4.map(|(row, column)| (row - before + line, column));
                assert_eq!(answer.4, place, "item {n}:\n{item}");
            } else {
                assert!(answer.3.contains("\"status\":\"error\""), "item {n}:\n{item}\n{}", answer.3);
            }
            line += item.matches('\n').count() as u32;
        }
        assert!(read > items.len() / 2, "{read} of {}", items.len());
        let (document, item, _, json, _) = answers.last().unwrap();
        assert_eq!((*document, *item), (2, None));
        assert!(json.contains("\"name\":\"last\""), "{json}");
    }
}

const POD: &str = "- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec: {hostPID: true}\n";

/// Items for more than 3 MiB.
fn many(item: &str) -> String {
    item.repeat(4 * 1024 * 1024 / item.len())
}

#[test]
fn what_is_wrong_with_a_long_list_is_said_after_its_items() {
    let (many, count) = (many(POD), 4 * 1024 * 1024 / POD.len());
    for (tail, kind) in [
        ("kind: Pod\n", "unsupported"),
        ("kind: List\nitems: []\n", "duplicate-key"),
        ("kind: List\napiVersion: v1\n", "duplicate-key"),
        ("kind: List\nmetadata: {\n", "syntax"),
        ("  - x\nkind: List\n", "syntax"),
        ("kind: List\n...\nkind: Pod\n", "syntax"),
        ("", "missing-kind"),
    ] {
        let list = format!("apiVersion: v1\nitems:\n{many}{tail}---\nnext: 1\n");
        let answers = answers(Pieces(list.as_bytes()));
        // The last one is the document after it.
        let (_, item, _, json, _) = &answers[answers.len() - 2];
        assert!(json.contains(&format!("\"error\":{{\"kind\":\"{kind}\"")), "{tail}: {json}");
        assert!(item.is_none() || kind == "syntax", "{tail}");
        assert!(answers.len() >= count, "{tail}");
        let twice = list.matches('\n').count() as u32 - 2;
        if kind == "duplicate-key" {
            assert!(json.contains(&format!("\"line\":{twice},\"column\":1,")), "{json}");
        }
    }
}

#[test]
fn what_breaks_over_items_is_an_error_and_no_other_object() {
    let many = many(POD);
    for odd in [
        "- apiVersion: v1\n  kind: Pod\n  metadata: {name: \"b\n- c\"}\n",
        "- {apiVersion: v1, kind: Pod,\n- metadata: {name: b}}\n",
        "- &pod\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n- *pod\n",
        "- null\n",
        "-\n",
        "- \t\n",
    ] {
        for list in [format!("{odd}{many}"), format!("{many}{odd}")] {
            let list = format!("apiVersion: v1\nitems:\n{list}kind: List\n");
            let answers = answers(Pieces(list.as_bytes()));
            let errors = answers.iter().filter(|answer| answer.3.contains("\"status\":\"error\"")).count();
            assert!(errors > 0, "{odd}");
            let denied = answers.iter().filter(|answer| answer.3.contains("hostPID=true")).count();
            assert_eq!(denied, many.len() / POD.len(), "{odd}");
        }
    }
}

#[test]
fn the_items_of_a_pod_list_inherit_their_kind() {
    let many = many("- metadata: {name: a}\n  spec: {hostPID: true}\n");
    let early = answers(format!("apiVersion: v1\nkind: PodList\nitems:\n{many}").as_bytes());
    assert!(early.iter().all(|answer| answer.3.contains("hostPID=true")), "{:?}", early[0]);
    // Where the kind comes behind the items, an item without one of its own cannot be read.
    let late = answers(format!("apiVersion: v1\nitems:\n{many}kind: PodList\n").as_bytes());
    assert!(late.iter().all(|answer| answer.3.contains("\"kind\":\"missing-kind\"")), "{:?}", late[0]);
}
