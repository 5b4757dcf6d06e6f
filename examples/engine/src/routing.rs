//! Queues: from the route point to a port, from the port to the agent who has been ready longest.

use std::time::Instant;

use cti_wire::{AgentReasonCode, Now};
use telephony::{
    CallId, Cause, ConnectionState, DeviceKind, DeviceName, Event, Number, TerminalConnectionState,
};

use crate::agent::State;
use crate::calls::Stage;
use crate::core::{Core, Link};

impl Core {
    /// What the telephony provider reports.
    pub(crate) fn telephony_event(&mut self, now: Now, event: &Event) {
        match event {
            Event::Device { device, service } => self.phone_changed(now, device.as_str(), *service),
            Event::Call { call, state: telephony::CallState::Active, .. } => self.call_begins(*call),
            Event::Call { call, state: telephony::CallState::Invalid, .. } => self.call_ends(*call),
            Event::Connection { call, number, state, cause } => {
                self.connection_told(*call, number, *state, *cause);
                self.connection_moves(now, *call, number, *state, *cause);
            }
            Event::Terminal { call, number, device, state, .. } => {
                self.terminal_moves(*call, number, device, *state)
            }
            Event::Joined { survivor, merged, controller, cause } => {
                self.hop_jtapi(controller, format!("{cause:?} of call {} into {}", merged.0, survivor.0));
                // Whoever had the queued call in the merged one has it in the survivor.
                if let Some(stage) = self.contacts.get(merged).map(|contact| contact.stage.clone())
                    && let Some(contact) = self.contacts.get_mut(survivor)
                    && contact.stage == Stage::Direct
                    && matches!(stage, Stage::Talking { .. })
                {
                    contact.stage = stage;
                }
                let answers = self.contacts.get_mut(merged).and_then(|contact| contact.answers.take());
                if let (Some(answers), Some(contact)) = (answers, self.contacts.get_mut(survivor)) {
                    contact.answers = Some(answers);
                }
                self.tell_joined(*survivor, *merged, controller, *cause);
            }
            _ => {}
        }
    }

    fn hop_jtapi(&mut self, number: &Number, text: String) {
        let who = self.seats.get(number).cloned().unwrap_or_default();
        self.hop(Link::Jtapi, &who, text);
    }

    fn connection_moves(
        &mut self,
        now: Now,
        id: CallId,
        number: &Number,
        state: ConnectionState,
        cause: Cause,
    ) {
        self.hop_jtapi(number, format!("connection of call {} at {number} is {state:?}", id.0));
        let kind = self.provider.kind_of(number.as_str());
        let Some(stage) = self.contacts.get(&id).map(|contact| contact.stage.clone()) else { return };
        if state == ConnectionState::Alerting && kind.is_none() {
            let answers = self.outside_answers.map(|time| (number.clone(), now.at + time));
            if let Some(contact) = self.contacts.get_mut(&id) {
                contact.answers = answers;
            }
        }
        match (state, kind, stage) {
            (ConnectionState::Offered, Some(DeviceKind::RoutePoint), _) => {
                let queue = self.queues.iter().position(|queue| queue.route_point == number.as_str());
                match queue {
                    Some(queue) => self.move_to(id, Stage::AtRoutePoint { queue, at: number.clone() }),
                    // Nobody waits behind this route point.
                    None => drop(self.provider.end(id)),
                }
            }
            (ConnectionState::Alerting, Some(DeviceKind::CtiPort), Stage::ToPort { .. }) => {
                let port = self.provider.controlled_device(&self.rmcm_user, number.as_str());
                let answered = port.is_ok_and(|port| self.provider.answer(id, port.as_str()).is_ok());
                if !answered {
                    let _ = self.provider.end(id);
                }
            }
            (ConnectionState::Established, Some(DeviceKind::CtiPort), Stage::ToPort { queue }) => {
                self.move_to(id, Stage::Queued { queue, port: number.clone() });
                self.tell_queued(id, number, queue);
            }
            (ConnectionState::Established, _, Stage::Offered { queue, agent, extension, .. })
                if extension == *number =>
            {
                self.move_to(id, Stage::Talking { queue, agent: agent.clone(), extension });
                if self.is_in(&agent, State::Reserved) {
                    self.set_state(now, &agent, State::Talking, 0);
                }
            }
            // The caller gave up.
            (ConnectionState::Disconnected, _, Stage::Offered { agent, extension, .. })
                if extension == *number
                    && cause != Cause::Redirected
                    && self.is_in(&agent, State::Reserved) =>
            {
                self.set_state(now, &agent, State::Ready, 0);
            }
            (ConnectionState::Disconnected, _, Stage::Talking { queue, agent, extension })
                if extension == *number =>
            {
                self.move_to(id, Stage::Direct);
                self.after_call(now, &agent, queue);
            }
            (ConnectionState::Initiated, Some(DeviceKind::Phone), Stage::Direct) => {
                self.disturb(now, number, AgentReasonCode::AGT_OFFHOOK);
            }
            (ConnectionState::Alerting, Some(DeviceKind::Phone), Stage::Direct) => {
                self.disturb(now, number, AgentReasonCode::AGT_NON_ICD);
            }
            _ => {}
        }
    }

    fn terminal_moves(
        &mut self,
        id: CallId,
        number: &Number,
        device: &DeviceName,
        state: TerminalConnectionState,
    ) {
        let Some(contact) = self.contacts.get_mut(&id) else { return };
        match state {
            TerminalConnectionState::Held => {
                contact.held.insert(device.clone());
                self.tell_held(id, number);
            }
            TerminalConnectionState::Talking => {
                if contact.held.remove(device) {
                    self.tell_retrieved(id, number);
                }
            }
            TerminalConnectionState::Dropped => drop(contact.held.remove(device)),
            TerminalConnectionState::Idle
            | TerminalConnectionState::Ringing
            | TerminalConnectionState::Bridged
            | TerminalConnectionState::InUse
            | TerminalConnectionState::Unknown => {}
        }
    }

    /// A call of the agent's own takes a ready agent out of the queues.
    fn disturb(&mut self, now: Now, number: &Number, reason: AgentReasonCode) {
        if let Some(agent) = self.seats.get(number).cloned()
            && self.is_in(&agent, State::Ready)
        {
            self.set_state(now, &agent, State::NotReady, reason.0);
        }
    }

    /// The queued call is over for this agent: what was asked for meanwhile, else wrap-up, else ready.
    fn after_call(&mut self, now: Now, agent: &str, queue: usize) {
        let wrap_up = self.queues.get(queue).and_then(|queue| queue.wrap_up);
        let Some(seat) = self.agents.get(agent).filter(|seat| seat.state == State::Talking) else { return };
        let reason = seat.reason;
        match (seat.pending, wrap_up) {
            (Some(State::NotReady), None) => self.set_state(now, agent, State::NotReady, reason),
            (Some(State::Work), _) | (_, Some(_)) => {
                let then = seat.pending.filter(|state| *state == State::NotReady).unwrap_or(State::Ready);
                self.set_state(now, agent, State::Work, 0);
                if let Some(seat) = self.agents.get_mut(agent) {
                    seat.wrap_up = wrap_up.map(|time| (now.at + time, then));
                }
            }
            (_, None) => self.set_state(now, agent, State::Ready, 0),
        }
    }

    fn is_in(&self, agent: &str, state: State) -> bool {
        self.agents.get(agent).is_some_and(|seat| seat.state == state)
    }

    fn move_to(&mut self, id: CallId, stage: Stage) {
        if let Some(contact) = self.contacts.get_mut(&id) {
            contact.stage = stage;
        }
    }

    /// Moves every call that can be moved. `true` if one was.
    pub(crate) fn route(&mut self, now: Now) -> bool {
        let mut waiting: Vec<(u64, CallId)> = self
            .contacts
            .iter()
            .filter(|(_, c)| matches!(c.stage, Stage::AtRoutePoint { .. } | Stage::Queued { .. }))
            .map(|(id, contact)| (contact.turn, *id))
            .collect();
        waiting.sort_unstable();
        for (_, id) in waiting {
            let moved = match self.contacts.get(&id).map(|contact| contact.stage.clone()) {
                Some(Stage::AtRoutePoint { queue, at }) => self.enter_queue(id, queue, &at),
                Some(Stage::Queued { queue, port }) => self.offer(now, id, queue, &port),
                _ => false,
            };
            if moved {
                return true;
            }
        }
        false
    }

    fn enter_queue(&mut self, id: CallId, queue: usize, at: &Number) -> bool {
        let Some(port) = self.free_port() else { return false };
        self.move_to(id, Stage::ToPort { queue });
        if self.provider.redirect(id, at.as_str(), port.as_str()).is_err() {
            self.move_to(id, Stage::AtRoutePoint { queue, at: at.clone() });
            return false;
        }
        true
    }

    fn free_port(&self) -> Option<Number> {
        let free = |device: &&telephony::Device| {
            device.kind == DeviceKind::CtiPort
                && device.service == telephony::Service::In
                && self.provider.calls_of(device.name.as_str()).next().is_none()
        };
        self.provider.devices().find(free)?.lines.first().cloned()
    }

    /// Reserves the agent who has been ready longest and rings the phone.
    fn offer(&mut self, now: Now, id: CallId, queue: usize, port: &Number) -> bool {
        let Some(queue_id) = self.queues.get(queue).map(|queue| queue.id) else { return false };
        let ready = self.agents.iter().filter(|(_, seat)| {
            seat.state == State::Ready && seat.agent.queues.iter().any(|(id, _)| *id == queue_id)
        });
        let Some((agent, place)) = ready
            .min_by_key(|(_, seat)| seat.since)
            .and_then(|(id, seat)| Some((id.clone(), seat.place.clone()?)))
        else {
            return false;
        };
        self.set_state(now, &agent, State::Reserved, 0);
        let until = now.at + self.ring_timeout;
        let extension = place.extension;
        self.move_to(id, Stage::Offered { queue, agent: agent.clone(), extension: extension.clone(), until });
        if self.provider.redirect(id, port.as_str(), extension.as_str()).is_err() {
            // The phone cannot take it: the agent is not free after all, the call stays in the queue.
            self.move_to(id, Stage::Queued { queue, port: port.clone() });
            self.set_state(now, &agent, State::NotReady, AgentReasonCode::AGT_PHONE_DOWN.0);
        }
        true
    }

    /// Nobody answered, or the wrap-up is over.
    pub(crate) fn timers(&mut self, now: Now) {
        let late: Vec<_> = self
            .contacts
            .iter()
            .filter_map(|(id, contact)| match &contact.stage {
                Stage::Offered { queue, agent, extension, until } if *until <= now.at => {
                    Some((*id, *queue, agent.clone(), extension.clone()))
                }
                _ => None,
            })
            .collect();
        for (id, queue, agent, extension) in late {
            let moved = self.free_port().is_some_and(|port| {
                self.move_to(id, Stage::ToPort { queue });
                self.provider.redirect(id, extension.as_str(), port.as_str()).is_ok()
            });
            if !moved {
                self.move_to(id, Stage::Direct);
                let _ = self.provider.end(id);
            }
            if self.is_in(&agent, State::Reserved) {
                self.set_state(now, &agent, State::NotReady, AgentReasonCode::AGT_RNA.0);
            }
        }
        let mut answering = Vec::new();
        for (id, contact) in &mut self.contacts {
            answering
                .extend(contact.answers.take_if(|(_, at)| *at <= now.at).map(|(number, _)| (*id, number)));
        }
        for (id, number) in answering {
            // Whoever called may have hung up.
            let _ = self.provider.answer_outside(id, number.as_str());
        }
        let over: Vec<_> = self
            .agents
            .iter()
            .filter_map(|(id, seat)| Some((id.clone(), seat.wrap_up?)))
            .filter(|(_, (at, _))| *at <= now.at)
            .collect();
        for (agent, (_, then)) in over {
            self.set_state(now, &agent, then, AgentReasonCode::AGT_WORK_TIMER_EXP.0);
        }
    }

    pub(crate) fn next_timer(&self) -> Option<Instant> {
        let rings = self.contacts.values().filter_map(|contact| match &contact.stage {
            Stage::Offered { until, .. } => Some(*until),
            _ => None,
        });
        let wraps = self.agents.values().filter_map(|seat| seat.wrap_up.map(|(at, _)| at));
        let answers =
            self.contacts.values().filter_map(|contact| contact.answers.as_ref().map(|(_, at)| *at));
        rings.chain(wraps).chain(answers).min()
    }
}
