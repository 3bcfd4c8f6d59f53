//! The AdmissionReview that goes back to the API server.

use std::fmt::{self, Write};

use super::json::{Escaped, string};
use crate::policy::Mode;
use crate::review::Review;
use crate::rules::pss::go_quote::quote_chars;
use crate::verdict::{Note, PodSecurityResult, Verdict};

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
        write_status(review, enforce, out)?;
    }
    write_annotations(verdict, enforce.as_ref(), audit.as_ref(), out)?;
    // Upstream does not warn of what it refuses.
    let warn = warn.filter(|warn| !warn.is_allowed() && verdict.is_allowed());
    if let Some(warn) = warn {
        out.write_str(",\"warnings\":[\"")?;
        write_would_violate(&warn, &mut Escaped(out))?;
        out.write_str("\"]")?;
    }
    Ok(())
}

/// The status of a refusal, as apimachinery's NewForbidden words it.
fn write_status(review: &Review<'_>, enforce: &PodSecurityResult<'_>, out: &mut dyn Write) -> fmt::Result {
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
    escaped.write_str(" is forbidden: violates PodSecurity \"")?;
    enforce.write_level_version(escaped)?;
    escaped.write_str("\": ")?;
    enforce.write_detail(escaped)?;
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
        match enforce.filter(|_| !verdict.checks.is_privileged()) {
            Some(enforce) => enforce.write_level_version(out)?,
            None => out.write_str("privileged:latest")?,
        }
        out.write_str("\"")?;
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
