//! What the emulator writes to logs: what was asked and about whom, never what proves it. One test, as a log is the process's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{Result, Write};
use std::sync::{Arc, Mutex};

use axl_soap::records::User;
use axl_soap::{Call, Credentials, Key, Proof, Secret, Version};
use cucm::{Listeners, start};
use support::config;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Sends a body and gives the answer's head and body.
async fn post(to: std::net::SocketAddr, proof: &str, body: &[u8]) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(to).await.unwrap();
    let head = format!(
        "POST /axl/ HTTP/1.1\r\nHost: cucm\r\nConnection: close\r\n{proof}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn no_log_holds_a_password_a_pin_or_a_session() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        // Its digits might be those of a PIN.
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let axl = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = start(config(), Listeners { axl }).await.unwrap();

    let basic = Credentials::new("axl", "axlpass").to_authorization();
    let wrong = Credentials::new("axl", "wr0ngpass").to_authorization();
    let proof = format!("Authorization: {basic}");
    let ask = |proof: Proof| Call::authenticate("agent1", &proof).to_bytes(Version::V15_0);
    let user = User {
        userid: "newcomer".into(),
        last_name: "New".into(),
        presence_group_name: "Standard Presence group".into(),
        password: "n3wpass".into(),
        pin: "86420".into(),
        ..User::default()
    };
    let bodies = [
        ask(Proof::Password(Secret::new("ciscopsdt"))),
        ask(Proof::Password(Secret::new("m1stake"))),
        ask(Proof::Pin(Secret::new("12345"))),
        Call::add(&user).unwrap().to_bytes(Version::V15_0),
        // A duplicate, and something that is not even read.
        Call::add(&user).unwrap().to_bytes(Version::V15_0),
        "<password>br0ken".into(),
    ];
    let mut session = String::new();
    for body in bodies {
        let answer = post(running.axl, &proof, &body).await;
        let cookie = answer.lines().find_map(|line| line.split_once("JSESSIONIDSSO=")).expect("a session").1;
        cookie.split(';').next().unwrap().clone_into(&mut session);
    }
    let get = Call::get::<User>(&Key::name("newcomer")).unwrap().to_bytes(Version::V15_0);
    let resumed = post(running.axl, &format!("Cookie: JSESSIONIDSSO={session}"), &get).await;
    assert!(resumed.starts_with("HTTP/1.1 200"), "{resumed}");
    let refused = post(running.axl, &format!("Authorization: {wrong}"), &get).await;
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    running.stop().await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for line in ["doAuthenticateUser 200", "addUser 200", "addUser 500", "getUser 200", "401"] {
        assert!(log.contains(line), "{line} is missing: {log}");
    }
    let plain =
        ["axlpass", "wr0ngpass", "ciscopsdt", "m1stake", "12345", "n3wpass", "86420", "br0ken", &session];
    let coded = [&basic, &wrong].map(|header| header.split(' ').nth(1).unwrap());
    for secret in plain.into_iter().chain(coded) {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
}
