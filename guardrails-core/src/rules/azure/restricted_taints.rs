use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::exclusions::plain;
use super::patterns::Pattern;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1ReservedTaints",
    title: "Taints of the system pool",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "AKS keeps work off the nodes of its system pool by the taint `CriticalAddonsOnly`. Nodes of other \
        pools must not wear it: what tolerates it would come to them. The entries of the list are patterns, searched \
        for anywhere in the key of a taint.",
    remedy: "Use a taint of your own, or set the node pool's mode to `System`.",
    fields: &["spec.taints[*].key", "metadata.labels[kubernetes.azure.com/mode]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "restricted-taints",
    version: 1,
    definitions: &[Definition { id: "48940d92-ff05-449e-9111-e742d9280451", version: "1.2.1" }],
    parameters: &[Parameter {
        name: "reservedTaints",
        holds: ParameterType::TEXTS,
        default: "",
        meaning: "patterns of the keys that are reserved",
    }],
    examples: &[
        ConstraintExample {
            title: "a node of the system pool",
            parameters: "{reservedTaints: [CriticalAddonsOnly]}",
            object: "{apiVersion: v1, kind: Node, metadata: {name: aks-1, labels: {kubernetes.azure.com/mode: system}}, \
                     spec: {taints: [{key: CriticalAddonsOnly, effect: NoSchedule}]}}",
            messages: &[],
        },
        ConstraintExample {
            title: "another node",
            parameters: "{reservedTaints: [CriticalAddonsOnly]}",
            object: "{apiVersion: v1, kind: Node, metadata: {name: aks-1}, \
                     spec: {taints: [{key: CriticalAddonsOnly, effect: NoSchedule}]}}",
            messages: &["Taint with key <CriticalAddonsOnly> is reserved for the system pool only"],
        },
    ],
    needs: Needs::METADATA.and(Needs::OTHER_KINDS),
    compile: |parameters| {
        let patterns = parameters.texts("reservedTaints").map(|entry| Pattern::new(entry, "reservedTaints"));
        Ok(Arc::new(ReservedTaints(patterns.collect::<Result<_, _>>()?)))
    },
};

#[derive(Debug)]
struct ReservedTaints(Vec<Pattern>);

impl Check for ReservedTaints {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let Subject { view, text, .. } = subject;
        let system = |label: &crate::view::Annotation| {
            text.is(label.key, "kubernetes.azure.com/mode")
                && ["system", "System"].iter().any(|it| text.is(label.value, it))
        };
        if subject.implied || subject.labels().iter().any(system) {
            return;
        }
        for (n, taint) in (0u32..).zip(&view.details.other.taints) {
            let key = plain(subject, taint.key);
            if self.0.iter().any(|pattern| pattern.matches(&key)) {
                hits.forbidden(Place::Object, Leaf::element("spec.taints[].key", n), Value::Text(taint.key));
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("Taint with key <")?;
        subject.write_value(hit.value, out)?;
        out.write_str("> is reserved for the system pool only")
    }
}
