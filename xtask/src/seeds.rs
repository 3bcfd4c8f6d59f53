//! First corpora for the fuzz targets, from the recorded vectors: a few hundred small files a target.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use guardrails_tests::{generate, vectors};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::arguments::Arguments;
use crate::workspace;

/// Larger inputs slow the fuzzer down and show it nothing new.
const MOST_BYTES: usize = 4_096;

/// How many of each family of `vectors/decode`.
const OF_A_FAMILY: usize = 6;

/// Every so many of `vectors/pss`.
const PSS_STEP: usize = 40;

pub fn run(arguments: Arguments) -> Result<()> {
    arguments.finish()?;
    for (target, count) in [("reader", reader()?), ("evaluate", evaluate()?), ("policy", policy()?)] {
        println!("{count:>4} seeds in {}", folder(target).display());
    }
    Ok(())
}

/// Where a target's corpus lies.
pub fn folder(target: &str) -> PathBuf {
    workspace::root().join("fuzz/corpus").join(target)
}

/// Writes a seed, unless it is too large; says how many that are.
fn write(target: &str, name: &str, content: &[u8]) -> Result<usize> {
    if content.len() > MOST_BYTES {
        return Ok(0);
    }
    workspace::write(&folder(target).join(name), content)?;
    Ok(1)
}

/// Bytes as the API server got them, in JSON and YAML; pods, alone and in streams; reviews.
fn reader() -> Result<usize> {
    #[derive(Deserialize)]
    struct Decode {
        id: String,
        family: String,
        /// Absent where the input is large and described by a recipe instead.
        raw_b64: Option<String>,
    }
    #[derive(Deserialize)]
    struct Pss {
        id: String,
        object: Box<RawValue>,
    }
    let mut written = 0;
    let mut families: BTreeMap<String, usize> = BTreeMap::new();
    for line in vectors::lines("decode") {
        let record: Decode = serde_json::from_str(&line).context("vectors/decode")?;
        let of_family = families.entry(record.family).or_default();
        if let Some(raw) = record.raw_b64.filter(|_| *of_family < OF_A_FAMILY) {
            let bytes = base64::engine::general_purpose::STANDARD.decode(raw).context("vectors/decode: raw_b64")?;
            let count = write("reader", &record.id, &bytes)?;
            *of_family += count;
            written += count;
        }
    }
    for line in vectors::lines("pss").iter().step_by(PSS_STEP) {
        let record: Pss = serde_json::from_str(line).context("vectors/pss")?;
        let object = record.object.get();
        written += write("reader", &record.id, object.as_bytes())?;
        written += write("reader", &format!("{}-twice", record.id), format!("{object}\n{object}\n").as_bytes())?;
        let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(object).context("vectors/pss: object")?;
        if let Some(spec) = fields.get("spec") {
            written += write("reader", &format!("{}-spec", record.id), spec.get().as_bytes())?;
        }
    }
    for seed in 0..40 {
        written += write("reader", &format!("review-{seed}"), &generate::review(seed).1)?;
        written += write("reader", &format!("yaml-{seed}"), &generate::yaml(seed))?;
    }
    Ok(written)
}

/// What the target makes its objects from: a byte of flags, a seed, edits.
fn evaluate() -> Result<usize> {
    let mut written = 0;
    for seed in 0..200u64 {
        // Every fourth object is an odd one; what is asked of it goes round.
        let odd = u8::from(seed % 4 == 3);
        let mut bytes = vec![(seed as u8) << 1 | odd];
        bytes.extend(seed.to_le_bytes());
        // A few edits, somewhere in the object.
        bytes.extend(
            (0..seed % 4).flat_map(|n| [seed.wrapping_mul(37).to_le_bytes()[0], 1, n as u8, seed.to_le_bytes()[0]]),
        );
        written += write("evaluate", &format!("seed-{seed}"), &bytes)?;
    }
    Ok(written)
}

/// Policies of the seeded reviews, as documents; and by hand what those never say.
fn policy() -> Result<usize> {
    let mut written = 0;
    for seed in 0..200 {
        let section = generate::review(seed).0;
        let document = format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{section}}}"#);
        written += write("policy", &format!("review-{seed}"), document.as_bytes())?;
    }
    let head = "apiVersion: guardrails/v1\nkind: Policy\n";
    let by_hand = [
        format!("{head}podSecurity: {{enforce: restricted, enforceVersion: v1.33}}\n"),
        format!("{head}kubernetesVersion: v1.34\npodSecurity:\n  enforce: baseline\n  warn: restricted\n"),
        format!("{head}kubernetesVersion: v1.30\n---\n{head}podSecurity: {{audit: restricted}}\n"),
        format!("{head}podSecurity: &p {{enforce: baseline}}\nother: *p\n"),
        format!("{head}azure: {{initiative: baseline}}\n"),
        "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAzureV2NoPrivilege\nmetadata: {name: n}\n".into(),
        r#"{"policyDefinitionId":"/providers/Microsoft.Authorization/policyDefinitions/x","parameters":{}}"#.into(),
    ];
    for (n, document) in by_hand.iter().enumerate() {
        written += write("policy", &format!("by-hand-{n}"), document.as_bytes())?;
    }
    Ok(written)
}

/// Whether a target has a corpus at all.
pub fn exist(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
