//! A client and a server on sockets, inside TLS.
#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use cti_wire::client;
use cti_wire::server::{self, Event, Grant, Server};
use cti_wire::tokio::{ConnectError, Connection, Machine, serve_tls};
use cti_wire::{ConnId, Deadline, Now, PeerError, SessionError, Transmit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Lets everybody in.
struct Host {
    server: Server,
    closing: VecDeque<ConnId>,
}

impl Host {
    fn answer(&mut self, now: Now) {
        while let Some(event) = self.server.poll_event() {
            match event {
                Event::OpenRequested { conn, request } => {
                    self.server.grant(now, conn, Grant { services: request.services, agent: None }).unwrap();
                }
                Event::Close(conn) => self.closing.push_back(conn),
                _ => {}
            }
        }
    }
}

impl Machine for Host {
    fn handle_connect(&mut self, now: Now, conn: ConnId) -> Result<(), SessionError> {
        self.server.handle_connect(now, conn)
    }
    fn handle_input(&mut self, now: Now, conn: ConnId, bytes: &[u8]) -> Result<(), PeerError> {
        let result = self.server.handle_input(now, conn, bytes);
        self.answer(now);
        result
    }
    fn handle_disconnect(&mut self, now: Now, conn: ConnId) {
        self.server.handle_disconnect(conn);
        self.answer(now);
    }
    fn handle_timeout(&mut self, now: Now) {
        self.server.handle_timeout(now);
        self.answer(now);
    }
    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.server.poll_transmit()
    }
    fn poll_close(&mut self) -> Option<ConnId> {
        self.closing.pop_front()
    }
    fn poll_timeout(&self) -> Option<Deadline> {
        self.server.poll_timeout()
    }
    fn sent(&mut self, conn: ConnId, bytes: usize) {
        self.server.sent(conn, bytes);
    }
}

#[tokio::test]
async fn a_session_opens_inside_tls_beside_a_handshake_that_hangs() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let tls = rustls::ServerConfig::builder().with_no_client_auth();
    let tls = Arc::new(tls.with_single_cert(vec![made.cert.der().clone()], key).unwrap());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let trusts = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let trusts = Arc::new(trusts);

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (controls, inbox) = mpsc::channel(1);
    let host = Host { server: Server::new(server::Config::default()), closing: VecDeque::new() };
    let served = tokio::spawn(serve_tls(listener, tls, host, inbox));

    // Says nothing for as long as it lives.
    let _silent = TcpStream::connect(address).await.unwrap();
    let open = |config| {
        let name = rustls::pki_types::ServerName::try_from("localhost").unwrap();
        Connection::connect_tls(address, name, Arc::clone(&trusts), config, Duration::from_secs(30))
    };
    let (mut first, opened) = open(client::Config::default()).await.unwrap();
    assert!(opened.online);
    // The server's own refusals get through as well.
    let old = client::Config { profile: cti_wire::Profile::ccx(9), ..Default::default() };
    assert!(matches!(open(old).await, Err(ConnectError::Closed(client::CloseReason::Refused(_)))));
    first.close().unwrap();
    while first.next().await.is_some() {}
    drop(controls);
    served.await.unwrap().unwrap();
}
