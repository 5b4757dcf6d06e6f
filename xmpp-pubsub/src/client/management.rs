//! The client's end of stream management (XEP-0198).

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use xml_cursor::{Cursor, Profile, Tag};

use crate::stream::management::{Counters, element, h};
use crate::stream::wire::unexpected;
use crate::stream::{End, Framing, Security, StreamError, UsageError};
use crate::{ClientConfig, Jid, Management, Ns, Stanza, StreamCondition};

use super::requests::Requests;
use super::{ClientEvent, ClientStream, RequestError, State};

/// A stream that broke, to be taken up again on a new connection: its address, its counters, the requests that wait for
/// replies, and the stanzas that the server has not confirmed. From [`ClientStream::suspend`] to [`ClientStream::resume`].
pub struct Resumption {
    jid: Jid,
    management: Counters,
    requests: Requests,
}

impl Resumption {
    /// The address of the stream.
    #[must_use]
    pub fn jid(&self) -> &Jid {
        &self.jid
    }

    /// Gives it up: what the server has not confirmed, oldest first. Requests that waited get no reply.
    pub fn into_unconfirmed(self) -> impl Iterator<Item = Stanza> {
        self.management.into_unconfirmed()
    }
}

impl fmt::Debug for Resumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resumption").field("jid", &self.jid).finish_non_exhaustive()
    }
}

impl ClientStream {
    /// As [`new`](Self::new), to take up a stream that broke: [`ClientEvent::Resumed`] follows, or
    /// [`ClientEvent::NotResumed`] and a new address.
    #[must_use]
    pub fn resume(
        config: Arc<ClientConfig>,
        framing: Framing,
        security: Security,
        seed: [u8; 32],
        now: Instant,
        old: Resumption,
    ) -> Self {
        let mut stream = Self::new(config, framing, security, seed, now);
        stream.old = Some(Box::new(old));
        stream
    }

    /// Once the stream is over: what can be taken up again, if it broke and the server has agreed. Its requests then
    /// wait on; without this they get no reply.
    pub fn suspend(&mut self) -> Option<Resumption> {
        if self.is_closed() { self.old.take().map(|old| *old) } else { None }
    }

    /// Asks for the old stream, if there is one and the server may have it.
    pub(super) fn try_resume(&mut self) -> bool {
        let Some(old) = &self.old else { return false };
        let Some(id) = old.management.id().filter(|_| self.manageable) else {
            self.lose_old();
            return false;
        };
        let handled = old.management.handled().to_string();
        self.wire.out.push(element("resume", &[("previd", id), ("h", &handled)]));
        self.state = State::Resume;
        true
    }

    pub(super) fn resume_answered(&mut self, tag: &Tag<'_, Ns>) -> Result<(), StreamError> {
        if tag.ns() != Ns::StreamManagement {
            return Err(unexpected());
        }
        match tag.name() {
            "resumed" => {
                let Some(mut old) = self.old.take() else { return Err(unexpected()) };
                old.management.confirm(h(tag).ok_or(StreamCondition::BadFormat)?)?;
                for stanza in old.management.unconfirmed() {
                    self.wire.send_stanza(stanza);
                }
                let Resumption { jid, management, requests } = *old;
                self.management = Some(Box::new(management));
                self.requests = requests;
                self.jid = Some(jid.clone());
                self.state = State::Online;
                self.timer = None;
                self.events.push_back(ClientEvent::Resumed(jid));
                self.ask_to_confirm();
                Ok(())
            }
            "failed" => {
                // The server may still know how far it got.
                if let (Some(h), Some(old)) = (h(tag), &mut self.old) {
                    old.management.confirm(h)?;
                }
                self.lose_old();
                self.bind();
                Ok(())
            }
            _ => Err(unexpected()),
        }
    }

    fn lose_old(&mut self) {
        let Some(mut old) = self.old.take() else { return };
        for request in old.requests.take_all() {
            self.events.push_back(ClientEvent::Reply { request, reply: Err(RequestError::Closed) });
        }
        // Ids of the old stream's requests must not be given out again.
        self.requests = old.requests.renamed(self.chance.token());
        let unconfirmed = old.management.into_unconfirmed().collect();
        self.events.push_back(ClientEvent::NotResumed { unconfirmed });
    }

    /// Asks for stream management on a stream that has just been bound.
    pub(super) fn enable(&mut self) {
        if !self.manageable {
            return;
        }
        let seconds;
        let attributes: &[_] = match self.config.management {
            Management::Off => return,
            Management::Confirm => &[],
            Management::Resume(time) => {
                seconds = time.as_secs().to_string();
                &[("resume", "true"), ("max", &*seconds)]
            }
        };
        self.wire.out.push(element("enable", attributes));
        // Ours count from here, the server's from its answer (SM-2).
        let mut counters = Counters::new();
        counters.counts = false;
        self.management = Some(Box::new(counters));
    }

    /// A stanza came in.
    pub(super) fn count(&mut self) {
        if let Some(management) = &mut self.management {
            management.received();
        }
    }

    /// Every stanza of a bound stream goes out here, so that each is counted.
    pub(super) fn send_stanza(&mut self, stanza: &Stanza) {
        self.wire.send_stanza(stanza);
        if let Some(management) = &mut self.management {
            management.sent(stanza.clone(), stanza.size());
            self.ask_to_confirm();
        }
    }

    pub(super) fn check_room(&self, size: usize) -> Result<(), UsageError> {
        let waiting = self.management.as_ref().map_or(0, |management| management.bytes());
        let (queue, kept) = (self.config.max_queue, self.config.max_unconfirmed);
        // One alone may be larger than what may be left unconfirmed, within reason.
        let unconfirmed =
            waiting.saturating_add(size) > if waiting > 0 { kept } else { kept.saturating_mul(2) };
        let unconfirmed = self.management.is_some() && unconfirmed;
        let full = unconfirmed || self.wire.out.cost().saturating_add(size) > queue;
        if full { Err(UsageError::Full) } else { Ok(()) }
    }

    fn ask_to_confirm(&mut self) {
        if self.management.as_mut().is_some_and(|management| management.counts && management.ask()) {
            self.wire.out.push(element("r", &[]));
        }
    }

    /// An element that is no stanza, on a stream that is bound or about to be.
    pub(super) fn management_element(&mut self, bytes: &Bytes) -> Result<(), StreamError> {
        let mut cursor = Cursor::<Ns>::with_limits(bytes, Profile::Stream, self.config.limits)?;
        let tag = cursor.root()?;
        if tag.ns() != Ns::StreamManagement {
            return Err(unexpected());
        }
        if matches!(self.state, State::Closing) {
            return Ok(());
        }
        let management = self.management.as_mut().ok_or_else(unexpected)?;
        match tag.name() {
            "enabled" if !management.counts => {
                management.counts = true;
                let resumes = tag.attr("resume").is_some_and(|text| matches!(&*text, "true" | "1"));
                if let (true, Some(id)) = (resumes, tag.attr("id")) {
                    let time = tag.attr("max").and_then(|text| text.trim().parse().ok());
                    management.resumption =
                        Some((id.into(), time.map_or(Duration::MAX, Duration::from_secs)));
                }
                self.ask_to_confirm();
                Ok(())
            }
            "failed" if !management.counts => {
                self.management = None;
                Ok(())
            }
            "r" => {
                let handled = management.handled().to_string();
                self.wire.out.push(element("a", &[("h", &handled)]));
                Ok(())
            }
            "a" => {
                management.confirm(h(&tag).ok_or(StreamCondition::BadFormat)?)?;
                self.ask_to_confirm();
                Ok(())
            }
            _ => Err(unexpected()),
        }
    }

    /// Keeps what can be taken up again, if the stream ends in a way that allows it. A stream that broke before it was
    /// taken up leaves the old one as it was.
    pub(super) fn leave_behind(&mut self, end: &End) {
        let broke = match end {
            End::Broken => true,
            End::Sent(error) => error.condition == StreamCondition::ConnectionTimeout,
            _ => false,
        };
        let management = self.management.take().filter(|_| broke && matches!(self.state, State::Online));
        if let (Some(management), Some(jid)) = (management, &self.jid)
            && management.id().is_some()
        {
            let fresh = Requests::new(self.chance.token());
            let requests = std::mem::replace(&mut self.requests, fresh);
            self.old = Some(Box::new(Resumption { jid: jid.clone(), management: *management, requests }));
        }
    }
}
