use crate::placement::NodeClass;
use crate::placement::with_str;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Failure, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value,
};
use std::fmt;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeFieldRefs",
    title: "Variables from fields of the pod on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "virtual-kubelet works out the variables before it creates the pod, and knows the pod's name, namespace, \
        uid, labels, annotations, node name and service account alone. A variable from its addresses \
        (`status.podIP`), its host or its restart policy keeps the pod waiting for ever, with no more than an \
        event to tell.",
    remedy: "Leave the variable out and let the process ask for its address itself, or keep the pod on VM nodes or on \
        virtual nodes v2.",
    fields: &["spec.*ontainers[*].env[*].valueFrom.fieldRef.fieldPath"],
    upstream: "virtual-kubelet 1.11.0, internal/podutils/env.go, helper.go",
    revisions: &[Revision { from: Version::v1(0), change: "knows some fields of the pod", overrides: &[], find }],
    examples: &[
        Example {
            title: "its name",
            pod: "containers: [{name: web, image: web, env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "its address",
            pod: "containers: [{name: web, image: web, env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}]",
            expect: Expect::Fail("unsupported fieldPath: status.podIP"),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: say,
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for it in &subject.view.runtime.field_refs {
        let version = !it.api_version.is_empty() && !subject.text.is(it.api_version, "v1");
        let value = match version {
            true => Value::Pair(it.path, it.api_version),
            false => Value::Text(it.path),
        };
        if version || with_str(subject.text, it.path, fault).is_some() {
            hits.forbidden(
                super::place(it.owner),
                Leaf::element("env[].valueFrom.fieldRef.fieldPath", it.index),
                value,
            );
        }
    }
}

/// What virtual-kubelet says of a field path that it does not resolve.
fn fault(path: &str) -> Option<&'static str> {
    let subscripted = path.strip_suffix("']").and_then(|path| path.split_once("['"));
    if let Some((field, _)) = subscripted.filter(|(field, _)| !field.is_empty()) {
        let known = field == "metadata.labels" || field == "metadata.annotations";
        return (!known).then_some("field label does not support subscript: ");
    }
    match path {
        "metadata.name" | "metadata.namespace" | "metadata.uid" | "metadata.labels" | "metadata.annotations" => None,
        "spec.nodeName" | "spec.serviceAccountName" | "spec.host" => None,
        "spec.restartPolicy" | "spec.schedulerName" | "status.phase" | "status.hostIP" | "status.podIP"
        | "status.podIPs" => Some("unsupported fieldPath: "),
        _ => Some("field label not supported: "),
    }
}

fn say(failure: &Failure<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let text = failure.subject.text;
    match failure.hits.first().map(|hit| hit.value) {
        Some(Value::Text(path)) => {
            out.write_str(with_str(text, path, fault).unwrap_or_default())?;
            write!(out, "{}", text.show(path))
        }
        Some(Value::Pair(_, version)) => write!(out, "unsupported pod version: {}", text.show(version)),
        _ => Ok(()),
    }
}
