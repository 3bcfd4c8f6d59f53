use serde_json::{Value, json};

use super::*;
use crate::policy::azure::catalogue::catalogue;

mod given;

const RESTRICTED: &str = "42b8ef37-b724-4e24-bbc8-7a7708edfe00";
const BASELINE: &str = "a8640138-9b0a-4a28-b8cb-1666c838647d";
const NO_PRIVILEGE: &str = "95edb821-ddaf-4404-9732-666045e056b4";
const PORTS: &str = "82985f06-dc18-4a48-bc1c-b9f4f0098cfe";

/// Every template is supported here; its kind tells name and version.
fn kind_of(template: &str, version: u32) -> Option<&'static str> {
    Some(Box::leak(format!("K8sAzureV{version}-{template}").into_boxed_str()))
}

fn definition_id(guid: &str) -> String {
    format!("/providers/Microsoft.Authorization/policyDefinitions/{guid}")
}

fn set_id(guid: &str) -> String {
    format!("/providers/Microsoft.Authorization/policySetDefinitions/{guid}")
}

/// An assignment as `az policy assignment show` prints it.
fn assignment(policy: &str, parameters: Value) -> Value {
    json!({
        "id": "/subscriptions/1111/resourceGroups/rg-shop/providers/Microsoft.Authorization/policyAssignments/shop",
        "name": "shop", "type": "Microsoft.Authorization/policyAssignments", "displayName": "Pods of the shop",
        "description": null, "enforcementMode": "Default", "identity": null, "location": null,
        "metadata": {"createdBy": "someone", "createdOn": "2026-01-01T00:00:00Z"}, "nonComplianceMessages": [],
        "notScopes": [], "overrides": null, "resourceSelectors": null, "parameters": parameters,
        "policyDefinitionId": policy, "definitionVersion": null, "scope": "/subscriptions/1111/resourceGroups/rg-shop",
        "resourceGroup": "rg-shop", "systemData": {"createdBy": "someone"}
    })
}

fn with(mut document: Value, more: Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        document[key] = value.clone();
    }
    document
}

fn compiled_for(documents: &[Value], cluster: &Cluster, unsupported: Unsupported) -> Result<Compiled, String> {
    let mut all = Assignments::default();
    for document in documents {
        assert!(all.add(document).map_err(|error| error.to_string())?, "no document of Azure Policy: {document}");
    }
    all.assign_what_is_given();
    all.compile(cluster, unsupported, &kind_of).map_err(|error| error.to_string())
}

fn compiled(documents: &[Value]) -> Result<Compiled, String> {
    compiled_for(documents, &Cluster::default(), Unsupported::Error)
}

fn error(documents: &[Value]) -> String {
    compiled(documents).unwrap_err()
}

fn kinds(compiled: &Compiled) -> Vec<&str> {
    compiled.constraints.iter().map(|(_, constraint)| constraint["kind"].as_str().unwrap()).collect()
}

fn action(compiled: &Compiled) -> Vec<&str> {
    compiled.constraints.iter().map(|(_, it)| it["spec"]["enforcementAction"].as_str().unwrap()).collect()
}

#[test]
fn a_definition_becomes_the_constraint_of_the_add_on() {
    let parameters = json!({
        "effect": {"value": "deny"}, "excludedNamespaces": {"value": ["kube-system", "build"]},
        "labelSelector": {"value": {"matchLabels": {"app": "web"}}}, "excludedImages": {"value": ["mcr.example/*"]},
    });
    let policy = definition_id(NO_PRIVILEGE).to_uppercase();
    let made = compiled(&[assignment(&policy, parameters)]).unwrap();
    let name = made.constraints[0].1["metadata"]["name"].as_str().unwrap();
    let expected = json!({
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": "K8sAzureV2-container-no-privilege",
        "metadata": {"name": name},
        "spec": {
            "enforcementAction": "deny",
            "match": {
                "kinds": [{"apiGroups": [""], "kinds": ["Pod"]}],
                "excludedNamespaces": ["kube-system", "gatekeeper-system", "azure-arc", "build"],
                "labelSelector": {"matchLabels": {"app": "web"}},
                "source": "Original",
            },
            "parameters": {"excludedContainers": [], "excludedImages": ["mcr.example/*"]},
        },
    });
    assert_eq!(made.constraints, [("`shop`: ".to_owned(), expected)]);
    assert!(made.notes.is_empty());
    let (template, digits) = name.strip_prefix("azurepolicy-").unwrap().rsplit_once('-').unwrap();
    assert_eq!(template, "k8sazurev2-container-no-privil");
    assert!(digits.len() == 20 && digits.chars().all(|c| c.is_ascii_hexdigit()));
}

#[test]
fn the_initiatives_pin_versions_of_their_members() {
    let made = compiled(&[assignment(&set_id(BASELINE), json!({"effect": {"value": "audit"}}))]).unwrap();
    assert_eq!(
        kinds(&made),
        [
            "K8sAzureV2-container-no-privilege",
            "K8sAzureV3-host-network-ports",
            "K8sAzureV2-block-host-namespace",
            "K8sAzureV3-container-allowed-capabilities",
            "K8sAzureV4-allowed-host-paths",
        ]
    );
    assert_eq!(action(&made), ["dryrun"; 5]);
    let ports = &made.constraints[1].1["spec"]["parameters"];
    let expected =
        json!({"allowHostNetwork": false, "minPort": 0, "maxPort": 0, "excludedContainers": [], "excludedImages": []});
    assert_eq!(*ports, expected);
    let made = compiled(&[assignment(&set_id(RESTRICTED), json!({"effect": {"value": "Deny"}}))]).unwrap();
    assert_eq!(action(&made), ["deny"; 8]);
    let users = &made.constraints[6].1["spec"]["parameters"];
    assert_eq!(users["runAsUser"], json!({"rule": "MustRunAsNonRoot", "ranges": []}));
    assert_eq!(users["fsGroup"], json!({"rule": "MustRunAs", "ranges": [{"min": 1, "max": 65535}]}));
}

#[test]
fn every_shape_that_the_tools_print_is_read() {
    let flat = assignment(&set_id(BASELINE), json!({}));
    let mut rest = json!({"id": flat["id"], "name": "shop", "type": "Microsoft.Authorization/policyAssignments"});
    rest["properties"] = json!({"policyDefinitionId": set_id(BASELINE), "parameters": {}, "scope": flat["scope"]});
    let made = |document: &Value| {
        let made = compiled(std::slice::from_ref(document)).unwrap().constraints.into_iter();
        made.map(|(_, constraint)| constraint).collect::<Vec<_>>()
    };
    let expected = made(&flat);
    for document in [
        json!([flat]),
        rest.clone(),
        json!([rest]),
        json!({"value": [rest]}),
        json!({"value": [flat], "nextLink": null}),
    ] {
        assert_eq!(made(&document), expected, "{document}");
    }
    let bare = json!({"policyDefinitionId": set_id(BASELINE), "parameters": null});
    assert_eq!(kinds(&compiled(&[bare]).unwrap()).len(), 5);
    assert!(error(&[json!({"value": [flat], "nextLink": "https://…"})]).contains("nextLink: the list goes on"));
    assert!(error(&[json!([flat, {"kind": "Pod"}])]).contains("[1]: it is no document of Azure Policy"));
    assert!(error(&[json!([flat, flat])]).contains("[1].id: `/subscriptions/1111/"));
    assert!(!Assignments::default().add(&json!([])).unwrap());
    assert!(!Assignments::default().add(&json!({"apiVersion": "v1", "kind": "Pod"})).unwrap());
}

#[test]
fn every_definition_and_initiative_loads_with_its_defaults() {
    let required = json!({
        "allowedUsers": {"value": []}, "allowedGroups": {"value": []}, "labels": {"value": ["kubernetes.azure.com"]},
        "allowedContainerImagesRegex": {"value": ".*"}, "reservedTaints": {"value": ["CriticalAddonsOnly"]},
        "allowedSysctls": {"value": []}, "forbiddenSysctls": {"value": []}, "namespaces": {"value": ["default"]},
        "kind": {"value": "Pod"}, "cpuLimit": {"value": "1"}, "memoryLimit": {"value": "1Gi"}, "labelsList": {"value": []},
        "messages": {"value": {}}, "allowedServicePortsList": {"value": []}, "allowedUserNames": {"value": []},
    });
    for definition in &catalogue().definitions {
        for (version, template) in &definition.versions {
            let mut parameters = Map::new();
            let one = |parameters: &Map<String, Value>| {
                compiled(&[with(
                    assignment(&definition_id(&definition.id), json!(parameters)),
                    json!({"definitionVersion": version}),
                )])
            };
            // What is required is named, one after the other.
            let made = loop {
                match one(&parameters) {
                    Err(why) if why.contains("it is required and missing") => {
                        let name = why.split_once("parameters.").unwrap().1.split_once(':').unwrap().0;
                        parameters.insert(name.into(), required[name].clone());
                        assert!(!required[name].is_null(), "{why}");
                    }
                    other => break other,
                }
            };
            match definition.takes(*template) {
                Some(_) => assert_eq!(kinds(&made.unwrap()), [format!("K8sAzureV{template}-{}", definition.template)]),
                None => assert!(made.unwrap_err().contains("this version's template was never published"), "{version}"),
            }
        }
    }
    for initiative in &catalogue().initiatives {
        let names = initiative.parameters();
        let given: Map<String, Value> =
            required.as_object().unwrap().clone().into_iter().filter(|(name, _)| names.contains_key(name)).collect();
        let given = if initiative.name == "deployment-safeguards" { given } else { Map::new() };
        let made = compiled(&[assignment(&set_id(&initiative.id), json!(given))]).unwrap();
        let expected = initiative.members.iter().filter(|member| catalogue().definition(&member.definition).is_some());
        assert_eq!(made.constraints.len(), expected.count(), "{}", initiative.name);
    }
}

#[test]
fn effects_are_mapped_as_the_add_on_does() {
    let with_effect = |effect: &str, warn: bool, mode: &str| {
        let parameters = json!({"effect": {"value": effect}, "warn": {"value": warn}});
        compiled(&[with(assignment(&definition_id(NO_PRIVILEGE), parameters), json!({"enforcementMode": mode}))])
            .unwrap()
    };
    for (effect, warn, mode, expected) in [
        ("Deny", false, "Default", "deny"),
        ("Deny", true, "Default", "deny"),
        ("Audit", false, "Default", "dryrun"),
        ("audit", true, "Default", "warn"),
        ("Deny", false, "DoNotEnforce", "dryrun"),
        ("Deny", true, "DoNotEnforce", "warn"),
        ("Deny", false, "Enroll", "deny"),
    ] {
        assert_eq!(action(&with_effect(effect, warn, mode)), [expected], "{effect} {warn} {mode}");
    }
    let disabled = with_effect("Disabled", false, "Default");
    assert!(disabled.constraints.is_empty());
    assert_eq!(disabled.notes, ["azure-policy: not checked, as the effect is Disabled: `shop`"]);
}

#[test]
fn mistakes_are_named_with_their_place() {
    let one = |policy: &str, parameters: Value| error(&[json!([assignment(policy, parameters)])]);
    let built_in = definition_id(NO_PRIVILEGE);
    for (message, expected) in [
        (one(&built_in, json!({"efect": {"value": "deny"}})), "[0].parameters.efect: the policy has no such parameter"),
        (
            one(&built_in, json!({"excludedImages": {"value": "a"}})),
            "[0].parameters.excludedImages: expected a list, found `\"a\"`",
        ),
        (one(&built_in, json!({"effect": {"value": "block"}})), "[0].parameters.effect: `\"block\"` is not allowed"),
        (one(&built_in, json!({"effect": "deny"})), "[0].parameters.effect: expected an object with a `value`"),
        (
            one(&built_in, json!({"source": {"value": "Both"}})),
            "[0].parameters.source: `\"Both\"` is not allowed; the policy allows \"All\"",
        ),
        (
            one(&set_id(BASELINE), json!({"excludedImages": {"value": []}})),
            "[0].parameters.excludedImages: the policy has no such parameter",
        ),
        (one(&definition_id("00000000-0000-0000-0000-000000000000"), json!({})), "[0].`shop`: no built-in definition"),
        (one(&set_id("00000000-0000-0000-0000-000000000000"), json!({})), "[0].`shop`: no built-in initiative"),
        (
            one("/subscriptions/1/providers/Microsoft.Authorization/policyDefinitions/mine", json!({})),
            "is not given; put its document beside",
        ),
        (
            one("/subscriptions/1/providers/Microsoft.Authorization/policySetDefinitions/mine", json!({})),
            "is not given; put its document beside",
        ),
        (one("95edb821", json!({})), "[0].policyDefinitionId: `95edb821` is no id of a policy"),
        (
            one(&definition_id("e16d171b-bfe5-4d79-a525-19736b396e92"), json!({})),
            "it changes objects before they are judged",
        ),
        (
            one(&definition_id("440b515e-a580-421e-abeb-b159a61ddcbc"), json!({})),
            "a template of its own, of the old form",
        ),
        (
            one(&definition_id("e345eecc-fa47-480f-9e88-67dcc122b164"), json!({})),
            "[0].parameters.cpuLimit: it is required and missing",
        ),
    ] {
        assert!(message.contains(expected), "{message}");
    }
    let changed = |more: Value| error(&[with(assignment(&built_in, json!({})), more)]);
    for (message, expected) in [
        (changed(json!({"enforcmentMode": "DoNotEnforce"})), "enforcmentMode: unknown field"),
        (changed(json!({"enforcementMode": "Sometimes"})), "enforcementMode: unknown mode `sometimes`"),
        (changed(json!({"notScopes": "x"})), "notScopes: expected a list"),
        (changed(json!({"notScopes": [1]})), "notScopes: expected a list of texts"),
        (changed(json!({"policyDefinitionId": null})), "policyDefinitionId: it is missing"),
        (
            changed(json!({"definitionVersion": "3.*.*"})),
            "no version `3.*.*` of `container-no-privilege` is known, only 9.1.0, 9.2.0",
        ),
        (
            changed(json!({"type": "Microsoft.Authorization/locks"})),
            "type: `microsoft.authorization/locks` is no document of a policy",
        ),
        (changed(json!({"parameters": []})), "parameters: expected an object"),
        (
            changed(json!({"overrides": [{"kind": "policyEffect", "value": "Append"}]})),
            "overrides[0].value: the effect \"Append\" makes no sense",
        ),
        (changed(json!({"overrides": [{"kind": "policyMode", "value": "Deny"}]})), "overrides[0].kind"),
        (
            changed(json!({"resourceSelectors": [{"selectors": [{"kind": "tag", "in": ["a"]}]}]})),
            "resourceSelectors[0].selectors[0].kind",
        ),
    ] {
        assert!(message.contains(expected), "{message}");
    }
    let old = with(assignment(&set_id(RESTRICTED), json!({})), json!({"definitionVersion": "2.4.*"}));
    assert!(error(&[old]).contains("of `restricted` version 2.5.0 is known, not `2.4.*`"));
}

#[test]
fn what_cannot_be_judged_is_named_where_the_policy_asks_for_notes() {
    let named = |policy: &str| {
        let made = compiled_for(&[assignment(policy, json!({}))], &Cluster::default(), Unsupported::Note).unwrap();
        assert!(made.constraints.is_empty());
        made.notes.concat()
    };
    assert!(
        named(&definition_id("e16d171b-bfe5-4d79-a525-19736b396e92"))
            .contains("`shop` was not checked: it changes objects")
    );
    assert!(
        named(&set_id("00000000-0000-0000-0000-000000000000"))
            .contains("`shop` was not checked: no built-in initiative")
    );
    let mut all = Assignments::default();
    all.add(&assignment(&definition_id(NO_PRIVILEGE), json!({}))).unwrap();
    let why = all.compile(&Cluster::default(), Unsupported::Error, &|_, _| None).unwrap_err().to_string();
    assert!(
        why.contains("`shop`: its template, container-no-privilege v2, is not supported; `unsupported: note` goes on"),
        "{why}"
    );
}

#[test]
fn assignments_of_other_modes_are_skipped_and_counted() {
    let other = with(
        assignment(
            &definition_id("36a27de4-199b-40fb-b336-945a8475d6c5"),
            json!({"adminGroupObjectIDs": {"value": []}}),
        ),
        json!({"id": null, "name": "admins"}),
    );
    let own = json!({"id": "/subscriptions/1/providers/Microsoft.Authorization/policyDefinitions/tags", "mode": "Indexed",
        "policyType": "Custom", "policyRule": {"if": {}, "then": {"effect": "audit"}}});
    let tags = with(assignment(own["id"].as_str().unwrap(), json!({})), json!({"id": null, "name": "tags"}));
    let made = compiled(&[json!([other, tags, own, assignment(&definition_id(NO_PRIVILEGE), json!({}))])]).unwrap();
    assert_eq!(made.constraints.len(), 1);
    assert_eq!(made.notes, ["azure-policy: 2 skipped, as not about objects in a cluster: `admins`, `tags`"]);
}
