use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions, Prefixes, plain};
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::windows_users::{ADMINISTRATOR, USER, is_nano_server};
use super::{RULE as BASE, Set, WITHOUT_EPHEMERAL};
use crate::rules::{Hit, Hits, Rule, Scope, Subject};
use crate::view::{Container, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1WindowsContainerAllowedUsernames",
    title: "Users of Windows containers",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Windows containers may only run as certain users. One that names nobody runs as ContainerUser if \
        its image is made from Nano Server, and as ContainerAdministrator otherwise.\n\nOnly pods that select Windows \
        nodes are looked at. An entry such as `CONTOSO\\*` allows every `domain\\user` that begins with `CONTOSO`, so \
        that it allows `CONTOSO2\\bob` too. The message calls the allowed users disallowed, as the real one does.",
    remedy: "Set `securityContext.windowsOptions.runAsUserName` to one of the allowed users.",
    fields: &[
        "spec.*ontainers[*].securityContext.windowsOptions.runAsUserName",
        "spec.securityContext.windowsOptions.runAsUserName",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "windows-container-allowed-usernames",
    version: 1,
    definitions: &[Definition { id: "57dde185-5c62-4063-b965-afbb201e9c1c", version: "2.2.0" }],
    parameters: &[
        Parameter {
            name: "allowedUserNames",
            holds: ParameterType::TEXTS,
            default: "",
            meaning: "the users whom containers may run as; an entry that ends in `\\*` stands for the users of domains",
        },
        EXCLUDED_IMAGES,
    ],
    examples: &[
        ConstraintExample {
            title: "a user of an allowed domain",
            parameters: r#"{allowedUserNames: ['CONTOSO\*']}"#,
            object: "nodeSelector: {kubernetes.io/os: windows}\n\
                     securityContext: {windowsOptions: {runAsUserName: 'CONTOSO\\bob'}}\n\
                     containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "no user, so the administrator",
            parameters: r#"{allowedUserNames: [ContainerUser, 'CONTOSO\*']}"#,
            object: "nodeSelector: {kubernetes.io/os: windows}\ncontainers: [{name: web, image: web}]",
            messages: &[
                r#"Container <web> has disallowed runAsUsername. Disallowed users are ["ContainerUser", "CONTOSO\\*"]"#,
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::SECURITY),
    compile: |parameters| {
        let names = || parameters.texts("allowedUserNames");
        let domains = names().filter_map(|name| name.strip_suffix("\\*")).map(str::to_owned);
        Ok(Arc::new(AllowedUsernames {
            exclusions: Exclusions::new(parameters),
            names: names().map(Box::from).collect(),
            domains: Prefixes::beginnings(domains),
            shown: parameters.shown("allowedUserNames"),
        }))
    },
};

#[derive(Debug)]
struct AllowedUsernames {
    exclusions: Exclusions,
    names: Set<Box<str>>,
    domains: Prefixes,
    /// Nothing is found without the list: the message prints it.
    shown: Option<Shown>,
}

impl AllowedUsernames {
    fn allows(&self, subject: Subject<'_>, container: &Container) -> bool {
        match subject.windows_user(container) {
            Some(name) => {
                let name = plain(subject, name);
                self.names.contains(&*name) || has_domain(&name) && self.domains.matches(&name)
            }
            None if is_nano_server(&plain(subject, container.image)) => self.names.contains(USER),
            None => self.names.contains(ADMINISTRATOR),
        }
    }
}

/// Whether something stands on both sides of a backslash, on its line.
fn has_domain(name: &str) -> bool {
    let on_line = |c: Option<char>| c.is_some_and(|c| c != '\n');
    name.match_indices('\\').any(|(at, backslash)| {
        name.split_at_checked(at).is_some_and(|(before, after)| {
            on_line(before.chars().next_back())
                && on_line(after.strip_prefix(backslash).and_then(|it| it.chars().next()))
        })
    })
}

impl Check for AllowedUsernames {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.selects_windows() || self.shown.is_none() {
            return;
        }
        for (place, container) in subject.pod_containers(WITHOUT_EPHEMERAL) {
            if !self.allows(subject, container) && !self.exclusions.covers_image(subject, container) {
                hits.missing(place, "securityContext.windowsOptions.runAsUserName");
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        let allowed = self.shown.as_ref();
        write!(out, "Container <{name}> has disallowed runAsUsername. Disallowed users are ")?;
        allowed.map_or(Ok(()), |allowed| write!(out, "{allowed}"))
    }
}
