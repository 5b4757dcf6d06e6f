//! The engine over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use cti_wire::client::{CloseReason, Config as ClientConfig, Event, FailoverConfig, FailoverEvent, Side};
use cti_wire::server::Role;
use cti_wire::tokio::{Codec, Connection, FailoverConnection};
use cti_wire::{AgentState, HeartbeatReq, Message, Profile, SetAgentStateReq, StatusCode, field};
use engine::{Config, Listeners, Running, State, start};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn engine() -> Running {
    let cti = TcpListener::bind("127.0.0.1:0").await.unwrap();
    start(Config::example(2), Listeners { cti }).await.unwrap()
}

async fn connect(engine: &Running) -> Connection<TcpStream> {
    let wait = Duration::from_secs(10);
    Connection::connect(engine.cti, ClientConfig::default(), wait).await.unwrap().0
}

#[tokio::test]
async fn a_sign_in_goes_through() {
    let engine = engine().await;
    let mut session = connect(&engine).await;
    let login = SetAgentStateReq { agent_state: AgentState::LOGIN, ..Default::default() }
        .build(session.profile())
        .with(field::AgentInstrument, "1001")
        .with(field::AgentIdLong, "agent1")
        .finish()
        .unwrap();
    let id = session.request(&login).unwrap();
    loop {
        match session.next().await.unwrap() {
            Event::Confirmed { invoke_id, .. } if invoke_id == id => break,
            Event::Message(_) => {}
            other => panic!("{other:?}"),
        }
    }
    let state = engine.with(|core, _| core.agent("agent1").unwrap().state).await;
    assert_eq!(state, Some(State::NotReady));
    engine.stop().await;
    let ended = std::pin::pin!(async { while session.next().await.is_some() {} });
    tokio::time::timeout(Duration::from_secs(10), ended).await.unwrap();
}

#[tokio::test]
async fn stopping_tells_the_clients() {
    let engine = engine().await;
    let mut session = connect(&engine).await;
    engine.stop().await;
    let mut last = None;
    while let Some(event) = session.next().await {
        last = Some(event);
    }
    assert_eq!(last, Some(Event::Closed(CloseReason::Server(StatusCode::CTI_SERVER_OFFLINE))));
}

#[tokio::test]
async fn an_oversized_frame_ends_that_connection_and_no_other() {
    let engine = engine().await;
    let mut good = connect(&engine).await;
    let mut bad = TcpStream::connect(engine.cti).await.unwrap();
    bad.write_all(&[0xFF; 64]).await.unwrap();
    let mut rest = Vec::new();
    bad.read_to_end(&mut rest).await.unwrap();
    // FAILURE_EVENT, invalid message length.
    assert_eq!(rest, [0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2]);
    good.close().unwrap();
    let mut last = None;
    while let Some(event) = good.next().await {
        last = Some(event);
    }
    assert_eq!(last, Some(Event::Closed(CloseReason::Requested)));
    engine.stop().await;
}

#[tokio::test]
async fn the_codec_frames_a_tokio_stream() {
    use futures_util::{SinkExt, StreamExt};
    let engine = engine().await;
    let stream = TcpStream::connect(engine.cti).await.unwrap();
    let mut framed = tokio_util::codec::Framed::new(stream, Codec);
    let heartbeat = HeartbeatReq::default().build(&Profile::ccx(17)).finish().unwrap();
    framed.send(&heartbeat).await.unwrap();
    let answer = framed.next().await.unwrap().unwrap();
    let refused: cti_wire::FailureConf<'_> = answer.decode(&Profile::ccx(17)).unwrap();
    assert_eq!(refused.status, StatusCode::SESSION_NOT_OPEN);
    engine.stop().await;
}

#[tokio::test]
async fn t4_a_client_of_two_engines_follows_the_master() {
    let (a, b) = (engine().await, engine().await);
    a.with(|core, now| core.set_role(now, Role::Standby)).await.unwrap();
    let addresses = [a.cti.to_string(), b.cti.to_string()];
    let config = FailoverConfig { stable_after: Duration::ZERO, ..FailoverConfig::default() };
    let mut client = FailoverConnection::new(addresses, config, [1; 32]).unwrap();
    let refused = CloseReason::Refused(StatusCode::SERVER_NOT_MASTER);
    assert_eq!(client.next().await, Some(FailoverEvent::Tried { side: Side(0), outcome: refused }));
    assert_eq!(client.next().await, Some(FailoverEvent::InService(Side(1))));
    a.with(|core, now| core.set_role(now, Role::Master)).await.unwrap();
    b.stop().await;
    loop {
        match client.next().await.unwrap() {
            FailoverEvent::InService(side) => {
                assert_eq!(side, Side(0));
                break;
            }
            FailoverEvent::Session(_) | FailoverEvent::OutOfService(_) | FailoverEvent::Tried { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    client.stop();
    while client.next().await.is_some() {}
    assert_eq!(client.master(), None);
    a.stop().await;
}
