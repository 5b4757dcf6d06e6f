//! Who is subscribed to a node: a list that a publish walks, shared with events that still wait to be drained.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::ids::Keyed;
#[cfg(feature = "collections")]
use super::super::options::Depth;
use super::super::options::SubscribeOptions;
use super::super::words::SubscriptionState;
#[cfg(feature = "collections")]
use super::super::words::SubscriptionType;
use crate::Jid;

/// From so many subscribers on, a list has an index: below it, a scan is as fast and costs no memory.
const INDEXED: usize = 32;

/// A JID that subscribes. One per JID and service, shared by all its subscriptions.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) jid: Jid,
    /// Never used for another JID.
    pub(super) number: u64,
}

#[derive(Debug, Clone)]
pub(super) struct Subscription {
    /// The subid, as a number: see `ids`.
    pub(super) id: u64,
    pub(super) state: SubscriptionState,
    /// Given by the host, not by the subscriber.
    pub(super) automatic: bool,
    /// Made by an owner of the node.
    pub(super) given: bool,
    /// An owner has made or approved it, and the right has not been lost since: it does without a new approval where
    /// the node asks for one.
    pub(super) approved: bool,
    /// `None`: the defaults.
    pub(super) options: Option<Arc<SubscribeOptions>>,
}

impl Subscription {
    /// Whether it asks for events now, as far as the service cannot know it beforehand from presence.
    pub(super) fn delivers(&self) -> bool {
        self.state == SubscriptionState::Subscribed
            && self.options.as_ref().is_none_or(|options| options.deliver)
    }
}

/// Almost always one; several only with multi-subscribe.
#[derive(Debug, Clone)]
enum Subscriptions {
    One(Subscription),
    Many(Vec<Subscription>),
}

/// One subscribed JID with its subscriptions.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) peer: Arc<Peer>,
    /// Whether access model and affiliation let it have events (PS-ACC-3).
    pub(super) may_read: bool,
    subscriptions: Subscriptions,
}

impl Entry {
    pub(super) fn subscriptions(&self) -> &[Subscription] {
        match &self.subscriptions {
            Subscriptions::One(one) => std::slice::from_ref(one),
            Subscriptions::Many(many) => many,
        }
    }

    fn subscriptions_mut(&mut self) -> &mut [Subscription] {
        match &mut self.subscriptions {
            Subscriptions::One(one) => std::slice::from_mut(one),
            Subscriptions::Many(many) => many,
        }
    }

    /// The subscriptions that have names of their own: all where there are subids, else the one that stands for all,
    /// which is the subscriber's own rather than the host's.
    pub(super) fn named(&self, by_subid: bool) -> &[Subscription] {
        let all = self.subscriptions();
        let own = all.iter().position(|one| !one.automatic).unwrap_or(0);
        if by_subid { all } else { all.get(own..=own).unwrap_or(all) }
    }

    /// The entry with one of its subscriptions.
    pub(super) fn only(&self, id: u64) -> Option<Self> {
        let one = self.subscriptions().iter().find(|one| one.id == id)?.clone();
        Some(Self {
            peer: Arc::clone(&self.peer),
            may_read: self.may_read,
            subscriptions: Subscriptions::One(one),
        })
    }

    pub(super) fn is(&self, state: SubscriptionState) -> bool {
        self.subscriptions().iter().any(|subscription| subscription.state == state)
    }

    /// The entry with those subscriptions to a collection that want to hear of something that far below.
    #[cfg(feature = "collections")]
    pub(super) fn reaching(&self, kind: SubscriptionType, distance: u32) -> Option<Self> {
        let reaches = |one: &&Subscription| {
            let options = one.options.as_deref();
            let ty = options.and_then(|options| options.subscription_type).unwrap_or(SubscriptionType::Nodes);
            let depth = options.and_then(|options| options.subscription_depth).unwrap_or(Depth::To(1));
            one.delivers() && (ty == kind || ty == SubscriptionType::All) && Depth::To(distance) <= depth
        };
        let mut all: Vec<Subscription> = self.subscriptions().iter().filter(reaches).cloned().collect();
        let one = all.pop()?;
        let subscriptions = if all.is_empty() {
            Subscriptions::One(one)
        } else {
            all.push(one);
            Subscriptions::Many(all)
        };
        Some(Self { peer: Arc::clone(&self.peer), may_read: true, subscriptions })
    }
}

#[derive(Debug, Default)]
pub(super) struct Subscribers {
    list: Arc<Vec<Entry>>,
    /// Peer number → place in the list. Boxed, because almost no node has one.
    #[expect(clippy::box_collection, reason = "a map with its hasher is larger than all the rest of a node")]
    index: Option<Box<HashMap<u64, u32, Keyed>>>,
    /// How many entries have a complete subscription, and how many one that waits for an owner.
    complete: u32,
    pending: u32,
}

/// For what an entry counts.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    complete: bool,
    pending: bool,
}

impl Tally {
    fn of(entry: &Entry) -> Self {
        Self {
            complete: entry.is(SubscriptionState::Subscribed),
            pending: entry.is(SubscriptionState::Pending),
        }
    }
}

impl Subscribers {
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// How many JIDs are subscribed, of those whose subscription is complete.
    pub(super) fn complete(&self) -> usize {
        self.complete as usize
    }

    pub(super) fn has_pending(&self) -> bool {
        self.pending > 0
    }

    fn recount(&mut self, before: Tally, after: Tally) {
        let moved = |count: u32, before: bool, after: bool| count + u32::from(after) - u32::from(before);
        self.complete = moved(self.complete, before.complete, after.complete);
        self.pending = moved(self.pending, before.pending, after.pending);
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.list.iter()
    }

    /// The list as it is now, for an event.
    pub(super) fn snapshot(&self) -> Arc<Vec<Entry>> {
        Arc::clone(&self.list)
    }

    fn place(&self, peer: u64) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(&peer).map(|place| *place as usize),
            None => self.list.iter().position(|entry| entry.peer.number == peer),
        }
    }

    pub(super) fn get(&self, peer: &Peer) -> Option<&Entry> {
        self.by_number(peer.number)
    }

    pub(super) fn by_number(&self, peer: u64) -> Option<&Entry> {
        self.list.get(self.place(peer)?)
    }

    /// The entry, to be changed. An event that still waits keeps the list as it was.
    fn get_mut(&mut self, peer: &Peer) -> Option<&mut Entry> {
        let place = self.place(peer.number)?;
        Arc::make_mut(&mut self.list).get_mut(place)
    }

    /// Adds a subscription. Returns whether the JID had none before.
    pub(super) fn add(
        &mut self,
        peer: &Arc<Peer>,
        may_read: bool,
        subscription: Subscription,
        keyed: &Keyed,
    ) -> bool {
        if let Some(entry) = self.get_mut(peer) {
            let before = Tally::of(entry);
            let old = std::mem::replace(&mut entry.subscriptions, Subscriptions::Many(Vec::new()));
            let mut many = match old {
                Subscriptions::One(one) => vec![one],
                Subscriptions::Many(many) => many,
            };
            many.push(subscription);
            entry.subscriptions = Subscriptions::Many(many);
            let after = Tally::of(entry);
            self.recount(before, after);
            return false;
        }
        let subscriptions = Subscriptions::One(subscription);
        let entry = Entry { peer: Arc::clone(peer), may_read, subscriptions };
        self.recount(Tally::default(), Tally::of(&entry));
        let list = Arc::make_mut(&mut self.list);
        list.push(entry);
        let place = list.len() - 1;
        if let Some(index) = &mut self.index {
            index.insert(peer.number, place as u32);
        } else if list.len() > INDEXED {
            let mut index = HashMap::with_capacity_and_hasher(2 * INDEXED, keyed.clone());
            index.extend(list.iter().enumerate().map(|(place, entry)| (entry.peer.number, place as u32)));
            self.index = Some(Box::new(index));
        }
        true
    }

    /// Changes a subscription; `false` when there is none.
    pub(super) fn change(&mut self, peer: &Peer, id: u64, change: impl FnOnce(&mut Subscription)) -> bool {
        let Some(entry) = self.get_mut(peer) else { return false };
        let before = Tally::of(entry);
        let Some(found) = entry.subscriptions_mut().iter_mut().find(|subscription| subscription.id == id)
        else {
            return false;
        };
        change(found);
        let after = Tally::of(entry);
        self.recount(before, after);
        true
    }

    /// Removes a subscription. Returns whether the JID has none any more.
    pub(super) fn remove(&mut self, peer: &Peer, id: u64) -> bool {
        let Some(entry) = self.get_mut(peer) else { return false };
        let before = Tally::of(entry);
        match &mut entry.subscriptions {
            Subscriptions::Many(many) => {
                many.retain(|subscription| subscription.id != id);
                if many.len() == 1
                    && let Some(one) = many.pop()
                {
                    entry.subscriptions = Subscriptions::One(one);
                }
            }
            Subscriptions::One(one) if one.id == id => {
                entry.subscriptions = Subscriptions::Many(Vec::new());
            }
            Subscriptions::One(_) => return false,
        }
        let (after, last) = (Tally::of(entry), entry.subscriptions().is_empty());
        self.recount(before, after);
        if last {
            self.remove_entry(peer);
        }
        last
    }

    fn remove_entry(&mut self, peer: &Peer) {
        let Some(place) = self.place(peer.number) else { return };
        let list = Arc::make_mut(&mut self.list);
        list.swap_remove(place);
        // A list that was long once does not stay so.
        if list.capacity() > INDEXED && list.len() < list.capacity() / 4 {
            list.shrink_to(list.capacity() / 2);
        }
        if let Some(index) = &mut self.index {
            index.remove(&peer.number);
            if let Some(moved) = list.get(place) {
                index.insert(moved.peer.number, place as u32);
            }
        }
    }

    /// Decides again whether a JID may have events.
    pub(super) fn set_may_read(&mut self, peer: &Peer, may_read: bool) {
        if self.get(peer).is_some_and(|entry| entry.may_read != may_read)
            && let Some(entry) = self.get_mut(peer)
        {
            entry.may_read = may_read;
        }
    }

    /// Decides again who may have events.
    pub(super) fn review(&mut self, mut may_read: impl FnMut(&Entry) -> bool) {
        let changed: Vec<bool> = self.list.iter().map(|entry| may_read(entry) != entry.may_read).collect();
        if changed.contains(&true) {
            for (entry, changed) in Arc::make_mut(&mut self.list).iter_mut().zip(changed) {
                entry.may_read ^= changed;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(number: u64) -> Arc<Peer> {
        let jid = Jid::new(&format!("u{number}@d")).unwrap();
        Arc::new(Peer { jid, number })
    }

    fn subscription(id: u64) -> Subscription {
        Subscription {
            id,
            state: SubscriptionState::Subscribed,
            automatic: false,
            given: false,
            approved: false,
            options: None,
        }
    }

    #[test]
    fn the_index_follows_every_change() {
        let keyed = Keyed::new(&[1; 32]);
        let mut subscribers = Subscribers::default();
        let peers: Vec<_> = (0..100).map(peer).collect();
        for peer in &peers {
            assert!(subscribers.add(peer, true, subscription(peer.number), &keyed));
        }
        for peer in peers.iter().step_by(3) {
            assert!(subscribers.remove(peer, peer.number));
        }
        for (n, peer) in peers.iter().enumerate() {
            let found = subscribers.get(peer).map(|entry| entry.peer.number);
            assert_eq!(found, (n % 3 != 0).then_some(peer.number));
        }
        assert_eq!((subscribers.len(), subscribers.complete()), (66, 66));
        for peer in &peers {
            subscribers.remove(peer, peer.number);
        }
        assert_eq!((subscribers.len(), subscribers.complete()), (0, 0));
        assert!(subscribers.list.capacity() <= INDEXED, "what was long once does not stay so");
    }

    #[test]
    fn who_is_complete_and_who_waits_is_counted() {
        let keyed = Keyed::new(&[1; 32]);
        let (mut subscribers, peer) = (Subscribers::default(), peer(1));
        let waiting = |id| Subscription { state: SubscriptionState::Pending, ..subscription(id) };
        subscribers.add(&peer, true, waiting(1), &keyed);
        subscribers.add(&peer, true, waiting(2), &keyed);
        assert_eq!((subscribers.complete(), subscribers.has_pending()), (0, true));
        subscribers.change(&peer, 1, |one| one.state = SubscriptionState::Subscribed);
        assert_eq!((subscribers.complete(), subscribers.has_pending()), (1, true));
        subscribers.remove(&peer, 2);
        assert_eq!((subscribers.complete(), subscribers.has_pending()), (1, false));
        subscribers.remove(&peer, 7);
        subscribers.remove(&peer, 1);
        assert_eq!((subscribers.complete(), subscribers.len()), (0, 0));
    }

    #[test]
    fn ps_sub_5_one_jid_with_several_subscriptions_is_one_entry() {
        let keyed = Keyed::new(&[1; 32]);
        let (mut subscribers, peer) = (Subscribers::default(), peer(1));
        assert!(subscribers.add(&peer, true, subscription(1), &keyed));
        assert!(!subscribers.add(&peer, true, subscription(2), &keyed));
        assert_eq!(subscribers.len(), 1);
        assert!(!subscribers.remove(&peer, 1));
        assert!(!subscribers.remove(&peer, 7));
        assert!(subscribers.remove(&peer, 2));
        assert_eq!(subscribers.len(), 0);
    }

    #[test]
    fn a_waiting_event_keeps_its_recipients() {
        let keyed = Keyed::new(&[1; 32]);
        let (mut subscribers, peer) = (Subscribers::default(), peer(1));
        subscribers.add(&peer, true, subscription(1), &keyed);
        let waiting = subscribers.snapshot();
        subscribers.remove(&peer, 1);
        assert_eq!((waiting.len(), subscribers.len()), (1, 0));
    }
}
