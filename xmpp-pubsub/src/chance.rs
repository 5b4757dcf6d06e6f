//! Unpredictable names from the host's seed.

use std::fmt;

use sha2::{Digest, Sha256};

/// A counter under a secret seed: each output is the hash of both, so that one tells nothing about the next.
#[derive(Clone)]
pub(crate) struct Chance {
    seed: [u8; 32],
    count: u64,
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance(..)")
    }
}

impl Chance {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { seed, count: 0 }
    }

    /// 128 bits as 32 hexadecimal digits.
    pub(crate) fn token(&mut self) -> String {
        self.count = self.count.wrapping_add(1);
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.count.to_be_bytes());
        let digest = hash.finalize();
        digest
            .iter()
            .take(16)
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }
}

impl Chance {
    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.count = self.count.wrapping_add(1);
        let digest = Sha256::new().chain_update(self.seed).chain_update(self.count.to_be_bytes()).finalize();
        let number = digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
        // Uneven by less than `bound` in 2^64.
        number.checked_rem(bound).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_9_tokens_differ_and_repeat_from_a_seed() {
        let mut one = Chance::new([1; 32]);
        let (first, second) = (one.token(), one.token());
        assert_eq!(first.len(), 32);
        assert_ne!(first, second);
        assert_eq!(Chance::new([1; 32]).token(), first);
        assert_ne!(Chance::new([2; 32]).token(), first);
    }
}
