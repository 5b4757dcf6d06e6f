//! The directory: objects, accounts, and what a query may see.

use std::collections::BTreeMap;
use std::time::Instant;

use axl_soap::{Access, Credentials, Element, Login, Uuid};
use subtle::ConstantTimeEq as _;

use crate::changes::Changes;
use crate::config::{Lockout, SUPER_GROUP};
use crate::groups::{ACCOUNTS, groups_of, roles_of};
use crate::store::{Hashed, Store, hash};

/// Accounts whose wrong passwords are counted at once; beyond it the oldest are forgotten.
const MOST_COUNTED: usize = 10_000;
/// Accounts kept at hand, so that a storm of sign-ins need not read and parse each of them anew.
const MOST_KNOWN: usize = 10_000;

#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) store: Store,
    pub(crate) changes: Changes,
    pub(crate) lockout: Lockout,
    failures: BTreeMap<Uuid, Failures>,
    /// By the lower-case name. Forgotten with every write.
    known: BTreeMap<String, Account>,
    /// Accounts whose password or roles changed: their sessions end.
    pub(crate) changed_accounts: Vec<String>,
}

/// What a log-in needs to know of an account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    uuid: Uuid,
    access: Access,
    password: Option<Hashed>,
    /// End users only.
    pin: Option<Hashed>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    first: Instant,
    locked_until: Option<Instant>,
}

/// What a user proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Right,
    Wrong,
    Locked,
}

impl Directory {
    pub(crate) const fn new(store: Store, changes: Changes, lockout: Lockout) -> Self {
        Self {
            store,
            changes,
            lockout,
            failures: BTreeMap::new(),
            known: BTreeMap::new(),
            changed_accounts: Vec::new(),
        }
    }

    /// Notes that an account may have changed. Its name may be that of any object: ending a session too much is harmless.
    pub(crate) fn forget_account(&mut self, name: &str) {
        if self.changed_accounts.len() < MOST_COUNTED {
            self.changed_accounts.push(name.to_owned());
        }
    }

    /// Forgets what is kept at hand of accounts: something is about to be written.
    pub(crate) fn forget_accounts(&mut self) {
        self.known.clear();
    }

    /// The account of that name: an end user, else an application user.
    fn account(&mut self, user: &str) -> rusqlite::Result<Option<Account>> {
        let name = user.to_ascii_lowercase();
        if let Some(known) = self.known.get(&name) {
            return Ok(Some(*known));
        }
        for object in ACCOUNTS {
            let Some(stored) = self.store.by_key(object, user, "")? else { continue };
            let account = Account {
                uuid: stored.uuid,
                access: self.access(&stored.tree)?,
                password: self.store.secret(stored.uuid, "password")?,
                pin: self.store.secret(stored.uuid, "pin")?,
            };
            if self.known.len() >= MOST_KNOWN {
                self.known.clear();
            }
            self.known.insert(name, account);
            return Ok(Some(account));
        }
        Ok(None)
    }

    /// Checks a password or PIN, counts wrong ones, locks.
    pub(crate) fn check(
        &mut self,
        now: Instant,
        user: &str,
        kind: &str,
        text: &str,
    ) -> rusqlite::Result<(Verdict, Option<Account>)> {
        let Some(account) = self.account(user)? else {
            // As much work as for a user that exists, so that time does not tell who does.
            let _ = bool::from(hash(&[0; 16], text).ct_eq(&[0; 32]));
            return Ok((Verdict::Wrong, None));
        };
        let uuid = account.uuid;
        if let Some(until) = self.failures.get(&uuid).and_then(|failures| failures.locked_until) {
            if now < until {
                return Ok((Verdict::Locked, Some(account)));
            }
            self.failures.remove(&uuid);
        }
        let right = match if kind == "pin" { account.pin } else { account.password } {
            Some(kept) => bool::from(hash(&kept.salt, text).ct_eq(&kept.hash)),
            None => false,
        };
        if right {
            self.failures.remove(&uuid);
            return Ok((Verdict::Right, Some(account)));
        }
        self.count_failure(now, uuid);
        Ok((Verdict::Wrong, Some(account)))
    }

    fn count_failure(&mut self, now: Instant, uuid: Uuid) {
        let Lockout { attempts, window, lock } = self.lockout;
        if self.failures.len() >= MOST_COUNTED && !self.failures.contains_key(&uuid) {
            let oldest =
                self.failures.iter().min_by_key(|(_, failures)| failures.first).map(|(uuid, _)| *uuid);
            oldest.map(|uuid| self.failures.remove(&uuid));
        }
        let failures =
            self.failures.entry(uuid).or_insert(Failures { count: 0, first: now, locked_until: None });
        if now.saturating_duration_since(failures.first) > window {
            *failures = Failures { count: 0, first: now, locked_until: None };
        }
        failures.count += 1;
        if failures.count >= attempts {
            failures.locked_until = Some(now + lock);
        }
    }

    pub(crate) fn login(&mut self, now: Instant, credentials: &Credentials) -> rusqlite::Result<Login> {
        let (verdict, account) =
            self.check(now, &credentials.user, "password", credentials.password.reveal())?;
        match (verdict, account) {
            (Verdict::Right, Some(account)) => Ok(Login::Granted(account.access)),
            _ => Ok(Login::Refused),
        }
    }

    /// What the roles of an account's groups allow.
    fn access(&self, account: &Element) -> rusqlite::Result<Access> {
        let (mut write, mut users, mut read) = (false, false, false);
        for group in groups_of(account) {
            // Members of this group may do everything, whatever its roles say.
            write |= group.eq_ignore_ascii_case(SUPER_GROUP);
            for role in roles_of(&self.store, group)? {
                write |= role == "Standard AXL API Access";
                users |= role == "Standard AXL API Users";
                read |= role == "Standard AXL Read Only API Access";
            }
        }
        Ok(match (write, users && read) {
            (true, _) => Access::ReadWrite,
            (false, true) => Access::ReadOnly,
            (false, false) => Access::None,
        })
    }
}
