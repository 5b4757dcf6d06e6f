//! What a hostile or silent HTTP peer costs: one connection, ended.
#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use host::{HttpLimits, HttpServer, Stop};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

async fn server(stop: &Stop, change: impl FnOnce(&mut HttpLimits)) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut limits = HttpLimits::default();
    change(&mut limits);
    HttpServer::new(|request: http::Request<Bytes>| async move {
        http::Response::new(Bytes::from(request.body().len().to_string()))
    })
    .limits(limits)
    .spawn(listener, stop);
    address
}

/// Sends `bytes`, and gives everything until the server closes the connection.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_the_connection_ends() {
    let stop = Stop::new();
    let address = server(&stop, |l| l.body = 10).await;
    let answer =
        exchange(address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n01234567890").await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    // Said, and never sent.
    let answer =
        exchange(address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let fits = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n0123456789";
    assert!(exchange(address, fits).await.ends_with("\r\n\r\n10"));
    stop.stop().await;
}

#[tokio::test]
async fn a_head_over_the_limit_is_refused() {
    let stop = Stop::new();
    let address = server(&stop, |_| {}).await;
    let answer =
        exchange(address, format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(64 << 10)).as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(
        exchange(address, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").await.starts_with("HTTP/1.1 200")
    );
    stop.stop().await;
}

#[tokio::test]
async fn a_silent_peer_is_dropped() {
    let stop = Stop::new();
    let address = server(&stop, |l| l.head = Duration::from_millis(50)).await;
    exchange(address, b"").await;
    exchange(address, b"POST / HTT").await;
    stop.stop().await;
}

#[tokio::test]
async fn a_body_that_never_ends_is_answered_with_408() {
    let stop = Stop::new();
    let address = server(&stop, |l| l.body_time = Duration::from_millis(50)).await;
    let answer = exchange(address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc").await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    stop.stop().await;
}

#[tokio::test]
async fn bytes_that_are_not_http_are_answered_in_http() {
    let stop = Stop::new();
    let address = server(&stop, |_| {}).await;
    let answer = exchange(address, b"\x00\x01\x02 nonsense\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    stop.stop().await;
}

#[tokio::test]
async fn stop_ends_idle_connections() {
    let stop = Stop::new();
    let address = server(&stop, |_| {}).await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    stop.stop().await;
    assert_eq!(idle.read(&mut [0; 8]).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(address).await.is_err());
}

/// Pipelined requests are answered in their order, and each is handed to the handler once the one before is answered. For
/// BOSH this means that a request that is held is not released by one that comes behind it on the same connection: it is
/// answered when its `wait` is over, and nothing is lost. Browsers do not pipeline; the ports of BOSH itself do not have
/// this limit.
#[tokio::test]
async fn pipelined_requests_are_answered_in_order_and_one_after_the_other() {
    let stop = Stop::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (seen, mut sees) = tokio::sync::mpsc::unbounded_channel();
    let release = std::sync::Arc::new(tokio::sync::Notify::new());
    let released = release.clone();
    HttpServer::new(move |request: http::Request<Bytes>| {
        let (seen, released, path) = (seen.clone(), released.clone(), request.uri().path().to_owned());
        async move {
            seen.send(format!("{path} begins")).unwrap();
            if path == "/held" {
                released.notified().await;
            }
            seen.send(format!("{path} ends")).unwrap();
            http::Response::new(Bytes::from(path))
        }
    })
    .spawn(listener, &stop);
    let mut stream = TcpStream::connect(address).await.unwrap();
    let both =
        b"GET /held HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(both).await.unwrap();
    assert_eq!(sees.recv().await.unwrap(), "/held begins");
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    release.notify_one();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    assert!(answers.find("/held") < answers.find("/next") && answers.ends_with("/next"), "{answers}");
    let order = [sees.recv().await.unwrap(), sees.recv().await.unwrap(), sees.recv().await.unwrap()];
    assert_eq!(order, ["/held ends", "/next begins", "/next ends"]);
    stop.stop().await;
}
