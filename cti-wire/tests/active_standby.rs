//! Sessions on the standby of a pair of servers (CCE from protocol 24). In virtual time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use cti_wire::client::{self, CloseReason, ConfigRequest};
use cti_wire::server::{self, Audience, EndReason, Role};
use cti_wire::{
    AgentStateEvent, AgentStateMask, Dialect, FailureConf, InvokeId, Profile, QueryAgentStateReq,
    ServiceMask, SessionError, SessionType, StatusCode,
};
use support::{CONN, Pair, frame};

const SECOND: Duration = Duration::from_secs(1);

fn config(profile: Profile, services: ServiceMask) -> client::Config {
    client::Config { profile, services: client::Config::default().services | services, ..Default::default() }
}

fn cce(role: Role) -> server::Config {
    server::Config { dialect: Dialect::Cce, versions: 9..=25, role, ..Default::default() }
}

fn pair(role: Role) -> Pair {
    let mut pair = Pair::with(config(Profile::cce(24), ServiceMask::ACTIVE_STANDBY), cce(role));
    pair.run_until(|p| p.client.is_open());
    pair.run_for(SECOND);
    pair
}

fn opened(pair: &Pair) -> &client::Opened {
    let Some(client::Event::Opened(opened)) = pair.seen.first() else { panic!("{:?}", pair.seen) };
    opened
}

#[test]
fn a_standby_takes_clients_that_understand_it_and_says_what_it_is() {
    let pair = pair(Role::Standby);
    assert_eq!(opened(&pair).session_type, SessionType::STANDBY);
    assert!(!opened(&pair).online, "a standby session is not in service");
    assert!(opened(&pair).services.contains(ServiceMask::ACTIVE_STANDBY));
    assert!(pair.client.is_standby() && !pair.client.is_online());
    assert!(pair.server.is_standby(CONN));
    assert!(!pair.seen.contains(&client::Event::Online(true)), "{:?}", pair.seen);
}

#[test]
fn an_active_server_says_so() {
    let pair = pair(Role::Master);
    assert_eq!(opened(&pair).session_type, SessionType::ACTIVE);
    assert!(opened(&pair).online && pair.client.is_online() && !pair.client.is_standby());
}

#[test]
fn before_24_open_conf_says_nothing_of_active_and_standby() {
    let mut pair = Pair::with(config(Profile::cce(23), ServiceMask::EMPTY), cce(Role::Master));
    pair.run_until(|p| p.client.is_open());
    assert_eq!(opened(&pair).session_type, SessionType::UNKNOWN);
    assert!(pair.client.is_online());
}

#[test]
fn a_standby_refuses_older_versions_with_15_and_clients_without_the_bit_with_107() {
    let refused = |profile, services, server| {
        let mut pair = Pair::with(config(profile, services), server);
        pair.run_until(|p| p.client.is_closed());
        match pair.closed() {
            Some(CloseReason::Refused(status)) => status.0,
            other => panic!("{other:?}"),
        }
    };
    let bit = ServiceMask::ACTIVE_STANDBY;
    assert_eq!(refused(Profile::cce(23), bit, cce(Role::Standby)), 15);
    assert_eq!(refused(Profile::cce(9), ServiceMask::EMPTY, cce(Role::Standby)), 15);
    assert_eq!(refused(Profile::cce(24), ServiceMask::EMPTY, cce(Role::Standby)), 107);
    assert_eq!(refused(Profile::cce(24), bit, cce(Role::Offline)), 15);
    // Servers without such sessions.
    assert_eq!(refused(Profile::cce(23), bit, server::Config { versions: 9..=23, ..cce(Role::Standby) }), 92);
    assert_eq!(
        refused(Profile::ccx(17), bit, server::Config { role: Role::Standby, ..Default::default() }),
        92
    );
}

#[test]
fn a_standby_session_takes_heartbeats_and_close_and_refuses_the_rest() {
    let mut pair = pair(Role::Standby);
    // What our client does not send, another might.
    let query = QueryAgentStateReq { invoke_id: InvokeId(70), ..Default::default() };
    let query = frame(&query, &pair.profile());
    pair.client_says(query.to_bytes());
    pair.run_for(SECOND);
    let Some(client::Event::Stray(stray)) = pair.seen.last() else { panic!("{:?}", pair.seen) };
    let conf: FailureConf<'_> = stray.decode(&pair.profile()).unwrap();
    assert_eq!((conf.invoke_id, conf.status), (InvokeId(70), StatusCode::SERVER_NOT_MASTER));
    assert!(!pair.server_seen.iter().any(|e| matches!(e, server::Event::Request { .. })));
    pair.run_for(Duration::from_secs(3600));
    assert!(pair.client.is_open(), "heartbeats are answered");
    pair.client.close(pair.clock.now().at).unwrap();
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.ended(), Some(EndReason::Closed(StatusCode::NO_ERROR)));
}

#[test]
fn a_client_asks_a_standby_for_nothing() {
    let mut pair = pair(Role::Standby);
    let now = pair.clock.now().at;
    let query = frame(&QueryAgentStateReq::default(), &pair.profile());
    assert_eq!(pair.client.request(now, &query), Err(SessionError::Standby));
    assert_eq!(pair.client.download_configuration(now, ConfigRequest::CCX), Err(SessionError::Standby));
    assert_eq!(pair.client.pending(), 0);
}

#[test]
fn a_standby_session_sees_no_events() {
    let mut pair = pair(Role::Standby);
    let publish = |pair: &mut Pair| {
        let wants = Audience::AgentState(AgentStateMask::NOT_READY, &["1001"]);
        pair.server.publish(wants, |profile| Ok(frame(&AgentStateEvent::default(), profile))).unwrap();
        pair.run_for(SECOND);
        pair.seen.iter().filter(|e| matches!(e, client::Event::Message(f) if f.message_type.0 == 30)).count()
    };
    assert_eq!(publish(&mut pair), 0);
    pair.server.set_role(pair.clock.now(), Role::Master);
    assert_eq!(publish(&mut pair), 1);
}

#[test]
fn standby_active_event_turns_a_standby_session_into_an_active_one() {
    let mut pair = pair(Role::Standby);
    pair.seen.clear();
    pair.server.set_role(pair.clock.now(), Role::Master);
    pair.run_for(SECOND);
    assert_eq!(pair.seen, [client::Event::Active, client::Event::Online(true)]);
    assert!(pair.client.is_online() && !pair.client.is_standby() && !pair.server.is_standby(CONN));
    let query = frame(&QueryAgentStateReq::default(), &pair.profile());
    let id = pair.client.request(pair.clock.now().at, &query).unwrap();
    pair.run_for(SECOND);
    assert!(pair.confirmed(id));
}

#[test]
fn a_standby_out_of_service_that_becomes_active_is_online_when_it_says_so() {
    let mut pair = pair(Role::Standby);
    pair.server.set_online(pair.clock.now(), false);
    pair.run_for(SECOND);
    pair.server.set_role(pair.clock.now(), Role::Master);
    pair.run_for(SECOND);
    assert!(!pair.client.is_online() && pair.seen.contains(&client::Event::Active));
    pair.server.set_online(pair.clock.now(), true);
    pair.run_for(SECOND);
    assert!(pair.client.is_online());
}

#[test]
fn a_standby_that_goes_offline_ends_its_sessions() {
    let mut pair = pair(Role::Standby);
    pair.server.set_role(pair.clock.now(), Role::Offline);
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::Server(StatusCode::CTI_SERVER_OFFLINE)));
}

#[test]
fn the_role_counts_when_the_host_grants() {
    let mut pair = Pair::with(config(Profile::cce(24), ServiceMask::EMPTY), cce(Role::Master));
    // OPEN_REQ arrives at the master; before the host has answered it is the standby.
    let mut out = bytes::BytesMut::new();
    pair.client.poll_transmit(&mut out);
    let now = pair.clock.now();
    pair.server.handle_input(now, CONN, &out).unwrap();
    pair.server.set_role(now, Role::Standby);
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::Refused(StatusCode::INVALID_CLIENT_FOR_STANDBY)));
}
