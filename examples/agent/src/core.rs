//! The joined machine: REST on one side, stanzas on the other.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use finesse_proto::{
    Client, ClientConfig, Credentials, Node, PeerError, RequestId, Response, StateRequest, Ticket, Transmit,
    UsageError,
};
use xmpp_pubsub::pubsub::{self, EventMessage, SubscribeAs};
use xmpp_pubsub::{
    ClientEvent, Condition, End, IqType, Jid, JidError, PresenceType, Stanza, StanzaError, StanzaType,
    StreamCondition,
};

use crate::Config;

/// The id of the ping behind the presence. It need not be hard to guess: its answer is known by its sender too.
const JOIN: &str = "join";

/// How long the answer to it may take: what the product's desktop allows a ping with its two retries.
const JOIN_TIME: Duration = Duration::from_secs(30);

/// How long to wait before each try to have a lost connection back: the desktop gives up after three (F-1), and a page that is loaded
/// again has to be back within 60 s, before its agent is signed out (S-10).
pub(crate) const TRIES: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(10)];

/// What an agent hears.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Events come from now on, whatever is asked for next; what happened before is being asked for.
    Online(Jid),
    /// Something about the agent, its calls or its system.
    Finesse(finesse_proto::Event),
    /// The XMPP connection is lost, and is going to be made again: no events until [`Online`](Self::Online) comes once more, and then
    /// everything is asked for. Comes from machines that were told to reconnect only ([`Core::reconnects`]).
    Reconnecting(End),
    /// No more events: the XMPP connection is over.
    Offline(End),
    /// The XMPP connection stands and its server does not answer: no event may ever come. The connection should be given up.
    Unanswered,
}

/// An agent's REST client and its events, without sockets and clock.
///
/// Change one thing (a wish, an answer, an XMPP event), then drain [`poll_request`](Self::poll_request),
/// [`poll_stanza`](Self::poll_stanza) and [`poll_event`](Self::poll_event), then wait until
/// [`poll_timeout`](Self::poll_timeout).
pub struct Core {
    rest: Client,
    domain: Jid,
    pubsub: pubsub::Client,
    /// Who publishes; its absence means that nothing is published.
    publisher: Jid,
    /// The own address while it is not known that the presence was handled, and how long that may last.
    joining: Option<(Jid, Instant)>,
    /// Whether the host makes a lost connection again.
    reconnects: bool,
    /// Whether there has been a connection since the last one that was given up.
    was_online: bool,
    /// How often a lost connection has been tried to be had again.
    tries: usize,
    /// When to try next.
    retry: Option<Instant>,
    connect: bool,
    /// Nodes that are to be subscribed as long as there is a connection.
    kept: BTreeSet<Node>,
    stanzas: VecDeque<Stanza>,
    events: VecDeque<Event>,
}

impl Core {
    /// A machine that has done nothing yet. `seed` must be random and used for nothing else.
    ///
    /// # Errors
    /// The domain makes no address.
    pub fn new(config: &Config, seed: [u8; 32]) -> Result<Self, JidError> {
        let domain = Jid::new(&config.domain)?;
        let service = Jid::new(&format!("pubsub.{domain}"))?;
        let publisher = Jid::from_parts(Some("finesse"), domain.as_str(), None)?;
        // A login that Basic cannot carry is refused by the server like any unknown user.
        let credentials = Credentials::basic(config.login.as_str(), config.password.as_str());
        let credentials = credentials.or_else(|_| Credentials::basic("-", config.password.as_str()));
        let rest = match credentials {
            Ok(credentials) => Client::new(ClientConfig::new(config.login.as_str(), credentials), seed),
            Err(_) => return Err(JidError::Local),
        };
        Ok(Self {
            rest,
            domain,
            pubsub: pubsub::Client::new(service, seed),
            publisher,
            joining: None,
            reconnects: false,
            was_online: false,
            tries: 0,
            retry: None,
            connect: false,
            kept: BTreeSet::new(),
            stanzas: VecDeque::new(),
            events: VecDeque::new(),
        })
    }

    /// Has a connection that was lost made again, three times at the most: [`poll_connect`](Self::poll_connect) says when.
    #[must_use]
    pub const fn reconnects(mut self) -> Self {
        self.reconnects = true;
        self
    }

    /// The connection is going to be ended: that is no loss.
    pub const fn leave(&mut self) {
        self.reconnects = false;
        self.retry = None;
    }

    /// Signs in at a phone. The outcome comes as [`finesse_proto::Event::Settled`].
    ///
    /// # Errors
    /// Too many requests wait.
    pub fn sign_in(&mut self, now: Instant, extension: &str) -> Result<RequestId, UsageError> {
        self.rest.sign_in(now, extension)
    }

    /// Asks for a state, with the id of a reason if there is one.
    ///
    /// # Errors
    /// Too many requests wait.
    pub fn set_state(
        &mut self,
        now: Instant,
        wish: StateRequest,
        reason: Option<u32>,
    ) -> Result<RequestId, UsageError> {
        self.rest.set_state(now, wish, reason)
    }

    /// The REST client, for everything else; its events come as [`Event::Finesse`].
    pub fn rest(&mut self) -> &mut Client {
        &mut self.rest
    }

    /// What happened on the XMPP stream.
    pub fn handle_xmpp(&mut self, now: Instant, event: ClientEvent) {
        match event {
            ClientEvent::Online(jid) => {
                // FIN-3: without presence of this priority nothing is delivered.
                self.stanzas.push_back(
                    Stanza::presence(PresenceType::Available).with_content("<priority>0</priority>"),
                );
                // Until it is handled a REST request, on a connection of its own, can overtake it, and its update is lost.
                // The stanzas of a stream are handled in order (RFC 6120, 10.1): whatever answers this ping comes after.
                let ping = Stanza::iq(IqType::Get, JOIN).with_to(self.domain.clone());
                self.stanzas.push_back(ping.with_content("<ping xmlns='urn:xmpp:ping'/>"));
                self.pubsub.online(now, jid.clone());
                self.joining = Some((jid, now + JOIN_TIME));
            }
            ClientEvent::Stanza(stanza) => self.stanza(now, &stanza),
            ClientEvent::Closed(end) => self.closed(now, end),
            _ => {}
        }
        self.drain_pubsub(now);
    }

    fn closed(&mut self, now: Instant, end: End) {
        self.joining = None;
        self.stanzas.clear();
        self.pubsub.offline();
        let wait =
            TRIES.get(self.tries).filter(|_| self.reconnects && self.was_online && may_come_back(&end));
        match wait {
            Some(wait) => {
                self.tries += 1;
                self.retry = Some(now + *wait);
                self.events.push_back(Event::Reconnecting(end));
            }
            None => {
                (self.was_online, self.tries) = (false, 0);
                self.rest.notifications_lost(now);
                self.events.push_back(Event::Offline(end));
            }
        }
    }

    fn stanza(&mut self, now: Instant, stanza: &Stanza) {
        if self.pubsub.handle_input(now, stanza) {
            return;
        }
        match stanza.stanza_type() {
            StanzaType::Presence(PresenceType::Unavailable)
                if stanza.from().is_some_and(|from| from.same_bare(&self.publisher)) =>
            {
                self.rest.publisher_unavailable(now);
            }
            StanzaType::Iq(IqType::Result | IqType::Error) => self.joined(stanza),
            StanzaType::Iq(ty) if ty.is_request() => {
                let refusal = StanzaError::new(Condition::ServiceUnavailable);
                self.stanzas.extend(stanza.error_reply(&refusal).map(|reply| reply.with_from(None)));
            }
            _ => {}
        }
    }

    /// An answer; that to the ping, a result or an error, means that the presence was handled before.
    fn joined(&mut self, stanza: &Stanza) {
        let from_domain = stanza.from().is_none_or(|from| *from == self.domain);
        if stanza.id() != Some(JOIN) || !from_domain {
            return;
        }
        if let Some((jid, _)) = self.joining.take() {
            (self.was_online, self.tries) = (true, 0);
            self.rest.notifications_connected();
            self.events.push_back(Event::Online(jid));
        }
    }

    fn drain_pubsub(&mut self, now: Instant) {
        while let Some(event) = self.pubsub.poll_event() {
            match event {
                pubsub::ClientEvent::Event(EventMessage {
                    event: pubsub::Event::Items { items, node, .. },
                    ..
                }) => {
                    for payload in items.iter().filter_map(|item| item.payload.as_ref()) {
                        // An item that is no update is another publisher's; there is nobody to tell.
                        if let Err(error) = self.rest.handle_notification(now, payload.as_bytes()) {
                            tracing::debug!(%node, %error, "an event that cannot be read");
                        }
                    }
                }
                pubsub::ClientEvent::Kept(node, Ok(_)) => {
                    if let Some(node) = Node::parse(node.as_str()) {
                        self.rest.subscribed(&node);
                    }
                }
                pubsub::ClientEvent::Kept(node, Err(error)) => {
                    tracing::warn!(%node, ?error, "a subscription was refused");
                }
                _ => {}
            }
        }
        self.drain_rest(now);
    }

    /// What the REST client wants of the stream is done here; the rest is told.
    fn drain_rest(&mut self, now: Instant) {
        while let Some(event) = self.rest.poll_event() {
            match event {
                finesse_proto::Event::Subscribe(node) => {
                    // A kept one is made again by itself when the connection comes back.
                    if self.kept.insert(node.clone()) {
                        let id = node.to_string();
                        self.pubsub.keep_subscribed(now, id.as_str().into(), SubscribeAs::FullJid);
                    }
                }
                finesse_proto::Event::Unsubscribe(node) => {
                    self.kept.remove(&node);
                    self.pubsub.end_subscription(now, &node.to_string().as_str().into());
                }
                event => self.events.push_back(Event::Finesse(event)),
            }
        }
    }

    /// Follows a node that is not subscribed automatically: a team's users, a queue, a user's queues.
    pub fn follow(&mut self, now: Instant, node: Node) {
        self.rest.follow(node);
        self.drain_rest(now);
    }

    /// The answer to a request.
    ///
    /// # Errors
    /// The server broke the protocol.
    pub fn handle_response(
        &mut self,
        now: Instant,
        ticket: Ticket,
        response: &Response,
    ) -> Result<(), PeerError> {
        let taken = self.rest.handle_response(now, ticket, response);
        self.drain_rest(now);
        taken
    }

    /// A request got no answer.
    ///
    /// # Errors
    /// No such request is under way.
    pub fn handle_failure(&mut self, now: Instant, ticket: Ticket) -> Result<(), PeerError> {
        let taken = self.rest.handle_failure(now, ticket);
        self.drain_rest(now);
        taken
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.rest.handle_timeout(now);
        self.pubsub.handle_timeout(now);
        self.drain_pubsub(now);
        if self.joining.as_ref().is_some_and(|(_, end)| *end <= now) {
            self.joining = None;
            self.events.push_back(Event::Unanswered);
        }
        if self.retry.is_some_and(|at| at <= now) {
            self.retry = None;
            self.connect = true;
        }
    }

    /// Whether the XMPP connection is to be made again now; its end comes to [`handle_xmpp`](Self::handle_xmpp), also when it could not
    /// be made at all.
    #[must_use]
    pub const fn poll_connect(&mut self) -> bool {
        std::mem::replace(&mut self.connect, false)
    }

    /// The next request to send over HTTP.
    #[must_use]
    pub fn poll_request(&mut self) -> Option<Transmit> {
        self.rest.poll_transmit()
    }

    /// The next stanza to send over the stream.
    #[must_use]
    pub fn poll_stanza(&mut self) -> Option<Stanza> {
        self.stanzas.pop_front().or_else(|| self.pubsub.poll_transmit())
    }

    /// What happened.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front().or_else(|| self.rest.poll_event().map(Event::Finesse))
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let rest = self.rest.poll_timeout().map(|deadline| deadline.at);
        let pubsub = self.pubsub.poll_timeout().map(|deadline| deadline.at);
        let join = self.joining.as_ref().map(|(_, end)| *end);
        rest.into_iter().chain(pubsub).chain(join).chain(self.retry).min()
    }
}

/// Whether a connection that ended so may be had again. A server that refuses, or that has let another client take this one's place,
/// would do so again.
fn may_come_back(end: &End) -> bool {
    match end {
        // What this side closes is left before, so that it was the server: it may have been restarted.
        End::Broken | End::Closed | End::Sent(_) => true,
        End::Received(error) => {
            !matches!(error.condition, StreamCondition::Conflict | StreamCondition::NotAuthorized)
        }
        _ => false,
    }
}
