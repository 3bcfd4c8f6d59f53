//! What the tests share: reading the recorded vectors, and making objects that nobody wrote.

pub mod deviations;
pub mod generate;
pub mod identity;
pub mod oracle;
pub mod readings;
pub mod vectors;
