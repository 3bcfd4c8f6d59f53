//! Where objects land and what follows, a case for each way in which people meet virtual nodes.

use guardrails_core::{Context, Effect, Policy, Scratch, Verdict};
use serde_json::{Value, json};

const BOTH: &str = r#"{"nodes":["linux","virtual-node"]}"#;

/// Judges an object under a placement section, and restricted enforced beside it where `hardened`.
fn with<T>(section: &str, hardened: bool, object: &Value, look: impl FnOnce(&Verdict<'_>) -> T) -> T {
    let security = if hardened { r#","podSecurity":{"enforce":"restricted"}"# } else { "" };
    let policy = format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","placement":{section}{security}}}"#);
    let policy = Policy::load(policy).unwrap();
    let text = object.to_string();
    look(&policy.evaluate(text.as_bytes(), Context::default(), &mut Scratch::new()).unwrap())
}

/// The placement in the verdict's JSON, and each finding as `rule effect`.
fn judged(section: &str, object: &Value) -> (Value, Vec<String>) {
    with(section, false, object, |verdict| {
        let json: Value = serde_json::from_str(&verdict.to_json()).unwrap();
        let findings = verdict.findings().map(|it| format!("{} {}", it.rule().id, it.effect().name())).collect();
        (json["placement"].clone(), findings)
    })
}

fn notes(section: &str, object: &Value) -> Vec<String> {
    with(section, false, object, |verdict| verdict.notes().map(|note| note.to_string()).collect())
}

fn pod(spec: Value) -> Value {
    let mut spec = spec;
    let spec_map = spec.as_object_mut().unwrap();
    spec_map
        .entry("containers")
        .or_insert_with(|| json!([{"name": "c", "image": "i", "startupProbe": {"exec": {"command": ["a"]}}}]));
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec})
}

fn workload(kind: &str, spec: &Value) -> Value {
    let group = if kind == "Job" { "batch/v1" } else { "apps/v1" };
    json!({"apiVersion": group, "kind": kind, "metadata": {"name": "w"}, "spec": {"template": {"spec": pod(spec.clone())["spec"]}}})
}

fn tolerant() -> Value {
    json!([{"key": "virtual-kubelet.io/provider", "operator": "Exists"}])
}

#[test]
fn an_ordinary_pod_stays_on_machines() {
    let (placement, findings) = judged(BOTH, &pod(json!({})));
    assert_eq!(placement, json!({"linux": "must", "virtual-node": "cannot"}));
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_burst_pod_is_warned_and_one_that_must_is_refused() {
    let burst = pod(json!({"tolerations": tolerant()}));
    let (placement, findings) = judged(BOTH, &burst);
    assert_eq!(placement, json!({"linux": "can", "virtual-node": "can"}));
    assert_eq!(findings, ["virtualNodeStartupProbe warn"]);
    let bound = pod(json!({"tolerations": tolerant(), "nodeSelector": {"type": "virtual-kubelet"}}));
    let (placement, findings) = judged(BOTH, &bound);
    assert_eq!(placement, json!({"linux": "cannot", "virtual-node": "must"}));
    assert_eq!(findings, ["virtualNodeStartupProbe deny"]);
    let (_, findings) = judged(r#"{"nodes":["linux","virtual-node"],"refused":"warn"}"#, &bound);
    assert_eq!(findings, ["virtualNodeStartupProbe warn"]);
}

#[test]
fn workloads_are_judged_through_their_pods() {
    for kind in ["Job", "Deployment", "StatefulSet"] {
        let object = workload(kind, &json!({"tolerations": tolerant(), "nodeSelector": {"type": "virtual-kubelet"}}));
        let (placement, findings) = judged(BOTH, &object);
        assert_eq!(placement["virtual-node"], "must", "{kind}");
        assert_eq!(findings, ["virtualNodeStartupProbe deny"], "{kind}");
        let field = with(BOTH, false, &object, |verdict| verdict.findings().next().unwrap().fields().next());
        assert_eq!(field.as_deref(), Some("spec.template.spec.containers[0].startupProbe"));
    }
}

#[test]
fn a_daemon_set_that_tolerates_everything_reaches_virtual_nodes() {
    let (placement, findings) = judged(BOTH, &workload("DaemonSet", &json!({"tolerations": [{"operator": "Exists"}]})));
    assert_eq!(placement, json!({"linux": "can", "virtual-node": "can"}));
    assert_eq!(findings, ["virtualNodeStartupProbe warn", "virtualNodeDaemonSet warn"]);
    let (placement, findings) = judged(BOTH, &workload("DaemonSet", &json!({})));
    assert_eq!(placement["virtual-node"], "cannot");
    assert!(findings.is_empty());
}

#[test]
fn a_pod_that_tolerates_everything_can_land_anywhere_unless_it_keeps_off() {
    let (placement, _) = judged(BOTH, &pod(json!({"tolerations": [{"operator": "Exists"}]})));
    assert_eq!(placement, json!({"linux": "can", "virtual-node": "can"}));
    let off = json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
        {"matchExpressions": [{"key": "type", "operator": "NotIn", "values": ["virtual-kubelet"]}]}]}}});
    let (placement, findings) = judged(BOTH, &pod(json!({"tolerations": [{"operator": "Exists"}], "affinity": off})));
    assert_eq!(placement, json!({"linux": "must", "virtual-node": "cannot"}));
    assert!(findings.is_empty());
}

#[test]
fn a_live_pod_is_where_it_is() {
    let (placement, findings) = judged(BOTH, &pod(json!({"nodeName": "virtual-node-aci-linux"})));
    assert_eq!(placement, json!({"linux": "cannot", "virtual-node": "must"}));
    assert_eq!(findings, ["virtualNodeStartupProbe deny"]);
    let (placement, findings) = judged(BOTH, &pod(json!({"nodeName": "aks-nodepool1-12345678-vmss000000"})));
    assert_eq!(placement, json!({"linux": "must", "virtual-node": "cannot"}));
    assert!(findings.is_empty());
    // The scheduler's functions say no; the virtual kubelet does not ask them.
    let bypassing =
        pod(json!({"nodeName": "virtual-node-aci-linux", "nodeSelector": {"a": "b", "kubernetes.io/os": "windows"}}));
    let (placement, findings) = judged(BOTH, &bypassing);
    assert_eq!(placement["virtual-node"], "cannot");
    assert_eq!(findings, ["virtualNodeStartupProbe deny"]);
    assert!(notes(BOTH, &bypassing)[0].contains("binds the pod to the virtual node"));
}

#[test]
fn unknown_labels_never_exclude() {
    let (placement, _) = judged(BOTH, &pod(json!({"tolerations": tolerant(), "nodeSelector": {"team": "web"}})));
    assert_eq!(placement, json!({"linux": "can", "virtual-node": "can"}));
    // What the system sets is known: the add-on's node has no architecture.
    let (placement, _) =
        judged(BOTH, &pod(json!({"tolerations": tolerant(), "nodeSelector": {"kubernetes.io/arch": "amd64"}})));
    assert_eq!(placement, json!({"linux": "must", "virtual-node": "cannot"}));
    // The taint's value on virtual nodes v2 is not published.
    let equal = json!([{"key": "virtual-kubelet.io/provider", "value": "azure"}]);
    let (placement, _) = judged(r#"{"nodes":["virtual-node","virtual-node-v2"]}"#, &pod(json!({"tolerations": equal})));
    assert_eq!(placement, json!({"virtual-node": "can", "virtual-node-v2": "can"}));
}

#[test]
fn pools_are_as_they_are_described() {
    let section = r#"{"nodes":[{"name":"system","taints":["CriticalAddonsOnly=true:NoSchedule"]},
        {"name":"arm","class":"linux","labels":{"kubernetes.io/arch":"arm64"}},
        {"name":"win","labels":{"type":"virtual-kubelet","kubernetes.io/os":"windows"}}]}"#;
    let (placement, _) = judged(section, &pod(json!({"nodeSelector": {"kubernetes.io/arch": "arm64"}})));
    assert_eq!(placement, json!({"system": "cannot", "arm": "must", "win": "cannot"}));
    let windows = pod(json!({"tolerations": tolerant(), "nodeSelector": {"kubernetes.io/os": "windows"}}));
    let (placement, findings) = judged(section, &windows);
    assert_eq!(placement, json!({"system": "cannot", "arm": "cannot", "win": "must"}));
    assert_eq!(findings, ["virtualNodeStartupProbe deny"]);
}

#[test]
fn gates_delay_and_other_schedulers_decide_otherwise() {
    let object = pod(json!({"schedulingGates": [{"name": "g"}], "schedulerName": "mine"}));
    assert_eq!(judged(BOTH, &object).0["linux"], "must");
    let notes = notes(BOTH, &object);
    assert!(notes[0].contains("scheduling gates") && notes[1].contains("the scheduler `mine`"), "{notes:?}");
}

#[test]
fn an_operating_system_that_contradicts_the_nodes_is_a_finding() {
    let section = r#"{"nodes":["linux","windows"]}"#;
    let (_, findings) = judged(section, &pod(json!({"os": {"name": "windows"}})));
    assert_eq!(findings, ["virtualNodeOsWindows warn"]);
    let (_, findings) =
        judged(section, &pod(json!({"os": {"name": "windows"}, "nodeSelector": {"kubernetes.io/os": "linux"}})));
    assert_eq!(findings, ["virtualNodeOsWindows deny"]);
    let (_, findings) =
        judged(section, &pod(json!({"os": {"name": "windows"}, "nodeSelector": {"kubernetes.io/os": "windows"}})));
    assert!(findings.is_empty());
}

#[test]
fn guardrails_hold_on_paper_only_where_the_pod_must_run_on_the_add_on() {
    let hardened = json!([{"name": "c", "image": "i", "securityContext": {
        "allowPrivilegeEscalation": false, "runAsNonRoot": true, "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"}}}]);
    let must =
        pod(json!({"containers": hardened, "tolerations": tolerant(), "nodeSelector": {"type": "virtual-kubelet"}}));
    let can = pod(json!({"containers": hardened, "tolerations": tolerant()}));
    let found = |section: &str, object: &Value| {
        with(section, true, object, |verdict| {
            verdict.findings().map(|it| (it.rule().id, it.effect())).collect::<Vec<_>>()
        })
    };
    let void = ("virtualNodeSecurityContextVoid", Effect::Warn);
    assert_eq!(found(BOTH, &must), [("virtualNodeGuardrailsVoid", Effect::Warn), void]);
    assert_eq!(found(BOTH, &can), [void]);
    let deny = r#"{"nodes":["linux","virtual-node"],"void":"deny"}"#;
    assert_eq!(found(deny, &must)[0], ("virtualNodeGuardrailsVoid", Effect::Deny));
    assert_eq!(found(deny, &can), [void]);
    assert!(found(r#"{"nodes":["linux","virtual-node"],"void":"off"}"#, &must).is_empty());
}

#[test]
fn a_list_of_nodes_is_a_policy() {
    let list = json!({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a", "labels": {"kubernetes.io/os": "linux", "team": "web"}}},
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "b", "labels": {"kubernetes.io/os": "linux"}},
         "spec": {"taints": [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule", "timeAdded": "2026-01-01T00:00:00Z"}]}}]});
    let policy = Policy::load(list.to_string()).unwrap();
    let mut scratch = Scratch::new();
    let mut reach = |team: &str| {
        let object = pod(json!({"nodeSelector": {"team": team}})).to_string();
        let verdict = policy.evaluate(object.as_bytes(), Context::default(), &mut scratch).unwrap();
        verdict.placement().map(|place| format!("{} {}", place.name(), place.reach().name())).collect::<Vec<_>>()
    };
    assert_eq!(reach("web"), ["linux must"]);
    assert_eq!(reach("api"), ["linux cannot"]);
}

#[test]
fn malformed_placement_in_a_pod_is_refused_as_the_api_server_refuses_it() {
    let policy =
        Policy::load(format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","placement":{BOTH}}}"#)).unwrap();
    for spec in [
        json!({"nodeSelector": {"a": 1}}),
        json!({"nodeSelector": ["a"]}),
        json!({"tolerations": {"key": "a"}}),
        json!({"tolerations": [{"operator": true}]}),
        json!({"nodeName": 7}),
        json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": []}}}),
    ] {
        let object = pod(spec).to_string();
        let error = policy.evaluate(object.as_bytes(), Context::default(), &mut Scratch::new()).unwrap_err();
        assert_eq!(error.kind().name(), "type", "{object}");
        assert!(error.field().starts_with("spec."), "{object}");
    }
}

/// The second line of each example says what becomes of it: `linux can, virtual-node can; RULE EFFECT, …`.
#[test]
fn the_examples_say_what_becomes_of_them() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let policy = Policy::load(std::fs::read(folder.join("policies/placement.yaml")).unwrap()).unwrap();
    let mut count = 0;
    for file in std::fs::read_dir(folder.join("placement")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = text.lines().nth(1).unwrap().trim_start_matches("# ");
        let mut scratch = Scratch::new();
        let verdict = policy.evaluate(text.as_bytes(), Context::default(), &mut scratch).unwrap();
        let reach =
            verdict.placement().map(|place| format!("{} {}", place.name(), place.reach().name())).collect::<Vec<_>>();
        let found = verdict.findings().map(|it| format!("{} {}", it.rule().id, it.effect().name())).collect::<Vec<_>>();
        let said = format!("{}; {}", reach.join(", "), found.join(", "));
        assert_eq!(said.trim_end(), expected, "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 6);
}

#[test]
fn reviews_answer_with_what_nodes_refuse() {
    let policy =
        Policy::load(format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","placement":{BOTH}}}"#)).unwrap();
    let mut scratch = Scratch::new();
    let mut respond = |spec: Value| -> Value {
        let review = json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
            "uid": "1", "operation": "CREATE", "kind": {"version": "v1", "kind": "Pod"},
            "resource": {"version": "v1", "resource": "pods"}, "namespace": "shop", "name": "p", "object": pod(spec)}});
        let text = review.to_string();
        let mut response = String::new();
        policy.review(text.as_bytes(), &mut scratch).unwrap().write_response(&mut response).unwrap();
        serde_json::from_str::<Value>(&response).unwrap()["response"].clone()
    };
    let denied = respond(json!({"tolerations": tolerant(), "nodeSelector": {"type": "virtual-kubelet"}}));
    assert_eq!(denied["allowed"], false);
    let message = "pods \"p\" is forbidden: virtualNodeStartupProbe: ACI does not support startupProbe";
    assert_eq!(denied["status"]["message"], message);
    assert_eq!(denied["status"]["code"], 403);
    let warned = respond(json!({"tolerations": tolerant()}));
    assert_eq!(warned["allowed"], true);
    assert_eq!(warned["warnings"], json!(["virtualNodeStartupProbe: ACI does not support startupProbe"]));
    assert_eq!(respond(json!({}))["warnings"], Value::Null);
}
