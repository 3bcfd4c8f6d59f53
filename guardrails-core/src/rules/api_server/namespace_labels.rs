use std::fmt;

use crate::policy::{Level, Mode, Version};
use crate::rules::pss::go_quote::quote_chars;
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "namespaceLabels",
    title: "Pod Security labels that the API server refuses",
    source: Source::ApiServer,
    scope: Scope::Manifest,
    fidelity: Fidelity::Exact,
    documentation: "A namespace says by six labels which Pod Security levels it holds pods to. The API server refuses a \
        namespace in which one of them has a value that is no level or no version. In a namespace that has one all the \
        same, from times before Pod Security, a bad `enforce` is read as restricted, a bad `audit` or `warn` as \
        privileged, a bad version as the latest.",
    remedy: "Use privileged, baseline or restricted for levels, and latest or v1.N for versions.",
    fields: &["metadata.labels"],
    upstream: "k8s.io/pod-security-admission v0.37.2, api/helpers.go",
    revisions: &[Revision { from: Version::v1(0), change: "refuses other values", overrides: &[], find }],
    examples: &[
        Example {
            title: "a level and a version",
            pod: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    \
                  pod-security.kubernetes.io/enforce: restricted\n    \
                  pod-security.kubernetes.io/enforce-version: v1.34",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a level that is none",
            pod: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    \
                  pod-security.kubernetes.io/enforce: strict",
            expect: Expect::Fail(
                "metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"strict\": must be one of \
                 privileged, baseline, restricted",
            ),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: |failure, out| {
        failure.hits.iter().try_for_each(|hit| match hit.value {
            Value::Text(value) => write_error(hit.leaf.path, failure.subject.text.chars(value), out),
            _ => Ok(()),
        })
    },
};

/// The fields of the labels, levels and versions by turns, in the order in which upstream looks at them.
const FIELDS: [&str; 6] = [
    "metadata.labels[pod-security.kubernetes.io/enforce]",
    "metadata.labels[pod-security.kubernetes.io/enforce-version]",
    "metadata.labels[pod-security.kubernetes.io/audit]",
    "metadata.labels[pod-security.kubernetes.io/audit-version]",
    "metadata.labels[pod-security.kubernetes.io/warn]",
    "metadata.labels[pod-security.kubernetes.io/warn-version]",
];

/// The labels that say something of Pod Security, each with its field.
pub(crate) fn labels() -> impl Iterator<Item = (&'static str, &'static str)> {
    Mode::ALL.into_iter().flat_map(Mode::labels).zip(FIELDS)
}

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let Subject { view, text, .. } = subject;
    for (label, field) in labels() {
        let Some(found) = view.namespace_labels.iter().find(|it| text.is_among(it.key, &[label])) else { continue };
        let good = match text.plain(found.value) {
            Some(value) => is_good(field, value),
            None => is_good(field, &text.show(found.value).to_string()),
        };
        if !good {
            hits.forbidden(Place::Object, Leaf::field(field), Value::Text(found.value));
        }
    }
}

/// Whether a label may have this value.
pub(crate) fn is_good(field: &str, value: &str) -> bool {
    match is_version(field) {
        true => Version::of_label(value).is_some(),
        false => value.parse::<Level>().is_ok(),
    }
}

fn is_version(field: &str) -> bool {
    field.ends_with("-version]")
}

/// Words what upstream has against a label's value.
pub(crate) fn write_error(field: &str, value: impl Iterator<Item = char>, out: &mut dyn fmt::Write) -> fmt::Result {
    write!(out, "{field}: Invalid value: ")?;
    quote_chars(value).try_for_each(|c| out.write_char(c))?;
    out.write_str(match is_version(field) {
        true => ": must be \"latest\" or \"v1.x\"",
        false => ": must be one of privileged, baseline, restricted",
    })
}
