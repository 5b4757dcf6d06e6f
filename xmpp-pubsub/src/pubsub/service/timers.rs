//! Deadlines, each at most once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::node::NodeKey;

/// What a deadline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A subscription ends: node, peer number, subscription.
    Lease(NodeKey, u64, u64),
    /// The oldest item of a node expires.
    Item(NodeKey),
}

#[derive(Debug, Default)]
pub(super) struct Timers {
    by_time: BTreeSet<(Instant, Due)>,
    by_due: BTreeMap<Due, Instant>,
}

impl Timers {
    pub(super) fn set(&mut self, due: Due, at: Instant) {
        self.clear(due);
        self.by_time.insert((at, due));
        self.by_due.insert(due, at);
    }

    pub(super) fn clear(&mut self, due: Due) {
        if let Some(at) = self.by_due.remove(&due) {
            self.by_time.remove(&(at, due));
        }
    }

    pub(super) fn first(&self) -> Option<(Instant, Due)> {
        self.by_time.first().copied()
    }

    /// The first deadline that has passed; it is forgotten.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Due> {
        let (_, due) = self.first().filter(|(at, _)| *at <= now)?;
        self.clear(due);
        Some(due)
    }
}
