//! What a constraint is held against, what its findings lead to, and what is wrong in one.

use guardrails_core::{Context, Effect, Policy, Scratch, Status, Verdict};
use serde_json::{Value, json};

/// A constraint that every pod without owners breaks, with this `spec`.
fn naked(spec: Value) -> Value {
    json!({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sAzureV1BlockNakedPods", "metadata": {"name": "naked"}, "spec": spec})
}

fn privileged(spec: Value) -> Value {
    json!({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sAzureV2NoPrivilege", "metadata": {"name": "privileged"}, "spec": spec})
}

fn pod(metadata: Value) -> Value {
    let containers = json!([{"name": "c", "image": "i", "securityContext": {"privileged": true}}]);
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": containers}})
}

fn deployment() -> Value {
    let pod = pod(json!({"labels": {"app": "web"}}));
    let template = json!({"metadata": pod["metadata"], "spec": pod["spec"]});
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "Web", "namespace": "shop"}, "spec": {"replicas": 1, "template": template}})
}

/// Loads a constraint and evaluates an object.
fn evaluate<T>(constraint: &Value, object: &Value, context: Context<'_>, look: impl FnOnce(&Verdict<'_>) -> T) -> T {
    let policy = Policy::load(constraint.to_string()).unwrap();
    let text = object.to_string();
    look(&policy.evaluate(text.as_bytes(), context, &mut Scratch::new()).unwrap())
}

fn is_meant(matches: Value, object: &Value, context: Context<'_>) -> bool {
    evaluate(&naked(json!({"match": matches})), object, context, |verdict| !verdict.is_allowed())
}

#[test]
fn a_match_chooses_as_gatekeeper_does() {
    let shop = pod(json!({"name": "web-1", "namespace": "shop", "labels": {"app": "web", "tier": "front"}}));
    let none = Context::default();
    for (matches, meant) in [
        (json!({}), true),
        (json!({"kinds": [{"apiGroups": [""], "kinds": ["Pod"]}]}), true),
        (json!({"kinds": [{"apiGroups": ["*"], "kinds": ["Service", "Pod"]}]}), true),
        (json!({"kinds": [{"apiGroups": ["apps"], "kinds": ["Pod"]}]}), false),
        (json!({"kinds": [{"kinds": ["Deployment"]}]}), false),
        (json!({"namespaces": ["shop"]}), true),
        (json!({"namespaces": ["sh*"]}), true),
        (json!({"namespaces": ["*op"]}), true),
        (json!({"namespaces": ["other"]}), false),
        (json!({"excludedNamespaces": ["*ho*"]}), false),
        (json!({"excludedNamespaces": ["kube-*"]}), true),
        (json!({"labelSelector": {"matchLabels": {"app": "web"}}}), true),
        (json!({"labelSelector": {"matchLabels": {"app": "other"}}}), false),
        (
            json!({"labelSelector": {"matchExpressions": [{"key": "tier", "operator": "In", "values": ["front"]}]}}),
            true,
        ),
        (
            json!({"labelSelector": {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["front"]}]}}),
            false,
        ),
        (json!({"labelSelector": {"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}}), false),
        (json!({"labelSelector": {"matchExpressions": [{"key": "none", "operator": "NotIn", "values": ["x"]}]}}), true),
        (json!({"scope": "Namespaced"}), true),
        (json!({"scope": "Cluster"}), false),
        (json!({"name": "web-*"}), true),
        (json!({"name": "db-*"}), false),
        (json!({"source": "Original"}), true),
        (json!({"source": "All"}), true),
        (json!({"source": "Generated"}), false),
    ] {
        assert_eq!(is_meant(matches.clone(), &shop, none), meant, "{matches}");
    }
}

#[test]
fn what_is_not_known_is_taken_strictly_and_noted() {
    let anywhere = pod(json!({"name": "web"}));
    let excluded = naked(json!({"match": {"excludedNamespaces": ["shop"]}}));
    evaluate(&excluded, &anywhere, Context::default(), |verdict| {
        assert!(!verdict.is_allowed());
        assert!(verdict.notes().any(|note| note.to_string().contains("the namespace is not known")));
    });
    evaluate(&excluded, &anywhere, Context::default().namespace("shop"), |verdict| {
        assert_eq!((verdict.is_allowed(), verdict.notes().count()), (true, 0));
    });
    let labelled = naked(json!({"match": {"namespaceSelector": {"matchLabels": {"team": "a"}}}}));
    let context = Context::default().namespace("shop");
    evaluate(&labelled, &anywhere, context, |verdict| {
        assert!(!verdict.is_allowed());
        assert!(verdict.notes().any(|note| note.to_string().contains("labels of the namespace")));
    });
    for (team, meant) in [("a", true), ("b", false)] {
        evaluate(&labelled, &anywhere, context.namespace_labels(&[("team", team)]), |verdict| {
            assert_eq!((!verdict.is_allowed(), verdict.notes().count()), (meant, 0));
        });
    }
}

/// Namespaces of the policy, and of the run, bring their labels along.
#[test]
fn labels_come_from_namespaces_too() {
    let labelled =
        naked(json!({"match": {"kinds": [{"kinds": ["Pod"]}], "namespaceSelector": {"matchLabels": {"team": "a"}}}}));
    let namespace = |team: &str| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"team": team}}});
    let pod = pod(json!({"name": "web", "namespace": "shop"}));
    for (team, meant) in [("a", true), ("b", false)] {
        let policy = Policy::load(format!("{labelled}\n{}", namespace(team))).unwrap();
        let text = pod.to_string();
        let mut scratch = Scratch::new();
        let verdict = policy.evaluate(text.as_bytes(), Context::default(), &mut scratch).unwrap();
        assert_eq!((!verdict.is_allowed(), verdict.notes().count()), (meant, 0));
        let run = format!("{}\n{pod}", namespace(team));
        let mut answers = Vec::new();
        let each = |_: &guardrails_core::Item<'_>, result: Result<Verdict<'_>, _>| {
            let verdict: Verdict<'_> = result.unwrap();
            answers.push((verdict.is_allowed(), verdict.notes().count()));
        };
        let policy = Policy::load(labelled.to_string()).unwrap();
        policy.evaluate_all(run.as_bytes(), Context::default(), &mut scratch, each).unwrap();
        assert_eq!(answers, [(true, 0), (!meant, 0)]);
    }
}

#[test]
fn actions_are_effects() {
    let pod = pod(json!({"name": "web"}));
    let scoped = |points: Value| json!({"enforcementAction": "scoped", "scopedEnforcementActions": [{"action": "deny", "enforcementPoints": points}]});
    for (spec, effect) in [
        (json!({}), Effect::Deny),
        (json!({"enforcementAction": "deny"}), Effect::Deny),
        (json!({"enforcementAction": "dryrun"}), Effect::Audit),
        (json!({"enforcementAction": "warn"}), Effect::Warn),
        (scoped(json!([{"name": "*"}])), Effect::Deny),
        (scoped(json!([{"name": "validation.gatekeeper.sh"}])), Effect::Deny),
        (scoped(json!([{"name": "audit.gatekeeper.sh"}])), Effect::Audit),
    ] {
        evaluate(&naked(spec.clone()), &pod, Context::default(), |verdict| {
            assert_eq!(verdict.findings().next().map(|finding| finding.effect()), Some(effect), "{spec}");
            assert_eq!(verdict.is_allowed(), effect != Effect::Deny);
        });
    }
}

#[test]
fn a_workload_is_judged_with_the_pod_it_makes() {
    let pods = json!({"match": {"kinds": [{"apiGroups": [""], "kinds": ["Pod"]}], "source": "Original"}});
    let automount = json!({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sAzureV2BlockAutomountToken", "metadata": {"name": "token"}, "spec": pods});
    evaluate(&automount, &deployment(), Context::default(), |verdict| {
        let finding = verdict.findings().next().unwrap();
        assert_eq!(finding.to_string(), "Automounting service account token is disallowed, pod: web-pod");
        assert_eq!(finding.fields().collect::<Vec<_>>(), ["spec.template.spec.automountServiceAccountToken"]);
        assert!(finding.is_implied() && verdict.to_json().contains(r#""implied":true"#));
    });
    // The pod has an owner: the workload.
    evaluate(&naked(pods.clone()), &deployment(), Context::default(), |verdict| {
        assert_eq!((verdict.status(), verdict.findings().count()), (Status::Allowed, 0));
    });
    let policy = Policy::load(privileged(pods).to_string()).unwrap();
    let text = deployment().to_string();
    let given = policy.as_given(text.as_bytes(), Context::default(), &mut Scratch::new()).map(|it| it.status());
    assert_eq!(given.unwrap(), Status::NotJudged);
}

/// A review of a Deployment is expanded for the constraints that ask for it, and for no others.
#[test]
fn a_review_expands_what_gatekeeper_expands() {
    let request = json!({
        "uid": "1", "kind": {"group": "apps", "version": "v1", "kind": "Deployment"}, "operation": "CREATE",
        "resource": {"group": "apps", "version": "v1", "resource": "deployments"}, "namespace": "shop", "name": "Web",
        "userInfo": {"username": "a"}, "object": deployment(), "oldObject": null,
    });
    let review =
        json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).to_string();
    let named = json!({"apiVersion": "expansion.gatekeeper.sh/v1", "kind": "ExpansionTemplate", "metadata": {"name": "pods"},
        "spec": {"applyTo": [{"groups": ["apps"], "versions": ["v1"], "kinds": ["Deployment"]}],
            "templateSource": "spec.template", "generatedGVK": {"group": "", "version": "v1", "kind": "Pod"}}});
    let policy = Policy::load(format!("{named}\n{}", privileged(json!({})))).unwrap();
    let mut scratch = Scratch::new();
    let answer = policy.review(review.as_bytes(), &mut scratch).unwrap();
    let mut response = String::new();
    answer.write_response(&mut response).unwrap();
    assert!(response.contains("[privileged] [Implied by pods] Privileged container is not allowed: c"), "{response}");
    assert_eq!(answer.verdict().unwrap().notes().count(), 0);
    for (source, found) in [("Original", 0), ("Generated", 1), ("All", 1)] {
        let policy = Policy::load(privileged(json!({"match": {"source": source}})).to_string()).unwrap();
        let mut scratch = Scratch::new();
        let answer = policy.review(review.as_bytes(), &mut scratch).unwrap();
        let verdict = answer.verdict().unwrap();
        let messages: Vec<String> = verdict.findings().map(|finding| finding.to_string()).collect();
        assert_eq!(messages.len(), found, "{source}: {messages:?}");
        assert!(
            messages.iter().all(|it| it.starts_with("[Implied by ") && it.contains("] Privileged container is not"))
        );
    }
}

#[test]
fn mistakes_are_named_with_their_place() {
    let error = |document: Value| Policy::load(document.to_string()).unwrap_err().to_string();
    for (document, part) in [
        (naked(json!({"parameters": {"x": 1}})), "spec.parameters.x: unknown parameter"),
        (
            privileged(json!({"parameters": {"excludedImages": "nginx"}})),
            "spec.parameters.excludedImages: expected list of string",
        ),
        (
            privileged(json!({"parameters": {"excludedImages": ["a", 1]}})),
            "spec.parameters.excludedImages[1]: expected string",
        ),
        (naked(json!({"match": {"kind": []}})), "spec.match.kind: unknown field"),
        (naked(json!({"match": {"kinds": [{"kinds": "Pod"}]}})), "spec.match.kinds[0].kinds: invalid type"),
        (naked(json!({"match": {"scope": "All"}})), "spec.match.scope: unknown word `All`"),
        (naked(json!({"match": {"source": "original"}})), "spec.match.source: unknown word"),
        (
            naked(json!({"match": {"labelSelector": {"matchExpressions": [{"key": "a", "operator": "In"}]}}})),
            "needs values",
        ),
        (naked(json!({"enforcementAction": "Deny"})), "spec.enforcementAction: unknown action `Deny`"),
        (naked(json!({"enforcementAction": "scoped"})), "checks nothing"),
        (naked(json!({"matches": {}})), "unknown field `matches`"),
        (
            json!({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sRequiredLabels", "metadata": {"name": "x"}}),
            "no such constraint template",
        ),
        (json!({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sAzureV2NoPrivilege"}), "needs a name"),
    ] {
        let message = error(document);
        assert!(message.contains(part), "{part} is not in: {message}");
    }
}

/// Initiatives pass what the newest version of a template has to the older one that they pin.
#[test]
fn a_parameter_of_another_version_may_have_its_default() {
    let ports = |allowed: Value| {
        json!({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sAzureV3HostNetworkingPorts", "metadata": {"name": "p"},
            "spec": {"parameters": {"minPort": 0, "maxPort": 0, "allowedHostPorts": allowed}}})
    };
    assert!(Policy::load(ports(json!([])).to_string()).is_ok());
    let error = Policy::load(ports(json!(["80"])).to_string()).unwrap_err().to_string();
    assert!(error.contains("spec.parameters.allowedHostPorts: unknown parameter"), "{error}");
}

#[test]
fn a_list_of_constraints_loads_as_kubectl_prints_it() {
    let mut printed = privileged(json!({"match": {}, "parameters": {}}));
    printed["metadata"] =
        json!({"name": "p", "managedFields": [{}], "annotations": {"a": "b"}, "resourceVersion": "1"});
    printed["status"] = json!({"totalViolations": 3});
    let other = json!({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sRequiredLabels", "metadata": {"name": "mine"}, "spec": {}});
    let list = json!({"apiVersion": "v1", "kind": "List", "items": [printed, other]});
    assert!(Policy::load(list.to_string()).unwrap_err().to_string().contains("K8sRequiredLabels `mine`"));
    let own = json!({"apiVersion": "guardrails/v1", "kind": "Policy", "unsupported": "note"});
    let policy = Policy::load(format!("{own}\n{list}")).unwrap();
    let mut scratch = Scratch::new();
    let text = pod(json!({"name": "web"})).to_string();
    let verdict = policy.evaluate(text.as_bytes(), Context::default(), &mut scratch).unwrap();
    assert_eq!(verdict.findings().next().map(|it| it.rule().id), Some("K8sAzureV2NoPrivilege"));
    assert_eq!(verdict.findings().next().unwrap().constraint(), Some("p"));
    assert!(verdict.notes().any(|note| note.to_string().contains("K8sRequiredLabels `mine` cannot be judged")));
}

/// Null is a value to Rego: it is no string, comes before every number, and is printed.
#[test]
fn nulls_in_parameters_are_what_they_are_to_rego() {
    let container = "containers: [{name: c, image: i, ports: [{containerPort: 1000000}], securityContext: {runAsUser: 5, \
                     capabilities: {add: [X]}}}]";
    let root = "{volumes: [{name: v, hostPath: {path: /, type: ''}}], containers: [{name: c, image: i, volumeMounts: [{name: v, \
                mountPath: /v}]}]}";
    let volume = r#"HostPath volume {"hostPath": {"path": "/", "type": ""}, "name": "v"} is not"#;
    for (kind, parameters, spec, messages) in [
        (
            "K8sAzureV2ContainerEnforceProbes",
            "{enforceProbes: [null]}",
            container,
            vec!["Container <c> in your Pod <p> has no <null>. Required probes: [null]".to_owned()],
        ),
        (
            "K8sAzureV1DisallowHostFilesystem",
            "{disallowedHostPaths: [null]}",
            root,
            vec![format!("{volume} disallowed, pod: p. Disallowed path: [null]")],
        ),
        ("K8sAzureV1DisallowHostFilesystem", "{disallowedHostPaths: null}", root, vec![]),
        (
            "K8sAzureV3HostFilesystem",
            "{allowedHostPaths: null}",
            root,
            vec![format!("{volume} allowed, pod: p. Allowed path: null")],
        ),
        (
            "K8sAzureV3HostFilesystem",
            "{allowedHostPaths: [{pathPrefix: ''}]}",
            root,
            vec![format!(r#"{volume} allowed, pod: p. Allowed path: [{{"pathPrefix": ""}}]"#)],
        ),
        (
            "K8sAzureV3AllowedCapabilities",
            "{allowedCapabilities: null}",
            container,
            vec!["container <c> has a disallowed capability. Allowed capabilities are null".to_owned()],
        ),
        (
            "K8sAzureV2ContainerAllowedPorts",
            "{allowedPorts: [null]}",
            container,
            vec!["Container port 1000000 for container c has not been allowed.".to_owned()],
        ),
        (
            "K8sAzureV3AllowedUsersGroups",
            "{runAsUser: {rule: MustRunAs, ranges: [{min: null, max: 4}]}}",
            container,
            vec![
                r#"Container c is attempting to run as disallowed user 5. Allowed runAsUser: {"ranges": [{"max": 4, "min": null}], "rule": "MustRunAs"}"#
                    .to_owned(),
            ],
        ),
        ("K8sAzureV3AllowedUsersGroups", "{runAsUser: {rule: MustRunAs, ranges: [{min: null, max: 5}]}}", container, vec![]),
        ("K8sAzureV3AllowedUsersGroups", "{runAsUser: {rule: MustRunAs, ranges: [{min: null, max: -1}]}}", container, vec![]),
        (
            "K8sAzureV3AllowedUsersGroups",
            "{runAsUser: {rule: MustRunAs, ranges: [{min: 1, max: null}]}}",
            container,
            vec![
                r#"Container c is attempting to run as disallowed user 5. Allowed runAsUser: {"ranges": [{"max": null, "min": 1}], "rule": "MustRunAs"}"#
                    .to_owned(),
            ],
        ),
    ] {
        let constraint = format!(
            "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: {kind}\nmetadata: {{name: it}}\nspec: {{parameters: {parameters}}}"
        );
        let spec = if spec.starts_with('{') { spec.to_owned() } else { format!("{{{spec}}}") };
        let pod = format!("{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {spec}}}");
        let policy = Policy::load(&constraint).unwrap();
        let mut scratch = Scratch::new();
        let verdict = policy.evaluate(pod.as_bytes(), Context::default(), &mut scratch).unwrap();
        let found: Vec<String> = verdict.findings().map(|finding| finding.to_string()).collect();
        assert_eq!(found, messages, "{kind} {parameters}");
    }
}
