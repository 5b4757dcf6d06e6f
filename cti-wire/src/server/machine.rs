//! The server machine.

mod maintenance;
mod reading;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Instant;

use bytes::{Bytes, BytesMut};

use self::maintenance::Maintenance;
use super::config::{Config, Role};
use super::event::{Audience, Device, EndReason, Event, Grant};
use super::open;
use super::session::{Asked, Open, Session, State};
use crate::session::{ConnId, Deadline, Now, PeerError, SessionError, Timer, Transmit, has_invoke_id};
use crate::{
    CcxErrorCode, CcxStatus, ControlFailureCode, ControlFailureConf, Dialect, FailureConf, FailureEvent,
    Frame, HEADER, InvokeId, Message, OpenConf, PgStatus, Profile, ServiceMask, SessionType,
    StandbyActiveEvent, StatusCode, SystemEvent, SystemEventId, UsageError, field,
};

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

    // ---- the host's answers ----

    /// Grants the session that [`Event::OpenRequested`] asked for. A bridge session is told at once whether the server
    /// is in service. An agent session takes the device over from an older session of the same client. On a standby it
    /// becomes a standby session; the bit ACTIVE_STANDBY is granted to whoever asked for it.
    ///
    /// # Errors
    /// Nothing was asked on this connection, or the grant does not fit into OPEN_CONF (the client is refused then).
    pub fn grant(&mut self, now: Now, conn: ConnId, grant: Grant) -> Result<(), SessionError> {
        let asked = self.take_asked(conn)?;
        let Asked { invoke_id, idle, mut session } = asked;
        // The role may have changed while the host made up its mind.
        let admission = open::admission(&self.config, self.role, session.profile.version, session.services);
        let session_type = match admission {
            Ok(session_type) => session_type,
            Err(status) => {
                self.answer_failure(conn, &session.profile, invoke_id, status);
                self.linger(now, conn, EndReason::Refused(status));
                return Ok(());
            }
        };
        session.standby = session_type == SessionType::STANDBY;
        session.services = session.services & (grant.services | ServiceMask::ACTIVE_STANDBY);
        session.idle = idle;
        session.heard = now.at;
        let conf = OpenConf {
            invoke_id,
            services_granted: session.services,
            pg_status: self.pg_status(),
            icm_central_controller_time: now.time(),
            peripheral_online: self.online,
            agent_state: grant.agent.as_ref().map_or_else(Default::default, |(_, state)| *state),
            session_type: says_session_type(&session.profile).then_some(session_type),
            ..Default::default()
        };
        let mut builder = conf.build(&session.profile);
        if let Some((device, _)) = &grant.agent {
            builder = builder.with_opt(field::AgentExtension, given(&device.extension));
            builder = match session.profile.dialect {
                Dialect::Ccx => builder.with_opt(field::AgentIdLong, given(&device.id)),
                Dialect::Cce => builder.with_opt(field::AgentId, given(&device.id)),
            };
            builder = builder.with_opt(field::AgentInstrument, given(&device.instrument));
        }
        // The CCX guide: always one peripheral, with both line kinds under control.
        if session.profile.dialect == Dialect::Ccx && session.profile.version >= 14 {
            builder = builder.with(field::NumPeripherals, 1u16);
            builder = builder.with(field::FltPeripheralId, crate::PeripheralId(1));
            builder = builder.with(field::MultilineAgentControl, crate::MultilineAgentControl::MULTI_LINE);
        }
        let frame = match builder.finish() {
            Ok(frame) => frame,
            Err(error) => {
                self.answer_failure(conn, &session.profile, invoke_id, StatusCode::UNSPECIFIED_FAILURE);
                self.linger(now, conn, EndReason::Refused(StatusCode::UNSPECIFIED_FAILURE));
                return Err(error.into());
            }
        };
        session.device = grant.agent.map(|(device, _)| Box::new(device));
        if let Some(status) = self.take_over(now, conn, &session) {
            self.answer_failure(conn, &session.profile, invoke_id, status);
            self.linger(now, conn, EndReason::Refused(status));
            return Ok(());
        }
        let (profile, bridge) = (session.profile, session.services.contains(ServiceMask::ALL_EVENTS));
        if let Some(place) = self.sessions.get_mut(&conn) {
            place.state = State::Open(Box::new(session));
        }
        self.arm(conn);
        self.put(conn, frame.to_bytes());
        if bridge && let Ok(event) = self.system_event(now, &profile) {
            self.put(conn, event);
        }
        Ok(())
    }

    /// Refuses the session that [`Event::OpenRequested`] asked for; the connection ends when the client has closed it,
    /// or a little later.
    ///
    /// # Errors
    /// Nothing was asked on this connection.
    pub fn refuse(&mut self, now: Now, conn: ConnId, status: StatusCode) -> Result<(), SessionError> {
        let asked = self.take_asked(conn)?;
        self.answer_failure(conn, &asked.session.profile, asked.invoke_id, status);
        self.linger(now, conn, EndReason::Refused(status));
        Ok(())
    }

    /// Answers a request with its confirmation, under the request's id; whatever id the frame holds is replaced.
    ///
    /// # Errors
    /// The session has ended since, or the message confirms nothing.
    pub fn confirm(&mut self, conn: ConnId, invoke_id: InvokeId, frame: &Frame) -> Result<(), SessionError> {
        let profile = self.profile(conn).ok_or(SessionError::NotOpen)?;
        if !has_invoke_id(frame.message_type, profile) {
            return Err(SessionError::NotARequest(frame.message_type));
        }
        let mut out = BytesMut::with_capacity(frame.encoded_len());
        frame.write_to(&mut out);
        if let Some(place) = out.get_mut(HEADER..HEADER + 4) {
            place.copy_from_slice(&invoke_id.0.to_be_bytes());
        }
        self.put(conn, out.freeze());
        Ok(())
    }

    /// Answers a request with FAILURE_CONF.
    ///
    /// # Errors
    /// The session has ended since.
    pub fn fail(
        &mut self,
        conn: ConnId,
        invoke_id: InvokeId,
        status: StatusCode,
    ) -> Result<(), SessionError> {
        let profile = *self.profile(conn).ok_or(SessionError::NotOpen)?;
        self.answer_failure(conn, &profile, invoke_id, status);
        Ok(())
    }

    /// Answers a request with CONTROL_FAILURE_CONF. Only CCX has a place for the text; an empty one is left out.
    ///
    /// # Errors
    /// The session has ended since, or the text is too long.
    pub fn fail_control(
        &mut self,
        conn: ConnId,
        invoke_id: InvokeId,
        failure_code: ControlFailureCode,
        peripheral_error_code: CcxErrorCode,
        text: &str,
    ) -> Result<(), SessionError> {
        let profile = *self.profile(conn).ok_or(SessionError::NotOpen)?;
        let conf =
            ControlFailureConf { invoke_id, failure_code, peripheral_error_code, ..Default::default() };
        let text = given(text).filter(|_| profile.dialect == Dialect::Ccx);
        let frame = conf.build(&profile).with_opt(field::Text, text).finish()?;
        self.put(conn, frame.to_bytes());
        Ok(())
    }

    /// Sends a message to one session: configuration records, TEAM_CONFIG_EVENT.
    ///
    /// # Errors
    /// The session has ended since.
    pub fn send(&mut self, conn: ConnId, frame: &Frame) -> Result<(), SessionError> {
        self.profile(conn).ok_or(SessionError::NotOpen)?;
        self.put(conn, frame.to_bytes());
        Ok(())
    }

    /// Sends an event to everybody who may and wants to see it. It is made once for each profile in use, and all
    /// sessions of a profile share those bytes.
    ///
    /// # Errors
    /// `make` failed for a profile; its sessions got nothing, the others did.
    pub fn publish(
        &mut self,
        audience: Audience<'_>,
        mut make: impl FnMut(&Profile) -> Result<Frame, UsageError>,
    ) -> Result<(), UsageError> {
        // Few profiles are in use at one time: a list is the fastest map.
        let mut made: Vec<(Profile, Result<Bytes, UsageError>)> = Vec::new();
        let mut slow = Vec::new();
        for (conn, session) in &mut self.sessions {
            let State::Open(open) = &session.state else { continue };
            if !open.wants(audience) {
                continue;
            }
            let known = made.iter().position(|(profile, _)| *profile == open.profile);
            let index = known.unwrap_or_else(|| {
                made.push((open.profile, make(&open.profile).map(|frame| frame.to_bytes())));
                made.len() - 1
            });
            let Some((_, Ok(shared))) = made.get(index) else { continue };
            session.unsent += shared.len();
            if session.unsent > self.config.max_output {
                slow.push(*conn);
                continue;
            }
            let transmit = Transmit { to: *conn, head: Bytes::new(), shared: Some(shared.clone()) };
            self.transmits.push_back(transmit);
        }
        for conn in slow {
            self.finish(conn, EndReason::TooSlow);
        }
        made.into_iter().find_map(|(_, result)| result.err()).map_or(Ok(()), Err)
    }

    /// Tells everybody whether the server is in service (SYSTEM_EVENT 3 or 4).
    pub fn set_online(&mut self, now: Now, online: bool) {
        if self.online == online {
            return;
        }
        self.online = online;
        let (pg_status, id) = (self.pg_status(), system_event_id(online));
        // The message has no floating part that could be too long.
        let _ = self.publish(Audience::All, |profile| system_event_frame(now, pg_status, id, profile));
    }

    /// Becomes master, standby or offline. Leaving mastership ends all sessions with FAILURE_EVENT 15; becoming the
    /// master tells the sessions of a standby so (STANDBY_ACTIVE_EVENT), and they are served from then on.
    pub fn set_role(&mut self, now: Now, role: Role) {
        if self.role == role {
            return;
        }
        self.role = role;
        if role == Role::Master {
            return self.activate();
        }
        for conn in self.sessions.keys().copied().collect::<Vec<_>>() {
            // These have been told, and go by themselves.
            if role == Role::Standby && self.is_leaving(conn) {
                continue;
            }
            self.end(now, conn, StatusCode::CTI_SERVER_OFFLINE);
        }
    }

    /// Ends one session with FAILURE_EVENT.
    pub fn end(&mut self, now: Now, conn: ConnId, status: StatusCode) {
        if self.profile(conn).is_none() {
            return;
        }
        self.last_words(conn, status);
        self.linger(now, conn, EndReason::Failed(status));
    }

    // ---- details ----

    /// FAILURE_EVENT. Its fixed part is the same in every profile, so it can be said before OPEN_REQ as well.
    fn last_words(&mut self, conn: ConnId, status: StatusCode) {
        let profile = self.profile(conn).copied().unwrap_or(Profile::ccx(17));
        if let Ok(frame) = (FailureEvent { status, ..Default::default() }).build(&profile).finish() {
            self.put(conn, frame.to_bytes());
        }
    }

    fn activate(&mut self) {
        let mut waiting = Vec::new();
        for (conn, session) in &mut self.sessions {
            if let State::Open(open) = &mut session.state
                && std::mem::take(&mut open.standby)
            {
                waiting.push((*conn, open.profile));
            }
        }
        for (conn, profile) in waiting {
            if let Ok(frame) = StandbyActiveEvent::default().build(&profile).finish() {
                self.put(conn, frame.to_bytes());
            }
        }
    }

    fn take_asked(&mut self, conn: ConnId) -> Result<Asked, SessionError> {
        let session = self.sessions.get_mut(&conn).ok_or(SessionError::UnknownConnection)?;
        let State::Asked { deadline, .. } = session.state else {
            return Err(SessionError::UnknownConnection);
        };
        match std::mem::replace(&mut session.state, State::Ending { deadline }) {
            State::Asked { asked, .. } => Ok(*asked),
            State::Fresh { .. } | State::Open(_) | State::Ending { .. } => {
                Err(SessionError::UnknownConnection)
            }
        }
    }

    /// Agent mode: a device has one session. The same client takes it over (11), another is refused (10).
    fn take_over(&mut self, now: Now, conn: ConnId, session: &Open) -> Option<StatusCode> {
        let device =
            session.device.as_ref().filter(|_| session.services.contains(ServiceMask::CLIENT_EVENTS))?;
        let holds = |open: &Open| {
            let other = open.device.as_ref().filter(|_| open.services.contains(ServiceMask::CLIENT_EVENTS));
            other.is_some_and(|other| !other.extension.is_empty() && other.extension == device.extension)
        };
        let (older, same) = self.sessions.iter().find_map(|(id, other)| {
            let open = other.open().filter(|open| *id != conn && holds(open))?;
            Some((*id, open.client_id == session.client_id))
        })?;
        if !same {
            return Some(StatusCode::DEVICE_IN_USE);
        }
        self.end(now, older, StatusCode::NEW_SESSION_OPENED);
        None
    }

    fn pg_status(&self) -> PgStatus {
        match (self.config.dialect, self.online) {
            (Dialect::Ccx, true) => PgStatus(CcxStatus::IN_SERVICE.0),
            (Dialect::Ccx, false) => PgStatus(CcxStatus::OUT_OF_SERVICE.0),
            (Dialect::Cce, true) => PgStatus::EMPTY,
            (Dialect::Cce, false) => PgStatus::PERIPHERAL_OFFLINE,
        }
    }

    fn system_event(&self, now: Now, profile: &Profile) -> Result<Bytes, UsageError> {
        let frame = system_event_frame(now, self.pg_status(), system_event_id(self.online), profile)?;
        Ok(frame.to_bytes())
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

fn says_session_type(profile: &Profile) -> bool {
    profile.dialect == Dialect::Cce && profile.version >= profile.session_type_since
}

const fn system_event_id(online: bool) -> SystemEventId {
    if online { SystemEventId::PERIPHERAL_ONLINE } else { SystemEventId::PERIPHERAL_OFFLINE }
}

fn system_event_frame(
    now: Now,
    pg_status: PgStatus,
    id: SystemEventId,
    profile: &Profile,
) -> Result<Frame, UsageError> {
    SystemEvent {
        pg_status,
        icm_central_controller_time: now.time(),
        system_event_id: id,
        ..Default::default()
    }
    .build(profile)
    .finish()
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The invoke id of a body that has one; 0 for the others, which refer to no request.
fn first_id(frame: &Frame, profile: &Profile) -> InvokeId {
    if !has_invoke_id(frame.message_type, profile) {
        return InvokeId(0);
    }
    frame.body.first_chunk().map_or(InvokeId(0), |id| InvokeId(u32::from_be_bytes(*id)))
}
