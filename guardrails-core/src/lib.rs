//! Tells, before anything runs, whether a Kubernetes workload may run, and
//! why not: with the answer that the real system would give, byte for byte.
//!
//! ```
//! use guardrails_core::{Context, Level, Policy, Scratch, Version};
//!
//! let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
//! let mut scratch = Scratch::new(); // reused: no allocation at any size
//! let manifest = br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},
//!                     "spec":{"containers":[{"name":"web","image":"web"}]}}"#;
//! let verdict = policy.evaluate(manifest, Context::default(), &mut scratch)?; // Err is never "allowed"
//! assert!(!verdict.is_allowed());
//! for finding in verdict.findings() {
//!     println!("{finding}"); // formatted only here
//! }
//! # Ok::<(), guardrails_core::ManifestError>(())
//! ```
//!
//! Data flows one way: input → view → rules → verdict → report; see `CONTRIBUTING.md`.

#![forbid(unsafe_code)]

mod constraints;
mod context;
mod evaluate;
mod evaluate_all;
mod evaluate_tree;
mod feed;
mod input;
mod inventory;
mod judge;
mod placement;
mod policy;
mod report;
mod review;
mod rules;
mod safeguards;
mod scratch;
mod stream;
mod stream_item;
mod stream_list;
mod stream_text;
#[cfg(feature = "yaml")]
mod stream_yaml;
#[cfg(feature = "yaml")]
mod stream_yaml_list;
mod update;
mod verdict;
mod view;

pub use context::{Context, KnownContext};
pub use feed::Feed;
pub use input::error::{ErrorKind, ManifestError, Position};
#[cfg(feature = "k8s-openapi")]
pub use input::k8s_openapi::Workload;
pub use input::source::Shape;
pub use input::tree::{LoneSurrogate, Tree};
pub use inventory::Inventory;
pub use placement::{ClassLabel, NodeClass};
pub use policy::{
    Baseline, Date, Exception, ExceptionState, Level, Mode, Namespaces, Placement, Policy, PolicyError, Version,
};
pub use report::holds::write_what_holds_where;
pub use report::rules::rules_json;
pub use review::Review;
pub use rules::{
    Concern, ConstraintExample, Definition, Example, Expect, Fidelity, Holds, Parameter, ParameterType, Revision, Rule,
    Scope, Source, Standing, Template, rule, rules,
};
pub use scratch::Scratch;
pub use stream_item::Item;
pub use verdict::{
    Effect, ExceptionResult, Finding, PlacementReason, PlacementResult, PodSecurityResult, Reach, Status, Verdict,
};
/// The examples of the README, run as tests.
#[cfg(all(doctest, feature = "yaml"))]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The recipe of an admission service, run as a test.
#[cfg(all(doctest, feature = "yaml"))]
#[doc = include_str!("../../docs/recipes/admission-service.md")]
struct AdmissionService;
