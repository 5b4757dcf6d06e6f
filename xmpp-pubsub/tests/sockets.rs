//! Client and server over real sockets on loopback: clear, STARTTLS, direct TLS, WebSocket.

#![cfg(all(feature = "tls", feature = "websocket"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

#[path = "support/host.rs"]
mod host;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use host::{Host, account};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use xmpp_pubsub::tokio::{
    Arrival, ClientTransport, Connection, Inbox, Listen, Output, WebSocketConnection, channel,
};
use xmpp_pubsub::{
    ClientConfig, ClientEvent, ClientTls, ConnId, DoorLimits, Doorkeeper, End, IqType, Jid, Mechanism,
    MessageType, Ns, PlainOn, PresenceType, RequestError, SaslCondition, ServerConfig, Stanza, StartTls,
    StreamCondition,
};

struct Certificates {
    server: Arc<rustls::ServerConfig>,
    client: Arc<rustls::ClientConfig>,
    /// As `client`, with a certificate for `one@localhost`.
    certified: Arc<rustls::ClientConfig>,
}

fn certificates() -> Certificates {
    let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let der = |key: &rcgen::KeyPair| rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let chain = vec![signed.cert.der().clone()];
    // A client that vouches for itself.
    let holder = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec![]).unwrap();
    let name = rcgen::OtherNameValue::Utf8String("one@localhost".to_owned());
    params.subject_alt_names.push(rcgen::SanType::OtherName((vec![1, 3, 6, 1, 5, 5, 7, 8, 5], name)));
    let held = params.self_signed(&holder).unwrap();
    let mut known = rustls::RootCertStore::empty();
    known.add(held.der().clone()).unwrap();
    let verifier =
        rustls::server::WebPkiClientVerifier::builder_with_provider(Arc::new(known), provider.clone());
    let verifier = verifier.allow_unauthenticated().build().unwrap();
    let server = rustls::ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(signed.cert.der().clone()).unwrap();
    let client = || {
        let builder = rustls::ClientConfig::builder_with_provider(provider.clone());
        builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots.clone())
    };
    let server = server.with_client_cert_verifier(verifier);
    Certificates {
        server: Arc::new(server.with_single_cert(chain, der(&signed.signing_key)).unwrap()),
        client: Arc::new(client().with_no_client_auth()),
        certified: Arc::new(client().with_client_auth_cert(vec![held.der().clone()], der(&holder)).unwrap()),
    }
}

async fn serve(listen: Listen) -> SocketAddr {
    serve_with(listen, vec![Mechanism::Plain, Mechanism::ScramSha256]).await
}

async fn serve_with(listen: Listen, mechanisms: Vec<Mechanism>) -> SocketAddr {
    let mut config = ServerConfig::new(Jid::new("localhost").unwrap(), [1; 32]);
    config.mechanisms = mechanisms;
    config.starttls = if matches!(listen, Listen::StartTls(_)) { StartTls::Required } else { StartTls::Off };
    let (gate, inbox) = channel(16, 256 << 10, 100);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(gate.serve(listener, listen));
    tokio::spawn(Host::new(inbox, config).run());
    address
}

fn client(name: &str, resource: &str) -> ClientConfig {
    let mut config = ClientConfig::new(&account(name, resource), "pencil");
    config.tls = ClientTls::IfOffered;
    config.plain = PlainOn::Encrypted;
    config
}

async fn online(address: SocketAddr, config: ClientConfig, transport: ClientTransport) -> Connection {
    let mut connection = Connection::connect(address, Arc::new(config), transport, [7; 32]).await.unwrap();
    match connection.next().await {
        Some(ClientEvent::Online(_)) => connection,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn str_1_two_clients_talk() {
    let certificates = certificates();
    for (listen, transport) in [
        (Listen::Clear, ClientTransport::Clear),
        (
            Listen::StartTls(certificates.server.clone()),
            ClientTransport::StartTls(certificates.client.clone()),
        ),
        (Listen::Direct(certificates.server.clone()), ClientTransport::Direct(certificates.client.clone())),
    ] {
        let address = serve(listen).await;
        let mut one = online(address, client("one", "a"), transport.clone()).await;
        let mut two = online(address, client("two", "b"), transport).await;
        // More than a socket's buffers hold, so that writing must wait for reading.
        let body = "x".repeat(100_000);
        for _ in 0..5 {
            let message = Stanza::message(MessageType::Chat).with_to(account("two", "b"));
            let message = message.with_written(|writer| {
                writer.leaf("body", &body);
            });
            one.stream().send(&message).unwrap();
        }
        let request = one.stream().request(
            std::time::Instant::now(),
            IqType::Get,
            None,
            "<ping xmlns='urn:xmpp:ping'/>",
        );
        let request = request.unwrap();
        match one.next().await {
            Some(ClientEvent::Reply { request: answered, reply }) => {
                assert_eq!(answered, request);
                reply.unwrap();
            }
            other => panic!("{other:?}"),
        }
        for _ in 0..5 {
            let Some(ClientEvent::Stanza(stanza)) = two.next().await else { panic!() };
            assert_eq!(stanza.from(), Some(&account("one", "a")));
            assert_eq!(stanza.child(Ns::Client, "body").unwrap().1.text().unwrap(), body);
        }
        two.stream().close(std::time::Instant::now());
        assert!(matches!(two.next().await, Some(ClientEvent::Closed(End::Closed))));
        assert!(two.next().await.is_none());
    }
}

#[tokio::test]
async fn ws_1_over_websocket() {
    let certificates = certificates();
    for (listen, transport) in [
        (Listen::WebSocket, ClientTransport::Clear),
        (
            Listen::WebSocketTls(certificates.server.clone()),
            ClientTransport::Direct(certificates.client.clone()),
        ),
    ] {
        let address = serve(listen).await;
        let config = Arc::new(client("one", "a"));
        let mut one = WebSocketConnection::connect(address, "/ws", config, transport, [7; 32]).await.unwrap();
        assert!(matches!(one.next().await, Some(ClientEvent::Online(_))));
        one.stream().send(&Stanza::presence(PresenceType::Available)).unwrap();
        let Some(ClientEvent::Stanza(echo)) = one.next().await else { panic!() };
        assert_eq!(echo.from(), Some(&account("one", "a")));
        one.stream().close(std::time::Instant::now());
        assert!(matches!(one.next().await, Some(ClientEvent::Closed(End::Closed))));
        assert!(one.next().await.is_none());
    }
}

#[tokio::test]
async fn tls_4_the_certificate_must_be_the_domain_s() {
    let address = serve(Listen::Direct(certificates().server)).await;
    let other = certificates().client;
    let failed =
        Connection::connect(address, Arc::new(client("one", "a")), ClientTransport::Direct(other), [7; 32])
            .await;
    assert!(failed.is_err());
}

#[tokio::test]
async fn sasl_12_logins_are_bound_to_their_tls_connection() {
    let certificates = certificates();
    let (server, client_tls) = (&certificates.server, &certificates.client);
    for (listen, transport) in [
        (Listen::StartTls(server.clone()), ClientTransport::StartTls(client_tls.clone())),
        (Listen::Direct(server.clone()), ClientTransport::Direct(client_tls.clone())),
    ] {
        // Nothing else is offered.
        let address = serve_with(listen, vec![Mechanism::ScramSha256Plus]).await;
        let mut one = online(address, client("one", "a"), transport).await;
        assert_eq!(one.stream().jid(), Some(&account("one", "a")));
    }
    let address = serve_with(Listen::WebSocketTls(server.clone()), vec![Mechanism::ScramSha1Plus]).await;
    let (config, transport) = (Arc::new(client("one", "a")), ClientTransport::Direct(client_tls.clone()));
    let mut one = WebSocketConnection::connect(address, "/ws", config, transport, [7; 32]).await.unwrap();
    assert!(matches!(one.next().await, Some(ClientEvent::Online(_))));
}

#[tokio::test]
async fn sasl_16_external_by_the_certificate_of_the_connection() {
    let certificates = certificates();
    for (listen, transport) in [
        (
            Listen::StartTls(certificates.server.clone()),
            ClientTransport::StartTls(certificates.certified.clone()),
        ),
        (
            Listen::Direct(certificates.server.clone()),
            ClientTransport::Direct(certificates.certified.clone()),
        ),
    ] {
        let address = serve_with(listen, vec![Mechanism::External]).await;
        let mut config = client("whoever", "a");
        (config.password, config.mechanisms) = (None, vec![Mechanism::External]);
        let mut one = online(address, config, transport).await;
        assert_eq!(one.stream().jid(), Some(&account("one", "a")));
    }
    // Without a certificate it is not offered.
    let address = serve_with(Listen::Direct(certificates.server), vec![Mechanism::External]).await;
    let mut config = client("one", "a");
    config.mechanisms = vec![Mechanism::External];
    let transport = ClientTransport::Direct(certificates.client);
    let mut one = Connection::connect(address, Arc::new(config), transport, [7; 32]).await.unwrap();
    assert!(matches!(one.next().await, Some(ClientEvent::Closed(End::Insecure(_)))));
}

#[tokio::test]
async fn sec_4_the_gate_asks_who_may_come_in() {
    let mut limits = DoorLimits::default();
    limits.connections = 1;
    let door = Arc::new(Mutex::new(Doorkeeper::new(limits)));
    let (gate, mut inbox) = channel(16, 1 << 20, 10);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(gate.with_doorkeeper(door.clone()).serve(listener, Listen::Clear));
    let first = TcpStream::connect(address).await.unwrap();
    let Some(Arrival::Opened { conn, .. }) = inbox.recv().await else { panic!() };
    // The second is closed without a word, and the inbox never hears of it.
    let mut second = TcpStream::connect(address).await.unwrap();
    assert!(!matches!(second.read(&mut [0; 10]).await, Ok(1..)));
    drop(first);
    match inbox.recv().await {
        Some(Arrival::Gone { conn: gone }) => assert_eq!(gone, conn),
        other => panic!("{other:?}"),
    }
    // Its place is free as soon as its task is over.
    loop {
        let _third = TcpStream::connect(address).await.unwrap();
        tokio::task::yield_now().await;
        if let Some(Arrival::Opened { .. }) = inbox.try_recv() {
            return;
        }
    }
}

/// A gate of one port, its inbox, and a peer that does not read, with the number of its connection.
async fn a_peer_that_does_not_read(listen: Listen, max_output: usize) -> (Inbox, ConnId, TcpStream) {
    let (gate, mut inbox) = channel(1, 1 << 20, 10);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let websocket = matches!(listen, Listen::WebSocket);
    tokio::spawn(gate.with_max_output(max_output).serve(listener, listen));
    let mut peer = TcpStream::connect(address).await.unwrap();
    if websocket {
        let request = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
            Sec-WebSocket-Protocol: xmpp\r\n\r\n";
        peer.write_all(request.as_bytes()).await.unwrap();
    }
    let Some(Arrival::Opened { conn, .. }) = inbox.recv().await else { panic!() };
    (inbox, conn, peer)
}

/// Until the connection is gone. Time is virtual: it passes as soon as nothing else happens.
async fn gone(mut inbox: Inbox) {
    let gone = async {
        while let Some(arrival) = inbox.recv().await {
            if let Arrival::Gone { .. } = arrival {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(600), gone).await.expect("the connection ends");
}

/// More than the system keeps for a connection.
const LARGE: usize = 32 << 20;

#[tokio::test(start_paused = true)]
async fn sec_6_the_last_words_to_who_does_not_read_have_their_time() {
    for listen in [Listen::Clear, Listen::WebSocket] {
        let (mut inbox, conn, _peer) = a_peer_that_does_not_read(listen, 1 << 20).await;
        inbox.send(conn, Output::Bytes(vec![b' '; LARGE].into()));
        inbox.send(conn, Output::Close);
        gone(inbox).await;
    }
}

#[tokio::test(start_paused = true)]
async fn sec_6_pings_of_who_does_not_read_are_not_answered_for_ever() {
    let (inbox, _, mut peer) = a_peer_that_does_not_read(Listen::WebSocket, 1 << 20).await;
    // A ping with 125 octets, masked with zeros.
    let mut ping = vec![0x89_u8, 0xfd, 0, 0, 0, 0];
    ping.resize(6 + 125, b' ');
    let pings = ping.repeat(1000);
    let flood = async move {
        for _ in 0..2 * LARGE / pings.len() {
            if peer.write_all(&pings).await.is_err() {
                break;
            }
        }
        peer
    };
    let (_peer, ()) = tokio::join!(flood, gone(inbox));
}

#[tokio::test(start_paused = true)]
async fn sec_6_who_is_told_more_than_fits_is_ended() {
    for listen in [Listen::Clear, Listen::WebSocket] {
        let (mut inbox, conn, _peer) = a_peer_that_does_not_read(listen, 1000).await;
        // The first is under way and fills the connection; the others wait for it.
        inbox.send(conn, Output::Bytes(vec![b' '; LARGE].into()));
        for _ in 0..100 {
            tokio::task::yield_now().await;
            inbox.send(conn, Output::Bytes(vec![b' '; 600].into()));
        }
        gone(inbox).await;
    }
}

#[tokio::test(start_paused = true)]
async fn str_11_a_websocket_server_that_does_not_read_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        #[allow(clippy::result_large_err)]
        let agree = |_: &_, mut response: tokio_tungstenite::tungstenite::handshake::server::Response| {
            response.headers_mut().insert("sec-websocket-protocol", "xmpp".parse().unwrap());
            Ok(response)
        };
        let _socket = tokio_tungstenite::accept_hdr_async(socket, agree).await.unwrap();
        std::future::pending::<()>().await;
    });
    let mut config = client("one", "a");
    // Makes the first message larger than what the system keeps for a connection.
    config.lang = "x".repeat(LARGE);
    // The machine's clock is the system's.
    config.negotiation = Duration::from_millis(300);
    let (config, transport) = (Arc::new(config), ClientTransport::Clear);
    let mut one = WebSocketConnection::connect(address, "/ws", config, transport, [7; 32]).await.unwrap();
    let end = async {
        let Some(ClientEvent::Closed(End::Sent(error))) = one.next().await else { panic!() };
        assert_eq!(error.condition, StreamCondition::ConnectionTimeout);
        assert!(one.next().await.is_none());
    };
    tokio::time::timeout(Duration::from_secs(600), end).await.expect("it ends");
}

#[tokio::test(start_paused = true)]
async fn str_11_connecting_does_not_last_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (config, transport) = (Arc::new(client("one", "a")), ClientTransport::Clear);
    let connecting = WebSocketConnection::connect(address, "/ws", config, transport, [7; 32]);
    let done = tokio::time::timeout(Duration::from_secs(600), connecting).await.expect("it ends");
    assert!(done.is_err());
}

#[tokio::test]
async fn sasl_7_a_wrong_password_is_told() {
    let address = serve(Listen::Clear).await;
    let mut config = client("one", "a");
    config.password = Some("pen".into());
    let mut connection =
        Connection::connect(address, Arc::new(config), ClientTransport::Clear, [7; 32]).await.unwrap();
    let Some(ClientEvent::Closed(end)) = connection.next().await else { panic!() };
    assert_eq!(end, End::Refused(SaslCondition::NotAuthorized));
    assert!(connection.next().await.is_none());
}

#[tokio::test]
async fn bind_4_the_older_desktop_is_told_of_the_conflict() {
    let address = serve(Listen::Clear).await;
    let mut older = online(address, client("one", "desktop"), ClientTransport::Clear).await;
    let asked = older.stream().request(
        std::time::Instant::now(),
        IqType::Get,
        Some(account("x", "y")),
        "<q xmlns='u'/>",
    );
    asked.unwrap();
    let Some(ClientEvent::Reply { reply: Err(RequestError::Refused(_)), .. }) = older.next().await else {
        panic!()
    };
    let _newer = online(address, client("one", "desktop"), ClientTransport::Clear).await;
    let Some(ClientEvent::Closed(End::Received(error))) = older.next().await else { panic!() };
    assert_eq!(error.condition, StreamCondition::Conflict);
}
