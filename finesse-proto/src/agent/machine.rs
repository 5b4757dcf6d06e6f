//! One agent as a server keeps it or a client follows it.

use super::{Actor, AgentState, Decision, OnCall, Product, StateRequest, after_wrap_up, decide, transitions};

/// The state of one agent, with what is pending.
///
/// Requests go through [`Agent::ask`], which applies the tables of the product; what the system reports goes through
/// [`Agent::observe`], which takes anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    product: Product,
    state: AgentState,
    pending: Option<StateRequest>,
    /// What was pending when the wrap-up began: it is not shown any more, and decides what follows.
    kept: Option<StateRequest>,
    call: OnCall,
}

/// A reported change that the product's table does not hold. It is taken all the same; a trace may show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surprise {
    /// The state before.
    pub from: AgentState,
    /// The state after.
    pub to: AgentState,
}

impl Agent {
    /// An agent who is signed out.
    #[must_use]
    pub const fn new(product: Product) -> Self {
        Self { product, state: AgentState::Logout, pending: None, kept: None, call: OnCall::No }
    }

    /// The present state.
    #[must_use]
    pub const fn state(&self) -> AgentState {
        self.state
    }

    /// The state that is to follow the present call.
    #[must_use]
    pub const fn pending(&self) -> Option<StateRequest> {
        self.pending
    }

    /// Tells what kind of call the agent is on.
    pub const fn set_call(&mut self, call: OnCall) {
        self.call = call;
    }

    /// Decides about a request and notes what becomes pending. The state itself changes only by [`Agent::observe`]: the engine has the
    /// last word.
    pub fn ask(&mut self, actor: Actor, wish: StateRequest) -> Decision {
        let decision = decide(self.product, actor, self.state, wish, self.call, self.pending);
        if decision == Decision::Pending {
            self.pending = Some(wish);
        }
        decision
    }

    /// The state when the wrap-up timer ends, `csq` being what the queue says (CCX). `None` outside of a wrap-up.
    #[must_use]
    pub const fn after_wrap_up(&self, csq: StateRequest) -> Option<AgentState> {
        after_wrap_up(self.product, self.state, csq, self.kept)
    }

    /// Takes a state that the system reports.
    ///
    /// # Errors
    /// [`Surprise`] when the change is not in the table; the state is taken nevertheless.
    pub fn observe(&mut self, to: AgentState) -> Result<(), Surprise> {
        let from = std::mem::replace(&mut self.state, to);
        if matches!(to, AgentState::Work | AgentState::WorkReady) {
            self.kept = self.pending.or(self.kept);
        } else {
            self.kept = None;
        }
        if !matches!(to, AgentState::Talking | AgentState::Hold | AgentState::ReservedOutboundPreview) {
            self.pending = None;
        }
        let usual = from == to
            || (to == AgentState::Logout && from.is_signed_in())
            || transitions(self.product).iter().any(|t| t.from == from && t.to == to);
        if usual { Ok(()) } else { Err(Surprise { from, to }) }
    }
}
