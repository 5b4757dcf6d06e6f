//! The server machine.

mod answers;
mod maintenance;
mod publish;
mod reading;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Instant;

use bytes::{Bytes, BytesMut};

use self::maintenance::Maintenance;
use super::config::{Config, Role};
use super::event::{Device, EndReason, Event};
use super::session::{Session, State};
use crate::session::{ConnId, Deadline, Now, PeerError, SessionError, Timer, Transmit, has_invoke_id};
use crate::{FailureConf, FailureEvent, Frame, InvokeId, Message, Profile, ServiceMask, StatusCode};

/// All sessions of one CTI server.
///
/// ```text
///  connect ─▶ fresh ──OPEN_REQ──▶ asked ──grant──▶ open ──CLOSE_REQ──▶ ending ─▶ closed
///               │                   └──refuse──────────────FAILURE_EVENT──▲
///               └─30 s silent─▶ closed        └─IdleTimeout─▶ closed
/// ```
///
/// Rule of use: make one call that changes something, then drain [`poll_event`](Self::poll_event) (answering as it asks)
/// and [`poll_transmit`](Self::poll_transmit), then wait for input or for [`poll_timeout`](Self::poll_timeout). Report
/// with [`sent`](Self::sent) what has been written, so that slow readers are noticed.
#[derive(Debug)]
pub struct Server {
    config: Config,
    role: Role,
    online: bool,
    maintenance: Option<Maintenance>,
    last_maintenance: InvokeId,
    sessions: BTreeMap<ConnId, Session>,
    timers: BTreeSet<(Instant, ConnId)>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Server {
    /// A server without connections.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        let (role, online) = (config.role, config.online);
        Self {
            config,
            role,
            online,
            maintenance: None,
            last_maintenance: InvokeId(0),
            sessions: BTreeMap::new(),
            timers: BTreeSet::new(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// What an open session speaks.
    #[must_use]
    pub fn profile(&self, conn: ConnId) -> Option<&Profile> {
        self.sessions.get(&conn)?.open().map(|open| &open.profile)
    }

    /// What an open session was granted.
    #[must_use]
    pub fn services(&self, conn: ConnId) -> Option<ServiceMask> {
        self.sessions.get(&conn)?.open().map(|open| open.services)
    }

    /// The device of an open agent-mode session, as it was granted.
    #[must_use]
    pub fn device(&self, conn: ConnId) -> Option<&Device> {
        self.sessions.get(&conn)?.open()?.device.as_deref()
    }

    /// Whether an open session is one of a standby: nothing but heartbeats and CLOSE_REQ is taken from it, and it sees
    /// no events but SYSTEM_EVENT. This ends when the server becomes the master.
    #[must_use]
    pub fn is_standby(&self, conn: ConnId) -> bool {
        self.sessions.get(&conn).and_then(Session::open).is_some_and(|open| open.standby)
    }

    /// `ClientID` of an open session.
    #[must_use]
    pub fn client_id(&self, conn: ConnId) -> Option<&str> {
        self.sessions.get(&conn)?.open().map(|open| &*open.client_id)
    }

    /// Connections, whatever their state.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.sessions.len()
    }

    /// Whether the server takes sessions.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Whether the server is in service.
    #[must_use]
    pub const fn is_online(&self) -> bool {
        self.online
    }

    // ---- the machine's verbs ----

    /// A connection has been accepted.
    ///
    /// # Errors
    /// There are too many, or the id is in use: close the connection.
    pub fn handle_connect(&mut self, now: Now, conn: ConnId) -> Result<(), SessionError> {
        if self.sessions.len() >= self.config.max_connections {
            return Err(SessionError::TooManyConnections);
        }
        if self.sessions.contains_key(&conn) {
            return Err(SessionError::UnknownConnection);
        }
        let deadline = now.at + self.config.open_timeout;
        self.sessions.insert(conn, Session::new(deadline));
        self.timers.insert((deadline, conn));
        Ok(())
    }

    /// Bytes from a connection, in pieces of any size. Those of a connection that is already over are ignored: they
    /// were on their way.
    ///
    /// # Errors
    /// The client broke the protocol; that connection alone ends, as [`Event::Close`] says too.
    pub fn handle_input(&mut self, now: Now, conn: ConnId, bytes: &[u8]) -> Result<(), PeerError> {
        let Some(session) = self.sessions.get_mut(&conn) else { return Ok(()) };
        if let State::Ending { .. } = session.state {
            return Ok(());
        }
        // Taken out, so that a half message costs memory only while it is half.
        let mut input = std::mem::take(&mut session.input);
        input.extend_from_slice(bytes);
        loop {
            match Frame::take(&mut input) {
                Ok(Some(frame)) => self.read(now, conn, frame),
                Ok(None) => break,
                Err(error) => {
                    self.last_words(conn, StatusCode::INVALID_MESSAGE_LENGTH);
                    self.finish(conn, EndReason::Protocol(error.into()));
                    return Err(error.into());
                }
            }
        }
        if let Some(session) = self.sessions.get_mut(&conn)
            && !input.is_empty()
            && !matches!(session.state, State::Ending { .. })
        {
            session.input = input;
        }
        Ok(())
    }

    /// A connection has ended.
    pub fn handle_disconnect(&mut self, conn: ConnId) {
        if let Some(session) = self.remove(conn)
            && !matches!(session.state, State::Ending { .. })
        {
            self.events.push_back(Event::Ended { conn, why: EndReason::Disconnected });
        }
    }

    /// Time has passed. Calling too early or too often does nothing.
    pub fn handle_timeout(&mut self, now: Now) {
        self.end_maintenance_wait(now);
        while let Some(&(at, conn)) = self.timers.first()
            && at <= now.at
        {
            let Some(session) = self.sessions.get_mut(&conn) else {
                self.timers.remove(&(at, conn));
                continue;
            };
            match (session.deadline(), &session.state) {
                // The client spoke since; the table is brought up to date only now.
                (later, _) if later.is_none_or(|later| later > now.at) => self.arm(conn),
                (_, State::Ending { .. }) => {
                    self.remove(conn);
                    self.events.push_back(Event::Close(conn));
                }
                (_, State::Open(open)) if open.leave_by.is_some_and(|by| by <= now.at) => {
                    self.finish(conn, EndReason::Maintenance);
                }
                (_, State::Fresh { .. } | State::Asked { .. } | State::Open(_)) => {
                    self.finish(conn, EndReason::Silent);
                }
            }
        }
    }

    /// Bytes for a connection. Changes after every other call but `poll_event`.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// The next thing that happened. Changes after every other call but `poll_transmit`.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When to call [`handle_timeout`](Self::handle_timeout). Changes after every other call.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let answers = self.maintenance.as_ref().and_then(|asked| asked.deadline);
        let answers = answers.map(|at| Deadline { at, why: Timer::Maintenance });
        let Some((at, conn)) = self.timers.first().copied() else { return answers };
        let why = match self.sessions.get(&conn).map(|session| &session.state) {
            Some(State::Fresh { .. } | State::Asked { .. }) => Timer::Open,
            Some(State::Ending { .. }) => Timer::Close,
            Some(State::Open(open)) if open.leave_by.is_some() => Timer::Maintenance,
            Some(State::Open(_)) | None => Timer::Idle,
        };
        answers.into_iter().chain([Deadline { at, why }]).min()
    }

    /// Bytes of [`Transmit`]s that the connection has taken.
    pub fn sent(&mut self, conn: ConnId, bytes: usize) {
        if let Some(session) = self.sessions.get_mut(&conn) {
            session.unsent = session.unsent.saturating_sub(bytes);
        }
    }

    // ---- details ----

    /// FAILURE_EVENT. Its fixed part is the same in every profile, so it can be said before OPEN_REQ as well.
    fn last_words(&mut self, conn: ConnId, status: StatusCode) {
        let profile = self.profile(conn).copied().unwrap_or(Profile::ccx(17));
        if let Ok(frame) = (FailureEvent { status, ..Default::default() }).build(&profile).finish() {
            self.put(conn, frame.to_bytes());
        }
    }

    fn answer_failure(&mut self, conn: ConnId, profile: &Profile, invoke_id: InvokeId, status: StatusCode) {
        let conf = FailureConf { invoke_id, status, ..Default::default() };
        if let Ok(frame) = conf.build(profile).finish() {
            self.put(conn, frame.to_bytes());
        }
    }

    fn put(&mut self, conn: ConnId, head: Bytes) {
        let Some(session) = self.sessions.get_mut(&conn) else { return };
        session.unsent += head.len();
        if session.unsent > self.config.max_output {
            return self.finish(conn, EndReason::TooSlow);
        }
        self.transmits.push_back(Transmit { to: conn, head, shared: None });
    }

    /// Ends a session whose last words are on their way: the client closes the connection, or we do a little later.
    fn linger(&mut self, now: Now, conn: ConnId, why: EndReason) {
        let Some(session) = self.sessions.get_mut(&conn) else { return };
        session.state = State::Ending { deadline: now.at + self.config.linger };
        session.input = BytesMut::new();
        self.arm(conn);
        self.forget_asked(conn);
        self.events.push_back(Event::Ended { conn, why });
    }

    /// Ends a session and its connection at once.
    fn finish(&mut self, conn: ConnId, why: EndReason) {
        if let Some(session) = self.remove(conn) {
            if why == EndReason::TooSlow {
                self.transmits.retain(|transmit| transmit.to != conn);
            }
            if !matches!(session.state, State::Ending { .. }) {
                self.events.push_back(Event::Ended { conn, why });
            }
            self.events.push_back(Event::Close(conn));
        }
    }

    fn remove(&mut self, conn: ConnId) -> Option<Session> {
        let session = self.sessions.remove(&conn)?;
        self.timers.remove(&(session.armed, conn));
        self.forget_asked(conn);
        Some(session)
    }

    /// Puts a connection's present deadline into the table.
    fn arm(&mut self, conn: ConnId) {
        let Some(session) = self.sessions.get_mut(&conn) else { return };
        self.timers.remove(&(session.armed, conn));
        if let Some(deadline) = session.deadline() {
            session.armed = deadline;
            self.timers.insert((deadline, conn));
        }
    }
}

/// The invoke id of a body that has one; 0 for the others, which refer to no request.
fn first_id(frame: &Frame, profile: &Profile) -> InvokeId {
    if !has_invoke_id(frame.message_type, profile) {
        return InvokeId(0);
    }
    frame.body.first_chunk().map_or(InvokeId(0), |id| InvokeId(u32::from_be_bytes(*id)))
}
