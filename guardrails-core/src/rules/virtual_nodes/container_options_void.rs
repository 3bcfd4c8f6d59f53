use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeContainerOptionsVoid",
    title: "Working directories, terminals and termination messages on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "A container's working directory, its standard input and terminal and where its last words are kept are \
        not sent: it starts in the image's own directory.",
    remedy: "Set WORKDIR in the image, or change the directory in the command.",
    fields: &[
        "spec.*ontainers[*].workingDir",
        "spec.*ontainers[*].stdin",
        "spec.*ontainers[*].stdinOnce",
        "spec.*ontainers[*].tty",
        "spec.*ontainers[*].terminationMessagePath",
        "spec.*ontainers[*].terminationMessagePolicy",
    ],
    upstream: "azure-aci 1.6.4, measured: C28",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "the image's directory",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "another directory",
            pod: "containers: [{name: web, image: web, workingDir: /srv}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node does not send workingDir, stdin, tty and termination messages: the container starts in \
    the image's own directory";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
