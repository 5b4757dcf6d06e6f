//! XMPP over BOSH (XEP-0206): the connection manager's sessions as streams.

use bosh::manager::{Accept, Event, Opened, SessionId, Why};
use bosh::{Condition, Payload, StreamPrefix};
use xmpp_pubsub::{End, Framing, Stanza, StreamCondition};

use super::{Core, Now, Peer, security_of};

impl Core {
    pub(super) fn take_bosh_event(&mut self, now: Now, event: Event) {
        match event {
            Event::Opened(opened) => self.open_session(now, &opened),
            Event::Received { session, payload } => self.with_stream(now, Peer::Session(session), |stream| {
                for element in payload {
                    stream.handle_element(now.at, element);
                }
            }),
            Event::Restart { session, .. } => self.with_stream(now, Peer::Session(session), |stream| {
                // The framing is BOSH.
                let _ = stream.handle_restart(now.at);
            }),
            Event::Ended { session, why } => self.with_stream(now, Peer::Session(session), |stream| {
                if why == Why::Client {
                    stream.handle_close(now.at);
                } else {
                    stream.handle_eof();
                }
            }),
            _ => {}
        }
    }

    fn open_session(&mut self, now: Now, opened: &Opened) {
        if self.down {
            let _ = self.manager.terminate(now.at, opened.session, Some(Condition::SystemShutdown), None);
            return;
        }
        let peer = Peer::Session(opened.session);
        self.add_stream(now, peer, Framing::Bosh, security_of(opened.security));
        self.with_stream(now, peer, |stream| {
            let _ = stream.handle_open(now.at, opened.to.as_deref(), opened.lang.as_deref());
        });
        if self.streams.contains_key(&peer) {
            let from = opened.to.as_deref().unwrap_or_else(|| self.config.domain.as_str());
            // It was opened just now; if it has gone, nobody waits.
            let _ = self.manager.accept(now.at, opened.session, Accept::xmpp(from));
        }
    }

    /// Hands the stream's elements to the session.
    pub(super) fn flush_session(&mut self, now: Now, session: SessionId) {
        let Some(client) = self.streams.get_mut(&Peer::Session(session)) else { return };
        while let Some(element) = client.stream.poll_element() {
            // A client that has gone, or does not read, loses its session by that; the event says so.
            let _ = self.manager.send(now.at, session, Payload::from(element));
        }
    }

    /// Sends a stanza to a bound session: its content is shared with all others that get the same.
    pub(super) fn send_to_session(&mut self, now: Now, session: SessionId, stanza: &Stanza) {
        let mut head = Vec::with_capacity(192);
        stanza.write_head(&mut head);
        let shared = Some(stanza.shared()).filter(|s| !s.is_empty());
        let payload = Payload { head: head.into(), shared, stream_prefix: StreamPrefix::Unused };
        let _ = self.manager.send(now.at, session, payload);
    }

    /// The stream is over: so is the session (XB-9).
    pub(super) fn end_session(&mut self, now: Now, session: SessionId, end: &End) {
        let (condition, last) = match end {
            End::Sent(error) => match error.condition {
                StreamCondition::HostUnknown => (Some(Condition::HostUnknown), None),
                StreamCondition::ImproperAddressing => (Some(Condition::ImproperAddressing), None),
                StreamCondition::SystemShutdown => (Some(Condition::SystemShutdown), None),
                _ => (Some(Condition::RemoteStreamError), Some(Payload::from(error.to_bytes()))),
            },
            _ => (None, None),
        };
        // If the client ended it, it is over already.
        let _ = self.manager.terminate(now.at, session, condition, last);
    }
}
