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
mod config;
mod cti;
mod office;
mod realm;
mod xmpp;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant, SystemTime};

use axl_soap::{Call, CallId, ExchangeId, HttpResponse, Proof, TransportError};
use bytes::{Bytes, BytesMut};
use finesse_proto::{
    Admission, Caller, Credentials, Data, Directory as _, InService, Inbound, Node, Product, Refusal,
    Request, RequestId, Response, Secret, Server, Update, UpdateEvent,
};
use sha2::{Digest as _, Sha256};

use backoff::Backoff;
pub use config::{CoreConfig, Reason, XmppSecurity};
use cti::{CtiLink, Told};
use office::Office;
use realm::{Known, Realm};
use xmpp::XmppLink;

/// Requests that may wait for CUCM's verdict on their passwords at a time.
const MAX_WAITING: usize = 10_000;
/// Longest user name that is looked at: CTI carries no longer one (129 bytes with its NUL). Names are remembered and traced before
/// their passwords are known to be good, so their length is bounded as their number is.
const MAX_USER: usize = 128;
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

/// A password that CUCM is asked about, and the requests that wait for the verdict.
struct Verdict {
    user: String,
    password: Secret,
    proof: realm::Proof,
    waiting: Vec<(RequestKey, Inbound)>,
}

/// The server. Change one thing, then drain [`poll_event`](Self::poll_event) and [`poll_transmit`](Self::poll_transmit), then wait for
/// input or [`poll_timeout`](Self::poll_timeout).
pub struct Core {
    config: CoreConfig,
    server: Server,
    seed: [u8; 32],
    realm: Realm,
    office: Office,
    cti: Option<CtiLink>,
    cti_retry: Backoff,
    xmpp: Option<XmppLink>,
    xmpp_retry: Backoff,
    axl: axl_soap::Client,
    verdicts: BTreeMap<CallId, Verdict>,
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
        let mut core = Self {
            server: Server::new(Product::Ccx),
            realm: Realm::new(derive(&seed, b"realm", 0)),
            office: Office::new(&config, now.utc),
            cti: None,
            cti_retry: Backoff::new(config.retry, now.at),
            xmpp: None,
            xmpp_retry: Backoff::new(config.retry, now.at),
            axl: axl_soap::Client::new(axl),
            verdicts: BTreeMap::new(),
            events: VecDeque::new(),
            seed,
            config,
        };
        core.connect(now);
        core
    }

    /// Whether the server serves: both links are up.
    #[must_use]
    pub const fn is_in_service(&self) -> bool {
        self.office.in_service
    }

    /// What desktops logged, oldest first: user and text.
    pub fn client_logs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.office.logs()
    }

    /// Takes a REST request. Its answer comes as [`Event::Respond`], at once or when CUCM has spoken.
    pub fn handle_request(&mut self, now: Now, key: RequestKey, request: Request) {
        self.office.clock = now.utc;
        let line = format!("{} {}", request.method, request.target().path);
        let id = request.request_id();
        let who = request.credentials().and_then(|c| c.user().map(str::to_owned));
        let who = who.filter(|who| who.len() <= MAX_USER).unwrap_or_default();
        self.hop("REST", &who, id.as_ref(), line);
        let in_service = if self.office.in_service { InService::Yes } else { InService::No };
        match self.server.admit(request, in_service) {
            Admission::Answer(response) => self.respond(key, &who, response),
            Admission::Open(inbound) => self.dispatch(now, key, &Caller::nobody(), None, &inbound),
            Admission::Authenticate(inbound, Credentials::Basic { user, password })
                if user.len() <= MAX_USER =>
            {
                self.authenticate(now, key, inbound, user, password);
            }
            // Nobody has so long a name, and single sign-on is not offered here.
            Admission::Authenticate(inbound, _) => {
                let response = inbound.refuse(&Refusal::unauthorized(""));
                self.respond(key, &who, response);
            }
            _ => self.respond(key, &who, Refusal::internal().to_response()),
        }
        self.after(now);
    }

    fn authenticate(&mut self, now: Now, key: RequestKey, inbound: Inbound, user: String, password: Secret) {
        let proof = self.realm.proof(&user, password.expose());
        match self.realm.check(now.at, &user, &proof) {
            Known::Good => self.admitted(now, key, &user, password, &inbound),
            Known::Locked => {
                let response = inbound.refuse(&Refusal::unauthorized(&user));
                self.respond(key, &user, response);
            }
            Known::Ask => {
                let waiting = self.verdicts.values().map(|verdict| verdict.waiting.len()).sum::<usize>();
                if waiting >= MAX_WAITING {
                    let response = inbound.refuse(&Refusal::internal());
                    return self.respond(key, &user, response);
                }
                // The same question is asked once.
                let same = |verdict: &&mut Verdict| verdict.user == user && verdict.proof.is(&proof);
                if let Some(verdict) = self.verdicts.values_mut().find(same) {
                    return verdict.waiting.push((key, inbound));
                }
                let secret = axl_soap::Secret::new(password.expose());
                let call = self.axl.call(Call::authenticate(&user, &Proof::Password(secret)));
                self.hop("AXL", &user, inbound.request_id().as_ref(), "doAuthenticateUser".to_owned());
                let waiting = vec![(key, inbound)];
                self.verdicts.insert(call, Verdict { user, password, proof, waiting });
            }
        }
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

    fn axl_events(&mut self, now: Now) {
        while let Some(transmit) = self.axl.poll_transmit(now.at) {
            self.events.push_back(Event::Axl(transmit));
        }
        while let Some(event) = self.axl.poll_event() {
            let axl_soap::Event::Done { id, result } = event else { continue };
            let Some(verdict) = self.verdicts.remove(&id) else { continue };
            let good = result.and_then(|reply| Ok(reply.authentication()?.authenticated));
            let what = match &good {
                Ok(true) => "password is good".to_owned(),
                Ok(false) => "password is wrong".to_owned(),
                Err(error) => format!("doAuthenticateUser failed: {error}"),
            };
            self.hop("AXL", &verdict.user, None, what);
            if let Ok(good) = good {
                self.realm.learn(now.at, &verdict.user, verdict.proof, good);
            }
            for (key, inbound) in verdict.waiting {
                match good {
                    Ok(true) => self.admitted(now, key, &verdict.user, verdict.password.clone(), &inbound),
                    Ok(false) => {
                        let response = inbound.refuse(&Refusal::unauthorized(&verdict.user));
                        self.respond(key, &verdict.user, response);
                    }
                    Err(_) => {
                        let response = inbound.refuse(&Refusal::internal());
                        self.respond(key, &verdict.user, response);
                    }
                }
            }
        }
    }

    /// The password is good: is it somebody this server serves?
    fn admitted(&mut self, now: Now, key: RequestKey, user: &str, password: Secret, inbound: &Inbound) {
        // Links may have been lost while CUCM was asked.
        if !self.office.in_service {
            let response = inbound.refuse(&Refusal::out_of_service());
            return self.respond(key, user, response);
        }
        match self.office.role(user) {
            Some(role) => self.dispatch(now, key, &Caller::new(user, role), Some(password), inbound),
            None => {
                let response = inbound.refuse(&Refusal::unauthorized(user));
                self.respond(key, user, response);
            }
        }
    }

    fn dispatch(
        &mut self,
        now: Now,
        key: RequestKey,
        caller: &Caller,
        password: Option<Secret>,
        inbound: &Inbound,
    ) {
        self.office.password = password;
        let response = self.server.dispatch(&mut self.office, caller, now.at, inbound);
        self.office.password = None;
        self.respond(key, &caller.user, response);
        while let Some(wish) = self.office.wishes.pop_front() {
            if let Some(cti) = &mut self.cti {
                cti.wish(now, &mut self.office, wish);
            }
        }
    }

    fn respond(&mut self, key: RequestKey, who: &str, response: Response) {
        let id = response.request_id();
        self.hop("REST", who, id.as_ref(), response.status.to_string());
        self.events.push_back(Event::Respond(key, response));
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
        self.after(now);
    }

    /// Follows up on whatever was done, until nothing is left.
    fn after(&mut self, now: Now) {
        self.axl_events(now);
        self.cti_news(now);
        self.xmpp_news(now);
        self.cti_news(now);
        self.service_changed(now);
        self.connect(now);
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
                cti::News::Hop(who, id, what) => self.hop("CTI", &who, id.as_ref(), what),
            }
        }
    }

    fn xmpp_news(&mut self, now: Now) {
        while let Some(news) = self.xmpp.as_mut().and_then(|xmpp| xmpp.news.pop_front()) {
            match news {
                xmpp::News::Ready => {
                    self.xmpp_retry.works();
                    self.hop("XMPP", "", None, "online".to_owned());
                }
                xmpp::News::Ended(why) => self.lost(now, Link::Xmpp, &why),
                xmpp::News::Hop(what) => self.hop("XMPP", "", None, what),
            }
        }
    }

    /// Publishes a user to its own node and to those of its teams.
    fn publish_user(&mut self, now: Now, told: Told, id: Option<&RequestId>) {
        let node = Node::User(told.user.clone());
        let source = node.to_string();
        let request = id.map(RequestId::as_str).unwrap_or_default();
        let whole = Update::new(UpdateEvent::Put, &source, Data::User(Box::new(told.whole)));
        let short = Update::new(UpdateEvent::Put, &source, Data::User(Box::new(told.short)));
        let mut what = format!("publish {node} {}", told.state);
        if let Some(xmpp) = &mut self.xmpp {
            xmpp.publish(now.at, &node, &whole.caused_by(request));
            let short = short.caused_by(request);
            for team in self.office.teams_of(&told.user) {
                xmpp.publish(now.at, &Node::TeamUsers(team.to_string()), &short);
            }
        } else {
            what.push_str(": not connected");
        }
        self.hop("XMPP", &told.user, id, what);
    }

    fn publish(&mut self, now: Now, node: &Node, update: Update<'_>, who: &str, id: Option<&RequestId>) {
        let update = update.caused_by(id.map(RequestId::as_str).unwrap_or_default());
        if let Some(xmpp) = &mut self.xmpp {
            xmpp.publish(now.at, node, &update);
        }
        let what = match &update.data {
            Data::Errors(errors) => {
                errors.first().map_or_else(String::new, |e| format!(" {}: {}", e.kind, e.message))
            }
            Data::Dialog(dialog) => format!(" PUT {} {}", dialog.id, dialog.state),
            Data::Dialogs(dialogs) => {
                let event = update.event.unwrap_or_default().as_str();
                dialogs.dialogs.first().map_or_else(String::new, |d| format!(" {event} {} {}", d.id, d.state))
            }
            _ => String::new(),
        };
        self.hop("XMPP", who, id, format!("publish {node}{what}"));
    }

    /// In service is who has both links. A change is told, and on return the last state of everybody.
    fn service_changed(&mut self, now: Now) {
        let cti = self.cti.as_ref().is_some_and(CtiLink::is_ready);
        let xmpp = self.xmpp.as_ref().is_some_and(XmppLink::is_ready);
        self.office.cti_up = cti;
        let was = std::mem::replace(&mut self.office.in_service, cti && xmpp);
        if was == self.office.in_service {
            return;
        }
        self.hop("REST", "", None, if was { "OUT_OF_SERVICE" } else { "IN_SERVICE" }.to_owned());
        let system = self.office.system();
        let update =
            Update::new(UpdateEvent::Put, "/finesse/api/SystemInfo", Data::SystemInfo(Box::new(system)));
        if let Some(xmpp) = &mut self.xmpp {
            xmpp.publish(now.at, &Node::SystemInfo, &update);
        }
        if self.office.in_service {
            let users: Vec<String> = self.office.people.keys().cloned().collect();
            for user in users {
                if let Some(told) = Told::now(&self.office, &user) {
                    self.publish_user(now, told, None);
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
