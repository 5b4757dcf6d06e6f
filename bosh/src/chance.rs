//! Unpredictable bytes from a seed: SHA-256 over seed and counter.

use sha2::{Digest, Sha256};

/// A stream of bytes nobody can continue who does not know the seed.
pub(crate) struct Chance {
    seed: [u8; 32],
    counter: u64,
}

impl Chance {
    pub(crate) const fn new(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0 }
    }

    /// The next 32 bytes.
    pub(crate) fn block(&mut self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.counter.to_be_bytes());
        self.counter += 1;
        hash.finalize().into()
    }

    /// The next eight bytes as a number.
    pub(crate) fn number(&mut self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.block();
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_follows_from_the_seed_and_does_not_repeat() {
        let (mut a, mut b, mut c) = (Chance::new([7; 32]), Chance::new([7; 32]), Chance::new([8; 32]));
        let first = a.block();
        assert_eq!(first, b.block());
        assert_ne!(first, a.block());
        assert_ne!(first, c.block());
    }
}
