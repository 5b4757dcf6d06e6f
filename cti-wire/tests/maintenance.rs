//! A server asks its clients to go to the other side for its maintenance (CCE from protocol 24). In virtual time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use cti_wire::client::{self, Client, CloseReason, RequestError};
use cti_wire::server::{self, EndReason, MaintenanceAnswers, Role};
use cti_wire::{
    ActiveMaintenanceResp, ConnId, Dialect, Frame, InvokeId, MaintenanceAnswer, MaintenanceDecision, Profile,
    QueryAgentStateReq, ServiceMask, SessionError, StatusCode, StoppingRequestsToThisSideInd, Timer,
};
use support::{CONN, Net, Pair, frame};

const SECOND: Duration = Duration::from_secs(1);

fn config(services: ServiceMask) -> client::Config {
    let services = client::Config::default().services | services;
    client::Config { profile: Profile::cce(24), services, ..Default::default() }
}

fn open(services: ServiceMask) -> Pair {
    let server = server::Config { dialect: Dialect::Cce, versions: 9..=25, ..Default::default() };
    let mut pair = Pair::with(config(services), server);
    pair.run_until(|p| p.client.is_open());
    pair.run_for(SECOND);
    pair
}

/// A pair in which the client has been asked.
fn asked() -> Pair {
    let mut pair = open(ServiceMask::ACTIVE_STANDBY);
    assert_eq!(pair.server.ask_maintenance(pair.clock.now()), Ok(1));
    pair.run_for(Duration::from_millis(10));
    assert_eq!(pair.seen.last(), Some(&client::Event::MaintenanceAsked));
    pair
}

fn answers(pair: &Pair) -> Option<MaintenanceAnswers> {
    pair.server_seen.iter().find_map(|event| match event {
        server::Event::MaintenanceAnswered(answers) => Some(answers.clone()),
        _ => None,
    })
}

fn answer(pair: &mut Pair, answer: MaintenanceAnswer) {
    pair.client.answer_maintenance(pair.clock.now().at, answer).unwrap();
    pair.run_for(Duration::from_millis(10));
}

/// A pair in which maintenance begins.
fn begun() -> Pair {
    let mut pair = asked();
    answer(&mut pair, MaintenanceAnswer::Accepted);
    pair.server.decide_maintenance(pair.clock.now(), MaintenanceDecision::Begin).unwrap();
    pair.run_for(Duration::from_millis(10));
    let begin = client::Event::MaintenanceDecided(MaintenanceDecision::Begin);
    assert_eq!(pair.seen.last(), Some(&begin));
    pair
}

fn query(pair: &Pair) -> Frame {
    frame(&QueryAgentStateReq::default(), &pair.profile())
}

#[test]
fn the_clients_answer_is_told_at_once() {
    let (yes, no) = (vec![CONN], vec![]);
    let mut pair = asked();
    answer(&mut pair, MaintenanceAnswer::Accepted);
    assert_eq!(answers(&pair), Some(MaintenanceAnswers { accepted: yes.clone(), refused: no.clone() }));
    let mut pair = asked();
    answer(&mut pair, MaintenanceAnswer::Refused);
    assert_eq!(answers(&pair), Some(MaintenanceAnswers { accepted: no, refused: yes }));
}

#[test]
fn no_answer_within_five_seconds_is_a_refusal() {
    let mut pair = asked();
    pair.run_for(Duration::from_millis(4900));
    assert_eq!(answers(&pair), None);
    pair.run_for(Duration::from_millis(100));
    assert_eq!(answers(&pair), Some(MaintenanceAnswers { accepted: vec![], refused: vec![CONN] }));
    // Too late on either side.
    let now = pair.clock.now().at + SECOND;
    let late = pair.client.answer_maintenance(now, MaintenanceAnswer::Accepted);
    assert_eq!(late, Err(SessionError::NotAsked));
    let late = ActiveMaintenanceResp {
        invoke_id: InvokeId(1),
        maintenance_mode_accepted: true,
        ..Default::default()
    };
    pair.client_says(frame(&late, &pair.profile()).to_bytes());
    pair.run_for(SECOND);
    let told = |e: &&server::Event| matches!(e, server::Event::MaintenanceAnswered(_));
    assert_eq!(pair.server_seen.iter().filter(told).count(), 1);
}

#[test]
fn the_server_waits_for_answers_with_a_timer() {
    let mut pair = asked();
    pair.net = Net::BlackHole;
    assert_eq!(pair.server.poll_timeout().unwrap().why, Timer::Maintenance);
}

#[test]
fn clients_that_do_not_understand_standbys_are_not_asked() {
    let mut pair = open(ServiceMask::EMPTY);
    assert_eq!(pair.server.ask_maintenance(pair.clock.now()), Ok(0));
    pair.run_for(SECOND);
    assert_eq!(answers(&pair), Some(MaintenanceAnswers::default()));
    assert!(!pair.seen.contains(&client::Event::MaintenanceAsked));
}

#[test]
fn a_client_that_leaves_is_not_waited_for() {
    let mut pair = asked();
    pair.cut();
    assert_eq!(answers(&pair), Some(MaintenanceAnswers::default()));
}

#[test]
fn one_question_at_a_time_and_no_decision_without_one() {
    let mut pair = open(ServiceMask::ACTIVE_STANDBY);
    let now = pair.clock.now();
    let decide = |pair: &mut Pair| pair.server.decide_maintenance(now, MaintenanceDecision::Cancel);
    assert_eq!(decide(&mut pair), Err(SessionError::NotAsked));
    pair.server.ask_maintenance(now).unwrap();
    assert_eq!(pair.server.ask_maintenance(now), Err(SessionError::MaintenanceRunning));
    assert_eq!(decide(&mut pair), Ok(()));
    pair.server.set_role(now, Role::Standby);
    assert_eq!(pair.server.ask_maintenance(now), Err(SessionError::Standby));
}

#[test]
fn a_cancelled_maintenance_leaves_the_session_alone() {
    let mut pair = asked();
    answer(&mut pair, MaintenanceAnswer::Accepted);
    pair.server.decide_maintenance(pair.clock.now(), MaintenanceDecision::Cancel).unwrap();
    pair.run_for(60 * SECOND);
    assert!(pair.seen.contains(&client::Event::MaintenanceDecided(MaintenanceDecision::Cancel)));
    assert!(pair.client.is_open());
    assert_eq!(pair.client.stop_requests(pair.clock.now().at), Err(SessionError::NotAsked));
}

#[test]
fn a_client_that_stops_its_requests_is_let_go() {
    let mut pair = begun();
    pair.answers = false;
    let id = pair.client.request(pair.clock.now().at, &query(&pair)).unwrap();
    pair.client.stop_requests(pair.clock.now().at).unwrap();
    assert_eq!(pair.client.request(pair.clock.now().at, &query(&pair)), Err(SessionError::NotOpen));
    pair.run_for(Duration::from_millis(10));
    assert_eq!(pair.ended(), Some(EndReason::Maintenance));
    let why = RequestError::SessionEnded(CloseReason::Maintenance);
    assert_eq!(pair.failure(id), Some(why));
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::Maintenance));
}

#[test]
fn a_client_stops_by_itself_in_time() {
    let mut pair = begun();
    let from = pair.clock.elapsed();
    pair.run_until(|p| p.ended().is_some());
    assert_eq!(pair.ended(), Some(EndReason::Maintenance));
    let took = pair.clock.elapsed() - from;
    assert!(took > 3 * SECOND && took < 5 * SECOND, "{took:?}");
}

#[test]
fn a_client_that_does_not_stop_is_cut_off_after_five_seconds() {
    let mut pair = begun();
    let from = pair.clock.elapsed();
    pair.net = Net::BlackHole;
    pair.run_until(|p| p.server_close());
    assert_eq!(pair.ended(), Some(EndReason::Maintenance));
    assert!(pair.clock.elapsed() - from <= 5 * SECOND);
}

#[test]
fn becoming_the_standby_does_not_cut_off_who_is_leaving() {
    let mut pair = begun();
    pair.server.set_role(pair.clock.now(), Role::Standby);
    pair.run_for(SECOND);
    assert!(pair.client.is_open(), "{:?}", pair.seen);
    let id = pair.client.request(pair.clock.now().at, &query(&pair)).unwrap();
    pair.run_for(SECOND);
    assert_eq!(pair.failure(id), Some(RequestError::Status(StatusCode::SERVER_NOT_MASTER)));
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::Maintenance));
}

#[test]
fn what_the_session_says_by_itself_is_not_sent_by_hand() {
    let mut pair = open(ServiceMask::ACTIVE_STANDBY);
    let profile = pair.profile();
    let stop = frame(&StoppingRequestsToThisSideInd::default(), &profile);
    assert_eq!(pair.client.send(&stop), Err(SessionError::Reserved(stop.message_type)));
    let answer = frame(&ActiveMaintenanceResp::default(), &profile);
    assert_eq!(pair.client.send(&answer), Err(SessionError::Reserved(answer.message_type)));
}

#[test]
fn uninvited_messages_of_a_maintenance_are_the_hosts() {
    let mut pair = open(ServiceMask::ACTIVE_STANDBY);
    let profile = pair.profile();
    pair.client_says(frame(&ActiveMaintenanceResp::default(), &profile).to_bytes());
    pair.client_says(frame(&StoppingRequestsToThisSideInd::default(), &profile).to_bytes());
    pair.run_for(SECOND);
    let handed = |event: &server::Event| match event {
        server::Event::Message { conn: ConnId(1), frame } => Some(frame.message_type.0),
        _ => None,
    };
    assert_eq!(pair.server_seen.iter().filter_map(handed).collect::<Vec<_>>(), [279, 281]);
    assert!(Client::is_open(&pair.client));
}
