//! Several servers of which one is the master: find it, stay with it, find it again.

mod config;
mod search;

use std::collections::VecDeque;
use std::time::Instant;

pub use self::config::{FailoverConfig, FailoverEvent, Side};
use super::download::ConfigRequest;
use super::event::CloseReason;
use super::machine::Client;
use crate::session::{ConnId, Deadline, MaintenanceAnswer, PeerError, SessionError, Timer, Transmit};
use crate::{Frame, InvokeId, Profile, StatusCode, UsageError};

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
}
