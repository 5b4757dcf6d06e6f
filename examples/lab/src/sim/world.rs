//! CUCM, engine, notification service and Finesse server, joined by simulated wires.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::{Duration, Instant, SystemTime};

use axl_soap::{HttpRequest, HttpResponse, Secret};
use bytes::Bytes;
use notification::core::{self as notify, Then};
use xmpp_pubsub::{ConnId, Framing};

use crate::config::Config;
use crate::people;
use crate::trace::Hop;

/// The domain of the simulated system's addresses.
pub const DOMAIN: &str = "lab.example";

/// A REST or BOSH request of somebody outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What arrives at somebody outside.
#[derive(Debug)]
#[non_exhaustive]
pub enum Arrival {
    /// The answer to a REST request.
    Rest(Ticket, finesse_proto::Response),
    /// The answer to a BOSH request.
    Bosh(Ticket, Bytes),
}

/// Something on its way.
enum Message {
    ToEngine(Bytes),
    FromEngine(Bytes),
    EngineHangsUp,
    ToCucm(axl_soap::ExchangeId, HttpRequest),
    FromCucm(axl_soap::ExchangeId, HttpResponse),
    ToNotification(Bytes),
    FromNotification(Bytes),
    NotificationHangsUp,
    Connected(finesse::Link),
    Disconnected(finesse::Link),
    Verdict(notify::CheckId, notify::Verdict),
    ToFinesse(Ticket, finesse_proto::Request),
    ToBosh(Ticket, Bytes),
    Arrives(Arrival),
}

impl Arrival {
    /// Whose request it answers.
    pub fn ticket(&self) -> Ticket {
        match self {
            Self::Rest(ticket, _) | Self::Bosh(ticket, _) => *ticket,
        }
    }
}

/// The wire a message takes: order is kept on each.
type Wire = u8;

/// CUCM, engine, notification service and Finesse server, joined by simulated wires.
pub struct World {
    started: Instant,
    now: Instant,
    utc: SystemTime,
    random: u64,
    sent: u64,
    queue: BinaryHeap<Reverse<(Instant, u64)>>,
    messages: BTreeMap<u64, Message>,
    busy_until: BTreeMap<Wire, Instant>,
    /// Longest delay of a message; every delay is between a tenth of it and it.
    pub latency: Duration,
    cucm: cucm::Core,
    engine: engine::Core,
    notification: notify::Core,
    finesse: finesse::Core,
    finesse_password: Secret,
    axl_password: Secret,
    arrivals: Vec<Arrival>,
    hops: Vec<Hop>,
}

/// The connection of the Finesse server at the engine and at the notification service.
const FINESSE: u64 = 1;

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("now", &self.elapsed())
            .field("under_way", &self.messages.len())
            .finish()
    }
}

impl World {
    /// Everything is started, nothing is connected yet.
    ///
    /// # Errors
    /// The configuration does not fit the services.
    pub fn new(config: &Config, seed: u64) -> Result<Self, Box<dyn std::error::Error>> {
        let started = Instant::now();
        let utc = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let (axl_password, finesse_password) = (Secret::new("axl secret"), Secret::new("finesse secret"));
        let seed_of = |service: u8| {
            let mut bytes = [service; 32];
            bytes[..8].copy_from_slice(&seed.to_be_bytes());
            bytes
        };
        let mut directory = people::directory(config, &axl_password);
        directory.seed = seed_of(1);
        let mut service = notify::CoreConfig::finesse(DOMAIN, people::FINESSE_USER)?;
        service.plain = notify::PlainText::Allowed;
        service.hops = true;
        let server = people::server(DOMAIN, DOMAIN, &axl_password, &finesse_password);
        Ok(Self {
            started,
            now: started,
            utc,
            random: seed,
            sent: 0,
            queue: BinaryHeap::new(),
            messages: BTreeMap::new(),
            busy_until: BTreeMap::new(),
            latency: Duration::from_millis(5),
            cucm: cucm::Core::new(&directory)?,
            engine: engine::Core::new(people::centre(config), cti_wire::Now { at: started, utc })?,
            notification: notify::Core::new(
                service,
                seed_of(2),
                xmpp_pubsub::pubsub::Now { at: started, utc },
            )?,
            finesse: finesse::Core::new(server, seed_of(3), finesse::Now { at: started, utc }),
            finesse_password,
            axl_password,
            arrivals: Vec::new(),
            hops: Vec::new(),
        })
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Virtual time since the start.
    pub fn elapsed(&self) -> Duration {
        self.now - self.started
    }

    /// Whether the Finesse server has all it needs.
    pub fn in_service(&self) -> bool {
        self.finesse.is_in_service()
    }

    /// The engine, to look at.
    pub fn engine(&self) -> &engine::Core {
        &self.engine
    }

    /// Does something at the engine, or at its telephones: what follows from it happens in the next steps.
    pub fn with_engine<T>(&mut self, act: impl FnOnce(&mut engine::Core, cti_wire::Now) -> T) -> T {
        let now = cti_wire::Now { at: self.now, utc: self.utc };
        let result = act(&mut self.engine, now);
        self.drain();
        result
    }

    /// What passed between the services so far.
    pub fn hops(&self) -> &[Hop] {
        &self.hops
    }

    /// Somebody sends a REST request.
    pub fn send_rest(&mut self, ticket: Ticket, request: finesse_proto::Request) {
        self.send(8, Message::ToFinesse(ticket, request));
    }

    /// Somebody sends a BOSH request.
    pub fn send_bosh(&mut self, ticket: Ticket, entity: Bytes) {
        self.send(9, Message::ToBosh(ticket, entity));
    }

    /// What has arrived at those outside.
    pub fn arrivals(&mut self) -> Vec<Arrival> {
        std::mem::take(&mut self.arrivals)
    }

    /// Goes on to the next thing that happens, but not beyond `until`. `false` once nothing more happens before it.
    pub fn step(&mut self, until: Instant) -> bool {
        self.drain();
        let delivery = self.queue.peek().map(|Reverse((at, _))| *at);
        let timers = [
            self.engine.poll_timeout().map(|deadline| deadline.at),
            self.notification.poll_timeout(),
            self.finesse.poll_timeout(),
        ];
        let next = timers.into_iter().flatten().chain(delivery).min().filter(|at| *at <= until);
        let Some(next) = next else {
            self.advance(until);
            return false;
        };
        self.advance(next);
        match self.queue.peek() {
            Some(Reverse((at, _))) if *at <= self.now => {
                if let Some(message) = self.queue.pop().and_then(|Reverse((_, n))| self.messages.remove(&n)) {
                    self.deliver(message);
                }
            }
            _ => {
                let (at, utc) = (self.now, self.utc);
                self.engine.handle_timeout(cti_wire::Now { at, utc });
                self.notification.handle_timeout(xmpp_pubsub::pubsub::Now { at, utc });
                self.finesse.handle_timeout(finesse::Now { at, utc });
            }
        }
        self.drain();
        true
    }

    fn advance(&mut self, to: Instant) {
        if let Some(passed) = to.checked_duration_since(self.now) {
            self.now = to;
            self.utc += passed;
        }
    }

    /// SplitMix64: the same seed, the same delays.
    fn draw(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn send(&mut self, wire: Wire, message: Message) {
        let part = u32::try_from(self.draw() % 10 + 1).unwrap_or(1);
        let mut at = self.now + self.latency * part / 10;
        let free = self.busy_until.entry(wire).or_insert(at);
        at = at.max(*free);
        *free = at;
        self.sent += 1;
        self.queue.push(Reverse((at, self.sent)));
        self.messages.insert(self.sent, message);
    }

    fn deliver(&mut self, message: Message) {
        let (at, utc) = (self.now, self.utc);
        let cti = cti_wire::Now { at, utc };
        let xmpp = xmpp_pubsub::pubsub::Now { at, utc };
        let now = finesse::Now { at, utc };
        match message {
            Message::Connected(finesse::Link::Cti) => {
                if self.engine.handle_connect(cti, cti_wire::ConnId(FINESSE)).is_ok() {
                    self.finesse.handle_connected(now, finesse::Link::Cti);
                } else {
                    self.finesse.handle_disconnected(now, finesse::Link::Cti);
                }
            }
            Message::Connected(finesse::Link::Xmpp) => {
                let (conn, framing) = (ConnId(FINESSE), Framing::Tcp);
                let security = xmpp_pubsub::Security::Clear;
                self.notification.handle_input(xmpp, notify::Input::Connected { conn, framing, security });
                self.finesse.handle_connected(now, finesse::Link::Xmpp);
            }
            Message::Disconnected(finesse::Link::Cti) => {
                self.engine.handle_disconnect(cti, cti_wire::ConnId(FINESSE));
            }
            Message::Disconnected(finesse::Link::Xmpp) => {
                self.notification.handle_input(xmpp, notify::Input::Ended { conn: ConnId(FINESSE) });
            }
            Message::ToEngine(bytes) => {
                // What is wrong with the bytes is the engine's to say on the wire.
                let _ = self.engine.handle_input(cti, cti_wire::ConnId(FINESSE), &bytes);
            }
            Message::FromEngine(bytes) => self.finesse.handle_input(now, finesse::Link::Cti, &bytes),
            Message::EngineHangsUp => self.finesse.handle_disconnected(now, finesse::Link::Cti),
            Message::ToCucm(id, request) => {
                let response = self.cucm.handle(cucm::Now { at, utc }, &request);
                self.send(1, Message::FromCucm(id, response));
            }
            Message::FromCucm(id, response) => self.finesse.handle_axl_response(now, id, response),
            Message::ToNotification(bytes) => {
                self.notification.handle_input(xmpp, notify::Input::Bytes { conn: ConnId(FINESSE), bytes });
            }
            Message::FromNotification(bytes) => self.finesse.handle_input(now, finesse::Link::Xmpp, &bytes),
            Message::NotificationHangsUp => self.finesse.handle_disconnected(now, finesse::Link::Xmpp),
            Message::Verdict(check, verdict) => {
                self.notification.handle_input(xmpp, notify::Input::Verdict { check, verdict });
            }
            Message::ToFinesse(ticket, request) => {
                self.finesse.handle_request(now, finesse::RequestKey(ticket.0), request);
            }
            Message::ToBosh(ticket, entity) => {
                let id = bosh::manager::RequestId(ticket.0);
                let security = bosh::manager::Security::Tls;
                let request = bosh::manager::Request { id, entity, security };
                self.notification.handle_input(xmpp, notify::Input::Http(request));
            }
            Message::Arrives(arrival) => self.arrivals.push(arrival),
        }
    }

    /// Puts on the wires what the cores have to say.
    fn drain(&mut self) {
        while let Some(transmit) = self.engine.poll_transmit() {
            let mut bytes = transmit.head.to_vec();
            bytes.extend_from_slice(transmit.shared.as_deref().unwrap_or_default());
            self.engine.sent(transmit.to, bytes.len());
            self.send(2, Message::FromEngine(bytes.into()));
        }
        while self.engine.poll_close().is_some() {
            self.send(2, Message::EngineHangsUp);
        }
        while let Some(hop) = self.engine.poll_hop() {
            self.hop(hop.link.name(), hop.who, String::new(), hop.text);
        }
        while let Some(transmit) = self.notification.poll_transmit() {
            self.notification_says(transmit);
        }
        while let Some(event) = self.notification.poll_event() {
            match event {
                notify::Event::CheckPassword { id, account, password } => {
                    let verdict = self.verdict(account.local().unwrap_or_default(), password.expose());
                    self.send(4, Message::Verdict(id, verdict));
                }
                notify::Event::Hop { link, who, request, what } => {
                    self.hop(link.as_str(), who, request, what)
                }
                _ => {}
            }
        }
        while let Some(event) = self.finesse.poll_event() {
            match event {
                finesse::Event::Respond(key, response) => {
                    self.send(8, Message::Arrives(Arrival::Rest(Ticket(key.0), response)));
                }
                // Nobody keeps anything here; who waits for it is answered.
                finesse::Event::Store { answer: Some((key, response)), .. } => {
                    self.send(8, Message::Arrives(Arrival::Rest(Ticket(key.0), response)));
                }
                finesse::Event::Connect { link, .. } => self.send(3, Message::Connected(link)),
                finesse::Event::Disconnect(link) => self.send(3, Message::Disconnected(link)),
                finesse::Event::Axl(transmit) => self.send(1, Message::ToCucm(transmit.id, transmit.request)),
                finesse::Event::Hop(hop) => self.hop(hop.link, hop.who, hop.request, hop.what),
                _ => {}
            }
        }
        while let Some((link, bytes)) = self.finesse.poll_transmit() {
            match link {
                finesse::Link::Cti => self.send(5, Message::ToEngine(bytes)),
                finesse::Link::Xmpp => self.send(6, Message::ToNotification(bytes)),
            }
        }
    }

    fn notification_says(&mut self, transmit: notify::Transmit) {
        match transmit {
            notify::Transmit::Stream { to, bytes, then } => {
                self.send(7, Message::FromNotification(bytes));
                let now = xmpp_pubsub::pubsub::Now { at: self.now, utc: self.utc };
                match then {
                    Then::Close => self.send(7, Message::NotificationHangsUp),
                    _ => self.notification.handle_input(now, notify::Input::Writable { conn: to }),
                }
            }
            notify::Transmit::Http(bosh::manager::Transmit::Answer { to, entity, .. }) => {
                self.send(9, Message::Arrives(Arrival::Bosh(Ticket(to.0), entity.to_bytes())));
            }
            notify::Transmit::Http(_) => {}
        }
    }

    /// What CUCM says of a password, asked as the notification service asks: by AXL.
    fn verdict(&mut self, user: &str, password: &str) -> notify::Verdict {
        if user == people::FINESSE_USER {
            let right = password == self.finesse_password.reveal();
            return if right { notify::Verdict::Right } else { notify::Verdict::Wrong };
        }
        let account = axl_soap::Credentials::new(people::AXL_USER, self.axl_password.reveal());
        let mut client = axl_soap::Client::new(axl_soap::ClientConfig::new(account));
        let proof = axl_soap::Proof::Password(Secret::new(password));
        client.call(axl_soap::Call::authenticate(user, &proof));
        self.hop("AXL", user.to_owned(), String::new(), "doAuthenticateUser".to_owned());
        while let Some(transmit) = client.poll_transmit(self.now) {
            let response = self.cucm.handle(cucm::Now { at: self.now, utc: self.utc }, &transmit.request);
            // An answer that is no reply ends the call with an error, which is read below.
            let _ = client.handle_response(self.now, transmit.id, response);
        }
        let ended = std::iter::from_fn(|| client.poll_event()).find_map(|event| match event {
            axl_soap::Event::Done { result, .. } => Some(result),
            _ => None,
        });
        match ended {
            Some(Ok(reply)) if reply.authentication().is_ok_and(|answer| answer.authenticated) => {
                notify::Verdict::Right
            }
            Some(_) => notify::Verdict::Wrong,
            None => notify::Verdict::Unavailable,
        }
    }

    fn hop(&mut self, link: &str, who: String, request: String, what: String) {
        let seq = self.hops.len() as u64 + 1;
        let at_us = u64::try_from(self.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.hops.push(Hop { seq, at_us, link: link.to_owned(), who, request, what });
    }
}
