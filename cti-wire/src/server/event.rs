//! What a server reports, and what its host answers.

use std::fmt;

use crate::session::{ConnId, PeerError};
use crate::{AgentState, AgentStateMask, CallMsgMask, ConfigMask, Frame, InvokeId, ServiceMask, StatusCode};

/// Something happened. Ask for the next one until there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A client asks for a session. Answer with [`Server::grant`](super::Server::grant) or
    /// [`Server::refuse`](super::Server::refuse). Version, timeout and services were checked already.
    OpenRequested {
        /// On which connection.
        conn: ConnId,
        /// What it asks for.
        request: Box<OpenRequest>,
    },
    /// A request. Answer with [`Server::confirm`](super::Server::confirm), [`Server::fail`](super::Server::fail) or
    /// [`Server::fail_control`](super::Server::fail_control). Its layout was checked already.
    Request {
        /// On which connection.
        conn: ConnId,
        /// The id to answer with.
        invoke_id: InvokeId,
        /// The request; decode it with [`Server::profile`](super::Server::profile).
        frame: Frame,
    },
    /// A message without invoke id, for example CONFIG_REQUEST_EVENT. Answer with [`Server::send`](super::Server::send).
    Message {
        /// On which connection.
        conn: ConnId,
        /// The message.
        frame: Frame,
    },
    /// Every client that was asked for a maintenance has answered, or its time is over. Say how it goes on with
    /// [`Server::decide_maintenance`](super::Server::decide_maintenance).
    MaintenanceAnswered(MaintenanceAnswers),
    /// A session has ended. If the connection must be closed by us, [`Event::Close`] follows.
    Ended {
        /// On which connection.
        conn: ConnId,
        /// Why.
        why: EndReason,
    },
    /// Close this connection when everything for it has been written. Nothing more comes for it.
    Close(ConnId),
}

/// What clients say to a maintenance. Those whose session has ended since are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MaintenanceAnswers {
    /// They agree.
    pub accepted: Vec<ConnId>,
    /// They do not, or did not answer in time.
    pub refused: Vec<ConnId>,
}

/// Why a session has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndReason {
    /// The client sent CLOSE_REQ with this status.
    Closed(StatusCode),
    /// The connection broke.
    Disconnected,
    /// OPEN_REQ was refused.
    Refused(StatusCode),
    /// No OPEN_REQ came, or nothing at all for `IdleTimeout`.
    Silent,
    /// We ended it with FAILURE_EVENT.
    Failed(StatusCode),
    /// This side goes into maintenance, and the client stopped its requests to it or had no more time to do so.
    Maintenance,
    /// It read too slowly.
    TooSlow,
    /// It broke the protocol.
    Protocol(PeerError),
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed(status) => write!(f, "closed by the client with {status}"),
            Self::Disconnected => f.write_str("connection lost"),
            Self::Refused(status) => write!(f, "refused with {status}"),
            Self::Silent => f.write_str("silent for too long"),
            Self::Failed(status) => write!(f, "ended with {status}"),
            Self::Maintenance => f.write_str("gone to the other side for maintenance"),
            Self::TooSlow => f.write_str("reads too slowly"),
            Self::Protocol(error) => write!(f, "protocol broken: {error}"),
        }
    }
}

/// OPEN_REQ, read.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenRequest {
    /// `VersionNumber`.
    pub version: u32,
    /// `ClientID`.
    pub client_id: String,
    /// `ClientPassword`. Compare it with [`password_is`](Self::password_is); `Debug` leaves it out.
    pub password: Vec<u8>,
    /// `ClientSignature`.
    pub signature: String,
    /// `ServicesRequested`.
    pub services: ServiceMask,
    /// `CallMsgMask`.
    pub call_mask: CallMsgMask,
    /// `AgentStateMask`.
    pub agent_state_mask: AgentStateMask,
    /// `ConfigMsgMask`.
    pub config_mask: ConfigMask,
    /// The device that an agent-mode session asks for.
    pub device: Device,
}

impl OpenRequest {
    /// Whether this is the password, compared in a time that depends on the lengths only.
    #[must_use]
    pub fn password_is(&self, expected: &[u8]) -> bool {
        crate::Secret::from(self.password.as_slice()) == crate::Secret::from(expected)
    }

    /// Whether events of all devices are asked for.
    #[must_use]
    pub const fn is_bridge(&self) -> bool {
        self.services.contains(ServiceMask::ALL_EVENTS)
    }
}

impl fmt::Debug for OpenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenRequest")
            .field("version", &self.version)
            .field("client_id", &self.client_id)
            .field("signature", &self.signature)
            .field("services", &self.services)
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}

/// How an agent-mode session names its device; empty texts are not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// `AgentExtension`.
    pub extension: String,
    /// `AgentID`.
    pub id: String,
    /// `AgentInstrument`.
    pub instrument: String,
}

/// What OPEN_CONF grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The services. Bits that were not asked for are left out.
    pub services: ServiceMask,
    /// For agent mode: the device, completed, and the agent's state. The session sees events of the extension and the
    /// instrument that stand here.
    pub agent: Option<(Device, AgentState)>,
}

/// Who may see an event.
#[derive(Debug, Clone, Copy)]
pub enum Audience<'a> {
    /// Sessions whose `AgentStateMask` has this bit: bridge sessions, and agent sessions of these devices.
    ///
    /// A device is meant by its extension or instrument, as the session was granted; ids of agents are no devices.
    AgentState(AgentStateMask, &'a [&'a str]),
    /// Sessions whose `CallMsgMask` has this bit: bridge sessions, and agent sessions of these devices.
    Call(CallMsgMask, &'a [&'a str]),
    /// Sessions with the configuration service whose `ConfigMsgMask` has this bit.
    Config(ConfigMask),
    /// Every open session: SYSTEM_EVENT.
    All,
}
