//! Binding, and what a bound client sends.

use std::time::Instant;

use bytes::Bytes;
use xml_cursor::Namespace as _;

use crate::stream::{StreamError, Timer, UsageError, later};
use crate::{
    BadStanza, Condition, Iq, IqType, Jid, Kind, Ns, PresenceType, Stanza, StanzaError, StanzaType,
    StreamCondition,
};

use super::{ServerEvent, ServerStream, State, too_fast};

impl ServerStream {
    /// The host's answer to [`ServerEvent::Bind`]: the client's full address, or why it gets none (BIND-3: `conflict`,
    /// `not-allowed`, `resource-constraint`).
    ///
    /// # Errors
    /// [`UsageError::NothingAsked`].
    pub fn bound(&mut self, _now: Instant, address: Result<Jid, StanzaError>) -> Result<(), UsageError> {
        let state = std::mem::replace(&mut self.state, State::Unbound);
        let State::Address { request } = state else {
            self.state = state;
            return Err(UsageError::NothingAsked);
        };
        match address {
            Ok(jid) => {
                let reply = Stanza::iq(IqType::Result, request.id().unwrap_or("")).with_written(|writer| {
                    writer.start("bind").ns(Ns::Bind.uri()).leaf("jid", jid.as_str()).end("bind");
                });
                self.wire.send_stanza(&reply);
                self.state = State::Bound { jid };
                self.timer = None;
                // No restart can follow.
                (self.account, self.credentials) = (None, None);
            }
            Err(error) => self.reply(&request, &error),
        }
        self.pump();
        Ok(())
    }

    pub(super) fn bind_request(&mut self, element: &Bytes) -> Result<(), StreamError> {
        let Some(stanza) = self.read(element)? else { return Ok(()) };
        let Ok(iq) = stanza.as_iq() else { return Err(StreamCondition::NotAuthorized.into()) };
        if iq.ty != IqType::Set || !iq.is(Ns::Bind, "bind") {
            return Err(StreamCondition::NotAuthorized.into());
        }
        let Some(account) = self.account.clone() else { return Err(StreamCondition::NotAuthorized.into()) };
        let resource = match wanted_resource(&iq, &account) {
            Ok(resource) => resource,
            Err(condition) => {
                self.reply(&stanza, &StanzaError::new(condition));
                return Ok(());
            }
        };
        self.events.push_back(ServerEvent::Bind { account, resource });
        self.state = State::Address { request: Box::new(stanza) };
        Ok(())
    }

    pub(super) fn stanza(&mut self, element: &Bytes) -> Result<(), StreamError> {
        let Some(stanza) = self.read(element)? else { return Ok(()) };
        let (State::Bound { jid } | State::Closing { jid: Some(jid) }) = &self.state else { return Ok(()) };
        let jid = jid.clone();
        if self.config.stanzas.is_some_and(|rate| !self.stanzas_in.add(rate, 1)) {
            return Err(too_fast());
        }
        if let Some(from) = stanza.from() {
            // STZ-1: nobody speaks for others.
            if *from != jid && from.as_str() != jid.bare_str() {
                return Err(StreamCondition::InvalidFrom.into());
            }
        }
        if self.is_for_stream(&stanza) {
            return Ok(());
        }
        let subscription = matches!(
            stanza.stanza_type(),
            StanzaType::Presence(
                PresenceType::Subscribe
                    | PresenceType::Subscribed
                    | PresenceType::Unsubscribe
                    | PresenceType::Unsubscribed
            )
        );
        let from = if subscription { jid.to_bare() } else { jid };
        let stanza = match &self.lang {
            // STR-13: on other streams the default is another.
            Some(lang) if stanza.lang().is_none() => stanza.with_lang(lang),
            _ => stanza,
        };
        self.events.push_back(ServerEvent::Stanza(stanza.with_from(from)));
        Ok(())
    }

    /// Answers the legacy session (BIND-6), and takes the answers to our own pings.
    fn is_for_stream(&mut self, stanza: &Stanza) -> bool {
        let here = stanza.to().is_none_or(|to| *to == self.domain);
        let StanzaType::Iq(ty) = stanza.stanza_type() else { return false };
        if !here {
            return false;
        }
        if !ty.is_request() {
            return stanza.id().is_some_and(|id| id.starts_with(PING_ID));
        }
        if ty == IqType::Set && stanza.as_iq().is_ok_and(|iq| iq.is(Ns::Session, "session")) {
            self.answer(&stanza.result_reply("").with_to(None));
            return true;
        }
        false
    }

    /// Reads a stanza; one that is refused has been answered (JID-8, STZ-3), and so has what is no stanza but stream
    /// management.
    fn read(&mut self, element: &Bytes) -> Result<Option<Stanza>, StreamError> {
        match Stanza::read(element) {
            Ok(stanza) => {
                self.count();
                Ok(Some(stanza))
            }
            Err(BadStanza::Refused { reply, .. }) => {
                self.count();
                if matches!(self.state, State::Unbound)
                    && reply.as_ref().is_none_or(|reply| reply.kind() != Kind::Iq)
                {
                    // BIND-5: whatever is wrong with it, it comes too early.
                    return Err(StreamCondition::NotAuthorized.into());
                }
                if let Some(reply) = reply {
                    self.answer(&reply.with_to(self.jid().cloned()));
                }
                Ok(None)
            }
            Err(BadStanza::Xml(error)) => Err(error.into()),
            Err(BadStanza::Other) => self.management_element(element).map(|()| None),
        }
    }

    fn reply(&mut self, stanza: &Stanza, error: &StanzaError) {
        if let Some(reply) = stanza.error_reply(error) {
            self.answer(&reply);
        }
    }

    /// Of our own accord; once our end is closed there are no answers any more (STR-9).
    fn answer(&mut self, reply: &Stanza) {
        if !self.is_closing() {
            self.send_stanza(reply);
        }
    }

    pub(super) fn send_ping(&mut self, now: Instant) {
        let id = format!("{PING_ID}{}", self.chance.token());
        let ping = Stanza::iq(IqType::Get, &id).with_from(self.domain.clone()).with_to(self.jid().cloned());
        let ping = ping.with_written(|writer| {
            writer.start("ping").ns(Ns::Ping.uri()).end("ping");
        });
        self.send_stanza(&ping);
        self.pinged = true;
        self.arm(later(now, self.config.ping), Timer::Ping);
    }
}

/// How the ids of our own pings begin.
const PING_ID: &str = "ping-";

/// The resource asked for, prepared; none: the server chooses.
fn wanted_resource(iq: &Iq<'_>, account: &Jid) -> Result<Option<String>, Condition> {
    let mut cursor = iq.cursor();
    while let Some(tag) = cursor.child().map_err(|_| Condition::BadRequest)? {
        if tag.is(Ns::Bind, "resource") {
            let wanted = cursor.text().map_err(|_| Condition::BadRequest)?;
            if wanted.is_empty() {
                return Ok(None);
            }
            let jid = account.with_resource(&wanted).map_err(|_| Condition::BadRequest)?;
            return Ok(jid.resource().map(str::to_owned));
        }
        cursor.skip().map_err(|_| Condition::BadRequest)?;
    }
    Ok(None)
}
