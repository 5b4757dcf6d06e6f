//! Unpredictable bytes from one seed.

use sha2::{Digest as _, Sha256};

/// A stream of bytes nobody can continue who does not know the seed.
pub(crate) struct Chance {
    seed: [u8; 32],
    counter: u64,
}

impl Chance {
    pub(crate) const fn new(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0 }
    }

    pub(crate) fn block(&mut self) -> [u8; 32] {
        self.counter += 1;
        let hash = Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes());
        hash.finalize().into()
    }
}
