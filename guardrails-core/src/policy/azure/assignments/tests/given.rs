//! What documents besides the assignments do to them: initiatives, definitions, exemptions, and what is known of the
//! cluster.

use super::*;

/// An initiative of a company: two policies of Azure's for clusters, one for machines, one of its own.
fn own_initiative() -> Value {
    json!({
        "id": "/providers/Microsoft.Management/managementGroups/corp/providers/Microsoft.Authorization/policySetDefinitions/corp",
        "name": "corp", "policyType": "Custom", "type": "Microsoft.Authorization/policySetDefinitions", "version": "1.0.0",
        "versions": ["1.0.0"], "metadata": {"category": "Kubernetes"}, "policyDefinitionGroups": null,
        "parameters": {"effect": {"type": "String", "defaultValue": "Audit", "metadata": {"displayName": "Effect"}},
                       "images": {"type": "Array", "defaultValue": []}},
        "policyDefinitions": [
            {"policyDefinitionReferenceId": "noPrivilege", "policyDefinitionId": definition_id(NO_PRIVILEGE), "definitionVersion": "9.*.*",
             "groupNames": [], "parameters": {"effect": {"value": "[parameters('effect')]"}, "excludedImages": {"value": "[concat(parameters('images'), parameters('images'))]"}}},
            {"policyDefinitionReferenceId": "Ports", "policyDefinitionId": definition_id(PORTS), "definitionVersion": "6.*.*",
             "parameters": {"effect": {"value": "Audit"}, "maxPort": {"value": 9000}}},
            {"policyDefinitionReferenceId": "machines", "policyDefinitionId": definition_id("06a78e20-9358-41c9-923c-fb736d382a4d"), "parameters": {}},
        ],
    })
}

fn of_own_initiative(more: Value) -> Value {
    with(
        assignment(
            own_initiative()["id"].as_str().unwrap(),
            json!({"effect": {"value": "Deny"}, "images": {"value": ["a"]}}),
        ),
        more,
    )
}

#[test]
fn other_initiatives_are_known_by_their_members() {
    let made = compiled(&[own_initiative(), of_own_initiative(json!({}))]).unwrap();
    assert_eq!(kinds(&made), ["K8sAzureV2-container-no-privilege", "K8sAzureV3-host-network-ports"]);
    assert_eq!(action(&made), ["deny", "dryrun"]);
    assert_eq!(made.constraints[0].1["spec"]["parameters"]["excludedImages"], json!(["a", "a"]));
    assert_eq!(made.constraints[1].1["spec"]["parameters"]["maxPort"], 9000);
    assert_eq!(made.constraints[1].0, "`shop/Ports`: ");
    assert!(made.notes.concat().contains("1 skipped of `shop`"), "{:?}", made.notes);
    // Alone it counts as assigned with its defaults.
    assert_eq!(action(&compiled(&[own_initiative()]).unwrap()), ["dryrun", "dryrun"]);
    let mut wrong = own_initiative();
    wrong["policyDefinitions"][1]["parameters"]["maxPort"] = json!({"value": "[parameters('most')]"});
    let why = error(&[wrong.clone(), of_own_initiative(json!({}))]);
    assert!(
        why.contains("Ports.parameters.maxPort: the expression `[parameters('most')]`")
            && why.contains("no parameter `most`"),
        "{why}"
    );
    wrong["policyDefinitions"][1]["parameters"] = json!({"maxPorts": {"value": 1}});
    assert!(error(&[wrong]).contains("Ports.parameters.maxPorts: the policy has no such parameter"));
}

#[test]
fn overrides_and_selectors_are_honoured_or_named() {
    let overrides = json!({"overrides": [
        {"kind": "policyEffect", "value": "Disabled", "selectors": [{"kind": "policyDefinitionReferenceId", "in": ["noprivilege"]}]},
        {"kind": "policyEffect", "value": "Deny", "selectors": [{"kind": "policyDefinitionReferenceId", "notIn": ["noPrivilege"]},
                                                                {"kind": "resourceLocation", "in": ["westeurope"]}]},
    ]});
    let run = |location: Option<&str>, more: &Value| {
        let cluster = Cluster { location: location.map(String::from), ..Cluster::default() };
        compiled_for(&[own_initiative(), of_own_initiative(more.clone())], &cluster, Unsupported::Error).unwrap()
    };
    let west = run(Some("westeurope"), &overrides);
    assert_eq!((kinds(&west), action(&west)), (vec!["K8sAzureV3-host-network-ports"], vec!["deny"]));
    assert!(west.notes.concat().contains("Disabled: `shop/noPrivilege`"));
    assert_eq!(action(&run(Some("eastus"), &overrides)), ["dryrun"]);
    let unknown = run(None, &overrides);
    assert_eq!(action(&unknown), ["deny"]);
    assert!(unknown.notes.concat().contains("whether an override of `shop` applies depends on azure.location"));

    // What Azure lets nobody refuse.
    let roles = definition_id("ca8d5704-aa2b-40cf-b110-dc19052825ad");
    let refused =
        with(assignment(&roles, json!({})), json!({"overrides": [{"kind": "policyEffect", "value": "Deny"}]}));
    assert!(
        error(&[refused]).contains("overrides: `\"Deny\"` is not allowed; the policy allows \"Audit\", \"Disabled\"")
    );

    let selectors =
        json!({"resourceSelectors": [{"name": "a", "selectors": [{"kind": "resourceLocation", "in": ["eastus"]}]}]});
    assert!(run(Some("westeurope"), &selectors).constraints.is_empty());
    assert_eq!(run(Some("eastus"), &selectors).constraints.len(), 2);
    let unknown = run(None, &selectors);
    assert_eq!(unknown.constraints.len(), 2);
    assert!(unknown.notes.concat().contains("the resourceSelectors of `shop` were not applied"));

    let version = json!({"overrides": [{"kind": "definitionVersion", "value": "7.*.*",
        "selectors": [{"kind": "policyDefinitionReferenceId", "in": ["Ports"]}]}]});
    let why = error(&[own_initiative(), of_own_initiative(version)]);
    assert!(
        why.contains(
            "Ports.parameters.maxPort: the policy has no such parameter; it has allowHostNetwork, allowedHostPorts"
        ),
        "{why}"
    );
}

#[test]
fn scopes_are_honoured_or_named() {
    let cluster = |id: &str| Cluster { id: Some(id.into()), ..Cluster::default() };
    let id = "/subscriptions/1111/resourcegroups/rg-shop/providers/microsoft.containerservice/managedclusters/aks";
    let not = |scope: &str| with(assignment(&definition_id(NO_PRIVILEGE), json!({})), json!({"notScopes": [scope]}));
    let run = |document: Value, cluster: &Cluster| compiled_for(&[document], cluster, Unsupported::Error).unwrap();
    let unknown = run(not("/subscriptions/1111/resourceGroups/rg-shop"), &Cluster::default());
    assert_eq!(unknown.constraints.len(), 1);
    assert!(unknown.notes.concat().contains("the notScopes of `shop` were not applied"));
    let left_out = run(not("/subscriptions/1111/resourceGroups/RG-shop"), &cluster(id));
    assert!(left_out.constraints.is_empty() && left_out.notes.concat().contains("its notScopes leave the cluster out"));
    let elsewhere = run(not("/subscriptions/1111/resourceGroups/rg"), &cluster(id));
    assert!(elsewhere.constraints.len() == 1 && elsewhere.notes.is_empty());
    let other = run(assignment(&definition_id(NO_PRIVILEGE), json!({})), &cluster("/subscriptions/2222/x"));
    assert!(
        other.constraints.is_empty()
            && other.notes.concat().contains("`shop` was not checked: it is for another scope")
    );
}

#[test]
fn exemptions_are_honoured_or_named() {
    let assigned = of_own_initiative(json!({}));
    let exemption = |scope: &str, more: Value| {
        with(
            json!({"id": format!("{scope}/providers/Microsoft.Authorization/policyExemptions/waived"), "name": "waived",
                   "type": "Microsoft.Authorization/policyExemptions", "policyAssignmentId": assigned["id"].as_str().unwrap().to_uppercase(),
                   "policyDefinitionReferenceIds": ["noPrivilege"], "exemptionCategory": "Waiver", "displayName": null}),
            more,
        )
    };
    let run = |exemption: Value, cluster: &Cluster| {
        compiled_for(&[own_initiative(), assigned.clone(), exemption], cluster, Unsupported::Error).unwrap()
    };
    let whole = "/subscriptions/1111";
    let honoured = run(exemption(whole, json!({})), &Cluster::default());
    assert_eq!(kinds(&honoured), ["K8sAzureV3-host-network-ports"]);
    assert!(
        honoured.notes.concat().contains("`shop/noPrivilege` was not checked: the exemption `waived` takes it out")
    );
    assert!(
        run(exemption(whole, json!({"policyDefinitionReferenceIds": []})), &Cluster::default()).constraints.is_empty()
    );
    // It ends, it is for one cluster: that has to be known.
    let ends = || exemption(whole, json!({"expiresOn": "2026-12-31T00:00:00+00:00"}));
    let on = |day: &str| Cluster { time: Some(Moment::parse(day).unwrap()), ..Cluster::default() };
    let unknown = run(ends(), &Cluster::default());
    assert_eq!(unknown.constraints.len(), 2);
    assert!(unknown.notes.concat().contains("the exemption `waived` of `shop/noPrivilege` was not applied"));
    assert_eq!(run(ends(), &on("2026-12-30")).constraints.len(), 1);
    assert_eq!(run(ends(), &on("2026-12-31")).constraints.len(), 2);
    let aks = "/subscriptions/1111/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks";
    assert_eq!(run(exemption(aks, json!({})), &Cluster::default()).constraints.len(), 2);
    let this = Cluster { id: Some(aks.to_lowercase()), ..Cluster::default() };
    assert_eq!(run(exemption(aks, json!({})), &this).constraints.len(), 1);
    let stranger = run(exemption(whole, json!({"policyAssignmentId": "/subscriptions/1/x"})), &Cluster::default());
    assert!(stranger.notes.concat().contains("the exemption `waived` is of an assignment that was not given"));
    assert!(error(&[exemption(whole, json!({"expiresOn": "soon"}))]).contains("expiresOn: `soon` is no time in UTC"));
}

#[test]
fn definitions_may_come_as_documents() {
    let template = |info: Value| {
        json!({
            "id": "/subscriptions/1111/providers/Microsoft.Authorization/policyDefinitions/images", "name": "images",
            "type": "Microsoft.Authorization/policyDefinitions",
            "properties": {
                "displayName": "Our images", "policyType": "Custom", "mode": "Microsoft.Kubernetes.Data", "metadata": {"version": "1.0.0"},
                "parameters": {"effect": {"type": "String", "defaultValue": "Deny"}, "regex": {"type": "string", "defaultValue": "^ours/"}},
                "policyRule": {
                    "if": {"field": "type", "in": ["Microsoft.ContainerService/managedClusters"]},
                    "then": {"effect": "[parameters('effect')]", "details": {
                        "templateInfo": info, "apiGroups": [""], "kinds": ["Pod"], "excludedNamespaces": ["tools"], "namespaces": [],
                        "values": {"imageRegex": "[parameters('regex')]", "excludedContainers": null},
                    }},
                },
            },
        })
    };
    let public = template(
        json!({"sourceType": "PublicURL", "url": "https://store.policy.core.windows.net/kubernetes/container-allowed-images/v2/template.yaml"}),
    );
    let assigned = assignment(public["id"].as_str().unwrap(), json!({"regex": {"value": "^mine/"}}));
    let made = compiled(&[public.clone(), assigned.clone()]).unwrap();
    assert_eq!(kinds(&made), ["K8sAzureV2-container-allowed-images"]);
    assert_eq!(made.constraints[0].1["spec"]["parameters"], json!({"imageRegex": "^mine/"}));
    assert_eq!(
        made.constraints[0].1["spec"]["match"],
        json!({"kinds": [{"apiGroups": [""], "kinds": ["Pod"]}], "excludedNamespaces": ["kube-system", "gatekeeper-system", "azure-arc", "tools"]})
    );
    // Alone it counts as assigned with its defaults.
    let alone = compiled(std::slice::from_ref(&public)).unwrap();
    assert_eq!(alone.constraints[0].1["spec"]["parameters"], json!({"imageRegex": "^ours/"}));
    for (info, why) in [
        (json!({"sourceType": "Base64Encoded", "content": "YQ=="}), "`shop`: it brings a template of its own"),
        (
            json!({"sourceType": "PublicURL", "url": "https://example.com/template.yaml"}),
            "`shop`: its template is not one of Azure's",
        ),
    ] {
        let message = error(&[template(info), assigned.clone()]);
        assert!(message.contains(why), "{message}");
    }
    let mut conditional = public.clone();
    conditional["properties"]["policyRule"]["if"] = json!({"allOf": [{"field": "location", "equals": "westeurope"}]});
    let made = compiled(&[conditional, assigned.clone()]).unwrap();
    assert!(made.notes.concat().contains("`shop` asks more of the cluster"));
    let mut effect = public;
    effect["properties"]["policyRule"]["then"]["effect"] = json!("Modify");
    assert!(error(&[effect, assigned]).contains("parameters: the effect \"Modify\" makes no sense here"));
}
