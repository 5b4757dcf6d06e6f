//! Stanzas to the service.

use xml_cursor::{Namespace as _, Writer};

use super::super::event::{self, Event};
use super::super::forms;
use super::super::refusal::{OUT_OF_RESOURCES, Refusal};
use super::super::request::Refused;
use super::super::storage::Storage;
use super::super::time::Now;
use super::super::wire;
use super::Service;
use super::config::Bounces;
use crate::{
    Condition, DataForm, ErrorType, Iq, IqType, Jid, MessageType, Ns, PresenceType, ShimHeaders, Show,
    Stanza, StanzaError, StanzaType,
};

impl<S: Storage> Service<S> {
    /// Takes a stanza addressed to the service, whose `from` the caller vouches for. One without `from` is dropped, since
    /// nobody could be answered.
    ///
    /// Every request is answered once; the answer comes before the events it causes. Afterwards drain
    /// [`poll_transmit`](Self::poll_transmit).
    pub fn handle_input(&mut self, now: Now, stanza: &Stanza) {
        let Some(from) = stanza.from() else { return };
        match stanza.stanza_type() {
            StanzaType::Iq(IqType::Get | IqType::Set) => self.iq(now, from, stanza),
            StanzaType::Iq(_) => {}
            StanzaType::Message(MessageType::Error) => self.bounced(from, stanza),
            StanzaType::Message(_) => self.message(now, from, stanza),
            StanzaType::Presence(PresenceType::Available) => {
                let show = stanza.as_presence().and_then(|presence| presence.show);
                let show = match show {
                    None => "online",
                    Some(Show::Away) => "away",
                    Some(Show::Chat) => "chat",
                    Some(Show::Dnd) => "dnd",
                    Some(Show::Xa) => "xa",
                };
                self.set_available(now, from, show);
            }
            StanzaType::Presence(PresenceType::Unavailable) => self.set_unavailable(from),
            StanzaType::Presence(_) => {}
        }
    }

    fn iq(&mut self, now: Now, from: &Jid, stanza: &Stanza) {
        let place = self.out.len();
        let reply = match stanza.as_iq() {
            Ok(iq) => self.answer(now, from, stanza, &iq),
            Err(error) => stanza.error_reply(&error),
        };
        if let Some(reply) = reply {
            self.out.insert(place, reply);
        }
    }

    fn answer(&mut self, now: Now, from: &Jid, stanza: &Stanza, iq: &Iq<'_>) -> Option<Stanza> {
        if iq.is(Ns::Ping, "ping") && iq.ty == IqType::Get {
            return Some(stanza.result_reply(b""));
        }
        let answer = match wire::read_request(iq) {
            Ok(request) => self.request(now, from, request),
            Err(refusal) => Err(refusal.into()),
        };
        match answer {
            Ok(answer) => {
                let mut payload = Vec::new();
                wire::write_answer(&mut Writer::under(&mut payload, Ns::Client.uri()), &answer);
                Some(stanza.result_reply(payload))
            }
            Err(refused) => refuse(stanza, &refused),
        }
    }

    /// Of messages only an owner's answer about a subscription means something.
    fn message(&mut self, now: Now, from: &Jid, stanza: &Stanza) {
        let Some((tag, mut cursor)) = stanza.child(Ns::DataForms, "x") else { return };
        let Ok(form) = DataForm::read(&tag, &mut cursor) else { return };
        if !forms::is_authorization(&form) {
            return;
        }
        let place = self.out.len();
        let full = place >= self.config.limits.queue;
        let done = if full { Err(OUT_OF_RESOURCES) } else { self.authorize(now, from, &form) };
        if let Err(refusal) = done
            && let Some(reply) = stanza.error_reply(&StanzaError::from(&refusal))
        {
            self.out.insert(place, reply);
        }
    }

    /// An event came back (PS-NTF-2).
    fn bounced(&mut self, from: &Jid, stanza: &Stanza) {
        if self.config.bounces == Bounces::Ignore {
            return;
        }
        let Some((tag, mut cursor)) = stanza.child(Ns::Client, "error") else { return };
        let Ok(error) = StanzaError::read(&tag, &mut cursor) else { return };
        if error.ty != ErrorType::Cancel && error.condition != Condition::Gone {
            return;
        }
        let Some((_, mut cursor)) = stanza.child(Ns::PubsubEvent, "event") else { return };
        let Ok(Some(Event::Items { node, .. } | Event::Purged { node } | Event::Configured { node, .. })) =
            event::read(&mut cursor)
        else {
            return;
        };
        // It may have come by collections, of which an empty name is the service itself.
        let headers = stanza.child(Ns::Shim, "headers");
        let headers = headers.and_then(|(_, mut cursor)| ShimHeaders::read(&mut cursor).ok());
        let headers = headers.unwrap_or_default();
        let names = headers.values("Collection").chain([node.as_str()]);
        for name in names.take(self.config.limits.items_per_request) {
            let Some(key) = self.nodes.key(name) else { continue };
            let Some(peer) = self.accounts.peer(from).cloned() else { return };
            let entry = self.nodes.get(key).and_then(|node| node.subscribers.get(&peer));
            let all = entry.into_iter().flat_map(|entry| entry.subscriptions());
            let ids: Vec<u64> = all.filter(|one| !one.automatic).map(|one| one.id).collect();
            for id in ids {
                self.end(key, &peer, id);
            }
        }
    }
}

/// The error stanza. Entries that were not changed take the place of the echo (8.8.2.4).
fn refuse(stanza: &Stanza, refused: &Refused) -> Option<Stanza> {
    let refusal: &Refusal = &refused.refusal;
    let error = StanzaError::from(refusal);
    let reply = stanza.error_reply(&error)?;
    let Some(entries) = &refused.entries else { return Some(reply) };
    Some(reply.with_written(|writer| {
        wire::write_answer(writer, entries);
        error.write(writer);
    }))
}
