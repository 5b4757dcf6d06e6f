//! What the router and publish-subscribe ask for.

use memchr::memmem;
use xmpp_pubsub::pubsub::Now;
use xmpp_pubsub::{Jid, Kind, RosterItem, RouterEvent, Stanza, StreamCondition, StreamError, Subscription};

use super::{Core, Event, Peer};

impl Core {
    /// Lets events and stanzas run until nothing is left to do.
    pub(super) fn work(&mut self, now: Now) {
        loop {
            if let Some(event) = self.manager.poll_event() {
                self.take_bosh_event(now, event);
            } else if let Some(event) = self.router.poll_event() {
                self.take_router_event(now, event);
            } else if let Some(stanza) = self.service.poll_transmit() {
                self.router.route(stanza);
            } else {
                return;
            }
        }
    }

    fn take_router_event(&mut self, now: Now, event: RouterEvent) {
        match event {
            RouterEvent::Deliver { to, stanza } => {
                let peer = Peer::of(to);
                if stanza.kind() == Kind::Message {
                    self.note_notification(peer, &stanza);
                }
                self.deliver(now, peer, &stanza);
            }
            RouterEvent::Replaced { conn } => self.with_stream(now, Peer::of(conn), |stream| {
                stream.close(now.at, Some(StreamError::new(StreamCondition::Conflict)));
            }),
            RouterEvent::Service(stanza) => self.service.handle_input(now, &stanza),
            // That it is available, and how, its stanza has said.
            RouterEvent::Availability { jid, available: false } => self.service.set_unavailable(&jid),
            _ => {}
        }
    }

    fn deliver(&mut self, now: Now, peer: Peer, stanza: &Stanza) {
        match peer {
            Peer::Session(session) => self.send_to_session(now, session, stanza),
            Peer::Conn(_) => self.with_stream(now, peer, |stream| {
                // One that has ended meanwhile is unbound next.
                let _ = stream.send(stanza);
            }),
        }
    }

    /// In the Finesse profile the publisher and every account see each other's presence, without asking (FIN-3, FIN-8).
    pub(super) fn acquaint(&mut self, account: &Jid) {
        let publisher = self.config.publisher.clone();
        if *account == publisher || self.router.contacts(account).any(|item| item.jid == publisher) {
            return;
        }
        self.router.set_contact(account, RosterItem::new(&publisher, Subscription::Both));
        self.router.set_contact(&publisher, RosterItem::new(account, Subscription::Both));
    }

    /// What came, if it is a publish: the rest would tell nothing.
    pub(super) fn note_publish(&mut self, peer: Peer, stanza: &Stanza) {
        if !self.config.hops {
            return;
        }
        let content = stanza.content();
        if let Some(node) = attribute(&content, "<publish node=") {
            let who = stanza.from().and_then(Jid::local).unwrap_or_default().to_owned();
            let (request, what) = (request_id(&content), format!("publish {node}"));
            self.events.push_back(Event::Hop { link: peer.link(), who, request, what });
        }
    }

    fn note_notification(&mut self, peer: Peer, stanza: &Stanza) {
        self.stats.notified += 1;
        if !self.config.hops {
            return;
        }
        let content = stanza.content();
        if let Some(node) = attribute(&content, "<items node=") {
            let who = self.router.jid(peer.number()).and_then(Jid::local).unwrap_or_default().to_owned();
            let (request, what) = (request_id(&content), format!("event {node}"));
            self.events.push_back(Event::Hop { link: peer.link(), who, request, what });
        }
    }
}

/// The value in quotes after these words.
fn attribute(text: &[u8], words: &str) -> Option<String> {
    let start = memmem::find(text, words.as_bytes())? + words.len();
    let (quote, rest) = text.get(start..)?.split_first()?;
    let end = memchr::memchr(*quote, rest)?;
    Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
}

/// The request an `Update` belongs to, as it stands in the document, which may be escaped.
fn request_id(content: &[u8]) -> String {
    let id = || {
        let start = memmem::find(content, b"requestId")? + "requestId".len();
        let rest = content.get(start..)?;
        let rest = rest.strip_prefix(b"&gt;").or_else(|| rest.strip_prefix(b">"))?;
        let end = memchr::memchr2(b'&', b'<', rest)?;
        Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
    };
    id().unwrap_or_default()
}
