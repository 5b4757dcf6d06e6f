//! The rules as tables: which change of state a client may ask for, and which changes the product is known to make.
//!
//! Source: facts, section 5. The tables of both products stand here row by row; `tests/agent_tables.rs` compares them with the facts,
//! pair by pair. What the facts leave open is refused as [`Decision::Before`], never guessed.

use super::{AgentState, Product, StateRequest};
use crate::code::CtiFailure;
use AgentState::{
    Hold, Login, Logout, NotReady, Ready, Reserved, ReservedOutbound, ReservedOutboundPreview, Talking,
    Unknown, Work, WorkReady,
};

/// Who asks for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The agent, for itself.
    Agent,
    /// A supervisor of one of the agent's teams.
    Supervisor,
}

/// What kind of call an agent is on; it decides about pending states on CCX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnCall {
    /// None.
    No,
    /// A call that the engine routed to the agent.
    Routed,
    /// Any other call.
    Other,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// The agent goes to this state.
    Now(AgentState),
    /// The wish is kept as `pendingState` until the call ends.
    Pending,
    /// Refused at once: HTTP 400 `Invalid State`.
    Before,
    /// Passed on and refused by CTI: 202, then an error event with this code.
    Cti(CtiFailure),
}

/// Decides about a request. There is an answer for every combination.
///
/// `pending` is the state already pending.
#[must_use]
pub fn decide(
    product: Product,
    actor: Actor,
    state: AgentState,
    wish: StateRequest,
    call: OnCall,
    pending: Option<StateRequest>,
) -> Decision {
    match (actor, wish) {
        (Actor::Supervisor, _) => supervisor(state, wish),
        // Sign-in is always forced: who is signed in already stays as it is.
        (Actor::Agent, StateRequest::Login) if state.is_signed_in() => Decision::Now(state),
        (Actor::Agent, StateRequest::Login) => Decision::Now(NotReady),
        (Actor::Agent, _) => match product {
            Product::Cce => cce(state, wish),
            Product::Ccx => ccx(state, wish, call, pending),
        },
    }
}

fn cce(state: AgentState, wish: StateRequest) -> Decision {
    let to = wish.state();
    match state {
        // The guide's code for this on CCE.
        Logout => match wish {
            StateRequest::NotReady => Decision::Cti(CtiFailure::CF_INVALID_PASSWORD_SPECIFIED),
            _ => Decision::Before,
        },
        NotReady => Decision::Now(to),
        // To leave the system an agent first has to be not ready.
        Ready | ReservedOutbound | Work | WorkReady => match wish {
            StateRequest::Ready | StateRequest::NotReady => Decision::Now(to),
            _ => Decision::Before,
        },
        // The choice is honoured when the reservation closes.
        ReservedOutboundPreview => match wish {
            StateRequest::Ready | StateRequest::NotReady => Decision::Pending,
            _ => Decision::Before,
        },
        Talking | Hold => Decision::Pending,
        Login | Reserved | Unknown => Decision::Before,
    }
}

fn ccx(state: AgentState, wish: StateRequest, call: OnCall, pending: Option<StateRequest>) -> Decision {
    let to = wish.state();
    match (state, wish) {
        (Logout, StateRequest::NotReady) => Decision::Cti(CtiFailure::CF_INVALID_PARAMETER),
        // Off the routed path the state does not change during a call; a wish to be ready has to wait for its end.
        (NotReady | Ready, StateRequest::Ready) if call == OnCall::Other => {
            Decision::Cti(CtiFailure::CF_RESOURCE_BUSY)
        }
        (NotReady | Ready, _) => Decision::Now(to),
        (Talking, StateRequest::NotReady) if pending != Some(StateRequest::NotReady) => Decision::Pending,
        (Talking, StateRequest::NotReady | StateRequest::Ready) => {
            Decision::Cti(CtiFailure::CF_INVALID_AGENT_WORKMODE)
        }
        (Work, StateRequest::Ready | StateRequest::NotReady) => Decision::Now(to),
        _ => Decision::Before,
    }
}

/// NOT_READY from READY, WORK and WORK_READY; LOGOUT from every signed-in state; READY where it is not an agent's call that decides.
fn supervisor(state: AgentState, wish: StateRequest) -> Decision {
    match (state, wish) {
        (Ready | Work | WorkReady, StateRequest::NotReady) => Decision::Now(NotReady),
        (NotReady | Work | WorkReady, StateRequest::Ready) => Decision::Now(Ready),
        (_, StateRequest::Logout) if state.is_signed_in() => Decision::Now(Logout),
        _ => Decision::Before,
    }
}

/// Whether an agent wraps up after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrapUp {
    /// Wraps up.
    Yes,
    /// Does not.
    No,
}

/// The state after a call. `before` is what the agent was before it, `pending` what was asked for during it: that wins.
#[must_use]
pub const fn after_call(
    product: Product,
    before: StateRequest,
    pending: Option<StateRequest>,
    wrap_up: WrapUp,
) -> AgentState {
    let next = match pending {
        Some(next) => next,
        None => before,
    };
    match (wrap_up, product, next) {
        (WrapUp::Yes, Product::Cce, StateRequest::Ready) => WorkReady,
        (WrapUp::Yes, _, _) => Work,
        (WrapUp::No, _, StateRequest::Ready) => Ready,
        (WrapUp::No, _, StateRequest::Logout) => Logout,
        (WrapUp::No, _, StateRequest::NotReady | StateRequest::Login) => NotReady,
    }
}

/// The state when the wrap-up timer ends. On CCE the state itself says what follows; on CCX the queue (CSQ) does, by `csq`, and a pending
/// NOT_READY before it. `None` for a state that has no such timer.
#[must_use]
pub const fn after_wrap_up(
    product: Product,
    state: AgentState,
    csq: StateRequest,
    pending: Option<StateRequest>,
) -> Option<AgentState> {
    match (product, state, pending, csq) {
        (Product::Cce, WorkReady, _, _) => Some(Ready),
        (Product::Cce, Work, _, _) => Some(NotReady),
        (Product::Ccx, Work, None, StateRequest::Ready) => Some(Ready),
        (Product::Ccx, Work, _, _) => Some(NotReady),
        _ => None,
    }
}

/// Who or what makes a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum By {
    /// The agent, by a request.
    Agent,
    /// A call comes, is answered, held, retrieved or ends.
    Call,
    /// A wrap-up or answer timer.
    Timer,
}

/// One row of a product's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// The state before.
    pub from: AgentState,
    /// The state after.
    pub to: AgentState,
    /// What makes it.
    pub by: By,
}

const fn row(from: AgentState, to: AgentState, by: By) -> Transition {
    Transition { from, to, by }
}

/// The documented transitions of a product. The system can put an agent from any state into any other, above all after a failover, so
/// this says what is usual, not what is possible.
#[must_use]
pub const fn transitions(product: Product) -> &'static [Transition] {
    match product {
        Product::Cce => CCE,
        Product::Ccx => CCX,
    }
}

const CCE: &[Transition] = &[
    row(Logout, NotReady, By::Agent),
    row(NotReady, Ready, By::Agent),
    row(NotReady, NotReady, By::Agent),
    row(NotReady, Logout, By::Agent),
    row(NotReady, Talking, By::Call),
    row(Ready, NotReady, By::Agent),
    row(Ready, Reserved, By::Call),
    row(Ready, ReservedOutbound, By::Call),
    row(Ready, ReservedOutboundPreview, By::Call),
    row(Reserved, Talking, By::Call),
    row(Reserved, Ready, By::Call),
    row(ReservedOutbound, Ready, By::Agent),
    row(ReservedOutbound, NotReady, By::Agent),
    row(ReservedOutbound, Talking, By::Call),
    row(ReservedOutboundPreview, Ready, By::Call),
    row(ReservedOutboundPreview, NotReady, By::Call),
    row(ReservedOutboundPreview, Talking, By::Call),
    row(Talking, Hold, By::Call),
    row(Hold, Talking, By::Call),
    row(Talking, Ready, By::Call),
    row(Talking, NotReady, By::Call),
    row(Talking, Work, By::Call),
    row(Talking, WorkReady, By::Call),
    row(Hold, Ready, By::Call),
    row(Hold, NotReady, By::Call),
    row(Hold, Work, By::Call),
    row(Hold, WorkReady, By::Call),
    row(Work, NotReady, By::Timer),
    row(Work, Ready, By::Agent),
    row(Work, NotReady, By::Agent),
    row(WorkReady, Ready, By::Timer),
    row(WorkReady, Ready, By::Agent),
    row(WorkReady, NotReady, By::Agent),
];

const CCX: &[Transition] = &[
    row(Logout, NotReady, By::Agent),
    row(NotReady, Ready, By::Agent),
    row(NotReady, NotReady, By::Agent),
    row(NotReady, Logout, By::Agent),
    row(Ready, NotReady, By::Agent),
    row(Ready, Logout, By::Agent),
    row(Ready, Reserved, By::Call),
    row(Reserved, Talking, By::Call),
    row(Reserved, NotReady, By::Timer),
    // Agents who are ready and take or place a call off the routed path are moved (reasons 32761 and 32762).
    row(Ready, NotReady, By::Call),
    row(Ready, ReservedOutboundPreview, By::Call),
    row(ReservedOutboundPreview, Talking, By::Call),
    row(ReservedOutboundPreview, Ready, By::Call),
    row(ReservedOutboundPreview, NotReady, By::Call),
    row(ReservedOutboundPreview, NotReady, By::Timer),
    row(Ready, ReservedOutbound, By::Call),
    row(ReservedOutbound, Ready, By::Timer),
    row(ReservedOutbound, Ready, By::Call),
    row(ReservedOutbound, NotReady, By::Call),
    row(ReservedOutbound, Talking, By::Call),
    row(Talking, Work, By::Call),
    row(Talking, Ready, By::Call),
    row(Talking, NotReady, By::Call),
    row(Work, Ready, By::Timer),
    row(Work, NotReady, By::Timer),
];
