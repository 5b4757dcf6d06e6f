//! Binding, replies, pings.

use std::time::Instant;

use bytes::Bytes;
use xml_cursor::Namespace as _;

use crate::stream::{Deadline, End, StreamError, Timer, later};
use crate::{BadStanza, Condition, IqType, Jid, Kind, Ns, Stanza, StanzaError, StanzaType};

use super::{ClientEvent, ClientStream, RequestError, State};

impl ClientStream {
    pub(super) fn bind(&mut self) {
        let id = self.chance.token();
        let resource = self.config.resource.as_deref();
        let request = Stanza::iq(IqType::Set, &id).with_written(|writer| {
            writer.start("bind").ns(Ns::Bind.uri());
            if let Some(resource) = resource {
                writer.leaf("resource", resource);
            }
            writer.end("bind");
        });
        self.wire.send_stanza(&request);
        self.state = State::Bind { id };
    }

    pub(super) fn stanza(&mut self, element: &Bytes) -> Result<(), StreamError> {
        let stanza = match Stanza::read(element) {
            Ok(stanza) => stanza,
            // A fault that is not worth a stream. Who asked is told, if they can be (STZ-4).
            Err(BadStanza::Refused { reply, .. }) => {
                self.count();
                let reply = reply.filter(|reply| reply.kind() == Kind::Iq && reply.to().is_some());
                if let (Some(reply), State::Online) = (reply, &self.state) {
                    self.send_stanza(&reply.with_from(None));
                }
                return Ok(());
            }
            Err(BadStanza::Xml(error)) => return Err(error.into()),
            Err(BadStanza::Other) => return self.management_element(element),
        };
        self.count();
        let expected = match &self.state {
            State::Bind { id } | State::Session { id } => Some(id.as_str()),
            _ => None,
        };
        if let Some(id) = expected {
            let StanzaType::Iq(ty @ (IqType::Result | IqType::Error)) = stanza.stanza_type() else {
                return Ok(());
            };
            if stanza.id() == Some(id) {
                self.negotiated(ty, &stanza);
            }
            return Ok(());
        }
        let Some(own) = &self.jid else { return Ok(()) };
        if let Some(request) = self.requests.answered(&stanza, own) {
            let reply = match stanza.stanza_type() {
                StanzaType::Iq(IqType::Result) => Ok(stanza),
                _ => {
                    let error =
                        stanza.error().unwrap_or_else(|| StanzaError::new(Condition::UndefinedCondition));
                    Err(RequestError::Refused(error))
                }
            };
            self.events.push_back(ClientEvent::Reply { request, reply });
            return Ok(());
        }
        match stanza.stanza_type() {
            // To our pings, too late, or forged (STZ-2). Answers to others are theirs who sent the requests as stanzas.
            StanzaType::Iq(IqType::Result | IqType::Error) if self.requests.is_own(&stanza) => {}
            StanzaType::Iq(IqType::Get) if stanza.as_iq().is_ok_and(|iq| iq.is(Ns::Ping, "ping")) => {
                if matches!(self.state, State::Online) {
                    self.send_stanza(&stanza.result_reply("").with_from(None));
                }
            }
            _ => self.events.push_back(ClientEvent::Stanza(stanza)),
        }
        Ok(())
    }

    fn negotiated(&mut self, ty: IqType, reply: &Stanza) {
        let session = matches!(self.state, State::Session { .. });
        if ty == IqType::Error && !session {
            let error = reply.error().unwrap_or_else(|| StanzaError::new(Condition::UndefinedCondition));
            return self.end(End::NotBound(error));
        }
        if !session {
            match bound_address(reply) {
                Some(jid) => self.jid = Some(jid),
                None => return self.end(End::NotBound(StanzaError::new(Condition::UndefinedCondition))),
            }
            if self.session {
                return self.request_session();
            }
        }
        self.state = State::Online;
        self.timer = None;
        let jid = self.jid.clone();
        self.events.extend(jid.map(ClientEvent::Online));
        self.enable();
    }

    fn request_session(&mut self) {
        let id = self.chance.token();
        let request = Stanza::iq(IqType::Set, &id).with_written(|writer| {
            writer.start("session").ns(Ns::Session.uri()).end("session");
        });
        self.wire.send_stanza(&request);
        self.state = State::Session { id };
    }

    pub(super) fn send_ping(&mut self, now: Instant) {
        let ping = Stanza::iq(IqType::Get, &self.requests.ping_id()).with_to(self.config.domain.clone());
        let ping = ping.with_written(|writer| {
            writer.start("ping").ns(Ns::Ping.uri()).end("ping");
        });
        self.send_stanza(&ping);
        self.pings += 1;
        self.timer = Some(Deadline { at: later(now, self.config.ping_wait), why: Timer::Ping });
    }
}

fn bound_address(reply: &Stanza) -> Option<Jid> {
    let (_, mut cursor) = reply.child(Ns::Bind, "bind")?;
    while let Some(tag) = cursor.child().ok()? {
        if tag.is(Ns::Bind, "jid") {
            return Jid::new(cursor.text().ok()?.trim()).ok().filter(Jid::is_full);
        }
        cursor.skip().ok()?;
    }
    None
}
