//! Objects that a seed makes, with a few edits: judged at several policies.

use std::sync::LazyLock;

use guardrails_core::{Context, Level, Policy, Scratch, Version};
use guardrails_tests::generate;
use serde_json::Value;

use crate::promises::{answer, begins_like_json, check_error, check_verdict, evaluate};

/// Three modes at once, and each of them alone.
struct Modes {
    together: Policy,
    alone: Vec<(&'static str, Policy)>,
}

static MODES: LazyLock<Modes> = LazyLock::new(|| {
    let modes = [("enforce", "baseline", "latest"), ("audit", "restricted", "v1.24"), ("warn", "restricted", "v1.36")];
    let section =
        |(mode, level, version): (&str, &str, &str)| format!(r#""{mode}":"{level}","{mode}Version":"{version}""#);
    let load = |section: String| {
        // Of this namespace is what leaves dirt in the scratch, so that it leaves a note as well.
        let exempt = r#""exemptions":{"namespaces":["dirt"]}"#;
        let document =
            format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{{{section},{exempt}}}}}"#);
        Policy::load(document).expect("a policy as people write it")
    };
    Modes {
        together: load(modes.map(section).join(",")),
        alone: modes.into_iter().map(|it| (it.0, load(section(it)))).collect(),
    }
});

/// Every class of nodes, and a virtual node that keeps nobody away, so that its rules look at every pod.
fn everywhere() -> Policy {
    let document = r#"{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{"enforce":"restricted"},"placement":{"nodes":
        ["linux","windows","virtual-node-v2",{"name":"open","class":"virtual-node","taints":[]}],"void":"deny"}}"#;
    Policy::load(document).expect("a policy as people write it")
}

static SINGLE: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let at = |level, minor| Policy::pod_security(level, Version::v1(minor));
    vec![
        at(Level::Baseline, 0),
        at(Level::Restricted, 18),
        at(Level::Restricted, 25),
        Policy::pod_security(Level::Restricted, Version::LATEST),
        Policy::pod_security(Level::Privileged, Version::LATEST),
        everywhere(),
    ]
});

/// Leaves something in every corner of a scratch.
const DIRT: &[u8] = br#"{"metadata":{"annotations":{"container.apparmor.security.beta.kubernetes.io/a":"unconfined","x":"y"},
    "name":"dirt","namespace":"dirt"},"spec":{"hostNetwork":true,"hostPID":true,"hostUsers":false,"runtimeClassName":"r",
    "os":{"name":"windows"},"nodeName":"n","nodeSelector":{"a":"b"},"tolerations":[{"operator":"Exists"}],
    "schedulingGates":[{"name":"g"}],"schedulerName":"s","imagePullSecrets":[{"name":"p"}],"affinity":{"nodeAffinity":{
    "requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"k","operator":"In",
    "values":["v"]}]}]}}},"securityContext":{"sysctls":[{"name":"s","value":"1"}],"runAsUser":0,"seccompProfile":{"type":"U"}},
    "volumes":[{"name":"v","hostPath":{"path":"/"}},{"name":"w"}],"initContainers":[{"name":"a","ports":[{"hostPort":1}]}],
    "containers":[{"name":"b","livenessProbe":{"httpGet":{"host":"h"}},"securityContext":{"privileged":true,
    "capabilities":{"add":["X"],"drop":["Y"]}}}],"ephemeralContainers":[{"name":"e"}]},"apiVersion":"v1","kind":"Pod"}"#;

/// The first byte says how the object is made and what is asked of it, the next eight are a seed, and what follows
/// are edits of four bytes each.
pub fn check(data: &[u8]) {
    let Some((&[flags, ref seed @ ..], edits)) = data.split_first_chunk::<9>() else { return };
    let object = made(flags & 1 == 1, u64::from_le_bytes(*seed), edits);
    match usize::from(flags >> 1) % (SINGLE.len() + 3) {
        0 => modes_agree(&object),
        1 => review_agrees(&object),
        2 => scratch_can_be_used_again(&MODES.together, &object),
        n => scratch_can_be_used_again(&SINGLE[n - 3], &object),
    }
}

fn made(odd: bool, seed: u64, edits: &[u8]) -> Vec<u8> {
    let mut object = if odd { generate::odd_object(seed) } else { generate::object(seed) };
    for edit in edits.as_chunks::<4>().0.iter().take(64) {
        apply(&mut object, *edit);
    }
    object
}

/// Nothing is left of the object before.
fn scratch_can_be_used_again(policy: &Policy, object: &[u8]) {
    let fresh = evaluate(policy, object).json;
    let mut scratch = Scratch::new();
    assert!(policy.evaluate(DIRT, Context::default(), &mut scratch).is_ok());
    let used = answer(policy.evaluate(object, Context::default(), &mut scratch), object).json;
    assert_eq!(fresh, used, "a used scratch is as good as a fresh one");
    answer(policy.as_given(object, Context::default(), &mut scratch), object);
}

/// What an edit may put in.
const PIECES: [&str; 16] = [
    "null",
    "{}",
    "[]",
    "true",
    "\"\"",
    "-0",
    "2147483648",
    "\\ud800",
    "\\u0000",
    "\"hostPID\":true,",
    "\"hostPID\":false,",
    ",\"x\":1",
    "[[[[",
    "\"securityContext\":{},",
    "\"kind\":\"Job\",",
    "\u{212A}",
];

fn apply(object: &mut Vec<u8>, [low, high, what, byte]: [u8; 4]) {
    if object.is_empty() {
        return;
    }
    let at = usize::from(u16::from_le_bytes([low, high])) % object.len();
    match what % 5 {
        0 => object[at] = byte,
        1 => object.insert(at, byte),
        2 => drop(object.drain(at..object.len().min(at + usize::from(byte)))),
        3 => {
            let copy = object[at..object.len().min(at + usize::from(byte))].to_vec();
            drop(object.splice(at..at, copy));
        }
        _ => drop(object.splice(at..at, PIECES[usize::from(byte) % PIECES.len()].bytes())),
    }
}

/// Several modes in one pass say what each of them says alone.
fn modes_agree(object: &[u8]) {
    let results = |policy: &Policy| -> Option<Vec<Value>> {
        let answer = evaluate(policy, object);
        let verdict: Value = serde_json::from_str(&answer.json).expect("checked before");
        answer.error.is_none().then(|| verdict["podSecurity"].as_array().cloned().unwrap_or_default())
    };
    let together = results(&MODES.together);
    for (mode, policy) in &MODES.alone {
        let of_mode = |results: &Vec<Value>| results.iter().find(|result| result["mode"] == *mode).cloned();
        assert_eq!(together.as_ref().map(of_mode), results(policy).as_ref().map(of_mode), "{mode}");
    }
}

/// A Pod in a review is judged as it is given.
fn review_agrees(object: &[u8]) {
    if !begins_like_json(object) {
        return;
    }
    let policy = &SINGLE[3];
    let (mut scratch, mut other) = (Scratch::new(), Scratch::new());
    let Ok(given) = policy.as_given(object, Context::default(), &mut scratch) else { return };
    if given.kind().to_string() != "Pod" || given.api_version().to_string() != "v1" {
        return;
    }
    let mut review =
        br#"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"1","operation":"CREATE",
        "resource":{"group":"","version":"v1","resource":"pods"},"object":"#
            .to_vec();
    review.extend(object);
    review.extend(b"}}");
    let review = policy.review(&review, &mut other).expect("the uid can be read");
    let mut response = String::new();
    review.write_response(&mut response).expect("a string takes everything");
    let response: Value = serde_json::from_str(&response).expect("the response is JSON");
    match review.verdict() {
        Ok(verdict) => {
            check_verdict(verdict);
            assert_eq!(response["response"]["allowed"], given.is_allowed());
            let messages = |findings: Vec<String>| findings.join("\n");
            assert_eq!(
                messages(verdict.findings().map(|finding| finding.to_string()).collect()),
                messages(given.findings().map(|finding| finding.to_string()).collect())
            );
        }
        // Three levels deeper, it may be too deep, and no more than that.
        Err(error) => assert_eq!(error.kind().name(), "depth", "{}", check_error(error, None)),
    }
}
