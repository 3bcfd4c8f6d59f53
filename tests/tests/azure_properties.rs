//! What holds of constraints whatever the object is, over seeded objects.

use guardrails_core::{Context, Policy, Scratch, Verdict, rules};
use guardrails_tests::generate;
use serde_json::{Value, json};

const OBJECTS: u64 = 1_500;

/// A constraint of every template, with the definitions' defaults and what else is given.
fn every_template(besides: &Value) -> Policy {
    let templates = rules().iter().filter_map(|rule| rule.template().map(|template| (rule.id, template)));
    let constraints = templates.map(|(kind, template)| {
        let mut parameters = serde_json::Map::new();
        for parameter in template.parameters {
            let default = serde_json::from_str(parameter.default).ok();
            let value = besides.get(parameter.name).cloned().or(default).filter(|value| !value.is_null());
            parameters.extend(value.map(|value| (parameter.name.to_owned(), value)));
        }
        json!({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": kind, "metadata": {"name": "it"}, "spec": {"parameters": parameters}})
    });
    let list = json!({"apiVersion": "v1", "kind": "List", "items": constraints.collect::<Vec<_>>()});
    Policy::load(list.to_string()).unwrap()
}

/// Every message with its fields, as JSON.
fn judge(policy: &Policy, text: &[u8], scratch: &mut Scratch) -> Option<String> {
    policy.evaluate(text, Context::default(), scratch).ok().map(|verdict| verdict.to_json())
}

#[test]
fn no_object_is_too_odd() {
    let policy = every_template(&json!({}));
    let mut scratch = Scratch::new();
    let (mut judged, mut refused) = (0, 0);
    for seed in 0..OBJECTS {
        for text in [generate::object(seed), generate::odd_object(seed), generate::yaml(seed)] {
            match judge(&policy, &text, &mut scratch) {
                Some(_) => judged += 1,
                None => refused += 1,
            }
        }
        if let Ok(review) = policy.review(&generate::review(seed).1, &mut scratch) {
            let mut response = String::new();
            review.write_response(&mut response).unwrap();
        }
    }
    assert!(judged > OBJECTS && refused > 100, "{judged} judged, {refused} refused");
}

/// The same scratch, another one, and another notation: one verdict.
#[test]
fn memory_and_notation_change_nothing() {
    let policy = every_template(&json!({}));
    let mut used = Scratch::new();
    let mut alike = 0;
    for text in (0..OBJECTS).map(generate::object) {
        let first = judge(&policy, &text, &mut used);
        assert_eq!(first, judge(&policy, &text, &mut Scratch::new()));
        let yaml = [b"---\n".as_slice(), &text].concat();
        // A few of JSON's escapes are none of YAML's.
        if let Some(yaml) = judge(&policy, &yaml, &mut used) {
            assert_eq!(first.as_deref(), Some(yaml.as_str()), "{}", String::from_utf8_lossy(&text));
            alike += 1;
        }
    }
    assert!(alike > OBJECTS / 2, "{alike}");
}

/// A container that is excluded by its name is in no finding of a rule that takes such exclusions.
#[test]
fn who_is_excluded_is_left_alone() {
    let open = every_template(&json!({}));
    let mut scratch = Scratch::new();
    let mut excluded = 0;
    for seed in 0..200 {
        let text = generate::object(seed);
        let names: Vec<String> = match open.evaluate(&text, Context::default(), &mut scratch) {
            Ok(verdict) => containers(&verdict).into_iter().map(|(_, name)| name).collect(),
            Err(_) => continue,
        };
        let closed = every_template(&json!({"excludedContainers": names}));
        let verdict = closed.evaluate(&text, Context::default(), &mut scratch).unwrap();
        assert_eq!(containers(&verdict), [], "{}", String::from_utf8_lossy(&text));
        excluded += names.len();
    }
    assert!(excluded > 300, "{excluded}");
}

/// The containers in findings of rules that leave containers alone by their names.
fn containers(verdict: &Verdict<'_>) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for finding in verdict.findings() {
        let parameters = finding.rule().template().map(|template| template.parameters).unwrap_or_default();
        if parameters.iter().any(|parameter| parameter.name == "excludedContainers") {
            found.extend(finding.containers().map(|name| (finding.rule().id, name.to_string())));
        }
    }
    found
}
