//! The directory: objects, accounts, and what a query may see.

use std::collections::BTreeMap;
use std::time::Instant;

use axl_soap::{Access, Credentials, Element, Login, Uuid};
use subtle::ConstantTimeEq as _;

use crate::changes::Changes;
use crate::config::{Lockout, SUPER_GROUP};
use crate::groups::{ACCOUNTS, groups_of, roles_of};
use crate::store::{Store, Stored, hash};

/// Accounts whose wrong passwords are counted at once; beyond it the oldest are forgotten.
const MOST_COUNTED: usize = 10_000;

#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) store: Store,
    pub(crate) changes: Changes,
    pub(crate) lockout: Lockout,
    failures: BTreeMap<Uuid, Failures>,
    /// Accounts whose password or roles changed: their sessions end.
    pub(crate) changed_accounts: Vec<String>,
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
        Self { store, changes, lockout, failures: BTreeMap::new(), changed_accounts: Vec::new() }
    }

    /// Notes that an account may have changed. Its name may be that of any object: ending a session too much is harmless.
    pub(crate) fn forget_account(&mut self, name: &str) {
        if self.changed_accounts.len() < MOST_COUNTED {
            self.changed_accounts.push(name.to_owned());
        }
    }

    /// Checks a password or PIN, counts wrong ones, locks.
    pub(crate) fn check(
        &mut self,
        now: Instant,
        user: &str,
        kind: &str,
        text: &str,
    ) -> rusqlite::Result<(Verdict, Option<Stored>)> {
        let mut account = None;
        // PINs are for end users only.
        let kinds = if kind == "pin" { &ACCOUNTS[..1] } else { &ACCOUNTS[..] };
        for object in kinds {
            account = self.store.by_key(object, user, "")?;
            if account.is_some() {
                break;
            }
        }
        let Some(account) = account else {
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
        let right = match self.store.secret(uuid, kind)? {
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
            (Verdict::Right, Some(account)) => Ok(Login::Granted(self.access(&account.tree)?)),
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
