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
    let mut counts = [0u64; 4];
    for (answer, (policy, review)) in oracle.ask("admission", &questions).iter().zip(&made) {
        counts[compare(answer, policy, review, deviations) as usize] += 1;
    }
    let [equal, not_asked, unreadable, no_policy] = counts;
    println!(
        "oracle admission: {equal} equal, {not_asked} that admission is not asked about, {unreadable} that cannot be read, \
         {no_policy} with labels that our policy documents refuse"
    );
    assert!(equal * 2 > reviews, "too few compared");
}

#[derive(Clone, Copy)]
enum Compared {
    Equal,
    NotAsked,
    Unreadable,
    NoPolicy,
}

fn compare(answer: &Value, policy: &str, review: &[u8], deviations: &Deviations) -> Compared {
    let document = format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{policy}}}"#);
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
