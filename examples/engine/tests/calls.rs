//! Calls from the route point to the agent and back, as a CTI client sees them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use cti_wire::client::{Event, RequestError};
use cti_wire::{
    AgentState, AgentStateEvent, AnswerCallReq, AnyMessage, CallId, ClearConnectionReq, ConferenceCallReq,
    ConsultationCallReq, Frame, HoldCallReq, LocalConnectionState, MakeCallConf, MakeCallReq, Message,
    RetrieveCallReq, SendDtmfSignalReq, TransferCallReq, field,
};
use engine::{Config, State};
use proptest::prelude::*;
use support::{House, code};

const CALLER: &str = "+15550100";

/// What client 0 was told since the last time, one word a message.
fn story(house: &mut House) -> Vec<String> {
    let profile = house.profile();
    let seen = std::mem::take(&mut house.seen[0]);
    let word = |event: Event| {
        let Event::Message(frame) = event else { return None };
        let message = frame.message(&profile).unwrap();
        if let AnyMessage::AgentStateEvent(AgentStateEvent { agent_state, event_reason_code, .. }) = message {
            return Some(format!("agent {} {}", agent_state.0, event_reason_code.0));
        }
        let name = frame.message_type.to_string();
        let at = message
            .call()
            .unwrap()
            .map(|key| key.device_id.to_string_lossy().into_owned())
            .unwrap_or_default();
        let name = name.strip_suffix("_EVENT").unwrap_or(&name).to_owned();
        Some(format!("{name} {at}").trim_end().to_owned())
    };
    seen.into_iter().filter_map(word).collect()
}

fn ready(agents: &[(&str, &str)]) -> House {
    let mut house = House::with_bridge();
    for (agent, extension) in agents {
        house.login(agent, extension).unwrap();
        house.pass(Duration::from_secs(1));
        house.set_state(agent, AgentState::AVAILABLE, 0, None).unwrap();
    }
    story(&mut house);
    house
}

fn call_in(house: &mut House) -> telephony::CallId {
    let now = house.now();
    let id = house.core.call_from_outside(now, CALLER, "6000").unwrap();
    house.settle();
    id
}

fn hang_up(house: &mut House, id: telephony::CallId, number: &str) {
    let now = house.now();
    house.core.phones(now, |provider| provider.disconnect(id, number)).unwrap();
    house.settle();
}

fn answer(house: &mut House, id: telephony::CallId, extension: &str) -> Result<Frame, RequestError> {
    let request = AnswerCallReq { connection_call_id: CallId(id.0), ..Default::default() };
    let frame = request.build(&house.profile()).with(field::ConnectionDeviceId, extension).finish().unwrap();
    house.ask(0, &frame)
}

fn state(house: &House, agent: &str) -> State {
    house.core.agent(agent).unwrap().state
}

#[test]
fn c6_an_inbound_call_goes_through_the_queue_to_the_agent_in_the_documented_order() {
    let mut house = ready(&[("agent1", "1001")]);
    let id = call_in(&mut house);
    assert_eq!(
        story(&mut house),
        [
            &format!("BEGIN_CALL {CALLER}"),
            &format!("CALL_ORIGINATED {CALLER}"),
            "CALL_DELIVERED 6000",
            "CALL_ESTABLISHED 6101",
            "CALL_QUEUED 6101",
            "agent 8 0",
            "CALL_DIVERTED 6101",
            "CALL_DELIVERED 1001",
        ]
    );
    answer(&mut house, id, "1001").unwrap();
    assert_eq!(story(&mut house), ["CALL_ESTABLISHED 1001", "agent 4 0"]);
    hang_up(&mut house, id, CALLER);
    assert_eq!(
        story(&mut house),
        [
            &format!("CALL_CONNECTION_CLEARED {CALLER}"),
            "CALL_CONNECTION_CLEARED 1001",
            "agent 3 0",
            &format!("CALL_CLEARED {CALLER}"),
            &format!("END_CALL {CALLER}"),
        ]
    );
    assert_eq!(house.core.provider().calls().count(), 0);
}

#[test]
fn f5_reserved_comes_with_the_delivery_and_talking_with_the_answer() {
    let mut house = ready(&[("agent1", "1001")]);
    let id = call_in(&mut house);
    assert_eq!(state(&house, "agent1"), State::Reserved);
    answer(&mut house, id, "1001").unwrap();
    assert_eq!(state(&house, "agent1"), State::Talking);
}

#[test]
fn j7_a_call_waits_until_an_agent_is_ready() {
    let mut house = ready(&[]);
    call_in(&mut house);
    house.pass(Duration::from_secs(300));
    assert_eq!(story(&mut house).last().unwrap(), "CALL_QUEUED 6101");
    house.login("agent1", "1001").unwrap();
    house.set_state("agent1", AgentState::AVAILABLE, 0, None).unwrap();
    assert_eq!(state(&house, "agent1"), State::Reserved);
}

#[test]
fn j7_the_agent_who_has_been_ready_longest_is_taken() {
    let mut house = ready(&[("agent2", "1002"), ("agent1", "1001")]);
    call_in(&mut house);
    assert_eq!(state(&house, "agent2"), State::Reserved);
    call_in(&mut house);
    assert_eq!(state(&house, "agent1"), State::Reserved);
}

#[test]
fn with_all_ports_taken_callers_stand_at_the_route_point_in_order() {
    let mut house = ready(&[]);
    let calls: Vec<_> = (0..7).map(|_| call_in(&mut house)).collect();
    story(&mut house);
    hang_up(&mut house, calls[0], CALLER);
    let after = story(&mut house);
    assert!(after.contains(&"CALL_QUEUED 6101".to_owned()), "{after:?}");
    let sixth = house.core.provider().call(calls[5]).unwrap();
    assert!(sixth.connection("6101").is_some(), "the sixth caller came before the seventh");
}

#[test]
fn an_agent_who_does_not_answer_is_not_ready_with_32763_and_the_call_goes_to_the_next() {
    let mut house = ready(&[("agent1", "1001"), ("agent2", "1002")]);
    let id = call_in(&mut house);
    story(&mut house);
    house.pass(Duration::from_secs(12));
    assert_eq!(
        story(&mut house),
        [
            "agent 2 32763",
            "CALL_DIVERTED 1001",
            "CALL_ESTABLISHED 6101",
            "CALL_QUEUED 6101",
            "agent 8 0",
            "CALL_DIVERTED 6101",
            "CALL_DELIVERED 1002",
        ]
    );
    answer(&mut house, id, "1002").unwrap();
    assert_eq!((state(&house, "agent1"), state(&house, "agent2")), (State::NotReady, State::Talking));
}

#[test]
fn a_caller_who_gives_up_sets_the_reserved_agent_free() {
    let mut house = ready(&[("agent1", "1001")]);
    let id = call_in(&mut house);
    hang_up(&mut house, id, CALLER);
    assert_eq!(state(&house, "agent1"), State::Ready);
}

#[test]
fn not_ready_during_a_call_waits_for_its_end_and_is_taken_once() {
    let mut house = ready(&[("agent1", "1001")]);
    let id = call_in(&mut house);
    answer(&mut house, id, "1001").unwrap();
    assert_eq!(code(house.set_state("agent1", AgentState::AVAILABLE, 0, None)), 265);
    house.set_state("agent1", AgentState::NOT_READY, 5, None).unwrap();
    assert_eq!(house.core.agent("agent1").unwrap().pending, Some(State::NotReady));
    assert_eq!(code(house.set_state("agent1", AgentState::NOT_READY, 6, None)), 265);
    hang_up(&mut house, id, CALLER);
    let agent = house.core.agent("agent1").unwrap();
    assert_eq!((agent.state, agent.reason), (State::NotReady, 5));
}

#[test]
fn signing_out_during_a_call_needs_force() {
    let mut house = ready(&[("agent1", "1001")]);
    let id = call_in(&mut house);
    answer(&mut house, id, "1001").unwrap();
    assert_eq!(code(house.set_state("agent1", AgentState::LOGOUT, 22, None)), 21);
    house.forced = cti_wire::ForcedFlag::TRUE;
    house.set_state("agent1", AgentState::LOGOUT, 22, None).unwrap();
    let agent = house.core.agent("agent1").unwrap();
    assert_eq!((agent.state, agent.reason), (State::Logout, 22));
    assert!(house.core.provider().call(id).is_some(), "the call goes on");
    hang_up(&mut house, id, CALLER);
    assert_eq!(state(&house, "agent1"), State::Logout);
}

#[test]
fn wrap_up_follows_the_call_for_as_long_as_the_queue_says() {
    let mut config = Config::example(1);
    config.queues[0].wrap_up = Some(Duration::from_secs(30));
    let mut house = House::new(config);
    house.join(Default::default());
    house.login("agent1", "1001").unwrap();
    house.set_state("agent1", AgentState::AVAILABLE, 0, None).unwrap();
    let id = call_in(&mut house);
    answer(&mut house, id, "1001").unwrap();
    hang_up(&mut house, id, CALLER);
    assert_eq!(state(&house, "agent1"), State::Work);
    house.pass(Duration::from_secs(29));
    assert_eq!(state(&house, "agent1"), State::Work);
    story(&mut house);
    house.pass(Duration::from_secs(1));
    assert_eq!(story(&mut house), ["agent 3 32758"]);
}

#[test]
fn a_call_of_ones_own_takes_a_ready_agent_out_of_the_queues() {
    let mut house = ready(&[("agent1", "1001"), ("agent2", "1002")]);
    let request = MakeCallReq::default()
        .build(&house.profile())
        .with(field::AgentInstrument, "1001")
        .with(field::DialedNumber, "1002")
        .finish()
        .unwrap();
    let conf = house.ask(0, &request).unwrap();
    let profile = house.profile();
    let id = conf.decode::<MakeCallConf<'_>>(&profile).unwrap().new_connection_call_id;
    assert_eq!(
        story(&mut house),
        [
            "BEGIN_CALL 1001",
            "CALL_SERVICE_INITIATED 1001",
            "agent 2 32762",
            "CALL_ORIGINATED 1001",
            "CALL_DELIVERED 1002",
            "agent 2 32761",
        ]
    );
    // READY cannot wait for the end of such a call.
    assert_eq!(code(house.set_state("agent1", AgentState::AVAILABLE, 0, None)), 33);
    let clear = ClearConnectionReq { connection_call_id: id, ..Default::default() };
    let clear = clear.build(&profile).with(field::ConnectionDeviceId, "1001").finish().unwrap();
    house.ask(0, &clear).unwrap();
    assert_eq!(story(&mut house).last().unwrap(), "END_CALL 1001");
    house.set_state("agent1", AgentState::AVAILABLE, 0, None).unwrap();
}

#[test]
fn hold_and_retrieve_leave_the_agent_talking() {
    let mut house = ready(&[("agent1", "1001")]);
    let id = call_in(&mut house);
    answer(&mut house, id, "1001").unwrap();
    story(&mut house);
    let profile = house.profile();
    let hold = HoldCallReq { connection_call_id: CallId(id.0), ..Default::default() };
    let hold = hold.build(&profile).with(field::ConnectionDeviceId, "1001").finish().unwrap();
    house.ask(0, &hold).unwrap();
    assert_eq!(story(&mut house), ["CALL_HELD 1001"]);
    assert_eq!(code(house.ask(0, &hold)), 24);
    let retrieve = RetrieveCallReq { held_connection_call_id: CallId(id.0), ..Default::default() };
    let retrieve = retrieve.build(&profile).with(field::HeldConnectionDeviceId, "1001").finish().unwrap();
    house.ask(0, &retrieve).unwrap();
    assert_eq!(story(&mut house), ["CALL_RETRIEVED 1001"]);
    assert_eq!(code(house.ask(0, &retrieve)), 25);
    assert_eq!(state(&house, "agent1"), State::Talking);
}

/// A queued call at agent1 on hold, and a consult call to agent2 that has been answered.
fn consult(house: &mut House) -> (telephony::CallId, telephony::CallId) {
    let first = call_in(house);
    answer(house, first, "1001").unwrap();
    let profile = house.profile();
    let request = ConsultationCallReq { active_connection_call_id: CallId(first.0), ..Default::default() };
    let request = request
        .build(&profile)
        .with(field::ActiveConnectionDeviceId, "1001")
        .with(field::DialedNumber, "1002")
        .finish()
        .unwrap();
    story(house);
    house.ask(0, &request).unwrap();
    let told = story(house);
    let wanted = [
        "CALL_HELD 1001",
        "BEGIN_CALL 1001",
        "CALL_SERVICE_INITIATED 1001",
        "CALL_ORIGINATED 1001",
        "CALL_DELIVERED 1002",
    ];
    assert_eq!(told, wanted);
    let second = house.core.provider().calls().map(|(id, _)| id).max().unwrap();
    answer(house, second, "1002").unwrap();
    story(house);
    (first, second)
}

#[test]
fn a_consult_transfer_hands_the_caller_over() {
    let mut house = ready(&[("agent1", "1001")]);
    house.login("agent2", "1002").unwrap();
    let (first, second) = consult(&mut house);
    let request = TransferCallReq {
        held_connection_call_id: CallId(first.0),
        active_connection_call_id: CallId(second.0),
        ..Default::default()
    };
    let profile = house.profile();
    let request = request.build(&profile).with(field::ActiveConnectionDeviceId, "1001").finish().unwrap();
    house.ask(0, &request).unwrap();
    let told = story(&mut house);
    assert_eq!(told[0], "CALL_TRANSFERRED");
    assert!(told.contains(&"END_CALL 1001".to_owned()), "{told:?}");
    assert_eq!(state(&house, "agent1"), State::Ready);
    let left = house.core.provider().call(first).unwrap();
    assert!(left.connection(CALLER).is_some() && left.connection("1002").is_some());
    hang_up(&mut house, first, "1002");
    assert_eq!(house.core.provider().calls().count(), 0);
}

#[test]
fn without_a_held_call_a_transfer_goes_to_the_number_in_one_step() {
    let mut house = ready(&[("agent1", "1001")]);
    house.login("agent2", "1002").unwrap();
    let id = call_in(&mut house);
    answer(&mut house, id, "1001").unwrap();
    let profile = house.profile();
    let request = |to: &str| {
        let request = TransferCallReq {
            active_connection_call_id: CallId(id.0),
            held_connection_call_id: CallId::NONE,
            ..Default::default()
        };
        let request = request.build(&profile).with(field::ActiveConnectionDeviceId, "1001");
        request.with(field::DialedNumber, to).finish().unwrap()
    };
    story(&mut house);
    assert_eq!(code(house.ask(0, &request("4711"))), 14, "nobody has this number");
    house.ask(0, &request("1002")).unwrap();
    assert_eq!(story(&mut house), ["CALL_DIVERTED 1001", "agent 3 0", "CALL_DELIVERED 1002"]);
    answer(&mut house, id, "1002").unwrap();
    assert_eq!(code(house.ask(0, &request("1003"))), 13, "agent1 is out of it");
}

#[test]
fn tones_need_a_call_that_is_talked_on() {
    let mut house = ready(&[("agent1", "1001")]);
    let id = call_in(&mut house);
    let profile = house.profile();
    let request = |tones: &str| {
        let request = SendDtmfSignalReq { connection_call_id: CallId(id.0), ..Default::default() };
        let request = request.build(&profile).with(field::ConnectionDeviceId, "1001");
        request.with(field::DtmfString, tones).finish().unwrap()
    };
    assert_eq!(code(house.ask(0, &request("1"))), 13);
    answer(&mut house, id, "1001").unwrap();
    house.ask(0, &request("12#")).unwrap();
    assert_eq!(code(house.ask(0, &request("A"))), 3);
}

#[test]
fn a_conference_lists_three_parties() {
    let mut house = ready(&[("agent1", "1001")]);
    house.login("agent2", "1002").unwrap();
    let (first, second) = consult(&mut house);
    let request = ConferenceCallReq {
        held_connection_call_id: CallId(first.0),
        active_connection_call_id: CallId(second.0),
        ..Default::default()
    };
    let profile = house.profile();
    let request = request.build(&profile).with(field::ActiveConnectionDeviceId, "1001");
    let request = request.with(field::AgentInstrument, "1001").finish().unwrap();
    house.ask(0, &request).unwrap();
    let told = story(&mut house);
    assert_eq!(told[0], "CALL_CONFERENCED");
    assert_eq!(house.core.provider().call(first).unwrap().connections().len(), 3);
    assert_eq!(state(&house, "agent1"), State::Talking);
    hang_up(&mut house, first, CALLER);
    hang_up(&mut house, first, "1002");
    assert_eq!(state(&house, "agent1"), State::Ready);
}

#[test]
fn c1_call_variables_travel_from_the_script_to_the_desk() {
    let mut house = ready(&[]);
    let id = call_in(&mut house);
    let now = house.now();
    assert!(house.core.set_call_variable(now, id, 1, "4711"));
    assert!(!house.core.set_call_variable(now, id, 11, "x"));
    assert!(!house.core.set_call_variable(now, telephony::CallId(99), 1, "x"));
    let profile = house.profile();
    let request = cti_wire::SetCallDataReq { connection_call_id: CallId(id.0), ..Default::default() };
    let request =
        request.build(&profile).with(field::ConnectionDeviceId, "1001").with(field::CallVariable2, "gold");
    let vip = cti_wire::NamedVariable::new("user.vip", "yes");
    house.ask(0, &request.with(field::NamedVariable, vip).finish().unwrap()).unwrap();
    assert_eq!(story(&mut house).last().unwrap(), &format!("CALL_DATA_UPDATE {CALLER}"));
    house.login("agent1", "1001").unwrap();
    house.set_state("agent1", AgentState::AVAILABLE, 0, None).unwrap();
    let delivered = house.seen[0].iter().find_map(|event| match event {
        Event::Message(frame) => frame.decode::<cti_wire::CallDeliveredEvent<'_>>(&profile).ok(),
        _ => None,
    });
    let delivered = delivered.unwrap();
    assert_eq!(delivered.floating.text::<field::CallVariable1>().unwrap(), Some("4711"));
    assert_eq!(delivered.floating.text::<field::CallVariable2>().unwrap(), Some("gold"));
    assert_eq!(delivered.get::<field::NamedVariable>().unwrap(), Some(vip));
    assert_eq!(delivered.num_named_variables, 1);
}

#[test]
fn an_agent_session_sees_its_own_calls_only() {
    let mut house = ready(&[("agent1", "1001")]);
    let (own, other) = (house.join_agent("1001"), house.join_agent("1002"));
    let id = call_in(&mut house);
    answer(&mut house, id, "1001").unwrap();
    let calls = |house: &House, client: usize| {
        let is_call = |e: &&Event| matches!(e, Event::Message(f) if matches!(f.message_type.0, 9..=25));
        house.seen[client].iter().filter(is_call).count()
    };
    assert!(calls(&house, own) >= 2);
    assert_eq!(calls(&house, other), 0);
}

#[test]
fn an_agent_session_is_told_of_no_other_phone_and_no_other_call() {
    let mut house = ready(&[("agent1", "1001")]);
    let (own, other) = (house.join_agent("1001"), house.join_agent("1002"));
    let id = call_in(&mut house);
    answer(&mut house, id, "1001").unwrap();
    let profile = house.profile();
    let device = |extension: &str| {
        let request = cti_wire::SnapshotDeviceReq::default().build(&profile);
        request.with(field::AgentInstrument, extension).finish().unwrap()
    };
    let call = cti_wire::SnapshotCallReq { connection_call_id: CallId(id.0), ..Default::default() };
    let call = call.build(&profile).with(field::ConnectionDeviceId, "1001").finish().unwrap();
    // It names its own phone, which is not in the call.
    let data = cti_wire::SetCallDataReq { connection_call_id: CallId(id.0), ..Default::default() };
    let data = |device: &str| {
        let built = data.build(&profile).with(field::ConnectionDeviceId, device);
        built.with(field::CallVariable1, "mine").finish().unwrap()
    };
    for (request, allowed) in
        [(device("1001"), own), (call, own), (data("1001"), own), (device("1002"), other)]
    {
        let forbidden = own + other - allowed;
        assert_eq!(code(house.ask(forbidden, &request)), 8, "{request:?}");
        assert!(house.ask(allowed, &request).is_ok(), "{request:?}");
    }
    assert_eq!(code(house.ask(other, &data("1002"))), 8);
}

#[test]
fn what_the_telephony_system_refuses_is_told_with_a_code() {
    let mut house = ready(&[("agent1", "1001")]);
    assert_eq!(code(answer(&mut house, telephony::CallId(99), "1001")), 11);
    let id = call_in(&mut house);
    assert_eq!(code(answer(&mut house, id, "1002")), 13);
    answer(&mut house, id, "1001").unwrap();
    assert_eq!(code(answer(&mut house, id, "1001")), 28);
    assert_eq!(code(answer(&mut house, id, "4711")), 12);
}

#[test]
fn a_snapshot_after_reconnect_shows_the_call() {
    let mut house = ready(&[("agent1", "1001")]);
    let id = call_in(&mut house);
    answer(&mut house, id, "1001").unwrap();
    let profile = house.profile();
    let request =
        cti_wire::SnapshotDeviceReq::default().build(&profile).with(field::AgentInstrument, "1001").finish();
    let conf = house.ask(0, &request.unwrap()).unwrap();
    let conf: cti_wire::SnapshotDeviceConf<'_> = conf.decode(&profile).unwrap();
    let group = conf.groups::<field::CallConnectionCallId>().next().unwrap();
    assert_eq!(group.get::<field::CallState>().unwrap(), Some(LocalConnectionState::CONNECT));
    let key = group.get::<field::CallConnectionDeviceId>().unwrap().unwrap().to_str().unwrap().to_owned();
    let request = cti_wire::SnapshotCallReq { connection_call_id: CallId(id.0), ..Default::default() };
    let request = request.build(&profile).with(field::ConnectionDeviceId, key.as_str()).finish().unwrap();
    let conf = house.ask(0, &request).unwrap();
    let conf: cti_wire::SnapshotCallConf<'_> = conf.decode(&profile).unwrap();
    assert_eq!(conf.num_call_devices, 2);
}

#[derive(Debug, Clone)]
enum Op {
    Call,
    Phone(u32, usize, u8),
    State(usize, u16),
    Login(usize),
    Service(usize, bool),
    Pass(u64),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => Just(Op::Call),
        8 => (1..12u32, 0..3usize, 0..6u8).prop_map(|(c, n, w)| Op::Phone(c, n, w)),
        4 => (0..3usize, 1..6u16).prop_map(|(a, s)| Op::State(a, s)),
        3 => (0..3usize).prop_map(Op::Login),
        1 => (0..3usize, any::<bool>()).prop_map(|(d, up)| Op::Service(d, up)),
        3 => (0..30u64).prop_map(Op::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens: agents' states fit their calls, and a client that listens and, after losing its session, asks,
    /// knows what the engine knows.
    #[test]
    fn c6_random_contact_centre(ops in prop::collection::vec(op(), 0..80), cut in 0..80usize) {
        let mut house = House::with_bridge();
        let mut mirror = support::Mirror::start(&mut house);
        for (n, op) in ops.iter().enumerate() {
            let now = house.now();
            let agents = ["agent1", "agent2", "agent3"];
            let phones = ["1001", "1002", "1003"];
            match op {
                Op::Call => drop(house.core.call_from_outside(now, CALLER, "6000")),
                Op::Phone(call, phone, what) => {
                    let id = telephony::CallId(*call);
                    let number = phones[*phone];
                    let device = format!("SEP00000000{number}");
                    drop(house.core.phones(now, |provider| match what {
                        0..=1 => provider.answer(id, &device),
                        2 => provider.hold(id, &device),
                        3 => provider.retrieve(id, &device),
                        4 => provider.disconnect(id, number),
                        _ => provider.make_call(&device, number, phones[(phone + 1) % 3]).map(drop),
                    }));
                }
                Op::State(agent, state) => drop(house.set_state(agents[*agent], AgentState(*state), 1, None)),
                Op::Login(agent) => drop(house.login(agents[*agent], phones[*agent])),
                Op::Service(phone, up) => {
                    let device = format!("SEP00000000{}", phones[*phone]);
                    let service = if *up { telephony::Service::In } else { telephony::Service::Out };
                    drop(house.core.set_device_service(now, &device, service));
                }
                Op::Pass(seconds) => house.pass(Duration::from_secs(*seconds)),
            }
            house.settle();
            for agent in agents {
                let view = house.core.agent(agent).unwrap();
                if view.state == State::Talking {
                    let at = view.extension.unwrap();
                    let on = house.core.provider().calls().any(|(_, call)| call.connection(at).is_some());
                    prop_assert!(on, "{agent} talks without a call");
                }
                prop_assert_eq!(view.extension.is_none(), view.state == State::Logout);
            }
            if n == cut {
                mirror.reconnect(&mut house);
            }
            mirror.learn(&mut house);
            mirror.check(&house)?;
        }
        mirror.reconnect(&mut house);
        mirror.check(&house)?;
    }
}
