//! What a client session reports.

use std::fmt;

use crate::session::{MaintenanceDecision, PeerError};
use crate::{
    AgentState, CcxErrorCode, ControlFailureCode, Frame, InvokeId, MessageType, ServiceMask, SessionType,
    StatusCode,
};

/// Something happened. Ask for the next one until there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The server granted the session.
    Opened(Opened),
    /// The server says that it is in service (or no longer). Told once by OPEN_CONF, later by SYSTEM_EVENT; the
    /// SYSTEM_EVENT itself follows as [`Event::Message`].
    Online(bool),
    /// The server of a standby session has become the active one (STANDBY_ACTIVE_EVENT): requests are possible now.
    /// [`Event::Online`] follows if it is in service.
    Active,
    /// The server asks whether it may go into maintenance (ACTIVE_MAINTENANCE_REQ). Answer within 5 s with
    /// [`Client::answer_maintenance`](super::Client::answer_maintenance); no answer is a refusal.
    MaintenanceAsked,
    /// The server says how it goes on (ACTIVE_MAINTENANCE_EVENT). When maintenance begins, the session ends soon: when
    /// [`Client::stop_requests`](super::Client::stop_requests) is called, or by itself after 4 s.
    MaintenanceDecided(MaintenanceDecision),
    /// The confirmation of a request.
    Confirmed {
        /// Which request.
        invoke_id: InvokeId,
        /// The confirmation; decode it with the session's profile.
        frame: Frame,
    },
    /// A request has failed. Every request ends with this or with [`Event::Confirmed`].
    Failed {
        /// Which request.
        invoke_id: InvokeId,
        /// The request's type.
        request: MessageType,
        /// Why.
        why: RequestError,
    },
    /// A message that answers nothing: an event, a configuration record, or a type this crate does not know.
    Message(Frame),
    /// A confirmation nobody waits for: it came too late, or twice, or to a heartbeat that was never sent.
    Stray(Frame),
    /// The configuration download has ended.
    ConfigurationEnd(Result<(), ConfigurationError>),
    /// The server's configuration was reset (status 96): drop what was downloaded and download again.
    ConfigurationReset,
    /// The session has ended: close the connection. Nothing follows.
    Closed(CloseReason),
}

/// What OPEN_CONF granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The services; maybe fewer than were asked for.
    pub services: ServiceMask,
    /// Whether the server is in service already. Never in a standby session.
    pub online: bool,
    /// On which of two servers the session is (CCE from 24; `UNKNOWN` where OPEN_CONF does not say). On a standby
    /// nothing can be asked for until [`Event::Active`].
    pub session_type: SessionType,
    /// The agent's state, in agent mode.
    pub agent_state: AgentState,
    /// OPEN_CONF itself, with its floating part.
    pub frame: Frame,
}

/// Why a request has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// FAILURE_CONF.
    Status(StatusCode),
    /// CONTROL_FAILURE_CONF.
    Control {
        /// `FailureCode`.
        code: ControlFailureCode,
        /// `PeripheralErrorCode` (CCX: `CCXErrorCode`).
        peripheral: CcxErrorCode,
    },
    /// The answer is a confirmation of another request.
    Mismatch(MessageType),
    /// The answer cannot be read.
    Unreadable(crate::DecodeError),
    /// No answer came in time.
    Timeout,
    /// The session ended first.
    SessionEnded(CloseReason),
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "refused with {status}"),
            Self::Control { code, peripheral } => {
                write!(f, "refused with {code}, peripheral error {peripheral}")
            }
            Self::Mismatch(message) => write!(f, "answered by {message}"),
            Self::Unreadable(error) => write!(f, "unreadable answer: {error}"),
            Self::Timeout => f.write_str("no answer in time"),
            Self::SessionEnded(reason) => write!(f, "session ended: {reason}"),
        }
    }
}

impl std::error::Error for RequestError {}

/// Why a configuration download has failed. What came before is not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// CONFIG_KEY_EVENT or CONFIG_END_EVENT with this status.
    Status(u32),
    /// FAILURE_CONF: the server takes no such request.
    Refused(StatusCode),
    /// A message of the download cannot be read.
    Unreadable(crate::DecodeError),
    /// The server fell silent with these item classes missing.
    Timeout {
        /// Bits of the mask that was asked for.
        missing: crate::ConfigMask,
    },
    /// The session ended first.
    SessionEnded(CloseReason),
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "ended with status {status}"),
            Self::Refused(status) => write!(f, "refused with {status}"),
            Self::Unreadable(error) => write!(f, "unreadable: {error}"),
            Self::Timeout { missing } => write!(f, "the server fell silent, {missing} is missing"),
            Self::SessionEnded(reason) => write!(f, "session ended: {reason}"),
        }
    }
}

impl std::error::Error for ConfigurationError {}

/// Why a session has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseReason {
    /// OPEN_REQ was refused; 92 says that the server is not the master.
    Refused(StatusCode),
    /// No answer to OPEN_REQ.
    OpenTimeout,
    /// We closed it.
    Requested,
    /// FAILURE_EVENT: 15 the server goes offline, 11 a newer session took over.
    Server(StatusCode),
    /// A heartbeat was answered by FAILURE_CONF.
    HeartbeatRefused(StatusCode),
    /// Heartbeats stayed unanswered.
    HeartbeatsLost,
    /// The server goes into maintenance, and we stopped our requests to it.
    Maintenance,
    /// It was left because the standby announced that it is the active server now.
    StandbyActive,
    /// The connection broke.
    ConnectionLost,
    /// The server broke the protocol.
    Protocol(PeerError),
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(status) => write!(f, "refused with {status}"),
            Self::OpenTimeout => f.write_str("no answer to OPEN_REQ"),
            Self::Requested => f.write_str("closed by us"),
            Self::Server(status) => write!(f, "closed by the server with {status}"),
            Self::HeartbeatRefused(status) => write!(f, "heartbeat refused with {status}"),
            Self::HeartbeatsLost => f.write_str("heartbeats unanswered"),
            Self::Maintenance => f.write_str("left for the maintenance of the server"),
            Self::StandbyActive => f.write_str("the standby has become the active server"),
            Self::ConnectionLost => f.write_str("connection lost"),
            Self::Protocol(error) => write!(f, "protocol broken: {error}"),
        }
    }
}
