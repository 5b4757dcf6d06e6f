//! Client and server over real sockets on loopback: clear, STARTTLS, direct TLS, WebSocket.

#![cfg(all(feature = "tls", feature = "websocket"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

#[path = "support/host.rs"]
mod host;

use std::net::SocketAddr;
use std::sync::Arc;

use host::{Host, account};
use tokio::net::TcpListener;
use xmpp_pubsub::tokio::{ClientTransport, Connection, Listen, WebSocketConnection, channel};
use xmpp_pubsub::{
    ClientConfig, ClientEvent, ClientTls, End, IqType, Jid, Mechanism, MessageType, Ns, PlainOn,
    PresenceType, RequestError, SaslCondition, ServerConfig, Stanza, StartTls, StreamCondition,
};

struct Certificates {
    server: Arc<rustls::ServerConfig>,
    client: Arc<rustls::ClientConfig>,
}

fn certificates() -> Certificates {
    let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = rustls::pki_types::PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
    let chain = vec![signed.cert.der().clone()];
    let server = rustls::ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(signed.cert.der().clone()).unwrap();
    let client =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Certificates {
        server: Arc::new(server.with_no_client_auth().with_single_cert(chain, key).unwrap()),
        client: Arc::new(client.with_root_certificates(roots).with_no_client_auth()),
    }
}

async fn serve(listen: Listen) -> SocketAddr {
    let mut config = ServerConfig::new(Jid::new("localhost").unwrap(), [1; 32]);
    config.mechanisms = vec![Mechanism::Plain, Mechanism::ScramSha256];
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
