//! One connection of a server.

use std::fmt;
use std::time::{Duration, Instant};

use bytes::BytesMut;

use super::event::{Audience, Device};
use crate::session::Unshown;
use crate::{AgentStateMask, CallMsgMask, ConfigMask, InvokeId, Profile, ServiceMask};

pub(super) struct Session {
    pub(super) input: BytesMut,
    pub(super) state: State,
    /// The moment under which the timer table lists this connection.
    pub(super) armed: Instant,
    /// Bytes handed out and not reported as sent.
    pub(super) unsent: usize,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("input", &Unshown(&self.input))
            .field("state", &self.state)
            .field("armed", &self.armed)
            .field("unsent", &self.unsent)
            .finish()
    }
}

#[derive(Debug)]
pub(super) enum State {
    /// Nothing has come yet.
    Fresh { deadline: Instant },
    /// The host has been asked.
    Asked { deadline: Instant, asked: Box<Asked> },
    /// Granted.
    Open(Box<Open>),
    /// Over; the connection lingers.
    Ending { deadline: Instant },
}

#[derive(Debug)]
pub(super) struct Asked {
    pub(super) invoke_id: InvokeId,
    pub(super) idle: Option<Duration>,
    pub(super) session: Open,
}

/// What an open session needs to know: small, because there are thousands.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) profile: Profile,
    pub(super) client_id: Box<str>,
    pub(super) services: ServiceMask,
    pub(super) call_mask: CallMsgMask,
    pub(super) agent_state_mask: AgentStateMask,
    pub(super) config_mask: ConfigMask,
    pub(super) device: Option<Box<Device>>,
    /// Granted by a standby that has not become active since.
    pub(super) standby: bool,
    /// A maintenance begins: until then the client goes to the other side.
    pub(super) leave_by: Option<Instant>,
    pub(super) idle: Option<Duration>,
    pub(super) heard: Instant,
}

impl Session {
    pub(super) fn new(deadline: Instant) -> Self {
        Self { input: BytesMut::new(), state: State::Fresh { deadline }, armed: deadline, unsent: 0 }
    }

    /// When this connection's time is over; `None`: never.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Fresh { deadline } | State::Asked { deadline, .. } | State::Ending { deadline } => {
                Some(*deadline)
            }
            State::Open(open) => {
                open.idle.map(|idle| open.heard + idle).into_iter().chain(open.leave_by).min()
            }
        }
    }

    pub(super) fn open(&self) -> Option<&Open> {
        match &self.state {
            State::Open(open) => Some(open),
            State::Fresh { .. } | State::Asked { .. } | State::Ending { .. } => None,
        }
    }
}

impl Open {
    pub(super) fn wants(&self, audience: Audience<'_>) -> bool {
        if self.standby && !matches!(audience, Audience::All) {
            return false;
        }
        match audience {
            Audience::AgentState(bit, devices) => {
                self.agent_state_mask.intersects(bit) && self.concerns(devices)
            }
            Audience::Call(bit, devices) => self.call_mask.intersects(bit) && self.concerns(devices),
            Audience::Config(bit) => {
                self.services.contains(ServiceMask::CONFIG_EVENTS) && self.config_mask.intersects(bit)
            }
            Audience::All => true,
        }
    }

    /// An agent id is no name of a device: another agent's extension may look the same.
    fn concerns(&self, devices: &[&str]) -> bool {
        if self.services.contains(ServiceMask::ALL_EVENTS) {
            return true;
        }
        let Some(own) = &self.device else { return false };
        let names = [&own.extension, &own.instrument];
        devices.iter().any(|device| names.iter().any(|name| !name.is_empty() && name == device))
    }

    /// Whether this session and another want the same device, or the same agent.
    pub(super) fn competes(&self, other: &Self) -> bool {
        let agent = |open: &Self| open.services.contains(ServiceMask::CLIENT_EVENTS);
        let (Some(own), Some(theirs)) = (&self.device, &other.device) else { return false };
        let same = |a: &str, b: &str| !a.is_empty() && a == b;
        agent(self)
            && agent(other)
            && (same(&own.extension, &theirs.extension)
                || same(&own.instrument, &theirs.instrument)
                || same(&own.id, &theirs.id))
    }
}
