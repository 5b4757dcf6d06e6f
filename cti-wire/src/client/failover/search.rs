//! Looking for the master: attempts, pauses, and what sessions have to say.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use super::{Attempt, Failover, FailoverEvent, Phase, Side};
use crate::client::{Client, CloseReason, Event};
use crate::session::{ConnId, SessionError, Transmit};
use crate::{Dialect, Profile, ServiceMask, SessionType, StatusCode};

/// Time between looks for a standby.
const STANDBY_PAUSE: Duration = Duration::from_secs(15);

impl Failover {
    pub(super) fn client(&mut self) -> Result<&mut Client, SessionError> {
        match (self.in_service, &mut self.main) {
            (Some(_), Some(Attempt { phase: Phase::Session { client, .. }, .. })) => Ok(client),
            _ => Err(SessionError::NotOpen),
        }
    }

    pub(super) fn attempt(&mut self, conn: ConnId) -> Option<&mut Attempt> {
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
    pub(super) fn try_next(&mut self, now: Instant) {
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
    pub(super) fn look_around(&mut self, now: Instant) {
        self.probe_at = self.look_every().filter(|_| self.in_service.is_some()).map(|every| now + every);
        let Some(own) = self.master() else { return };
        if self.probe.is_none() && self.config.sides > 1 {
            let other = Side((own.0 + 1) % self.config.sides);
            self.probe = Some(self.connect(now, other));
        }
    }

    /// Works off what the sessions have to say.
    pub(super) fn work(&mut self, now: Instant) {
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
    pub(super) fn give_up(&mut self, now: Instant, conn: ConnId, reason: CloseReason) {
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

    pub(super) fn drop_attempt(&mut self, attempt: &Attempt) {
        self.transmits.retain(|transmit| transmit.to != attempt.conn);
        self.events.push_back(FailoverEvent::Disconnect(attempt.conn));
    }
}
