//! Requests about agents' states: one at a time for each agent, and their outcome.

use std::collections::VecDeque;
use std::time::Duration;

use cti_wire::client::RequestError;
use cti_wire::{AgentState as CtiState, AgentStateEvent, InvokeId, Message as _, SetAgentStateReq, field};
use finesse_proto::{AgentState, ApiError, CtiFailure, ErrorType, StateRequest};

use super::{CtiLink, Flight, MAX_QUEUE, News, Now, Stage, peripheral};
use crate::core::office::{Office, StateWish};

impl CtiLink {
    /// Requests about one agent go one after the other.
    pub(super) fn state_wish(&mut self, now: Now, office: &Office, wish: StateWish) {
        let queue = self.queue.entry(wish.user.clone()).or_default();
        if queue.len() >= MAX_QUEUE {
            let error =
                ApiError::cti(ErrorType::GENERIC_ERROR, CtiFailure::CF_OUTSTANDING_REQUEST_LIMIT_EXCEEDED);
            self.news.push_back(News::Failed(wish.user, wish.request_id, Box::new(error)));
            return;
        }
        let user = wish.user.clone();
        queue.push_back(wish);
        self.next_wish(now, office, &user);
    }

    pub(super) fn next_wish(&mut self, now: Now, office: &Office, user: &str) {
        if self.flights.contains_key(user) {
            return;
        }
        let Some(wish) = self.queue.get_mut(user).and_then(VecDeque::pop_front) else {
            self.queue.remove(user);
            return;
        };
        let seat = office.people.get(user).map_or("", |person| person.seat.as_str());
        let name = wish.to.state().as_str();
        let hop = format!("SET_AGENT_STATE_REQ {name}");
        match self.send(now, &wish, seat) {
            Ok(invoke) => {
                self.news.push_back(News::Hop(user.to_owned(), wish.request_id.clone(), hop));
                self.flights.insert(user.to_owned(), Flight { invoke, wish, settle: None, shown: false });
            }
            Err(what) => {
                self.news.push_back(News::Hop(
                    user.to_owned(),
                    wish.request_id.clone(),
                    format!("{hop}: {what}"),
                ));
                let error = ApiError::new(ErrorType::INTERNAL, "RUNTIME_EXCEPTION", "");
                self.news.push_back(News::Failed(user.to_owned(), wish.request_id, Box::new(error)));
            }
        }
    }

    fn send(&mut self, now: Now, wish: &StateWish, seat: &str) -> Result<InvokeId, String> {
        let message = SetAgentStateReq {
            agent_state: wire_state(wish.to),
            event_reason_code: cti_wire::AgentReasonCode(wish.reason),
            forced_flag: wish.forced,
            ..Default::default()
        };
        let extension = wish.extension.as_deref().unwrap_or(seat);
        let mut builder = message.build(self.client.profile()).with(field::AgentInstrument, extension);
        builder = builder.with(field::AgentIdLong, wish.user.as_str());
        if let Some(password) = &wish.password {
            builder = builder.with(field::AgentPassword, password.expose());
        }
        let frame = builder.finish().map_err(|error| error.to_string())?;
        self.client.request(now.at, &frame).map_err(|error| error.to_string())
    }

    pub(super) fn agent_state(
        &mut self,
        now: Now,
        office: &mut Office,
        user: &str,
        extension: &str,
        event: &AgentStateEvent<'_>,
        next: Option<CtiState>,
    ) {
        let state = rest_state(event.agent_state);
        let people = if self.stage == Stage::Ready { &mut office.people } else { &mut self.people };
        let Some(person) = people.get_mut(user) else { return };
        let hop = format!("AGENT_STATE_EVENT {}", event.agent_state);
        if person.state != state || person.since.is_none() {
            let ago = Duration::from_secs(event.state_duration.into());
            person.since = now.utc.checked_sub(ago).or(Some(now.utc));
        }
        person.state = state;
        person.reason = event.event_reason_code.0;
        person.pending =
            next.map(rest_state).and_then(StateRequest::from_state).filter(|next| next.state() != state);
        let seat = if state.is_signed_in() { extension } else { "" };
        let moved = person.seat != seat;
        seat.clone_into(&mut person.seat);
        let pending = person.pending;
        if self.stage != Stage::Ready {
            return;
        }
        let mut id = None;
        if let Some(flight) = self.flights.get_mut(user)
            && !flight.shown
            && shows(flight.wish.to, state, pending)
        {
            id = flight.wish.request_id.clone();
            flight.shown = true;
            if flight.settle.is_some() {
                self.flights.remove(user);
            }
        }
        self.news.push_back(News::Hop(user.to_owned(), id.clone(), hop));
        self.tell_user(office, user, id);
        if state != AgentState::Work {
            let notices = office.wrap_up_ended(user);
            self.notify(notices, None);
        }
        if moved {
            office.sit(user, seat);
            let notices = office.user_moved(user);
            self.notify(notices, None);
        }
        self.next_wish(now, office, user);
    }
}

/// Whether a state is what a request asked for.
fn shows(wish: StateRequest, state: AgentState, pending: Option<StateRequest>) -> bool {
    match wish {
        StateRequest::Login => state.is_signed_in(),
        wish => wish.state() == state || pending == Some(wish),
    }
}

/// A refusal by CTI as the error of an event.
pub(super) fn api_error(wish: StateRequest, why: RequestError) -> ApiError {
    let RequestError::Control { code, peripheral } = why else {
        let failure = match why {
            RequestError::Timeout => CtiFailure::CF_REQUEST_TIMEOUT_REJECTION,
            _ => CtiFailure::CF_GENERIC_OPERATION_REJECTION,
        };
        return ApiError::cti(ErrorType::INTERNAL, failure);
    };
    let failure = CtiFailure(code.0.into());
    let kind = match failure {
        CtiFailure::CF_INVALID_LOGON_DEVICE_SPECIFIED if wish == StateRequest::Login => {
            ErrorType::INVALID_DEVICE
        }
        CtiFailure::CF_SPECIFIED_EXTENSION_ALREADY_IN_USE => ErrorType::DEVICE_BUSY,
        _ if wish == StateRequest::Login => ErrorType::GENERIC_ERROR,
        _ => ErrorType::INVALID_STATE,
    };
    let mut error = ApiError::cti(kind, failure);
    error.peripheral = self::peripheral(peripheral);
    error
}

const fn wire_state(wish: StateRequest) -> CtiState {
    match wish {
        StateRequest::Login => CtiState::LOGIN,
        StateRequest::Logout => CtiState::LOGOUT,
        StateRequest::NotReady => CtiState::NOT_READY,
        StateRequest::Ready => CtiState::AVAILABLE,
    }
}

/// The state of an agent as the interface names it.
pub(super) const fn rest_state(state: CtiState) -> AgentState {
    match state {
        // Signed in, and nothing more is said: such an agent takes no calls.
        CtiState::LOGIN | CtiState::NOT_READY => AgentState::NotReady,
        CtiState::LOGOUT => AgentState::Logout,
        CtiState::AVAILABLE => AgentState::Ready,
        CtiState::TALKING => AgentState::Talking,
        CtiState::WORK_NOT_READY => AgentState::Work,
        CtiState::WORK_READY => AgentState::WorkReady,
        CtiState::RESERVED => AgentState::Reserved,
        CtiState::HOLD => AgentState::Hold,
        _ => AgentState::Unknown,
    }
}
