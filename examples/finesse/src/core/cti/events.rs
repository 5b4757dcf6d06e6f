//! Call events: what they change, and whom it is told.

use std::time::SystemTime;

use cti_wire::{AnyField, AnyMessage, CallId, DecodeError, DeviceIdType, EventCause, Floating, Frame, field};
use finesse_proto::{ParticipantState, RequestId, StateCause};

use super::{CtiLink, News, Now, text};
use crate::core::office::{CallRow, Notice, Office};

/// What happened to a call, as far as it can be the outcome of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Happened {
    Began,
    Established,
    Held,
    Retrieved,
    Left,
    Joined,
    Diverted,
    Data,
}

impl CtiLink {
    /// Takes an event of a call; other messages change nothing.
    pub(super) fn call_event(
        &mut self,
        now: Now,
        office: &mut Office,
        frame: &Frame,
    ) -> Result<(), DecodeError> {
        let message = frame.message(self.client.profile())?;
        let Some(key) = message.call()? else { return self.joined(now, office, &message) };
        let (id, at) = (key.call_id.0, text(Some(key.device_id)));
        let what = match &message {
            AnyMessage::EndCallEvent(_) => return self.ended(now, office, id, &message),
            AnyMessage::BeginCallEvent(_) => Happened::Began,
            AnyMessage::CallEstablishedEvent(_) => Happened::Established,
            AnyMessage::CallHeldEvent(_) => Happened::Held,
            AnyMessage::CallRetrievedEvent(_) => Happened::Retrieved,
            AnyMessage::CallConnectionClearedEvent(_) => Happened::Left,
            AnyMessage::CallDivertedEvent(_) => Happened::Diverted,
            AnyMessage::CallDataUpdateEvent(_) => Happened::Data,
            AnyMessage::CallServiceInitiatedEvent(_)
            | AnyMessage::CallOriginatedEvent(_)
            | AnyMessage::CallDeliveredEvent(_)
            | AnyMessage::CallFailedEvent(_)
            | AnyMessage::CallQueuedEvent(_) => {
                let before = office.calls.get(&id).cloned();
                if let Some(row) = office.call(id) {
                    apply(row, &message, &at, now.utc)?;
                }
                // Off hook is told by the beginning of the call already.
                if before.as_ref() != office.calls.get(&id) {
                    self.tell_call(office, id, frame, &at, None);
                }
                return Ok(());
            }
            _ => return Ok(()),
        };
        let cause = self.outcome(now, office, what, id, &at);
        if let Some(row) = office.call(id) {
            apply(row, &message, &at, now.utc)?;
            if what == Happened::Left && cause.is_some() {
                row.dropped_by.clone_from(&cause);
            }
        }
        self.tell_call(office, id, frame, &at, cause);
        Ok(())
    }

    fn ended(
        &mut self,
        now: Now,
        office: &mut Office,
        id: u32,
        message: &AnyMessage<'_>,
    ) -> Result<(), DecodeError> {
        let at = message.call()?.map(|key| text(Some(key.device_id))).unwrap_or_default();
        let cause = office.calls.get(&id).and_then(|row| row.dropped_by.clone());
        self.hop_at(office, &at, format!("END_CALL_EVENT call {id}"));
        let notices = office.call_ended(id, now.utc);
        self.notify(notices, cause.as_ref());
        Ok(())
    }

    /// Two calls have become one: the parties that are left are listed.
    fn joined(&mut self, now: Now, office: &mut Office, message: &AnyMessage<'_>) -> Result<(), DecodeError> {
        let (survivor, merged, floating, name) = match message {
            AnyMessage::CallTransferredEvent(e) => {
                (e.primary_call_id.0, e.secondary_call_id.0, &e.floating, "CALL_TRANSFERRED_EVENT")
            }
            AnyMessage::CallConferencedEvent(e) => {
                (e.primary_call_id.0, e.secondary_call_id.0, &e.floating, "CALL_CONFERENCED_EVENT")
            }
            _ => return Ok(()),
        };
        let mut parties = Vec::new();
        for party in floating.groups::<field::ConnectedPartyCallId>() {
            parties.push(text(party.get::<field::ConnectedPartyDeviceId>()?));
        }
        let controller = text(floating.get::<field::PrimaryDeviceId>()?);
        let cause = self.outcome(now, office, Happened::Joined, survivor, &controller);
        // Who comes over keeps its state: a transfer may be made while the other phone still rings.
        let mut moved = Vec::new();
        if let Some(row) = office.calls.get_mut(&merged) {
            for party in row.parties.iter_mut().filter(|party| parties.contains(&party.address)) {
                if party.address != controller {
                    moved.push((party.address.clone(), party.state));
                    (party.state, party.changed) = (ParticipantState::Dropped, now.utc);
                }
            }
        }
        if let Some(row) = office.call(survivor) {
            row.forget_dropped();
            row.merged = Some(merged);
            if matches!(message, AnyMessage::CallConferencedEvent(_)) {
                row.kind = cti_wire::CallType::CONFERENCE.0;
            }
            for address in &parties {
                let state = moved.iter().find(|(moved, _)| moved == address).map(|(_, state)| *state);
                match (row.party(address), state) {
                    (_, Some(state)) => row.set(address, state, now.utc),
                    (None, None) => row.set(address, ParticipantState::Active, now.utc),
                    (Some(_), None) => {}
                }
            }
        }
        self.hop_at(office, &controller, format!("{name} call {merged} into {survivor}"));
        let mut notices = office.call_changed(survivor);
        notices.extend(office.others_changed(survivor));
        self.notify(notices, cause.as_ref());
        Ok(())
    }

    /// Publishes what has changed.
    fn tell_call(&mut self, office: &mut Office, id: u32, frame: &Frame, at: &str, cause: Option<RequestId>) {
        let mut notices = office.call_changed(id);
        notices.extend(office.others_changed(id));
        // Calls that are in nobody's list pass unnoticed.
        if office.calls.get(&id).is_some_and(|row| row.users().next().is_some()) || !notices.is_empty() {
            self.hop_at(office, at, format!("{} call {id}", frame.message_type));
        }
        self.notify(notices, cause.as_ref());
    }

    pub(super) fn hop_at(&mut self, office: &Office, at: &str, what: String) {
        let who = office.user_at(at).unwrap_or_default().to_owned();
        self.news.push_back(News::Hop(who, None, what));
    }

    pub(super) fn notify(&mut self, notices: Vec<Notice>, cause: Option<&RequestId>) {
        for notice in notices {
            self.news.push_back(News::Dialogs(Box::new(notice), cause.cloned()));
        }
    }
}

/// Changes a call as an event says.
fn apply(row: &mut CallRow, message: &AnyMessage<'_>, at: &str, now: SystemTime) -> Result<(), DecodeError> {
    if !matches!(message, AnyMessage::CallConnectionClearedEvent(_)) {
        row.forget_dropped();
    }
    match message {
        AnyMessage::BeginCallEvent(event) => {
            row.kind = event.call_type.0;
            read_data(row, &event.floating)?;
            if row.from.is_empty() {
                at.clone_into(&mut row.from);
            }
            row.set(at, ParticipantState::Initiating, now);
        }
        AnyMessage::CallServiceInitiatedEvent(_) => row.set(at, ParticipantState::Initiating, now),
        AnyMessage::CallOriginatedEvent(_) => row.set(at, ParticipantState::Initiated, now),
        AnyMessage::CallDeliveredEvent(event) => {
            read_data(row, &event.floating)?;
            if row.from.is_empty() {
                row.from = text(event.get::<field::CallingDeviceId>()?);
            }
            // A route point takes no part in the call.
            if event.alerting_device_type != DeviceIdType::ROUTE_POINT {
                row.set(at, ParticipantState::Alerting, now);
            }
        }
        AnyMessage::CallEstablishedEvent(_) => row.established(at, now),
        AnyMessage::CallHeldEvent(_) => row.set(at, ParticipantState::Held, now),
        AnyMessage::CallRetrievedEvent(_) => row.set(at, ParticipantState::Active, now),
        AnyMessage::CallFailedEvent(event) => {
            let cause = match event.event_cause {
                EventCause::BUSY => StateCause::Busy,
                EventCause::DEST_NOT_OBTAINABLE => StateCause::BadDestination,
                _ => StateCause::Other,
            };
            // It is the caller's phone that shows it.
            let caller = row.from.clone();
            row.parties.retain(|party| party.address != at || party.address == caller);
            row.fail(&caller, cause, now);
        }
        AnyMessage::CallQueuedEvent(event) => {
            row.queue = event.floating.all::<field::SkillGroupNumber>().next().transpose()?.or(row.queue);
        }
        AnyMessage::CallDivertedEvent(_) => row.parties.retain(|party| party.address != at),
        AnyMessage::CallConnectionClearedEvent(_) if row.party(at).is_some() => {
            row.set(at, ParticipantState::Dropped, now);
        }
        AnyMessage::CallDataUpdateEvent(event) => {
            if event.call_type.0 != 0 {
                row.kind = event.call_type.0;
            }
            read_data(row, &event.floating)?;
        }
        _ => {}
    }
    Ok(())
}

/// Takes over what is given; what is not given stays.
pub(super) fn read_data(row: &mut CallRow, floating: &Floating<'_>) -> Result<(), DecodeError> {
    use AnyField as F;
    for item in floating.fields() {
        let (number, value) = match item? {
            F::Ani(value) => {
                row.from = text(Some(value));
                continue;
            }
            F::Dnis(value) => {
                row.dnis = text(Some(value));
                continue;
            }
            F::DialedNumber(value) => {
                row.to = text(Some(value));
                continue;
            }
            F::CallWrapupData(value) => {
                row.wrap_up = Some(text(Some(value)));
                continue;
            }
            F::NamedVariable(item) => {
                row.name(text(Some(item.name)), text(Some(item.value)));
                continue;
            }
            F::NamedArray(item) => {
                row.name(format!("{}[{}]", item.name, item.index), text(Some(item.value)));
                continue;
            }
            F::CallVariable1(value) => (1, value),
            F::CallVariable2(value) => (2, value),
            F::CallVariable3(value) => (3, value),
            F::CallVariable4(value) => (4, value),
            F::CallVariable5(value) => (5, value),
            F::CallVariable6(value) => (6, value),
            F::CallVariable7(value) => (7, value),
            F::CallVariable8(value) => (8, value),
            F::CallVariable9(value) => (9, value),
            F::CallVariable10(value) => (10, value),
            _ => continue,
        };
        row.variables.insert(number, text(Some(value)));
    }
    Ok(())
}

/// The number of a call, where there is one.
pub(super) const fn is_call(id: CallId) -> bool {
    id.0 != CallId::NONE.0 && id.0 != 0
}
