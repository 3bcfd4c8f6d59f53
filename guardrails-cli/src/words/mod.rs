//! Text for people: colours, wrapping, counting, and nothing that could move a terminal's cursor.

mod paint;
mod plain;
mod prose;

pub(crate) use paint::Paint;
pub(crate) use plain::plain;
pub(crate) use prose::{count, first_sentence, list, wrap};
