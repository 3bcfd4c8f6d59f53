//! What the tests share: reading the recorded vectors, making objects that nobody wrote, and streams.

pub mod deviations;
pub mod generate;
pub mod identity;
pub mod oracle;
pub mod pieces;
pub mod readings;
pub mod vectors;
