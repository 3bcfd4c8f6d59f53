//! The same questions to every surface: `tests/identity/README.md` has the protocol.

mod answer;
mod compare;
mod question;

pub use answer::answer;
pub use compare::{Comparison, compare};
pub use question::{Question, questions};

/// The ways to ask, by the names that the protocol has for them.
pub mod way {
    /// One object as text.
    pub const EVALUATE: &str = "evaluate";
    /// One object as the language holds it.
    pub const EVALUATE_OBJECT: &str = "evaluate-object";
    /// Many objects as text.
    pub const EVALUATE_ALL: &str = "evaluate-all";
    /// An admission request as text, answered by the response.
    pub const REVIEW: &str = "review";
    /// An admission request as the language holds it.
    pub const REVIEW_OBJECT: &str = "review-object";
    /// An admission request as text, answered by the verdict.
    pub const REVIEW_VERDICT: &str = "review-verdict";
    /// The rules.
    pub const RULES: &str = "rules";
}
