//! The rules as data: every example holds, every revision has one that passes and one that fails, and the list
//! is what upstream's registry would take.

use std::collections::BTreeSet;

use guardrails_core::{Context, Example, Expect, Level, Policy, Rule, Scratch, rules};

/// An example as a whole Pod in YAML.
fn manifest(example: &Example) -> String {
    let head = "apiVersion: v1\nkind: Pod\n";
    if example.pod.starts_with("metadata:") {
        return format!("{head}{}\n", example.pod);
    }
    let spec: String = example.pod.lines().map(|line| format!("  {line}\n")).collect();
    format!("{head}metadata: {{name: example}}\nspec:\n{spec}")
}

/// The checks of Pod Security; the rules about nodes have tests of their own.
fn checks() -> impl Iterator<Item = &'static Rule> {
    rules().iter().copied().filter(|rule| rule.level().is_some())
}

/// What the rule says of an example.
fn message(rule: &Rule, example: &Example) -> Option<String> {
    let policy = Policy::pod_security(rule.level().unwrap(), example.from);
    let mut scratch = Scratch::new();
    let manifest = manifest(example);
    let verdict = policy.evaluate(manifest.as_bytes(), Context::default(), &mut scratch);
    let verdict = verdict.unwrap_or_else(|error| panic!("{}: {error}\n{manifest}", rule.id));
    verdict.findings().find(|finding| finding.rule().id == rule.id).map(|finding| finding.to_string())
}

#[test]
fn every_example_holds() {
    for rule in checks() {
        for example in rule.examples {
            let expected = match example.expect {
                Expect::Pass => None,
                Expect::Fail(message) => Some(message.to_owned()),
            };
            assert_eq!(message(rule, example), expected, "{}: {} from {}", rule.id, example.title, example.from);
        }
    }
}

#[test]
fn every_revision_has_an_example_either_way() {
    for rule in checks() {
        for revision in rule.revisions {
            let of_it = || rule.examples.iter().filter(|example| example.from == revision.from);
            assert!(of_it().any(|example| example.expect == Expect::Pass), "{} {}", rule.id, revision.from);
            assert!(of_it().any(|example| example.expect != Expect::Pass), "{} {}", rule.id, revision.from);
        }
    }
}

#[test]
fn the_list_is_what_upstreams_registry_would_take() {
    let ids: Vec<&str> = rules().iter().map(|rule| rule.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "ids are unique");
    for rule in checks() {
        assert!(rule.revisions.windows(2).all(|pair| pair[0].from < pair[1].from), "{}: versions increase", rule.id);
        assert!(!rule.revisions.is_empty() && !rule.fields.is_empty() && !rule.documentation.is_empty(), "{}", rule.id);
        for overridden in rule.revisions.iter().flat_map(|revision| revision.overrides) {
            let other = rules().iter().find(|other| other.id == *overridden);
            assert!(
                rule.level() == Some(Level::Restricted)
                    && other.is_some_and(|other| other.level() == Some(Level::Baseline))
            );
        }
    }
    let order =
        |level| checks().filter(move |rule| rule.level() == Some(level)).map(|rule| rule.id).collect::<Vec<_>>();
    for level in [Level::Baseline, Level::Restricted] {
        assert!(order(level).is_sorted(), "upstream sorts by id");
    }
    assert!(checks().is_sorted_by_key(|rule| rule.level()), "baseline comes first");
}
