//! Several servers of which one is the master: find it, stay with it, find it again.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use super::config::Config;
use super::download::ConfigRequest;
use super::event::{CloseReason, Event};
use super::machine::Client;
use crate::session::{ConnId, Deadline, MaintenanceAnswer, PeerError, SessionError, Timer, Transmit};
use crate::{Dialect, Frame, InvokeId, Profile, ServiceMask, SessionType, StatusCode, UsageError};

/// Time between looks for a standby.
const STANDBY_PAUSE: Duration = Duration::from_secs(15);

/// A server, by its place in the caller's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Side(pub usize);

/// How servers are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailoverConfig {
    /// The session to open on each of them.
    pub session: Config,
    /// How many servers there are; two in a real system.
    pub sides: usize,
    /// Pauses after rounds in which no server took us (guide: a random time, then 15, 30, 60, 120 s). The last one
    /// repeats. Each gets up to a tenth more by chance, so that clients do not come in step.
    pub pauses: Vec<Duration>,
    /// Upper end of the random first pause.
    pub first_pause: Duration,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest stay with a server that granted the session and is not in service.
    pub online_timeout: Duration,
    /// A session that ends sooner than this counts as a failed attempt: the next one is made after a pause.
    pub stable_after: Duration,
    /// While in service, look every so often whether another server would take us; `None`: never. A standby refuses with
    /// 92, and one that accepts is left again at once.
    ///
    /// With `ServiceMask::ACTIVE_STANDBY` among the session's services, the first look comes at once, and a session on a
    /// standby is kept: when it becomes the active server, it is our master without a new connection. `None` means then
    /// that a lost standby is looked for every 15 s.
    pub probe: Option<Duration>,
}

impl Default for FailoverConfig {
    fn default() -> Self {
        Self {
            session: Config::default(),
            sides: 2,
            pauses: [15, 30, 60, 120].map(Duration::from_secs).to_vec(),
            first_pause: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(10),
            online_timeout: Duration::from_secs(60),
            stable_after: Duration::from_secs(10),
            probe: None,
        }
    }
}

/// What the caller must do or know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailoverEvent {
    /// Open a connection to this server; answer with `handle_connected` or `handle_disconnect`.
    Connect {
        /// Names the connection from now on. Each attempt has its own.
        conn: ConnId,
        /// To which server.
        side: Side,
    },
    /// Reset this connection, or give up opening it. Nothing more is heard of it.
    Disconnect(ConnId),
    /// This server is our master: requests go there until `OutOfService`. These two come strictly in turn.
    InService(Side),
    /// There is no master for us now. Pending requests have ended, and nothing that was known is certain any more.
    OutOfService(CloseReason),
    /// An event of the session; only between `InService` and `OutOfService`.
    Session(Event),
    /// An attempt has failed, or a look at another server is over.
    Tried {
        /// The server.
        side: Side,
        /// How it went; a standby refuses with 92.
        outcome: CloseReason,
    },
}

/// A client of several servers, at most one of which is its master at any time.
///
/// A session on a standby (CCE from protocol 24) is never in service. One is kept beside the master's; when its server
/// announces that it is active now, the old master is left (`OutOfService`) before the new one is told (`InService`).
///
/// Rule of use: as for [`Client`], with a connection for each [`FailoverEvent::Connect`].
#[derive(Debug)]
pub struct Failover {
    config: FailoverConfig,
    chance: u64,
    main: Option<Attempt>,
    probe: Option<Attempt>,
    /// The former master in its maintenance: it is told that no more requests come, and ends.
    old: Option<Attempt>,
    in_service: Option<Instant>,
    /// Servers tried since the last pause.
    tried: usize,
    next: Side,
    /// The server that took us last.
    good: Option<Side>,
    round: usize,
    resume: Option<Instant>,
    probe_at: Option<Instant>,
    last_conn: u64,
    stopped: bool,
    events: VecDeque<FailoverEvent>,
    transmits: VecDeque<Transmit>,
}

/// One connection to one server.
#[derive(Debug)]
struct Attempt {
    conn: ConnId,
    side: Side,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    Connecting { deadline: Instant },
    Session { client: Box<Client>, online_by: Instant },
}

impl Attempt {
    fn is_standby(&self) -> bool {
        matches!(&self.phase, Phase::Session { client, .. } if client.is_standby())
    }
}

impl Failover {
    /// Starts looking for the master at once, with the first server.
    ///
    /// # Errors
    /// The session's configuration does not fit into OPEN_REQ.
    pub fn new(config: FailoverConfig, seed: [u8; 32], now: Instant) -> Result<Self, UsageError> {
        // Tried here, so that no attempt can fail for this reason later.
        Client::new(config.session.clone(), now)?;
        let chance = seed
            .iter()
            .fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
        let mut this = Self {
            config,
            chance,
            main: None,
            probe: None,
            old: None,
            in_service: None,
            tried: 0,
            next: Side(0),
            good: None,
            round: 0,
            resume: None,
            probe_at: None,
            last_conn: 0,
            stopped: false,
            events: VecDeque::new(),
            transmits: VecDeque::new(),
        };
        this.try_next(now);
        Ok(this)
    }

    /// What both sides speak.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.config.session.profile
    }

    /// The server that is our master now.
    #[must_use]
    pub fn master(&self) -> Option<Side> {
        self.in_service.and(self.main.as_ref()).map(|attempt| attempt.side)
    }

    // ---- verbs ----

    /// A connection stands.
    pub fn handle_connected(&mut self, now: Instant, conn: ConnId) {
        let online_by = now + self.config.online_timeout;
        let session = self.config.session.clone();
        let Some(attempt) = self.attempt(conn) else { return };
        // `new` has tried this configuration.
        if let (Phase::Connecting { .. }, Ok(client)) = (&attempt.phase, Client::new(session, now)) {
            attempt.phase = Phase::Session { client: Box::new(client), online_by };
        }
        self.work(now);
    }

    /// Bytes from a connection. Those of one that was given up are ignored.
    ///
    /// # Errors
    /// The server broke the protocol; the next one is tried.
    pub fn handle_input(&mut self, now: Instant, conn: ConnId, bytes: &[u8]) -> Result<(), PeerError> {
        let result = match self.attempt(conn).map(|attempt| &mut attempt.phase) {
            Some(Phase::Session { client, .. }) => client.handle_input(now, bytes),
            Some(Phase::Connecting { .. }) | None => Ok(()),
        };
        self.work(now);
        result
    }

    /// A connection has ended, or could not be opened.
    pub fn handle_disconnect(&mut self, now: Instant, conn: ConnId) {
        let failed = match self.attempt(conn).map(|attempt| &mut attempt.phase) {
            Some(Phase::Session { client, .. }) => {
                client.handle_disconnect();
                false
            }
            Some(Phase::Connecting { .. }) => true,
            None => false,
        };
        if failed {
            self.give_up(now, conn, CloseReason::ConnectionLost);
        }
        self.work(now);
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        let attempts = [&self.main, &self.probe, &self.old].map(|a| a.as_ref().map(|a| a.conn));
        for conn in attempts.into_iter().flatten() {
            let in_service = self.in_service.is_some();
            let Some(attempt) = self.attempt(conn) else { continue };
            match &mut attempt.phase {
                Phase::Connecting { deadline } if *deadline <= now => {
                    self.give_up(now, conn, CloseReason::OpenTimeout);
                }
                Phase::Session { client, online_by }
                    if *online_by <= now && !in_service && !client.is_standby() =>
                {
                    self.give_up(now, conn, CloseReason::Refused(StatusCode::CTI_SERVER_OFFLINE));
                }
                Phase::Session { client, .. } => client.handle_timeout(now),
                Phase::Connecting { .. } => {}
            }
        }
        if self.resume.is_some_and(|at| at <= now) {
            self.resume = None;
            self.tried = 0;
            self.next = self.good.unwrap_or(self.next);
            self.try_next(now);
        }
        if self.probe_at.is_some_and(|at| at <= now) {
            self.look_around(now);
        }
        self.work(now);
    }

    /// Bytes for a connection.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// The next thing to do or to know.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<FailoverEvent> {
        self.events.pop_front()
    }

    /// When to call [`handle_timeout`](Self::handle_timeout).
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let waits = [&self.main, &self.probe, &self.old].into_iter().flatten().filter_map(|attempt| {
            match &attempt.phase {
                Phase::Connecting { deadline } => Some(Deadline { at: *deadline, why: Timer::Open }),
                Phase::Session { client, online_by } => {
                    let online = Deadline { at: *online_by, why: Timer::Open };
                    let waits = self.in_service.is_none() && !client.is_standby();
                    let online = waits.then_some(online);
                    client.poll_timeout().into_iter().chain(online).min()
                }
            }
        });
        let resume = self.resume.map(|at| Deadline { at, why: Timer::Reconnect });
        let probe = self.probe_at.map(|at| Deadline { at, why: Timer::Reconnect });
        waits.chain(resume).chain(probe).min()
    }

    // ---- what a user can ask for ----

    /// As [`Client::request`], to the master.
    ///
    /// # Errors
    /// [`SessionError::NotOpen`] without a master, and those of [`Client::request`].
    pub fn request(&mut self, now: Instant, frame: &Frame) -> Result<InvokeId, SessionError> {
        let result = self.client()?.request(now, frame);
        self.work(now);
        result
    }

    /// As [`Client::download_configuration`], from the master.
    ///
    /// # Errors
    /// [`SessionError::NotOpen`] without a master, and those of [`Client::download_configuration`].
    pub fn download_configuration(
        &mut self,
        now: Instant,
        request: ConfigRequest,
    ) -> Result<(), SessionError> {
        let result = self.client()?.download_configuration(now, request);
        self.work(now);
        result
    }

    /// As [`Client::answer_maintenance`], to the master.
    ///
    /// If the maintenance begins, the master is left when the standby announces itself, or 4 s later.
    ///
    /// # Errors
    /// [`SessionError::NotOpen`] without a master, and those of [`Client::answer_maintenance`].
    pub fn answer_maintenance(
        &mut self,
        now: Instant,
        answer: MaintenanceAnswer,
    ) -> Result<(), SessionError> {
        let result = self.client()?.answer_maintenance(now, answer);
        self.work(now);
        result
    }

    /// Ends the session and looks for no other.
    pub fn stop(&mut self, now: Instant) {
        self.stopped = true;
        (self.resume, self.probe_at) = (None, None);
        for attempt in [self.probe.take(), self.old.take()].into_iter().flatten() {
            self.drop_attempt(&attempt);
        }
        let closing = match self.main.as_mut().map(|attempt| &mut attempt.phase) {
            Some(Phase::Session { client, .. }) => client.close(now).is_ok(),
            Some(Phase::Connecting { .. }) | None => false,
        };
        if let (false, Some(main)) = (closing, &self.main) {
            let conn = main.conn;
            self.give_up(now, conn, CloseReason::Requested);
        }
        self.work(now);
    }

    // ---- details ----

    fn client(&mut self) -> Result<&mut Client, SessionError> {
        match (self.in_service, &mut self.main) {
            (Some(_), Some(Attempt { phase: Phase::Session { client, .. }, .. })) => Ok(client),
            _ => Err(SessionError::NotOpen),
        }
    }

    fn attempt(&mut self, conn: ConnId) -> Option<&mut Attempt> {
        [&mut self.main, &mut self.probe, &mut self.old]
            .into_iter()
            .flatten()
            .find(|attempt| attempt.conn == conn)
    }

    fn connect(&mut self, now: Instant, side: Side) -> Attempt {
        self.last_conn += 1;
        let conn = ConnId(self.last_conn);
        self.events.push_back(FailoverEvent::Connect { conn, side });
        Attempt { conn, side, phase: Phase::Connecting { deadline: now + self.config.connect_timeout } }
    }

    /// The next server of the round, or the pause after it.
    fn try_next(&mut self, now: Instant) {
        if self.stopped || self.main.is_some() {
            return;
        }
        while self.tried < self.config.sides.max(1) {
            let side = Side(self.next.0 % self.config.sides.max(1));
            self.next = Side((side.0 + 1) % self.config.sides.max(1));
            self.tried += 1;
            // A standby that we hold tells us by itself when it becomes active.
            if self.standby() != Some(side) {
                self.main = Some(self.connect(now, side));
                return;
            }
        }
        self.resume = Some(now + self.pause());
    }

    /// The server on whose standby we hold a session beside the main one.
    fn standby(&self) -> Option<Side> {
        self.probe.as_ref().filter(|probe| probe.is_standby()).map(|probe| probe.side)
    }

    /// Whether sessions on standbys are asked for.
    fn holds_standbys(&self) -> bool {
        let Profile { dialect, version, .. } = *self.profile();
        let asked = self.config.session.services.contains(ServiceMask::ACTIVE_STANDBY);
        asked && dialect == Dialect::Cce && version >= 24 && self.config.sides > 1
    }

    /// Time between looks at other servers.
    fn look_every(&self) -> Option<Duration> {
        self.config.probe.or_else(|| self.holds_standbys().then_some(STANDBY_PAUSE))
    }

    fn pause(&mut self) -> Duration {
        let share = f64::from(self.random()) / f64::from(u32::MAX);
        let round = self.round;
        self.round = self.round.saturating_add(1);
        match round.checked_sub(1) {
            None => self.config.first_pause.mul_f64(share),
            Some(n) => {
                let pause = self.config.pauses.get(n).or(self.config.pauses.last()).copied();
                // Never none at all: a caller without pauses would spin.
                pause.unwrap_or(Duration::from_secs(1)).mul_f64(1.0 + share / 10.0)
            }
        }
    }

    /// SplitMix64, from the seed.
    fn random(&mut self) -> u32 {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z >> 32) as u32
    }

    /// Looks whether a server that is not our master would take us.
    fn look_around(&mut self, now: Instant) {
        self.probe_at = self.look_every().filter(|_| self.in_service.is_some()).map(|every| now + every);
        let Some(own) = self.master() else { return };
        if self.probe.is_none() && self.config.sides > 1 {
            let other = Side((own.0 + 1) % self.config.sides);
            self.probe = Some(self.connect(now, other));
        }
    }

    /// Works off what the sessions have to say.
    fn work(&mut self, now: Instant) {
        while self.work_main(now) || self.work_probe(now) || self.work_old() {}
        for attempt in [&mut self.main, &mut self.probe, &mut self.old].into_iter().flatten() {
            if let Phase::Session { client, .. } = &mut attempt.phase {
                let mut out = BytesMut::new();
                client.poll_transmit(&mut out);
                if !out.is_empty() {
                    self.transmits.push_back(Transmit {
                        to: attempt.conn,
                        head: out.freeze(),
                        shared: None::<Bytes>,
                    });
                }
            }
        }
    }

    fn work_main(&mut self, now: Instant) -> bool {
        let Some(Attempt { conn, side, phase: Phase::Session { client, .. } }) = &mut self.main else {
            return false;
        };
        let Some(event) = client.poll_event() else { return false };
        let (conn, side, online) = (*conn, *side, client.is_online());
        match event {
            Event::Closed(reason) => self.give_up(now, conn, reason),
            // The active server is another one: this session is kept beside the search for it.
            Event::Opened(opened) if opened.session_type == SessionType::STANDBY && self.probe.is_none() => {
                self.probe = self.main.take();
                self.try_next(now);
            }
            // With two servers both are held now, and one of them will announce itself; with more, the others are tried.
            Event::Opened(opened) if opened.session_type == SessionType::STANDBY && self.config.sides > 2 => {
                self.give_up(now, conn, CloseReason::Refused(StatusCode::SERVER_NOT_MASTER));
            }
            Event::Opened(_) | Event::Online(true) | Event::Active if online => self.enter_service(now, side),
            // The server is there but not in service: another may be.
            Event::Online(false) => {
                self.give_up(now, conn, CloseReason::Server(StatusCode::CTI_SERVER_OFFLINE));
            }
            Event::Opened(_) | Event::Online(_) => {}
            // Active, but not in service: the usual time to come into service counts from now.
            Event::Active => {
                let by = now + self.config.online_timeout;
                if let Some(Attempt { phase: Phase::Session { online_by, .. }, .. }) = &mut self.main {
                    *online_by = by;
                }
            }
            event if self.in_service.is_some() => self.events.push_back(FailoverEvent::Session(event)),
            _ => {}
        }
        true
    }

    fn enter_service(&mut self, now: Instant, side: Side) {
        if self.in_service.is_none() {
            self.in_service = Some(now);
            self.good = Some(side);
            self.tried = 0;
            self.resume = None;
            let soon = self.holds_standbys().then_some(Duration::ZERO);
            self.probe_at = soon.or(self.config.probe).map(|wait| now + wait);
            self.events.push_back(FailoverEvent::InService(side));
        }
    }

    fn work_probe(&mut self, now: Instant) -> bool {
        let Some(Attempt { conn, side, phase: Phase::Session { client, .. } }) = &mut self.probe else {
            return false;
        };
        let Some(event) = client.poll_event() else { return false };
        let outcome = match event {
            Event::Closed(reason) => reason,
            Event::Opened(opened) if opened.session_type == SessionType::STANDBY => return true,
            Event::Active => {
                self.promote(now);
                return true;
            }
            // It would take us. One master is enough: the connection is reset.
            Event::Opened(_) => CloseReason::Requested,
            _ => return true,
        };
        let (conn, side) = (*conn, *side);
        self.probe = None;
        self.events.push_back(FailoverEvent::Disconnect(conn));
        self.events.push_back(FailoverEvent::Tried { side, outcome });
        self.search_on(now);
        true
    }

    /// Of two standbys one was lost: the other is kept beside the search.
    fn search_on(&mut self, now: Instant) {
        if self.probe.is_none() && self.main.as_ref().is_some_and(Attempt::is_standby) {
            self.probe = self.main.take();
            self.try_next(now);
        }
    }

    fn work_old(&mut self) -> bool {
        let Some(Attempt { conn, phase: Phase::Session { client, .. }, .. }) = &mut self.old else {
            return false;
        };
        let Some(event) = client.poll_event() else { return false };
        if let Event::Closed(_) = event {
            self.events.push_back(FailoverEvent::Disconnect(*conn));
            self.old = None;
        }
        true
    }

    /// The standby has become the active server: the old master is left first.
    fn promote(&mut self, now: Instant) {
        let Some(mut next) = self.probe.take() else { return };
        match self.main.take() {
            Some(main) if main.is_standby() => self.probe = Some(main),
            Some(main) => self.leave(now, main, CloseReason::StandbyActive),
            None => {}
        }
        let side = next.side;
        let mut online = false;
        if let Phase::Session { client, online_by } = &mut next.phase {
            *online_by = now + self.config.online_timeout;
            online = client.is_online();
        }
        self.main = Some(next);
        (self.resume, self.tried, self.round) = (None, 0, 0);
        if online {
            self.enter_service(now, side);
        }
    }

    /// An attempt is over, for whatever reason.
    fn give_up(&mut self, now: Instant, conn: ConnId, reason: CloseReason) {
        self.transmits.retain(|transmit| transmit.to != conn);
        if self.probe.as_ref().is_some_and(|probe| probe.conn == conn) {
            if let Some(probe) = self.probe.take() {
                self.events.push_back(FailoverEvent::Disconnect(conn));
                self.events.push_back(FailoverEvent::Tried { side: probe.side, outcome: reason });
                self.search_on(now);
            }
            return;
        }
        if self.main.as_ref().is_none_or(|main| main.conn != conn) {
            return;
        }
        let Some(main) = self.main.take() else { return };
        self.leave(now, main, reason);
        self.try_next(now);
    }

    /// Ends the main session and says so.
    fn leave(&mut self, now: Instant, mut main: Attempt, mut reason: CloseReason) {
        let side = main.side;
        let mut lingers = false;
        let since = self.in_service.take();
        if let Phase::Session { client, .. } = &mut main.phase {
            // Whatever still waits for an answer ends with a reason.
            lingers = reason == CloseReason::StandbyActive && client.stop_requests(now).is_ok();
            if lingers {
                reason = CloseReason::Maintenance;
            } else {
                client.abandon(reason);
            }
            while let Some(event) = client.poll_event() {
                if since.is_some() && !matches!(event, Event::Closed(_) | Event::Opened(_) | Event::Online(_))
                {
                    self.events.push_back(FailoverEvent::Session(event));
                }
            }
        }
        let gone = if lingers { self.old.replace(main) } else { Some(main) };
        if let Some(gone) = gone {
            self.drop_attempt(&gone);
        }
        self.probe_at = None;
        match since {
            None => self.events.push_back(FailoverEvent::Tried { side, outcome: reason }),
            Some(since) => {
                self.events.push_back(FailoverEvent::OutOfService(reason));
                // The look at the other server is of no use any more: it is tried in earnest now.
                // A standby that we hold is no use for that, and stays.
                if let Some(probe) = self.probe.take_if(|probe| !probe.is_standby()) {
                    self.drop_attempt(&probe);
                }
                if now.saturating_duration_since(since) >= self.config.stable_after {
                    (self.round, self.tried) = (0, 0);
                } else {
                    self.tried = self.config.sides.max(1);
                }
            }
        }
    }

    fn drop_attempt(&mut self, attempt: &Attempt) {
        self.transmits.retain(|transmit| transmit.to != attempt.conn);
        self.events.push_back(FailoverEvent::Disconnect(attempt.conn));
    }
}
