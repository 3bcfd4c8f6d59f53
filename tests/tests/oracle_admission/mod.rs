//! Admission: a review in, the response compared with that of upstream's webhook.

use base64::Engine;
use guardrails_core::{Policy, Scratch};
use guardrails_tests::deviations::Deviations;
use guardrails_tests::generate;
use guardrails_tests::oracle::Oracle;
use serde_json::{Value, json};

/// The resources that admission judges.
const JUDGED: [(&str, &str); 9] = [
    ("", "pods"),
    ("", "podtemplates"),
    ("", "replicationcontrollers"),
    ("apps", "replicasets"),
    ("apps", "deployments"),
    ("apps", "statefulsets"),
    ("apps", "daemonsets"),
    ("batch", "jobs"),
    ("batch", "cronjobs"),
];

/// Answers generated reviews.
pub fn run(oracle: &Oracle, deviations: &Deviations, seed: u64, reviews: u64) {
    let made: Vec<(String, Vec<u8>)> = (seed..seed + reviews).map(generate::review).collect();
    let questions: Vec<Value> = (seed..)
        .zip(&made)
        .map(|(seed, (policy, review))| {
            let policy: Value = serde_json::from_str(policy).unwrap();
            let review = base64::engine::general_purpose::STANDARD.encode(review);
            json!({"id": seed, "policy": policy, "review_b64": review})
        })
        .collect();
    let (mut counts, mut by_labels) = ([0u64; 4], [0u64; 4]);
    for (answer, (section, review)) in oracle.ask("admission", &questions).iter().zip(&made) {
        let document = format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{section}}}"#);
        counts[compare(answer, &document, review, deviations) as usize] += 1;
        by_labels[compare(answer, &labelled(section, review), review, deviations) as usize] += 1;
    }
    let [equal, not_asked, unreadable, no_policy] = counts;
    println!(
        "oracle admission: {equal} equal, {not_asked} that admission is not asked about, {unreadable} that cannot be read, \
         {no_policy} with labels that our policy documents refuse"
    );
    println!(
        "oracle admission, levels from the labels of namespaces: {} equal, {} refused",
        by_labels[0], by_labels[3]
    );
    assert!(equal * 2 > reviews && by_labels[0] > equal, "too few compared");
}

#[derive(Clone, Copy)]
enum Compared {
    Equal,
    NotAsked,
    Unreadable,
    NoPolicy,
}

/// The same policy as labels of the review's namespace, whatever they say.
fn labelled(section: &str, review: &[u8]) -> String {
    let section: Value = serde_json::from_str(section).unwrap();
    let label = |key: &str| format!("pod-security.kubernetes.io/{}", key.replace("Version", "-version"));
    let modes = section.as_object().unwrap().iter().filter(|(key, _)| *key != "exemptions");
    let labels: serde_json::Map<String, Value> = modes.map(|(key, value)| (label(key), value.clone())).collect();
    let review: Value = serde_json::from_slice(review).unwrap_or_default();
    let request = if review["request"].is_object() { &review["request"] } else { &review };
    let namespaces = match request["namespace"].as_str().filter(|name| !name.is_empty()) {
        Some(name) => json!([{"name": name, "labels": labels}]),
        // Nobody knows the labels of no namespace; upstream asks for them all the same.
        None => return "none".to_owned(),
    };
    let mut pod_security = json!({"fromNamespaceLabels": true});
    if let Some(exemptions) = section.get("exemptions") {
        pod_security["exemptions"] = exemptions.clone();
    }
    let kind =
        json!({"apiVersion": "guardrails/v1", "kind": "Policy", "podSecurity": pod_security, "namespaces": namespaces});
    kind.to_string()
}

fn compare(answer: &Value, document: &str, review: &[u8], deviations: &Deviations) -> Compared {
    let Ok(policy) = Policy::load(document) else { return Compared::NoPolicy };
    let shown = || format!("seed {}: {}", answer["id"], String::from_utf8_lossy(review));
    let mut scratch = Scratch::new();
    let mut response = String::new();
    let error = match policy.review(review, &mut scratch) {
        Err(error) => Some(error),
        Ok(review) => {
            review.write_response(&mut response).unwrap();
            review.into_verdict().err()
        }
    };
    let theirs = &answer["response"];
    if let Some(error) = error {
        // Unreadable here is a denial. Upstream denies pods and lets workloads pass; repeated keys and the
        // like it reads.
        let unreadable = theirs.is_null() || theirs.to_string().contains("failed to decode");
        assert!(unreadable || deviations.may_refuse(error.kind().name()), "{error}\n{theirs}\n{}", shown());
        return Compared::Unreadable;
    }
    let mut ours: Value = serde_json::from_str(&response).unwrap();
    let mut ours = ours["response"].take();
    ours.as_object_mut().unwrap().remove("uid");
    if !is_asked(review) {
        assert_eq!(ours, json!({"allowed": true}), "{}", shown());
        return Compared::NotAsked;
    }
    let mut theirs = theirs.clone();
    theirs.as_object_mut().unwrap_or_else(|| panic!("no answer\n{}", shown())).remove("uid");
    assert_eq!(ours, theirs, "{}", shown());
    Compared::Equal
}

/// Whether upstream's webhook is registered for such a request.
fn is_asked(review: &[u8]) -> bool {
    let review: Value = serde_json::from_slice(review).unwrap();
    let request = if review["request"].is_object() { &review["request"] } else { &review };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let resource = (text(&request["resource"]["group"]), text(&request["resource"]["resource"]));
    ["CREATE", "UPDATE"].contains(&text(&request["operation"]).as_str())
        && JUDGED.iter().any(|(group, name)| resource == ((*group).to_owned(), (*name).to_owned()))
}
