//! The rules of Azure Policy as data: every example holds, and the list is in order.

use std::collections::BTreeSet;

use guardrails_core::{ConstraintExample, Context, Policy, Review, Rule, Scratch, Source, Template, rule, rules};

/// The rules with their templates.
fn templates() -> impl Iterator<Item = (&'static Rule, &'static Template)> {
    rules().iter().filter_map(|rule| rule.template().map(|template| (*rule, template)))
}

/// An example as a whole object in YAML.
fn manifest(example: &ConstraintExample) -> String {
    if example.object.trim_start_matches(['{', '"']).starts_with("apiVersion") {
        return example.object.to_owned();
    }
    let head = "apiVersion: v1\nkind: Pod\n";
    if example.object.starts_with("metadata:") {
        return format!("{head}{}\n", example.object.replacen('{', "{name: example, ", 1));
    }
    let spec: String = example.object.lines().map(|line| format!("  {line}\n")).collect();
    format!("{head}metadata: {{name: example}}\nspec:\n{spec}")
}

/// A policy of one constraint, as YAML.
fn policy(rule: &Rule, example: &ConstraintExample) -> Policy {
    let constraint = format!(
        "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: {}\nmetadata: {{name: it}}\nspec:\n  parameters: {}\n",
        rule.id, example.parameters
    );
    Policy::load(&constraint).unwrap_or_else(|error| panic!("{}: {error}\n{constraint}", rule.id))
}

/// What the rule says of an example.
fn messages(rule: &Rule, example: &ConstraintExample) -> Vec<String> {
    let policy = policy(rule, example);
    let text = manifest(example);
    let mut scratch = Scratch::new();
    let verdict = match text.contains("AdmissionReview") {
        true => policy.review(text.as_bytes(), &mut scratch).and_then(Review::into_verdict),
        false => policy.evaluate(text.as_bytes(), Context::default(), &mut scratch),
    };
    let verdict = verdict.unwrap_or_else(|error| panic!("{}: {error}\n{text}", rule.id));
    let own = verdict.findings().filter(|finding| !finding.is_implied());
    own.map(|finding| finding.to_string()).collect()
}

#[test]
fn every_example_holds() {
    let mut held = 0;
    for (rule, template) in templates() {
        for example in template.examples {
            assert_eq!(messages(rule, example), example.messages, "{}: {}", rule.id, example.title);
            held += 1;
        }
    }
    assert!(held > 80, "{held}");
}

#[test]
fn every_template_has_an_example_either_way() {
    for (rule, template) in templates() {
        let passing = template.examples.iter().filter(|example| example.messages.is_empty()).count();
        assert!(passing > 0 && passing < template.examples.len(), "{}", rule.id);
        assert!(!rule.documentation.is_empty() && !rule.remedy.is_empty() && !rule.upstream.is_empty(), "{}", rule.id);
    }
}

#[test]
fn a_kind_and_a_version_are_one_rule_and_an_alias_finds_the_newest() {
    let versions: BTreeSet<(&str, u8)> = templates().map(|(_, template)| (template.alias, template.version)).collect();
    assert_eq!(versions.len(), templates().count());
    for (own, template) in templates() {
        assert_eq!(own.source, Source::AzurePolicy);
        assert!(own.id.starts_with("K8sAzure"), "{}", own.id);
        let newest = rule(template.alias).unwrap().template().unwrap();
        let of_alias = versions.iter().filter(|(alias, _)| *alias == template.alias);
        assert_eq!(of_alias.map(|(_, version)| *version).max(), Some(newest.version));
        assert_eq!(rule(own.id).unwrap().id, own.id);
    }
}

/// Nothing is called exact that has not been compared.
#[test]
fn what_is_exact_has_vectors() {
    let kinds = std::fs::read_to_string(guardrails_tests::vectors::folder().join("azure-kinds.json")).unwrap();
    let kinds: std::collections::BTreeMap<String, String> = serde_json::from_str(&kinds).unwrap();
    for (rule, template) in templates() {
        let compared = kinds.get(template.alias).is_some_and(|kind| kind == rule.id);
        let exact = rule.fidelity == guardrails_core::Fidelity::Exact;
        assert!(compared || !exact, "{} is not exact", rule.id);
    }
}
