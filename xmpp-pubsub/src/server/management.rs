//! The server's end of stream management (XEP-0198).

use std::time::{Duration, Instant};

use bytes::Bytes;
use xml_cursor::{Cursor, Profile, Tag};

use crate::stream::management::{Counters, element, failed, h};
use crate::stream::wire::unexpected;
use crate::stream::{End, Framing, StreamError, UsageError, later};
use crate::{Condition, Ns, Stanza, StreamCondition};

use super::{Management, ServerEvent, ServerStream, State, Suspended};

impl ServerStream {
    /// Takes what can be taken up again out of a stream that broke ([`End::Broken`], or the peer's silence); keep it in
    /// [`Suspensions`](super::Suspensions); the time to come back begins now. A stream that is still thought alive ends with `conflict`: its client asks for
    /// it on a new connection. `None`: resumption is not agreed upon, or the stream ended properly (SM-5).
    pub fn suspend(&mut self, now: Instant) -> Option<Suspended> {
        if matches!(self.state, State::Bound { .. }) {
            self.suspended = self.remains().map(Box::new);
            self.fail(StreamCondition::Conflict.into());
        }
        let mut suspended = *self.suspended.take()?;
        let time = suspended.management.resumption.as_ref().map_or(Duration::ZERO, |(_, time)| *time);
        suspended.until = later(now, time);
        Some(suspended)
    }

    /// The host's answer to [`ServerEvent::Resume`]: the stream to take up again, which goes on here with its address and
    /// all that its client has not confirmed; `None`: there is none of that name and account. The client may then bind.
    ///
    /// # Errors
    /// [`UsageError::NothingAsked`].
    pub fn resumed(&mut self, _now: Instant, suspended: Option<Suspended>) -> Result<(), UsageError> {
        let state = std::mem::replace(&mut self.state, State::Unbound);
        let State::Resuming { id, h } = state else {
            self.state = state;
            return Err(UsageError::NothingAsked);
        };
        let own = |stream: &Suspended| {
            let account = self.account.as_ref();
            *stream.id() == *id && account.is_some_and(|account| account.as_str() == stream.jid.bare_str())
        };
        match suspended.filter(own) {
            Some(stream) => self.take_up(stream, &id, h),
            None => self.wire.out.push(failed(Condition::ItemNotFound)),
        }
        self.pump();
        Ok(())
    }

    fn take_up(&mut self, stream: Suspended, id: &str, h: u32) {
        let mut management = stream.management;
        if let Err(error) = management.confirm(h) {
            return self.fail(error);
        }
        let handled = management.handled().to_string();
        self.wire.out.push(element("resumed", &[("previd", id), ("h", &handled)]));
        for stanza in management.unconfirmed() {
            self.wire.send_stanza(stanza);
        }
        self.management = Some(Box::new(management));
        self.state = State::Bound { jid: stream.jid };
        (self.timer, self.account, self.credentials) = (None, None, None);
        self.ask_to_confirm();
    }

    /// Whether it is offered here.
    pub(super) fn may_manage(&self) -> bool {
        self.config.management != Management::Off && self.wire.framing() != Framing::Bosh
    }

    /// A stanza came in (SM-2).
    pub(super) fn count(&mut self) {
        if let Some(management) = &mut self.management {
            management.received();
        }
    }

    /// Every stanza goes out here, so that each is counted.
    pub(super) fn send_stanza(&mut self, stanza: &Stanza) {
        self.wire.send_stanza(stanza);
        if let Some(management) = &mut self.management {
            management.sent(stanza.clone(), stanza.size());
            self.ask_to_confirm();
        }
    }

    fn ask_to_confirm(&mut self) {
        if self.management.as_mut().is_some_and(|management| management.ask()) {
            self.wire.out.push(element("r", &[]));
        }
    }

    /// An element that is no stanza.
    pub(super) fn management_element(&mut self, bytes: &Bytes) -> Result<(), StreamError> {
        let cursor = &mut Cursor::<Ns>::with_limits(bytes, Profile::Stream, self.config.limits)?;
        let tag = cursor.root()?;
        if tag.is(Ns::Stream, "error") {
            return self.received_error(cursor);
        }
        if tag.ns() != Ns::StreamManagement || !self.may_manage() {
            return Err(unexpected());
        }
        match (tag.name(), &self.state) {
            // Our end is closed.
            (_, State::Closing { .. }) => Ok(()),
            ("enable", State::Bound { .. }) if self.management.is_none() => {
                self.enable(&tag);
                Ok(())
            }
            ("resume", State::Unbound) => self.resume(&tag),
            ("enable", State::Unbound) => {
                self.wire.out.push(failed(Condition::UnexpectedRequest));
                Ok(())
            }
            ("r", State::Bound { .. }) => {
                let management = self.management.as_ref().ok_or_else(unexpected)?;
                let handled = management.handled().to_string();
                self.wire.out.push(element("a", &[("h", &handled)]));
                Ok(())
            }
            ("a", State::Bound { .. }) => {
                let management = self.management.as_mut().ok_or_else(unexpected)?;
                management.confirm(h(&tag).ok_or(StreamCondition::BadFormat)?)?;
                self.ask_to_confirm();
                Ok(())
            }
            // A second `<enable/>`, or what only a server says.
            _ => Err(unexpected()),
        }
    }

    fn enable(&mut self, tag: &Tag<'_, Ns>) {
        let mut management = Counters::new();
        let wanted = tag.attr("resume").is_some_and(|text| matches!(&*text, "true" | "1"));
        let id = match self.config.management {
            Management::Resume(longest) if wanted => {
                let asked = tag.attr("max").and_then(|text| text.trim().parse().ok());
                let time = asked.map_or(longest, |seconds| longest.min(Duration::from_secs(seconds)));
                let id: Box<str> = self.chance.token().into();
                management.resumption = Some((id.clone(), time));
                Some((id, time.as_secs().to_string()))
            }
            _ => None,
        };
        self.wire.out.push(match &id {
            Some((id, max)) => element("enabled", &[("id", id), ("resume", "true"), ("max", max)]),
            None => element("enabled", &[]),
        });
        self.management = Some(Box::new(management));
    }

    fn resume(&mut self, tag: &Tag<'_, Ns>) -> Result<(), StreamError> {
        let (Some(id), Some(h)) = (tag.attr("previd"), h(tag)) else {
            return Err(StreamCondition::BadFormat.into());
        };
        let Some(account) = self.account.clone() else { return Err(unexpected()) };
        self.events.push_back(ServerEvent::Resume { account, id: id.to_string() });
        self.state = State::Resuming { id: id.into_owned(), h };
        Ok(())
    }

    /// Keeps what can be taken up again, if the stream ends in a way that allows it.
    pub(super) fn leave_behind(&mut self, end: &End) {
        let broke = match end {
            End::Broken => true,
            End::Sent(error) => error.condition == StreamCondition::ConnectionTimeout,
            _ => false,
        };
        if broke {
            self.suspended = self.remains().map(Box::new);
        }
        self.management = None;
    }

    fn remains(&mut self) -> Option<Suspended> {
        let State::Bound { jid } = &self.state else { return None };
        self.management.as_ref()?.resumption.as_ref()?;
        let management = *self.management.take()?;
        Some(Suspended { jid: jid.clone(), management, until: self.heard, max_queue: self.config.max_queue })
    }
}
