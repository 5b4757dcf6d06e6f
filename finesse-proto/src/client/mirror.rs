//! A collection as the client knows it: snapshots over REST and events over the notification service, put together.
//!
//! An event may overtake the answer to a request that was sent before it, so a snapshot can be older than what is known already. What an
//! event told while a snapshot was under way stands; what the snapshot does not hold and no event told of has gone.

use std::collections::{BTreeMap, BTreeSet};

/// What a snapshot changed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change<T> {
    /// Was not known before.
    Came(T),
    /// Is another one than before.
    Changed(T),
    /// Is there no more; what it was.
    Went(T),
}

#[derive(Debug, Clone)]
pub(super) struct Mirror<T> {
    items: BTreeMap<String, T>,
    /// What events told since the oldest snapshot that is under way was asked for.
    told: BTreeSet<String>,
    under_way: u32,
}

impl<T: Clone + PartialEq> Mirror<T> {
    pub(super) const fn new() -> Self {
        Self { items: BTreeMap::new(), told: BTreeSet::new(), under_way: 0 }
    }

    pub(super) const fn items(&self) -> &BTreeMap<String, T> {
        &self.items
    }

    /// Whether a snapshot is under way.
    pub(super) const fn waits(&self) -> bool {
        self.under_way > 0
    }

    /// A snapshot is being asked for.
    pub(super) const fn ask(&mut self) {
        self.under_way += 1;
    }

    /// A snapshot will not come.
    pub(super) fn give_up(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
        if self.under_way == 0 {
            self.told.clear();
        }
    }

    /// An event: the object is this now, or is gone. What it was before.
    pub(super) fn tell(&mut self, key: &str, item: Option<T>) -> Option<T> {
        if self.under_way > 0 {
            self.told.insert(key.to_owned());
        }
        match item {
            Some(item) => self.items.insert(key.to_owned(), item),
            None => self.items.remove(key),
        }
    }

    /// A snapshot. `newer(ours, theirs)` tells whether the snapshot's object is newer than what an event told meanwhile.
    pub(super) fn snapshot(
        &mut self,
        all: impl IntoIterator<Item = (String, T)>,
        newer: impl Fn(&T, &T) -> bool,
    ) -> Vec<Change<T>> {
        let mut changes = Vec::new();
        let mut seen = BTreeSet::new();
        for (key, theirs) in all {
            let stands = self.told.contains(&key)
                && self.items.get(&key).is_none_or(|ours| ours == &theirs || !newer(ours, &theirs));
            if !stands {
                match self.items.insert(key.clone(), theirs.clone()) {
                    None => changes.push(Change::Came(theirs)),
                    Some(ours) if ours != theirs => changes.push(Change::Changed(theirs)),
                    Some(_) => {}
                }
            }
            seen.insert(key);
        }
        let told = &self.told;
        let gone: Vec<String> =
            self.items.keys().filter(|key| !seen.contains(*key) && !told.contains(*key)).cloned().collect();
        changes.extend(gone.iter().filter_map(|key| self.items.remove(key)).map(Change::Went));
        self.give_up();
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keyed(items: &[(&str, u32)]) -> Vec<(String, u32)> {
        items.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect()
    }

    #[test]
    fn a_snapshot_brings_changes_and_takes_what_is_gone() {
        let mut mirror = Mirror::new();
        mirror.tell("a", Some(1));
        mirror.tell("b", Some(1));
        mirror.ask();
        let changes = mirror.snapshot(keyed(&[("a", 2), ("c", 1)]), |_, _| false);
        assert_eq!(changes, [Change::Changed(2), Change::Came(1), Change::Went(1)]);
        assert_eq!(mirror.items().clone().into_iter().collect::<Vec<_>>(), keyed(&[("a", 2), ("c", 1)]));
    }

    #[test]
    fn what_an_event_told_meanwhile_stands_unless_the_snapshot_is_newer() {
        let mut mirror = Mirror::new();
        mirror.tell("gone", Some(1));
        mirror.ask();
        mirror.tell("a", Some(5));
        mirror.tell("gone", None);
        let changes = mirror.snapshot(keyed(&[("a", 3), ("gone", 1)]), |ours, theirs| theirs > ours);
        assert_eq!(changes, []);
        mirror.ask();
        mirror.tell("a", Some(5));
        assert_eq!(mirror.snapshot(keyed(&[("a", 7)]), |ours, theirs| theirs > ours), [Change::Changed(7)]);
    }

    #[test]
    fn an_event_before_the_request_does_not_protect() {
        let mut mirror = Mirror::new();
        mirror.tell("a", Some(1));
        mirror.ask();
        mirror.give_up();
        mirror.ask();
        assert_eq!(mirror.snapshot([], |_, _| false), [Change::Went(1)]);
    }

    proptest! {
        /// A server changes objects and tells of each by an event, in order; a snapshot is taken at some moment and arrives at a later one.
        /// When everything has arrived, both sides agree.
        #[test]
        fn both_sides_agree_in_the_end(
            before in proptest::collection::vec((0_u8..4, proptest::option::of(0_u32..5)), 0..6),
            ops in proptest::collection::vec((0_u8..4, proptest::option::of(0_u32..5)), 0..12),
            taken in 0_usize..12, lag in 0_usize..12,
        ) {
            let mut server: BTreeMap<String, u32> = BTreeMap::new();
            // What happened before the client was connected is in the snapshot only.
            for (key, value) in before {
                match value {
                    Some(value) => drop(server.insert(key.to_string(), value)),
                    None => drop(server.remove(&key.to_string())),
                }
            }
            let mut mirror = Mirror::new();
            mirror.ask();
            let mut snapshot = None;
            let mut told = Vec::new();
            for at in 0..=ops.len() {
                if at == taken.min(ops.len()) {
                    snapshot = Some((server.clone(), (at + lag).min(ops.len())));
                }
                if let Some((key, value)) = ops.get(at) {
                    match value {
                        Some(value) => drop(server.insert(key.to_string(), *value)),
                        None => drop(server.remove(&key.to_string())),
                    }
                    told.push((key.to_string(), *value));
                }
            }
            let (snapshot, arrives) = snapshot.expect("taken once");
            for (at, (key, value)) in told.iter().enumerate() {
                if at == arrives {
                    mirror.snapshot(snapshot.clone(), |_, _| false);
                }
                mirror.tell(key, *value);
            }
            if arrives >= told.len() {
                mirror.snapshot(snapshot, |_, _| false);
            }
            prop_assert_eq!(mirror.items(), &server);
        }
    }
}
