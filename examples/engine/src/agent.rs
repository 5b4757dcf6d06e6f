//! The states of an agent, and the answer to every request in every state (CCX).
//!
//! ```text
//!            LOGIN                READY                 reserved by a queue        answered
//!  LOGOUT ───────────▶ NOT_READY ◀─────▶ READY ───────────────────────▶ RESERVED ───────────▶ TALKING
//!    ▲                  │   ▲              │                               │ not answered        │
//!    └──────LOGOUT──────┴───┼──────────────┘◀──────────────────────────────┘                     │ call ends
//!                           └───────────────────WORK ◀───────────────────────────────────────────┘
//! ```

use cti_wire::{AgentState, AgentStateMask, ControlFailureCode};

/// State of an agent. There is no hold state in CCX: whoever holds a call is still talking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Not signed in.
    Logout,
    /// Signed in, takes no queued calls.
    NotReady,
    /// Waits for a call.
    Ready,
    /// A queued call rings.
    Reserved,
    /// On a queued call.
    Talking,
    /// Wraps up.
    Work,
}

impl State {
    /// Every state, for tables and tests.
    pub const ALL: [Self; 6] =
        [Self::Logout, Self::NotReady, Self::Ready, Self::Reserved, Self::Talking, Self::Work];

    /// The state on the wire.
    #[must_use]
    pub const fn wire(self) -> AgentState {
        match self {
            Self::Logout => AgentState::LOGOUT,
            Self::NotReady => AgentState::NOT_READY,
            Self::Ready => AgentState::AVAILABLE,
            Self::Reserved => AgentState::RESERVED,
            Self::Talking => AgentState::TALKING,
            Self::Work => AgentState::WORK_NOT_READY,
        }
    }

    /// The bit of `AgentStateMask` that asks for events of this state.
    #[must_use]
    pub const fn mask(self) -> AgentStateMask {
        match self {
            Self::Logout => AgentStateMask::LOGOUT,
            Self::NotReady => AgentStateMask::NOT_READY,
            Self::Ready => AgentStateMask::AVAILABLE,
            Self::Reserved => AgentStateMask::RESERVED,
            Self::Talking => AgentStateMask::TALKING,
            Self::Work => AgentStateMask::WORK_NOT_READY,
        }
    }
}

/// What SET_AGENT_STATE_REQ asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// Sign in.
    Login,
    /// Sign out.
    Logout,
    /// Take no calls.
    NotReady,
    /// Take calls.
    Ready,
    /// Wrap up after the call.
    Work,
    /// Any other state: those are the system's to give, or unknown.
    Other,
}

impl Asked {
    /// Every request, for tables and tests.
    pub const ALL: [Self; 6] =
        [Self::Login, Self::Logout, Self::NotReady, Self::Ready, Self::Work, Self::Other];

    /// What the number on the wire asks for.
    #[must_use]
    pub const fn from_wire(state: AgentState) -> Self {
        match state {
            AgentState::LOGIN => Self::Login,
            AgentState::LOGOUT => Self::Logout,
            AgentState::NOT_READY => Self::NotReady,
            AgentState::AVAILABLE => Self::Ready,
            AgentState::WORK_NOT_READY => Self::Work,
            _ => Self::Other,
        }
    }
}

/// Whether the agent's phone is busy with a call that no queue sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phone {
    /// It is free, or on a queued call.
    Free,
    /// It is on a call of the agent's own.
    OwnCall,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Go there now.
    Become(State),
    /// Stay, and confirm: a repeated sign-in keeps the state.
    Keep,
    /// Go there when the call ends.
    Pend(State),
    /// CONTROL_FAILURE_CONF with this code.
    Refuse(ControlFailureCode),
}

/// The table. What the documented tables leave open is refused as an incompatible state (21).
#[must_use]
pub const fn decide(state: State, pending: Option<State>, phone: Phone, asked: Asked) -> Decision {
    use Decision::{Become, Keep, Pend, Refuse};
    const INVALID_PARAMETER: Decision = Refuse(ControlFailureCode::INVALID_PARAMETER);
    const INVALID_WORK_MODE: Decision = Refuse(ControlFailureCode::INVALID_AGENT_WORKMODE);
    const INCOMPATIBLE: Decision = Refuse(ControlFailureCode::GENERIC_STATE_INCOMPATIBILITY);
    match (state, asked) {
        (_, Asked::Other) => INVALID_PARAMETER,
        (State::Logout, Asked::Login) => Become(State::NotReady),
        // Who is not signed in has no state to change (CCX answers 1010, CCE 257).
        (State::Logout, Asked::Logout | Asked::NotReady | Asked::Ready | Asked::Work) => INVALID_PARAMETER,
        (State::NotReady | State::Ready | State::Reserved | State::Talking | State::Work, Asked::Login) => {
            Keep
        }

        (State::NotReady | State::Ready | State::Work, Asked::NotReady) => Become(State::NotReady),
        (State::NotReady, Asked::Ready) => match phone {
            Phone::Free => Become(State::Ready),
            // READY cannot wait for the end of a call that no queue sent.
            Phone::OwnCall => Refuse(ControlFailureCode::RESOURCE_BUSY),
        },
        (State::Ready | State::Work, Asked::Ready) => Become(State::Ready),
        (State::NotReady | State::Ready | State::Work, Asked::Logout) => Become(State::Logout),
        (State::NotReady | State::Ready, Asked::Work) => INVALID_WORK_MODE,
        (State::Work, Asked::Work) => Keep,

        // NOT_READY is taken once, to follow the call; anything after it is refused.
        (State::Talking, Asked::NotReady) if pending.is_none() => Pend(State::NotReady),
        (State::Talking, Asked::Work) if pending.is_none() => Pend(State::Work),
        (State::Talking, Asked::NotReady | Asked::Ready | Asked::Work) => INVALID_WORK_MODE,
        (State::Talking, Asked::Logout) => INCOMPATIBLE,

        (State::Reserved, Asked::NotReady | Asked::Ready | Asked::Work | Asked::Logout) => INCOMPATIBLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_in_every_state_has_an_answer_that_the_table_allows() {
        for state in State::ALL {
            for pending in [None, Some(State::NotReady), Some(State::Work)] {
                for phone in [Phone::Free, Phone::OwnCall] {
                    for asked in Asked::ALL {
                        match decide(state, pending, phone, asked) {
                            // The system alone reserves and connects.
                            Decision::Become(to) => {
                                assert!(
                                    matches!(to, State::Logout | State::NotReady | State::Ready),
                                    "{to:?}"
                                );
                                assert_ne!(state, State::Talking, "a call is not cut by a state");
                            }
                            Decision::Pend(to) => {
                                assert_eq!(state, State::Talking);
                                assert!(matches!(to, State::NotReady | State::Work));
                            }
                            Decision::Keep => assert_ne!(state, State::Logout),
                            Decision::Refuse(code) => assert_ne!(code.0, 0),
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn c5_the_documented_refusals() {
        let refused = |state, pending, phone, asked| match decide(state, pending, phone, asked) {
            Decision::Refuse(code) => code.0,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(State::Logout, None, Phone::Free, Asked::NotReady), 1010);
        assert_eq!(refused(State::Talking, None, Phone::Free, Asked::Ready), 265);
        assert_eq!(refused(State::Talking, Some(State::NotReady), Phone::Free, Asked::NotReady), 265);
        assert_eq!(refused(State::NotReady, None, Phone::OwnCall, Asked::Ready), 33);
        assert_eq!(decide(State::Ready, None, Phone::Free, Asked::Logout), Decision::Become(State::Logout));
    }
}
