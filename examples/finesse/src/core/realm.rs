//! The realm: who is known by which password, for how long, and who is locked out.
//!
//! Passwords are never kept. What is kept is a salted digest of the last password CUCM called good, so that agents go on working while
//! CUCM is away.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The product's figures (facts, section 2).
const GOOD_FOR: Duration = Duration::from_secs(30 * 60);
const BAD_IN_A_ROW: u32 = 5;
const LOCKED_FOR: Duration = Duration::from_secs(5 * 60);
/// Names remembered at a time. Anybody can send names, so the number is bounded; a centre has some hundred.
const MAX_NAMES: usize = 20_000;

/// A salted digest of a name and its password.
#[derive(Clone, Copy)]
pub(crate) struct Proof([u8; 32]);

impl Proof {
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// What is known about a pair of name and password without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Good, not long ago.
    Good,
    /// The name is locked out.
    Locked,
    /// CUCM has to be asked.
    Ask,
}

#[derive(Default)]
struct Name {
    good: Option<(Proof, Instant)>,
    bad: u32,
    locked_until: Option<Instant>,
    used: Option<Instant>,
}

/// Remembers verdicts.
pub(crate) struct Realm {
    salt: [u8; 32],
    names: BTreeMap<String, Name>,
}

impl Realm {
    pub(crate) const fn new(salt: [u8; 32]) -> Self {
        Self { salt, names: BTreeMap::new() }
    }

    /// The digest that stands for a password from here on.
    pub(crate) fn proof(&self, name: &str, password: &str) -> Proof {
        let mut hash = Sha256::new();
        hash.update(self.salt);
        hash.update(name.len().to_be_bytes());
        hash.update(name.as_bytes());
        hash.update(password.as_bytes());
        Proof(hash.finalize().into())
    }

    /// What is known about this pair. A try on a locked name, right or wrong, starts the lock again.
    pub(crate) fn check(&mut self, now: Instant, name: &str, proof: &Proof) -> Known {
        let Some(entry) = self.names.get_mut(name) else { return Known::Ask };
        entry.used = Some(now);
        if entry.locked_until.is_some_and(|end| now < end) {
            entry.locked_until = Some(now + LOCKED_FOR);
            return Known::Locked;
        }
        if entry.locked_until.take().is_some() {
            entry.bad = 0;
        }
        match &entry.good {
            Some((good, until)) if now < *until && good.is(proof) => {
                // Bad ones count in a row, whoever calls the right one between them good.
                entry.bad = 0;
                Known::Good
            }
            _ => Known::Ask,
        }
    }

    /// Notes what CUCM said.
    pub(crate) fn learn(&mut self, now: Instant, name: &str, proof: Proof, good: bool) {
        if !self.names.contains_key(name) && self.names.len() >= MAX_NAMES {
            let oldest = self.names.iter().min_by_key(|(_, entry)| entry.used).map(|(name, _)| name.clone());
            if let Some(oldest) = oldest {
                self.names.remove(&oldest);
            }
        }
        let entry = self.names.entry(name.to_owned()).or_default();
        entry.used = Some(now);
        if good {
            entry.bad = 0;
            entry.good = Some((proof, now + GOOD_FOR));
            return;
        }
        // A password that was good and no longer is must not live on.
        if entry.good.as_ref().is_some_and(|(known, _)| known.is(&proof)) {
            entry.good = None;
        }
        entry.bad += 1;
        if entry.bad >= BAD_IN_A_ROW {
            entry.locked_until = Some(now + LOCKED_FOR);
        }
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
mod tests {
    use super::*;

    struct Bench {
        realm: Realm,
        now: Instant,
    }

    impl Bench {
        fn new() -> Self {
            Self { realm: Realm::new([7; 32]), now: Instant::now() }
        }

        fn check(&mut self, password: &str) -> Known {
            let proof = self.realm.proof("anna", password);
            self.realm.check(self.now, "anna", &proof)
        }

        fn learn(&mut self, password: &str, good: bool) {
            let proof = self.realm.proof("anna", password);
            self.realm.learn(self.now, "anna", proof, good);
        }

        fn pass(&mut self, minutes: u64) {
            self.now += Duration::from_secs(60 * minutes);
        }
    }

    #[test]
    fn a_good_password_is_known_for_thirty_minutes() {
        let mut b = Bench::new();
        assert_eq!(b.check("right"), Known::Ask);
        b.learn("right", true);
        b.pass(29);
        assert_eq!((b.check("right"), b.check("wrong")), (Known::Good, Known::Ask));
        b.pass(1);
        assert_eq!(b.check("right"), Known::Ask);
    }

    #[test]
    fn five_bad_passwords_lock_and_every_try_starts_the_lock_again() {
        let mut b = Bench::new();
        for _ in 0..5 {
            assert_eq!(b.check("wrong"), Known::Ask);
            b.learn("wrong", false);
        }
        b.pass(4);
        assert_eq!(b.check("right"), Known::Locked);
        b.pass(4);
        assert_eq!(b.check("right"), Known::Locked);
        b.pass(5);
        assert_eq!(b.check("right"), Known::Ask);
        b.learn("wrong", false);
        assert_eq!(b.check("right"), Known::Ask, "the count starts anew after a lock");
    }

    #[test]
    fn a_good_password_between_bad_ones_starts_the_count_again() {
        let mut b = Bench::new();
        for _ in 0..4 {
            b.learn("wrong", false);
        }
        b.learn("right", true);
        b.learn("wrong", false);
        assert_eq!(b.check("right"), Known::Good);
    }

    #[test]
    fn a_good_password_from_memory_starts_the_count_again_too() {
        let mut b = Bench::new();
        b.learn("right", true);
        for _ in 0..2 * BAD_IN_A_ROW {
            assert_eq!((b.check("wrong"), b.check("right")), (Known::Ask, Known::Good));
            b.learn("wrong", false);
        }
        assert_eq!(b.check("right"), Known::Good);
    }

    #[test]
    fn a_password_that_changed_is_forgotten() {
        let mut b = Bench::new();
        b.learn("old", true);
        b.pass(31);
        b.learn("old", false);
        b.learn("new", true);
        assert_eq!((b.check("old"), b.check("new")), (Known::Ask, Known::Good));
    }

    #[test]
    fn names_are_bounded() {
        let mut realm = Realm::new([0; 32]);
        let now = Instant::now();
        for n in 0..=MAX_NAMES {
            let name = n.to_string();
            let proof = realm.proof(&name, "");
            realm.learn(now + Duration::from_millis(n as u64), &name, proof, false);
        }
        assert_eq!(realm.names.len(), MAX_NAMES);
        assert!(!realm.names.contains_key("0"));
    }
}
