//! `vectors/azure` and `vectors/azure-apiserver`: what Gatekeeper's driver says with Azure's own templates.

use std::collections::BTreeMap;

use guardrails_core::{Context, Effect, Finding, Policy, Scratch, Source, Verdict};
use guardrails_tests::deviations::Deviations;
use guardrails_tests::vectors;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Reviewed {
    id: String,
    template: String,
    parameters: Value,
    review: Value,
    violations: Vec<Violation>,
    server: Server,
}

#[derive(Deserialize)]
struct Server {
    violations: Option<Vec<Violation>>,
    refuses: Option<String>,
}

#[derive(Deserialize)]
struct Posted {
    id: String,
    template: String,
    parameters: Value,
    object: Value,
    violations: Vec<Violation>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Violation {
    msg: String,
    details: Value,
}

/// Whether a template's answer depends on what no object says: then there is one finding that says so, with the
/// effect `warn`, wherever the real system has something to say.
fn is_undecided(template: &str, verdict: &Verdict<'_>, expected: &[Violation]) -> bool {
    let known = Deviations::load().undecided.iter().any(|it| it.template == template);
    let of_azure = verdict.findings().filter(|finding| finding.rule().source == Source::AzurePolicy);
    let findings: Vec<_> = of_azure.map(|finding| (finding.effect(), finding.to_string())).collect();
    let says_so =
        |(effect, message): &(Effect, String)| *effect == Effect::Warn && message.starts_with("not decided here");
    known && findings.iter().all(says_so) && findings.len() <= 1 && (expected.is_empty() || findings.len() == 1)
}

/// The constraint kinds by template.
fn kinds() -> BTreeMap<String, String> {
    serde_json::from_str(&std::fs::read_to_string(vectors::folder().join("azure-kinds.json")).unwrap()).unwrap()
}

/// A policy of one constraint.
fn policy(kind: &str, parameters: &Value) -> Policy {
    let constraint = json!({
        "apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": kind, "metadata": {"name": "it"},
        "spec": {"parameters": parameters},
    });
    Policy::load(constraint.to_string()).unwrap_or_else(|error| panic!("{constraint}: {error}"))
}

/// What the verdict says of the object itself.
fn violations(verdict: &Verdict<'_>) -> Vec<Violation> {
    let ours = |finding: &Finding<'_>| finding.rule().source == Source::AzurePolicy && !finding.is_implied();
    let findings = verdict.findings().filter(ours);
    findings
        .map(|finding| Violation {
            msg: finding.to_string(),
            details: serde_json::from_str(&finding.details()).unwrap(),
        })
        .collect()
}

/// Whether a rule reads the field that the decoder refuses, by the last step of its path.
fn reads(kind: &str, refuses: &str) -> bool {
    let Some((_, path)) = refuses.split_once("into Go struct field ") else { return true };
    let path = path.split_once(" of type ").map_or(path, |(path, _)| path);
    let last = path.rsplit('.').next().unwrap_or_default();
    let rule = guardrails_core::rule(kind).unwrap();
    rule.fields.iter().any(|field| field.split(['.', '[', ']', '*']).any(|step| step == last))
}

/// What does not agree, by template.
#[derive(Default)]
struct Tally(BTreeMap<String, (usize, usize, Vec<String>)>);

impl Tally {
    fn add(&mut self, template: &str, wrong: Option<String>) {
        let (right, bad, shown) = self.0.entry(template.to_owned()).or_default();
        match wrong {
            None => *right += 1,
            Some(text) => {
                *bad += 1;
                if shown.len() < 3 {
                    shown.push(text);
                }
            }
        }
    }

    fn assert_empty(&self) {
        let mut text = String::new();
        for (template, (right, wrong, shown)) in self.0.iter().filter(|(_, (_, wrong, _))| *wrong > 0) {
            text += &format!("{template}: {wrong} of {} wrong\n  {}\n", right + wrong, shown.join("\n  "));
        }
        assert!(text.is_empty(), "\n{text}");
    }
}

#[test]
fn every_review_is_answered_as_gatekeeper_answers_it() {
    let kinds = kinds();
    let mut scratch = Scratch::new();
    let mut tally = Tally::default();
    let mut undecided = 0;
    for line in vectors::lines("azure") {
        let it: Reviewed = serde_json::from_str(&line).unwrap();
        let kind = &kinds[&it.template];
        let policy = policy(kind, &it.parameters);
        let mut request = it.review.clone();
        request["uid"] = json!("1");
        let review = json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request});
        let text = review.to_string();
        let answer = policy.review(text.as_bytes(), &mut scratch).unwrap();
        let expected = it.server.violations.as_deref().unwrap_or_default();
        if answer.verdict().is_ok_and(|verdict| is_undecided(&it.template, verdict, expected)) {
            undecided += 1;
            tally.add(&it.template, None);
            continue;
        }
        let answer = answer.verdict().map(violations).map_err(ToString::to_string);
        let wrong = match (&it.server.violations, &it.server.refuses, &answer) {
            (Some(expected), _, Ok(found)) if expected == found => None,
            (_, Some(_), Err(_)) => None,
            (_, Some(_), Ok(found)) if !found.is_empty() => None,
            (_, Some(refuses), Ok(_)) if !reads(kind, refuses) => None,
            // A custom resource, of which nothing is decoded: the bare engine's answer.
            (_, Some(refuses), Ok(found)) if refuses.contains("unknown-kind") && *found == it.violations => None,
            (expected, refuses, _) => Some(format!("{}: {expected:?} {refuses:?}\n    but {answer:?}", it.id)),
        };
        tally.add(&it.template, wrong);
    }
    assert!(undecided > 40, "a deviation is gone: {undecided}");
    tally.assert_empty();
}

/// YAML and JSON are one object: the same findings with the same fields.
#[test]
fn a_manifest_as_yaml_is_judged_alike() {
    let kinds = kinds();
    let (mut one, mut other) = (Scratch::new(), Scratch::new());
    let mut judged = 0;
    for line in vectors::lines("azure-apiserver").into_iter().step_by(3) {
        let it: Posted = serde_json::from_str(&line).unwrap();
        let policy = policy(&kinds[&it.template], &it.parameters);
        let json = it.object.to_string();
        let yaml = format!("---\n{json}");
        let json = policy.evaluate(json.as_bytes(), Context::default(), &mut one).unwrap().to_json();
        let yaml = policy.evaluate(yaml.as_bytes(), Context::default(), &mut other).unwrap().to_json();
        assert_eq!(json, yaml, "{}", it.id);
        judged += 1;
    }
    assert!(judged > 700, "{judged}");
}

#[test]
fn every_manifest_is_judged_as_the_api_server_completes_it() {
    let kinds = kinds();
    let mut scratch = Scratch::new();
    let mut tally = Tally::default();
    for line in vectors::lines("azure-apiserver") {
        let it: Posted = serde_json::from_str(&line).unwrap();
        let kind = &kinds[&it.template];
        let policy = policy(kind, &it.parameters);
        let text = it.object.to_string();
        let context =
            if it.object["kind"] == "StorageClass" { Context::default() } else { Context::default().namespace("shop") };
        let answer = policy.evaluate(text.as_bytes(), context, &mut scratch);
        if answer.as_ref().is_ok_and(|verdict| is_undecided(&it.template, verdict, &it.violations)) {
            tally.add(&it.template, None);
            continue;
        }
        let found = answer.map(|verdict| violations(&verdict));
        let agrees = found.as_ref().is_ok_and(|found| *found == it.violations);
        tally.add(&it.template, (!agrees).then(|| format!("{}: {:?}\n    but {found:?}", it.id, it.violations)));
    }
    tally.assert_empty();
}
