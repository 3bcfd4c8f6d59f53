use std::fmt::{self, Write};

use crate::policy::Version;
use crate::rules::pss::go_quote::escape;
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::{PathStep, Text};

pub(super) const RULE: Rule = Rule {
    id: "unknownField",
    title: "Fields that do not exist",
    source: Source::ApiServer,
    scope: Scope::Manifest,
    fidelity: Fidelity::Exact,
    documentation: "A field that its type does not have is dropped by the API server, which warns of it and goes on: what it \
        was meant to say is not said. A misspelt `securityContext`, or one that stands a level too deep, leaves the \
        container without one.\n\n\
        The types are those of Kubernetes v1.37. An older cluster drops newer fields as well, which this rule does not \
        know. Custom resources have types of their own and are not looked at. The policy's `unknownFields` says what a \
        finding leads to: `warn`, as the API server does unless it is told otherwise, `deny`, or `ignore`. Of one object \
        a hundred are reported, as the API server does.",
    remedy: "Spell the field as its type has it, and put it where it belongs.",
    fields: &["*"],
    upstream: "sigs.k8s.io/json, strict decoding into the types of k8s.io/api v0.37.2",
    revisions: &[Revision { from: Version::v1(0), change: "names fields that do not exist", overrides: &[], find }],
    examples: &[
        Example {
            title: "a field where it belongs",
            pod: "containers: [{name: web, image: web, securityContext: {privileged: false}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a field misspelt",
            pod: "contaners: [{name: web, image: web}]",
            expect: Expect::Fail(r#"unknown field "spec.contaners""#),
            from: Version::v1(0),
        },
        Example {
            title: "a security context a level too deep",
            pod: "containers: [{name: web, image: web, resources: {securityContext: {runAsNonRoot: true}}}]",
            expect: Expect::Fail(r#"unknown field "spec.containers[0].resources.securityContext""#),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: |failure, out| {
        out.write_str("unknown field ")?;
        let Subject { view, text, .. } = failure.subject;
        for field in failure.hits.iter().filter_map(|hit| match hit.place {
            Place::Unknown(n) => view.unknown.list().get(n as usize),
            _ => None,
        }) {
            write_quoted(view.unknown.path(field), text, out)?;
        }
        Ok(())
    },
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (n, _) in (0u32..).zip(subject.view.unknown.list()) {
        hits.forbidden(Place::Unknown(n), Leaf::field(""), Value::None);
    }
}

/// Writes a path as upstream does: steps joined by points, the whole quoted as Go quotes it.
fn write_quoted(path: &[PathStep], text: Text<'_>, out: &mut dyn Write) -> fmt::Result {
    out.write_str("\"")?;
    let mut quoted = Quoted(out);
    let mut dot = "";
    for step in path {
        match step {
            PathStep::Field(name) => write!(quoted, "{dot}{name}")?,
            PathStep::Index(n) => write!(quoted, "[{n}]")?,
            PathStep::Key(key) => write!(quoted, "{dot}{}", text.show(*key))?,
        }
        dot = ".";
    }
    quoted.0.write_str("\"")
}

/// Passes text on, escaped for the inside of Go's quotes.
struct Quoted<'o>(&'o mut dyn Write);

impl Write for Quoted<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        s.chars().flat_map(escape).try_for_each(|c| self.0.write_char(c))
    }
}
