//! What a client session is told at its start.

use std::fmt;
use std::time::Duration;

use crate::{AgentStateMask, CallMsgMask, ConfigMask, Profile, Secret, ServiceMask};

/// A password that shows in no log. `==` takes a time that depends on the lengths only.
#[derive(Clone, Default)]
pub struct ClientPassword(pub String);

impl PartialEq for ClientPassword {
    fn eq(&self, other: &Self) -> bool {
        Secret::from(self.0.as_str()) == Secret::from(other.0.as_str())
    }
}

impl Eq for ClientPassword {}

impl fmt::Debug for ClientPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "none" } else { "***" })
    }
}

/// Which events a session asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Bridge mode: events of every device (`CTI_SERVICE_ALL_EVENTS`). What one connection for many agents needs.
    #[default]
    Bridge,
    /// Agent mode: events of one device (`CTI_SERVICE_CLIENT_EVENTS`), named by at least one of these.
    Agent {
        /// `AgentExtension`.
        extension: Option<String>,
        /// `AgentID`.
        id: Option<String>,
        /// `AgentInstrument`.
        instrument: Option<String>,
    },
}

/// How a client session is opened and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// What both sides speak.
    pub profile: Profile,
    /// `ClientID`: the name of the program.
    pub client_id: String,
    /// `ClientPassword`.
    pub password: ClientPassword,
    /// `ClientSignature`: stands in the events this client causes.
    pub signature: String,
    /// Bridge or agent mode. Sets its bit of [`services`](Self::services) by itself.
    pub mode: Mode,
    /// Services to ask for besides the mode's own bit. The server may grant fewer.
    pub services: ServiceMask,
    /// Call events to ask for.
    pub call_mask: CallMsgMask,
    /// Agent state events to ask for. The meaning of three bits differs by product.
    pub agent_state_mask: AgentStateMask,
    /// Configuration updates to ask for. In CCX the bits are: agent 1, CSQ 2, application 4, device 8, terminal 16.
    pub config_mask: ConfigMask,
    /// Time between heartbeats. Finesse takes 5 s; CCX allows at most 30 s.
    pub heartbeat: Duration,
    /// Unanswered heartbeats after which the server counts as dead (guide: three).
    pub missed_heartbeats: u32,
    /// `IdleTimeout`: the server drops a client that is silent for so long. `None`: four heartbeats, but not under the
    /// 20 s that servers insist on.
    pub idle_timeout: Option<Duration>,
    /// Longest wait for the answer to OPEN_REQ (guide: 30 s, with more than 500 clients 60 s).
    pub open_timeout: Duration,
    /// Longest wait for the answer to CLOSE_REQ (guide: 5 s).
    pub close_timeout: Duration,
    /// Longest wait for the answer to any other request. Call control may take 10 to 15 s.
    pub request_timeout: Duration,
    /// Longest wait for the next message of a configuration download.
    pub configuration_timeout: Duration,
    /// Time for the answer to ACTIVE_MAINTENANCE_REQ, and later for stopping requests to the old side (guide: 5 s each).
    pub maintenance_timeout: Duration,
    /// Requests that may wait for an answer at one time.
    pub max_pending: usize,
    /// Bytes that may wait for the connection; more are refused.
    pub max_output: usize,
}

impl Default for Config {
    /// A bridge-mode session of CCX 17 with everything a desktop server needs. The masks hold the bits that this version
    /// defines: servers may refuse others. CCX 18 adds the terminals (0x10) to `config_mask`.
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            client_id: "cti-wire".to_owned(),
            password: ClientPassword::default(),
            signature: String::new(),
            mode: Mode::Bridge,
            services: ServiceMask::CALL_DATA_UPDATE
                | ServiceMask::CLIENT_CONTROL
                | ServiceMask::SUPERVISOR
                | ServiceMask::CONFIG_EVENTS,
            call_mask: CallMsgMask(ALL_CCX_CALLS),
            agent_state_mask: AgentStateMask(ALL_CCX_STATES),
            config_mask: ConfigMask(0x0F),
            heartbeat: Duration::from_secs(5),
            missed_heartbeats: 3,
            idle_timeout: None,
            open_timeout: Duration::from_secs(30),
            close_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(20),
            configuration_timeout: Duration::from_secs(30),
            maintenance_timeout: Duration::from_secs(5),
            max_pending: 4096,
            max_output: 1 << 20,
        }
    }
}

/// Every call event up to CALL_DEQUEUED that CCX has; translation routing and "reached network" are CCE's.
const ALL_CCX_CALLS: u32 = 0x0005_EFFF;
/// Login to reserved: the bits that the CCX guide defines.
const ALL_CCX_STATES: u32 = 0x01FF;

impl Config {
    /// `IdleTimeout` in whole seconds.
    pub(crate) fn idle_seconds(&self) -> u32 {
        let idle = self.idle_timeout.unwrap_or_else(|| (self.heartbeat * 4).max(Duration::from_secs(20)));
        u32::try_from(idle.as_secs()).unwrap_or(u32::MAX)
    }

    /// `ServicesRequested`.
    pub(crate) fn services_requested(&self) -> ServiceMask {
        let own = ServiceMask::CLIENT_EVENTS | ServiceMask::ALL_EVENTS;
        let mode = match self.mode {
            Mode::Bridge => ServiceMask::ALL_EVENTS,
            Mode::Agent { .. } => ServiceMask::CLIENT_EVENTS,
        };
        self.services.without(own) | mode
    }
}
