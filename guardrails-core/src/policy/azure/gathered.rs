//! What the documents of a policy say of Azure, all of them together.

use super::assignments::{Assignments, Cluster, Unsupported};
use super::catalogue::as_of_today;
use super::safeguards::{Safeguards, SafeguardsSection};
use super::section::AzureSection;
use super::{Constraint, constraint};
use crate::policy::{PolicyError, Version};
use crate::rules::azure::HEADS;
use serde_json::Value;

/// Assignments and what is beside them.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    assignments: Assignments,
    cluster: Cluster,
    safeguards: Option<Safeguards>,
}

/// What it comes to.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) notes: Vec<String>,
    pub(crate) safeguards: Option<Safeguards>,
}

impl Gathered {
    /// Takes a document of Azure Policy; tells whether it is one.
    pub(crate) fn add(&mut self, document: &Value) -> Result<bool, PolicyError> {
        self.assignments.add(document)
    }

    /// Takes the sections of a policy document.
    pub(crate) fn add_sections(
        &mut self,
        azure: Option<AzureSection>,
        safeguards: Option<SafeguardsSection>,
    ) -> Result<(), PolicyError> {
        if let Some(section) = azure {
            section.gather(&mut self.assignments, &mut self.cluster)?;
        }
        if let Some(section) = safeguards
            && self.safeguards.replace(section.compile()?).is_some()
        {
            return Err(PolicyError::new("safeguards: it is set twice; one place has to say it"));
        }
        Ok(())
    }

    /// Turns everything into constraints, for a cluster of this version.
    pub(crate) fn compile(mut self, newest: Version, unsupported: Unsupported) -> Result<Compiled, PolicyError> {
        self.assignments.assign_what_is_given();
        if let Some(safeguards) = &self.safeguards {
            safeguards.assign(&mut self.assignments)?;
        }
        let made = self.assignments.compile(&self.cluster, unsupported, &kind_of)?;
        let (mut constraints, mut notes) = (Vec::new(), made.notes);
        for (place, document) in made.constraints {
            let compiled = constraint(&document).map_err(|error| PolicyError::new(format!("{place}{error}")))?;
            constraints.push(compiled);
        }
        if let Some(safeguards) = &self.safeguards {
            constraints.extend(safeguards.pod_security(newest)?);
            notes.extend(safeguards.notes());
        }
        Ok(Compiled { constraints, notes, safeguards: self.safeguards })
    }
}

/// The kind of the constraints of a template at a version, if there is a rule for it.
fn kind_of(template: &str, version: u32) -> Option<&'static str> {
    let version = as_of_today(template, version);
    let is_it = |rule: &&crate::rules::Head| {
        rule.scope.template().is_some_and(|it| it.alias == template && u32::from(it.version) == version)
    };
    HEADS.iter().find(is_it).map(|rule| rule.id)
}

#[cfg(test)]
mod tests {
    use crate::{Context, Effect, Policy, Scratch};

    fn own(rest: &str) -> String {
        format!("apiVersion: guardrails/v1\nkind: Policy\n{rest}\n")
    }

    fn error(rest: &str) -> String {
        Policy::load(own(rest)).unwrap_err().to_string()
    }

    #[test]
    fn sections_name_their_mistakes() {
        for (rest, message) in [
            (
                "azure: {initiative: strict}",
                "azure.initiative: unknown initiative `strict`: expected baseline, restricted",
            ),
            ("azure: {initiative: baseline, effect: warn}", "azure.parameters.effect: `\"warn\"` is not allowed"),
            (
                "azure: {initiative: baseline, effect: deny, parameters: {effect: audit}}",
                "azure.effect: parameters.effect is given",
            ),
            (
                "azure: {initiative: baseline, parameters: {images: []}}",
                "azure.parameters.images: the policy has no such parameter",
            ),
            (
                "azure: {initiative: deployment-safeguards}",
                "azure.parameters.allowedContainerImagesRegex: it is required and missing",
            ),
            ("azure: {effect: deny}", "azure.initiative: it is missing"),
            ("azure: {}", "azure.initiative: it is missing, and the section says nothing"),
            ("azure: {initiativ: baseline}", "azure.initiativ: unknown field"),
            ("azure: {cluster: aks}", "azure.cluster: expected the id of a cluster"),
            ("azure: {time: tomorrow}", "azure.time: `tomorrow` is no time in UTC"),
            ("azure: {location: westeurope}", "the policy checks nothing"),
            (
                "azure: {initiative: baseline, effect: disabled}",
                "not checked, as the effect is Disabled: `baseline/NoPrivilegedContainers`",
            ),
            ("safeguards: {}", "safeguards.level: it is missing"),
            ("safeguards: {level: enforce}", "safeguards.level: unknown level `enforce`: expected Warn or Enforce"),
            ("safeguards: {level: Warn, pssLevel: baseline}", "safeguards.pssLevel: unknown level `baseline`"),
            (
                "safeguards: {level: Warn, excludedNamespaces: [a, B]}",
                "safeguards.excludedNamespaces[1]: `B` is no name",
            ),
            (
                "safeguards: {level: Warn}\n---\napiVersion: guardrails/v1\nkind: Policy\nsafeguards: {level: Warn}",
                "safeguards: it is set twice",
            ),
        ] {
            let found = error(rest);
            assert!(found.contains(message), "{rest}: {found}");
        }
    }

    /// The notes and the findings of a policy about an object: effect, rule and message.
    fn judged(policy: &str, object: &str) -> (Vec<String>, Vec<(Effect, String)>) {
        let policy = Policy::load(own(&format!("{policy}\nunsupported: note"))).unwrap();
        let mut scratch = Scratch::new();
        let context = if object.contains("Node") { Context::default() } else { Context::default().namespace("shop") };
        let verdict = policy.evaluate(object.as_bytes(), context, &mut scratch).unwrap();
        let findings = verdict.findings().map(|it| (it.effect(), format!("{}: {it}", it.rule().id)));
        (verdict.notes().map(|note| note.to_string()).collect(), findings.collect())
    }

    const DEPLOYMENT: &str = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":3,
        "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"hostPID":true,"hostNetwork":true,
        "initContainers":[{"name":"wait","image":"wait:1","securityContext":{"privileged":true}}],
        "containers":[{"name":"web","image":"web:1"},
                      {"name":"side","image":"side:1","resources":{"requests":{"cpu":"50m","memory":"2Gi"},"limits":{"memory":"1Gi"}}}]}}}}"#;

    #[test]
    fn safeguards_change_objects_and_say_so() {
        let (notes, _) = judged("safeguards: {level: Enforce, pssLevel: Baseline}", DEPLOYMENT);
        let changes = notes.iter().filter_map(|note| note.strip_prefix("deployment-safeguards: the "));
        let changes: Vec<&str> = changes.filter(|note| note.contains("judged")).collect();
        let gets = |name: &str, what: &str| format!("container `{name}` gets resources.{what} before it is judged");
        assert_eq!(
            changes,
            [
                gets("web", "requests.cpu=500m").as_str(),
                &gets("web", "limits.cpu=500m"),
                &gets("web", "requests.memory=2048Mi"),
                &gets("web", "limits.memory=2048Mi"),
                &gets("side", "requests.cpu=100m"),
                &gets("side", "limits.cpu=100m"),
                &gets("side", "requests.memory=1Gi"),
                "pods get a preferred podAntiAffinity and topologySpreadConstraints over kubernetes.io/hostname by their label `app` before they are judged",
            ]
        );
        for rest in ["level: Warn", "level: Enforce, excludedNamespaces: [shop]"] {
            let (notes, _) = judged(&format!("safeguards: {{pssLevel: Baseline, {rest}}}"), DEPLOYMENT);
            assert!(!notes.iter().any(|note| note.contains("before")), "{rest}: {notes:?}");
        }
    }

    #[test]
    fn nodes_of_user_pools_lose_the_taint_of_system_pools() {
        let node = |mode: &str| {
            format!(
                r#"{{"apiVersion":"v1","kind":"Node","metadata":{{"name":"n","labels":{{"kubernetes.azure.com/mode":"{mode}"}}}},
                   "spec":{{"taints":[{{"key":"CriticalAddonsOnly","effect":"NoSchedule"}}]}}}}"#
            )
        };
        let reserved = (
            Effect::Warn,
            "K8sAzureV1ReservedTaints: Taint with key <CriticalAddonsOnly> is reserved for the system pool only"
                .to_owned(),
        );
        let of_taints = |policy: &str, mode: &str| {
            let (notes, findings) = judged(policy, &node(mode));
            let findings: Vec<_> = findings.into_iter().filter(|(_, it)| it.contains("Taint")).collect();
            (notes.iter().any(|note| note.contains("the node loses the taint")), findings)
        };
        assert_eq!(of_taints("safeguards: {level: Enforce}", "user"), (true, vec![]));
        assert_eq!(of_taints("safeguards: {level: Warn}", "user"), (false, vec![reserved]));
        assert_eq!(of_taints("safeguards: {level: Enforce}", "system"), (false, vec![]));
    }

    #[test]
    fn what_two_initiatives_say_alike_is_one_finding_with_the_stronger_effect() {
        let both = "azure: {initiative: baseline, effect: audit}\n---\napiVersion: guardrails/v1\nkind: Policy\n\
                    azure: {initiative: restricted, effect: deny}";
        let (_, findings) = judged(both, DEPLOYMENT);
        let of_namespaces: Vec<_> = findings.iter().filter(|(_, it)| it.contains("BlockHostNamespace")).collect();
        let words = "K8sAzureV2BlockHostNamespace: Sharing the host namespace is not allowed: web-pod";
        assert_eq!(of_namespaces, [&(Effect::Deny, words.to_owned())]);
        // What the baseline alone asks for keeps its effect.
        let volumes = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"volumes":[{"name":"v","hostPath":{"path":"/x"}}],
            "containers":[{"name":"c","image":"c:1","volumeMounts":[{"name":"v","mountPath":"/v"}]}]}}"#;
        let (_, findings) = judged(both, volumes);
        let effect = |rule: &str| findings.iter().find(|(_, it)| it.starts_with(rule)).map(|it| it.0);
        assert_eq!(effect("K8sAzureV4HostFilesystem"), Some(Effect::Audit));
        assert_eq!(effect("K8sAzureV2VolumeTypes"), Some(Effect::Deny));
    }

    #[test]
    fn the_pod_security_part_has_the_documented_words() {
        for (level, effect) in [("Warn", Effect::Warn), ("Enforce", Effect::Deny)] {
            let (_, findings) = judged(&format!("safeguards: {{level: {level}, pssLevel: Baseline}}"), DEPLOYMENT);
            let of_pods = findings.into_iter().filter(|(_, it)| !it.starts_with("K8sAzure"));
            let expected = [
                "hostNamespaces: Host PID namespaces are disallowed: spec.hostPID is set to true",
                "hostNamespaces: Host network namespaces are disallowed: spec.hostNetwork is set to true",
                "privileged: Privileged init containers are disallowed: spec.containers[*].securityContext.privileged is set to true",
            ];
            assert_eq!(of_pods.collect::<Vec<_>>(), expected.map(|it| (effect, it.to_owned())));
        }
        let (_, findings) =
            judged("safeguards: {level: Enforce, pssLevel: Baseline, excludedNamespaces: [shop]}", DEPLOYMENT);
        assert_eq!(findings, []);
    }
}
