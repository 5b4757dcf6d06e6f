//! Calls as CTI tells them: every change that the telephony provider reports becomes an event.

use std::collections::BTreeSet;
use std::time::Instant;

use cti_wire::server::Audience;
use cti_wire::{
    BeginCallEvent, CallClearedEvent, CallConferencedEvent, CallConnectionClearedEvent, CallDeliveredEvent,
    CallDivertedEvent, CallEstablishedEvent, CallFailedEvent, CallHeldEvent, CallMsgMask,
    CallOriginatedEvent, CallQueuedEvent, CallRetrievedEvent, CallServiceInitiatedEvent,
    CallTransferredEvent, CallType, ConnectionDeviceIdType, DeviceIdType, EndCallEvent, EventCause, Frame,
    LocalConnectionState, Message, Profile, UsageError, field,
};
use telephony::{CallId, Cause, ConnectionState, DeviceKind, DeviceName, Number};

use crate::core::{Core, Link};

/// What the engine knows of a call besides the telephony provider's model.
#[derive(Debug)]
pub(crate) struct Contact {
    pub(crate) kind: CallType,
    pub(crate) calling: Number,
    pub(crate) dialed: Number,
    /// Everybody who was ever in it: agent sessions of these see its events.
    pub(crate) numbers: BTreeSet<Number>,
    pub(crate) held: BTreeSet<DeviceName>,
    pub(crate) last_redirect: Option<Number>,
    pub(crate) stage: Stage,
    /// Call variables.
    pub(crate) data: crate::call_data::CallData,
    /// Who outside answers, and when.
    pub(crate) answers: Option<(Number, Instant)>,
    /// The place in line; kept when an agent does not answer.
    pub(crate) turn: u64,
}

/// How far a call has come on its way to an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Not a queue's call.
    Direct,
    /// Stands at a route point until a port is free.
    AtRoutePoint { queue: usize, at: Number },
    /// On its way to a port.
    ToPort { queue: usize },
    /// Waits for an agent.
    Queued { queue: usize, port: Number },
    /// Rings at a reserved agent.
    Offered { queue: usize, agent: String, extension: Number, until: Instant },
    /// An agent has it.
    Talking { queue: usize, agent: String, extension: Number },
}

const STATIC: ConnectionDeviceIdType = ConnectionDeviceIdType::STATIC;

impl Core {
    /// Sends a call event to bridge sessions and to the sessions of those in the call.
    pub(crate) fn publish_call(
        &mut self,
        id: CallId,
        mask: CallMsgMask,
        at: &Number,
        make: impl FnMut(&Profile) -> Result<Frame, UsageError>,
    ) {
        let numbers: Vec<Number> = self
            .contacts
            .get(&id)
            .map(|contact| contact.numbers.iter().cloned().collect())
            .unwrap_or_default();
        let numbers: Vec<&str> = numbers.iter().map(Number::as_str).collect();
        let mut name = None;
        let mut make = make;
        let result = self.server.publish(Audience::Call(mask, &numbers), |profile| {
            let frame = make(profile)?;
            name = Some(frame.message_type);
            Ok(frame)
        });
        let who = self.seats.get(at).cloned().unwrap_or_default();
        match (result, name) {
            (Ok(()), Some(name)) => self.hop(Link::Cti, &who, format!("{name} call {} at {at}", id.0)),
            // Nobody listens.
            (Ok(()), None) => {}
            (Err(error), _) => self.hop(Link::Cti, &who, format!("call {} event not sent: {error}", id.0)),
        }
    }

    pub(crate) fn device_type(&self, number: &Number) -> DeviceIdType {
        match self.provider.kind_of(number.as_str()) {
            Some(DeviceKind::RoutePoint) => DeviceIdType::ROUTE_POINT,
            Some(DeviceKind::CtiPort) => DeviceIdType::CTI_PORT,
            Some(DeviceKind::Phone) if self.seats.contains_key(number) => DeviceIdType::AGENT_DEVICE,
            Some(DeviceKind::Phone) => DeviceIdType::DEVICE_IDENTIFIER,
            None => DeviceIdType::EXTERNAL,
        }
    }

    /// A call has begun: the engine's record of it, and BEGIN_CALL_EVENT.
    pub(crate) fn call_begins(&mut self, id: CallId) {
        let Some(call) = self.provider.call(id) else { return };
        let (calling, dialed) = (call.calling().clone(), call.called().clone());
        let inside = self.provider.kind_of(calling.as_str()).is_some();
        let kind = match (inside, self.provider.kind_of(dialed.as_str())) {
            (_, Some(DeviceKind::RoutePoint)) => CallType::ACD_IN,
            (true, Some(_)) => CallType::AGENT_INSIDE,
            (true, None) => CallType::OUT,
            (false, _) => CallType::OTHER_IN,
        };
        let kind = if self.consulting.take() == Some(id) { CallType::CONSULT } else { kind };
        let contact = Contact {
            kind,
            calling: calling.clone(),
            dialed: dialed.clone(),
            numbers: [calling.clone(), dialed.clone()].into(),
            held: BTreeSet::new(),
            last_redirect: None,
            stage: Stage::Direct,
            data: self.scripted.take_if(|(call, _)| *call == id).map(|(_, data)| data).unwrap_or_default(),
            answers: None,
            turn: u64::from(id.0),
        };
        self.contacts.insert(id, contact);
        let event = BeginCallEvent {
            call_type: kind,
            connection_device_id_type: STATIC,
            connection_call_id: cti_wire::CallId(id.0),
            ..Default::default()
        };
        self.publish_call(id, CallMsgMask::BEGIN_CALL, &calling, |profile| {
            event
                .build(profile)
                .with(field::ConnectionDeviceId, calling.as_str())
                .with(field::Ani, calling.as_str())
                .with(field::Dnis, dialed.as_str())
                .with(field::DialedNumber, dialed.as_str())
                .finish()
        });
    }

    /// CALL_CLEARED_EVENT and END_CALL_EVENT.
    pub(crate) fn call_ends(&mut self, id: CallId) {
        let Some(contact) = self.contacts.get(&id) else { return };
        let (calling, call) = (contact.calling.clone(), cti_wire::CallId(id.0));
        let cleared = CallClearedEvent {
            connection_device_id_type: STATIC,
            connection_call_id: call,
            local_connection_state: LocalConnectionState::NULL,
            event_cause: EventCause::NONE,
            ..Default::default()
        };
        self.publish_call(id, CallMsgMask::CALL_CLEARED, &calling, |profile| {
            cleared.build(profile).with(field::ConnectionDeviceId, calling.as_str()).finish()
        });
        let end = EndCallEvent {
            connection_device_id_type: STATIC,
            connection_call_id: call,
            ..Default::default()
        };
        self.publish_call(id, CallMsgMask::END_CALL, &calling, |profile| {
            end.build(profile).with(field::ConnectionDeviceId, calling.as_str()).finish()
        });
        self.contacts.remove(&id);
    }

    /// A connection has changed.
    pub(crate) fn connection_told(
        &mut self,
        id: CallId,
        number: &Number,
        state: ConnectionState,
        cause: Cause,
    ) {
        let Some(contact) = self.contacts.get_mut(&id) else { return };
        contact.numbers.insert(number.clone());
        let (calling, dialed) = (contact.calling.clone(), contact.dialed.clone());
        let caller = calling == *number;
        let last = contact.last_redirect.clone();
        let data = contact.data.clone();
        let call = cti_wire::CallId(id.0);
        let kind = self.device_type(number);
        let (calling_type, called_type) = (self.device_type(&calling), self.device_type(&dialed));
        let cause = event_cause(cause);
        match state {
            ConnectionState::Initiated => {
                let event = CallServiceInitiatedEvent {
                    connection_device_id_type: STATIC,
                    connection_call_id: call,
                    calling_device_type: calling_type,
                    local_connection_state: LocalConnectionState::INITIATE,
                    event_cause: EventCause::NONE,
                    ..Default::default()
                };
                self.publish_call(id, CallMsgMask::CALL_SERVICE_INITIATED, number, |profile| {
                    let built = event.build(profile).with(field::ConnectionDeviceId, number.as_str());
                    built.with(field::CallingDeviceId, calling.as_str()).finish()
                });
            }
            ConnectionState::Established if caller => {
                let event = CallOriginatedEvent {
                    connection_device_id_type: STATIC,
                    connection_call_id: call,
                    line_type: cti_wire::LineType::UNKNOWN,
                    calling_device_type: calling_type,
                    called_device_type: called_type,
                    local_connection_state: LocalConnectionState::CONNECT,
                    event_cause: cause,
                    ..Default::default()
                };
                self.publish_call(id, CallMsgMask::CALL_ORIGINATED, number, |profile| {
                    let built = event.build(profile).with(field::ConnectionDeviceId, number.as_str());
                    let built = built.with(field::CallingDeviceId, calling.as_str());
                    built.with(field::CalledDeviceId, dialed.as_str()).finish()
                });
            }
            ConnectionState::Established => {
                let event = CallEstablishedEvent {
                    connection_device_id_type: STATIC,
                    connection_call_id: call,
                    line_type: cti_wire::LineType::UNKNOWN,
                    answering_device_type: kind,
                    calling_device_type: calling_type,
                    called_device_type: called_type,
                    last_redirect_device_type: DeviceIdType::NONE,
                    local_connection_state: LocalConnectionState::CONNECT,
                    event_cause: cause,
                    ..Default::default()
                };
                self.publish_call(id, CallMsgMask::CALL_ESTABLISHED, number, |profile| {
                    let built = event.build(profile).with(field::ConnectionDeviceId, number.as_str());
                    let built = built.with(field::AnsweringDeviceId, number.as_str());
                    let built = built.with(field::CallingDeviceId, calling.as_str());
                    built.with(field::CalledDeviceId, dialed.as_str()).finish()
                });
            }
            // A route point takes part without ringing; a port is told when it has answered.
            ConnectionState::Offered if kind != DeviceIdType::ROUTE_POINT => {}
            ConnectionState::Alerting if kind == DeviceIdType::CTI_PORT => {}
            ConnectionState::Offered | ConnectionState::Alerting => {
                let last_type = last.as_ref().map_or(DeviceIdType::NONE, |last| self.device_type(last));
                let event = CallDeliveredEvent {
                    connection_device_id_type: STATIC,
                    connection_call_id: call,
                    line_type: cti_wire::LineType::UNKNOWN,
                    alerting_device_type: kind,
                    calling_device_type: calling_type,
                    called_device_type: called_type,
                    last_redirect_device_type: last_type,
                    local_connection_state: LocalConnectionState::ALERTING,
                    event_cause: cause,
                    ..Default::default()
                };
                self.publish_call(id, CallMsgMask::CALL_DELIVERED, number, |profile| {
                    let mut built = event
                        .build(profile)
                        .with(field::ConnectionDeviceId, number.as_str())
                        .with(field::AlertingDeviceId, number.as_str())
                        .with(field::CallingDeviceId, calling.as_str())
                        .with(field::CalledDeviceId, dialed.as_str())
                        .with_opt(field::LastRedirectDeviceId, last.as_ref().map(Number::as_str))
                        .with(field::Ani, calling.as_str())
                        .with(field::Dnis, dialed.as_str())
                        .with(field::DialedNumber, dialed.as_str());
                    for ((tag, _), value) in &data {
                        built = built.with_raw(*tag, value);
                    }
                    built.finish()
                });
            }
            ConnectionState::Failed => {
                let event = CallFailedEvent {
                    connection_device_id_type: STATIC,
                    connection_call_id: call,
                    failing_device_type: kind,
                    called_device_type: called_type,
                    local_connection_state: LocalConnectionState::FAIL,
                    event_cause: cause,
                    ..Default::default()
                };
                self.publish_call(id, CallMsgMask::CALL_FAILED, number, |profile| {
                    let built = event.build(profile).with(field::ConnectionDeviceId, number.as_str());
                    let built = built.with(field::FailingDeviceId, number.as_str());
                    built.with(field::CalledDeviceId, dialed.as_str()).finish()
                });
            }
            ConnectionState::Disconnected => self.connection_gone(id, number, kind, cause),
            ConnectionState::Idle
            | ConnectionState::Queued
            | ConnectionState::NetworkReached
            | ConnectionState::NetworkAlerting
            | ConnectionState::Dialing
            | ConnectionState::Unknown => {}
        }
    }

    /// CALL_DIVERTED_EVENT if the call went on to somebody else, CALL_CONNECTION_CLEARED_EVENT if somebody left.
    fn connection_gone(&mut self, id: CallId, number: &Number, kind: DeviceIdType, cause: EventCause) {
        let call = cti_wire::CallId(id.0);
        if cause == EventCause::REDIRECTED {
            if let Some(contact) = self.contacts.get_mut(&id) {
                contact.last_redirect = Some(number.clone());
            }
            // From the route point to a port the call only enters the queue.
            if kind == DeviceIdType::ROUTE_POINT {
                return;
            }
            let event = CallDivertedEvent {
                connection_device_id_type: STATIC,
                connection_call_id: call,
                diverting_device_type: kind,
                called_device_type: DeviceIdType::NONE,
                local_connection_state: LocalConnectionState::NULL,
                event_cause: cause,
                ..Default::default()
            };
            return self.publish_call(id, CallMsgMask::CALL_DIVERTED, number, |profile| {
                let built = event.build(profile).with(field::ConnectionDeviceId, number.as_str());
                built.with(field::DivertingDeviceId, number.as_str()).finish()
            });
        }
        let event = CallConnectionClearedEvent {
            connection_device_id_type: STATIC,
            connection_call_id: call,
            releasing_device_type: kind,
            local_connection_state: LocalConnectionState::NULL,
            event_cause: cause,
            ..Default::default()
        };
        self.publish_call(id, CallMsgMask::CALL_CONNECTION_CLEARED, number, |profile| {
            let built = event.build(profile).with(field::ConnectionDeviceId, number.as_str());
            built.with(field::ReleasingDeviceId, number.as_str()).finish()
        });
    }

    /// CALL_QUEUED_EVENT.
    pub(crate) fn tell_queued(&mut self, id: CallId, port: &Number, queue: usize) {
        let Some(contact) = self.contacts.get(&id) else { return };
        let Some(number) = self.queues.get(queue).map(|queue| queue.id) else { return };
        let (calling, dialed) = (contact.calling.clone(), contact.dialed.clone());
        let event = CallQueuedEvent {
            connection_device_id_type: STATIC,
            connection_call_id: cti_wire::CallId(id.0),
            queue_device_type: DeviceIdType::CTI_PORT,
            calling_device_type: self.device_type(&calling),
            called_device_type: self.device_type(&dialed),
            last_redirect_device_type: DeviceIdType::NONE,
            local_connection_state: LocalConnectionState::QUEUED,
            event_cause: EventCause::NONE,
            ..Default::default()
        };
        self.publish_call(id, CallMsgMask::CALL_QUEUED, port, |profile| {
            event
                .build(profile)
                .with(field::ConnectionDeviceId, port.as_str())
                .with(field::QueueDeviceId, port.as_str())
                .with(field::CallingDeviceId, calling.as_str())
                .with(field::CalledDeviceId, dialed.as_str())
                .with(field::SkillGroupNumber, number)
                .finish()
        });
    }

    /// CALL_HELD_EVENT.
    pub(crate) fn tell_held(&mut self, id: CallId, number: &Number) {
        let event = CallHeldEvent {
            connection_device_id_type: STATIC,
            connection_call_id: cti_wire::CallId(id.0),
            holding_device_type: self.device_type(number),
            local_connection_state: LocalConnectionState::HOLD,
            event_cause: EventCause::NONE,
            ..Default::default()
        };
        self.publish_call(id, CallMsgMask::CALL_HELD, number, |profile| {
            let built = event.build(profile).with(field::ConnectionDeviceId, number.as_str());
            built.with(field::HoldingDeviceId, number.as_str()).finish()
        });
    }

    /// CALL_RETRIEVED_EVENT.
    pub(crate) fn tell_retrieved(&mut self, id: CallId, number: &Number) {
        let event = CallRetrievedEvent {
            connection_device_id_type: STATIC,
            connection_call_id: cti_wire::CallId(id.0),
            retrieving_device_type: self.device_type(number),
            local_connection_state: LocalConnectionState::CONNECT,
            event_cause: EventCause::NONE,
            ..Default::default()
        };
        self.publish_call(id, CallMsgMask::CALL_RETRIEVED, number, |profile| {
            let built = event.build(profile).with(field::ConnectionDeviceId, number.as_str());
            built.with(field::RetrievingDeviceId, number.as_str()).finish()
        });
    }

    /// Two calls have become one: CALL_TRANSFERRED_EVENT or CALL_CONFERENCED_EVENT with the parties that are left.
    pub(crate) fn tell_joined(
        &mut self,
        survivor: CallId,
        merged: CallId,
        controller: &Number,
        cause: Cause,
    ) {
        let Some(call) = self.provider.call(survivor) else { return };
        let parties: Vec<Number> = call.connections().iter().map(|c| c.number().clone()).collect();
        let added = parties.last().cloned().unwrap_or_else(|| controller.clone());
        if let Some(numbers) = self.contacts.get(&merged).map(|contact| contact.numbers.clone())
            && let Some(contact) = self.contacts.get_mut(&survivor)
        {
            contact.numbers.extend(numbers);
        }
        let primary = cti_wire::CallId(survivor.0);
        let secondary = cti_wire::CallId(merged.0);
        let controller_type = self.device_type(controller);
        let added_type = self.device_type(&added);
        if cause == Cause::Transfer {
            let event = CallTransferredEvent {
                primary_device_id_type: STATIC,
                primary_call_id: primary,
                line_type: cti_wire::LineType::UNKNOWN,
                secondary_device_id_type: STATIC,
                secondary_call_id: secondary,
                transferring_device_type: controller_type,
                transferred_device_type: added_type,
                local_connection_state: LocalConnectionState::CONNECT,
                event_cause: EventCause::TRANSFER,
                ..Default::default()
            };
            return self.publish_call(survivor, CallMsgMask::CALL_TRANSFERRED, controller, |profile| {
                let mut built = event
                    .build(profile)
                    .with(field::PrimaryDeviceId, controller.as_str())
                    .with(field::SecondaryDeviceId, controller.as_str())
                    .with(field::TransferringDeviceId, controller.as_str())
                    .with(field::TransferredDeviceId, added.as_str());
                for party in &parties {
                    built = built
                        .with(field::ConnectedPartyCallId, survivor.0)
                        .with(field::ConnectedPartyDeviceIdType, STATIC)
                        .with(field::ConnectedPartyDeviceId, party.as_str());
                }
                built.finish()
            });
        }
        if let Some(contact) = self.contacts.get_mut(&survivor) {
            contact.kind = CallType::CONFERENCE;
        }
        let event = CallConferencedEvent {
            primary_device_id_type: STATIC,
            primary_call_id: primary,
            line_type: cti_wire::LineType::UNKNOWN,
            secondary_device_id_type: STATIC,
            secondary_call_id: secondary,
            controller_device_type: controller_type,
            added_party_device_type: added_type,
            local_connection_state: LocalConnectionState::CONNECT,
            event_cause: EventCause::KEY_CONFERENCE,
            ..Default::default()
        };
        self.publish_call(survivor, CallMsgMask::CALL_CONFERENCED, controller, |profile| {
            let mut built = event
                .build(profile)
                .with(field::PrimaryDeviceId, controller.as_str())
                .with(field::SecondaryDeviceId, controller.as_str())
                .with(field::ControllerDeviceId, controller.as_str())
                .with(field::AddedPartyDeviceId, added.as_str());
            for party in &parties {
                built = built
                    .with(field::ConnectedPartyCallId, survivor.0)
                    .with(field::ConnectedPartyDeviceIdType, STATIC)
                    .with(field::ConnectedPartyDeviceId, party.as_str());
            }
            built.finish()
        });
    }
}

fn event_cause(cause: Cause) -> EventCause {
    match cause {
        Cause::NewCall => EventCause::NEW_CALL,
        Cause::Busy => EventCause::BUSY,
        Cause::DestinationNotObtainable => EventCause::DEST_NOT_OBTAINABLE,
        Cause::Redirected => EventCause::REDIRECTED,
        Cause::Transfer => EventCause::TRANSFER,
        Cause::Conference => EventCause::KEY_CONFERENCE,
        _ => EventCause::NONE,
    }
}
