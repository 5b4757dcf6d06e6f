//! Who knows whether a password is right.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axl_soap::tokio::AxlClient;
use axl_soap::{Secret, Verified};
use sha2::{Digest as _, Sha256};
use xmpp_pubsub::Password;

use crate::core::Verdict;

/// A check under way.
pub type Checking<'c> = Pin<Box<dyn Future<Output = Verdict> + Send + 'c>>;

/// Somebody who knows passwords.
pub trait PasswordCheck: Send + Sync {
    /// Is this the user's password? `user` is the account's name without the domain.
    fn check<'c>(&'c self, user: &'c str, password: &'c Password) -> Checking<'c>;
}

/// Accounts told at the start: the service user, and those of load tests.
pub struct StaticAccounts {
    salt: [u8; 32],
    digests: BTreeMap<String, [u8; 32]>,
}

impl StaticAccounts {
    /// No accounts. `salt` should be random.
    #[must_use]
    pub const fn new(salt: [u8; 32]) -> Self {
        Self { salt, digests: BTreeMap::new() }
    }

    /// One account more.
    #[must_use]
    pub fn with(mut self, user: &str, password: &str) -> Self {
        self.digests.insert(user.to_owned(), digest(&self.salt, user, password));
        self
    }

    /// Does it know this user?
    #[must_use]
    pub fn knows(&self, user: &str) -> bool {
        self.digests.contains_key(user)
    }
}

impl PasswordCheck for StaticAccounts {
    fn check<'c>(&'c self, user: &'c str, password: &'c Password) -> Checking<'c> {
        let offered = digest(&self.salt, user, password.expose());
        // A user that does not exist takes as long (SEC-7 of our rules for XMPP).
        let known = self.digests.get(user).copied().unwrap_or_default();
        let right = equal(&offered, &known);
        Box::pin(std::future::ready(if right { Verdict::Right } else { Verdict::Wrong }))
    }
}

/// The directory of a CUCM, asked by AXL; what was right is remembered for a while.
pub struct AxlPasswords {
    client: AxlClient,
    verified: Mutex<Verified>,
}

/// Users remembered at most; beyond, the one confirmed longest ago is forgotten.
const REMEMBERED: usize = 10_000;

impl AxlPasswords {
    /// Asks this client, and believes an answer for `remember`. `seed` must be random.
    #[must_use]
    pub const fn new(client: AxlClient, seed: [u8; 32], remember: Duration) -> Self {
        Self { client, verified: Mutex::new(Verified::new(seed, remember, REMEMBERED)) }
    }

    fn verified(&self) -> MutexGuard<'_, Verified> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PasswordCheck for AxlPasswords {
    fn check<'c>(&'c self, user: &'c str, password: &'c Password) -> Checking<'c> {
        Box::pin(async move {
            let secret = Secret::new(password.expose());
            if self.verified().knows(Instant::now(), user, &secret) {
                return Verdict::Right;
            }
            match self.client.authenticate(user, Secret::new(password.expose())).await {
                Ok(answer) if answer.authenticated => {
                    self.verified().remember(Instant::now(), user, &secret);
                    Verdict::Right
                }
                Ok(_) => Verdict::Wrong,
                Err(axl_soap::CallError::Fault(_)) => Verdict::Wrong,
                Err(error) => {
                    tracing::warn!(%error, "AXL cannot be asked for a password");
                    Verdict::Unavailable
                }
            }
        })
    }
}

/// Static accounts first; who is none of them is asked for elsewhere.
pub struct Chain<C> {
    /// Asked for the users it knows.
    pub first: StaticAccounts,
    /// Asked for all others.
    pub then: C,
}

impl<C: PasswordCheck> PasswordCheck for Chain<C> {
    fn check<'c>(&'c self, user: &'c str, password: &'c Password) -> Checking<'c> {
        if self.first.knows(user) {
            self.first.check(user, password)
        } else {
            self.then.check(user, password)
        }
    }
}

fn digest(salt: &[u8; 32], user: &str, password: &str) -> [u8; 32] {
    let hash = Sha256::new().chain_update(salt).chain_update((user.len() as u64).to_be_bytes());
    hash.chain_update(user).chain_update(password).finalize().into()
}

fn equal(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn verdict(mut checking: Checking<'_>) -> Verdict {
        match checking.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(verdict) => verdict,
            Poll::Pending => panic!("not ready"),
        }
    }

    #[test]
    fn static_accounts_know_their_passwords_only() {
        let accounts = StaticAccounts::new([1; 32]).with("finesse", "secret");
        assert_eq!(verdict(accounts.check("finesse", &"secret".into())), Verdict::Right);
        for (user, password) in
            [("finesse", "Secret"), ("finesse", ""), ("nobody", "secret"), ("fin", "essesecret")]
        {
            assert_eq!(verdict(accounts.check(user, &password.into())), Verdict::Wrong, "{user}");
        }
    }

    #[test]
    fn a_chain_asks_the_second_only_for_strangers() {
        let first = StaticAccounts::new([1; 32]).with("finesse", "a");
        let then = StaticAccounts::new([1; 32]).with("finesse", "b").with("agent", "c");
        let chain = Chain { first, then };
        assert_eq!(verdict(chain.check("finesse", &"a".into())), Verdict::Right);
        assert_eq!(verdict(chain.check("finesse", &"b".into())), Verdict::Wrong);
        assert_eq!(verdict(chain.check("agent", &"c".into())), Verdict::Right);
    }
}
