//! Names of agent states.

use crate::names::names;

/// The two products. They share the interface and differ in what an agent may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Product {
    /// Unified Contact Center Express: Finesse runs on the machine of the engine.
    Ccx,
    /// Unified Contact Center Enterprise with a stand-alone Finesse.
    Cce,
}

impl Product {
    /// `deploymentType` of `SystemInfo`.
    #[must_use]
    pub const fn deployment_type(self) -> &'static str {
        match self {
            Self::Ccx => "UCCX",
            Self::Cce => "UCCE",
        }
    }

    /// Reads `deploymentType`.
    #[must_use]
    pub fn from_deployment_type(text: &str) -> Option<Self> {
        match text.trim() {
            "UCCX" => Some(Self::Ccx),
            "UCCE" => Some(Self::Cce),
            _ => None,
        }
    }
}

names! {
    /// The state of an agent in voice, as the element `state` of a user shows it.
    ///
    /// A record keeps the text; this is its meaning where there is one.
    AgentState {
        /// Asked for by a client only; a server answers it with `NotReady`.
        Login = "LOGIN";
        /// Signed out.
        Logout = "LOGOUT";
        /// Signed in, takes no calls.
        NotReady = "NOT_READY";
        /// Waits for a call.
        Ready = "READY";
        /// A routed call is on its way or rings.
        Reserved = "RESERVED";
        /// Held for a progressive or predictive call.
        ReservedOutbound = "RESERVED_OUTBOUND";
        /// Held for a preview call.
        ReservedOutboundPreview = "RESERVED_OUTBOUND_PREVIEW";
        /// On a call.
        Talking = "TALKING";
        /// All calls are held (CCE only).
        Hold = "HOLD";
        /// Wraps up, will not be ready afterwards.
        Work = "WORK";
        /// Wraps up, will be ready afterwards (CCE only).
        WorkReady = "WORK_READY";
        /// The server does not know, as after a failover.
        Unknown = "UNKNOWN";
    }
}

impl AgentState {
    /// Whether an agent in this state is signed in. Of an unknown state nothing is known: the answer is `false`.
    #[must_use]
    pub const fn is_signed_in(self) -> bool {
        !matches!(self, Self::Login | Self::Logout | Self::Unknown)
    }
}

/// A state that a client can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StateRequest {
    /// Sign in.
    Login,
    /// Become ready.
    Ready,
    /// Become not ready, or give another reason for being so.
    NotReady,
    /// Sign out.
    Logout,
}

impl StateRequest {
    /// All that can be asked for.
    pub const ALL: &'static [Self] = &[Self::Login, Self::Ready, Self::NotReady, Self::Logout];

    /// The state of the same name.
    #[must_use]
    pub const fn state(self) -> AgentState {
        match self {
            Self::Login => AgentState::Login,
            Self::Ready => AgentState::Ready,
            Self::NotReady => AgentState::NotReady,
            Self::Logout => AgentState::Logout,
        }
    }

    /// What asks for this state; `None` for states that only the system sets.
    #[must_use]
    pub const fn from_state(state: AgentState) -> Option<Self> {
        Some(match state {
            AgentState::Login => Self::Login,
            AgentState::Ready => Self::Ready,
            AgentState::NotReady => Self::NotReady,
            AgentState::Logout => Self::Logout,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_they_are_written() {
        for &state in AgentState::ALL {
            assert_eq!(AgentState::parse(&format!(" {state}\n")), Some(state));
        }
        assert_eq!(AgentState::parse("ready"), None);
        for &request in StateRequest::ALL {
            assert_eq!(StateRequest::from_state(request.state()), Some(request));
        }
        for product in [Product::Ccx, Product::Cce] {
            assert_eq!(Product::from_deployment_type(product.deployment_type()), Some(product));
        }
    }
}
