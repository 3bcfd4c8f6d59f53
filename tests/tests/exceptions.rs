//! An exception covers what it names and nothing else, whatever the object: over generated objects, with
//! exceptions made from what was found.

use guardrails_core::{Baseline, Context, Effect, ExceptionState, Level, Policy, Scratch, Verdict, Version};
use guardrails_tests::generate;

const POLICY: &str =
    "{\"apiVersion\":\"guardrails/v1\",\"kind\":\"Policy\",\"podSecurity\":{\"enforce\":\"restricted\"}}\n";

/// What a finding says, whatever it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    rule: &'static str,
    effect: Effect,
    message: String,
    fields: Vec<String>,
    containers: Vec<String>,
    state: Option<ExceptionState>,
}

fn found(verdict: &Verdict<'_>) -> Vec<Found> {
    let findings = verdict.findings().map(|finding| Found {
        rule: finding.rule().id,
        effect: finding.effect(),
        message: finding.to_string(),
        fields: finding.fields().collect(),
        containers: finding.containers().map(|name| name.to_string()).collect(),
        state: finding.exception().map(|result| result.state()),
    });
    findings.collect()
}

/// What is known of a generated object: its kind, name and namespace, and its findings.
struct Judged {
    bytes: Vec<u8>,
    kind: String,
    name: String,
    namespace: String,
    findings: Vec<Found>,
}

const CONTEXT: &str = "elsewhere";

fn judge(policy: &Policy, seed: u64) -> Option<Judged> {
    let bytes = generate::object(seed);
    let mut scratch = Scratch::new();
    let verdict = policy.evaluate(&bytes, context(&bytes), &mut scratch).ok()?;
    let (kind, name) = (verdict.kind().to_string(), verdict.name().to_string());
    let namespace = verdict.namespace().map(|namespace| namespace.to_string()).unwrap_or_default();
    let findings = found(&verdict);
    Some(Judged { kind, name, namespace, findings, bytes })
}

/// Objects that name no namespace go to one of their own.
fn context(bytes: &[u8]) -> Context<'static> {
    let named = Policy::pod_security(Level::Baseline, Version::LATEST)
        .evaluate(bytes, Context::default(), &mut Scratch::new())
        .is_ok_and(|verdict| verdict.namespace().is_some());
    if named { Context::default() } else { Context::default().namespace(CONTEXT) }
}

fn exception(rule: &str, objects: &serde_json::Value) -> Policy {
    let exception = serde_json::json!({
        "apiVersion": "guardrails/v1", "kind": "Exception", "rules": [rule], "objects": [objects],
        "reason": "a test", "owner": "tests", "expires": "2030-01-31",
    });
    Policy::load(format!("{POLICY}{exception}")).unwrap()
}

#[test]
fn an_exception_covers_its_rule_on_its_object_alone() {
    let policy = Policy::load(POLICY).unwrap();
    let judged: Vec<Judged> = (0..1_500).filter_map(|seed| judge(&policy, seed)).collect();
    let mut covered = 0;
    for (n, one) in judged.iter().enumerate() {
        let Some(finding) = one.findings.first().filter(|_| !one.name.is_empty() && !one.name.contains('*')) else {
            continue;
        };
        let object = serde_json::json!({"kind": one.kind, "name": one.name, "namespace": one.namespace});
        let excepting = exception(finding.rule, &object).as_of("2029-11-30".parse().unwrap());
        // Its own object, and some others.
        for other in judged.iter().skip(n).take(12) {
            let mut scratch = Scratch::new();
            let verdict = excepting.evaluate(&other.bytes, context(&other.bytes), &mut scratch).unwrap();
            let same = (&other.kind, &other.name, &other.namespace) == (&one.kind, &one.name, &one.namespace);
            let expected: Vec<Found> = other
                .findings
                .iter()
                .cloned()
                .map(|mut found| {
                    if same && found.rule == finding.rule {
                        covered += 1;
                        (found.effect, found.state) = (Effect::Audit, Some(ExceptionState::Active));
                    }
                    found
                })
                .collect();
            assert_eq!(self::found(&verdict), expected);
            assert_eq!(verdict.is_allowed(), expected.iter().all(|found| found.effect != Effect::Deny));
            assert_eq!(verdict.matched_exceptions().count(), usize::from(expected != other.findings));
        }
    }
    assert!(covered > 300, "{covered}");
}

#[test]
fn an_exception_of_containers_never_hides_another_container() {
    let policy = Policy::load(POLICY).unwrap();
    let (mut covered, mut kept) = (0, 0);
    for one in (0..3_000).filter_map(|seed| judge(&policy, seed)) {
        let Some(finding) = one.findings.iter().find(|found| !found.containers.is_empty()) else { continue };
        let name = &finding.containers[0];
        if name.is_empty() || name.contains('*') {
            continue;
        }
        let excepting = exception(finding.rule, &serde_json::json!({"containers": [name]}));
        let excepting = excepting.as_of("2029-11-30".parse().unwrap());
        let mut scratch = Scratch::new();
        let verdict = excepting.evaluate(&one.bytes, context(&one.bytes), &mut scratch).unwrap();
        for (before, after) in one.findings.iter().zip(found(&verdict)) {
            assert_eq!((&before.message, &before.fields), (&after.message, &after.fields));
            let of_containers = before.fields.iter().all(|field| field.contains("ontainers["));
            let may = before.rule == finding.rule && of_containers && before.containers.iter().all(|it| it == name);
            assert_eq!(after.effect, if may { Effect::Audit } else { before.effect }, "{before:?}");
            covered += u32::from(may);
            kept += u32::from(!may && before.rule == finding.rule);
        }
    }
    assert!(covered > 100 && kept > 100, "{covered} {kept}");
}

#[test]
fn an_exception_that_has_ended_changes_nothing_but_says_so() {
    let policy = Policy::load(POLICY).unwrap();
    for one in (0..600).filter_map(|seed| judge(&policy, seed)) {
        let Some(finding) = one.findings.first() else { continue };
        let of_all = exception(finding.rule, &serde_json::json!({"kind": "*"}));
        let ended = finding.effect;
        for (day, effect, state) in
            [("2030-01-31", Effect::Warn, ExceptionState::Ending), ("2030-02-01", ended, ExceptionState::Expired)]
        {
            let policy = of_all.clone().as_of(day.parse().unwrap());
            let mut scratch = Scratch::new();
            let verdict = policy.evaluate(&one.bytes, context(&one.bytes), &mut scratch).unwrap();
            for (before, after) in one.findings.iter().zip(found(&verdict)) {
                let covered = before.rule == finding.rule;
                assert_eq!(after.effect, if covered { effect } else { before.effect });
                assert_eq!(after.state, covered.then_some(state));
                assert_eq!(before.message, after.message);
            }
        }
    }
}

#[test]
fn a_baseline_knows_its_own_findings_and_no_others() {
    let policy = Policy::load(POLICY).unwrap();
    let judged: Vec<Judged> = (0..1_000).filter_map(|seed| judge(&policy, seed)).collect();
    let mut known = 0;
    for (n, one) in judged.iter().enumerate() {
        let mut baseline = Baseline::default();
        let context = |bytes: &[u8]| context(bytes).input("a.json");
        policy.evaluate(&one.bytes, context(&one.bytes), &mut Scratch::new()).unwrap().add_to(&mut baseline);
        let baseline = Baseline::load(baseline.to_json()).unwrap();
        let with_baseline = policy.clone().with_baseline(baseline);
        for other in judged.iter().skip(n).take(10) {
            let mut scratch = Scratch::new();
            let verdict = with_baseline.evaluate(&other.bytes, context(&other.bytes), &mut scratch).unwrap();
            let same = (&other.kind, &other.name, &other.namespace) == (&one.kind, &one.name, &one.namespace);
            for (before, after) in other.findings.iter().zip(found(&verdict)) {
                let is_known = same
                    && !one.name.is_empty()
                    && one.findings.iter().any(|it| (it.rule, &it.message) == (before.rule, &before.message));
                assert_eq!(after.effect, if is_known { Effect::Audit } else { before.effect });
                known += u32::from(is_known);
            }
        }
    }
    assert!(known > 300, "{known}");
}

#[test]
fn reviews_know_exceptions_too() {
    let request = r#"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7",
        "resource":{"group":"","version":"v1","resource":"pods"},"name":"web","namespace":"shop","operation":"CREATE",
        "object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"hostIPC":true,"hostPID":true}}}}"#;
    let document = |objects: &str| {
        format!(
            "# Both in one text.\n{{apiVersion: guardrails/v1, kind: Policy, podSecurity: {{enforce: baseline}}}}\n---\n\
             {{apiVersion: guardrails/v1, kind: Exception, rules: [hostNamespaces], objects: [{objects}], reason: r, \
             owner: o, expires: 2030-01-31}}\n"
        )
    };
    let response = |objects: &str, day: &str| {
        let policy = Policy::load(document(objects)).unwrap().as_of(day.parse().unwrap());
        let mut response = String::new();
        policy.review(request.as_bytes(), &mut Scratch::new()).unwrap().write_response(&mut response).unwrap();
        response
    };
    let excepted = response("{kind: Pod, namespace: shop}", "2029-01-01");
    assert!(excepted.contains("\"allowed\":true") && !excepted.contains("warnings"), "{excepted}");
    let ending = response("{kind: Pod, namespace: shop}", "2030-01-31");
    assert!(ending.contains("\"allowed\":true") && ending.contains("\"warnings\":[\"would violate"), "{ending}");
    for denied in [response("{kind: Pod, namespace: prod}", "2029-01-01"), response("{kind: Pod}", "2030-02-01")] {
        assert!(denied.contains("violates PodSecurity \\\"baseline:latest\\\": host namespaces"), "{denied}");
    }
}

const POD: &str = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"hostIPC":true}}"#;

/// Whether a policy lets the pod run, and what its findings lead to.
fn answer(policy: &Policy, context: Context<'_>) -> (bool, Vec<Effect>, String) {
    let mut scratch = Scratch::new();
    let verdict = policy.evaluate(POD.as_bytes(), context, &mut scratch).unwrap();
    let of_modes = verdict.pod_security().map(|result| format!("{}={} ", result.mode().name(), result.is_allowed()));
    (verdict.is_allowed(), verdict.findings().map(|finding| finding.effect()).collect(), of_modes.collect())
}

#[test]
fn an_unknown_namespace_is_none_that_is_named() {
    let document = "# All in one.\n{apiVersion: guardrails/v1, kind: Policy, podSecurity: {enforce: baseline}}\n---\n\
                    {apiVersion: guardrails/v1, kind: Exception, rules: [hostNamespaces], objects: [{namespace: \"s*\"}], \
                    reason: r, owner: o, expires: 2030-01-31}\n";
    let policy = Policy::load(document).unwrap().as_of("2029-01-01".parse().unwrap());
    assert!(!answer(&policy, Context::default()).0);
    assert!(answer(&policy, Context::default().namespace("shop")).0);
    assert!(!answer(&policy, Context::default().namespace("prod")).0);
    let mut scratch = Scratch::new();
    let verdict = policy.evaluate(POD.as_bytes(), Context::default(), &mut scratch).unwrap();
    assert!(verdict.notes().any(|note| note.to_string().contains("exceptions and effects that name one")));
}

#[test]
fn effects_lower_findings_and_what_the_modes_answer() {
    let answer = |effects: &str, namespace: &str| {
        let document = format!(
            "{{apiVersion: guardrails/v1, kind: Policy, podSecurity: {{enforce: baseline, warn: baseline, audit: baseline}}, \
             effects: [{effects}]}}"
        );
        answer(&Policy::load(format!("# As YAML.\n{document}")).unwrap(), Context::default().namespace(namespace))
    };
    let warned = answer("{effect: warn, rules: [hostNamespaces]}", "shop");
    assert_eq!(warned, (true, vec![Effect::Warn], "enforce=true audit=false warn=false ".to_owned()));
    let audited = answer("{effect: audit, namespaces: [\"sh*\"]}", "shop");
    assert_eq!(audited, (true, vec![Effect::Audit], "enforce=true audit=false warn=true ".to_owned()));
    let denied = (false, vec![Effect::Deny], "enforce=false audit=false warn=false ".to_owned());
    assert_eq!(answer("{effect: audit, namespaces: [\"sh*\"]}", "prod"), denied);
    assert_eq!(answer("{effect: deny, namespaces: [prod]}, {effect: warn, sources: [pod-security]}", "prod"), denied);
    assert_eq!(answer("{effect: warn, rules: [hostPorts]}", "shop"), denied);
}

#[test]
fn a_baseline_is_of_its_input() {
    let policy = Policy::pod_security(Level::Baseline, Version::LATEST);
    let mut baseline = Baseline::default();
    let mut scratch = Scratch::new();
    policy.evaluate(POD.as_bytes(), Context::default().input("a.json"), &mut scratch).unwrap().add_to(&mut baseline);
    assert_eq!(baseline.len(), 1);
    let policy = policy.with_baseline(baseline);
    assert!(answer(&policy, Context::default().input("a.json")).0);
    assert!(!answer(&policy, Context::default().input("b.json")).0);
    assert!(!answer(&policy, Context::default().input("a.json").namespace("shop")).0);
    let twice = policy.evaluate(POD.as_bytes(), Context::default().input("a.json"), &mut scratch).unwrap().to_json();
    assert!(twice.contains(r#""effect":"audit","message":"host namespaces (hostIPC=true)""#), "{twice}");
    assert!(twice.contains(r#""baseline":{"effect":"deny"}"#), "{twice}");
}
