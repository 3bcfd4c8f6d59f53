use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeArgsWithoutCommand",
    title: "Arguments without a command on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "Azure Container Instances have one list for the whole command line. The virtual node of the AKS add-on \
        cannot know the image's entry point, so it refuses a container with args and without command; command \
        and args together are joined.",
    remedy: "Repeat the image's entry point as `command`.",
    fields: &["spec.*ontainers[*].args", "spec.*ontainers[*].command"],
    upstream: "azure-aci 1.6.4, aci.go:1096,1152",
    revisions: &[Revision { from: Version::v1(0), change: "refuses args alone", overrides: &[], find }],
    examples: &[
        Example {
            title: "a whole command line",
            pod: "containers: [{name: web, image: web, command: [/web], args: [--port, \"80\"]}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "arguments alone",
            pod: "containers: [{name: web, image: web, args: [--port, \"80\"]}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: super::say_value,
};

const MESSAGE: &str = "ACI does not support providing args without specifying the command. Please supply both command and args to the pod spec.";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, _, it) in subject.running() {
        if it.args && !it.command {
            hits.forbidden(place, Leaf::field("args"), Value::Name(MESSAGE));
        }
    }
}
