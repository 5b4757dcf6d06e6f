//! Key sequences (§15): each request proves that it comes from who sent the one before.
//!
//! A client makes a chain, each key the digest of the one before, and spends it backwards: who hears a key cannot tell the
//! next. SHA-1 is what the protocol says; what is needed of it here, that nobody finds a preimage, it still has.

use std::collections::VecDeque;

use sha1::{Digest as _, Sha1};

use crate::chance::Chance;
use crate::types::Rid;

/// The hexadecimal digits of a key's digest.
type Digits = [u8; 40];

fn digest(text: &[u8]) -> Digits {
    let mut out = [0; 40];
    for (pair, byte) in out.chunks_exact_mut(2).zip(Sha1::digest(text)) {
        if let [high, low] = pair {
            (*high, *low) = (digit(byte >> 4), digit(byte & 15));
        }
    }
    out
}

const fn digit(n: u8) -> u8 {
    if n < 10 { b'0' + n } else { b'a' + n - 10 }
}

/// In constant time, whatever the case of letters.
fn same(a: &[u8], b: &[u8]) -> bool {
    let differ = |(a, b): (&u8, &u8)| a.to_ascii_lowercase() ^ b.to_ascii_lowercase();
    a.len() == b.len() && a.iter().zip(b).map(differ).fold(0, |all, one| all | one) == 0
}

/// The manager's side: what the next request must prove, and what earlier ones did.
pub(crate) struct Lock {
    /// The digest of the next key; longer than any if the client said nonsense, so that no key fits.
    expected: String,
    /// The keys of requests that may still be repeated (§15.5).
    used: VecDeque<(Rid, String)>,
}

/// A key is forty digits; a longer one is no key.
const LONGEST: usize = 64;

impl Lock {
    pub(crate) fn new(newkey: &str) -> Self {
        Self { expected: newkey.chars().take(LONGEST).collect(), used: VecDeque::new() }
    }

    /// Is this the key of the next request? If so, the one after it is expected from now on.
    pub(crate) fn turn(&mut self, rid: Rid, key: Option<&str>, newkey: Option<&str>) -> bool {
        let Some(key) = key.filter(|key| key.len() <= LONGEST) else { return false };
        if !same(&digest(key.as_bytes()), self.expected.as_bytes()) {
            return false;
        }
        self.expected = newkey.unwrap_or(key).chars().take(LONGEST).collect();
        self.used.push_back((rid, key.to_owned()));
        true
    }

    /// Is this the key that the request had when it came first? The creation request had none.
    pub(crate) fn had(&self, rid: Rid, key: Option<&str>) -> bool {
        match self.used.iter().find(|(used, _)| *used == rid) {
            Some((_, used)) => key.is_some_and(|key| same(key.as_bytes(), used.as_bytes())),
            None => key.is_none(),
        }
    }

    /// Forgets keys of requests before this one.
    pub(crate) fn forget_before(&mut self, rid: Rid) {
        while self.used.front().is_some_and(|(used, _)| *used < rid) {
            self.used.pop_front();
        }
    }
}

/// The client's side: a chain of keys, and another when it is spent.
pub(crate) struct Chain {
    length: usize,
    /// The next one last.
    keys: Vec<Digits>,
}

impl Chain {
    /// A chain of so many keys, at least two.
    pub(crate) fn new(length: u32, chance: &mut Chance) -> Self {
        let mut chain = Self { length: length.clamp(2, 10_000) as usize, keys: Vec::new() };
        chain.forge(chance);
        chain
    }

    fn forge(&mut self, chance: &mut Chance) {
        // The seed is as long as what it makes is strong; its digits are no key themselves.
        let mut key = digest(&chance.block());
        self.keys.clear();
        for _ in 0..self.length {
            self.keys.push(key);
            key = digest(&key);
        }
    }

    /// What the creation request says.
    pub(crate) fn first(&mut self) -> String {
        self.pop()
    }

    /// What the next request says: its key, and the first of another chain if this was the last.
    pub(crate) fn next(&mut self, chance: &mut Chance) -> (String, Option<String>) {
        let key = self.pop();
        let new = self.keys.is_empty().then(|| {
            self.forge(chance);
            self.pop()
        });
        (key, new)
    }

    fn pop(&mut self) -> String {
        let key = self.keys.pop().unwrap_or([b'0'; 40]);
        key.iter().map(|b| char::from(*b)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rid(n: u64) -> Rid {
        Rid::new(n).unwrap()
    }

    #[test]
    fn bosh_50_a_key_is_the_hexadecimal_digest_of_the_one_before() {
        // FIPS 180, "abc".
        assert_eq!(&digest(b"abc"), b"a9993e364706816aba3e25717850c26c9cd0d89d");
        let mut chance = Chance::new([1; 32]);
        let mut chain = Chain::new(3, &mut chance);
        let first = chain.first();
        let (second, _) = chain.next(&mut chance);
        assert_eq!(first.as_bytes(), digest(second.as_bytes()));
    }

    #[test]
    fn bosh_52_a_chain_fits_its_lock_for_ever() {
        let mut chance = Chance::new([2; 32]);
        let mut chain = Chain::new(3, &mut chance);
        let mut lock = Lock::new(&chain.first());
        let mut fresh = 0;
        for n in 1..50 {
            let (key, new) = chain.next(&mut chance);
            fresh += u32::from(new.is_some());
            // Whatever the case of letters in what was announced.
            lock.expected = lock.expected.to_uppercase();
            assert!(lock.turn(rid(n), Some(&key), new.as_deref()), "{n}");
            assert!(lock.had(rid(n), Some(&key)));
            lock.forget_before(rid(n));
            assert!(lock.used.len() <= 1);
        }
        assert!(fresh > 20);
    }

    #[test]
    fn bosh_51_a_wrong_key_turns_nothing() {
        let mut chance = Chance::new([3; 32]);
        let mut chain = Chain::new(9, &mut chance);
        let mut lock = Lock::new(&chain.first());
        let (key, _) = chain.next(&mut chance);
        let long = "x".repeat(1000);
        for wrong in [None, Some(""), Some("0"), Some(long.as_str())] {
            assert!(!lock.turn(rid(1), wrong, None), "{wrong:?}");
        }
        assert!(lock.turn(rid(1), Some(&key), None));
        assert!(!lock.turn(rid(2), Some(&key), None), "a key is good once");
        assert!(lock.had(rid(1), Some(&key)) && !lock.had(rid(1), None) && !lock.had(rid(1), Some("0")));
        assert!(!Lock::new(&long).turn(rid(1), Some(&key), None));
    }
}
