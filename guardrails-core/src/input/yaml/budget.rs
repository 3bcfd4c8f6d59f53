//! How many nodes aliases may stand for.

use crate::input::error::{ErrorKind, Fault, Read};

/// Counts as Kubernetes' parser does, to refuse aliases exactly where it does.
#[derive(Debug)]
pub(super) struct Budget {
    /// How many nodes have been decoded, those that aliases stand for as often as they are referred to.
    decoded: u64,
    /// How many of them through aliases.
    aliased: u64,
}

impl Default for Budget {
    fn default() -> Self {
        // The document itself counts as a node.
        Self { decoded: 1, aliased: 0 }
    }
}

impl Budget {
    /// So many may come from aliases in any case.
    const FREE_ALIASED: u64 = 100;
    const FREE: u64 = 1_000;
    /// Up to here, 99 of 100 may; then ever fewer, until it is 10 of 100.
    const LOW: u64 = 400_000;
    const HIGH: u64 = 4_000_000;

    /// Counts nodes, and how many of them came through aliases.
    pub(super) fn count(&mut self, at: u32, decoded: u64, aliased: u64) -> Read<()> {
        self.decoded = self.decoded.saturating_add(decoded);
        self.aliased = self.aliased.saturating_add(aliased);
        if self.aliased > Self::FREE_ALIASED && self.decoded > Self::FREE && self.ratio() > self.allowed_ratio() {
            let message = "aliases stand for more nodes than Kubernetes takes";
            return Err(Fault::new(ErrorKind::Alias, at as usize, message));
        }
        Ok(())
    }

    /// How many nodes have been decoded.
    pub(super) fn decoded(&self) -> u64 {
        self.decoded
    }

    fn ratio(&self) -> f64 {
        self.aliased as f64 / self.decoded as f64
    }

    fn allowed_ratio(&self) -> f64 {
        match self.decoded {
            ..=Self::LOW => 0.99,
            Self::HIGH.. => 0.10,
            decoded => {
                let above = decoded.saturating_sub(Self::LOW) as f64;
                0.99 - 0.89 * (above / Self::HIGH.saturating_sub(Self::LOW) as f64)
            }
        }
    }
}
