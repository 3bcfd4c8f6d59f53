//! The AdmissionReview that goes back to the API server.

use std::fmt::{self, Write};

use super::json::{Escaped, string};
use crate::policy::{Effect, Mode};
use crate::review::Review;
use crate::rules::pss::go_quote::quote_chars;
use crate::verdict::{Finding, Note, PodSecurityResult, Verdict};

/// Writes the response, its keys in the order in which Go writes them.
pub(crate) fn write_response(review: &Review<'_>, out: &mut dyn Write) -> fmt::Result {
    out.write_str("{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"response\":{\"uid\":")?;
    string(out, review.text.show(review.request.uid))?;
    write!(out, ",\"allowed\":{}", review.is_allowed())?;
    match review.verdict() {
        Ok(verdict) => write_verdict(review, verdict, out)?,
        Err(error) => {
            out.write_str(",\"status\":{\"metadata\":{},\"status\":\"Failure\",\"message\":")?;
            string(out, format_args!("failed to decode object: {error}"))?;
            out.write_str(",\"reason\":\"BadRequest\",\"code\":400},\"auditAnnotations\":{\"error\":")?;
            string(out, format_args!("failed to decode object: {error}"))?;
            out.write_str("}")?;
        }
    }
    out.write_str("}}")
}

fn write_verdict(review: &Review<'_>, verdict: &Verdict<'_>, out: &mut dyn Write) -> fmt::Result {
    let mode = |mode| verdict.pod_security().find(|result| result.mode() == mode);
    let (enforce, audit, warn) = (mode(Mode::Enforce), mode(Mode::Audit), mode(Mode::Warn));
    if let Some(enforce) = enforce.as_ref().filter(|enforce| !enforce.is_allowed()) {
        write_status(review, out, |out| {
            out.write_str("violates PodSecurity \"")?;
            enforce.write_level_version(out)?;
            out.write_str("\": ")?;
            enforce.write_detail(out)
        })?;
    } else if !verdict.is_allowed() && beside(verdict, Effect::Deny).all(|finding| finding.constraint().is_some()) {
        write_gatekeepers_status(verdict, out)?;
    } else if !verdict.is_allowed() {
        write_status(review, out, |out| write_findings(verdict, Effect::Deny, out))?;
    }
    write_annotations(verdict, enforce.as_ref(), audit.as_ref(), out)?;
    // Upstream does not warn of what it refuses.
    let warn = warn.filter(|warn| !warn.is_allowed() && verdict.is_allowed());
    let mut open = ",\"warnings\":[\"";
    if let Some(warn) = warn {
        out.write_str(open)?;
        write_would_violate(&warn, &mut Escaped(out))?;
        open = "\",\"";
    }
    if verdict.is_allowed() && beside(verdict, Effect::Warn).next().is_some() {
        out.write_str(open)?;
        write_warnings(verdict, out)?;
        open = "\",\"";
    }
    if open == "\",\"" { out.write_str("\"]") } else { Ok(()) }
}

/// The findings of an effect that no Pod Security mode answers for.
fn beside<'f>(verdict: &'f Verdict<'_>, effect: Effect) -> impl Iterator<Item = Finding<'f>> {
    verdict.findings().filter(move |finding| !finding.is_of_mode() && finding.effect() == effect)
}

/// Writes them as `rule: message`, parted by semicolons.
fn write_findings(verdict: &Verdict<'_>, effect: Effect, out: &mut dyn Write) -> fmt::Result {
    let mut separator = "";
    beside(verdict, effect).try_for_each(|finding| {
        out.write_str(separator)?;
        write_named(&finding, out)?;
        separator = "; ";
        Ok(())
    })
}

/// Writes a finding with what it comes from: a constraint as Gatekeeper names it, or a rule.
fn write_named(finding: &Finding<'_>, out: &mut dyn Write) -> fmt::Result {
    match finding.constraint() {
        Some(constraint) => write!(out, "[{constraint}] {finding}"),
        None => write!(out, "{}: {finding}", finding.id()),
    }
}

/// The status of a refusal by constraints alone: Gatekeeper's, a line for each finding.
fn write_gatekeepers_status(verdict: &Verdict<'_>, out: &mut dyn Write) -> fmt::Result {
    out.write_str(",\"status\":{\"metadata\":{},\"message\":\"")?;
    let mut separator = "";
    beside(verdict, Effect::Deny).try_for_each(|finding| {
        let escaped = &mut Escaped(out);
        escaped.write_str(separator)?;
        separator = "\n";
        write_named(&finding, escaped)
    })?;
    out.write_str("\",\"reason\":\"Forbidden\",\"code\":403}")
}

/// Writes those that warn as the elements of a list, from inside its first string to inside its last.
fn write_warnings(verdict: &Verdict<'_>, out: &mut dyn Write) -> fmt::Result {
    let mut separator = "";
    beside(verdict, Effect::Warn).try_for_each(|finding| {
        out.write_str(separator)?;
        write_named(&finding, &mut Escaped(out))?;
        separator = "\",\"";
        Ok(())
    })
}

/// The status of a refusal, as apimachinery's NewForbidden words it.
fn write_status(
    review: &Review<'_>,
    out: &mut dyn Write,
    write_why: impl FnOnce(&mut dyn Write) -> fmt::Result,
) -> fmt::Result {
    let (text, request) = (review.text, review.request);
    out.write_str(",\"status\":{\"metadata\":{},\"status\":\"Failure\",\"message\":\"")?;
    let escaped = &mut Escaped(out);
    write!(escaped, "{}", text.show(request.resource))?;
    if !request.group.is_empty() {
        write!(escaped, ".{}", text.show(request.group))?;
    }
    if !request.name.is_empty() {
        escaped.write_str(" ")?;
        quote_chars(text.chars(request.name)).try_for_each(|c| escaped.write_char(c))?;
    }
    escaped.write_str(" is forbidden: ")?;
    write_why(escaped)?;
    out.write_str("\",\"reason\":\"Forbidden\",\"details\":{")?;
    if !request.name.is_empty() {
        out.write_str("\"name\":")?;
        string(out, text.show(request.name))?;
        out.write_str(",")?;
    }
    if !request.group.is_empty() {
        out.write_str("\"group\":")?;
        string(out, text.show(request.group))?;
        out.write_str(",")?;
    }
    out.write_str("\"kind\":")?;
    string(out, text.show(request.resource))?;
    out.write_str("},\"code\":403}")
}

/// What goes into the audit log: the policy that was enforced, what it would have found, or why not.
fn write_annotations(
    verdict: &Verdict<'_>,
    enforce: Option<&PodSecurityResult<'_>>,
    audit: Option<&PodSecurityResult<'_>>,
    out: &mut dyn Write,
) -> fmt::Result {
    let mut open = ",\"auditAnnotations\":{";
    let exemption = verdict.outcome.notes.iter().find_map(|note| match note {
        Note::ExemptNamespace => Some("namespace"),
        Note::ExemptUser => Some("user"),
        Note::ExemptRuntimeClass => Some("runtimeClass"),
        _ => None,
    });
    if let Some(reason) = exemption {
        write!(out, "{open}\"exempt\":\"{reason}\"")?;
        open = ",";
    }
    // Go writes the keys of a map sorted.
    if let Some(audit) = audit.filter(|audit| !audit.is_allowed()) {
        write!(out, "{open}\"audit-violations\":\"")?;
        write_would_violate(audit, &mut Escaped(out))?;
        out.write_str("\"")?;
        open = ",";
    }
    if verdict.names_enforced_policy() {
        write!(out, "{open}\"enforce-policy\":\"")?;
        // Upstream does not look at the version where nothing is checked, unless a label is malformed.
        let looked = !verdict.checks.is_privileged() || !verdict.outcome.label_errors.is_empty();
        match enforce.filter(|_| looked) {
            Some(enforce) => enforce.write_level_version(out)?,
            None => out.write_str("privileged:latest")?,
        }
        out.write_str("\"")?;
        open = ",";
    }
    let errors = &verdict.outcome.label_errors;
    if !errors.is_empty() && verdict.judged && !verdict.outcome.notes.iter().any(|note| note.is_pass()) {
        write!(out, "{open}\"error\":")?;
        string(out, format_args!("Failed to parse policy: {errors}"))?;
        open = ",";
    }
    if open == "," { out.write_str("}") } else { Ok(()) }
}

fn write_would_violate(result: &PodSecurityResult<'_>, out: &mut dyn Write) -> fmt::Result {
    out.write_str("would violate PodSecurity \"")?;
    result.write_level_version(out)?;
    out.write_str("\": ")?;
    result.write_detail(out)
}
