use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::requester::{ALLOWED_GROUPS, ALLOWED_USERS, Requesters};
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Annotation, Needs, Taint, Text, View};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1RestrictedNodeEdits",
    title: "Labels and taints of single nodes",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "AKS keeps the labels and taints of nodes by node pool: what is changed on a single node is lost when \
        the pool grows, is upgraded or repaired. Only updates are looked at, and only of labels and taints; whoever \
        makes a Node may label and taint it.\n\nBy default AKS' own users may do it. Two ways of writing one `timeAdded` \
        count as a change.",
    remedy: "Label and taint the node pool: `az aks nodepool update --labels … --node-taints …`.",
    fields: &["metadata.labels", "spec.taints"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "restricted-node-edits",
    version: 1,
    definitions: &[Definition { id: "53a4a537-990c-495a-92e0-7c21a465442c", version: "1.3.1" }],
    parameters: &[ALLOWED_USERS, ALLOWED_GROUPS],
    examples: &[
        ConstraintExample {
            title: "a node that is new",
            parameters: "{allowedUsers: [acsService]}",
            object: "{apiVersion: v1, kind: Node, metadata: {name: aks-1, labels: {tier: web}}, spec: {taints: [{key: tier}]}}",
            messages: &[],
        },
        ConstraintExample {
            title: "a label that somebody adds",
            parameters: "{allowedUsers: [acsService]}",
            object: r#"{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "1",
                "kind": {"group": "", "version": "v1", "kind": "Node"}, "operation": "UPDATE", "name": "aks-1",
                "userInfo": {"username": "alice", "groups": ["system:authenticated"]},
                "object": {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "aks-1", "labels": {"tier": "web"}}},
                "oldObject": {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "aks-1"}}}}"#,
            messages: &[MESSAGE],
        },
    ],
    needs: Needs::METADATA.and(Needs::OTHER_KINDS),
    compile: |parameters| Ok(Arc::new(NodeEdits(Requesters::new(parameters)))),
};

const MESSAGE: &str = "Tainting or labelling individual nodes is not recommended. Please use AZ cli to taint/label \
     nodepools instead";

#[derive(Debug)]
struct NodeEdits(Requesters);

/// The taints of a node in one order, each once.
fn taints<'v>(view: &'v View, text: Text<'_>) -> Vec<&'v Taint> {
    let mut taints: Vec<&Taint> = view.details.other.taints.iter().collect();
    taints.sort_unstable_by(|a, b| compare(text, a, b));
    taints.dedup_by(|a, b| compare(text, a, b).is_eq());
    taints
}

fn compare(text: Text<'_>, a: &Taint, b: &Taint) -> std::cmp::Ordering {
    let parts = |it: &Taint| [it.key, it.value, it.effect, it.time_added];
    let pairs = parts(a).into_iter().zip(parts(b));
    pairs.map(|(a, b)| text.compare(a, b)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
}

/// The labels of a node as the template compares them: `key:value`, taken apart at commas, in one order.
fn labels(view: &View, text: Text<'_>) -> Vec<String> {
    let shown = |label: &Annotation| format!("{}:{}", text.show(label.key), text.show(label.value));
    let whole = view.details.labels.iter().map(shown);
    let mut parts: Vec<String> = whole.flat_map(|it| it.split(',').map(str::to_owned).collect::<Vec<_>>()).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// Whether the taints have changed.
fn taints_differ(new: &View, old: &View, text: Text<'_>) -> bool {
    let (new, old) = (taints(new, text), taints(old, text));
    new.len() != old.len() || new.iter().zip(old).any(|(new, old)| compare(text, new, old).is_ne())
}

impl Check for NodeEdits {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let (Some(old), Some(allowed)) = (subject.old, self.0.include(subject)) else { return };
        let Subject { view, text, .. } = subject;
        let nobody = view.request.user.as_ref().is_some_and(|user| user.is_null);
        if allowed || nobody || subject.implied {
            return;
        }
        if taints_differ(view, old, text) {
            hits.forbidden(Place::Object, Leaf::field("spec.taints"), Value::None);
        }
        if labels(view, text) != labels(old, text) {
            hits.forbidden(Place::Metadata, Leaf::field("labels"), Value::None);
        }
    }

    fn write_message(&self, _subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(MESSAGE)
    }
}
