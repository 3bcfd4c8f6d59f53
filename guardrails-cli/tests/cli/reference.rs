//! `rules` and `explain`.

use guardrails_cli::PASSED;

use crate::folder::{command, golden};

#[test]
fn the_table_of_rules() {
    let outcome = command(&["k8s-guardrails", "rules"], "");
    assert_eq!((outcome.status, outcome.errors.as_str()), (PASSED, ""));
    golden("rules.txt", &outcome.output);
}

#[test]
fn the_rules_for_programs() {
    let outcome = command(&["k8s-guardrails", "rules", "--format", "json"], "");
    let rules: Vec<serde_json::Value> = serde_json::from_str(&outcome.output).unwrap();
    assert_eq!(rules.len(), guardrails_core::rules().len());
    for (json, rule) in rules.iter().zip(guardrails_core::rules()) {
        assert_eq!(json["id"], rule.id);
        assert_eq!(json["level"].as_str(), rule.level().map(|level| level.name()));
        assert_eq!(json["fields"].as_array().unwrap().len(), rule.fields.len());
        let examples = match rule.template() {
            None => rule.examples.len(),
            Some(template) => template.examples.len(),
        };
        assert_eq!(json["examples"].as_array().unwrap().len(), examples, "{}", rule.id);
        if let Some(template) = rule.template() {
            assert_eq!(json["template"]["alias"], template.alias);
            assert_eq!(json["template"]["definitions"].as_array().unwrap().len(), template.definitions.len());
            assert_eq!(json["template"]["parameters"].as_array().unwrap().len(), template.parameters.len());
            continue;
        }
        assert_eq!(json["revisions"][0]["from"], rule.revisions[0].from.to_string());
        let fails = json["examples"].as_array().unwrap().iter().filter(|example| example["expect"] == "fail");
        // What a pod alone does not show has its example under `examples/placement`.
        let beside = ["virtualNodeGuardrailsVoid", "virtualNodeDaemonSet"].contains(&rule.id);
        assert!((beside || fails.clone().count() > 0) && fails.clone().all(|example| example["message"].is_string()));
    }
}

#[test]
fn a_rule_in_full() {
    let outcome = command(&["k8s-guardrails", "explain", "capabilities_restricted"], "");
    assert_eq!((outcome.status, outcome.errors.as_str()), (PASSED, ""));
    golden("explain.txt", &outcome.output);
}

#[test]
fn every_rule_can_be_explained() {
    for rule in guardrails_core::rules() {
        let outcome = command(&["k8s-guardrails", "explain", rule.id], "");
        assert_eq!(outcome.status, PASSED);
        let detail = match rule.template() {
            Some(template) => template.examples[0].title,
            None => rule.revisions[0].change,
        };
        for part in [rule.id, rule.title, rule.upstream, rule.fields.first().unwrap_or(&""), detail] {
            assert!(outcome.output.contains(part), "{part} is not in:\n{}", outcome.output);
        }
    }
}

#[test]
fn a_rule_of_azure_policy_by_its_alias() {
    let outcome = command(&["k8s-guardrails", "explain", "host-network-ports"], "");
    assert_eq!((outcome.status, outcome.errors.as_str()), (PASSED, ""));
    golden("explain-azure.txt", &outcome.output);
}

#[test]
fn where_an_object_runs() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
    let job = std::fs::read_to_string(format!("{examples}/placement/job.yaml")).unwrap();
    let policy = format!("{examples}/policies/placement.yaml");
    let outcome = command(&["k8s-guardrails", "check", "-", "--policy", &policy], &job);
    assert_eq!((outcome.status, outcome.errors.as_str()), (guardrails_cli::DENIED, ""));
    golden("placement.txt", &outcome.output);
}

#[test]
fn a_rule_about_nodes_in_full() {
    let outcome = command(&["k8s-guardrails", "explain", "virtualNodeV2Volumes"], "");
    assert_eq!((outcome.status, outcome.errors.as_str()), (PASSED, ""));
    golden("explain-node.txt", &outcome.output);
}
