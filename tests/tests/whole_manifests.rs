//! `evaluate` looks through whole manifests: types, fields that do not exist, the labels of Namespaces.

use std::fmt::Write as _;

use guardrails_core::{
    Context, Effect, ErrorKind, Expect, Level, Namespaces, Policy, Rule, Scope, Scratch, Status, Version, rules,
};

fn policy(sections: &str) -> Policy {
    Policy::load(format!("apiVersion: guardrails/v1\nkind: Policy\n{sections}\n")).unwrap()
}

fn baseline() -> Policy {
    Policy::pod_security(Level::Baseline, Version::LATEST)
}

/// What the rules about manifests find: message, field, suggestion.
fn found(policy: &Policy, manifest: &str) -> Vec<(String, String, String)> {
    let mut scratch = Scratch::new();
    let verdict = policy.evaluate(manifest.as_bytes(), Context::default(), &mut scratch).unwrap();
    let findings = verdict.findings().filter(|finding| finding.rule().scope == Scope::Manifest);
    let shown = findings.map(|finding| {
        let suggestion = finding.suggestion().map(|it| it.to_string()).unwrap_or_default();
        (finding.to_string(), finding.fields().collect::<String>(), suggestion)
    });
    shown.collect()
}

fn pod(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n{spec}")
}

#[test]
fn every_example_holds() {
    let from_labels = policy("podSecurity: {fromNamespaceLabels: true}");
    let manifests = |rule: &&&'static Rule| rule.scope == Scope::Manifest;
    assert_eq!(rules().iter().filter(manifests).count(), 4);
    for rule in rules().iter().filter(manifests) {
        for example in rule.examples {
            let whole = example.pod.starts_with("apiVersion:");
            let manifest = if whole { example.pod.to_owned() } else { pod(&format!("  {}", example.pod)) };
            let mut scratch = Scratch::new();
            let verdict = from_labels.evaluate(manifest.as_bytes(), Context::default(), &mut scratch).unwrap();
            let message = verdict.findings().find(|it| it.rule().id == rule.id).map(|it| it.to_string());
            let expected = match example.expect {
                Expect::Pass => None,
                Expect::Fail(message) => Some(message.to_owned()),
            };
            assert_eq!(message, expected, "{}: {}", rule.id, example.title);
        }
    }
}

#[test]
fn what_may_have_been_meant() {
    let deployment =
        |rest: &str| format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n{rest}");
    for (manifest, field, suggestion) in [
        (pod("  contaners: []"), "spec.contaners", "did you mean `containers`?"),
        (pod("  HostNetwork: true"), "spec.HostNetwork", "did you mean `hostNetwork`?"),
        (
            pod("  containers:\n  - name: a\n    privileged: true"),
            "spec.containers[0].privileged",
            "did you mean `spec.containers[0].securityContext.privileged`? Check the indentation",
        ),
        (
            pod("  containers:\n  - name: a\n    resources:\n      securityContext: {privileged: true}"),
            "spec.containers[0].resources.securityContext",
            "did you mean `spec.containers[0].securityContext`? Check the indentation",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nsecurityContext: {runAsNonRoot: true}\nspec: {}"
                .to_owned(),
            "securityContext",
            "did you mean `spec.securityContext`? Check the indentation",
        ),
        (
            deployment("  securityContext: {runAsNonRoot: true}"),
            "spec.securityContext",
            "did you mean `spec.template.spec.securityContext`? Check the indentation",
        ),
        (
            deployment("  template: {securityContext: {runAsNonRoot: true}}"),
            "spec.template.securityContext",
            "did you mean `spec.template.spec.securityContext`? Check the indentation",
        ),
        (
            pod("  securityContext: {runAsNonRoot: true, privileged: true}"),
            "spec.securityContext.privileged",
            "did you mean `spec.containers[*].securityContext.privileged`? Check the indentation",
        ),
        (pod("  image: nginx"), "spec.image", "did you mean `spec.containers[*].image`? Check the indentation"),
        (pod("  zzzzzzzz: 1"), "spec.zzzzzzzz", ""),
        (pod("  a.b/c: 1"), "spec[a.b/c]", ""),
    ] {
        let found = found(&baseline(), &manifest);
        let [(_, at, hint)] = found.as_slice() else { panic!("{found:?}\n{manifest}") };
        assert_eq!((at.as_str(), hint.as_str()), (field, suggestion), "{manifest}");
    }
}

#[test]
fn the_policy_says_what_an_unknown_field_leads_to() {
    let manifest = pod("  contaners: []");
    for (unknown, status, effect) in [
        ("deny", Status::Denied, Some(Effect::Deny)),
        ("warn", Status::Allowed, Some(Effect::Warn)),
        ("ignore", Status::Allowed, None),
    ] {
        let policy = policy(&format!("podSecurity: {{enforce: baseline}}\nunknownFields: {unknown}"));
        let mut scratch = Scratch::new();
        let verdict = policy.evaluate(manifest.as_bytes(), Context::default(), &mut scratch).unwrap();
        assert_eq!((verdict.status(), verdict.findings().next().map(|it| it.effect())), (status, effect));
        let literal = policy.as_given(manifest.as_bytes(), Context::default(), &mut scratch).unwrap();
        assert!(literal.findings().next().is_none(), "as_given takes the server's word");
    }
    assert!(Policy::load("apiVersion: guardrails/v1\nkind: Policy\nunknownFields: refuse\n").is_err());
    assert!(
        Policy::load("apiVersion: guardrails/v1\nkind: Policy\nunknownFields: ignore\n").is_err(),
        "checks nothing"
    );
}

#[test]
fn a_wrong_type_is_an_error_with_its_place_in_any_kind() {
    let error = |manifest: &str, kind: ErrorKind, field: &str, line: u32| {
        let error = baseline().evaluate(manifest.as_bytes(), Context::default(), &mut Scratch::new()).unwrap_err();
        assert_eq!((error.kind(), error.field(), error.position().unwrap().line), (kind, field, line), "{error}");
    };
    error(&pod("  containers:\n  - name: a\n    tty: \"yes\""), ErrorKind::Type, "spec.containers[0].tty", 7);
    error(
        &pod("  containers:\n  - resources: {limits: {cpu: 1c}}"),
        ErrorKind::Value,
        "spec.containers[0].resources.limits.cpu",
        6,
    );
    error("apiVersion: v1\nkind: Service\nspec:\n  ports: [{port: \"80\"}]", ErrorKind::Type, "spec.ports[0].port", 4);
    error("apiVersion: v1\nkind: Secret\ndata:\n  a: nonsense!", ErrorKind::Value, "data.a", 4);
    error("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: 1", ErrorKind::Type, "data.a", 4);
    error(
        "{\"apiVersion\":\"v1\",\n\"kind\":\"Namespace\",\"metadata\":{\"creationTimestamp\":\"today\"}}",
        ErrorKind::Value,
        "metadata.creationTimestamp",
        2,
    );
    let custom = b"apiVersion: acme.io/v1\nkind: Pod\nspec: {containers: 7, hostPort: {}}";
    assert!(baseline().evaluate(custom, Context::default(), &mut Scratch::new()).is_ok());
}

#[test]
fn a_hundred_are_named_however_many_there_are() {
    let mut many = pod("");
    for n in 0..100_000 {
        writeln!(many, "  x{n}: {{a: [1, {{b: c}}]}}").unwrap();
    }
    assert_eq!(found(&baseline(), &many).len(), 100);
    let deep = format!("{}{}", "{\"a\":".repeat(100), "1") + &"}".repeat(100);
    let deep = format!(r#"{{"apiVersion":"v1","kind":"Pod","spec":{deep}}}"#);
    assert_eq!(found(&baseline(), &deep).len(), 1);
}

#[test]
fn a_review_in_a_stream_does_not_blind_what_follows() {
    let review = r#"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"1","operation":"CREATE",
        "resource":{"group":"","version":"v1","resource":"pods"},"object":{"apiVersion":"v1","kind":"Pod"}}}"#;
    let stream = format!("{review}\n{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{{\"contaners\":[]}}}}\n");
    let mut counts = Vec::new();
    let each = |_: &guardrails_core::Item<'_>, result: Result<guardrails_core::Verdict<'_>, _>| {
        counts.push(result.map(|verdict| verdict.findings().count()).unwrap_or(99));
    };
    baseline().evaluate_all(stream.as_bytes(), Context::default(), &mut Scratch::new(), each).unwrap();
    assert_eq!(counts, [0, 1]);
}

const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

#[test]
fn levels_come_from_the_labels_of_the_namespace() {
    let host = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {hostPID: true}";
    let allowed = |policy: &Policy, context: Context<'_>| {
        let mut scratch = Scratch::new();
        let verdict = policy.evaluate(host.as_bytes(), context, &mut scratch).unwrap();
        let notes: String = verdict.notes().map(|note| note.to_string()).collect();
        (verdict.is_allowed(), notes.contains("not known"))
    };
    let plain = policy("podSecurity: {fromNamespaceLabels: true}");
    assert_eq!(allowed(&plain, Context::default()), (false, true), "unknown labels are no silent pass");
    let own = policy("podSecurity: {fromNamespaceLabels: true, defaults: {enforce: privileged}}");
    assert_eq!(allowed(&own, Context::default()), (true, true), "what the defaults say counts");
    assert_eq!(allowed(&plain, Context::default().namespace_labels(&[])), (true, false));
    assert_eq!(allowed(&plain, Context::default().namespace_labels(&[(ENFORCE, "baseline")])), (false, false));
    assert_eq!(allowed(&plain, Context::default().namespace_labels(&[(ENFORCE, "none")])), (false, false));
    let mut known = Namespaces::default();
    known.add("shop", [(ENFORCE, "privileged")]);
    assert_eq!(allowed(&plain.clone().with_namespaces(known), Context::default()), (true, false));
    let section = "podSecurity: {fromNamespaceLabels: true}\nnamespaces: [{name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}]";
    assert_eq!(allowed(&policy(section), Context::default()), (false, false));
    let listed = "podSecurity: {fromNamespaceLabels: true}\n---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  \
                  metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: privileged}}";
    assert_eq!(allowed(&policy(listed), Context::default()), (true, false));
}

#[test]
fn mistakes_in_the_section_are_errors() {
    let error = |sections: &str| {
        let document = format!("apiVersion: guardrails/v1\nkind: Policy\n{sections}\n");
        Policy::load(document).unwrap_err().to_string()
    };
    assert!(error("podSecurity: {fromNamespaceLabels: true, enforce: baseline}").contains("under `defaults`"));
    assert!(error("podSecurity: {enforce: baseline, defaults: {}}").contains("fromNamespaceLabels: true"));
    assert!(
        error("podSecurity: {fromNamespaceLabels: true, defaults: {enforce: high}}")
            .contains("podSecurity.defaults.enforce")
    );
    assert!(error("podSecurity: {fromNamespaceLabels: yep}").contains("fromNamespaceLabels"));
    assert!(
        error("podSecurity: {fromNamespaceLabels: true}\nnamespaces: [{name: a}, {name: a}]")
            .contains("namespaces[1].name")
    );
    assert!(error("podSecurity: {fromNamespaceLabels: true}\nnamespaces: [{labels: {}}]").contains("name"));
}

#[test]
fn namespaces_are_judged() {
    let namespace =
        |labels: &str| format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{labels}}}}}");
    let from_labels = policy("podSecurity: {fromNamespaceLabels: true}");
    let ids = |policy: &Policy, labels: &str| {
        let mut scratch = Scratch::new();
        let manifest = namespace(labels);
        let verdict = policy.evaluate(manifest.as_bytes(), Context::default(), &mut scratch).unwrap();
        let ids: Vec<_> = verdict.findings().map(|finding| (finding.rule().id, finding.effect())).collect();
        (verdict.status(), ids)
    };
    let warns = |id| (Status::Allowed, vec![(id, Effect::Warn)]);
    assert_eq!(ids(&from_labels, ""), warns("namespaceEnforceMissing"));
    assert_eq!(ids(&from_labels, &format!("{ENFORCE}: privileged")), warns("namespaceEnforceWeak"));
    assert_eq!(ids(&baseline(), &format!("{ENFORCE}: privileged")), (Status::NotJudged, vec![]));
    let denied = (Status::Denied, vec![("namespaceLabels", Effect::Deny); 2]);
    let both = format!("{ENFORCE}-version: v1, {ENFORCE}: Baseline");
    assert_eq!(ids(&from_labels, &both), denied);
    assert_eq!(ids(&baseline(), &both), denied, "the API server refuses it whatever the policy is");
    let defaults = policy("podSecurity: {fromNamespaceLabels: true, defaults: {enforce: baseline}}");
    assert_eq!(ids(&defaults, "").1, vec![]);
    let mut scratch = Scratch::new();
    let bad = namespace(&format!("{ENFORCE}: 'a\"b'"));
    let verdict = from_labels.evaluate(bad.as_bytes(), Context::default(), &mut scratch).unwrap();
    let finding = verdict.findings().next().unwrap();
    assert_eq!(
        finding.to_string(),
        "metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"a\\\"b\": must be one of privileged, baseline, restricted"
    );
    assert_eq!(finding.fields().collect::<String>(), "metadata.labels[pod-security.kubernetes.io/enforce]");
}
