use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1EnforceCSIDriver",
    title: "Storage drivers that Kubernetes has dropped",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Kubernetes once had drivers for Azure's disks and files of its own. They are gone since 1.26; the \
        CSI drivers took their place.",
    remedy: "Set `provisioner` to `disk.csi.azure.com` or `file.csi.azure.com`.",
    fields: &["provisioner"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "enforce-csi-driver",
    version: 1,
    definitions: &[Definition { id: "4f3823b6-6dac-4b5a-9c61-ce1afb829f17", version: "2.3.0" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "a CSI driver",
            parameters: "{}",
            object: "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast}, provisioner: disk.csi.azure.com}",
            messages: &[],
        },
        ConstraintExample {
            title: "a driver of old",
            parameters: "{}",
            object: "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast}, \
                     provisioner: kubernetes.io/azure-disk}",
            messages: &["Storage class fast use intree provisioner kubernetes.io/azure-disk is not allowed"],
        },
    ],
    needs: Needs::OTHER_KINDS,
    compile: |_| Ok(Arc::new(CsiDriver)),
};

#[derive(Debug)]
struct CsiDriver;

impl Check for CsiDriver {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let provisioner = subject.view.details.other.provisioner;
        let old = ["kubernetes.io/azure-file", "kubernetes.io/azure-disk"];
        if subject.has_name() && old.iter().any(|it| subject.text.is(provisioner, it)) {
            hits.forbidden(Place::Object, Leaf::field("provisioner"), Value::Text(provisioner));
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "Storage class {} use intree provisioner ", subject.object_name())?;
        subject.write_value(hit.value, out)?;
        out.write_str(" is not allowed")
    }
}
