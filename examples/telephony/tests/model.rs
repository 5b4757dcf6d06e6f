//! Whatever the user of the provider does, in whatever order, the model stays legal and its events tell the whole story.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use telephony::{
    CallId, CallState, ConnectionState, Device, DeviceKind, Event, Provider, ProviderState, Service,
    TelephonyError, TerminalConnectionState,
};

const DEVICES: [(&str, DeviceKind, &[&str]); 6] = [
    ("SEP1", DeviceKind::Phone, &["1001"]),
    ("SEP2", DeviceKind::Phone, &["1002", "1003"]),
    ("SEP3", DeviceKind::Phone, &["1003"]),
    ("SEP4", DeviceKind::Phone, &["1004"]),
    ("PORT1", DeviceKind::CtiPort, &["2001"]),
    ("RP1", DeviceKind::RoutePoint, &["6000"]),
];
const NUMBERS: [&str; 8] = ["1001", "1002", "1003", "1004", "2001", "6000", "9999", "+4930123"];

fn provider() -> Provider {
    let mut provider = Provider::default();
    for (name, kind, lines) in DEVICES {
        provider.add_device(Device::new(name, kind, lines.iter().copied())).unwrap();
    }
    provider.add_outside("+");
    provider
}

#[derive(Debug, Clone)]
enum Op {
    Make(usize, usize, usize),
    Outside(usize),
    Answer(u32, usize),
    AnswerOutside(u32, usize),
    Hold(u32, usize),
    Retrieve(u32, usize),
    Disconnect(u32, usize),
    Redirect(u32, usize, usize),
    Transfer(u32, u32, usize),
    Conference(u32, u32, usize),
    Service(usize, bool),
    Provider(bool),
    End(u32),
}

fn op() -> impl Strategy<Value = Op> {
    let (d, n, c) = (0..DEVICES.len(), 0..NUMBERS.len(), 1..8u32);
    prop_oneof![
        4 => (d.clone(), n.clone(), n.clone()).prop_map(|(d, a, b)| Op::Make(d, a, b)),
        2 => n.clone().prop_map(Op::Outside),
        6 => (c.clone(), d.clone()).prop_map(|(c, d)| Op::Answer(c, d)),
        2 => (c.clone(), n.clone()).prop_map(|(c, n)| Op::AnswerOutside(c, n)),
        3 => (c.clone(), d.clone()).prop_map(|(c, d)| Op::Hold(c, d)),
        2 => (c.clone(), d.clone()).prop_map(|(c, d)| Op::Retrieve(c, d)),
        2 => (c.clone(), n.clone()).prop_map(|(c, n)| Op::Disconnect(c, n)),
        3 => (c.clone(), n.clone(), n).prop_map(|(c, a, b)| Op::Redirect(c, a, b)),
        2 => (c.clone(), c.clone(), d.clone()).prop_map(|(a, b, d)| Op::Transfer(a, b, d)),
        2 => (c.clone(), c.clone(), d.clone()).prop_map(|(a, b, d)| Op::Conference(a, b, d)),
        1 => (d, any::<bool>()).prop_map(|(d, up)| Op::Service(d, up)),
        1 => any::<bool>().prop_map(Op::Provider),
        1 => c.prop_map(Op::End),
    ]
}

fn apply(p: &mut Provider, op: &Op) -> Result<(), TelephonyError> {
    let device = |d: &usize| DEVICES[*d].0;
    match op {
        Op::Make(d, a, b) => p.make_call(device(d), NUMBERS[*a], NUMBERS[*b]).map(drop),
        Op::Outside(to) => p.call_from_outside("+15550100", NUMBERS[*to]).map(drop),
        Op::Answer(c, d) => p.answer(CallId(*c), device(d)),
        Op::AnswerOutside(c, n) => p.answer_outside(CallId(*c), NUMBERS[*n]),
        Op::Hold(c, d) => p.hold(CallId(*c), device(d)),
        Op::Retrieve(c, d) => p.retrieve(CallId(*c), device(d)),
        Op::Disconnect(c, n) => p.disconnect(CallId(*c), NUMBERS[*n]),
        Op::Redirect(c, a, b) => p.redirect(CallId(*c), NUMBERS[*a], NUMBERS[*b]),
        Op::Transfer(a, b, d) => p.transfer(CallId(*a), CallId(*b), device(d)),
        Op::Conference(a, b, d) => p.conference(CallId(*a), CallId(*b), device(d)),
        Op::Service(d, up) => p.set_service(device(d), if *up { Service::In } else { Service::Out }),
        Op::Provider(up) => {
            p.set_state(if *up { ProviderState::InService } else { ProviderState::OutOfService })
        }
        Op::End(c) => p.end(CallId(*c)),
    }
}

/// What a listener believes who has seen nothing but events.
#[derive(Default, PartialEq, Debug)]
struct Seen {
    calls: BTreeMap<CallId, CallState>,
    connections: BTreeMap<(CallId, String), ConnectionState>,
    terminals: BTreeMap<(CallId, String), TerminalConnectionState>,
}

impl Seen {
    fn learn(&mut self, event: &Event) {
        match event {
            Event::Call { call, state, .. } => {
                let before = self.calls.insert(*call, *state).unwrap_or(CallState::Idle);
                assert!(before.may_become(*state), "call {before:?} to {state:?}");
                if *state == CallState::Invalid {
                    assert!(!self.connections.keys().any(|(c, _)| c == call), "a call ends with connections");
                    self.calls.remove(call);
                }
            }
            Event::Connection { call, number, state, .. } => {
                let key = (*call, number.to_string());
                let before = self.connections.insert(key.clone(), *state).unwrap_or(ConnectionState::Idle);
                assert!(before.may_become(*state), "connection {before:?} to {state:?}");
                if *state == ConnectionState::Disconnected {
                    self.connections.remove(&key);
                }
            }
            Event::Terminal { call, device, state, .. } => {
                let key = (*call, device.to_string());
                let before =
                    self.terminals.insert(key.clone(), *state).unwrap_or(TerminalConnectionState::Idle);
                assert!(before.may_become(*state), "terminal connection {before:?} to {state:?}");
                if *state == TerminalConnectionState::Dropped {
                    self.terminals.remove(&key);
                }
            }
            Event::Joined { survivor, merged, .. } => {
                // What belonged to the merged call (but for the controller) belongs to the survivor.
                let controllers: Vec<_> =
                    self.terminals.keys().filter(|(c, _)| c == merged).cloned().collect();
                let in_both: Vec<_> = controllers
                    .into_iter()
                    .filter(|(_, d)| !self.terminals.contains_key(&(*survivor, d.clone())))
                    .collect();
                for (call, device) in in_both {
                    if let Some(state) = self.terminals.remove(&(call, device.clone())) {
                        self.terminals.insert((*survivor, device), state);
                    }
                }
                let numbers: Vec<_> = self.connections.keys().filter(|(c, _)| c == merged).cloned().collect();
                for (call, number) in numbers {
                    if !self.connections.contains_key(&(*survivor, number.clone())) {
                        let state = self.connections.remove(&(call, number.clone())).unwrap();
                        self.connections.insert((*survivor, number), state);
                    }
                }
            }
            _ => {}
        }
    }

    fn of(provider: &Provider) -> Self {
        let mut seen = Self::default();
        for (id, call) in provider.calls() {
            seen.calls.insert(id, call.state());
            for connection in call.connections() {
                seen.connections.insert((id, connection.number().to_string()), connection.state());
                for terminal in connection.terminals() {
                    seen.terminals.insert((id, terminal.device().to_string()), terminal.state());
                }
            }
        }
        seen
    }
}

fn check(provider: &Provider) {
    for (id, call) in provider.calls() {
        assert_eq!(call.state(), CallState::Active);
        assert!(call.connections().len() >= 2, "call {id:?} has lost its parties");
        for connection in call.connections() {
            assert!(connection.state().is_live());
            let talking = |s| matches!(s, TerminalConnectionState::Talking | TerminalConnectionState::Held);
            match connection.state() {
                ConnectionState::Alerting => {
                    assert!(
                        connection.terminals().iter().all(|t| t.state() == TerminalConnectionState::Ringing)
                    );
                    let outside = provider.is_outside(connection.number().as_str());
                    assert_eq!(connection.terminals().is_empty(), outside);
                }
                ConnectionState::Established if !connection.terminals().is_empty() => {
                    assert!(connection.terminals().iter().filter(|t| talking(t.state())).count() == 1);
                }
                ConnectionState::Established | ConnectionState::Offered | ConnectionState::Failed => {
                    assert!(connection.terminals().is_empty());
                }
                other => panic!("{other:?} at rest"),
            }
        }
    }
    for device in provider.devices() {
        let mut talking = 0;
        for id in provider.calls_of(device.name.as_str()) {
            let call = provider.call(id).expect("a device points at a call that lives");
            let terminal =
                call.connection_of(device.name.as_str()).unwrap().terminal(device.name.as_str()).unwrap();
            talking += usize::from(terminal.state() == TerminalConnectionState::Talking);
        }
        assert!(talking <= 1, "{:?} talks twice", device.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn j1_random_operations_never_reach_an_illegal_state(ops in prop::collection::vec(op(), 0..120)) {
        let mut provider = provider();
        let mut seen = BTreeMap::new();
        let mut model = Seen::default();
        for op in ops {
            let before = Seen::of(&provider);
            let result = apply(&mut provider, &op);
            let mut events = 0;
            while let Some(event) = provider.poll_event() {
                model.learn(&event);
                events += 1;
            }
            if result.is_err() {
                prop_assert_eq!(events, 0, "a refused operation reported something");
                prop_assert_eq!(&before, &Seen::of(&provider), "a refused operation changed something");
            }
            *seen.entry(result.is_ok()).or_insert(0u32) += 1;
            check(&provider);
        }
    }

    #[test]
    fn j1_a_listener_without_joins_knows_as_much_as_the_provider(ops in prop::collection::vec(op(), 0..120)) {
        let mut provider = provider();
        let mut model = Seen::default();
        for op in ops.iter().filter(|op| !matches!(op, Op::Transfer(..) | Op::Conference(..))) {
            let _ = apply(&mut provider, op);
            while let Some(event) = provider.poll_event() {
                model.learn(&event);
            }
            prop_assert_eq!(&model, &Seen::of(&provider));
        }
    }
}

#[test]
fn j4_only_a_controlled_device_can_be_used() {
    let mut provider = provider();
    provider.associate("rmcm", "SEP1").unwrap();
    assert_eq!(provider.controlled_device("rmcm", "1001").unwrap().as_str(), "SEP1");
    assert_eq!(provider.controlled_device("rmcm", "1002"), Err(telephony::ControlError::NotControlled));
    assert_eq!(provider.controlled_device("other", "1001"), Err(telephony::ControlError::NotControlled));
    assert_eq!(provider.controlled_device("rmcm", "9999"), Err(telephony::ControlError::UnknownAddress));
    provider.set_service("SEP1", Service::Out).unwrap();
    assert_eq!(provider.controlled_device("rmcm", "1001"), Err(telephony::ControlError::OutOfService));
}

#[test]
fn j5_a_call_goes_by_route_point_and_port_to_a_phone() {
    let mut p = provider();
    let call = p.call_from_outside("+15550100", "6000").unwrap();
    let state = |p: &Provider, n| p.call(call).unwrap().connection(n).map(telephony::Connection::state);
    assert_eq!(state(&p, "6000"), Some(ConnectionState::Offered));
    p.redirect(call, "6000", "2001").unwrap();
    p.answer(call, "PORT1").unwrap();
    assert_eq!(state(&p, "6000"), None);
    p.redirect(call, "2001", "1001").unwrap();
    assert_eq!(state(&p, "1001"), Some(ConnectionState::Alerting));
    p.answer(call, "SEP1").unwrap();
    assert_eq!(state(&p, "1001"), Some(ConnectionState::Established));
    p.disconnect(call, "+15550100").unwrap();
    assert!(p.call(call).is_none());
}

#[test]
fn a_shared_line_rings_everywhere_and_is_bridged_where_nobody_answered() {
    let mut p = provider();
    let call = p.make_call("SEP1", "1001", "1003").unwrap();
    p.answer(call, "SEP3").unwrap();
    let terminal =
        |p: &Provider, d| p.call(call).unwrap().connection("1003").unwrap().terminal(d).unwrap().state();
    assert_eq!(terminal(&p, "SEP3"), TerminalConnectionState::Talking);
    assert_eq!(terminal(&p, "SEP2"), TerminalConnectionState::Bridged);
    assert!(matches!(p.answer(call, "SEP2"), Err(TelephonyError::Illegal(_))));
}

#[test]
fn a_consult_transfer_leaves_the_two_partners() {
    let mut p = provider();
    let first = p.call_from_outside("+15550100", "1001").unwrap();
    p.answer(first, "SEP1").unwrap();
    assert_eq!(p.make_call("SEP1", "1001", "1004"), Err(TelephonyError::DeviceBusy));
    p.hold(first, "SEP1").unwrap();
    let second = p.make_call("SEP1", "1001", "1004").unwrap();
    p.answer(second, "SEP4").unwrap();
    p.transfer(first, second, "SEP1").unwrap();
    assert!(p.call(second).is_none());
    let parties: Vec<_> =
        p.call(first).unwrap().connections().iter().map(|c| c.number().to_string()).collect();
    assert_eq!(parties, ["+15550100", "1004"]);
    assert_eq!(p.calls_of("SEP1").count(), 0);
}

#[test]
fn a_conference_keeps_its_controller_talking() {
    let mut p = provider();
    let first = p.call_from_outside("+15550100", "1001").unwrap();
    p.answer(first, "SEP1").unwrap();
    p.hold(first, "SEP1").unwrap();
    let second = p.make_call("SEP1", "1001", "1004").unwrap();
    assert!(
        matches!(p.conference(first, second, "SEP1"), Err(TelephonyError::Illegal(_))),
        "1004 only rings"
    );
    p.answer(second, "SEP4").unwrap();
    p.conference(first, second, "SEP1").unwrap();
    let call = p.call(first).unwrap();
    assert_eq!(call.connections().len(), 3);
    let own = call.connection_of("SEP1").unwrap().terminal("SEP1").unwrap();
    assert_eq!(own.state(), TerminalConnectionState::Talking);
}

#[test]
fn a_busy_or_unknown_destination_fails_and_the_caller_hears_it() {
    let mut p = provider();
    let call = p.make_call("SEP1", "1001", "9999").unwrap();
    assert_eq!(p.call(call).unwrap().connection("9999").unwrap().state(), ConnectionState::Failed);
    p.disconnect(call, "1001").unwrap();
    assert_eq!(p.calls().count(), 0);
}

#[test]
fn out_of_service_refuses_and_keeps_calls() {
    let mut p = provider();
    let call = p.make_call("SEP1", "1001", "1004").unwrap();
    p.set_state(ProviderState::OutOfService).unwrap();
    assert_eq!(p.answer(call, "SEP4"), Err(TelephonyError::Provider(ProviderState::OutOfService)));
    p.set_state(ProviderState::InService).unwrap();
    p.answer(call, "SEP4").unwrap();
    p.set_state(ProviderState::Shutdown).unwrap();
    assert_eq!(p.calls().count(), 0);
    assert!(p.set_state(ProviderState::InService).is_err());
}

#[test]
fn a_number_outside_rings_answers_and_hangs_up() {
    let mut provider = provider();
    let id = provider.make_call("SEP1", "1001", "+4930123").unwrap();
    let state = |provider: &Provider| provider.call(id).unwrap().connection("+4930123").unwrap().state();
    assert_eq!(state(&provider), ConnectionState::Alerting);
    assert!(provider.answer_outside(id, "1001").is_err(), "a phone of ours answers itself");
    provider.answer_outside(id, "+4930123").unwrap();
    assert_eq!(state(&provider), ConnectionState::Established);
    assert!(provider.answer_outside(id, "+4930123").is_err());
    provider.disconnect(id, "+4930123").unwrap();
    assert!(provider.call(id).is_none());
    // Other numbers are nobody's still.
    let id = provider.make_call("SEP1", "1001", "9999").unwrap();
    assert_eq!(provider.call(id).unwrap().connection("9999").unwrap().state(), ConnectionState::Failed);
}
