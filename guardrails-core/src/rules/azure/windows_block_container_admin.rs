use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions, plain};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::windows_users::{ADMINISTRATOR, is_nano_server};
use super::{RULE as BASE, WITHOUT_EPHEMERAL};
use crate::rules::{Hit, Hits, Rule, Scope, Subject};
use crate::view::{Container, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1WindowsBlockContainerAdmin",
    title: "Windows containers as administrator",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "ContainerAdministrator can change everything inside a Windows container and the most of what is \
        shared with it. It is also whom a container runs as that says nothing, unless its image is made from Nano \
        Server.\n\nOnly pods that select Windows nodes are looked at. The user's name is compared exactly; with \
        `runAsNonRoot: true`, which a container's own `false` undoes, no name is needed.",
    remedy: "Set `securityContext.windowsOptions.runAsUserName` to `ContainerUser`.",
    fields: &[
        "spec.*ontainers[*].securityContext.windowsOptions.runAsUserName",
        "spec.*ontainers[*].securityContext.runAsNonRoot",
        "spec.securityContext.windowsOptions.runAsUserName",
        "spec.securityContext.runAsNonRoot",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "windows-block-container-admin",
    version: 1,
    definitions: &[Definition { id: "5485eac0-7e8f-4964-998b-a44f4f0c1e75", version: "1.2.0" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "another user",
            parameters: "{}",
            object: "nodeSelector: {kubernetes.io/os: windows}\n\
                     securityContext: {windowsOptions: {runAsUserName: ContainerUser}}\n\
                     containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "an image of Nano Server",
            parameters: "{}",
            object: "nodeSelector: {kubernetes.io/os: windows}\n\
                     containers: [{name: web, image: 'mcr.microsoft.com/windows/nanoserver:ltsc2022'}]",
            messages: &[],
        },
        ConstraintExample {
            title: "no user",
            parameters: "{}",
            object: "nodeSelector: {kubernetes.io/os: windows}\ncontainers: [{name: web, image: web}]",
            messages: &["Container <web> has ContainerAdministrator runAsUsername."],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::SECURITY),
    compile: |parameters| Ok(Arc::new(ContainerAdmin(Exclusions::new(parameters)))),
};

#[derive(Debug)]
struct ContainerAdmin(Exclusions);

/// Whether a container runs as the administrator.
fn is_administrator(subject: Subject<'_>, container: &Container) -> bool {
    let not_root = container.security.run_as_non_root.or(subject.view.pod.security.run_as_non_root);
    match subject.windows_user(container) {
        Some(name) => subject.text.is(name, ADMINISTRATOR),
        None => not_root != Some(true) && !is_nano_server(&plain(subject, container.image)),
    }
}

impl Check for ContainerAdmin {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.selects_windows() {
            return;
        }
        for (place, container) in subject.pod_containers(WITHOUT_EPHEMERAL) {
            if is_administrator(subject, container) && !self.0.covers_image(subject, container) {
                hits.missing(place, "securityContext.windowsOptions.runAsUserName");
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        write!(out, "Container <{name}> has ContainerAdministrator runAsUsername.")
    }
}
