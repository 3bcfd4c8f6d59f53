//! What keeps a finding from what the policy asks for, in words.

use guardrails_core::{ExceptionState, Finding};

use crate::words::plain;

/// A sentence on the exception that covers a finding, or on the baseline that knows it; none if nothing does.
pub(super) fn sentence(finding: &Finding<'_>) -> Option<String> {
    if let Some(asked) = finding.known() {
        return Some(format!("known from the baseline, or else: {}", asked.name()));
    }
    let result = finding.exception()?;
    let exception = result.exception();
    let (owner, reason) = (plain(exception.owner()), plain(exception.reason()));
    let ticket = exception.ticket().map(|ticket| format!(", {}", plain(ticket))).unwrap_or_default();
    let end = exception.expires().map(|end| end.to_string()).unwrap_or_default();
    Some(match result.state() {
        ExceptionState::Expired => format!("the exception of {owner}{ticket} ended on {end}: {reason}"),
        ExceptionState::Ending => format!("excepted by {owner}{ticket} and only until {end}: {reason}"),
        ExceptionState::Active if end.is_empty() => format!("excepted by {owner}{ticket}: {reason}"),
        ExceptionState::Active => format!("excepted by {owner}{ticket} until {end}: {reason}"),
    })
}
