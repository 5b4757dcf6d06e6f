//! What an idle session costs. Alone in its process: the profiler counts everything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use bytes::BytesMut;
use cti_wire::ConnId;
use cti_wire::client::{self, Client};
use cti_wire::server::{self, Server};
use support::Clock;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

#[test]
fn a_thousand_idle_bridge_sessions_take_less_than_a_kibibyte_each() {
    const SESSIONS: usize = 1000;
    let clock = Clock::new();
    let mut client = Client::new(client::Config::default(), clock.now().at).unwrap();
    let mut open = BytesMut::new();
    client.poll_transmit(&mut open);
    let _profiler = dhat::Profiler::builder().testing().build();
    let before = dhat::HeapStats::get().curr_bytes;
    let mut server = Server::new(server::Config::default());
    for n in 0..SESSIONS {
        let conn = ConnId(n as u64);
        server.handle_connect(clock.now(), conn).unwrap();
        server.handle_input(clock.now(), conn, &open).unwrap();
        while let Some(event) = server.poll_event() {
            if let server::Event::OpenRequested { conn, request } = event {
                server.grant(clock.now(), conn, support::welcome(&request).unwrap()).unwrap();
            }
        }
        while let Some(transmit) = server.poll_transmit() {
            server.sent(transmit.to, transmit.len());
        }
    }
    let each = (dhat::HeapStats::get().curr_bytes - before) / SESSIONS;
    assert!(each < 1024, "{each} bytes for one session");
    assert!(server.profile(ConnId(0)).is_some());
}
