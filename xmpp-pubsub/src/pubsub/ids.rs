//! Identifiers and hash keys from the seed: unique by a counter, not to be guessed without the seed.

use std::hash::{BuildHasher, DefaultHasher, Hasher};

/// Alphabet of identifiers: lower-case letters and digits that cannot be mistaken for each other.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Length of an identifier: 13 digits of five bits hold 64 bits.
pub(super) const ID_LEN: usize = 13;

/// Makes identifiers: a keyed permutation of a counter, so that none comes twice and none tells the next.
#[derive(Clone)]
pub(super) struct Ids {
    keys: [u64; 4],
    next: u64,
}

impl Ids {
    pub(super) fn new(seed: &[u8; 32]) -> Self {
        let mut keys = [0; 4];
        for (key, bytes) in keys.iter_mut().zip(seed.as_chunks::<8>().0) {
            *key = u64::from_le_bytes(*bytes);
        }
        Self { keys, next: 0 }
    }

    pub(super) fn number(&mut self) -> u64 {
        let counter = self.next;
        self.next = self.next.wrapping_add(1);
        // A Feistel network is a permutation whatever its round function is.
        let (mut left, mut right) = ((counter >> 32) as u32, counter as u32);
        for key in self.keys {
            let mixed = mix(u64::from(right) ^ key) as u32;
            (left, right) = (right, left ^ mixed);
        }
        u64::from(left) << 32 | u64::from(right)
    }

    pub(super) fn text(&mut self) -> [u8; ID_LEN] {
        text(self.number())
    }
}

/// Who knows the keys knows what comes next.
impl std::fmt::Debug for Ids {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ids").field("next", &self.next).finish_non_exhaustive()
    }
}

/// SplitMix64's finaliser.
const fn mix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

/// A number as 13 letters.
pub(super) fn text(number: u64) -> [u8; ID_LEN] {
    let mut out = [0; ID_LEN];
    for (place, byte) in out.iter_mut().enumerate() {
        let digit = (number >> (5 * place)) & 31;
        *byte = ALPHABET.get(digit as usize).copied().unwrap_or(b'a');
    }
    out
}

/// What [`text`] made, read back.
pub(super) fn parse(id: &str) -> Option<u64> {
    let bytes: &[u8; ID_LEN] = id.as_bytes().try_into().ok()?;
    let mut number = 0u64;
    for (place, byte) in bytes.iter().enumerate() {
        let digit = ALPHABET.iter().position(|letter| letter == byte)? as u64;
        let shifted = digit << (5 * place);
        if shifted >> (5 * place) != digit {
            return None;
        }
        number |= shifted;
    }
    Some(number)
}

pub(super) fn as_str(id: &[u8; ID_LEN]) -> &str {
    std::str::from_utf8(id).unwrap_or_default()
}

/// Hasher of maps whose keys peers choose: SipHash behind a prefix only the seed's holder knows.
#[derive(Clone)]
pub(super) struct Keyed(DefaultHasher);

impl Keyed {
    pub(super) fn new(seed: &[u8; 32]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(seed);
        Self(hasher)
    }
}

impl BuildHasher for Keyed {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        self.0.clone()
    }
}

impl std::fmt::Debug for Keyed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyed")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn identifiers_differ_and_read_back() {
        let mut ids = Ids::new(&[7; 32]);
        let mut seen = BTreeSet::new();
        for _ in 0..10_000 {
            let number = ids.number();
            assert!(seen.insert(number));
            assert_eq!(parse(as_str(&text(number))), Some(number));
        }
    }

    #[test]
    fn other_text_is_no_identifier() {
        assert_eq!(parse(""), None);
        assert_eq!(parse("aaaaaaaaaaaa"), None);
        assert_eq!(parse("aaaaaaaaaaaa9"), None);
        assert_eq!(parse("AAAAAAAAAAAAA"), None);
    }

    #[test]
    fn sec_10_keys_are_not_shown() {
        assert_eq!(format!("{:?}", Ids::new(&[7; 32])), "Ids { next: 0, .. }");
    }

    #[test]
    fn seeds_give_different_identifiers() {
        assert_ne!(Ids::new(&[1; 32]).number(), Ids::new(&[2; 32]).number());
    }
}
