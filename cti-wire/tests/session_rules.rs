//! Every rule of a session, client against server, in virtual time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use cti_wire::client::{self, Client, CloseReason, ConfigRequest, Mode, RequestError};
use cti_wire::server::{self, Device, EndReason, Role, Server};
use cti_wire::{
    AgentStateMask, CallMsgMask, ConfigMask, ConnId, ControlFailureCode, Dialect, FailureConf, FrameError,
    HEADER, HeartbeatReq, InvokeId, MAX_MESSAGE, Message, MessageType, OpenReq, PeerError, PgStatus, Profile,
    QueryAgentStateReq, ServiceMask, SessionError, SetAgentStateConf, SetAgentStateReq, StatusCode,
    SystemEventId, Timer, UsageError, field, frames,
};
use proptest::prelude::*;
use support::{CONN, Clock, Net, Pair, frame};

const SECOND: Duration = Duration::from_secs(1);

fn query(pair: &Pair) -> cti_wire::Frame {
    frame(&QueryAgentStateReq::default(), &pair.profile())
}

#[test]
fn open_grants_the_session_and_says_that_the_server_is_online() {
    let pair = Pair::open();
    let client::Event::Opened(opened) = &pair.seen[0] else { panic!("{:?}", pair.seen) };
    assert!(opened.online);
    assert!(opened.services.contains(ServiceMask::ALL_EVENTS | ServiceMask::CONFIG_EVENTS));
    assert!(pair.client.is_online());
}

#[test]
fn a_bridge_client_gets_a_system_event_right_after_open_conf() {
    let mut pair = Pair::open();
    pair.run_for(SECOND);
    let client::Event::Message(frame) = &pair.seen[1] else { panic!("{:?}", pair.seen) };
    let event: cti_wire::SystemEvent<'_> = frame.decode(&pair.profile()).unwrap();
    assert_eq!(event.system_event_id.0, 3);
    assert_eq!(event.pg_status.0, 0x400, "CCX in service");
}

#[test]
fn the_stream_may_be_cut_at_every_byte() {
    let mut pair = Pair::new();
    pair.chunk = 1;
    pair.run_until(|p| p.client.is_open());
    let id = pair.client.request(pair.clock.now().at, &query(&pair)).unwrap();
    pair.run_for(SECOND);
    assert!(pair.confirmed(id));
}

#[test]
fn open_is_refused_with_the_hosts_status() {
    let mut pair = Pair::new();
    pair.gate = |_| Err(StatusCode(36));
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::Refused(StatusCode(36))));
    assert_eq!(pair.ended(), Some(EndReason::Refused(StatusCode(36))));
}

#[test]
fn open_is_refused_with_the_documented_status() {
    let refused = |client: client::Config, server: server::Config| {
        let mut pair = Pair::with(client, server);
        pair.run_until(|p| p.client.is_closed());
        match pair.closed() {
            Some(CloseReason::Refused(status)) => status,
            other => panic!("{other:?}"),
        }
    };
    let client = client::Config::default;
    let server = server::Config::default;
    let idle = |seconds| client::Config { idle_timeout: Some(seconds * SECOND), ..client() };
    assert_eq!(refused(idle(19), server()), StatusCode::INVALID_TIMEOUT);
    assert_eq!(refused(idle(121), server()), StatusCode::INVALID_TIMEOUT);
    assert_eq!(
        refused(client(), server::Config { versions: 10..=14, ..server() }),
        StatusCode::INVALID_VERSION
    );
    assert_eq!(
        refused(client(), server::Config { role: Role::Standby, ..server() }),
        StatusCode::SERVER_NOT_MASTER
    );
    assert_eq!(
        refused(client(), server::Config { role: Role::Offline, ..server() }),
        StatusCode::CTI_SERVER_OFFLINE
    );
    let odd = client::Config { services: ServiceMask(0x0010_0000 << 3), ..client() };
    assert_eq!(refused(odd, server()), StatusCode::INVALID_SERVICE_MASK);
    let nobody =
        client::Config { mode: Mode::Agent { extension: None, id: None, instrument: None }, ..client() };
    assert_eq!(refused(nobody, server()), StatusCode::REQUIRED_DATA_MISSING);
}

#[test]
fn undefined_mask_bits_are_refused_with_19_20_21_95() {
    let answer = |client: client::Config, dialect, masks| {
        let server = server::Config { dialect, versions: 9..=25, masks, ..Default::default() };
        let mut pair = Pair::with(client, server);
        pair.run_until(|p| p.client.is_closed() || p.client.is_open());
        match pair.closed() {
            Some(CloseReason::Refused(status)) => status.0,
            _ => 0,
        }
    };
    let base = |profile| client::Config { profile, ..Default::default() };
    let services = |profile, bits| client::Config { services: ServiceMask(bits), ..base(profile) };
    let calls = |profile, bits| client::Config { call_mask: CallMsgMask(bits), ..base(profile) };
    let states = |profile, bits| client::Config { agent_state_mask: AgentStateMask(bits), ..base(profile) };
    let config = |profile, bits| client::Config { config_mask: ConfigMask(bits), ..base(profile) };
    let (ccx, cce) = (Profile::ccx, Profile::cce);
    let table = [
        (services(ccx(17), 0x20), 19, "PERIPHERAL_MONITOR is CCE's"),
        (services(cce(23), 0x20), 0, ""),
        (services(cce(23), 0x200), 19, "a bit of nobody's"),
        (services(cce(23), 0x0200_0000), 19, "ACTIVE_STANDBY is from 24"),
        (services(cce(24), 0x0200_0000), 0, ""),
        (calls(ccx(17), 1 << 12), 20, "CALL_TRANSLATION_ROUTE is CCE's"),
        (calls(ccx(17), 1 << 31), 20, "network recording is CCE's"),
        (calls(cce(23), u32::MAX), 0, "CCE uses every bit"),
        (states(ccx(17), 0x200), 21, "hold is CCE's"),
        (states(cce(23), 0x200), 0, ""),
        (states(cce(23), 0x4000), 21, "a bit of nobody's"),
        (config(ccx(17), 0x10), 95, "terminals are from CCX 18"),
        (config(ccx(18), 0x10), 0, ""),
        (config(ccx(18), 0x20), 95, "media routing domains are CCE's"),
        (config(cce(23), 0x20), 0, ""),
        (config(cce(23), 0x400), 95, "a bit of nobody's"),
    ];
    for (client, status, why) in table {
        let dialect = client.profile.dialect;
        assert_eq!(answer(client.clone(), dialect, server::Masks::Refuse), status, "{client:?}: {why}");
        assert_eq!(answer(client, dialect, server::Masks::Carry), 0);
    }
}

#[test]
fn carried_mask_bits_grant_nothing() {
    let client = client::Config { services: ServiceMask(0x220), ..Default::default() };
    let mut pair = Pair::with(client, server::Config { masks: server::Masks::Carry, ..Default::default() });
    pair.run_until(|p| p.client.is_open());
    assert_eq!(pair.server.services(CONN), Some(ServiceMask::ALL_EVENTS));
}

#[test]
fn without_an_answer_the_client_gives_up_after_thirty_seconds() {
    let mut pair = Pair::new();
    pair.net = Net::BlackHole;
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::OpenTimeout));
    assert_eq!(pair.clock.elapsed(), 30 * SECOND);
}

#[test]
fn a_client_that_connects_and_says_nothing_is_dropped_by_a_timer() {
    let clock = Clock::new();
    let mut server = Server::new(server::Config::default());
    server.handle_connect(clock.now(), CONN).unwrap();
    let deadline = server.poll_timeout().unwrap();
    assert_eq!(deadline.why, Timer::Open);
    let mut later = clock;
    later.to(deadline.at);
    server.handle_timeout(later.now());
    assert_eq!(server.poll_event(), Some(server::Event::Ended { conn: CONN, why: EndReason::Silent }));
    assert_eq!(server.poll_event(), Some(server::Event::Close(CONN)));
    assert_eq!((server.connections(), server.poll_timeout()), (0, None));
}

#[test]
fn heartbeats_keep_an_idle_session_for_hours() {
    let mut pair = Pair::open();
    pair.run_for(Duration::from_secs(6 * 3600));
    assert!(pair.client.is_open());
    assert_eq!(pair.server.connections(), 1);
}

#[test]
fn three_unanswered_heartbeats_end_the_session() {
    let mut pair = Pair::open();
    pair.net = Net::BlackHole;
    let lost_at = pair.clock.elapsed();
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::HeartbeatsLost));
    // Three are sent, 5 s apart; when the fourth is due nobody has answered.
    let took = pair.clock.elapsed() - lost_at;
    assert!(took > 19 * SECOND && took <= 20 * SECOND, "{took:?}");
}

#[test]
fn a_heartbeat_may_be_refused_by_a_server_that_goes_away() {
    let mut pair = Pair::open();
    pair.run_for(SECOND);
    pair.net = Net::BlackHole;
    pair.run_for(5 * SECOND);
    // The first heartbeat has been sent by now; its id follows that of OPEN_REQ.
    let refusal =
        FailureConf { invoke_id: InvokeId(2), status: StatusCode::CTI_SERVER_OFFLINE, ..Default::default() };
    pair.server_says(frame(&refusal, &pair.profile()).to_bytes());
    pair.run_for(SECOND);
    assert_eq!(pair.closed(), Some(CloseReason::HeartbeatRefused(StatusCode::CTI_SERVER_OFFLINE)));
}

#[test]
fn a_silent_client_is_dropped_after_its_idle_timeout() {
    let mut pair = Pair::open();
    pair.net = Net::BlackHole;
    pair.run_until(|p| p.server_close());
    assert_eq!(pair.ended(), Some(EndReason::Silent));
    assert!(pair.clock.elapsed() <= 21 * SECOND, "{:?}", pair.clock.elapsed());
}

#[test]
fn close_is_confirmed_and_ends_both_sides() {
    let mut pair = Pair::open();
    pair.client.close(pair.clock.now().at).unwrap();
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::Requested));
    assert_eq!(pair.ended(), Some(EndReason::Closed(StatusCode::NO_ERROR)));
}

#[test]
fn a_close_without_an_answer_takes_five_seconds() {
    let mut pair = Pair::open();
    pair.run_for(SECOND);
    pair.net = Net::BlackHole;
    pair.client.close(pair.clock.now().at).unwrap();
    let from = pair.clock.elapsed();
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.clock.elapsed() - from, 5 * SECOND);
}

#[test]
fn a_request_is_answered_under_its_invoke_id() {
    let mut pair = Pair::open();
    let now = pair.clock.now().at;
    let first = pair.client.request(now, &query(&pair)).unwrap();
    let second = pair.client.request(now, &query(&pair)).unwrap();
    assert_ne!(first, second);
    assert_eq!(pair.client.pending(), 2);
    pair.run_for(SECOND);
    assert!(pair.confirmed(first) && pair.confirmed(second));
    assert_eq!(pair.client.pending(), 0);
}

#[test]
fn a_refused_request_says_why() {
    let mut pair = Pair::open();
    let login = SetAgentStateReq::default().build(&pair.profile()).with(field::AgentInstrument, "1001");
    let login = login.finish().unwrap();
    let id = pair.client.request(pair.clock.now().at, &login).unwrap();
    pair.run_for(SECOND);
    let Some(RequestError::Control { code, .. }) = pair.failure(id) else { panic!("{:?}", pair.seen) };
    assert_eq!(code, ControlFailureCode::INVALID_OBJECT_STATE);
}

#[test]
fn a_request_that_nobody_answers_times_out() {
    let mut pair = Pair::open();
    pair.answers = false;
    let id = pair.client.request(pair.clock.now().at, &query(&pair)).unwrap();
    pair.run_for(21 * SECOND);
    assert_eq!(pair.failure(id), Some(RequestError::Timeout));
    assert!(pair.client.is_open());
    // The late answer is not lost, and not taken for another's.
    let late = frame(&cti_wire::QueryAgentStateConf { invoke_id: id, ..Default::default() }, &pair.profile());
    pair.server_says(late.to_bytes());
    pair.run_for(SECOND);
    assert!(matches!(pair.seen.last(), Some(client::Event::Stray(_))));
}

#[test]
fn an_answer_of_another_type_fails_the_request() {
    let mut pair = Pair::open();
    pair.answers = false;
    let id = pair.client.request(pair.clock.now().at, &query(&pair)).unwrap();
    let wrong = frame(&SetAgentStateConf { invoke_id: id, ..Default::default() }, &pair.profile());
    pair.server_says(wrong.to_bytes());
    pair.run_for(SECOND);
    assert_eq!(pair.failure(id), Some(RequestError::Mismatch(MessageType(39))));
}

#[test]
fn a_lost_connection_ends_every_pending_request() {
    let mut pair = Pair::open();
    pair.answers = false;
    let id = pair.client.request(pair.clock.now().at, &query(&pair)).unwrap();
    pair.cut();
    assert_eq!(pair.failure(id), Some(RequestError::SessionEnded(CloseReason::ConnectionLost)));
    assert_eq!(pair.closed(), Some(CloseReason::ConnectionLost));
    assert_eq!(pair.ended(), Some(EndReason::Disconnected));
}

#[test]
fn what_is_not_possible_is_refused_before_a_byte_is_written() {
    let mut pair = Pair::new();
    let now = pair.clock.now().at;
    assert_eq!(pair.client.request(now, &query(&pair)), Err(SessionError::NotOpen));
    pair.run_until(|p| p.client.is_open());
    let heartbeat = frame(&HeartbeatReq::default(), &pair.profile());
    assert_eq!(pair.client.request(now, &heartbeat), Err(SessionError::Reserved(MessageType(5))));
    let conf = frame(&SetAgentStateConf::default(), &pair.profile());
    assert_eq!(pair.client.request(now, &conf), Err(SessionError::NotARequest(MessageType(39))));
    assert_eq!(pair.client.pending(), 0);
}

#[test]
fn requests_and_output_are_bounded() {
    let config = client::Config { max_pending: 2, ..Default::default() };
    let mut pair = Pair::with(config, server::Config::default());
    pair.run_until(|p| p.client.is_open());
    let now = pair.clock.now().at;
    let query = query(&pair);
    pair.client.request(now, &query).unwrap();
    pair.client.request(now, &query).unwrap();
    assert_eq!(pair.client.request(now, &query), Err(SessionError::TooManyPending));

    let config = client::Config { max_output: 64, ..Default::default() };
    let mut pair = Pair::with(config, server::Config::default());
    pair.run_until(|p| p.client.is_open());
    pair.client.request(now, &query).unwrap();
    pair.client.request(now, &query).unwrap();
    assert_eq!(pair.client.request(now, &query), Err(SessionError::OutputFull));
}

#[test]
fn a_message_before_open_is_answered_with_session_not_open() {
    let profile = Profile::ccx(17);
    let early = frame(&QueryAgentStateReq { invoke_id: InvokeId(77), ..Default::default() }, &profile);
    assert_eq!(server_answers(&[&early.to_bytes()]), [(InvokeId(77), StatusCode::SESSION_NOT_OPEN)]);
}

#[test]
fn a_second_open_is_answered_with_session_already_open() {
    let mut pair = Pair::open();
    let again =
        OpenReq { invoke_id: InvokeId(9), version_number: 17, idle_timeout: 20, ..Default::default() };
    let again = again.build(&pair.profile()).with(field::ClientId, "x").with(field::ClientPassword, &b""[..]);
    pair.client_says(again.finish().unwrap().to_bytes());
    pair.run_for(SECOND);
    let Some(client::Event::Stray(stray)) = pair.seen.last() else { panic!("{:?}", pair.seen) };
    let conf: FailureConf<'_> = stray.decode(&pair.profile()).unwrap();
    assert_eq!((conf.invoke_id, conf.status), (InvokeId(9), StatusCode::SESSION_ALREADY_OPEN));
    assert!(pair.client.is_open(), "the session goes on");
}

#[test]
fn a_bad_message_is_answered_and_the_session_goes_on() {
    let mut pair = Pair::open();
    // QUERY_AGENT_STATE_REQ with half a fixed part; a message only servers send; a type nobody knows.
    let half = [&[0, 0, 0, 6, 0, 0, 0, 36, 0, 0, 0, 50, 0, 0][..]].concat();
    pair.client_says(half);
    pair.client_says(frame(&cti_wire::SystemEvent::default(), &pair.profile()).to_bytes());
    pair.client_says(vec![0, 0, 0, 0, 0, 0, 3, 231]);
    pair.run_for(SECOND);
    let answers: Vec<_> = pair
        .seen
        .iter()
        .filter_map(|event| match event {
            client::Event::Stray(frame) => Some(frame.decode::<FailureConf<'_>>(&pair.profile()).unwrap()),
            _ => None,
        })
        .map(|conf| (conf.invoke_id, conf.status))
        .collect();
    assert_eq!(
        answers,
        [
            (InvokeId(50), StatusCode::BAD_MESSAGE_FORMAT),
            (InvokeId(0), StatusCode::INVALID_MESSAGE_LENGTH),
            (InvokeId(0), StatusCode::INVALID_MESSAGE_LENGTH),
        ]
    );
    assert!(pair.client.is_open());
}

#[test]
fn a_strict_server_refuses_what_the_guides_have_a_code_for() {
    let answers = |reading| {
        let server = server::Config { reading, ..Default::default() };
        let mut pair = Pair::with(client::Config::default(), server);
        pair.run_until(|p| p.client.is_open());
        let profile = pair.profile();
        let query = QueryAgentStateReq { invoke_id: InvokeId(70), ..Default::default() };
        let nobodys = (1..=255).find(|tag| cti_wire::tag_name(*tag, &profile).is_none()).unwrap();
        // A tag nobody knows, a tag of another message, a wrong reserved slot.
        pair.client_says(query.build(&profile).with_raw(nobodys, b"x").finish().unwrap().to_bytes());
        pair.client_says(query.build(&profile).with_raw(8, b"2006\0").finish().unwrap().to_bytes());
        let mut reserved = frame(&query, &profile).to_bytes().to_vec();
        reserved[15] = 9;
        pair.client_says(reserved);
        pair.run_for(SECOND);
        assert!(pair.client.is_open());
        let status = |event: &client::Event| match event {
            client::Event::Stray(f) => f.decode::<FailureConf<'_>>(&profile).ok().map(|conf| conf.status.0),
            _ => None,
        };
        pair.seen.iter().filter_map(status).collect::<Vec<_>>()
    };
    assert_eq!(answers(server::Reading::Strict), [3, 26, 7]);
    assert_eq!(answers(server::Reading::Lenient), []);
}

#[test]
fn an_oversized_frame_ends_that_connection_only() {
    let clock = Clock::new();
    let mut server = Server::new(server::Config::default());
    server.handle_connect(clock.now(), CONN).unwrap();
    server.handle_connect(clock.now(), ConnId(2)).unwrap();
    let length = u32::try_from(MAX_MESSAGE - HEADER + 1).unwrap();
    let error = server.handle_input(clock.now(), CONN, &length.to_be_bytes()).unwrap_err();
    assert_eq!(error, PeerError::Frame(FrameError::TooLong { length, message: None }));
    // FAILURE_EVENT with the status for a bad length goes first.
    let farewell = server.poll_transmit().unwrap();
    assert_eq!((farewell.to, &*farewell.head), (CONN, &[0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2][..]));
    assert_eq!(
        server.poll_event(),
        Some(server::Event::Ended { conn: CONN, why: EndReason::Protocol(error) })
    );
    assert_eq!(server.poll_event(), Some(server::Event::Close(CONN)));
    assert_eq!(server.connections(), 1);
}

#[test]
fn failure_event_ends_the_client_with_the_servers_status() {
    let mut pair = Pair::open();
    pair.server.set_role(pair.clock.now(), Role::Standby);
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::Server(StatusCode::CTI_SERVER_OFFLINE)));
    // The client did not close its connection in time: the server does.
    pair.run_until(|p| p.server_close());
    assert_eq!(pair.server.connections(), 0);
}

#[test]
fn configuration_reset_is_no_end() {
    let mut pair = Pair::open();
    let reset = cti_wire::FailureEvent { status: StatusCode::AUTO_CONFIG_RESET, ..Default::default() };
    pair.server_says(frame(&reset, &pair.profile()).to_bytes());
    pair.run_for(SECOND);
    assert_eq!(pair.seen.last(), Some(&client::Event::ConfigurationReset));
    assert!(pair.client.is_open());
}

#[test]
fn going_offline_and_back_is_told() {
    let mut pair = Pair::open();
    pair.run_for(SECOND);
    pair.server.set_online(pair.clock.now(), false);
    pair.run_for(SECOND);
    assert!(!pair.client.is_online());
    assert!(pair.seen.contains(&client::Event::Online(false)));
    let now = pair.clock.now().at;
    assert_eq!(pair.client.download_configuration(now, ConfigRequest::CCX), Err(SessionError::NotOnline));
    pair.server.set_online(pair.clock.now(), true);
    pair.run_for(SECOND);
    assert!(pair.client.is_online());
}

fn cce(version: u32, idle: Option<Duration>) -> Pair {
    let client = client::Config { profile: Profile::cce(version), idle_timeout: idle, ..Default::default() };
    let server = server::Config { dialect: Dialect::Cce, versions: 9..=25, ..Default::default() };
    Pair::with(client, server)
}

#[test]
fn cce_sessions_of_every_version_open_and_answer() {
    for version in 9..=25 {
        let mut pair = cce(version, None);
        pair.run_until(|p| p.client.is_open());
        let client::Event::Opened(opened) = &pair.seen[0] else { panic!("{:?}", pair.seen) };
        assert!(opened.online);
        let id = pair.client.request(pair.clock.now().at, &query(&pair)).unwrap();
        pair.run_for(60 * SECOND);
        assert!(pair.confirmed(id) && pair.client.is_open(), "version {version}");
    }
}

#[test]
fn cce_can_switch_the_idle_timer_off() {
    let mut pair = cce(24, Some(u32::MAX * SECOND));
    pair.run_until(|p| p.client.is_open());
    assert_eq!(pair.server.poll_timeout(), None);
    let mut pair = cce(24, Some(Duration::from_secs(500)));
    pair.run_until(|p| p.client.is_closed());
    assert_eq!(pair.closed(), Some(CloseReason::Refused(StatusCode::INVALID_TIMEOUT)));
}

// ---- a client against a broken server ----

#[test]
fn a_server_that_answers_open_twice_breaks_the_protocol() {
    let mut pair = Pair::open();
    let conf = cti_wire::OpenConf { invoke_id: InvokeId(1), ..Default::default() };
    pair.server_says(frame(&conf, &pair.profile()).to_bytes());
    pair.run_for(SECOND);
    assert!(matches!(pair.closed(), Some(CloseReason::Protocol(PeerError::Unexpected { .. }))));
}

#[test]
fn a_server_that_talks_before_open_conf_breaks_the_protocol() {
    let mut pair = Pair::new();
    pair.server_says(frame(&cti_wire::SystemEvent::default(), &pair.profile()).to_bytes());
    pair.latency = SECOND;
    pair.run_for(SECOND / 2);
    assert!(matches!(pair.closed(), Some(CloseReason::Protocol(PeerError::Unexpected { .. }))));
}

// ---- any bytes ----

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in 1usize..64) {
        let clock = Clock::new();
        let mut server = Server::new(server::Config::default());
        server.handle_connect(clock.now(), CONN).unwrap();
        let mut client = Client::new(client::Config::default(), clock.now().at).unwrap();
        for piece in bytes.chunks(cut) {
            let _ = server.handle_input(clock.now(), CONN, piece);
            let _ = client.handle_input(clock.now().at, piece);
        }
    }

    #[test]
    fn any_message_to_an_open_session_is_answered_or_handed_on(
        kind in 0u32..300,
        body in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut pair = Pair::open();
        pair.run_for(SECOND);
        pair.answers = false;
        pair.server_seen.clear();
        pair.seen.clear();
        let mut bytes = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
        bytes.extend(kind.to_be_bytes());
        bytes.extend(&body);
        pair.client_says(bytes);
        pair.run_for(Duration::from_millis(100));
        prop_assert!(!pair.seen.is_empty() || !pair.server_seen.is_empty() || matches!(kind, 5), "{kind} vanished");
    }
}

// ---- helpers ----

/// What a fresh server answers to these bytes.
fn server_answers(inputs: &[&[u8]]) -> Vec<(InvokeId, StatusCode)> {
    let clock = Clock::new();
    let mut server = Server::new(server::Config::default());
    server.handle_connect(clock.now(), CONN).unwrap();
    for input in inputs {
        server.handle_input(clock.now(), CONN, input).unwrap();
    }
    let out: Vec<u8> = std::iter::from_fn(|| server.poll_transmit()).flat_map(|t| t.head.to_vec()).collect();
    let profile = Profile::ccx(17);
    let read = frames(&out).map(|f| f.unwrap().decode::<FailureConf<'_>>(&profile).unwrap());
    read.map(|conf| (conf.invoke_id, conf.status)).collect()
}

#[test]
fn a_password_shows_in_no_log() {
    let config = client::Config { password: client::ClientPassword("hunter2".into()), ..Default::default() };
    assert!(!format!("{config:?}").contains("hunter2"));
    let clock = Clock::new();
    let mut server = Server::new(server::Config::default());
    server.handle_connect(clock.now(), CONN).unwrap();
    let mut client = Client::new(config, clock.now().at).unwrap();
    let mut out = bytes::BytesMut::new();
    client.poll_transmit(&mut out);
    server.handle_input(clock.now(), CONN, &out).unwrap();
    let Some(server::Event::OpenRequested { request, .. }) = server.poll_event() else { panic!() };
    assert_eq!(request.password, b"hunter2");
    assert!(!format!("{request:?}").contains("hunter2"));
    assert_eq!(request.device, Device::default());
}

#[test]
fn nothing_that_holds_bytes_shows_a_password() {
    let password = client::ClientPassword("hunter2".into());
    let config = client::Config { password, ..Default::default() };
    let hidden = |shown: String| {
        for form in ["hunter2", "68756e74657232", "104, 117, 110, 116"] {
            assert!(!shown.contains(form), "{shown}");
        }
    };
    let mut clock = Clock::new();
    let mut client = Client::new(config.clone(), clock.now().at).unwrap();
    hidden(format!("{client:?}"));
    let mut out = bytes::BytesMut::new();
    client.poll_transmit(&mut out);
    let mut server = Server::new(server::Config::default());
    server.handle_connect(clock.now(), CONN).unwrap();
    server.handle_input(clock.now(), CONN, &out[..out.len() - 1]).unwrap();
    hidden(format!("{server:?}"));
    let open = frames(&out).next().unwrap().unwrap();
    hidden(format!("{open:?} {:?} {:?}", open.to_frame(), open.message(&Profile::ccx(17)).unwrap()));
    let message: OpenReq<'_> = open.decode(&Profile::ccx(17)).unwrap();
    hidden(format!("{:?}", message.floating.iter()));
    hidden(format!("{:?}", message.build(&Profile::ccx(17))));

    let mut failover = client::Failover::new(
        client::FailoverConfig { session: config, ..Default::default() },
        [0; 32],
        clock.now().at,
    )
    .unwrap();
    let Some(client::FailoverEvent::Connect { conn, .. }) = failover.poll_event() else { panic!() };
    clock.pass(SECOND);
    failover.handle_connected(clock.now().at, conn);
    hidden(format!("{failover:?}"));
    hidden(format!("{:?}", failover.poll_transmit().unwrap()));

    let login = SetAgentStateReq::default().build(&Profile::ccx(17)).with(field::AgentInstrument, "1001");
    let login = login.with(field::AgentPassword, "hunter2").finish().unwrap();
    hidden(format!("{:?}", server::Event::Request { conn: CONN, invoke_id: InvokeId(1), frame: login }));
}

#[test]
fn an_answer_to_a_heartbeat_that_was_never_sent_is_handed_over() {
    let mut pair = Pair::open();
    pair.run_for(SECOND);
    let conf = cti_wire::HeartbeatConf { invoke_id: InvokeId(99), ..Default::default() };
    pair.server_says(frame(&conf, &pair.profile()).to_bytes());
    pair.run_for(SECOND);
    assert!(matches!(pair.seen.last(), Some(client::Event::Stray(_))), "{:?}", pair.seen);
    // It is no sign that heartbeats are answered.
    pair.net = Net::BlackHole;
    for _ in 0..6 {
        pair.run_for(4 * SECOND);
        pair.server_says(frame(&conf, &pair.profile()).to_bytes());
    }
    assert_eq!(pair.closed(), Some(CloseReason::HeartbeatsLost));
}

#[test]
fn a_frame_that_no_session_can_send_is_refused() {
    let mut pair = Pair::open();
    let now = pair.clock.now().at;
    let made =
        |number, len: usize| cti_wire::Frame { message_type: MessageType(number), body: vec![0; len].into() };
    let message = MessageType::QUERY_AGENT_STATE_REQ;
    let missing = UsageError::FieldMissing { message, field: "InvokeID" };
    assert_eq!(pair.client.request(now, &made(36, 3)), Err(SessionError::Message(missing)));
    let long = UsageError::MessageTooLong { message, len: MAX_MESSAGE + 1 };
    assert_eq!(
        pair.client.request(now, &made(36, MAX_MESSAGE - HEADER + 1)),
        Err(SessionError::Message(long))
    );
    assert_eq!(pair.client.pending(), 0);
    assert!(pair.client.send(&made(70, MAX_MESSAGE)).is_err());
    assert!(pair.server.confirm(CONN, InvokeId(1), &made(37, 3)).is_err());
    assert!(pair.server.send(CONN, &made(30, MAX_MESSAGE)).is_err());
    let everybody = server::Audience::All;
    assert!(pair.server.publish(everybody, |_| Ok(made(30, MAX_MESSAGE))).is_err());
    pair.run_for(SECOND);
    assert!(pair.client.is_open(), "nothing of it was sent: {:?}", pair.seen);
}

#[test]
fn one_peripheral_of_several_that_comes_back_is_not_all_of_them() {
    let mut pair = cce(24, None);
    pair.run_until(|p| p.client.is_open());
    pair.run_for(SECOND);
    let says = |pair: &mut Pair, system_event_id, system_event_arg1, pg_status| {
        let event =
            cti_wire::SystemEvent { system_event_id, system_event_arg1, pg_status, ..Default::default() };
        pair.server_says(frame(&event, &pair.profile()).to_bytes());
        pair.run_for(SECOND);
        pair.client.is_online()
    };
    let (some, none) = (PgStatus::PERIPHERAL_OFFLINE, PgStatus::EMPTY);
    assert!(!says(&mut pair, SystemEventId::PERIPHERAL_OFFLINE, 5000, some));
    assert!(!says(&mut pair, SystemEventId::PERIPHERAL_ONLINE, 5001, some), "5000 is still away");
    assert!(says(&mut pair, SystemEventId::PERIPHERAL_ONLINE, 5000, none));
}

#[test]
fn ccx_18_says_which_configuration_updates_it_grants() {
    let granted = |version, config_mask| {
        let config = client::Config { profile: Profile::ccx(version), config_mask, ..Default::default() };
        let mut pair =
            Pair::with(config, server::Config { masks: server::Masks::Carry, ..Default::default() });
        pair.run_until(|p| p.client.is_open());
        let client::Event::Opened(opened) = &pair.seen[0] else { panic!("{:?}", pair.seen) };
        let conf: cti_wire::OpenConf<'_> = opened.frame.decode(&pair.profile()).unwrap();
        opened.frame.check(&pair.profile()).unwrap();
        conf.get::<field::ConfigMsgMaskGranted>().unwrap()
    };
    assert_eq!(granted(18, ConfigMask(0x1B)), Some(0x1B));
    assert_eq!(granted(18, ConfigMask(0xFF)), Some(0x1F), "bits of nobody's are not granted");
    assert_eq!(granted(17, ConfigMask(0x0F)), None);
}
