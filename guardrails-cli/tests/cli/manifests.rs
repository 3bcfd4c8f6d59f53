//! What the API server would warn of, and levels that come from the labels of the namespaces in the run.

use crate::folder::Folder;

const POLICY: &str = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {fromNamespaceLabels: true}\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {hostPID: true}\n";
const SHOP: &str =
    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {pod-security.kubernetes.io/enforce: ";

#[test]
fn namespaces_among_the_inputs_say_the_level_wherever_they_stand() {
    for (level, status) in [("privileged", 0), ("baseline", 1)] {
        let shop = format!("{SHOP}{level}}}\n");
        let files = [("manifests/a.yaml", POD), ("manifests/z.yaml", shop.as_str()), ("policy.yaml", POLICY)];
        let folder = Folder::new(&files);
        let outcome = folder.check(&["--policy", "@/policy.yaml", "@/manifests"]);
        assert_eq!(outcome.status, status, "{}", outcome.output);
        let outcome = folder.check(&["--policy", "@/policy.yaml", "@/manifests/a.yaml", "@/manifests/z.yaml"]);
        assert_eq!(outcome.status, status, "{}", outcome.output);
    }
    let folder = Folder::new(&[("a.yaml", POD), ("policy.yaml", POLICY)]);
    let outcome = folder.check(&["--policy", "@/policy.yaml", "@/a.yaml"]);
    assert_eq!(outcome.status, 1, "what is not known is no silent pass");
    assert!(outcome.output.contains("the labels of the namespace `shop` are not known"), "{}", outcome.output);
}

#[test]
fn a_misspelt_field_is_shown_with_what_was_meant() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  contaners: []\n";
    let folder = Folder::new(&[("a.yaml", pod)]);
    let outcome = folder.check(&["--pod-security", "baseline", "@/a.yaml"]);
    assert_eq!(outcome.status, 0);
    assert!(outcome.output.contains("unknownField: unknown field \"spec.contaners\""), "{}", outcome.output);
    assert!(outcome.output.contains("@/a.yaml:5:14  spec.contaners"), "{}", outcome.output);
    assert!(outcome.output.contains("hint  did you mean `containers`?"), "{}", outcome.output);
    let json = folder.check(&["--pod-security", "baseline", "--format", "jsonl", "@/a.yaml"]);
    assert!(json.output.contains(r#""suggestion":"did you mean `containers`?""#), "{}", json.output);
}
