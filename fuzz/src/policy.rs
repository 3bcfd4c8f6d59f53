//! Policy documents: any bytes are loaded or refused, and what is loaded judges.

use guardrails_core::Policy;

use crate::promises;

/// Breaks the host namespaces' rule, which baseline and restricted have at every version.
const BAD_POD: &[u8] =
    br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"bad"},"spec":{"hostPID":true,"containers":[
    {"name":"c","image":"i","securityContext":{"privileged":true}}]}}"#;

pub fn check(data: &[u8]) {
    match Policy::load(data) {
        Ok(policy) => {
            let answer = promises::evaluate(&policy, BAD_POD);
            assert!(answer.error.is_none(), "{}", answer.json);
            // Neither exempt namespaces nor exempt runtime classes concern this pod, and Pod Security that checks
            // nothing is refused: where it has been asked, something must have been found.
            let asked = answer.json.contains("\"podSecurity\":[{");
            let found = answer.json.contains("\"rule\":\"hostNamespaces\"");
            assert!(found || !asked, "{}", answer.json);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
