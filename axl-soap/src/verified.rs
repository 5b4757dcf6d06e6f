//! Credentials that were right a moment ago, so that not every request has to ask the directory.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::client::later;
use crate::credentials::Secret;

/// A bounded memory of credentials that a directory has confirmed, each for a limited time.
///
/// Kept is a keyed hash of user and password, not the password. A wrong password never touches what is known of the user;
/// only a right one that is older than `lifetime`, or was never seen, has to be asked for again. Without clock and chance:
/// time and the key are arguments. Names are compared as they are: another spelling of a user is asked for on its own.
///
/// ```
/// use std::time::{Duration, Instant};
/// use axl_soap::{Secret, Verified};
///
/// # let (now, seed) = (Instant::now(), [7; 32]);
/// let mut verified = Verified::new(seed, Duration::from_secs(30 * 60), 1_000);
/// let password = Secret::new("cisco");
/// assert!(!verified.knows(now, "agent1", &password)); // ask doAuthenticateUser …
/// verified.remember(now, "agent1", &password); // … and note that it said yes
/// assert!(verified.knows(now, "agent1", &password));
/// assert!(!verified.knows(now, "agent1", &Secret::new("guess")));
/// ```
pub struct Verified {
    key: [u8; 32],
    lifetime: Duration,
    most: usize,
    users: BTreeMap<[u8; 32], Known>,
    /// Users in the order in which they were remembered.
    order: BTreeMap<u64, [u8; 32]>,
    turn: u64,
}

struct Known {
    proof: [u8; 32],
    until: Instant,
    turn: u64,
}

impl Verified {
    /// Remembers at most `most` users, each for `lifetime`. `seed` must be random and secret: with it, whoever reads the
    /// memory can still only guess passwords.
    #[must_use]
    pub const fn new(seed: [u8; 32], lifetime: Duration, most: usize) -> Self {
        Self { key: seed, lifetime, most, users: BTreeMap::new(), order: BTreeMap::new(), turn: 0 }
    }

    /// Whether these credentials were remembered and are still fresh. Takes the same time for a user who is not known.
    #[must_use]
    pub fn knows(&self, now: Instant, user: &str, password: &Secret) -> bool {
        let proof = self.proof(user, password);
        let known = self.users.get(&self.name(user));
        let (expected, fresh) = known.map_or(([0; 32], false), |known| (known.proof, now < known.until));
        bool::from(proof.ct_eq(&expected)) && fresh
    }

    /// Notes that these credentials are right; an older password of the user is forgotten. When there are too many users,
    /// the one confirmed longest ago goes.
    pub fn remember(&mut self, now: Instant, user: &str, password: &Secret) {
        self.forget(user);
        while self.users.len() >= self.most.max(1) {
            let Some((_, oldest)) = self.order.pop_first() else { break };
            self.users.remove(&oldest);
        }
        self.turn += 1;
        let (name, proof) = (self.name(user), self.proof(user, password));
        self.users.insert(name, Known { proof, until: later(now, self.lifetime), turn: self.turn });
        self.order.insert(self.turn, name);
    }

    /// Forgets a user: the password was changed, or the directory refused it.
    pub fn forget(&mut self, user: &str) {
        if let Some(known) = self.users.remove(&self.name(user)) {
            self.order.remove(&known.turn);
        }
    }

    /// How many users are remembered, the stale ones among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// Whether nobody is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// A user's place: hashed as well, so that searching the tree tells nothing about names by its time.
    fn name(&self, user: &str) -> [u8; 32] {
        keyed(&self.key, &[b"user", user.as_bytes()])
    }

    fn proof(&self, user: &str, password: &Secret) -> [u8; 32] {
        keyed(&self.key, &[b"proof", user.as_bytes(), password.reveal().as_bytes()])
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("users", &self.users.len()).finish_non_exhaustive()
    }
}

/// HMAC-SHA-256 (RFC 2104) over the parts, each after its length.
fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        block.iter_mut().zip(key).for_each(|(block, key)| *block ^= key);
        block
    };
    let mut inner = Sha256::new().chain_update(pad(0x36));
    for part in parts {
        inner.update((part.len() as u64).to_be_bytes());
        inner.update(part);
    }
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner.finalize()).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration::from_secs(1800);

    #[allow(clippy::disallowed_methods, reason = "any instant will do as the start of virtual time")]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn only_the_right_password_of_the_right_user_is_known_and_only_for_its_time() {
        let (now, mut verified) = (start(), Verified::new([1; 32], LIFETIME, 10));
        verified.remember(now, "agent1", &Secret::new("cisco"));
        let knows = |at, user, password| verified.knows(at, user, &Secret::new(password));
        assert!(knows(now, "agent1", "cisco"));
        for (user, password) in [
            ("agent1", "Cisco"),
            ("agent1", ""),
            ("agent2", "cisco"),
            ("agent", "1cisco"),
            ("Agent1", "cisco"),
        ] {
            assert!(!knows(now, user, password), "{user} {password}");
        }
        assert!(knows(now + LIFETIME - Duration::from_secs(1), "agent1", "cisco"));
        assert!(!knows(now + LIFETIME, "agent1", "cisco"));
    }

    #[test]
    fn a_new_password_replaces_the_old_one_and_a_forgotten_user_is_unknown() {
        let (now, mut verified) = (start(), Verified::new([1; 32], LIFETIME, 10));
        let (old, new) = (Secret::new("old"), Secret::new("new"));
        verified.remember(now, "agent1", &old);
        verified.remember(now, "agent1", &new);
        assert_eq!(verified.len(), 1);
        assert!(verified.knows(now, "agent1", &new) && !verified.knows(now, "agent1", &old));
        verified.forget("agent1");
        assert!(!verified.knows(now, "agent1", &new) && verified.is_empty() && verified.order.is_empty());
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_goes_first() {
        let (now, mut verified) = (start(), Verified::new([1; 32], LIFETIME, 3));
        let password = Secret::new("cisco");
        for n in 0..1_000 {
            verified.remember(now, &format!("agent{n}"), &password);
            assert!(verified.len() <= 3 && verified.order.len() == verified.len());
        }
        let known: Vec<_> =
            (0..1_000).filter(|n| verified.knows(now, &format!("agent{n}"), &password)).collect();
        assert_eq!(known, [997, 998, 999]);
    }

    #[test]
    fn nothing_secret_is_printed_and_another_key_knows_nothing() {
        let (now, password) = (start(), Secret::new("cisco"));
        let mut verified = Verified::new([1; 32], LIFETIME, 3);
        verified.remember(now, "agent1", &password);
        let text = format!("{verified:?}");
        assert!(!text.contains("cisco") && !text.contains("agent1"), "{text}");
        let other = Verified::new([2; 32], LIFETIME, 3);
        assert_ne!(verified.proof("agent1", &password), other.proof("agent1", &password));
    }

    #[test]
    fn the_hash_is_hmac_sha_256() {
        // A key with zeros at its end is the same key; the value is that of Python's `hmac`.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let hex: String = keyed(&key, &[]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "923598ca6d64af2a5dba79dcd021a8a0fe5c5f557519adaaf0ad532d4506dd30");
    }
}
