//! Constraints that ask for the other objects of a run: those that are given count, what stays open is said.

use guardrails_core::{Context, Inventory, Item, ManifestError, Policy, Scratch, Verdict};

const POLICY: &str = "\
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sAzureV1UniqueServiceSelector
metadata: {name: services}
---
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sAzureV2DisallowedBadPodDisruptionBudgets
metadata: {name: budgets}
spec: {match: {kinds: [{apiGroups: [policy], kinds: [PodDisruptionBudget]}]}}
---
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sAzureV1NotationVerification
metadata: {name: images}
";

const OPEN: &str =
    "warn: not decided here: whether selectors are unique depends on the Services of the namespace that are not given";
const UNSIGNED: &str =
    "warn: not decided here: whether images are signed is known to the cluster's ratify-provider alone";

fn service(name: &str, rest: &str) -> String {
    format!("{{apiVersion: v1, kind: Service, metadata: {{name: {name}, namespace: shop}}, spec: {rest}}}")
}

fn budget(name: &str, rest: &str) -> String {
    format!(
        "{{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {{name: {name}, namespace: shop}}, spec: {rest}}}"
    )
}

fn workload(kind: &str, name: &str, replicas: &str) -> String {
    format!(
        "{{apiVersion: apps/v1, kind: {kind}, metadata: {{name: {name}, namespace: shop}}, spec: {{{replicas} selector: \
         {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: []}}}}}}}}"
    )
}

fn pod(name: &str) -> String {
    format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: shop}}, spec: {{containers: \
             [{{name: c, image: c}}]}}}}"
    )
}

/// What is said of each object of a run over several streams, the first of which may be looked ahead in.
fn run(streams: &[Vec<String>], look_ahead: bool) -> Vec<Vec<String>> {
    let policy = Policy::load(POLICY).unwrap();
    assert!(policy.reads_other_objects());
    let (mut scratch, mut inventory, mut said) = (Scratch::new(), Inventory::default(), Vec::new());
    let streams: Vec<String> = streams.iter().map(|documents| documents.join("\n---\n")).collect();
    let context = Context::default();
    for stream in streams.iter().filter(|_| look_ahead) {
        policy.look_ahead(stream.as_bytes(), context, &mut scratch, &mut inventory).unwrap();
    }
    for stream in &streams {
        let each = |_: &Item<'_>, result: Result<Verdict<'_>, ManifestError>| {
            let verdict = result.unwrap_or_else(|error| panic!("{error}: {stream}"));
            let findings = verdict.findings().filter(|finding| !finding.is_implied());
            said.push(findings.map(|finding| format!("{}: {finding}", finding.effect().name())).collect());
        };
        policy.evaluate_all_in(stream.as_bytes(), context, &mut scratch, &mut inventory, each).unwrap();
    }
    said
}

fn same_as(other: &str) -> String {
    format!("deny: same selector as service <{other}> in namespace <shop> with overlapping ports.")
}

#[test]
fn services_are_held_against_the_others_of_the_run() {
    let same = "{selector: {app: web, tier: front}, ports: [{port: 80}, {port: 443}]}";
    let turned = "{selector: {tier: front, app: web}, ports: [{port: 443}]}";
    let first =
        vec![service("a", same), service("other-ports", "{selector: {app: web, tier: front}, ports: [{port: 81}]}")];
    let second = vec![
        service("b", turned),
        service("fewer-labels", "{selector: {app: web}, ports: [{port: 80}]}"),
        service("a", same),
        service("c", turned),
        "{apiVersion: v1, kind: Service, metadata: {name: a, namespace: elsewhere}, spec: {selector: {app: web, tier: \
         front}, ports: [{port: 80}]}}"
            .to_owned(),
    ];
    let streams = [first, second];
    let none: Vec<String> = vec![];
    assert_eq!(
        run(&streams, true),
        [
            vec![same_as("b"), same_as("c")],
            vec![OPEN.to_owned()],
            vec![same_as("a"), same_as("c")],
            none.clone(),
            vec![same_as("b"), same_as("c")],
            vec![same_as("a"), same_as("b")],
            none.clone(),
        ]
    );
    // In one pass what has come before counts.
    let one_pass = run(&streams, false);
    assert_eq!(one_pass[0], [OPEN]);
    assert_eq!(one_pass[2], [same_as("a")]);
    assert_eq!(one_pass[5], [same_as("a"), same_as("b")]);
}

#[test]
fn services_without_a_selector_are_alike_and_of_two_by_one_name_the_later_counts() {
    let services = |rest: &str| {
        vec![service("a", "{ports: [{port: 80}]}"), service("b", rest), service("b", "{selector: {b: b}}")]
    };
    let none: Vec<String> = vec![];
    assert_eq!(
        run(&[services("{selector: {}, ports: [{port: 80}]}")[..2].to_vec()], true),
        [[same_as("b")], [same_as("a")]]
    );
    assert_eq!(run(&[services("{ports: [{port: 80}]}")], true), [vec![OPEN.to_owned()], vec![same_as("a")], none]);
}

#[test]
fn of_many_alike_some_are_told() {
    let many: Vec<String> =
        (0..100).map(|n| service(&format!("s{n:03}"), "{selector: {a: b}, ports: [{port: 80}]}")).collect();
    let said = run(&[many], true);
    assert_eq!(said[99].len(), 16);
    assert_eq!(said[99][15], same_as("s015"));
}

#[test]
fn budgets_are_held_against_the_workloads_of_the_run() {
    let selects = |rest: &str| budget("web", &format!("{{selector: {{matchLabels: {{app: web}}}}, {rest}}}"));
    let open = "warn: not decided here: whether minAvailable of PodDisruptionBudget web is less than the replicas depends on \
                the workload";
    let too_few = |kind: &str, replicas: u32| {
        format!(
            "deny: PodDisruptionBudget web specifies minAvailable of 2, but matching {kind} w has {replicas} replicas. \
             minAvailable should be less than {replicas}"
        )
    };
    let judged = |budget: String, others: &[String]| {
        let documents: Vec<String> = [&[budget], others].concat();
        run(&[documents], true).swap_remove(0)
    };
    for kind in ["Deployment", "StatefulSet", "ReplicaSet"] {
        assert_eq!(judged(selects("minAvailable: 2"), &[workload(kind, "w", "replicas: 2,")]), [too_few(kind, 2)]);
        assert_eq!(judged(selects("minAvailable: 2"), &[workload(kind, "w", "")]), [too_few(kind, 1)]);
        assert_eq!(judged(selects("minAvailable: 2"), &[workload(kind, "w", "replicas: 3,")]), [""; 0]);
    }
    // What is not looked at, or not there, decides nothing.
    assert_eq!(judged(selects("minAvailable: 2"), &[]), [open]);
    assert_eq!(judged(selects("minAvailable: 2"), &[workload("DaemonSet", "w", "")]), [open]);
    assert_eq!(judged(selects("minAvailable: 50%"), &[workload("Deployment", "w", "replicas: 9,")]), [open]);
    let other = workload("Deployment", "w", "replicas: 1,").replace("app: web", "app: other");
    assert_eq!(judged(selects("minAvailable: 2"), &[other]), [open]);
    assert_eq!(judged(budget("web", "{minAvailable: 2}"), &[workload("Deployment", "w", "replicas: 1,")]), [open]);
    let refused = "deny: PodDisruptionBudget <web> has maxUnavailable of 0, only positive integers are allowed for maxUnavailable";
    assert_eq!(judged(selects("maxUnavailable: 0"), &[]), [refused]);
    assert_eq!(judged(selects("maxUnavailable: 1"), &[]), [""; 0]);
}

#[test]
fn what_concerns_the_run_is_said_once() {
    let pods = |range: std::ops::Range<u32>| range.map(|n| pod(&format!("p{n}"))).collect::<Vec<_>>();
    let said: Vec<String> = run(&[pods(0..3), pods(3..6)], true).concat();
    assert_eq!(said, [UNSIGNED]);
    let said: Vec<String> = run(&[pods(0..3), pods(3..6)], false).concat();
    assert_eq!(said, [UNSIGNED]);
    // Alone, each object is a run of its own.
    let policy = Policy::load(POLICY).unwrap();
    let mut scratch = Scratch::new();
    for _ in 0..2 {
        let pod = pod("p");
        assert_eq!(policy.evaluate(pod.as_bytes(), Context::default(), &mut scratch).unwrap().findings().count(), 1);
    }
}

/// Reviews in a stream know what was given before them, and what has been said.
#[test]
fn reviews_in_a_run_know_the_others() {
    let review = |name: &str| {
        format!(
            r#"{{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{{"uid":"1","operation":"CREATE",
                "kind":{{"group":"","version":"v1","kind":"Service"}},"resource":{{"group":"","version":"v1","resource":"services"}},
                "namespace":"shop","name":"{name}","object":{{"apiVersion":"v1","kind":"Service","metadata":{{"name":"{name}",
                "namespace":"shop"}},"spec":{{"selector":{{"app":"{name}"}},"ports":[{{"port":80}}]}}}}}}}}"#
        )
    };
    let known = service("known", "{selector: {app: web}, ports: [{port: 80}]}");
    let said = run(&[vec![known, review("web"), review("shop")]], false);
    assert_eq!(said, [vec![OPEN.to_owned()], vec![same_as("known")], vec![]]);
}
