//! The work of Azure Policy: two sets of constraints, with and without Pod Security.

use guardrails_core::{Context, Policy, Scratch};
use serde_json::Value;

use crate::corpus;
use crate::work::{Work, over};

const TYPICAL: &[u8] = include_bytes!("../../tests/manifests/azure-typical.json");
const RESTRICTED: &str = include_str!("../../tests/manifests/azure-restricted.json");
const SAFEGUARDS: &str = include_str!("../../tests/manifests/azure-safeguards.json");
const POD_SECURITY: &str =
    r#"{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{"enforce":"baseline","warn":"restricted"}}"#;

/// Everything that is measured of constraints.
pub fn all() -> Vec<Work> {
    let rows = [("azure typical", vec![TYPICAL.to_vec()]), ("azure 256 pods", corpus::pods())];
    let mut works = Vec::new();
    for (row, pods) in rows {
        works.push(over(row, "Pod Security", &pods, judge(POD_SECURITY)));
        works.push(over(row, "Pod Security and restricted", &pods, judge(&format!("{POD_SECURITY}{RESTRICTED}"))));
        works.push(over(row, "restricted", &pods, judge(RESTRICTED)));
        works.push(over(row, "restricted, reading alone", &pods, judge(&for_nobody(RESTRICTED))));
        works.push(over(row, "safeguards", &pods, judge(SAFEGUARDS)));
        works.push(over(row, "safeguards, reading alone", &pods, judge(&for_nobody(SAFEGUARDS))));
    }
    works
}

/// From bytes to the verdict, literally: the objects are Pods as they stand in a cluster.
fn judge(policy: &str) -> impl FnMut(&[u8]) -> usize + 'static {
    let policy = Policy::load(policy).expect("a policy as people write it");
    let mut scratch = Scratch::new();
    move |pod| {
        let verdict = policy.as_given(pod, Context::default(), &mut scratch).expect("a pod");
        usize::from(verdict.is_allowed())
    }
}

/// The same constraints for a kind that does not exist: what they look at is read, and none of them is asked.
fn for_nobody(constraints: &str) -> String {
    let mut list: Value = serde_json::from_str(constraints).expect("JSON");
    for constraint in list["items"].as_array_mut().expect("a list") {
        constraint["spec"]["match"]["kinds"] = serde_json::json!([{"apiGroups": [""], "kinds": ["Nothing"]}]);
    }
    list.to_string()
}
