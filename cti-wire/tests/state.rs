//! What a client believes after a sequence of messages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cti_wire::state::{Change, Query, State};
use cti_wire::{
    AgentReasonCode, AgentState, AgentStateEvent, BeginCallEvent, CallConnectionClearedEvent,
    CallDataUpdateEvent, CallDeliveredEvent, CallEstablishedEvent, CallHeldEvent, CallId, CallQueuedEvent,
    CallRetrievedEvent, CallTransferredEvent, CallType, ConfigAgentEvent, ConfigBeginEvent, ConfigEndEvent,
    ConfigEndStatus, ConfigMask, ConfigType, ConnectionDeviceIdType, DecodeErrorKind, EndCallEvent, Field,
    Frame, LocalConnectionState, Message, MessageType, NamedVariable, Profile, QueryAgentStateConf,
    RecordType, SnapshotCallConf, SnapshotDeviceConf, UsageError, field,
};

const CCX: Profile = Profile::ccx(17);

struct Told {
    state: State,
    profile: Profile,
}

impl Told {
    fn new(profile: Profile) -> Self {
        Self { state: State::new(), profile }
    }

    fn hears(&mut self, frame: Result<Frame, UsageError>) -> Option<Change> {
        self.state.apply(&frame.unwrap(), &self.profile).unwrap()
    }

    fn connections(&self) -> Vec<(u32, String, u16)> {
        self.state.connections().map(|(key, state)| (key.call.0, key.device.clone(), state.0)).collect()
    }

    fn begin(&mut self, call: u32, device: &str) {
        let event = BeginCallEvent {
            call_type: CallType::ACD_IN,
            connection_call_id: CallId(call),
            ..Default::default()
        };
        let built = event.build(&self.profile).with(field::ConnectionDeviceId, device);
        self.hears(built.with(field::Ani, "2006").with(field::CallVariable1, "gold").finish());
    }

    fn delivered(&mut self, call: u32, device: &str) {
        let event = CallDeliveredEvent { connection_call_id: CallId(call), ..Default::default() };
        self.hears(event.build(&self.profile).with(field::ConnectionDeviceId, device).finish());
    }

    fn established(&mut self, call: u32, device: &str) {
        let event = CallEstablishedEvent { connection_call_id: CallId(call), ..Default::default() };
        self.hears(event.build(&self.profile).with(field::ConnectionDeviceId, device).finish());
    }

    fn agents(&mut self, kind: ConfigType, records: &[(&str, RecordType)]) {
        let mask = ConfigMask::AGENT;
        let begin = ConfigBeginEvent { config_type: kind, config_information: mask, ..Default::default() };
        self.hears(begin.build(&self.profile).finish());
        let mut event = ConfigAgentEvent::default().build(&self.profile);
        for (id, kind) in records {
            event = event
                .with(field::RecordType, *kind)
                .with(field::LoginId, *id)
                .with(field::FirstName, "Ann")
                .with(field::Extension, "1001")
                .with(field::NumSkills, 2u16)
                .with(field::SkillGroupNumber, 7u32)
                .with(field::SkillGroupPriority, 3u16)
                .with(field::SkillGroupNumber, 8u32)
                .with(field::SkillGroupPriority, 4u16);
        }
        self.hears(event.finish());
        self.hears(ConfigEndEvent::default().build(&self.profile).finish());
    }

    fn agent_state(&mut self, id: &str, state: AgentState, at: &str) -> Option<Change> {
        let event = AgentStateEvent {
            agent_state: state,
            event_reason_code: AgentReasonCode(5),
            ..Default::default()
        };
        let built = event.build(&self.profile).with(field::AgentExtension, at).with(field::AgentIdLong, id);
        self.hears(built.finish())
    }
}

const ALERTING: u16 = LocalConnectionState::ALERTING.0;
const CONNECT: u16 = LocalConnectionState::CONNECT.0;
const HOLD: u16 = LocalConnectionState::HOLD.0;

#[test]
fn a_call_is_followed_from_its_begin_to_its_end() {
    let mut told = Told::new(CCX);
    told.begin(7, "2006");
    let queued = CallQueuedEvent { connection_call_id: CallId(7), ..Default::default() };
    let queued =
        queued.build(&CCX).with(field::ConnectionDeviceId, "6101").with(field::SkillGroupNumber, 3u32);
    assert_eq!(told.hears(queued.finish()), Some(Change::Call(CallId(7))));
    let (_, call) = told.state.calls().next().unwrap();
    assert_eq!((call.kind, call.ani.as_str(), call.queues.as_slice()), (CallType::ACD_IN, "2006", &[3][..]));
    assert_eq!(call.variables.get(&1).unwrap(), "gold");
    told.delivered(7, "1001");
    assert!(told.connections().contains(&(7, "1001".into(), ALERTING)));
    told.established(7, "1001");
    assert!(told.state.calls().next().unwrap().1.queues.is_empty());
    let hold = CallHeldEvent { connection_call_id: CallId(7), ..Default::default() };
    let hold = hold.build(&CCX).with(field::ConnectionDeviceId, "1001").with(field::HoldingDeviceId, "1001");
    told.hears(hold.finish());
    assert!(told.connections().contains(&(7, "1001".into(), HOLD)));
    let back = CallRetrievedEvent { connection_call_id: CallId(7), ..Default::default() };
    told.hears(back.build(&CCX).with(field::ConnectionDeviceId, "1001").finish());
    assert!(told.connections().contains(&(7, "1001".into(), CONNECT)));
    let gone = CallConnectionClearedEvent { connection_call_id: CallId(7), ..Default::default() };
    let gone =
        gone.build(&CCX).with(field::ConnectionDeviceId, "1001").with(field::ReleasingDeviceId, "1001");
    told.hears(gone.finish());
    let end = EndCallEvent { connection_call_id: CallId(7), ..Default::default() };
    told.hears(end.build(&CCX).with(field::ConnectionDeviceId, "2006").finish());
    assert_eq!((told.connections(), told.state.calls().count()), (vec![], 0));
}

#[test]
fn two_calls_may_share_their_number_in_cce() {
    let mut told = Told::new(Profile::cce(24));
    told.begin(7, "a");
    told.delivered(7, "a");
    told.delivered(7, "b");
    let end = EndCallEvent { connection_call_id: CallId(7), ..Default::default() };
    told.hears(end.build(&told.profile).with(field::ConnectionDeviceId, "a").finish());
    assert_eq!(told.connections(), [(7, "b".into(), ALERTING)]);
    assert_eq!(told.state.calls().count(), 1);
}

#[test]
fn a_transfer_leaves_the_parties_it_lists() {
    let mut told = Told::new(CCX);
    told.begin(7, "2006");
    told.established(7, "1001");
    told.begin(8, "1001");
    told.established(8, "1002");
    let event = CallTransferredEvent {
        primary_call_id: CallId(7),
        secondary_call_id: CallId(8),
        ..Default::default()
    };
    let mut event =
        event.build(&CCX).with(field::PrimaryDeviceId, "1001").with(field::SecondaryDeviceId, "1001");
    for party in ["2006", "1002"] {
        event = event
            .with(field::ConnectedPartyCallId, 7u32)
            .with(field::ConnectedPartyDeviceIdType, ConnectionDeviceIdType::STATIC)
            .with(field::ConnectedPartyDeviceId, party);
    }
    assert_eq!(told.hears(event.finish()), Some(Change::Call(CallId(7))));
    assert_eq!(told.connections(), [(7, "1002".into(), CONNECT), (7, "2006".into(), CONNECT)]);
}

#[test]
fn a_call_may_change_its_number() {
    let mut told = Told::new(CCX);
    told.begin(7, "2006");
    told.established(7, "1001");
    let event = CallDataUpdateEvent {
        call_type: CallType::CONFERENCE,
        connection_call_id: CallId(7),
        new_connection_call_id: CallId(9),
        ..Default::default()
    };
    let event =
        event.build(&CCX).with(field::ConnectionDeviceId, "1001").with(field::NewConnectionDeviceId, "1001");
    assert_eq!(told.hears(event.finish()), Some(Change::Call(CallId(9))));
    assert_eq!(told.connections(), [(9, "1001".into(), CONNECT)]);
    let (id, call) = told.state.calls().next().unwrap();
    assert_eq!((id, call.kind, call.ani.as_str()), (CallId(9), CallType::CONFERENCE, "2006"));
}

#[test]
fn named_variables_are_kept_by_name() {
    let mut told = Told::new(CCX);
    let event = BeginCallEvent { connection_call_id: CallId(7), ..Default::default() };
    let event = event.build(&CCX).with(field::ConnectionDeviceId, "2006");
    told.hears(event.with(field::NamedVariable, NamedVariable::new("user.vip", "yes")).finish());
    assert_eq!(told.state.calls().next().unwrap().1.named.get("user.vip").unwrap(), "yes");
}

#[test]
fn c4_a_download_replaces_and_an_update_changes() {
    let mut told = Told::new(CCX);
    told.agents(ConfigType::SOLICITED, &[("ann", RecordType::ADD), ("bob", RecordType::ADD)]);
    let ann = told.state.agent("ann").unwrap();
    assert_eq!((ann.first.as_str(), ann.extension.as_str()), ("Ann", "1001"));
    assert_eq!(ann.queues, [(7, 3), (8, 4)]);
    told.agents(ConfigType::UPDATE, &[("cem", RecordType::ADD), ("bob", RecordType::DELETE)]);
    let ids = |told: &Told| told.state.agents().map(|(id, _)| id.to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&told), ["ann", "cem"]);
    // What does not come again in a download is gone.
    told.agents(ConfigType::SOLICITED, &[("cem", RecordType::ADD)]);
    assert_eq!(ids(&told), ["cem"]);
}

#[test]
fn an_agents_state_is_told_kept_over_a_download_and_lost_with_the_session() {
    let mut told = Told::new(CCX);
    told.agents(ConfigType::SOLICITED, &[("ann", RecordType::ADD)]);
    assert_eq!(told.agent_state("ann", AgentState::NOT_READY, "1001"), Some(Change::Agent("ann".into())));
    told.agents(ConfigType::SOLICITED, &[("ann", RecordType::ADD)]);
    let ann = told.state.agent("ann").unwrap();
    assert_eq!((ann.state, ann.reason.0, ann.signed_in_at.as_str()), (AgentState::NOT_READY, 5, "1001"));
    told.state.lose_sight();
    let ann = told.state.agent("ann").unwrap();
    assert_eq!((ann.state, ann.first.as_str()), (AgentState::UNKNOWN, "Ann"));
}

#[test]
fn after_a_reconnect_questions_lead_from_agents_over_devices_to_calls() {
    let mut told = Told::new(CCX);
    told.agents(ConfigType::SOLICITED, &[("ann", RecordType::ADD)]);
    told.state.resync();
    let query = told.state.poll_query().unwrap();
    assert_eq!(query, Query::Agent("ann".into()));
    assert_eq!(query.request(&CCX).unwrap().message_type, MessageType(36));
    let conf = QueryAgentStateConf { agent_state: AgentState::TALKING, ..Default::default() };
    let conf = conf.build(&CCX).with(field::AgentExtension, "1001").finish().unwrap();
    told.state.answer(&query, &conf, &CCX).unwrap();

    let query = told.state.poll_query().unwrap();
    assert_eq!(query, Query::Device("1001".into()));
    assert_eq!(query.request(&CCX).unwrap().message_type, MessageType(84));
    let conf = SnapshotDeviceConf::default()
        .build(&CCX)
        .with(field::CallConnectionCallId, CallId(7))
        .with(field::CallConnectionDeviceIdType, ConnectionDeviceIdType::STATIC)
        .with(field::CallConnectionDeviceId, "1001")
        .with(field::CallState, LocalConnectionState::CONNECT);
    told.state.answer(&query, &conf.finish().unwrap(), &CCX).unwrap();

    let query = told.state.poll_query().unwrap();
    assert_eq!(query.request(&CCX).unwrap().message_type, MessageType(82));
    let mut conf = SnapshotCallConf::default().build(&CCX).with(field::Ani, "2006");
    for device in ["2006", "1001"] {
        conf = conf
            .with(field::CallConnectionCallId, CallId(7))
            .with(field::CallConnectionDeviceIdType, ConnectionDeviceIdType::STATIC)
            .with(field::CallConnectionDeviceId, device)
            .with(field::CallDeviceConnectionState, LocalConnectionState::CONNECT);
    }
    told.state.answer(&query, &conf.finish().unwrap(), &CCX).unwrap();
    assert_eq!(told.state.poll_query(), None);
    assert_eq!(told.connections(), [(7, "1001".into(), CONNECT), (7, "2006".into(), CONNECT)]);
    assert_eq!(told.state.calls().next().unwrap().1.ani, "2006");
}

#[test]
fn a_message_that_cannot_be_read_is_an_error_that_names_it() {
    let mut state = State::new();
    let frame = Frame { message_type: MessageType(30), body: vec![0; 10].into() };
    let error = state.apply(&frame, &CCX).unwrap_err();
    assert_eq!(error.message, MessageType(30));
}

/// A snapshot of a device with these calls of one number, as connections of other devices.
fn snapshot(profile: &Profile, connections: &[(&str, LocalConnectionState)]) -> Frame {
    let mut conf = SnapshotDeviceConf::default().build(profile);
    for (device, state) in connections {
        conf = conf
            .with(field::CallConnectionCallId, CallId(7))
            .with(field::CallConnectionDeviceIdType, ConnectionDeviceIdType::STATIC)
            .with(field::CallConnectionDeviceId, *device)
            .with(field::CallState, *state);
    }
    conf.finish().unwrap()
}

fn call_snapshot(profile: &Profile, devices: &[&str]) -> Frame {
    let mut conf = SnapshotCallConf::default().build(profile);
    for device in devices {
        conf = conf
            .with(field::CallConnectionCallId, CallId(7))
            .with(field::CallConnectionDeviceIdType, ConnectionDeviceIdType::STATIC)
            .with(field::CallConnectionDeviceId, *device)
            .with(field::CallDeviceConnectionState, LocalConnectionState::CONNECT);
    }
    conf.finish().unwrap()
}

#[test]
fn after_a_reconnect_calls_of_cce_that_share_their_number_are_both_found() {
    let profile = Profile::cce(24);
    let mut state = State::new();
    // Each agent is in a call of its own; both calls have number 7.
    let (talks, holds) = (LocalConnectionState::CONNECT, LocalConnectionState::HOLD);
    for (device, own, how) in [("1001", "a-1001", talks), ("1002", "b-1002", holds)] {
        let answer = snapshot(&profile, &[(own, how)]);
        state.answer(&Query::Device(device.into()), &answer, &profile).unwrap();
    }
    let mut asked = Vec::new();
    while let Some(query) = state.poll_query() {
        let Query::Call(key) = &query else { panic!("{query:?}") };
        let devices: &[&str] =
            if key.device == "a-1001" { &["a-1001", "a-2006"] } else { &["b-1002", "b-3007"] };
        state.answer(&query, &call_snapshot(&profile, devices), &profile).unwrap();
        asked.push(key.device.clone());
    }
    assert_eq!(asked, ["a-1001", "b-1002"]);
    let told = Told { state, profile };
    let found: Vec<_> = told.connections().into_iter().map(|(_, device, _)| device).collect();
    assert_eq!(found, ["a-1001", "a-2006", "b-1002", "b-3007"]);
}

#[test]
fn in_ccx_the_number_names_the_call_and_one_question_is_enough() {
    let mut state = State::new();
    for device in ["1001", "1002"] {
        let answer = snapshot(&CCX, &[(device, LocalConnectionState::CONNECT)]);
        state.answer(&Query::Device(device.into()), &answer, &CCX).unwrap();
    }
    let query = state.poll_query().unwrap();
    assert_eq!(state.poll_query(), None);
    // Who is not in the answer is not in the call any more.
    state.answer(&query, &call_snapshot(&CCX, &["1001"]), &CCX).unwrap();
    let told = Told { state, profile: CCX };
    assert_eq!(told.connections(), [(7, "1001".into(), CONNECT)]);
}

#[test]
fn the_state_in_a_device_snapshot_is_read_from_either_tag() {
    let mut state = State::new();
    let conf = SnapshotDeviceConf::default()
        .build(&CCX)
        .with(field::CallConnectionCallId, CallId(7))
        .with(field::CallConnectionDeviceId, "1001")
        .with_raw(field::CallDeviceConnectionState::TAG, &[0, 4])
        .finish()
        .unwrap();
    state.answer(&Query::Device("1001".into()), &conf, &CCX).unwrap();
    let told = Told { state, profile: CCX };
    assert_eq!(told.connections(), [(7, "1001".into(), HOLD)]);
}

#[test]
fn a_download_that_fails_removes_nobody() {
    let mut told = Told::new(CCX);
    told.agents(ConfigType::SOLICITED, &[("ann", RecordType::ADD), ("bob", RecordType::ADD)]);
    let begin = ConfigBeginEvent {
        config_type: ConfigType::SOLICITED,
        config_information: ConfigMask::AGENT,
        ..Default::default()
    };
    let end = ConfigEndEvent { config_end_status: ConfigEndStatus::INVALID, ..Default::default() };
    told.hears(begin.build(&CCX).finish());
    told.hears(end.build(&CCX).finish());
    assert_eq!(told.state.agents().count(), 2);
    // Nor does a class whose end never came.
    let queues = ConfigBeginEvent { config_information: ConfigMask::SKILL_GROUP, ..begin };
    told.hears(begin.build(&CCX).finish());
    told.hears(queues.build(&CCX).finish());
    told.hears(ConfigEndEvent::default().build(&CCX).finish());
    assert_eq!(told.state.agents().count(), 2);
    // An empty class is empty.
    told.hears(begin.build(&CCX).finish());
    let empty = ConfigEndEvent { config_end_status: ConfigEndStatus::EMPTY, ..Default::default() };
    told.hears(empty.build(&CCX).finish());
    assert_eq!(told.state.agents().count(), 0);
}

#[test]
fn lists_of_a_record_may_come_packed_into_one_field() {
    let packed = ConfigAgentEvent::default()
        .build(&CCX)
        .with(field::RecordType, RecordType::ADD)
        .with(field::LoginId, "ann")
        .with(field::NumSkills, 2u16)
        .with_raw(field::SkillGroupNumber::TAG, &[0, 0, 0, 7, 0, 0, 0, 8])
        .with_raw(field::SkillGroupPriority::TAG, &[0, 3, 0, 4])
        .finish()
        .unwrap();
    packed.check(&CCX).unwrap();
    let shown = packed.describe(&CCX).to_string();
    assert!(shown.ends_with("NumSkills=2 SkillGroupNumber=[7, 8] SkillGroupPriority=[3, 4]"), "{shown}");
    let mut told = Told::new(CCX);
    told.hears(Ok(packed.clone()));
    assert_eq!(told.state.agent("ann").unwrap().queues, [(7, 3), (8, 4)]);
    // Half a number is none.
    let body = [&packed.body[..packed.body.len() - 6], &[64, 3, 0, 3, 0]].concat();
    let half = Frame { body: body.into(), ..packed };
    let error = half.check(&CCX).unwrap_err();
    assert_eq!((error.field, error.kind), ("SkillGroupPriority", DecodeErrorKind::Length { found: 3 }));
    assert_eq!(told.state.apply(&half, &CCX).unwrap_err().kind, DecodeErrorKind::Length { found: 3 });
}

#[test]
fn a_connection_may_change_its_device_as_well() {
    let mut told = Told::new(CCX);
    told.begin(7, "2006");
    told.established(7, "1001");
    told.established(7, "1002");
    told.established(8, "1009");
    let renames = |call: u32, new_device: &str| {
        CallDataUpdateEvent {
            connection_call_id: CallId(7),
            connection_device_id_type: ConnectionDeviceIdType::STATIC,
            new_connection_call_id: CallId(call),
            new_connection_device_id_type: ConnectionDeviceIdType::DYNAMIC,
            ..Default::default()
        }
        .build(&CCX)
        .with(field::ConnectionDeviceId, "1001")
        .with(field::NewConnectionDeviceId, new_device)
        .finish()
    };
    told.hears(renames(9, "x"));
    let (one, two, other) =
        ((9, "1002".into(), CONNECT), (9, "x".into(), CONNECT), (8, "1009".into(), CONNECT));
    assert_eq!(told.connections(), [other, one, two]);
    assert_eq!(told.state.connections().last().unwrap().0.kind, ConnectionDeviceIdType::DYNAMIC);
}
