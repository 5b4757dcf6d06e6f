//! Numbers for monitoring, over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bosh::manager::Security;
use notification::{Config, Listeners, StaticAccounts, start};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

async fn ask(address: SocketAddr, what: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("{what} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_numbers_follow_what_happens() {
    let config = Config::new("uccx.example", "finesse", Arc::new(StaticAccounts::new([1; 32]))).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let service = start(config, Listeners { metrics: Some(listener), ..Listeners::default() }).await.unwrap();
    let address = service.addresses().metrics.unwrap();
    let before = ask(address, "GET /metrics").await;
    assert!(before.starts_with("HTTP/1.1 200 OK\r\n"), "{before}");
    assert!(before.contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"), "{before}");
    assert!(before.contains("\nnotification_bosh_sessions 0\n"), "{before}");
    let body = "<body xmlns='http://jabber.org/protocol/httpbind' rid='7' to='uccx.example' ver='1.6' wait='9' hold='1'/>";
    service.bosh_service().post(body.into(), Security::Tls).await.unwrap();
    let follows = async {
        loop {
            let text = ask(address, "GET /metrics").await;
            if text.contains("\nnotification_bosh_sessions 1\n") {
                return text;
            }
        }
    };
    let after = tokio::time::timeout(Duration::from_secs(10), follows).await.expect("told each second");
    assert!(after.contains("\nnotification_bosh_sessions_opened_total 1\n"), "{after}");
    assert!(ask(address, "GET /").await.starts_with("HTTP/1.1 404 "));
    assert!(ask(address, "DELETE /metrics").await.starts_with("HTTP/1.1 405 "));
    service.stop().await;
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}
