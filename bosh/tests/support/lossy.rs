//! Client and manager joined by a network that loses, repeats, reorders, delays and cuts, in virtual time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use bosh::client::{self, Answer, Client, Exchange};
use bosh::manager::{self, Accept, Acks, Manager, Request, RequestId, Security, SessionId};
use bosh::{Body, Entity, Payload};

/// How bad the network is, in chances of a hundred; what is tried, and for how long.
#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    pub wait: u64,
    pub hold: u32,
    pub client_acks: bool,
    pub manager_acks: bool,
    /// Requests that never arrive, answers that never arrive.
    pub lost: u64,
    /// Connections cut while their request is held.
    pub cut: u64,
    /// Requests that arrive twice.
    pub repeated: u64,
    /// Failures one side is not told of.
    pub silent: u64,
    /// The longest way one way, in milliseconds.
    pub delay: u64,
    /// Seconds until the network heals.
    pub bad_for: u64,
    pub messages: u64,
    /// How long the server lets a client be silent, in seconds.
    pub inactivity: u64,
    /// A pause of so many seconds is asked for once; 0: none.
    pub pause: u64,
    /// Keys in a sequence; 0: none.
    pub keys: u32,
    pub end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nobody ends the session.
    None,
    Client,
    Host,
}

enum Action {
    Arrive { exchange: Exchange, entity: Entity },
    Cut { exchange: Exchange },
    Fail { exchange: Exchange },
    Answer { exchange: Exchange, answer: Answer },
    Closed { request: RequestId },
    ClientSays,
    HostSays,
    Pause,
    EndByClient,
    EndByHost,
}

pub struct World {
    plan: Plan,
    chance: u64,
    pub start: Instant,
    pub now: Instant,
    client: Client,
    manager: Manager,
    agenda: BTreeMap<(Instant, u64), Action>,
    next: u64,
    /// Which attempt of the client's a request belongs to.
    requests: BTreeMap<RequestId, Exchange>,
    alive: BTreeSet<Exchange>,
    session: Option<SessionId>,
    /// The creation request was answered.
    opened: bool,
    pub said_by_client: u64,
    pub said_by_host: u64,
    pub heard_by_client: Vec<u64>,
    pub heard_by_host: Vec<u64>,
    pub client_end: Option<(Instant, client::Why)>,
    pub host_end: Option<(Instant, manager::Why)>,
    /// `wait` and `inactivity`, as the creation response had them.
    pub terms: Option<(Duration, Duration)>,
    pub pause: Pause,
}

/// What became of the pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    Never,
    /// The request that asks for it was first sent at this time.
    Asked(Instant),
    /// The client knows that it is allowed to be silent, and is.
    Silent(Instant),
    /// It was silent until then.
    Over(Instant, Instant),
}

impl World {
    pub fn new(plan: Plan) -> Self {
        let now = Instant::now();
        let mut config = client::Config::new("example.com");
        config.wait = Duration::from_secs(plan.wait);
        config.hold = plan.hold;
        config.acks = if plan.client_acks { Acks::On } else { Acks::Off };
        config.keys = plan.keys;
        let mut server = manager::Config::default();
        server.acks = if plan.manager_acks { Acks::On } else { Acks::Off };
        // Whether a bad network makes a client repeat too often is not what is looked at here.
        server.max_repeats = 10_000;
        server.inactivity = Duration::from_secs(plan.inactivity);
        let seed = [plan.seed as u8; 32];
        let mut world = Self {
            chance: plan.seed | 1,
            start: now,
            now,
            client: Client::new(config, seed, now),
            manager: Manager::new(server, seed, now),
            agenda: BTreeMap::new(),
            next: 0,
            requests: BTreeMap::new(),
            alive: BTreeSet::new(),
            session: None,
            opened: false,
            said_by_client: 0,
            said_by_host: 0,
            heard_by_client: Vec::new(),
            heard_by_host: Vec::new(),
            client_end: None,
            host_end: None,
            terms: None,
            pause: Pause::Never,
            plan,
        };
        world.script();
        world
    }

    fn script(&mut self) {
        let span = self.plan.bad_for * 1000;
        for _ in 0..self.plan.messages {
            // In bursts, as programs talk.
            let (at, other) = (self.below(span), self.below(span));
            self.at(Duration::from_millis(at / 4000 * 4000), Action::ClientSays);
            self.at(Duration::from_millis(other / 3000 * 3000), Action::HostSays);
        }
        if self.plan.pause > 0 {
            let at = self.below(span);
            self.at(Duration::from_millis(at), Action::Pause);
        }
        let at = Duration::from_millis(span / 2 + self.below(span));
        match self.plan.end {
            End::None => {}
            End::Client => self.at(at, Action::EndByClient),
            End::Host => self.at(at, Action::EndByHost),
        }
    }

    /// xorshift64*: enough for schedules.
    fn below(&mut self, limit: u64) -> u64 {
        self.chance ^= self.chance >> 12;
        self.chance ^= self.chance << 25;
        self.chance ^= self.chance >> 27;
        self.chance.wrapping_mul(0x2545_f491_4f6c_dd1d) % limit.max(1)
    }

    /// Does something bad of this chance happen? Not once the network has healed.
    fn happens(&mut self, chance: u64) -> bool {
        let bad = self.now < self.start + Duration::from_secs(self.plan.bad_for);
        self.below(100) < chance && bad
    }

    fn delay(&mut self) -> Duration {
        Duration::from_millis(1 + self.below(self.plan.delay))
    }

    fn at(&mut self, delay: Duration, action: Action) {
        self.next += 1;
        self.agenda.insert((self.now + delay, self.next), action);
    }

    pub fn run(&mut self, time: Duration) {
        self.run_until(self.now + time);
    }

    /// When the silence ends that the client is in.
    pub fn pause_ends(&self) -> Option<Instant> {
        let silent = matches!(self.pause, Pause::Silent(_)) && !self.client.is_over();
        self.client.poll_timeout().filter(|_| silent).map(|deadline| deadline.at)
    }

    pub fn run_until(&mut self, end: Instant) {
        self.drain();
        loop {
            let agenda = self.agenda.first_key_value().map(|((at, _), _)| *at);
            let timers = [self.client.poll_timeout(), self.manager.poll_timeout()].map(|d| d.map(|d| d.at));
            let next = timers.into_iter().flatten().chain(agenda).min();
            let Some(at) = next.filter(|at| *at <= end) else { break };
            self.now = self.now.max(at);
            if timers[0].is_some_and(|at| at <= self.now) {
                self.client.handle_timeout(self.now);
            }
            if timers[1].is_some_and(|at| at <= self.now) {
                self.manager.handle_timeout(self.now);
            }
            self.drain();
            while self.agenda.first_key_value().is_some_and(|((at, _), _)| *at <= self.now) {
                let Some((_, action)) = self.agenda.pop_first() else { break };
                self.act(action);
                self.drain();
            }
        }
        self.now = self.now.max(end);
    }

    fn act(&mut self, action: Action) {
        if matches!(action, Action::ClientSays | Action::Pause | Action::EndByClient) {
            // What is asked for next is asked for now.
            self.client.handle_timeout(self.now);
        }
        match action {
            Action::Arrive { exchange, entity } => {
                self.next += 1;
                let id = RequestId(self.next);
                self.requests.insert(id, exchange);
                let request = Request { id, entity: entity.to_bytes(), security: Security::Tls };
                self.manager.handle_input(self.now, request);
                if !self.alive.contains(&exchange) {
                    self.manager.handle_closed(self.now, id);
                }
            }
            Action::Cut { exchange } => {
                if self.alive.remove(&exchange) {
                    self.tell_server(exchange);
                    self.tell_client(exchange);
                }
            }
            Action::Fail { exchange } => self.client.handle_failure(self.now, exchange),
            Action::Answer { exchange, answer } => self.client.handle_input(self.now, exchange, answer),
            Action::Closed { request } => self.manager.handle_closed(self.now, request),
            Action::ClientSays => {
                let n = self.said_by_client;
                if self.client.send(Payload::from(format!("<c xmlns='u'>{n}</c>"))).is_ok() {
                    self.said_by_client += 1;
                }
            }
            Action::HostSays => {
                let (n, Some(session)) = (self.said_by_host, self.session) else { return };
                if self
                    .manager
                    .send(self.now, session, Payload::from(format!("<s xmlns='u'>{n}</s>")))
                    .is_ok()
                {
                    self.said_by_host += 1;
                }
            }
            Action::Pause => drop(self.client.pause(Duration::from_secs(self.plan.pause))),
            Action::EndByClient => drop(self.client.terminate(None)),
            Action::EndByHost => {
                if let Some(session) = self.session {
                    let _ = self.manager.terminate(self.now, session, None, None);
                }
            }
        }
    }

    fn tell_server(&mut self, exchange: Exchange) {
        let request = self.requests.iter().find(|(_, e)| **e == exchange).map(|(r, _)| *r);
        let (quiet, delay) = (self.happens(self.plan.silent), self.delay());
        if let (Some(request), false) = (request, quiet) {
            self.at(delay, Action::Closed { request });
        }
    }

    fn tell_client(&mut self, exchange: Exchange) {
        if !self.happens(self.plan.silent) {
            let delay = self.delay();
            self.at(delay, Action::Fail { exchange });
        }
    }

    fn drain(&mut self) {
        while let Some(event) = self.client.poll_event() {
            match event {
                client::Event::Received { payload } => {
                    assert_eq!(self.client_end, None);
                    self.heard_by_client.extend(payload.iter().map(|p| number(p)));
                }
                client::Event::Ended { why } => self.client_end = Some((self.now, why)),
                client::Event::Opened(granted) => {
                    self.terms = Some((granted.wait, granted.inactivity.unwrap()));
                }
                client::Event::Paused => {
                    let Pause::Asked(at) = self.pause else { panic!("a pause nobody asked for") };
                    self.pause = Pause::Silent(at);
                }
                _ => {}
            }
        }
        while let Some(transmit) = self.client.poll_transmit() {
            match transmit {
                client::Transmit::Send { exchange, entity } => {
                    self.note_pause(&entity);
                    self.carry(exchange, &entity);
                }
                client::Transmit::Cancel { exchange } if self.alive.remove(&exchange) => {
                    self.tell_server(exchange);
                }
                _ => {}
            }
        }
        while let Some(event) = self.manager.poll_event() {
            match event {
                manager::Event::Opened(opened) => {
                    self.session = Some(opened.session);
                    let _ = self.manager.accept(self.now, opened.session, Accept::default());
                }
                manager::Event::Received { session, payload } => {
                    assert_eq!(Some(session), self.session);
                    assert_eq!(self.host_end, None);
                    self.heard_by_host.extend(payload.iter().map(|p| number(p)));
                }
                manager::Event::Ended { session, why } if Some(session) == self.session => {
                    self.host_end = Some((self.now, why));
                }
                _ => {}
            }
        }
        while let Some(transmit) = self.manager.poll_transmit() {
            let Some(exchange) = self.requests.remove(&transmit.to()) else { panic!("answered twice") };
            let manager::Transmit::Answer { status, entity, .. } = transmit else { panic!("hung up") };
            if !self.alive.contains(&exchange) {
                continue;
            }
            if self.opened && self.happens(self.plan.lost) {
                self.alive.remove(&exchange);
                self.tell_client(exchange);
                continue;
            }
            self.opened = true;
            // The first answer to an attempt is its answer, though the network may have made two requests of it.
            self.alive.remove(&exchange);
            let delay = self.delay();
            let answer = Answer { status, entity: entity.to_bytes() };
            self.at(delay, Action::Answer { exchange, answer });
        }
    }

    fn note_pause(&mut self, entity: &Entity) {
        let asks = Body::read(&entity.to_bytes(), 10_000).unwrap().attributes.pause.is_some();
        self.pause = match self.pause {
            Pause::Never if asks => Pause::Asked(self.now),
            Pause::Silent(from) => Pause::Over(from, self.now),
            other => other,
        };
    }

    fn carry(&mut self, exchange: Exchange, entity: &Entity) {
        self.alive.insert(exchange);
        let delay = self.delay();
        // A creation request that is lost or repeated makes a session more or less, which is another story.
        if self.session.is_none() {
            return self.at(delay, Action::Arrive { exchange, entity: entity.clone() });
        }
        if self.happens(self.plan.lost) {
            self.alive.remove(&exchange);
            return self.tell_client(exchange);
        }
        self.at(delay, Action::Arrive { exchange, entity: entity.clone() });
        if self.happens(self.plan.repeated) {
            let later = delay + self.delay();
            self.at(later, Action::Arrive { exchange, entity: entity.clone() });
        }
        if self.happens(self.plan.cut) {
            let later = delay + Duration::from_millis(self.below(1000 * self.plan.wait.max(1)));
            self.at(later, Action::Cut { exchange });
        }
    }
}

fn number(payload: &[u8]) -> u64 {
    let text = std::str::from_utf8(payload).unwrap();
    text.split_once('>').unwrap().1.split_once('<').unwrap().0.parse().unwrap()
}
