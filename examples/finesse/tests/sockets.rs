//! The server over real sockets, with nothing behind it: what it answers by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use finesse::{Config, CoreConfig, Listeners, Running, start};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A port that nobody listens on: bound and given up.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

async fn server() -> Running {
    server_with_cti(nobody().await).await
}

async fn server_with_cti(cti: String) -> Running {
    let https = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (xmpp, axl) = (nobody().await, format!("http://{}", nobody().await));
    let mut config = Config::new(CoreConfig::new("fin1.test", "fin1.test"), [9; 32], cti, xmpp, axl);
    config.bosh = Some(Arc::new(|request: http::Request<Bytes>| {
        Box::pin(
            async move { http::Response::new(Bytes::from(format!("bosh got {}", request.body().len()))) },
        )
    }));
    start(config, Listeners { https }).await.unwrap()
}

/// Sends a request that ends the connection; gives the whole answer.
async fn exchange(server: SocketAddr, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let head = format!("{head}\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    // A server may answer and close before it has read everything.
    let _ = stream.write_all(body.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn pages_system_info_and_bosh_are_one_origin() {
    let server = server().await;
    let info = exchange(server.https, "GET /finesse/api/SystemInfo?nocache=1 HTTP/1.1", "").await;
    assert!(info.starts_with("HTTP/1.1 200"), "{info}");
    assert!(
        info.contains("<status>OUT_OF_SERVICE</status>") && info.contains("cache-control: no-store"),
        "{info}"
    );
    assert!(!server.is_in_service().await);
    let page = exchange(server.https, "GET /desktop/ HTTP/1.1", "").await;
    assert!(page.contains("content-security-policy") && page.contains("id=\"agent-id\""), "{page}");
    let bosh = exchange(server.https, "POST /http-bind/ HTTP/1.1", "12345").await;
    assert!(bosh.ends_with("bosh got 5"), "{bosh}");
    server.stop().await;
}

#[tokio::test]
async fn what_is_too_large_or_out_of_service_is_said_in_the_interfaces_words() {
    let server = server().await;
    let large = "x".repeat(finesse_proto::MAX_BODY + 1);
    let answer = exchange(server.https, "PUT /finesse/api/User/1 HTTP/1.1\r\nrequestId: r7", &large).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("<ErrorType>"), "{answer}");
    let answer = exchange(server.https, "GET /finesse/api/User/1 HTTP/1.1\r\nrequestId: r7", "").await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("requestid: r7"), "{answer}");
    assert!(answer.contains("SERVER_OUT_OF_SERVICE"), "{answer}");
    server.stop().await;
}

/// Tells of every warning: its target and fields.
struct Warnings(mpsc::UnboundedSender<String>);

impl tracing::Subscriber for Warnings {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = String::new();
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            line.push_str(&format!("{field}={value:?};"));
        });
        let _ = self.0.send(line);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn a_lost_link_is_warned_of_with_its_reason() {
    let (tell, mut warnings) = mpsc::unbounded_channel();
    let _guard = tracing::subscriber::set_default(Warnings(tell));
    let cti = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = server_with_cti(cti.local_addr().unwrap().to_string()).await;
    // A CTI server that takes the connection and hangs up.
    drop(cti.accept().await.unwrap());
    let line = warnings.recv().await.unwrap();
    assert!(line.contains("link=Cti;") && line.contains("link lost"), "{line}");
    assert!(line.split("why=").nth(1).is_some_and(|why| !why.starts_with(';')), "{line}");
    server.stop().await;
}

#[tokio::test]
async fn bytes_that_are_not_http_end_their_connection_alone() {
    let server = server().await;
    for bytes in [&b"\x16\x03\x01\x02\x00\x01\x00"[..], b"GET / HTTP/9.9\r\n\r\n", b"\0\0\0\0\r\n\r\n"] {
        let mut stream = TcpStream::connect(server.https).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }
    let info = exchange(server.https, "GET /finesse/api/SystemInfo HTTP/1.1", "").await;
    assert!(info.starts_with("HTTP/1.1 200"));
    server.stop().await;
}
