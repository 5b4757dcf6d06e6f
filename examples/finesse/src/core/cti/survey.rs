//! What calls there are when a session begins: nothing is replayed, so it is asked for.

use std::collections::BTreeMap;

use cti_wire::{
    CallId, ConnectionDeviceIdType, DecodeError, DeviceIdType, Frame, InvokeId, LocalConnectionState,
    Message, SnapshotCallConf, SnapshotCallReq, SnapshotDeviceConf, SnapshotDeviceReq, field,
};
use finesse_proto::{AgentState, ParticipantState};

use super::events::{is_call, read_data};
use super::{CtiLink, News, Now, text};
use crate::core::office::{CallRow, Office};

/// A question under way.
#[derive(Debug)]
pub(super) enum Question {
    /// Which calls are at this extension?
    Device,
    /// Who takes part in this call?
    Call(u32),
}

/// Questions under way, and what was known before.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) questions: BTreeMap<InvokeId, Question>,
    stale: BTreeMap<u32, CallRow>,
}

impl CtiLink {
    /// Asks at every phone where somebody is signed in.
    pub(super) fn survey(&mut self, now: Now, office: &mut Office) {
        let stale = std::mem::take(&mut office.calls);
        let mut survey = Survey { questions: BTreeMap::new(), stale };
        for person in office.people.values().filter(|person| !person.seat.is_empty()) {
            let message = SnapshotDeviceReq {
                snapshot_device_type: DeviceIdType::DEVICE_IDENTIFIER,
                ..Default::default()
            };
            let built = message.build(self.client.profile());
            let frame = built.with(field::AgentInstrument, person.seat.as_str()).finish();
            // An extension that does not fit cannot have been signed in with.
            let Ok(frame) = frame else { continue };
            if let Ok(invoke) = self.client.request(now.at, &frame) {
                survey.questions.insert(invoke, Question::Device);
            }
        }
        self.survey = Some(survey);
        self.surveyed(now, office);
    }

    /// An answer (`None`: the question failed); `false` if it answers no question of these.
    pub(super) fn survey_answer(
        &mut self,
        now: Now,
        office: &mut Office,
        invoke: InvokeId,
        frame: Option<&Frame>,
    ) -> bool {
        let Some(question) = self.survey.as_mut().and_then(|survey| survey.questions.remove(&invoke)) else {
            return false;
        };
        let read = match (question, frame) {
            (Question::Device, Some(frame)) => self.calls_at(now, frame),
            (Question::Call(id), Some(frame)) => self.call_as_it_is(now, office, id, frame),
            // The call has ended meanwhile.
            (_, None) => Ok(()),
        };
        if let Err(error) = read {
            self.news.push_back(News::Hop(String::new(), None, format!("snapshot cannot be read: {error}")));
        }
        self.surveyed(now, office);
        true
    }

    fn calls_at(&mut self, now: Now, frame: &Frame) -> Result<(), DecodeError> {
        let profile = *self.client.profile();
        let conf: SnapshotDeviceConf<'_> = frame.decode(&profile)?;
        for group in conf.groups::<field::CallConnectionCallId>() {
            let id = group.get::<field::CallConnectionCallId>()?.unwrap_or(CallId::NONE);
            let Some(survey) = self.survey.as_mut().filter(|_| is_call(id)) else { continue };
            if survey.questions.values().any(|q| matches!(q, Question::Call(asked) if *asked == id.0)) {
                continue;
            }
            let kind = group.get::<field::CallConnectionDeviceIdType>()?;
            let at = text(group.get::<field::CallConnectionDeviceId>()?);
            let message = SnapshotCallReq {
                connection_call_id: id,
                connection_device_id_type: kind.unwrap_or(ConnectionDeviceIdType::STATIC),
                ..Default::default()
            };
            let frame = message.build(&profile).with(field::ConnectionDeviceId, at.as_str()).finish();
            let Ok(frame) = frame else { continue };
            if let Ok(invoke) = self.client.request(now.at, &frame) {
                survey.questions.insert(invoke, Question::Call(id.0));
            }
        }
        Ok(())
    }

    fn call_as_it_is(
        &mut self,
        now: Now,
        office: &mut Office,
        id: u32,
        frame: &Frame,
    ) -> Result<(), DecodeError> {
        let profile = *self.client.profile();
        let conf: SnapshotCallConf<'_> = frame.decode(&profile)?;
        let mut row = CallRow::default();
        row.kind = conf.call_type.0;
        read_data(&mut row, &conf.floating)?;
        for device in conf.groups::<field::CallConnectionCallId>() {
            let at = text(device.get::<field::CallConnectionDeviceId>()?);
            if device.get::<field::CallDeviceType>()? == Some(DeviceIdType::ROUTE_POINT) {
                continue;
            }
            let state = device.get::<field::CallDeviceConnectionState>()?.unwrap_or_default();
            if let Some(state) = participant(state) {
                row.set(&at, state, now.utc);
            }
        }
        if let Some(old) = self.survey.as_mut().and_then(|survey| survey.stale.remove(&id)) {
            row.inherit(old);
        }
        if let Some(place) = office.call(id) {
            *place = row;
        }
        let notices = office.call_changed(id);
        self.notify(notices, None);
        Ok(())
    }

    /// All is answered: what was known and is not there any more is gone.
    fn surveyed(&mut self, now: Now, office: &mut Office) {
        if self.survey.as_ref().is_none_or(|survey| !survey.questions.is_empty()) {
            return;
        }
        let stale = self.survey.take().map(|survey| survey.stale).unwrap_or_default();
        for (id, row) in stale {
            let wraps_up = |user: &str| office.people.get(user).is_some_and(|p| p.state == AgentState::Work);
            if office.calls.contains_key(&id) || (row.over && row.users().all(wraps_up)) {
                office.calls.entry(id).or_insert(row);
                continue;
            }
            office.calls.insert(id, row);
            let notices = office.call_ended(id, now.utc);
            self.notify(notices, None);
        }
        self.news.push_back(News::Ready);
    }
}

/// A connection as a participant; `None` if it takes no part.
const fn participant(state: LocalConnectionState) -> Option<ParticipantState> {
    match state {
        LocalConnectionState::INITIATE => Some(ParticipantState::Initiated),
        LocalConnectionState::ALERTING => Some(ParticipantState::Alerting),
        LocalConnectionState::CONNECT | LocalConnectionState::QUEUED => Some(ParticipantState::Active),
        LocalConnectionState::HOLD => Some(ParticipantState::Held),
        LocalConnectionState::FAIL => Some(ParticipantState::Failed),
        _ => None,
    }
}
