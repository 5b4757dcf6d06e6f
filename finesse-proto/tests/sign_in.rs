//! Client and server joined: sign in, follow the state, sign out; the races and failures on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use finesse_proto::{AgentState, CtiFailure, Event, InService, Outcome, RequestId, StateRequest, Trouble};
use support::{Latency, Pair};

const ANSWER_FIRST: Latency =
    Latency { answer: Duration::from_millis(10), update: Duration::from_millis(40) };
const UPDATE_FIRST: Latency =
    Latency { answer: Duration::from_millis(40), update: Duration::from_millis(10) };
const SECOND: Duration = Duration::from_secs(1);

fn outcome(pair: &Pair, id: &RequestId) -> Outcome {
    let mut found = pair.events.iter().filter_map(|event| match event {
        Event::Settled { id: settled, outcome } if settled == id => Some(outcome.clone()),
        _ => None,
    });
    let outcome = found.next().expect("no outcome");
    assert_eq!(found.next(), None, "settled twice");
    outcome
}

fn states(pair: &Pair) -> Vec<AgentState> {
    let state = |event: &Event| match event {
        Event::State { to, .. } => Some(*to),
        _ => None,
    };
    pair.events.iter().filter_map(state).collect()
}

#[test]
fn an_agent_signs_in_works_and_signs_out() {
    for latency in [ANSWER_FIRST, UPDATE_FIRST] {
        let mut pair = Pair::new("anna", "pw", latency);
        let requests = [
            pair.client.sign_in(pair.now, "2801").unwrap(),
            {
                pair.run(SECOND);
                pair.client.set_state(pair.now, StateRequest::Ready, None).unwrap()
            },
            {
                pair.run(SECOND);
                pair.client.set_state(pair.now, StateRequest::NotReady, Some(3)).unwrap()
            },
            {
                pair.run(SECOND);
                pair.client.sign_out(pair.now, None).unwrap()
            },
        ];
        pair.run(SECOND);
        for id in &requests {
            assert_eq!(outcome(&pair, id), Outcome::Done);
        }
        use AgentState::{Logout, NotReady, Ready};
        assert_eq!(states(&pair), [NotReady, Ready, NotReady, Logout]);
        assert_eq!(pair.client.poll_timeout(), None);
    }
}

#[test]
fn an_unknown_extension_is_accepted_and_then_fails() {
    for latency in [ANSWER_FIRST, UPDATE_FIRST] {
        let mut pair = Pair::new("anna", "pw", latency);
        let id = pair.client.sign_in(pair.now, "9999").unwrap();
        pair.run(SECOND);
        let Outcome::Failed(errors) = outcome(&pair, &id) else { panic!("{:?}", pair.events) };
        assert_eq!(
            errors.first().unwrap().cti_failure(),
            Some(CtiFailure::CF_INVALID_LOGON_DEVICE_SPECIFIED)
        );
        assert_eq!(states(&pair), []);
        assert_eq!(pair.centre.state("anna"), AgentState::Logout);
    }
}

#[test]
fn a_wrong_password_is_refused_at_once_and_no_event_is_sent() {
    let mut pair = Pair::new("anna", "wrong", ANSWER_FIRST);
    let id = pair.client.sign_in(pair.now, "2801").unwrap();
    pair.run(SECOND);
    let Outcome::Refused { status: 401, errors } = outcome(&pair, &id) else { panic!("{:?}", pair.events) };
    assert_eq!(errors.first().unwrap().message, "UNAUTHORIZED");
    assert_eq!(pair.centre.state("anna"), AgentState::Logout);
    assert_eq!(pair.events.len(), 1);
}

#[test]
fn a_server_out_of_service_is_polled_every_20_s_until_it_is_back() {
    let mut pair = Pair::new("anna", "pw", ANSWER_FIRST);
    pair.centre.in_service = InService::No;
    let id = pair.client.sign_in(pair.now, "2801").unwrap();
    pair.run(Duration::from_secs(50));
    assert!(matches!(outcome(&pair, &id), Outcome::Refused { status: 503, .. }));
    assert!(pair.events.contains(&Event::OutOfService(Trouble::Status)));
    let polls = pair.events.iter().filter(|event| matches!(event, Event::SystemInfo(_))).count();
    assert_eq!(polls, 2);
    pair.centre.in_service = InService::Yes;
    pair.run(Duration::from_secs(30));
    assert!(pair.events.contains(&Event::InService));
    assert!(pair.events.iter().any(|event| matches!(event, Event::User(_))), "data is refreshed");
    assert_eq!(pair.client.poll_timeout(), None);
}

#[test]
fn an_outcome_that_never_comes_times_out() {
    let never = Latency { answer: Duration::from_millis(1), update: Duration::from_secs(3600) };
    let mut pair = Pair::new("anna", "pw", never);
    let id = pair.client.sign_in(pair.now, "2801").unwrap();
    pair.run(Duration::from_secs(31));
    assert_eq!(outcome(&pair, &id), Outcome::TimedOut);
}

#[test]
fn updates_of_others_and_unasked_ones_settle_nothing() {
    let mut pair = Pair::new("anna", "pw", ANSWER_FIRST);
    let text =
        b"<Update><data><user><loginId>ben</loginId><state>READY</state></user></data><event>PUT</event>\
        <requestId>someone</requestId><source>/finesse/api/User/ben</source></Update>";
    pair.client.handle_notification(pair.now, text).unwrap();
    let unasked = b"<Update><data><user><loginId>anna</loginId><state>LOGOUT</state><reasonCodeId>-1</reasonCodeId>\
        </user></data><event>PUT</event><requestId></requestId><source>/finesse/api/User/anna</source></Update>";
    pair.client.handle_notification(pair.now, unasked).unwrap();
    pair.run(SECOND);
    assert!(matches!(pair.events[0], Event::Update(_)));
    assert_eq!(states(&pair), [AgentState::Logout]);
    assert!(!pair.events.iter().any(|event| matches!(event, Event::Settled { .. })));
}

#[test]
fn bytes_that_are_no_update_change_nothing() {
    let mut pair = Pair::new("anna", "pw", ANSWER_FIRST);
    for payload in [&b"<notification>not xml</notification>"[..], b"<notification/>", b"", b"\xff"] {
        assert!(pair.client.handle_notification(pair.now, payload).is_err());
    }
    assert_eq!((pair.client.poll_event(), pair.client.poll_timeout()), (None, None));
}
