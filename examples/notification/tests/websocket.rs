//! WebSocket on the ports of BOSH: 7071 in clear, 7443 over TLS, path `/ws`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::net::SocketAddr;
use std::sync::Arc;

use notification::core::PlainText;
use notification::{Config, Listeners, Running, StaticAccounts, start};
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use xmpp_pubsub::tokio::{ClientTransport, WebSocketConnection};
use xmpp_pubsub::{ClientConfig, ClientEvent, ClientTls, End, Jid, PlainOn, StreamCondition};

struct Service {
    running: Running,
    trusts: Arc<rustls::ClientConfig>,
}

async fn service() -> Service {
    let made = rcgen::generate_simple_self_signed(["uccx.example".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let server = rustls::ServerConfig::builder_with_provider(provider.clone());
    let server = server.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let server = server.with_single_cert(vec![made.cert.der().clone()], key.into()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let client = rustls::ClientConfig::builder_with_provider(provider);
    let client = client.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let accounts = StaticAccounts::new([1; 32]).with("finesse", "publisher").with("agent1", "secret");
    let mut config = Config::new("uccx.example", "finesse", Arc::new(accounts)).unwrap();
    config.core.plain = PlainText::Allowed;
    config.tls = Some(Arc::new(server));
    let bind = || TcpListener::bind("127.0.0.1:0");
    let (bosh, bosh_tls) = (bind().await.unwrap(), bind().await.unwrap());
    let listeners = Listeners { bosh: Some(bosh), bosh_tls: Some(bosh_tls), ..Listeners::default() };
    let running = start(config, listeners).await.unwrap();
    Service { running, trusts: Arc::new(client.with_no_client_auth()) }
}

async fn log_in(address: SocketAddr, path: &str, transport: ClientTransport) -> WebSocketConnection {
    let jid = Jid::new("agent1@uccx.example/desktop").unwrap();
    let mut config = ClientConfig::new(&jid, "secret");
    config.tls = ClientTls::Never;
    config.plain = PlainOn::Any;
    let connecting = WebSocketConnection::connect(address, path, Arc::new(config), transport, [4; 32]);
    let mut connection = connecting.await.unwrap();
    loop {
        match connection.next().await.unwrap() {
            ClientEvent::Online(bound) => {
                assert_eq!(bound, jid);
                return connection;
            }
            ClientEvent::Closed(end) => panic!("{end}"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn ws_1_a_client_logs_in_over_websocket_on_both_ports_of_bosh_and_hears_of_the_end() {
    let service = service().await;
    let addresses = service.running.addresses();
    let clear = log_in(addresses.bosh.unwrap(), "/ws", ClientTransport::Clear).await;
    // The same address again, over TLS: the older stream ends.
    let tls = ClientTransport::Direct(service.trusts.clone());
    let newer = log_in(addresses.bosh_tls.unwrap(), "/ws/", tls).await;
    assert_eq!(ended(clear).await, StreamCondition::Conflict);
    let (end, ()) = tokio::join!(ended(newer), service.running.stop());
    assert_eq!(end, StreamCondition::SystemShutdown);
}

async fn ended(mut connection: WebSocketConnection) -> StreamCondition {
    loop {
        if let ClientEvent::Closed(End::Received(error)) = connection.next().await.expect("an end") {
            return error.condition;
        }
    }
}

#[tokio::test]
async fn ws_1_who_does_not_name_the_protocol_or_asks_elsewhere_is_refused() {
    let service = service().await;
    let ask = async |path: &str, rest: &str| {
        let mut stream = TcpStream::connect(service.running.addresses().bosh.unwrap()).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{rest}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut first = [0; 13];
        stream.read_exact(&mut first).await.unwrap();
        String::from_utf8(first.to_vec()).unwrap()
    };
    let names = "Sec-WebSocket-Protocol: chat, xmpp\r\n";
    assert_eq!(ask("/ws", names).await, "HTTP/1.1 101 ");
    assert_eq!(ask("/ws", "").await, "HTTP/1.1 400 ");
    assert_eq!(ask("/elsewhere", names).await, "HTTP/1.1 404 ");
    service.running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn sec_6_pings_of_who_does_not_read_are_not_answered_for_ever() {
    let service = service().await;
    let mut peer = TcpStream::connect(service.running.addresses().bosh.unwrap()).await.unwrap();
    let request = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                   Sec-WebSocket-Protocol: xmpp\r\n\r\n";
    peer.write_all(request.as_bytes()).await.unwrap();
    // A ping with 125 octets, masked with zeros.
    let mut ping = vec![0x89_u8, 0xfd, 0, 0, 0, 0];
    ping.resize(6 + 125, b' ');
    let pings = ping.repeat(1000);
    let mut ended = false;
    for _ in 0..(64 << 20) / pings.len() {
        ended = peer.write_all(&pings).await.is_err();
        if ended {
            break;
        }
    }
    assert!(ended, "64 MiB of pings were taken");
    service.running.stop().await;
}
