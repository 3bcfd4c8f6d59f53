//! Hostile inputs: the work grows with their size and no faster, counted in instructions.
//!
//! Needs valgrind, which runs this very program with one case at one size. Without it nothing here is
//! proved, and it says so; under `CI=true` that is a failure.

use std::fmt::Write as _;
use std::process::Command;

use guardrails_core::{Context, Inventory, Item, ManifestError, Policy, Scratch, Verdict};

/// A hostile input by its size.
type Make = fn(usize) -> Vec<u8>;

const CASES: [(&str, usize, Make); 14] = [
    ("host ports", 5_000, ports),
    ("containers", 2_000, containers),
    ("capabilities", 4_000, capabilities),
    ("unknown keys", 10_000, unknown_keys),
    ("annotations of containers", 1_000, annotations),
    ("depth", 50_000, depth),
    ("a long string with escapes", 50_000, long_string),
    ("long names alike", 200, long_names),
    ("images of an update", 2_000, update),
    ("tolerations", 4_000, tolerations),
    ("terms of a node affinity", 2_000, terms),
    ("values of a requirement", 4_000, values),
    ("volumes of a virtual node", 2_000, volumes),
    ("fields that a virtual node ignores", 1_000, ignored),
];

/// Constraints and an object, by size.
type MakeBoth = fn(usize) -> (String, Vec<u8>);

const CONSTRAINTS: [(&str, usize, MakeBoth); 4] = [
    ("containers under constraints", 1_000, constrained_containers),
    ("exclusions of constraints", 2_000, exclusions),
    ("volumes and mounts under constraints", 1_000, mounts),
    ("labels under constraints", 4_000, labels),
];

/// Constraints and a stream of objects, by size.
const STREAMS: [(&str, usize, MakeBoth); 3] = [
    ("services of one selector and port", 500, alike_services),
    ("services of one selector on ports of their own", 500, apart_services),
    ("budgets and workloads of one selector", 500, budgets),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [case, size] = arguments.as_slice()
        && let Some((.., make)) = CASES.iter().find(|(name, ..)| name == case)
    {
        return judge(&make(size.parse().unwrap()));
    }
    if let [case, size] = arguments.as_slice()
        && let Some((.., make)) = CONSTRAINTS.iter().find(|(name, ..)| name == case)
    {
        let (policy, text) = make(size.parse().unwrap());
        return judge_with(&Policy::load(policy).unwrap(), &text);
    }
    if let [case, size] = arguments.as_slice()
        && let Some((.., make)) = STREAMS.iter().find(|(name, ..)| name == case)
    {
        let (policy, text) = make(size.parse().unwrap());
        return judge_all(&Policy::load(policy).unwrap(), &text);
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("\n*** NOT RUN: counting instructions needs valgrind, and this machine has none.");
        eprintln!("*** Nothing was shown about the growth of work in this run.\n");
        std::process::exit(i32::from(std::env::var("CI").is_ok_and(|ci| ci == "true")));
    }
    let cases = CASES.iter().map(|(name, size, _)| (*name, *size));
    let besides = CONSTRAINTS.iter().chain(&STREAMS).map(|(name, size, _)| (*name, *size));
    let cases: Vec<_> = cases.chain(besides).collect();
    for (name, size) in &cases {
        let [none, once, twice] = [0, *size, 2 * size].map(|size| instructions(name, size));
        let (once, twice) = (once - none, twice - none);
        let growth = twice as f64 / once.max(1) as f64;
        println!("growth of {name}: {once} instructions at {size}, {twice} at twice that ({growth:.2}x)");
        // Sorting adds a little to twice; the square of it would be four times.
        assert!(growth < 2.5, "{name} grows faster than its size");
    }
    println!("{} passed, 0 failed", cases.len());
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
            "audit":"baseline","auditVersion":"v1.18"},
            "placement":{"nodes":["linux","windows",{"name":"v1","class":"virtual-node","taints":[]},"virtual-node-v2"]}}"#,
    );
    judge_with(&policy.unwrap(), text);
}

fn judge_with(policy: &Policy, text: &[u8]) {
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

/// Judges a stream after a look ahead, and writes every message.
fn judge_all(policy: &Policy, text: &[u8]) {
    let (mut scratch, mut sink, mut run) = (Scratch::new(), String::new(), Inventory::default());
    policy.look_ahead(text, Context::default(), &mut scratch, &mut run).unwrap();
    let write = |_: &Item<'_>, result: Result<Verdict<'_>, ManifestError>| {
        result.unwrap().findings().for_each(|finding| write!(sink, "{finding}").unwrap());
    };
    policy.evaluate_all_in(text, Context::default(), &mut scratch, &mut run, write).unwrap();
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

fn tolerations(size: usize) -> Vec<u8> {
    let tolerations = list(size, |n| format!(r#"{{"key":"k{n}","operator":"Exists"}}"#));
    pod(&format!(r#""containers":[{{"name":"c"}}],"tolerations":[{tolerations}]"#))
}

fn affinity(terms: &str) -> Vec<u8> {
    let required = r#""requiredDuringSchedulingIgnoredDuringExecution""#;
    pod(&format!(
        r#""containers":[{{"name":"c"}}],"affinity":{{"nodeAffinity":{{{required}:{{"nodeSelectorTerms":[{terms}]}}}}}}"#
    ))
}

fn terms(size: usize) -> Vec<u8> {
    affinity(&list(size, |n| format!(r#"{{"matchExpressions":[{{"key":"type","operator":"In","values":["v{n}"]}}]}}"#)))
}

fn values(size: usize) -> Vec<u8> {
    let values = list(size, |n| format!(r#""v{n}""#));
    affinity(&format!(r#"{{"matchExpressions":[{{"key":"kubernetes.io/os","operator":"In","values":[{values}]}}]}}"#))
}

fn volumes(size: usize) -> Vec<u8> {
    let volumes = list(size, |n| format!(r#"{{"name":"v{n}","csi":{{"driver":"d{}"}}}}"#, n % 7));
    pod(&format!(r#""containers":[{{"name":"c"}}],"volumes":[{volumes}]"#))
}

fn constraint(kind: &str, parameters: &str) -> String {
    let head = r#""apiVersion":"constraints.gatekeeper.sh/v1beta1","metadata":{"name":"it"}"#;
    format!(r#"{{{head},"kind":"{kind}","spec":{{"parameters":{parameters}}}}}"#)
}

/// Constraints that every container breaks, each with parameters that its messages print.
fn constrained_containers(size: usize) -> (String, Vec<u8>) {
    let containers = list(size, |n| {
        format!(
            r#"{{"name":"c{n}","image":"i{n}","ports":[{{"hostPort":1,"containerPort":2}}],
                "resources":{{"limits":{{"cpu":"{n}","memory":"1Gi"}}}},
                "securityContext":{{"privileged":true,"capabilities":{{"add":["A{n}"]}},"seccompProfile":{{"type":"x"}}}}}}"#
        )
    });
    let policy = [
        constraint("K8sAzureV2NoPrivilege", "{}"),
        constraint("K8sAzureV3HostNetworkingPorts", r#"{"minPort":0,"maxPort":0}"#),
        constraint(
            "K8sAzureV3AllowedCapabilities",
            r#"{"allowedCapabilities":["B"],"requiredDropCapabilities":["ALL"]}"#,
        ),
        constraint("K8sAzureV3AllowedSeccomp", r#"{"allowedProfiles":["runtime/default"]}"#),
        constraint("K8sAzureV3ContainerLimits", r#"{"cpuLimit":"1m","memoryLimit":"1Mi"}"#),
        constraint("K8sAzureV2ContainerEnforceProbes", r#"{"enforceProbes":["livenessProbe"]}"#),
        constraint(
            "K8sAzureV3AllowedUsersGroups",
            r#"{"runAsUser":{"rule":"MustRunAs","ranges":[{"min":1,"max":2}]}}"#,
        ),
    ];
    (policy.concat(), pod(&format!(r#""containers":[{containers}]"#)))
}

/// As many exclusions as containers, none of which is left alone, in a message that does not print them.
fn exclusions(size: usize) -> (String, Vec<u8>) {
    let (names, images) = (list(size, |n| format!(r#""x{n}""#)), list(size, |n| format!(r#""y{n}*""#)));
    let parameters = format!(r#"{{"excludedContainers":[{names}],"excludedImages":[{images}]}}"#);
    let containers =
        list(size, |n| format!(r#"{{"name":"c{n}","image":"i{n}","securityContext":{{"privileged":true}}}}"#));
    (constraint("K8sAzureV2NoPrivilege", &parameters), pod(&format!(r#""containers":[{containers}]"#)))
}

fn mounts(size: usize) -> (String, Vec<u8>) {
    let volumes = list(size, |n| format!(r#"{{"name":"v{n}","hostPath":{{"path":"/p{n}"}}}}"#));
    let mounts = list(size, |n| format!(r#"{{"name":"v{n}","mountPath":"/m{n}"}}"#));
    let policy = [
        constraint("K8sAzureV3HostFilesystem", r#"{"allowedHostPaths":[{"pathPrefix":"/a"}]}"#),
        constraint("K8sAzureV2VolumeTypes", r#"{"volumes":["emptyDir"]}"#),
    ];
    (policy.concat(), pod(&format!(r#""containers":[{{"name":"c","volumeMounts":[{mounts}]}}],"volumes":[{volumes}]"#)))
}

fn labels(size: usize) -> (String, Vec<u8>) {
    let labels = list(size, |n| format!(r#""k{n}":"v""#));
    let required = list(size, |n| format!(r#""k{n}","r{n}""#));
    let object =
        format!(r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p","labels":{{{labels}}}}},"spec":{{}}}}"#);
    let parameters = format!(r#"{{"labels":[{required}]}}"#);
    (constraint("K8sAzureV1PodEnforceLabels", &parameters), object.into_bytes())
}

fn ignored(size: usize) -> Vec<u8> {
    let containers = list(size, |n| {
        format!(
            r#"{{"name":"c{n}","tty":true,"startupProbe":{{}},"securityContext":{{"runAsUser":1}},
                "env":[{{"name":"a","valueFrom":{{"secretKeyRef":{{"name":"s{n}","key":"k"}}}}}}]}}"#
        )
    });
    pod(&format!(r#""containers":[{containers}]"#))
}

/// Services that select the same pods, each on the ports that the number gives.
fn services(size: usize, port: impl Fn(usize) -> usize) -> (String, Vec<u8>) {
    let service = |n: usize| {
        format!(
            r#"{{"apiVersion":"v1","kind":"Service","metadata":{{"name":"s{n}"}},"spec":{{"selector":{{"a":"b"}},
                "ports":[{{"port":{}}}]}}}}"#,
            port(n)
        )
    };
    let objects: String = (0..size).map(service).collect();
    (constraint("K8sAzureV1UniqueServiceSelector", "{}"), objects.into_bytes())
}

fn alike_services(size: usize) -> (String, Vec<u8>) {
    services(size, |_| 80)
}

fn apart_services(size: usize) -> (String, Vec<u8>) {
    services(size, |n| n)
}

fn budgets(size: usize) -> (String, Vec<u8>) {
    let pair = |n: usize| {
        let selector = r#""selector":{"matchLabels":{"a":"b"}}"#;
        format!(
            r#"{{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{{"name":"b{n}"}},"spec":{{"minAvailable":2,{selector}}}}}
               {{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"d{n}"}},"spec":{{"replicas":3,{selector},
                "template":{{"spec":{{"containers":[]}}}}}}}}"#
        )
    };
    let objects: String = (0..size).map(pair).collect();
    (constraint("K8sAzureV2DisallowedBadPodDisruptionBudgets", "{}"), objects.into_bytes())
}
