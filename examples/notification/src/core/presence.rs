//! Presence: in the Finesse profile every account and the publisher see each other (FIN-3, FIN-8), and the resources of
//! an account see one another.

use xmpp_pubsub::pubsub::Now;
use xmpp_pubsub::{Jid, PresenceType, Show, Stanza};

use super::{Core, Peer};

impl Core {
    /// Takes a presence for everybody.
    pub(super) fn broadcast(&mut self, now: Now, stanza: &Stanza) {
        let Some(from) = stanza.from().cloned() else { return };
        let Some(presence) = stanza.as_presence() else { return };
        let (ty, show) = (presence.ty, presence.show);
        let was = self.directory.note(&from, stanza);
        match ty {
            PresenceType::Available => self.service.set_available(now, &from, show_word(show)),
            PresenceType::Unavailable => self.service.set_unavailable(&from),
            _ => return,
        }
        self.tell_watchers(now, &from, stanza);
        if ty == PresenceType::Available && !was {
            for (presence, to) in self.watched_by(&from) {
                self.deliver_to(now, to, &presence.with_to(from.clone()));
            }
        }
    }

    /// An address is given up: everybody who saw it learns that.
    pub(super) fn leave(&mut self, now: Now, jid: &Jid) {
        let Some(resource) = self.directory.remove(jid) else { return };
        self.service.set_unavailable(jid);
        if resource.presence.is_some() {
            let gone = Stanza::presence(PresenceType::Unavailable).with_from(jid.clone());
            self.tell_watchers(now, jid, &gone);
        }
    }

    fn tell_watchers(&mut self, now: Now, from: &Jid, stanza: &Stanza) {
        let available = |r: &&super::directory::Resource| r.presence.is_some() && r.jid != *from;
        let addresses = |r: &super::directory::Resource| (r.peer, r.jid.clone());
        let watchers: Vec<(Peer, Jid)> = if from.bare_str() == self.config.publisher.as_str() {
            self.directory.all().filter(available).map(addresses).collect()
        } else {
            let own = self.directory.resources(from.bare_str());
            let publisher = self.directory.resources(self.config.publisher.as_str());
            own.iter().chain(publisher).filter(available).map(addresses).collect()
        };
        for (peer, jid) in watchers {
            self.deliver_to(now, peer, &stanza.clone().with_to(jid));
        }
    }

    /// The presences that one who has come online is told.
    fn watched_by(&self, jid: &Jid) -> Vec<(Stanza, Peer)> {
        let Some(me) = self.directory.find(jid).map(|r| r.peer) else { return Vec::new() };
        let others: Box<dyn Iterator<Item = _>> = if jid.bare_str() == self.config.publisher.as_str() {
            Box::new(self.directory.all())
        } else {
            let own = self.directory.resources(jid.bare_str()).iter();
            Box::new(own.chain(self.directory.resources(self.config.publisher.as_str())))
        };
        let others = others.filter(|r| r.jid != *jid);
        others.filter_map(|r| r.presence.as_ref()).map(|p| (p.stanza.clone(), me)).collect()
    }
}

const fn show_word(show: Option<Show>) -> &'static str {
    match show {
        None => "online",
        Some(Show::Away) => "away",
        Some(Show::Chat) => "chat",
        Some(Show::Dnd) => "dnd",
        Some(Show::Xa) => "xa",
    }
}
