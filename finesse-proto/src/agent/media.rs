//! An agent in one non-voice domain (CCE): its state, its tasks, and what either may do (facts, sections 5 and 6).
//!
//! The state that is shown follows from what the agent asked for and from the tasks. Of several tasks the first of this list that applies
//! is shown: interrupted, active, work ready, paused, reserved. What the agent asked for stands above them: who is not ready is shown as
//! that whatever tasks are left; ready means ready for tasks, and is shown as long as there are none.

use std::collections::BTreeMap;

use super::StateRequest;
use crate::code::MediaFailure;
use crate::dialog::{Action, ParticipantState, task_after, task_allowed};
use crate::names::names;

names! {
    /// The state of an agent in a non-voice domain.
    #[non_exhaustive]
    MediaState {
        /// Signed out of the domain.
        Logout = "LOGOUT";
        /// Asked for by a client only; turns into `NotReady` at once.
        Login = "LOGIN";
        /// Takes no tasks.
        NotReady = "NOT_READY";
        /// Waits for a task.
        Ready = "READY";
        /// Was offered a task and has accepted none.
        Reserved = "RESERVED";
        /// Has accepted at least one task.
        Active = "ACTIVE";
        /// Only wraps up, perhaps beside paused tasks.
        WorkReady = "WORK_READY";
        /// All tasks are paused.
        Paused = "PAUSED";
        /// A task of another domain came in between: no action is possible on the tasks of this one.
        Interrupted = "INTERRUPTED";
        /// The node that held the sign-in went away; until the client says that it is connected again.
        Work = "WORK";
        /// The same, in texts other than those of 12.5.
        WorkNotReady = "WORK_NOT_READY";
    }
}

impl MediaState {
    /// Whether an agent in this state is signed in to the domain.
    #[must_use]
    pub const fn is_signed_in(self) -> bool {
        !matches!(self, Self::Login | Self::Logout)
    }
}

/// What becomes of a request for a state in a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MediaDecision {
    /// The agent goes to this state.
    Now(MediaState),
    /// Refused: 202, then an error event with this code.
    Refused(MediaFailure),
    /// Refused at once: HTTP 400 `Invalid State`.
    Before,
}

/// Decides about a request. There is an answer for every combination.
///
/// From every signed-in state NOT_READY and LOGOUT may be asked for; READY only from NOT_READY; signed out only LOGIN.
#[must_use]
pub const fn decide_media(state: MediaState, wish: StateRequest) -> MediaDecision {
    use MediaState::{Login, Logout, NotReady, Ready};
    match (wish, state) {
        (StateRequest::Login, Logout | Login) => MediaDecision::Now(NotReady),
        // The options of the sign-in are taken over; the state stays (facts, section 7).
        (StateRequest::Login, _) => MediaDecision::Refused(MediaFailure::E_ARM_STAT_AGENT_ALREADY_LOGGED_IN),
        (_, Logout | Login) => MediaDecision::Refused(MediaFailure::E_ARM_STAT_AGENT_NOT_LOGGED_IN),
        (StateRequest::Logout, _) => MediaDecision::Now(Logout),
        (StateRequest::NotReady, _) => MediaDecision::Now(NotReady),
        (StateRequest::Ready, NotReady) => MediaDecision::Now(Ready),
        (StateRequest::Ready, _) => MediaDecision::Before,
    }
}

/// Why a task cannot be offered or acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaskRefusal {
    /// The agent is not ready, signed out, interrupted or not routable.
    State(MediaState),
    /// The agent has as many tasks as it signed in for.
    Full,
    /// There is no such task, or there is one of this id already.
    Id,
    /// The task does not allow the action now.
    Action(ParticipantState),
}

/// An agent in one domain.
#[derive(Debug, Clone)]
pub struct MediaAgent {
    /// What was asked for last: signed out, not ready or ready.
    wish: MediaState,
    limit: usize,
    routable: bool,
    interrupted: bool,
    lost: Option<MediaState>,
    tasks: BTreeMap<String, ParticipantState>,
}

impl MediaAgent {
    /// The most tasks an agent may sign in for.
    pub const MAX_TASKS: usize = 10;

    /// An agent who is signed out. `limit` is `maxDialogLimit`; what is not 1 to 10 is made so.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            wish: MediaState::Logout,
            limit: limit.clamp(1, Self::MAX_TASKS),
            routable: true,
            interrupted: false,
            lost: None,
            tasks: BTreeMap::new(),
        }
    }

    /// The state to show.
    #[must_use]
    pub fn state(&self) -> MediaState {
        if let Some(lost) = self.lost {
            return lost;
        }
        if self.wish != MediaState::Ready {
            return self.wish;
        }
        if self.interrupted {
            return MediaState::Interrupted;
        }
        shown(self.tasks.values().copied())
    }

    /// The tasks, by dialog id.
    #[must_use]
    pub const fn tasks(&self) -> &BTreeMap<String, ParticipantState> {
        &self.tasks
    }

    /// Asks for a state. Tasks are closed with a sign-out; whether they are transferred instead is `dialogLogoutAction`, the host's.
    pub fn ask(&mut self, wish: StateRequest) -> MediaDecision {
        let decision = decide_media(self.state(), wish);
        if let MediaDecision::Now(to) = decision {
            self.wish = to;
            self.lost = None;
            if to == MediaState::Logout {
                self.tasks.clear();
                self.interrupted = false;
            }
        }
        decision
    }

    /// `routable`: takes new tasks, or none. The state does not change by it.
    pub const fn set_routable(&mut self, routable: bool) {
        self.routable = routable;
    }

    /// A task of another domain comes in between (`true`) or is over. Task states stay as they are, and no dialog event is sent.
    pub const fn set_interrupted(&mut self, interrupted: bool) {
        self.interrupted = interrupted;
    }

    /// The node that held the sign-in went away; `state` is `Work` or `WorkNotReady`, as the release names it.
    pub fn node_lost(&mut self, state: MediaState) {
        if self.wish != MediaState::Logout && matches!(state, MediaState::Work | MediaState::WorkNotReady) {
            self.lost = Some(state);
        }
    }

    /// The client says that the media is connected again (12.5).
    pub const fn media_connected(&mut self) {
        self.lost = None;
    }

    /// Offers a task.
    ///
    /// # Errors
    /// [`TaskRefusal`].
    pub fn offer(&mut self, id: &str) -> Result<(), TaskRefusal> {
        let state = self.state();
        let free = matches!(
            state,
            MediaState::Ready
                | MediaState::Reserved
                | MediaState::Active
                | MediaState::WorkReady
                | MediaState::Paused
        );
        if !free || !self.routable {
            return Err(TaskRefusal::State(state));
        }
        if self.tasks.contains_key(id) {
            return Err(TaskRefusal::Id);
        }
        if self.tasks.len() >= self.limit {
            return Err(TaskRefusal::Full);
        }
        self.tasks.insert(id.to_owned(), ParticipantState::Offered);
        Ok(())
    }

    /// What can be done with a task now; nothing while interrupted.
    #[must_use]
    pub fn actions(&self, id: &str) -> &'static [Action] {
        match self.tasks.get(id) {
            Some(&state) if !self.interrupted => task_allowed(state),
            _ => &[],
        }
    }

    /// Acts on a task. `Closed` means that it has left the agent.
    ///
    /// # Errors
    /// [`TaskRefusal::Id`], [`TaskRefusal::Action`], [`TaskRefusal::State`] while interrupted.
    pub fn act(&mut self, id: &str, action: Action) -> Result<ParticipantState, TaskRefusal> {
        let state = *self.tasks.get(id).ok_or(TaskRefusal::Id)?;
        if self.interrupted {
            return Err(TaskRefusal::State(MediaState::Interrupted));
        }
        let to = task_after(state, action).ok_or(TaskRefusal::Action(state))?;
        self.set(id, to);
        Ok(to)
    }

    /// The system takes a task away: it was not accepted in time, or its customer left.
    pub fn withdraw(&mut self, id: &str) {
        self.tasks.remove(id);
    }

    fn set(&mut self, id: &str, to: ParticipantState) {
        if to == ParticipantState::Closed {
            self.tasks.remove(id);
        } else if let Some(state) = self.tasks.get_mut(id) {
            *state = to;
        }
    }
}

/// What an agent who is ready and not interrupted is shown as.
fn shown(tasks: impl Iterator<Item = ParticipantState>) -> MediaState {
    let (mut accepted, mut wraps_up, mut paused, mut offered) = (false, false, false, false);
    for task in tasks {
        match task {
            ParticipantState::WrappingUp => wraps_up = true,
            ParticipantState::Paused => paused = true,
            ParticipantState::Offered => offered = true,
            _ => accepted = true,
        }
    }
    if accepted {
        MediaState::Active
    } else if wraps_up {
        MediaState::WorkReady
    } else if paused {
        MediaState::Paused
    } else if offered {
        MediaState::Reserved
    } else {
        MediaState::Ready
    }
}
