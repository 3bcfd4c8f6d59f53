//! Promises that no recorded object shows: each was once broken on purpose (`tests/faults`) without any other
//! test noticing.

use guardrails_core::{Context, Effect, ErrorKind, Level, Policy, Scratch, Version};

fn baseline() -> Policy {
    Policy::pod_security(Level::Baseline, Version::LATEST)
}

/// The detail of a manifest's verdict, or the kind of the error.
fn detail(manifest: &str) -> Result<String, ErrorKind> {
    let (policy, mut scratch) = (baseline(), Scratch::new());
    let verdict = policy.evaluate(manifest.as_bytes(), Context::default(), &mut scratch);
    verdict.map(|verdict| verdict.pod_security().next().unwrap().detail()).map_err(|error| error.kind())
}

fn pod(spec: &str) -> String {
    format!(r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p"}},"spec":{{{spec}}}}}"#)
}

#[test]
fn a_repeated_key_is_found_among_any_number_of_keys() {
    for keys in 2..30 {
        for repeated in 0..keys - 1 {
            let names = (0..keys - 1).map(|n| format!(r#""k{n}":0"#)).chain([format!(r#""k{repeated}":1"#)]);
            let spec = names.collect::<Vec<_>>().join(",");
            assert_eq!(detail(&pod(&spec)), Err(ErrorKind::DuplicateKey), "{spec}");
        }
    }
}

#[test]
fn the_limit_of_depth_is_exact() {
    // The object and its spec are two levels.
    let nested = |levels: usize| pod(&format!(r#""x":{}{}"#, "[".repeat(levels), "]".repeat(levels)));
    assert_eq!(detail(&nested(126)), Ok(String::new()));
    assert_eq!(detail(&nested(127)), Err(ErrorKind::Depth));
}

#[test]
fn host_ports_are_filled_in_where_they_are_empty_and_nowhere_else() {
    let ports = r#""ports":[{"containerPort":80,"hostPort":8080},{"containerPort":90}]"#;
    let host = "host namespaces (hostNetwork=true)";
    let main = pod(&format!(r#""hostNetwork":true,"containers":[{{"name":"c",{ports}}}]"#));
    assert_eq!(detail(&main), Ok(format!(r#"{host}, hostPort (container "c" uses hostPorts 8080, 90)"#)));
    let ephemeral = r#""hostNetwork":true,"ephemeralContainers":[{"name":"e","ports":[{"containerPort":90}]}]"#;
    assert_eq!(detail(&pod(ephemeral)), Ok(host.to_owned()));
}

#[test]
fn app_armor_annotations_are_filled_in_as_the_server_does() {
    let key = "container.apparmor.security.beta.kubernetes.io/c";
    let with = |spec: &str| {
        detail(&format!(
            r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"annotations":{{"{key}":"unconfined"}}}},"spec":{{{spec}}}}}"#
        ))
        .unwrap()
    };
    let container = |more: &str| format!(r#""containers":[{{"name":"c"{more}}}]"#);
    let both = r#"(container "c" and annotation must not"#;
    let alone = "(annotation must not";
    assert!(with(&container("")).contains(both));
    assert!(with(&format!(r#""os":{{"name":"windows"}},{}"#, container(""))).contains(alone));
    let own = r#","securityContext":{"appArmorProfile":{"type":"RuntimeDefault"}}"#;
    assert!(with(&container(own)).contains(alone));
    let pods = format!(r#""securityContext":{{"appArmorProfile":{{"type":"Unconfined"}}}},{}"#, container(""));
    assert!(with(&pods).contains("(pod and annotation must not"));
}

#[test]
fn groups_that_are_gone_are_said_to_be_gone() {
    let (policy, mut scratch) = (baseline(), Scratch::new());
    for version in ["apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"] {
        let manifest = format!("apiVersion: {version}\nkind: Deployment\n");
        let error = policy.evaluate(manifest.as_bytes(), Context::default(), &mut scratch).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ApiVersion);
        assert!(error.message().contains("no longer has") && error.message().contains("apps/v1"), "{error}");
    }
}

#[test]
fn namespaces_of_context_and_object_must_agree_and_exempt_by_name() {
    let document = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline, warn: baseline, \
                    exemptions: {namespaces: [kube-system]}}\n";
    let (policy, mut scratch) = (Policy::load(document).unwrap(), Scratch::new());
    let manifest = pod(r#""hostPID":true"#);
    let mut judged = |context: Context<'_>| {
        let verdict = policy.evaluate(manifest.as_bytes(), context, &mut scratch).unwrap();
        let effects: Vec<Effect> = verdict.findings().map(|finding| finding.effect()).collect();
        (verdict.is_allowed(), effects, verdict.notes().count())
    };
    assert_eq!(judged(Context::default().namespace("kube-system")), (true, vec![], 1));
    // One finding, with the stronger effect, and no note of the object before.
    assert_eq!(judged(Context::default().namespace("shop")), (false, vec![Effect::Deny], 0));
    assert_eq!(judged(Context::default()), (false, vec![Effect::Deny], 1));
    let own = manifest.replace(r#""name":"p""#, r#""name":"p","namespace":"shop""#);
    let error = policy.evaluate(own.as_bytes(), Context::default().namespace("other"), &mut scratch).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Value, "metadata.namespace"));
}

#[test]
fn fields_name_the_list_a_container_stands_in() {
    let privileged = r#"[{"name":"c"},{"name":"d","securityContext":{"privileged":true}}]"#;
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        let manifest = pod(&format!(r#""{list}":{privileged}"#));
        let (policy, mut scratch) = (baseline(), Scratch::new());
        let verdict = policy.evaluate(manifest.as_bytes(), Context::default(), &mut scratch).unwrap();
        let fields: Vec<String> = verdict.findings().flat_map(|finding| finding.fields().collect::<Vec<_>>()).collect();
        assert_eq!(fields, [format!("spec.{list}[1].securityContext.privileged")]);
    }
}

/// kubectl goes on in YAML where its reader of JSON stops after the first object, and only there.
#[test]
fn a_comment_or_a_mark_after_a_json_object_is_yaml() {
    let (pod, other) = (r#"{"apiVersion":"v1","kind":"Pod","spec":{}}"#, "apiVersion: v1\nkind: Pod\n");
    let errors = |text: &str| {
        let mut answers = Vec::new();
        baseline()
            .evaluate_all(text.as_bytes(), Context::default(), &mut Scratch::new(), |_, result| {
                answers.push(result.is_err());
            })
            .unwrap();
        answers
    };
    for tail in ["\n#", " # the end\n", "\n---\n", "---"] {
        let text = format!("{pod}{tail}");
        assert_eq!((detail(&text), errors(&text)), (Ok(String::new()), vec![false]), "{tail:?}");
    }
    let two = format!("{pod}\n---\n{other}");
    assert_eq!((detail(&two), errors(&two)), (Err(ErrorKind::ManyObjects), vec![false, false]));
    assert_eq!(errors(&format!("{pod}\n ---\n")), [false, true], "an edge stands at the beginning of its line");
    let end = format!("{pod}\n...\n");
    assert_eq!((detail(&end), errors(&end)), (Err(ErrorKind::Syntax), vec![false, true]), "kubectl stumbles too");
    assert_eq!(errors(&format!("{pod}\n# more\n{pod}\n")), [false, false]);
    assert_eq!(errors(&format!("{pod}\n{pod}\n# more\n{pod}\n")), [false, false, true, false]);
    assert_eq!(errors(&format!("{pod}\nnonsense\n{pod}\n")), [false, true, false]);
}
