//! Which policy the arguments choose.

use std::fs;
use std::path::PathBuf;

use guardrails_core::{Level, Policy, Version};

use super::files;
use crate::arguments::{Check, PodSecurity};
use crate::words::plain;

/// What counts where nothing is said: the strictest level, as a cluster with the newest version has it.
const DEFAULT: PodSecurity = PodSecurity { level: Level::Restricted, version: Version::LATEST };

/// The policy to hold objects to, or a sentence on why there is none.
pub(super) fn chosen(options: &Check) -> Result<Policy, String> {
    let default = options.policies.is_empty().then_some(DEFAULT);
    load(&options.policies, options.pod_security.or(default))
}

/// The policy of some files, and of a level besides.
pub(super) fn load(policies: &[PathBuf], pod_security: Option<PodSecurity>) -> Result<Policy, String> {
    if let (true, Some(PodSecurity { level, version })) = (policies.is_empty(), pod_security) {
        return Ok(Policy::pod_security(level, version));
    }
    let mut files = Vec::new();
    for path in policies {
        let name = path.to_string_lossy().into_owned();
        match fs::read(path) {
            Ok(bytes) => files.push((name, bytes)),
            Err(error) => return Err(format!("the policy {}: {}", plain(name), files::sentence(path, &error))),
        }
    }
    let documents: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let enforce = pod_security.map(|PodSecurity { level, version }| (level, version));
    Policy::load_all(&documents, enforce).map_err(plain)
}
