//! What waits to be sent. The event of a publish waits once, whatever the number of its recipients; its stanza is
//! addressed to each of them when it is drained.

use std::collections::VecDeque;
use std::sync::Arc;

use super::super::event;
use super::super::ids::{self, Ids};
use super::super::name::NodeId;
use super::super::words::NotificationType;
use super::node::Accounts;
use super::subid;
use super::subscribers::{Entry, Peer, Subscription};
use crate::{Jid, MessageType, Stanza};

#[derive(Debug)]
enum Waiting {
    One(Stanza),
    Event(Fanout),
    Last(LastItem),
}

/// The newest item of a node for one who came later. It is read when it is drained, so that one request with many
/// consequences costs little while they wait, and nobody gets what has been withdrawn meanwhile.
#[derive(Debug, Clone)]
pub(super) struct LastItem {
    pub(super) node: NodeId,
    pub(super) peer: Arc<Peer>,
    /// For which of its subscriptions; `None`: for all.
    pub(super) id: Option<u64>,
}

/// An event and those of its recipients that have not been served.
#[derive(Debug)]
struct Fanout {
    /// Without addressee and id.
    stanza: Stanza,
    recipients: Arc<Vec<Entry>>,
    next: usize,
    audience: Audience,
    /// Whether subids go with the event: not on purge, delete and configuration (section 14, event forms).
    subids: bool,
    /// By which collection it comes, where that is not in the content already: beside subids.
    collection: Option<NodeId>,
}

/// Who of the subscribers gets an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Those with a complete subscription that wants events.
    Subscribed,
    /// Of these, the available ones (`presence_based_delivery`).
    Available,
    /// Everyone who may have events, even who still waits: news of the node's end.
    All,
}

#[derive(Debug)]
pub(super) struct Outbox {
    service: Jid,
    waiting: VecDeque<Waiting>,
}

impl Outbox {
    pub(super) fn new(service: &Jid) -> Self {
        Self { service: service.clone(), waiting: VecDeque::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// A stanza, in front of what was added since the queue was `place` long.
    pub(super) fn insert(&mut self, place: usize, stanza: Stanza) {
        self.waiting.insert(place.min(self.waiting.len()), Waiting::One(stanza));
    }

    /// A newest item, to be read when it is its turn.
    pub(super) fn last(&mut self, last: LastItem) {
        self.waiting.push_back(Waiting::Last(last));
    }

    /// The newest item whose turn it is, if it is one's.
    pub(super) fn pop_last(&mut self) -> Option<LastItem> {
        match self.waiting.front()? {
            Waiting::Last(_) => match self.waiting.pop_front()? {
                Waiting::Last(last) => Some(last),
                Waiting::One(_) | Waiting::Event(_) => None,
            },
            Waiting::One(_) | Waiting::Event(_) => None,
        }
    }

    /// An event for one recipient, before all that waits.
    pub(super) fn event_now(&mut self, stanza: Stanza, to: Entry, audience: Audience, subids: bool) {
        let recipients = Arc::new(vec![to]);
        let fanout = Fanout { stanza, recipients, next: 0, audience, subids, collection: None };
        self.waiting.push_front(Waiting::Event(fanout));
    }

    pub(super) fn stanza(&self, kind: NotificationType, content: &[&[u8]]) -> Stanza {
        let kind = match kind {
            NotificationType::Normal => MessageType::Normal,
            NotificationType::Headline => MessageType::Headline,
        };
        Stanza::message(kind).with_from(self.service.clone()).with_pieces(content)
    }

    /// A message to some JIDs, who share its content.
    pub(super) fn messages(&mut self, ids: &mut Ids, kind: NotificationType, to: &[Jid], content: &[u8]) {
        let stanza = self.stanza(kind, &[content]);
        for jid in to {
            let id = ids.text();
            let stanza = stanza.addressed(jid.clone(), ids::as_str(&id).into());
            self.waiting.push_back(Waiting::One(stanza));
        }
    }

    /// An event to the subscribers in `recipients`.
    pub(super) fn event(
        &mut self,
        event: &[u8],
        recipients: Arc<Vec<Entry>>,
        kind: NotificationType,
        audience: Audience,
        subids: bool,
    ) {
        self.event_by(event, recipients, kind, audience, subids, None);
    }

    /// An event that comes by a collection.
    pub(super) fn event_by(
        &mut self,
        event: &[u8],
        recipients: Arc<Vec<Entry>>,
        kind: NotificationType,
        audience: Audience,
        subids: bool,
        collection: Option<&NodeId>,
    ) {
        if recipients.is_empty() {
            return;
        }
        let stanza = match collection.filter(|_| !subids) {
            None => self.stanza(kind, &[event]),
            Some(collection) => {
                let mut headers = Vec::new();
                event::push_headers(&mut headers, &[], Some(collection));
                self.stanza(kind, &[event, &headers])
            }
        };
        let collection = collection.filter(|_| subids).cloned();
        let stanza = stanza.for_many();
        let fanout = Fanout { stanza, recipients, next: 0, audience, subids, collection };
        self.waiting.push_back(Waiting::Event(fanout));
    }

    /// The next stanza, up to where [`pop_last`](Self::pop_last) is to be asked.
    pub(super) fn poll(&mut self, ids: &mut Ids, accounts: &Accounts) -> Option<Stanza> {
        loop {
            match self.waiting.front_mut()? {
                Waiting::Event(fanout) => {
                    if let Some(stanza) = fanout.next(ids, accounts) {
                        return Some(stanza);
                    }
                    self.waiting.pop_front();
                }
                Waiting::Last(_) => return None,
                Waiting::One(_) => {
                    if let Some(Waiting::One(stanza)) = self.waiting.pop_front() {
                        return Some(stanza);
                    }
                }
            }
        }
    }
}

impl Fanout {
    /// The stanza for the next recipient who is to have the event.
    fn next(&mut self, ids: &mut Ids, accounts: &Accounts) -> Option<Stanza> {
        loop {
            let entry = self.recipients.get(self.next)?;
            self.next += 1;
            if !entry.may_read || self.audience != Audience::All && !wants(entry, self.audience, accounts) {
                continue;
            }
            let id = ids.text();
            let stanza = self.stanza.addressed(entry.peer.jid.clone(), ids::as_str(&id).into());
            return Some(if self.subids { self.with_headers(stanza, entry) } else { stanza });
        }
    }

    /// The stanza with the subids of its recipient after the event (PS-SUB-5). These headers, its last child, are all
    /// that it does not share with the others.
    fn with_headers(&self, stanza: Stanza, entry: &Entry) -> Stanza {
        let active = entry.subscriptions().iter().filter(|subscription| subscription.delivers());
        let subids: Vec<_> = active.map(|subscription| subid(subscription.id)).collect();
        let mut headers = Vec::with_capacity(128);
        event::push_headers(&mut headers, &subids, self.collection.as_ref());
        if headers.is_empty() { stanza } else { stanza.with_own(headers) }
    }
}

fn wants(entry: &Entry, audience: Audience, accounts: &Accounts) -> bool {
    if !entry.subscriptions().iter().any(Subscription::delivers) {
        return false;
    }
    let by_show = |subscription: &Subscription| {
        subscription.options.as_ref().is_some_and(|options| !options.show_values.is_empty())
    };
    if audience == Audience::Subscribed && !entry.subscriptions().iter().any(by_show) {
        return true;
    }
    let shows = accounts.shows(&entry.peer.jid);
    if audience == Audience::Available && shows.is_empty() {
        return false;
    }
    entry.subscriptions().iter().any(|subscription| {
        let wanted = subscription.options.as_ref().map_or(&[][..], |options| &options.show_values);
        // Somebody whose presence is not known is not refused for it.
        subscription.delivers()
            && (wanted.is_empty()
                || shows.is_empty()
                || shows.iter().any(|show| wanted.iter().any(|w| w == show)))
    })
}
