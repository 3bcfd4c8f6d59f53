//! Hostile inputs: the work grows with their size and no faster, counted in instructions.
//!
//! Needs valgrind, which runs this very program with one case at one size. Without it nothing here is
//! proved, and it says so; under `CI=true` that is a failure.

use std::fmt::Write as _;
use std::process::Command;

use guardrails_core::{Context, Policy, Scratch};

/// A hostile input by its size.
type Make = fn(usize) -> Vec<u8>;

const CASES: [(&str, usize, Make); 9] = [
    ("host ports", 5_000, ports),
    ("containers", 2_000, containers),
    ("capabilities", 4_000, capabilities),
    ("unknown keys", 10_000, unknown_keys),
    ("annotations of containers", 1_000, annotations),
    ("depth", 50_000, depth),
    ("a long string with escapes", 50_000, long_string),
    ("long names alike", 200, long_names),
    ("images of an update", 2_000, update),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [case, size] = arguments.as_slice()
        && let Some((.., make)) = CASES.iter().find(|(name, ..)| name == case)
    {
        return judge(&make(size.parse().unwrap()));
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("\n*** NOT RUN: counting instructions needs valgrind, and this machine has none.");
        eprintln!("*** Nothing was shown about the growth of work in this run.\n");
        std::process::exit(i32::from(std::env::var("CI").is_ok_and(|ci| ci == "true")));
    }
    for (name, size, _) in CASES {
        let [none, once, twice] = [0, size, 2 * size].map(|size| instructions(name, size));
        let (once, twice) = (once - none, twice - none);
        let growth = twice as f64 / once.max(1) as f64;
        println!("growth of {name}: {once} instructions at {size}, {twice} at twice that ({growth:.2}x)");
        // Sorting adds a little to twice; the square of it would be four times.
        assert!(growth < 2.5, "{name} grows faster than its size");
    }
    println!("{} passed, 0 failed", CASES.len());
}

/// How many instructions judging a case takes, the start of the program included.
fn instructions(case: &str, size: usize) -> u64 {
    let program = std::env::current_exe().unwrap();
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([case, &size.to_string()])
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stderr);
    let collected =
        report.split_once("Collected : ").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
    collected.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{case}: {report}"))
}

/// Judges a text every way there is and writes every message.
fn judge(text: &[u8]) {
    let policy = Policy::load(
        r#"{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{"enforce":"baseline","warn":"restricted",
            "audit":"baseline","auditVersion":"v1.18"}}"#,
    );
    let policy = policy.unwrap();
    let mut scratch = Scratch::new();
    let mut sink = String::new();
    match policy.evaluate(text, Context::default(), &mut scratch) {
        Ok(verdict) => {
            verdict.findings().for_each(|finding| write!(sink, "{finding}").unwrap());
            verdict.write_json(&mut sink).unwrap();
        }
        Err(error) => error.write_json(&mut sink).unwrap(),
    }
    if let Ok(review) = policy.review(text, &mut scratch) {
        review.write_response(&mut sink).unwrap();
    }
    assert!(!sink.is_empty());
}

/// A pod whose spec holds this.
fn pod(spec: &str) -> Vec<u8> {
    format!(r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p"}},"spec":{{{spec}}}}}"#).into_bytes()
}

/// Elements of a list.
fn list(size: usize, element: impl Fn(usize) -> String) -> String {
    (0..size).map(element).collect::<Vec<_>>().join(",")
}

fn ports(size: usize) -> Vec<u8> {
    let ports = list(size, |n| format!(r#"{{"hostPort":{}}}"#, n % 65_535 + 1));
    pod(&format!(r#""containers":[{{"name":"c","ports":[{ports}]}}]"#))
}

fn containers(size: usize) -> Vec<u8> {
    let containers = list(size, |n| format!(r#"{{"name":"c{n}","livenessProbe":{{"httpGet":{{"host":"h{n}"}}}}}}"#));
    pod(&format!(r#""containers":[{containers}]"#))
}

fn capabilities(size: usize) -> Vec<u8> {
    let names = list(size, |n| format!(r#""CAP_{n}""#));
    pod(&format!(r#""containers":[{{"name":"c","securityContext":{{"capabilities":{{"add":[{names}]}}}}}}]"#))
}

fn unknown_keys(size: usize) -> Vec<u8> {
    pod(&list(size, |n| format!(r#""k{n}":0"#)))
}

fn annotations(size: usize) -> Vec<u8> {
    let of = |prefix: &str| list(size, |n| format!(r#""{prefix}c{n}":"unconfined""#));
    let annotations =
        [of("container.apparmor.security.beta.kubernetes.io/"), of("container.seccomp.security.alpha.kubernetes.io/")];
    let containers = list(size, |n| format!(r#"{{"name":"c{n}"}}"#));
    format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"annotations":{{{}}}}},"spec":{{"containers":[{containers}]}}}}"#,
        annotations.join(",").trim_matches(',')
    )
    .into_bytes()
}

fn depth(size: usize) -> Vec<u8> {
    pod(&format!(r#""x":{}1{}"#, "[".repeat(size), "]".repeat(size)))
}

fn long_string(size: usize) -> Vec<u8> {
    pod(&format!(r#""containers":[{{"name":"{}"}}]"#, r"\n".repeat(size)))
}

fn long_names(size: usize) -> Vec<u8> {
    let long = "a".repeat(1_000);
    let hosts =
        list(size, |n| format!(r#"{{"name":"{long}{n}","livenessProbe":{{"httpGet":{{"host":"{long}{n}"}}}}}}"#));
    pod(&format!(r#""containers":[{hosts}]"#))
}

fn update(size: usize) -> Vec<u8> {
    let containers = list(size, |n| format!(r#"{{"name":"c{n}","image":"i"}}"#));
    let object = format!(r#"{{"apiVersion":"v1","kind":"Pod","spec":{{"ephemeralContainers":[{containers}]}}}}"#);
    format!(
        r#"{{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{{"uid":"1","operation":"UPDATE",
            "resource":{{"resource":"pods"}},"object":{object},"oldObject":{object}}}}}"#
    )
    .into_bytes()
}
