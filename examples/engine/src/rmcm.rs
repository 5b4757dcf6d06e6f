//! RmCm: agents on devices.

use cti_wire::server::Audience;
use cti_wire::{
    AgentReasonCode, AgentState, AgentStateEvent, CcxErrorCode, ControlFailureCode, Message, Now, field,
};
use subtle::ConstantTimeEq;
use telephony::{ControlError, Number, Service};

use crate::agent::{Asked, Decision, Phone, State, decide};
use crate::core::{Core, Link, Place};

/// A sign-in that took the extension away (a second agent at the same phone).
const EXTENSION_CONFLICT: u16 = 32741;
/// The same agent signs in at another phone: the system ends the first session.
const RELOGIN: u16 = 32740;
/// Reason codes that agents may send: their own (1 to 999), and 0 for none.
const OWN_REASONS: std::ops::RangeInclusive<u16> = 0..=999;

/// Why CONTROL_FAILURE_CONF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: ControlFailureCode,
    pub(crate) peripheral: CcxErrorCode,
    pub(crate) text: &'static str,
}

impl Refusal {
    pub(crate) const fn new(code: ControlFailureCode, peripheral: CcxErrorCode, text: &'static str) -> Self {
        Self { code, peripheral, text }
    }
}

/// A state to tell, as it was when it changed.
#[derive(Debug)]
pub(crate) struct Notice {
    agent: String,
    extension: String,
    state: State,
    reason: u16,
    seconds: u32,
    next: Option<State>,
}

/// A sign-in, read from SET_AGENT_STATE_REQ.
#[derive(Clone, Copy)]
pub(crate) struct Login<'a> {
    pub(crate) agent: &'a str,
    pub(crate) password: &'a [u8],
    pub(crate) instrument: &'a str,
}

impl Core {
    /// Checks who signs in, without changing anything.
    pub(crate) fn authenticate(&self, login: Login<'_>) -> Result<(), Refusal> {
        let Some(seat) = self.agents.get(login.agent) else {
            return Err(Refusal::new(
                ControlFailureCode::INVALID_AGENT_ID_SPECIFIED,
                CcxErrorCode::LOOKUP_FAILURE,
                "no such agent",
            ));
        };
        let right = match &seat.agent.password {
            Some(password) => bool::from(password.as_bytes().ct_eq(login.password)),
            None => true,
        };
        if right {
            return Ok(());
        }
        let code = ControlFailureCode::INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED;
        Err(Refusal::new(code, CcxErrorCode::DEFAULT_ERROR_CODE, "agent id or password is wrong"))
    }

    /// Signs an agent in at an extension. Who sat there, and where the agent sat before, is signed out.
    pub(crate) fn login(&mut self, now: Now, login: Login<'_>) -> Result<(), Refusal> {
        self.authenticate(login)?;
        let device = self.ask_for_device(login)?;
        let place = Place { extension: Number::from(login.instrument), device };
        let before = self.agents.get(login.agent).and_then(|seat| seat.place.clone());
        if before.as_ref() == Some(&place) {
            // A second sign-in at the same phone keeps the state; it is told again.
            self.publish_agent(now, login.agent);
            return Ok(());
        }
        if before.is_some() {
            self.leave_seat(now, login.agent, RELOGIN);
        }
        if let Some(other) = self.seats.get(&place.extension).cloned() {
            self.leave_seat(now, &other, EXTENSION_CONFLICT);
        }
        if let Some(seat) = self.agents.get_mut(login.agent) {
            self.seats.insert(place.extension.clone(), login.agent.to_owned());
            seat.place = Some(place);
            self.set_state(now, login.agent, State::NotReady, AgentReasonCode::AGT_LOGON.0);
        }
        Ok(())
    }

    /// RmCm asks the telephony provider for the extension, which must be the agent's own.
    fn ask_for_device(&mut self, login: Login<'_>) -> Result<telephony::DeviceName, Refusal> {
        let extension = login.instrument;
        let invalid = ControlFailureCode::INVALID_LOGON_DEVICE_SPECIFIED;
        let asked = self.provider.controlled_device(&self.rmcm_user, extension);
        let said = match &asked {
            Ok(device) => format!("{extension} is {device}, under control"),
            Err(error) => format!("{extension} refused: {error}"),
        };
        self.hop(Link::Jtapi, login.agent, said);
        let device = asked.map_err(|error| match error {
            ControlError::NotControlled => Refusal::new(
                invalid,
                CcxErrorCode::JTAPI_CCM_PROBLEM,
                "the device is not under control of RmCm",
            ),
            ControlError::OutOfService => {
                Refusal::new(invalid, CcxErrorCode::AGENT_DEVICE_OFF, "the device is out of service")
            }
            _ => Refusal::new(invalid, CcxErrorCode::LOOKUP_FAILURE, "no device has this extension"),
        })?;
        let own = self.agents.get(login.agent).is_some_and(|seat| seat.agent.extension == extension);
        if own {
            return Ok(device);
        }
        Err(Refusal::new(invalid, CcxErrorCode::AGENT_DN_NOT_ASSIGNED, "the extension is not this agent's"))
    }

    /// Any state but login.
    pub(crate) fn ask_state(&mut self, now: Now, id: &str, asked: Asked, reason: u16) -> Result<(), Refusal> {
        let Some(seat) = self.agents.get(id) else {
            let code = ControlFailureCode::INVALID_AGENT_ID_SPECIFIED;
            return Err(Refusal::new(code, CcxErrorCode::LOOKUP_FAILURE, "no such agent"));
        };
        if !OWN_REASONS.contains(&reason) {
            let code = ControlFailureCode::INVALID_AGENT_REASON_CODE;
            return Err(Refusal::new(
                code,
                CcxErrorCode::INVALID_ARGUMENT,
                "reason codes above 999 are the system's",
            ));
        }
        let phone = if seat.state == State::NotReady && self.on_own_call(seat) {
            Phone::OwnCall
        } else {
            Phone::Free
        };
        match decide(seat.state, seat.pending, phone, asked) {
            Decision::Become(State::Logout) => self.leave_seat(now, id, reason),
            Decision::Become(state) => self.set_state(now, id, state, reason),
            Decision::Keep => self.publish_agent(now, id),
            Decision::Pend(state) => {
                if let Some(seat) = self.agents.get_mut(id) {
                    seat.pending = Some(state);
                    seat.reason = reason;
                }
                self.publish_agent(now, id);
            }
            Decision::Refuse(code) => {
                let text = "the agent's state does not allow this";
                return Err(Refusal::new(code, CcxErrorCode::DEFAULT_ERROR_CODE, text));
            }
        }
        Ok(())
    }

    /// Signs an agent out from whatever state; the call goes on without the agent's state.
    pub(crate) fn force_logout(&mut self, now: Now, id: &str, reason: u16) -> Result<(), Refusal> {
        let signed_in = self.agents.get(id).is_some_and(|seat| seat.place.is_some());
        if !signed_in || !OWN_REASONS.contains(&reason) {
            return self.ask_state(now, id, Asked::Logout, reason);
        }
        self.leave_seat(now, id, reason);
        Ok(())
    }

    fn on_own_call(&self, seat: &crate::core::Seat) -> bool {
        seat.place
            .as_ref()
            .is_some_and(|place| self.provider.calls_of(place.device.as_str()).next().is_some())
    }

    /// Signs an agent out, whatever the state.
    pub(crate) fn leave_seat(&mut self, now: Now, id: &str, reason: u16) {
        let Some(place) = self.agents.get(id).and_then(|seat| seat.place.clone()) else { return };
        self.set_state(now, id, State::Logout, reason);
        self.seats.remove(&place.extension);
        if let Some(seat) = self.agents.get_mut(id) {
            seat.place = None;
            seat.pending = None;
        }
    }

    /// Changes a state and tells everybody.
    pub(crate) fn set_state(&mut self, now: Now, id: &str, state: State, reason: u16) {
        if let Some(seat) = self.agents.get_mut(id) {
            seat.state = state;
            seat.reason = reason;
            seat.since = now.at;
            seat.pending = None;
            seat.wrap_up = None;
        }
        self.publish_agent(now, id);
    }

    /// Has the present state told once what is being done is done.
    pub(crate) fn publish_agent(&mut self, now: Now, id: &str) {
        let Some(seat) = self.agents.get(id) else { return };
        let extension =
            seat.place.as_ref().map_or(seat.agent.extension.as_str(), |place| place.extension.as_str());
        let seconds = now.at.saturating_duration_since(seat.since).as_secs();
        let notice = Notice {
            agent: id.to_owned(),
            extension: extension.to_owned(),
            state: seat.state,
            reason: seat.reason,
            seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
            next: seat.pending,
        };
        self.notices.push_back(notice);
    }

    /// AGENT_STATE_EVENT, to every bridge session and the agent's own.
    pub(crate) fn publish_notices(&mut self) {
        while let Some(notice) = self.notices.pop_front() {
            let event = AgentStateEvent {
                // CCX: one event for all queues says 0 here.
                skill_group_state: AgentState::LOGIN,
                state_duration: notice.seconds,
                agent_state: notice.state.wire(),
                event_reason_code: AgentReasonCode(notice.reason),
                ..Default::default()
            };
            let (id, extension) = (notice.agent.as_str(), notice.extension.as_str());
            let result =
                self.server.publish(Audience::AgentState(notice.state.mask(), &[extension]), |profile| {
                    event
                        .build(profile)
                        .with(field::AgentExtension, extension)
                        .with(field::AgentInstrument, extension)
                        .with(field::AgentIdLong, id)
                        .with_opt(field::NextAgentState, notice.next.map(State::wire))
                        .finish()
                });
            let text = match result {
                Ok(()) => format!("AGENT_STATE_EVENT {} reason {}", event.agent_state, notice.reason),
                Err(error) => format!("AGENT_STATE_EVENT not sent: {error}"),
            };
            self.hop(Link::Cti, id, text);
        }
    }

    /// A phone that goes away takes its agent out of the queues.
    pub(crate) fn phone_changed(&mut self, now: Now, device: &str, service: Service) {
        let here = self
            .agents
            .iter()
            .find(|(_, seat)| seat.place.as_ref().is_some_and(|place| place.device.as_str() == device));
        let Some((id, seat)) = here else { return };
        let (id, state) = (id.clone(), seat.state);
        let text =
            format!("{device} is {}", if service == Service::In { "in service" } else { "out of service" });
        self.hop(Link::Jtapi, &id, text);
        match (service, state) {
            (
                Service::Out,
                State::Ready | State::NotReady | State::Reserved | State::Talking | State::Work,
            ) => {
                self.set_state(now, &id, State::NotReady, AgentReasonCode::AGT_PHONE_DOWN.0);
            }
            (Service::In, State::NotReady) => {
                self.set_state(now, &id, State::NotReady, AgentReasonCode::AGT_PHONE_UP.0);
            }
            (Service::In | Service::Out, _) => {}
        }
    }
}
