//! The client session machine.

mod reading;

use std::collections::VecDeque;
use std::fmt;
use std::time::Instant;

use bytes::BytesMut;

use super::config::{Config, Mode};
use super::download::{ConfigRequest, Download};
use super::event::{CloseReason, ConfigurationError, Event, RequestError};
use super::pending::Pending;
use crate::session::{
    Deadline, MaintenanceAnswer, PeerError, SessionError, Timer, Unshown, confirmation_of, write_with_id,
};
use crate::{
    ActiveMaintenanceResp, CloseReq, Dialect, FailureConf, Frame, HeartbeatReq, InvokeId, Message,
    MessageType, OpenReq, Profile, ServiceMask, StatusCode, StoppingRequestsToThisSideInd, UsageError, field,
};

/// One client session on one connection.
///
/// ```text
///            new                OPEN_CONF
///   (made) ───────▶ opening ───────────────▶ open ──close()──▶ closing ──CLOSE_CONF, 5 s──▶ closed
///                      │                       │
///                      └─FAILURE_CONF, 30 s────┴─FAILURE_EVENT, 3 heartbeats unanswered──▶ closed
/// ```
///
/// Rule of use: make one call that changes something ([`handle_input`](Self::handle_input),
/// [`handle_timeout`](Self::handle_timeout), a request), then drain [`poll_transmit`](Self::poll_transmit) and
/// [`poll_event`](Self::poll_event), then wait for input or for [`poll_timeout`](Self::poll_timeout).
pub struct Client {
    config: Config,
    input: BytesMut,
    output: BytesMut,
    events: VecDeque<Event>,
    state: State,
    pending: Pending,
    download: Option<Download>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("config", &self.config)
            .field("input", &Unshown(&self.input))
            .field("output", &Unshown(&self.output))
            .field("events", &self.events)
            .field("state", &self.state)
            .field("pending", &self.pending)
            .field("download", &self.download)
            .finish()
    }
}

#[derive(Debug)]
enum State {
    Opening(Opening),
    Open(Open),
    Closing(Closing),
    Closed,
}

/// OPEN_REQ is out.
#[derive(Debug)]
struct Opening {
    invoke_id: InvokeId,
    deadline: Instant,
}

#[derive(Debug)]
struct Open {
    services: ServiceMask,
    /// What the server says. Counts only when it is not a standby.
    online: bool,
    standby: bool,
    /// The id of ACTIVE_MAINTENANCE_REQ, and until when an answer counts.
    asked: Option<(InvokeId, Instant)>,
    /// When requests to this side stop, because its maintenance begins.
    leave_at: Option<Instant>,
    heartbeat_due: Instant,
    /// Heartbeats without an answer yet; never more than `missed_heartbeats`.
    unanswered: Vec<InvokeId>,
}

/// CLOSE_REQ is out.
#[derive(Debug)]
struct Closing {
    invoke_id: InvokeId,
    deadline: Instant,
    reason: CloseReason,
}

impl Client {
    /// A session on a connection that stands. OPEN_REQ waits in [`poll_transmit`](Self::poll_transmit).
    ///
    /// # Errors
    /// Something in the configuration does not fit into OPEN_REQ.
    pub fn new(config: Config, now: Instant) -> Result<Self, UsageError> {
        let mut pending = Pending::default();
        let invoke_id = pending.next_id();
        let deadline = now + config.open_timeout;
        let frame = open_req(&config, invoke_id)?;
        let mut output = BytesMut::new();
        frame.write_to(&mut output);
        Ok(Self {
            config,
            input: BytesMut::new(),
            output,
            events: VecDeque::new(),
            state: State::Opening(Opening { invoke_id, deadline }),
            pending,
            download: None,
        })
    }

    /// What both sides speak.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.config.profile
    }

    /// Whether the server has granted the session and it has not ended.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, State::Open(_))
    }

    /// Whether the session has ended: the connection is of no more use.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    /// Whether the server says that it is in service, and is not a standby.
    #[must_use]
    pub const fn is_online(&self) -> bool {
        matches!(self.state, State::Open(Open { online: true, standby: false, .. }))
    }

    /// Whether this is an open session on a standby: it waits for [`Event::Active`].
    #[must_use]
    pub const fn is_standby(&self) -> bool {
        matches!(self.state, State::Open(Open { standby: true, .. }))
    }

    /// Requests that wait for their answer.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    // ---- the machine's verbs ----

    /// Bytes from the connection, in pieces of any size. After the end of the session they are ignored: they were on
    /// their way.
    ///
    /// # Errors
    /// The server broke the protocol. The session has ended then, as [`Event::Closed`] says too.
    pub fn handle_input(&mut self, now: Instant, bytes: &[u8]) -> Result<(), PeerError> {
        if self.is_closed() {
            return Ok(());
        }
        self.input.extend_from_slice(bytes);
        let result = self.read(now);
        if let Err(error) = result {
            self.end(CloseReason::Protocol(error));
        }
        result
    }

    /// The connection has ended or could not be kept.
    pub fn handle_disconnect(&mut self) {
        match self.state {
            State::Closing(Closing { reason, .. }) => self.end(reason),
            State::Opening(_) | State::Open(_) => self.end(CloseReason::ConnectionLost),
            State::Closed => {}
        }
    }

    /// Time has passed. Calling too early or too often does nothing.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((invoke_id, request)) = self.pending.take_late(now) {
            self.events.push_back(Event::Failed {
                invoke_id,
                request: request.message,
                why: RequestError::Timeout,
            });
        }
        if let Some(why) = self.download.as_ref().filter(|d| d.deadline <= now).map(Download::timed_out) {
            self.end_download(Err(why));
        }
        match &mut self.state {
            State::Opening(opening) if opening.deadline <= now => self.end(CloseReason::OpenTimeout),
            State::Closing(closing) if closing.deadline <= now => {
                let reason = closing.reason;
                self.end(reason);
            }
            State::Open(open) if open.leave_at.is_some_and(|at| at <= now) => {
                // It is open, and was told to go.
                let _ = self.stop_requests(now);
            }
            State::Open(open) if open.heartbeat_due <= now => {
                if open.unanswered.len() >= self.config.missed_heartbeats.max(1) as usize {
                    return self.end(CloseReason::HeartbeatsLost);
                }
                // Counted from now: after a long sleep of the host one heartbeat is enough.
                open.heartbeat_due = now + self.config.heartbeat;
                let invoke_id = self.pending.next_id();
                open.unanswered.push(invoke_id);
                let heartbeat = HeartbeatReq { invoke_id, ..Default::default() };
                if let Ok(frame) = heartbeat.build(&self.config.profile).finish() {
                    frame.write_to(&mut self.output);
                }
            }
            State::Opening(_) | State::Closing(_) | State::Open(_) | State::Closed => {}
        }
    }

    /// Moves what is to be sent to the end of `out`. Changes after every other call.
    pub fn poll_transmit(&mut self, out: &mut BytesMut) {
        if out.is_empty() {
            std::mem::swap(out, &mut self.output);
        } else {
            out.extend_from_slice(&self.output);
        }
        self.output.clear();
    }

    /// The next thing that happened. Changes after every other call but `poll_transmit`.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When to call [`handle_timeout`](Self::handle_timeout). Changes after every other call.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let own = match &self.state {
            State::Opening(opening) => Deadline { at: opening.deadline, why: Timer::Open },
            State::Open(open) => {
                let heartbeat = Deadline { at: open.heartbeat_due, why: Timer::Heartbeat };
                let leave = open.leave_at.map(|at| Deadline { at, why: Timer::Maintenance });
                leave.map_or(heartbeat, |leave| leave.min(heartbeat))
            }
            State::Closing(closing) => Deadline { at: closing.deadline, why: Timer::Close },
            State::Closed => return None,
        };
        let reply = self.pending.deadline().map(|at| Deadline { at, why: Timer::Reply });
        let download = self.download.as_ref().map(|d| Deadline { at: d.deadline, why: Timer::Configuration });
        [Some(own), reply, download].into_iter().flatten().min()
    }

    // ---- what a user can ask for ----

    /// Sends a request under an invoke id of the session's choice; whatever id the frame holds is replaced. It ends
    /// with [`Event::Confirmed`] or [`Event::Failed`] under that id.
    ///
    /// # Errors
    /// Nothing was sent: the session is not open, the message is not a request, or a limit is reached.
    pub fn request(&mut self, now: Instant, frame: &Frame) -> Result<InvokeId, SessionError> {
        let message = frame.message_type;
        let profile = &self.config.profile;
        let confirmation = confirmation_of(message, profile).ok_or(SessionError::NotARequest(message))?;
        if is_sessions_own(message) {
            return Err(SessionError::Reserved(message));
        }
        self.may_send(frame)?;
        if self.pending.len() >= self.config.max_pending {
            return Err(SessionError::TooManyPending);
        }
        let invoke_id = self.pending.next_id();
        let deadline = now + self.config.request_timeout;
        write_with_id(frame, invoke_id, &mut self.output)?;
        self.pending.insert(invoke_id, message, confirmation, deadline);
        Ok(invoke_id)
    }

    /// Sends a message that is not confirmed.
    ///
    /// # Errors
    /// Nothing was sent: the session is not open, the message is a request, or the output is full.
    pub fn send(&mut self, frame: &Frame) -> Result<(), SessionError> {
        let message = frame.message_type;
        let own = matches!(
            message.0,
            crate::ConfigRequestEvent::NUMBER
                | crate::ConfigRequestKeyEvent::NUMBER
                | ActiveMaintenanceResp::NUMBER
                | StoppingRequestsToThisSideInd::NUMBER
        );
        if own || confirmation_of(message, &self.config.profile).is_some() {
            return Err(SessionError::Reserved(message));
        }
        self.may_send(frame)?;
        frame.write_to(&mut self.output);
        Ok(())
    }

    /// Asks for the configuration. Its messages come as [`Event::Message`], its end as [`Event::ConfigurationEnd`].
    ///
    /// # Errors
    /// Nothing was sent: not open, not granted, not online, or a download is running.
    pub fn download_configuration(
        &mut self,
        now: Instant,
        request: ConfigRequest,
    ) -> Result<(), SessionError> {
        let State::Open(open) = &self.state else { return Err(SessionError::NotOpen) };
        if open.standby {
            return Err(SessionError::Standby);
        }
        if !open.services.contains(ServiceMask::CONFIG_EVENTS) {
            return Err(SessionError::NotGranted);
        }
        if !open.online {
            return Err(SessionError::NotOnline);
        }
        if self.download.is_some() {
            return Err(SessionError::DownloadRunning);
        }
        let deadline = now + self.config.configuration_timeout;
        let (download, first) = Download::start(request, &self.config.profile, deadline)?;
        self.may_send(&first)?;
        first.write_to(&mut self.output);
        if download.is_empty() {
            self.events.push_back(Event::ConfigurationEnd(Ok(())));
        } else {
            self.download = Some(download);
        }
        Ok(())
    }

    /// Asks the server to close the session. Pending requests end now; [`Event::Closed`] follows the answer, or 5 s.
    ///
    /// # Errors
    /// The session is not open. (A session that is being opened can just be dropped with its connection.)
    pub fn close(&mut self, now: Instant) -> Result<(), SessionError> {
        let State::Open(_) = self.state else { return Err(SessionError::NotOpen) };
        let invoke_id = self.pending.next_id();
        let close = CloseReq { invoke_id, status: StatusCode::NO_ERROR, ..Default::default() };
        let frame = close.build(&self.config.profile).finish()?;
        frame.write_to(&mut self.output);
        self.fail_all(CloseReason::Requested);
        self.closing(now, invoke_id, CloseReason::Requested);
        Ok(())
    }

    /// Answers [`Event::MaintenanceAsked`].
    ///
    /// # Errors
    /// Nothing was sent: the server does not ask, or the time is over and the answer counts as a refusal.
    pub fn answer_maintenance(
        &mut self,
        now: Instant,
        answer: MaintenanceAnswer,
    ) -> Result<(), SessionError> {
        let State::Open(open) = &mut self.state else { return Err(SessionError::NotOpen) };
        let asked = open.asked.take().filter(|(_, until)| now <= *until);
        let Some((invoke_id, _)) = asked else { return Err(SessionError::NotAsked) };
        let maintenance_mode_accepted = answer == MaintenanceAnswer::Accepted;
        let answer = ActiveMaintenanceResp { invoke_id, maintenance_mode_accepted, ..Default::default() };
        answer.build(&self.config.profile).finish()?.write_to(&mut self.output);
        Ok(())
    }

    /// Tells a server whose maintenance begins that it gets no more requests (STOPPING_REQUESTS_TO_THIS_SIDE_IND).
    /// Pending requests end now; [`Event::Closed`] follows when the connection has ended, or after `close_timeout`.
    ///
    /// # Errors
    /// Nothing was sent: the server has not decided to begin.
    pub fn stop_requests(&mut self, now: Instant) -> Result<(), SessionError> {
        let State::Open(Open { leave_at, .. }) = self.state else { return Err(SessionError::NotOpen) };
        leave_at.ok_or(SessionError::NotAsked)?;
        let frame = StoppingRequestsToThisSideInd::default().build(&self.config.profile).finish()?;
        frame.write_to(&mut self.output);
        self.fail_all(CloseReason::Maintenance);
        // Nothing confirms this message; no answer has the id.
        let invoke_id = self.pending.next_id();
        self.closing(now, invoke_id, CloseReason::Maintenance);
        Ok(())
    }

    // ---- details ----

    /// Ends the session from outside: its connection is given up for this reason.
    pub(super) fn abandon(&mut self, reason: CloseReason) {
        if !self.is_closed() {
            self.end(reason);
        }
    }

    fn closing(&mut self, now: Instant, invoke_id: InvokeId, reason: CloseReason) {
        let deadline = now + self.config.close_timeout;
        self.state = State::Closing(Closing { invoke_id, deadline, reason });
    }

    fn may_send(&self, frame: &Frame) -> Result<(), SessionError> {
        match &self.state {
            State::Open(Open { standby: true, .. }) => return Err(SessionError::Standby),
            State::Open(_) => {}
            State::Opening(_) | State::Closing(_) | State::Closed => return Err(SessionError::NotOpen),
        }
        frame.fits()?;
        if self.output.len() + frame.encoded_len() > self.config.max_output {
            return Err(SessionError::OutputFull);
        }
        Ok(())
    }

    fn end_download(&mut self, result: Result<(), ConfigurationError>) {
        if self.download.take().is_some() {
            self.events.push_back(Event::ConfigurationEnd(result));
        }
    }

    fn fail_all(&mut self, reason: CloseReason) {
        while let Some((invoke_id, request)) = self.pending.take_any() {
            let why = RequestError::SessionEnded(reason);
            self.events.push_back(Event::Failed { invoke_id, request: request.message, why });
        }
        self.end_download(Err(ConfigurationError::SessionEnded(reason)));
    }

    fn end(&mut self, reason: CloseReason) {
        self.fail_all(reason);
        self.state = State::Closed;
        self.input = BytesMut::new();
        self.events.push_back(Event::Closed(reason));
    }
}

fn open_req(config: &Config, invoke_id: InvokeId) -> Result<Frame, UsageError> {
    let profile = &config.profile;
    let open = OpenReq {
        invoke_id,
        version_number: profile.version,
        idle_timeout: config.idle_seconds(),
        services_requested: config.services_requested(),
        call_msg_mask: config.call_mask,
        agent_state_mask: config.agent_state_mask,
        config_msg_mask: config.config_mask,
        ..Default::default()
    };
    let mut builder = open.build(profile).with(field::ClientId, config.client_id.as_str());
    builder = builder.with(field::ClientPassword, config.password.0.as_bytes());
    if !config.signature.is_empty() {
        builder = builder.with(field::ClientSignature, config.signature.as_str());
    }
    if let Mode::Agent { extension, id, instrument } = &config.mode {
        builder = builder.with_opt(field::AgentExtension, extension.as_deref());
        builder = match profile.dialect {
            Dialect::Ccx => builder.with_opt(field::AgentIdLong, id.as_deref()),
            Dialect::Cce => builder.with_opt(field::AgentId, id.as_deref()),
        };
        builder = builder.with_opt(field::AgentInstrument, instrument.as_deref());
    }
    builder.finish()
}

/// Messages that belong to the session's own life.
fn is_sessions_own(message: MessageType) -> bool {
    matches!(message.0, OpenReq::NUMBER | HeartbeatReq::NUMBER | CloseReq::NUMBER)
}

/// The status of either printed form.
fn failure_status(conf: &FailureConf<'_>) -> StatusCode {
    conf.status
}

/// The invoke id with which the bodies of all requests and confirmations start.
fn first_id(frame: &Frame) -> Option<InvokeId> {
    frame.body.first_chunk().map(|id| InvokeId(u32::from_be_bytes(*id)))
}
