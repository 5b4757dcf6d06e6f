//! The server's machine: REST requests in and answers out, and the three links it lives on.
//!
//! ```text
//!   REST ──▶ handle_request ──▶ realm: password known? ──no──▶ Event::Axl (doAuthenticateUser) ──▶ handle_axl_response
//!                 │                        │yes                                                          │
//!                 ▼                        ▼                                                             ▼
//!        Event::Respond  ◀──────────── finesse_proto::Server::dispatch ◀────────────────────────────────┘
//!                                          │ wish
//!                                          ▼
//!   Link::Cti   SET_AGENT_STATE_REQ ──▶ engine ──▶ AGENT_STATE_EVENT or CONTROL_FAILURE_CONF
//!                                                       │
//!   Link::Xmpp  publish <Update> (user or apiErrors) ◀──┘
//! ```

mod backoff;
mod clients;
mod config;
mod cti;
mod door;
mod office;
mod publish;
mod realm;
mod xmpp;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant, SystemTime};

use axl_soap::{CallId, ExchangeId, HttpResponse, TransportError};
use bytes::{Bytes, BytesMut};
use cti_wire::ForcedFlag;
use finesse_proto::{
    CONNECTION_FAILURE, Data, Node, Product, Refusal, RequestId, Response, Server, StateRequest, Update,
    UpdateEvent,
};
use sha2::{Digest as _, Sha256};

use backoff::Backoff;
use clients::Clients;
pub use config::{CoreConfig, Reason, XmppSecurity};
use cti::CtiLink;
pub use office::Object;
use office::{Office, StateWish, Wish};
use realm::Realm;
use xmpp::XmppLink;

/// How long CUCM may take over a password.
const AXL_PATIENCE: Duration = Duration::from_secs(10);

/// A moment, on the clock that timers use and on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The steady clock.
    pub at: Instant,
    /// The wall clock.
    pub utc: SystemTime,
}

/// A REST request that waits for its answer. The host chooses the number and does not use it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestKey(pub u64);

/// A connection that the core asks its host for. (AXL needs none of its own: see [`Event::Axl`].)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// To the CTI server of an engine.
    Cti,
    /// To the notification service, encrypted as [`CoreConfig::xmpp_security`] says.
    Xmpp,
}

/// What the core asks of its host.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// Answer a request.
    Respond(RequestKey, Response),
    /// The configuration has changed: keep these objects, all of them or none, then give the answer if there is one. If they cannot be
    /// kept, do not answer, but call [`Core::handle_store_failure`].
    Store {
        /// The objects as they are now.
        changes: Vec<Object>,
        /// Whom to answer, and what.
        answer: Option<(RequestKey, Response)>,
    },
    /// Make a connection; then [`Core::handle_connected`], or [`Core::handle_disconnected`] if it cannot be made.
    Connect {
        /// Which.
        link: Link,
        /// How often it was tried since it last worked, from 1: with several servers, take turns by it.
        attempt: u32,
    },
    /// End a connection; nothing about it need be handed in any more.
    Disconnect(Link),
    /// A link is lost, for this reason, and will be asked for again; told once per loss. Holds no secret.
    Lost {
        /// Which.
        link: Link,
        /// Why, in words.
        why: String,
    },
    /// Something went wrong that whoever runs the server should know. Holds no secret.
    Warning(String),
    /// Send this to CUCM; then [`Core::handle_axl_response`] or [`Core::handle_axl_failure`].
    Axl(axl_soap::Transmit),
    /// One step of an action, for the trace. Holds no secret.
    Hop(Hop),
}

/// One step of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// `REST`, `AXL`, `CTI` or `XMPP`.
    pub link: &'static str,
    /// Whom it is about; empty if nobody.
    pub who: String,
    /// The client's id of the request; empty if there is none.
    pub request: String,
    /// What happened.
    pub what: String,
}

/// The server. Change one thing, then drain [`poll_event`](Self::poll_event) and [`poll_transmit`](Self::poll_transmit), then wait for
/// input or [`poll_timeout`](Self::poll_timeout).
pub struct Core {
    config: CoreConfig,
    server: Server,
    seed: [u8; 32],
    realm: Realm<door::Waiting>,
    office: Office,
    clients: Clients,
    cti: Option<CtiLink>,
    cti_retry: Backoff,
    xmpp: Option<XmppLink>,
    xmpp_retry: Backoff,
    /// Since when updates may not have arrived.
    xmpp_lost: Option<Instant>,
    ends: publish::Ends,
    axl: axl_soap::Client,
    /// About whom CUCM is being asked.
    questions: BTreeMap<CallId, String>,
    events: VecDeque<Event>,
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core").field("in_service", &self.office.in_service).finish_non_exhaustive()
    }
}

impl Core {
    /// A server with all links down; the first events ask for them. `seed` must be random and used for nothing else.
    #[must_use]
    pub fn new(config: CoreConfig, seed: [u8; 32], now: Now) -> Self {
        let account = axl_soap::Credentials::new(&config.axl_user, config.axl_password.expose());
        let mut axl = axl_soap::ClientConfig::new(account);
        axl.timeout = AXL_PATIENCE;
        axl.retries = 1;
        axl.seed = derive(&seed, b"axl", 0);
        let mut core = Self {
            server: Server::new(Product::Ccx),
            realm: Realm::new(derive(&seed, b"realm", 0)),
            office: Office::new(&config, derive(&seed, b"messages", 0), now),
            clients: Clients::new(),
            cti: None,
            cti_retry: Backoff::new(config.retry, now.at),
            xmpp: None,
            xmpp_retry: Backoff::new(config.retry, now.at),
            xmpp_lost: None,
            ends: publish::Ends::default(),
            axl: axl_soap::Client::new(axl),
            questions: BTreeMap::new(),
            events: VecDeque::new(),
            seed,
            config,
        };
        let kept = std::mem::take(&mut core.config.kept);
        if !kept.is_empty() {
            core.restore(now, &kept);
        }
        core.connect(now);
        core
    }

    /// Whether the server serves: both links are up.
    #[must_use]
    pub const fn is_in_service(&self) -> bool {
        self.office.in_service
    }

    fn restore(&mut self, now: Now, kept: &[Object]) {
        for object in self.office.restore(now, kept) {
            self.events.push_back(Event::Warning(format!("what was kept cannot be read: {object}")));
        }
        while let Some(notice) = self.office.notices.pop_front() {
            self.publish(now, &notice.node, notice.update, "", None);
        }
    }

    /// The whole configuration, to be kept by a host that has kept nothing yet.
    #[must_use]
    pub fn configuration(&self) -> Vec<Object> {
        self.office.store.objects()
    }

    /// What [`Event::Store`] asked for could not be done: `kept` is what there is, and counts from here on. Whoever waits for the answer
    /// is told of a fault of the database.
    pub fn handle_store_failure(
        &mut self,
        now: Now,
        kept: &[Object],
        answer: Option<(RequestKey, Response)>,
    ) {
        self.restore(now, kept);
        if let Some((key, response)) = answer {
            let mut failed = Refusal::database().to_response();
            if let Some(id) = response.request_id() {
                failed.headers.push("requestId", id.as_str());
            }
            self.respond(key, "", failed);
        }
        self.after(now);
    }

    /// What desktops logged, oldest first: user and text.
    pub fn client_logs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.office.logs()
    }

    /// CUCM's answer to [`Event::Axl`].
    pub fn handle_axl_response(&mut self, now: Now, id: ExchangeId, response: HttpResponse) {
        // An answer nobody waits for any more changes nothing.
        let _ = self.axl.handle_response(now.at, id, response);
        self.after(now);
    }

    /// [`Event::Axl`] got no answer.
    pub fn handle_axl_failure(&mut self, now: Now, id: ExchangeId, error: TransportError) {
        let _ = self.axl.handle_failure(now.at, id, error);
        self.after(now);
    }

    /// A connection asked for by [`Event::Connect`] stands.
    pub fn handle_connected(&mut self, now: Now, link: Link) {
        match link {
            Link::Cti => match CtiLink::new(now) {
                Ok(cti) => self.cti = Some(cti),
                Err(error) => self.lost(now, link, &error.to_string()),
            },
            Link::Xmpp => {
                let n = self.seed_number();
                let seeds = [derive(&self.seed, b"stream", n), derive(&self.seed, b"pubsub", n)];
                match XmppLink::new(&self.config, seeds, now.at) {
                    Ok(xmpp) => self.xmpp = Some(xmpp),
                    Err(error) => self.lost(now, link, &error.to_string()),
                }
            }
        }
        self.after(now);
    }

    /// A connection has ended, or could not be made.
    pub fn handle_disconnected(&mut self, now: Now, link: Link) {
        match link {
            Link::Cti => match &mut self.cti {
                Some(cti) => cti.handle_disconnect(now, &mut self.office),
                None => self.cti_retry.failed(now.at),
            },
            Link::Xmpp => match &mut self.xmpp {
                Some(xmpp) => xmpp.handle_disconnect(now.at),
                None => self.xmpp_retry.failed(now.at),
            },
        }
        self.after(now);
    }

    /// Bytes from a connection, in pieces of any size.
    pub fn handle_input(&mut self, now: Now, link: Link, bytes: &[u8]) {
        self.office.clock = now.utc;
        match link {
            Link::Cti => {
                if let Some(cti) = &mut self.cti {
                    cti.handle_input(now, &mut self.office, bytes);
                }
            }
            Link::Xmpp => {
                if let Some(xmpp) = &mut self.xmpp {
                    xmpp.handle_input(now.at, bytes);
                }
            }
        }
        self.after(now);
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Now) {
        self.office.clock = now.utc;
        if let Some(cti) = &mut self.cti {
            cti.handle_timeout(now, &mut self.office);
        }
        if let Some(xmpp) = &mut self.xmpp {
            xmpp.handle_timeout(now.at);
        }
        self.axl.handle_timeout(now.at);
        self.clients.handle_timeout(now.at);
        self.office.expire(now);
        let changes = self.office.store.take_changes();
        if !changes.is_empty() {
            self.events.push_back(Event::Store { changes, answer: None });
        }
        while let Some(notice) = self.office.notices.pop_front() {
            self.publish(now, &notice.node, notice.update, "", None);
        }
        self.after(now);
    }

    /// Follows up on whatever was done, until nothing is left.
    fn after(&mut self, now: Now) {
        self.axl_events(now);
        self.cti_news(now);
        self.xmpp_news(now);
        self.cti_news(now);
        self.service_changed(now);
        self.sign_out_the_lost(now);
        self.cti_news(now);
        self.connect(now);
    }

    /// Hands a wish to the engine.
    fn wish(&mut self, now: Now, wish: Wish) {
        if let Wish::State(StateWish { user, to: StateRequest::Login, .. }) = &wish {
            self.clients.signs_in(user);
        }
        if let Some(cti) = &mut self.cti {
            cti.wish(now, &mut self.office, wish);
        }
    }

    /// Agents whose clients have gone for good are signed out, once the engine can be asked.
    fn sign_out_the_lost(&mut self, now: Now) {
        if !self.office.cti_up {
            return;
        }
        for user in self.clients.take_owed() {
            if self.office.people.get(&user).is_some_and(|person| person.state.is_signed_in()) {
                self.hop("CTI", &user, None, "its clients have gone: signed out".to_owned());
                self.wish(
                    now,
                    Wish::State(StateWish {
                        user,
                        to: StateRequest::Logout,
                        extension: None,
                        password: None,
                        reason: CONNECTION_FAILURE,
                        forced: ForcedFlag::TRUE,
                        request_id: None,
                    }),
                );
            }
        }
    }

    fn cti_news(&mut self, now: Now) {
        while let Some(news) = self.cti.as_mut().and_then(|cti| cti.news.pop_front()) {
            match news {
                cti::News::Ready => self.cti_retry.works(),
                cti::News::Ended(why) => self.lost(now, Link::Cti, &why),
                cti::News::User(told, id) => self.publish_user(now, *told, id.as_ref()),
                cti::News::Failed(user, id, error) => {
                    let node = Node::User(user.clone());
                    let source = node.to_string();
                    let update = Update::new(UpdateEvent::Put, source, Data::Errors((*error).into()));
                    self.publish(now, &node, update, &user, id.as_ref());
                }
                cti::News::Dialogs(notice, id) => {
                    let office::Notice { user, update } = *notice;
                    let node = Node::UserDialogs(user.clone());
                    self.publish(now, &node, update, &user, id.as_ref());
                }
                cti::News::Removed(user) => {
                    let node = Node::User(user.clone());
                    let update = Update::new(UpdateEvent::Delete, node.to_string(), Data::None);
                    self.publish(now, &node, update, &user, None);
                }
                cti::News::Hop(who, id, what) => self.hop("CTI", &who, id.as_ref(), what),
            }
        }
    }

    fn xmpp_news(&mut self, now: Now) {
        while let Some(news) = self.xmpp.as_mut().and_then(|xmpp| xmpp.news.pop_front()) {
            match news {
                xmpp::News::Ready => {
                    self.xmpp_retry.works();
                    self.clients.begin(now.at);
                    self.hop("XMPP", "", None, "online".to_owned());
                }
                xmpp::News::Ended(why) => self.lost(now, Link::Xmpp, &why),
                xmpp::News::Came(name, client) => {
                    if let Some(user) = self.office.id_of(&name) {
                        self.clients.came(now.at, &user, &client);
                    }
                }
                xmpp::News::Went(name, client) => {
                    if let Some(user) = self.office.id_of(&name) {
                        self.clients.went(now.at, &user, &client);
                    }
                }
                xmpp::News::Warning(what) => {
                    self.hop("XMPP", "", None, what.clone());
                    self.events.push_back(Event::Warning(what));
                }
            }
        }
    }

    /// A link is gone: its connection is ended, and asked for again after a while.
    fn lost(&mut self, now: Now, link: Link, why: &str) {
        let name = match link {
            Link::Cti => {
                self.cti = None;
                self.cti_retry.failed(now.at);
                "CTI"
            }
            Link::Xmpp => {
                self.xmpp = None;
                self.xmpp_lost.get_or_insert(now.at);
                self.xmpp_retry.failed(now.at);
                "XMPP"
            }
        };
        self.hop(name, "", None, format!("link lost: {why}"));
        self.events.push_back(Event::Lost { link, why: why.to_owned() });
        self.events.push_back(Event::Disconnect(link));
    }

    fn connect(&mut self, now: Now) {
        if let Some(attempt) = self.cti_retry.due(now.at) {
            self.events.push_back(Event::Connect { link: Link::Cti, attempt });
        }
        if let Some(attempt) = self.xmpp_retry.due(now.at) {
            self.events.push_back(Event::Connect { link: Link::Xmpp, attempt });
        }
    }

    fn hop(&mut self, link: &'static str, who: &str, id: Option<&RequestId>, what: String) {
        let request = id.map(ToString::to_string).unwrap_or_default();
        self.events.push_back(Event::Hop(Hop { link, who: who.to_owned(), request, what }));
    }

    /// What is asked of the host. May have something after any other method.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Bytes for a connection. May have something after any other method.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<(Link, Bytes)> {
        let mut out = BytesMut::new();
        if let Some(cti) = &mut self.cti {
            cti.poll_transmit(&mut out);
        }
        if !out.is_empty() {
            return Some((Link::Cti, out.freeze()));
        }
        if let Some(xmpp) = &mut self.xmpp {
            xmpp.poll_transmit(&mut out);
        }
        (!out.is_empty()).then(|| (Link::Xmpp, out.freeze()))
    }

    /// When to call [`handle_timeout`](Self::handle_timeout). May change after any other method.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let links = [
            self.cti.as_ref().and_then(CtiLink::deadline),
            self.xmpp.as_ref().and_then(XmppLink::deadline),
            self.cti_retry.deadline(),
            self.xmpp_retry.deadline(),
            self.axl.poll_timeout().map(|deadline| deadline.at),
            self.clients.deadline(),
            self.office.deadline(),
        ];
        links.into_iter().flatten().min()
    }

    /// Every stream gets a seed of its own.
    fn seed_number(&mut self) -> u64 {
        let hash = Sha256::digest(self.seed);
        self.seed = hash.into();
        u64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
    }
}

/// A seed for one purpose.
fn derive(seed: &[u8; 32], purpose: &[u8], number: u64) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed);
    hash.update(purpose);
    hash.update(number.to_be_bytes());
    hash.finalize().into()
}
