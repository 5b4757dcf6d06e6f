//! The link to the notification service: a stream as user `finesse`, and what is published over it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use finesse_proto::{Form, Node, Notification, NotificationNs, Update};
use xml_cursor::{Limits, Profile, RawBytes};
use xmpp_pubsub::pubsub::{self, NewItem, NodeId, Request};
use xmpp_pubsub::{
    ClientConfig, ClientEvent, ClientStream, ClientTls, Condition, Framing, IqType, Jid, JidError, Mechanism,
    PlainOn, PresenceType, Security, Stanza, StanzaError, StanzaType,
};

use super::config::{CoreConfig, XmppSecurity};

/// Publishes that may be without an answer at a time. When a thousand agents are told at once, the service is not asked for more than it
/// answers, and what it answers is read before more is asked.
const WINDOW: usize = 256;
/// Publishes that may wait for their turn. With more the link is given up: when it is back everything is told as it is.
const MAX_WAITING: usize = 50_000;

/// What the rest of the server has to know.
#[derive(Debug)]
pub(super) enum News {
    /// Updates can be published.
    Ready,
    /// The stream has ended: its connection is of no more use.
    Ended(String),
    /// A client of this user (the local part of its address) is there: which one.
    Came(String, String),
    /// It has gone.
    Went(String, String),
    /// Something was not told to anybody.
    Warning(String),
}

/// One stream and the client of the publish-subscribe service above it.
#[derive(Debug)]
pub(super) struct XmppLink {
    stream: ClientStream,
    pubsub: pubsub::Client,
    /// What is to be published, in order, and how much is on its way.
    waiting: VecDeque<Request>,
    unanswered: usize,
    domain: String,
    ready: bool,
    pub(super) news: VecDeque<News>,
}

impl XmppLink {
    /// A stream on a connection that has just been made.
    pub(super) fn new(config: &CoreConfig, seeds: [[u8; 32]; 2], now: Instant) -> Result<Self, JidError> {
        let jid = Jid::from_parts(Some(&config.xmpp_user), &config.xmpp_domain, Some("finesse"))?;
        let service = Jid::from_parts(None, &format!("pubsub.{}", config.xmpp_domain), None)?;
        let mut client = ClientConfig::new(&jid, config.xmpp_password.expose());
        client.mechanisms = vec![Mechanism::Plain];
        client.tls = ClientTls::Never;
        let security = match config.xmpp_security {
            XmppSecurity::Tls => Security::Encrypted,
            XmppSecurity::Clear => {
                client.plain = PlainOn::Any;
                Security::Clear
            }
        };
        let [stream, pubsub] = seeds;
        Ok(Self {
            stream: ClientStream::new(Arc::new(client), Framing::Tcp, security, stream, now),
            pubsub: pubsub::Client::new(service, pubsub),
            waiting: VecDeque::new(),
            unanswered: 0,
            domain: jid.domain().to_owned(),
            ready: false,
            news: VecDeque::new(),
        })
    }

    pub(super) const fn is_ready(&self) -> bool {
        self.ready
    }

    pub(super) fn handle_input(&mut self, now: Instant, bytes: &[u8]) {
        self.stream.handle_input(now, bytes);
        self.drain(now);
    }

    pub(super) fn handle_disconnect(&mut self, now: Instant) {
        self.stream.handle_eof();
        self.drain(now);
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.stream.handle_timeout(now);
        self.pubsub.handle_timeout(now);
        self.drain(now);
    }

    pub(super) fn poll_transmit(&mut self, out: &mut BytesMut) {
        self.stream.poll_transmit(out);
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let stream = self.stream.poll_timeout().map(|deadline| deadline.at);
        let pubsub = self.pubsub.poll_timeout().map(|deadline| deadline.at);
        stream.into_iter().chain(pubsub).min()
    }

    /// Publishes an update to a node, which the service creates if need be.
    pub(super) fn publish(&mut self, now: Instant, node: &Node, update: &Update<'_>) {
        if !self.ready {
            return;
        }
        let payload = Notification::write(update, NotificationNs::Push, Form::Text);
        let payload = RawBytes::parse(&payload.into(), Profile::Stream, Limits::stream());
        let Ok(payload) = payload else {
            self.news.push_back(News::Warning(format!("update of {node} is too large to be published")));
            return;
        };
        let item = NewItem { id: None, payload: Some(payload) };
        let request =
            Request::Publish { node: Some(NodeId::new(&node.to_string())), items: vec![item], options: None };
        if self.waiting.len() >= MAX_WAITING {
            self.ready = false;
            self.news.push_back(News::Ended("the notification service takes too long to publish".to_owned()));
            return;
        }
        self.waiting.push_back(request);
        self.drain(now);
    }

    /// Publishes what has its turn.
    fn flush(&mut self, now: Instant) {
        while self.unanswered < WINDOW
            && let Some(request) = self.waiting.pop_front()
        {
            self.unanswered += 1;
            self.pubsub.request(now, request);
        }
        while let Some(stanza) = self.pubsub.poll_transmit() {
            // A stream that has ended says so by itself.
            let _ = self.stream.send(&stanza);
        }
    }

    fn drain(&mut self, now: Instant) {
        while let Some(event) = self.stream.poll_event() {
            match event {
                ClientEvent::Online(jid) => {
                    self.pubsub.online(now, jid);
                    let _ = self.stream.send(&Stanza::presence(PresenceType::Available));
                    self.ready = true;
                    self.news.push_back(News::Ready);
                }
                ClientEvent::Stanza(stanza) => {
                    let taken = self.pubsub.handle_input(now, &stanza) || self.presence(&stanza);
                    if !taken {
                        self.refuse(&stanza);
                    }
                }
                ClientEvent::Closed(end) => {
                    self.ready = false;
                    self.waiting.clear();
                    self.pubsub.offline();
                    self.news.push_back(News::Ended(format!("{end:?}")));
                }
                _ => {}
            }
        }
        while let Some(event) = self.pubsub.poll_event() {
            let pubsub::ClientEvent::Answer(_, answer) = event else { continue };
            self.unanswered = self.unanswered.saturating_sub(1);
            match answer {
                // That the stream has ended is told once, and not for each.
                Ok(_) | Err(pubsub::RequestError::Disconnected) => {}
                Err(error) => self.news.push_back(News::Warning(format!("publish failed: {error}"))),
            }
        }
        self.flush(now);
    }

    /// Every account of the domain lets this one see its presence.
    fn presence(&mut self, stanza: &Stanza) -> bool {
        let StanzaType::Presence(kind) = stanza.stanza_type() else { return false };
        let Some(from) = stanza.from().filter(|from| from.domain() == self.domain) else { return true };
        if let (Some(name), Some(client)) = (from.local(), from.resource()) {
            let (name, client) = (name.to_owned(), client.to_owned());
            match kind {
                PresenceType::Available => self.news.push_back(News::Came(name, client)),
                PresenceType::Unavailable => self.news.push_back(News::Went(name, client)),
                _ => {}
            }
        }
        true
    }

    /// Questions have to be answered (RFC 6120, 8.2.3).
    fn refuse(&mut self, stanza: &Stanza) {
        if matches!(stanza.stanza_type(), StanzaType::Iq(IqType::Get | IqType::Set)) {
            let error = StanzaError::new(Condition::ServiceUnavailable);
            if let Some(reply) = stanza.error_reply(&error) {
                let _ = self.stream.send(&reply);
            }
        }
    }
}
