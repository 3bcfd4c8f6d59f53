//! Reads bytes as the API server reads them, or refuses with an error that names the field and the place.
//! Knows nothing of rules.

pub(crate) mod buffer;
pub(crate) mod defaults;
pub(crate) mod document;
pub(crate) mod error;
mod fields;
pub(crate) mod json;
#[cfg(feature = "k8s-openapi")]
pub(crate) mod k8s_openapi;
pub(crate) mod kinds;
mod kinds_table;
pub(crate) mod limits;
pub(crate) mod locate;
pub(crate) mod plain;
pub(crate) mod read;
pub(crate) mod source;
pub(crate) mod texts;
pub(crate) mod tree;
mod types;
mod value;
#[cfg(feature = "yaml")]
pub(crate) mod yaml;
#[cfg(feature = "yaml")]
pub(crate) mod yaml_document;

use plain::ReadWhole;
use source::Keys;

use crate::view::{View, Wants};

/// The memory that reading fills, object after object.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) view: View,
    pub(crate) keys: Keys,
    /// What reads objects of which more is wanted than the levels of Pod Security look at.
    pub(crate) read_whole: Option<ReadWhole>,
    #[cfg(feature = "yaml")]
    pub(crate) tape: yaml::Tape,
}

impl Reader {
    /// Says what is to be read from now on, and by what if it is more than levels look at.
    pub(crate) fn want(&mut self, wants: Wants, read_whole: Option<ReadWhole>) {
        self.view.wants = wants;
        self.read_whole = read_whole;
    }
}
