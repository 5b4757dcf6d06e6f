//! Calls and tasks: the machines against the state tables of the facts, and against simple models.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use finesse_proto::{
    Action, CallMachine, DialogState, ParticipantState, PartyDevice, PartyEvent, PartySurprise, Product,
    Situation, StateCause, UpdateEvent, allowed, dialog_state, task_after,
};
use proptest::prelude::*;

const PARTIES: &str = include_str!("data/party_states.txt");
const TASKS: &str = include_str!("data/task_states.txt");
const T0: SystemTime = SystemTime::UNIX_EPOCH;

fn rows(table: &str) -> impl Iterator<Item = [&str; 3]> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect::<Vec<_>>().try_into().expect("three columns"))
}

fn call() -> CallMachine {
    CallMachine::new(Situation::ordinary(Product::Ccx))
}

/// A machine whose party `2801` is in that state, reached by an event that leads there from anywhere.
fn in_state(state: ParticipantState) -> Option<CallMachine> {
    let mut call = call();
    let event = PartyEvent::ALL.iter().find(|event| event.leads_to() == state)?;
    let _ = call.handle(T0, "2801", PartyDevice::Agent, *event);
    Some(call)
}

#[test]
fn every_state_and_event_of_a_party_is_as_the_table_says() {
    let mut listed = 0;
    for from in std::iter::once(None).chain(ParticipantState::ALL.iter().map(Some)) {
        for &event in PartyEvent::ALL {
            let name = from.map_or("-", |state| state.as_str());
            let row = rows(PARTIES).find(|[state, what, _]| *state == name && *what == event.name());
            listed += usize::from(row.is_some());
            let mut call = match from {
                None => call(),
                // The states of tasks are no call's.
                Some(&state) => match in_state(state) {
                    Some(call) => call,
                    None => continue,
                },
            };
            let taken = call.handle(T0, "2801", PartyDevice::Agent, event);
            assert_eq!(
                call.party("2801"),
                Some(event.leads_to()),
                "{name} {event:?}: whatever is reported is taken"
            );
            match row {
                Some([_, _, to]) => {
                    assert_eq!(taken, Ok(()), "{name} {event:?}");
                    assert_eq!(event.leads_to().as_str(), to);
                }
                None => {
                    let surprise = PartySurprise { from: from.copied(), event };
                    assert_eq!(taken, Err(surprise), "{name} {event:?}");
                }
            }
        }
    }
    assert_eq!(listed, rows(PARTIES).count(), "a row that no state and event met");
}

#[test]
fn every_state_and_action_of_a_task_is_as_the_table_says() {
    for &state in ParticipantState::ALL {
        for &action in Action::ALL {
            let row = rows(TASKS).find(|[from, what, _]| *from == state.as_str() && *what == action.as_str());
            let to = row.map(|[_, _, to]| ParticipantState::parse(to).unwrap());
            assert_eq!(task_after(state, action), to, "{state} {action}");
        }
    }
}

fn notices(call: &mut CallMachine) -> Vec<(String, &'static str)> {
    std::iter::from_fn(|| call.poll_notice()).map(|notice| (notice.to, notice.event.as_str())).collect()
}

fn told(to: &str, event: &'static str) -> (String, &'static str) {
    (to.to_owned(), event)
}

#[test]
fn an_inbound_call_is_told_as_the_facts_say() {
    let mut call = call();
    let agent = PartyDevice::Agent;
    call.handle(T0, "0049", PartyDevice::Other, PartyEvent::OffHook).unwrap();
    assert_eq!((call.state(), notices(&mut call)), (DialogState::Initiating, vec![]));
    call.handle(T0, "0049", PartyDevice::Other, PartyEvent::Dialled).unwrap();
    call.handle(T0, "2801", agent, PartyEvent::Offered).unwrap();
    assert_eq!((call.state(), notices(&mut call)), (DialogState::Alerting, vec![told("2801", "POST")]));
    call.handle(T0, "2801", agent, PartyEvent::Connected).unwrap();
    call.handle(T0, "0049", PartyDevice::Other, PartyEvent::Connected).unwrap();
    assert_eq!(call.state(), DialogState::Active);
    assert_eq!(notices(&mut call), [told("2801", "PUT"), told("2801", "PUT")]);
    call.handle(T0, "2801", agent, PartyEvent::Held).unwrap();
    assert_eq!(call.state(), DialogState::Active, "hold does not change the dialog");
    call.handle(T0, "2801", agent, PartyEvent::Retrieved).unwrap();
    call.handle(T0, "0049", PartyDevice::Other, PartyEvent::Left).unwrap();
    call.handle(T0, "2801", agent, PartyEvent::Left).unwrap();
    assert_eq!(
        notices(&mut call),
        [told("2801", "PUT"), told("2801", "PUT"), told("2801", "PUT"), told("2801", "PUT")]
    );
    assert!(!call.is_over());
    call.end(T0);
    assert_eq!((call.state(), notices(&mut call)), (DialogState::Dropped, vec![told("2801", "DELETE")]));
    assert!(call.is_over());
}

#[test]
fn an_outbound_call_that_fails_names_its_cause() {
    let mut call = call();
    call.handle(T0, "2801", PartyDevice::Agent, PartyEvent::OffHook).unwrap();
    call.handle(T0, "2801", PartyDevice::Agent, PartyEvent::Dialled).unwrap();
    assert_eq!(call.state(), DialogState::Initiated);
    let later = T0 + Duration::from_secs(3);
    call.handle(later, "2801", PartyDevice::Agent, PartyEvent::Failed(StateCause::Busy)).unwrap();
    assert_eq!(call.state(), DialogState::Failed);
    let situation = Situation::ordinary(Product::Ccx);
    let parties = call.participants(|_| situation);
    assert_eq!((&*parties[0].state, &*parties[0].state_cause), ("FAILED", "BUSY"));
    assert_eq!(parties[0].actions, ["DROP"]);
    assert_eq!(&*parties[0].start_time, "1970-01-01T00:00:00.000Z");
    assert_eq!(&*parties[0].state_change_time, "1970-01-01T00:00:03.000Z");
    call.handle(later, "2801", PartyDevice::Agent, PartyEvent::Left).unwrap();
    assert_eq!((call.state(), &*call.participants(|_| situation)[0].state_cause), (DialogState::Dropped, ""));
}

#[test]
fn who_wraps_up_keeps_the_call_until_that_is_over() {
    let mut call = call();
    call.handle(T0, "2801", PartyDevice::Agent, PartyEvent::Connected).unwrap();
    call.handle(T0, "2802", PartyDevice::Agent, PartyEvent::Connected).unwrap();
    call.handle(T0, "2801", PartyDevice::Agent, PartyEvent::WrapUp).unwrap();
    notices(&mut call);
    call.end(T0);
    assert_eq!(notices(&mut call), [told("2802", "DELETE")]);
    assert_eq!(call.actions("2801", Situation::ordinary(Product::Ccx)), [Action::UpdateCallData]);
    assert!(!call.is_over());
    call.handle(T0, "2801", PartyDevice::Agent, PartyEvent::Left).unwrap();
    assert_eq!(notices(&mut call), [told("2801", "PUT"), told("2801", "DELETE")]);
    assert!(call.is_over());
}

#[test]
fn an_agent_who_transferred_loses_the_call_while_it_goes_on() {
    let mut call = call();
    for address in ["2801", "2802"] {
        call.handle(T0, address, PartyDevice::Agent, PartyEvent::Connected).unwrap();
    }
    notices(&mut call);
    call.release(T0, "2801");
    assert_eq!(notices(&mut call), [told("2801", "PUT"), told("2802", "PUT"), told("2801", "DELETE")]);
    assert_eq!((call.party("2801"), call.state()), (Some(ParticipantState::Dropped), DialogState::Active));
    call.release(T0, "nobody");
    assert_eq!(notices(&mut call), []);
}

#[test]
fn the_dialog_state_of_every_pair_of_participants() {
    let order = ["ACTIVE", "HELD", "ALERTING", "INITIATED", "INITIATING", "FAILED", "ACCEPTED"];
    let rank = |s: ParticipantState| order.iter().position(|name| *name == s.as_str());
    for &a in ParticipantState::ALL {
        for &b in ParticipantState::ALL {
            let got = dialog_state([a, b].into_iter(), DialogState::Alerting);
            let best = rank(a).into_iter().chain(rank(b)).min().map(|at| order[at]);
            let wraps_up = a == ParticipantState::WrapUp || b == ParticipantState::WrapUp;
            let expected = match best {
                Some("HELD") => "ACTIVE",
                Some(name) => name,
                None if wraps_up => "ALERTING",
                None => "DROPPED",
            };
            assert_eq!(got.as_str(), expected, "{a} {b}");
        }
    }
}

#[test]
fn a_call_has_only_so_many_parties() {
    let mut call = call();
    for number in 0..CallMachine::MAX_PARTIES + 10 {
        let taken = call.handle(T0, &number.to_string(), PartyDevice::Agent, PartyEvent::Connected);
        assert_eq!(taken.is_ok(), number < CallMachine::MAX_PARTIES);
    }
}

#[derive(Debug, Clone)]
enum Op {
    Event(usize, usize),
    Release(usize),
    End,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        20 => (0..4_usize, 0..PartyEvent::ALL.len()).prop_map(|(who, what)| Op::Event(who, what)),
        2 => (0..4_usize).prop_map(Op::Release),
        1 => Just(Op::End),
    ]
}

proptest! {
    /// The model: a map from address to state, and of every agent whether the call is in its list.
    #[test]
    fn any_order_of_events_agrees_with_the_model(ops in proptest::collection::vec(op(), 0..60)) {
        let addresses = ["2801", "2802", "2803", "0049"];
        let device = |at: usize| if at == 3 { PartyDevice::Other } else { PartyDevice::Agent };
        let situation = Situation::ordinary(Product::Cce);
        let mut machine = CallMachine::new(situation);
        let mut model: BTreeMap<&str, ParticipantState> = BTreeMap::new();
        let mut listed: BTreeMap<String, bool> = BTreeMap::new();
        for op in ops {
            match op {
                Op::Event(who, what) => {
                    let event = PartyEvent::ALL[what];
                    let _ = machine.handle(T0, addresses[who], device(who), event);
                    model.insert(addresses[who], event.leads_to());
                }
                Op::Release(who) => {
                    machine.release(T0, addresses[who]);
                    if let Some(state) = model.get_mut(addresses[who]) {
                        *state = ParticipantState::Dropped;
                    }
                }
                Op::End => {
                    machine.end(T0);
                    for state in model.values_mut().filter(|state| **state != ParticipantState::WrapUp) {
                        *state = ParticipantState::Dropped;
                    }
                }
            }
            while let Some(notice) = machine.poll_notice() {
                let there = listed.entry(notice.to.clone()).or_default();
                prop_assert_ne!(&*notice.to, "0049", "outside parties are told nothing");
                // POST, then any number of PUT, then DELETE; perhaps again.
                prop_assert_eq!(*there, notice.event != UpdateEvent::Post, "{:?}", notice);
                *there = notice.event != UpdateEvent::Delete;
            }
            for (at, address) in addresses.iter().enumerate() {
                prop_assert_eq!(machine.party(address), model.get(address).copied());
                let expected = match model.get(address) {
                    Some(&state) if device(at) == PartyDevice::Agent => allowed(state, situation),
                    _ => Vec::new(),
                };
                prop_assert_eq!(machine.actions(address, situation), expected);
            }
            let talks = model.values().any(|s| matches!(s, ParticipantState::Active | ParticipantState::Held));
            prop_assert_eq!(machine.state() == DialogState::Active, talks || (
                machine.state() == DialogState::Active && model.values().any(|s| *s == ParticipantState::WrapUp)));
        }
        machine.end(T0);
        for (at, address) in addresses.iter().enumerate() {
            if model.get(address) == Some(&ParticipantState::WrapUp) {
                let _ = machine.handle(T0, address, device(at), PartyEvent::Left);
            }
        }
        prop_assert!(machine.is_over());
    }
}
