//! The realm: who is known by which password, who is locked out, and who waits until CUCM has spoken.
//!
//! About one name one question is asked at a time: with several at once more passwords could be tried than the lock allows.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use axl_soap::Verified;
use finesse_proto::{Gate, Lockout, Realm as Kind, Secret};

/// How long a good password is remembered, so that agents go on working while CUCM is away (facts, section 2).
const GOOD_FOR: Duration = Duration::from_secs(30 * 60);
/// Names remembered at a time; a centre has some hundred. Only names with a good password get there.
const MAX_NAMES: usize = 20_000;
/// Requests that may wait for CUCM's verdict on their passwords at a time.
const MAX_WAITING: usize = 10_000;

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry<T> {
    /// The password is known to be good.
    Good(T),
    /// The name is locked out.
    Locked(T),
    /// Too many wait already.
    Full(T),
    /// CUCM has to be asked; then [`Realm::settle`].
    Ask,
    /// It waits for the answer to a question about this name.
    Waits,
}

/// Who waits for an answer.
#[derive(Debug)]
struct Asking<T> {
    kind: Kind,
    password: Secret,
    /// Who gave the password that is asked about.
    same: Vec<T>,
    /// Who gave another one.
    others: VecDeque<(Secret, T)>,
}

/// Whom a verdict concerns.
#[derive(Debug)]
pub(super) struct Settled<T> {
    /// The password that was asked about.
    pub(super) password: Secret,
    /// Who gave it.
    pub(super) same: Vec<T>,
    /// Who gave another one, in the order of coming: their turn is now.
    pub(super) others: VecDeque<(Secret, T)>,
}

/// Remembers verdicts, and what waits for them.
#[derive(Debug)]
pub(super) struct Realm<T> {
    verified: Verified,
    lockout: Lockout,
    asking: BTreeMap<String, Asking<T>>,
    waiting: usize,
}

/// The password as the cache wants it.
fn axl(password: &Secret) -> axl_soap::Secret {
    axl_soap::Secret::new(password.expose())
}

impl<T> Realm<T> {
    /// Nobody is known. `seed` must be random and used for nothing else.
    pub(super) const fn new(seed: [u8; 32]) -> Self {
        Self {
            verified: Verified::new(seed, GOOD_FOR, MAX_NAMES),
            lockout: Lockout::new(),
            asking: BTreeMap::new(),
            waiting: 0,
        }
    }

    /// A request with these credentials comes.
    pub(super) fn enter(
        &mut self,
        now: Instant,
        kind: Kind,
        name: &str,
        password: &Secret,
        request: T,
    ) -> Entry<T> {
        if self.lockout.gate(now, kind, name) == Gate::Locked {
            return Entry::Locked(request);
        }
        if self.verified.knows(now, name, &axl(password)) {
            // Bad ones count in a row, whoever calls the right one between them good.
            self.lockout.good(kind, name);
            return Entry::Good(request);
        }
        if self.waiting >= MAX_WAITING {
            return Entry::Full(request);
        }
        self.waiting += 1;
        if let Some(asking) = self.asking.get_mut(name) {
            if asking.password == *password {
                asking.same.push(request);
            } else {
                asking.others.push_back((password.clone(), request));
            }
            return Entry::Waits;
        }
        let asking =
            Asking { kind, password: password.clone(), same: vec![request], others: VecDeque::new() };
        self.asking.insert(name.to_owned(), asking);
        Entry::Ask
    }

    /// Whether a password is good; `None`: nobody knows.
    pub(super) fn settle(&mut self, now: Instant, name: &str, good: Option<bool>) -> Option<Settled<T>> {
        let Asking { kind, password, same, others } = self.asking.remove(name)?;
        self.waiting = self.waiting.saturating_sub(same.len() + others.len());
        match good {
            Some(true) => {
                self.lockout.good(kind, name);
                self.verified.remember(now, name, &axl(&password));
            }
            Some(false) => {
                // A password that was good and no longer is must not live on; a wrong one changes nothing.
                if self.verified.knows(now, name, &axl(&password)) {
                    self.verified.forget(name);
                }
                self.lockout.bad(now, kind, name);
            }
            None => {}
        }
        Some(Settled { password, same, others })
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
mod tests {
    use super::*;

    struct Bench {
        realm: Realm<u32>,
        now: Instant,
        kind: Kind,
    }

    impl Bench {
        fn new() -> Self {
            Self { realm: Realm::new([7; 32]), now: Instant::now(), kind: Kind::Agent }
        }

        fn enter(&mut self, password: &str, request: u32) -> Entry<u32> {
            self.realm.enter(self.now, self.kind, "anna", &Secret::new(password), request)
        }

        /// A request whose password CUCM is asked about, with this verdict.
        fn learn(&mut self, password: &str, good: bool) {
            assert_eq!(self.enter(password, 0), Entry::Ask);
            self.realm.settle(self.now, "anna", Some(good)).unwrap();
        }

        fn pass(&mut self, minutes: u64) {
            self.now += Duration::from_secs(60 * minutes);
        }
    }

    #[test]
    fn a_good_password_is_known_for_thirty_minutes() {
        let mut b = Bench::new();
        b.learn("right", true);
        b.pass(29);
        assert_eq!(b.enter("right", 1), Entry::Good(1));
        b.learn("wrong", false);
        assert_eq!(b.enter("right", 1), Entry::Good(1));
        b.pass(1);
        assert_eq!(b.enter("right", 1), Entry::Ask);
    }

    #[test]
    fn five_bad_passwords_lock_and_every_try_starts_the_lock_again() {
        let mut b = Bench::new();
        for _ in 0..5 {
            b.learn("wrong", false);
        }
        b.pass(4);
        assert_eq!(b.enter("right", 1), Entry::Locked(1));
        b.pass(4);
        assert_eq!(b.enter("right", 1), Entry::Locked(1));
        b.pass(5);
        b.learn("wrong", false);
        assert_eq!(b.enter("right", 1), Entry::Ask, "the count starts anew after a lock");
    }

    #[test]
    fn h5_an_administrator_is_locked_for_thirty_minutes_and_tries_do_not_prolong_them() {
        let mut b = Bench::new();
        b.kind = Kind::Administration;
        for _ in 0..5 {
            b.learn("wrong", false);
        }
        b.pass(29);
        assert_eq!(b.enter("right", 1), Entry::Locked(1));
        b.pass(1);
        assert_eq!(b.enter("right", 1), Entry::Ask);
    }

    #[test]
    fn a_good_password_between_bad_ones_starts_the_count_again() {
        let mut b = Bench::new();
        for good in [false, false, false, false, true, false] {
            b.learn(if good { "right" } else { "wrong" }, good);
        }
        assert_eq!(b.enter("right", 1), Entry::Good(1));
    }

    #[test]
    fn a_good_password_from_memory_starts_the_count_again_too() {
        let mut b = Bench::new();
        b.learn("right", true);
        for _ in 0..2 * Lockout::LIMIT {
            assert_eq!(b.enter("right", 1), Entry::Good(1));
            b.learn("wrong", false);
        }
        assert_eq!(b.enter("right", 1), Entry::Good(1));
    }

    #[test]
    fn a_password_that_changed_is_forgotten() {
        let mut b = Bench::new();
        b.learn("old", true);
        b.pass(31);
        b.learn("old", false);
        b.learn("new", true);
        assert_eq!(b.enter("new", 1), Entry::Good(1));
        assert_eq!(b.enter("old", 1), Entry::Ask);
    }

    #[test]
    fn many_guesses_at_once_are_asked_about_one_after_the_other_until_the_lock() {
        let mut b = Bench::new();
        assert_eq!(b.enter("guess 0", 0), Entry::Ask);
        for n in 1..100 {
            assert_eq!(b.enter(&format!("guess {n}"), n), Entry::Waits);
        }
        assert_eq!(b.enter("guess 0", 100), Entry::Waits);
        let (mut asked, mut locked) = (1, 0);
        let mut next = b.realm.settle(b.now, "anna", Some(false)).unwrap();
        assert_eq!(next.same, [0, 100]);
        loop {
            let mut more = false;
            for (password, request) in std::mem::take(&mut next.others) {
                match b.realm.enter(b.now, b.kind, "anna", &password, request) {
                    Entry::Ask => (asked, more) = (asked + 1, true),
                    Entry::Locked(_) => locked += 1,
                    entry => assert_eq!(entry, Entry::Waits),
                }
            }
            if !more {
                break;
            }
            next = b.realm.settle(b.now, "anna", Some(false)).unwrap();
        }
        assert_eq!((asked, locked, b.realm.waiting), (5, 95, 0));
    }

    #[test]
    fn who_waits_is_bounded() {
        let mut b = Bench::new();
        assert_eq!(b.enter("a", 0), Entry::Ask);
        for n in 1..MAX_WAITING {
            assert_eq!(b.enter("a", u32::try_from(n).unwrap()), Entry::Waits);
        }
        assert_eq!(b.enter("a", 7), Entry::Full(7));
        let settled = b.realm.settle(b.now, "anna", None).unwrap();
        assert_eq!((settled.same.len(), b.realm.waiting), (MAX_WAITING, 0));
    }
}
