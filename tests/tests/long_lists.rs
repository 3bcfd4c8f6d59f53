//! Lists of any size are judged as they come, with the answers that their items have alone.

use std::io::{self, Read};

use guardrails_core::{Context, Level, Policy, Scratch, Version};
use guardrails_tests::generate;
use guardrails_tests::pieces::Pieces;

type Answer = (u32, Option<u32>, u32, String);

fn answers(stream: impl Read) -> Vec<Answer> {
    let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
    let mut answers = Vec::new();
    policy
        .evaluate_all(stream, Context::default(), &mut Scratch::new(), |item, result| {
            let json = match result {
                Ok(verdict) => verdict.to_json(),
                Err(error) => error.to_json(),
            };
            answers.push((item.document, item.item, item.line, json));
        })
        .unwrap();
    answers
}

/// How many lines end in a text, as an editor counts them.
fn ends(text: &str) -> usize {
    text.replace("\r\n", "\n").replace('\r', "\n").matches('\n').count()
}

/// Objects enough for more than 3 MiB.
fn items() -> Vec<String> {
    let mut size = 0;
    let mut items = Vec::new();
    for seed in 0.. {
        let object = String::from_utf8(generate::object(seed)).unwrap();
        size += object.len();
        items.push(object);
        if size > 5 * 1024 * 1024 {
            return items;
        }
    }
    items
}

#[test]
fn a_long_list_has_the_answers_of_its_items() {
    let items = items();
    for (head, tail) in [
        ("{\"apiVersion\":\"v1\",\"items\":[\n", "\n],\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"\"}}\n"),
        ("{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\" : [\n", "\n] }\n"),
    ] {
        let last = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"last\"}}";
        let list = format!("{head}{}{tail}{last}", items.join("\n,"));
        let answers = answers(Pieces(list.as_bytes()));
        assert_eq!(answers.len(), items.len() + 1);
        let mut line = 2;
        for (n, (object, answer)) in items.iter().zip(&answers).enumerate() {
            let alone = self::answers(object.as_bytes());
            assert_eq!((answer.0, answer.1), (1, Some(u32::try_from(n).unwrap())));
            if !alone[0].3.contains("\"status\":\"error\"") {
                assert_eq!(answer.3, alone[0].3);
            }
            let leading = object.len() - object.trim_start().len();
            assert_eq!(answer.2 as usize, line + ends(&object[..leading]), "item {n}");
            line += ends(object) + 1;
        }
        let (document, item, _, json) = answers.last().unwrap();
        assert_eq!((*document, *item), (2, None));
        assert!(json.contains("\"name\":\"last\""), "{json}");
    }
}

#[test]
fn the_items_of_a_pod_list_inherit_their_kind() {
    let pod = "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"hostPID\":true,\"containers\":[]}}";
    let many = vec![pod; 4 * 1024 * 1024 / pod.len()].join(",");
    let list = format!("{{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[{many}]}}");
    let answers = answers(list.as_bytes());
    assert!(answers.iter().all(|(_, _, _, json)| json.contains("hostPID=true")), "{:?}", answers[0]);
    // Where the kind comes behind the items, an item without one of its own cannot be read.
    let late = format!("{{\"apiVersion\":\"v1\",\"items\":[{many}],\"kind\":\"PodList\"}}");
    let answers = self::answers(late.as_bytes());
    assert!(answers.iter().all(|(_, _, _, json)| json.contains("\"kind\":\"missing-kind\"")), "{:?}", answers[0]);
}

#[test]
fn nothing_that_the_policy_asks_of_an_object_is_left_out_in_a_long_list() {
    let policy = "{\"apiVersion\":\"guardrails/v1\",\"kind\":\"Policy\",\"azure\":{\"initiative\":\"restricted\",\
                  \"effect\":\"deny\"},\"placement\":{\"nodes\":[\"linux\",\"virtual-node\"]}}";
    let policy = Policy::load(policy).unwrap();
    let pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\",\"namespace\":\"shop\"},\"spec\":{\
               \"contaners\":[],\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"securityContext\":{\"privileged\":true}}]}}";
    let judge = |stream: &str| {
        let mut answers = Vec::new();
        let each = |_: &guardrails_core::Item<'_>, result: Result<guardrails_core::Verdict<'_>, _>| {
            answers.push(result.unwrap().to_json());
        };
        policy.evaluate_all(stream.as_bytes(), Context::default(), &mut Scratch::new(), each).unwrap();
        answers
    };
    let alone = judge(pod);
    for rule in ["unknownField", "\"rule\":\"K8sAzure", "virtual-node"] {
        assert!(alone[0].contains(rule), "{rule}: {}", alone[0]);
    }
    let count = 4 * 1024 * 1024 / pod.len();
    let json = format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{}]}}", vec![pod; count].join(","));
    let yaml = format!("apiVersion: v1\nkind: List\nitems:\n{}", format!("- {pod}\n").repeat(count));
    for list in [json, yaml] {
        let answers = judge(&list);
        assert_eq!(answers.len(), count);
        assert!(answers.iter().all(|answer| *answer == alone[0]), "{}", answers[0]);
    }
}

#[test]
fn what_is_wrong_with_a_long_list_is_said_after_its_items() {
    let pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}";
    let many = vec![pod; 4 * 1024 * 1024 / pod.len()].join(",");
    for (tail, kind) in [
        ("],\"kind\":\"Pod\"}", "unsupported"),
        ("],\"kind\":\"List\",\"items\":[]}", "duplicate-key"),
        ("],\"kind\":\"List\"", "syntax"),
        ("]", "syntax"),
        ("", "syntax"),
        (",]", "syntax"),
        (" {}]}", "syntax"),
        (",{\"a\":tru}]}", "syntax"),
    ] {
        let list = format!("{{\"apiVersion\":\"v1\",\"items\":[{many}{tail}");
        let answers = answers(Pieces(list.as_bytes()));
        let (_, item, _, json) = answers.last().unwrap();
        assert!(json.contains(&format!("\"error\":{{\"kind\":\"{kind}\"")), "{tail}: {json}");
        assert_eq!(*item, None);
        assert!(answers.len() >= 4 * 1024 * 1024 / pod.len(), "{tail}");
    }
}

/// A List that is never held: 260 MiB, more than was read whole before.
struct Endless {
    pod: Vec<u8>,
    left: usize,
    rest: Vec<u8>,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && self.left > 0 {
            self.left -= 1;
            self.rest.clone_from(&self.pod);
            self.rest.extend_from_slice(if self.left == 0 { b"],\"kind\":\"List\"}" } else { b"," });
        }
        let size = self.rest.len().min(buffer.len());
        buffer[..size].copy_from_slice(&self.rest[..size]);
        self.rest.drain(..size);
        Ok(size)
    }
}

#[test]
fn a_list_may_be_larger_than_memory_has_room_for() {
    let filler = "x".repeat(1024 * 1024);
    let pod = format!(
        "{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"a\",\"annotations\":{{\"x\":\"{filler}\"}}}}}}"
    );
    let rest = b"{\"apiVersion\":\"v1\",\"items\":[".to_vec();
    let stream = Endless { pod: pod.into_bytes(), left: 260, rest };
    let policy = Policy::pod_security(Level::Baseline, Version::LATEST);
    let mut allowed = 0;
    policy
        .evaluate_all(stream, Context::default(), &mut Scratch::new(), |_, result| {
            allowed += u32::from(result.unwrap().is_allowed());
        })
        .unwrap();
    assert_eq!(allowed, 260);
}
