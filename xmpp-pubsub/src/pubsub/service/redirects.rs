//! Where deleted nodes went (XEP-0060, 6.1.3.11).

use std::collections::BTreeMap;

use super::super::storage::Redirect;
use super::config::Limits;
use crate::Jid;

/// Addresses of nodes that are no longer here, by name.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    all: BTreeMap<super::NodeId, Redirect>,
    /// How many each account has left behind.
    counts: BTreeMap<Jid, usize>,
}

impl Redirects {
    pub(super) fn get(&self, node: &str) -> Option<&Redirect> {
        self.all.get(node)
    }

    /// Whether an account may leave one more behind; `trusted`: as far as there is room at all.
    pub(super) fn has_room(&self, limits: &Limits, by: &str, trusted: bool) -> bool {
        let held = self.counts.get(by).copied().unwrap_or(0);
        self.all.len() < limits.redirects && (trusted || held < limits.redirects_per_account)
    }

    pub(super) fn insert(&mut self, redirect: Redirect) {
        self.remove(redirect.node.as_str());
        *self.counts.entry(redirect.by.clone()).or_default() += 1;
        self.all.insert(redirect.node.clone(), redirect);
    }

    pub(super) fn remove(&mut self, node: &str) -> Option<Redirect> {
        let gone = self.all.remove(node)?;
        if let Some(count) = self.counts.get_mut(&gone.by) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&gone.by);
            }
        }
        Some(gone)
    }
}
