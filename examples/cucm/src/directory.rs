//! The directory: objects, accounts, and what a query may see.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axl_soap::{Access, Credentials, Element, Flag, Login, Uuid};
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
    failures: BTreeMap<(Uuid, Proven), Failures>,
    /// By the lower-case name. Forgotten with every write.
    known: BTreeMap<String, Account>,
    /// Whose sessions end.
    changed: Changed,
}

/// Accounts whose password or rights changed.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    pub(crate) accounts: Vec<String>,
    /// A group did: it may be any account.
    pub(crate) all: bool,
}

/// What a user proves. Wrong ones are counted for each on its own, as `passwordCredentials` and `pinCredentials` have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Proven {
    Password,
    Pin,
}

impl Proven {
    /// The field of an account that holds it, that says it is locked, and that forgets the wrong ones.
    pub(crate) const fn fields(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Password => {
                ("password", "passwordCredentials", "pwdCredLockedByAdministrator", "pwdResetHackCount")
            }
            Self::Pin => ("pin", "pinCredentials", "pinCredLockedByAdministrator", "pinResetHackCount"),
        }
    }

    /// Whether an administrator has locked it.
    fn is_locked(self, account: &Element) -> bool {
        let (_, credentials, locked, _) = self.fields();
        account
            .child(credentials)
            .is_some_and(|credentials| Flag::parse(credentials.child_text(locked)) == Some(true))
    }
}

/// What a log-in needs to know of an account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    uuid: Uuid,
    access: Access,
    password: Kept,
    /// End users only.
    pin: Kept,
}

/// What is kept of a password or PIN.
#[derive(Debug, Clone, Copy)]
struct Kept {
    hashed: Option<Hashed>,
    /// By an administrator.
    locked: bool,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    first: Instant,
    locked_until: Option<Instant>,
}

/// What came of it.
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
            changed: Changed { accounts: Vec::new(), all: false },
        }
    }

    /// Notes that an object changed: the sessions of those it gives rights to end.
    pub(crate) fn end_sessions(&mut self, object: &str, name: &str) {
        if object == "UserGroup" {
            self.changed.all = true;
        } else if ACCOUNTS.contains(&object) {
            self.changed.accounts.push(name.to_owned());
        }
    }

    /// Whose sessions end, once.
    pub(crate) fn take_changed(&mut self) -> Changed {
        std::mem::take(&mut self.changed)
    }

    /// Forgets how often a wrong password or PIN was given.
    pub(crate) fn forget_failures(&mut self, account: Uuid, proven: Proven) {
        self.failures.remove(&(account, proven));
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
            let kept = |proven: Proven| -> rusqlite::Result<Kept> {
                let (field, ..) = proven.fields();
                let hashed = self.store.secret(stored.uuid, field)?;
                Ok(Kept { hashed, locked: proven.is_locked(&stored.tree) })
            };
            let account = Account {
                uuid: stored.uuid,
                access: self.access(&stored.tree)?,
                password: kept(Proven::Password)?,
                pin: kept(Proven::Pin)?,
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
        proven: Proven,
        text: &str,
    ) -> rusqlite::Result<(Verdict, Option<Account>)> {
        let Some(account) = self.account(user)? else {
            // As much work as for a user that exists, so that time does not tell who does.
            let _ = bool::from(hash(&[0; 16], text).ct_eq(&[0; 32]));
            return Ok((Verdict::Wrong, None));
        };
        let kept = match proven {
            Proven::Password => account.password,
            Proven::Pin => account.pin,
        };
        let place = (account.uuid, proven);
        if let Some(until) = self.failures.get(&place).and_then(|failures| failures.locked_until) {
            if now < until {
                return Ok((Verdict::Locked, Some(account)));
            }
            self.failures.remove(&place);
        }
        if kept.locked {
            return Ok((Verdict::Locked, Some(account)));
        }
        let right = kept.hashed.is_some_and(|kept| bool::from(hash(&kept.salt, text).ct_eq(&kept.hash)));
        if right {
            self.failures.remove(&place);
            return Ok((Verdict::Right, Some(account)));
        }
        self.count_failure(now, place);
        Ok((Verdict::Wrong, Some(account)))
    }

    fn count_failure(&mut self, now: Instant, place: (Uuid, Proven)) {
        let Lockout { attempts, window, lock } = self.lockout;
        if self.failures.len() >= MOST_COUNTED && !self.failures.contains_key(&place) {
            let oldest =
                self.failures.iter().min_by_key(|(_, failures)| failures.first).map(|(place, _)| *place);
            oldest.map(|place| self.failures.remove(&place));
        }
        let failures =
            self.failures.entry(place).or_insert(Failures { count: 0, first: now, locked_until: None });
        if now.saturating_duration_since(failures.first) > window {
            *failures = Failures { count: 0, first: now, locked_until: None };
        }
        failures.count += 1;
        if failures.count >= attempts {
            // A lock for ever is one of a year.
            const YEAR: Duration = Duration::from_secs(365 * 24 * 3_600);
            failures.locked_until = now.checked_add(lock).or_else(|| now.checked_add(YEAR));
        }
    }

    pub(crate) fn login(&mut self, now: Instant, credentials: &Credentials) -> rusqlite::Result<Login> {
        let (verdict, account) =
            self.check(now, &credentials.user, Proven::Password, credentials.password.reveal())?;
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
