//! Bad passwords: how many, and how long a name is locked out (facts, section 2; system inventory, H5).
//!
//! The answer of a locked name is an ordinary 401: nobody learns that it is locked.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// What a name is locked out of. Each counts for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Realm {
    /// Agents and supervisors: 5 minutes, and every try, even a right one, starts them again.
    Agent,
    /// The administration: 30 minutes.
    Administration,
    /// Serviceability operations: 5 minutes.
    Serviceability,
}

impl Realm {
    /// How long a lock lasts.
    #[must_use]
    pub const fn lasts(self) -> Duration {
        match self {
            Self::Agent | Self::Serviceability => Duration::from_secs(5 * 60),
            Self::Administration => Duration::from_secs(30 * 60),
        }
    }

    /// Whether a try on a locked name starts the time again.
    #[must_use]
    pub const fn restarts(self) -> bool {
        matches!(self, Self::Agent)
    }
}

/// Whether a password is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gate {
    /// It is.
    Open,
    /// The name is locked: answer 401 whatever the password is.
    Locked,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    bad: u8,
    locked_until: Option<Instant>,
    touched: Instant,
}

/// Counts bad passwords in a row.
///
/// Names come from whoever connects, so only so many are kept; the one that was quiet longest goes first.
#[derive(Debug)]
pub struct Lockout {
    names: BTreeMap<(Realm, String), Entry>,
    capacity: usize,
}

impl Lockout {
    /// Bad passwords in a row that lock a name.
    pub const LIMIT: u8 = 5;
    /// Names kept by default: more than a system has users, at less than 1 MB.
    pub const CAPACITY: usize = 8192;

    /// Nobody is locked out.
    #[must_use]
    pub const fn new() -> Self {
        Self { names: BTreeMap::new(), capacity: Self::CAPACITY }
    }

    /// The same with another number of names to keep, at least one.
    #[must_use]
    pub const fn with_capacity(capacity: usize) -> Self {
        Self { names: BTreeMap::new(), capacity: if capacity == 0 { 1 } else { capacity } }
    }

    /// To be asked before a password is checked.
    pub fn gate(&mut self, now: Instant, realm: Realm, name: &str) -> Gate {
        let Some(entry) = self.names.get_mut(&(realm, name.to_owned())) else { return Gate::Open };
        match entry.locked_until {
            Some(end) if now < end => {
                entry.touched = now;
                if realm.restarts() {
                    entry.locked_until = Some(now + realm.lasts());
                }
                Gate::Locked
            }
            Some(_) => {
                entry.locked_until = None;
                entry.bad = 0;
                Gate::Open
            }
            None => Gate::Open,
        }
    }

    /// A good password: the count starts anew.
    pub fn good(&mut self, realm: Realm, name: &str) {
        self.names.remove(&(realm, name.to_owned()));
    }

    /// A bad password.
    pub fn bad(&mut self, now: Instant, realm: Realm, name: &str) {
        let key = (realm, name.to_owned());
        if !self.names.contains_key(&key) && self.names.len() >= self.capacity {
            let oldest = self.names.iter().min_by_key(|(_, e)| (e.locked_until.is_some(), e.touched));
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                self.names.remove(&oldest);
            }
        }
        let entry = self.names.entry(key).or_insert(Entry { bad: 0, locked_until: None, touched: now });
        entry.touched = now;
        entry.bad = entry.bad.saturating_add(1);
        if entry.bad >= Self::LIMIT {
            entry.locked_until = Some(now + realm.lasts());
        }
    }

    /// Names kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl Default for Lockout {
    fn default() -> Self {
        Self::new()
    }
}
