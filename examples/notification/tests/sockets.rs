//! The service on sockets: a publisher over TCP, an agent over BOSH, a graceful end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::sync::Arc;
use std::time::Instant;

use bosh::client::{Client, Config as BoshConfig, Event as BoshEvent, Why};
use bosh::tokio::{Driver, Target};
use notification::core::PlainText;
use notification::{Config, Listeners, Running, StartError, StaticAccounts, start};
use support::{auth, publish};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

async fn service() -> Running {
    let accounts = StaticAccounts::new([1; 32]).with("finesse", "finesse-pw").with("agent1", "agent1-pw");
    let mut config = Config::new("uccx.example", "finesse", Arc::new(accounts)).unwrap();
    config.core.plain = PlainText::Allowed;
    let bind = || TcpListener::bind("127.0.0.1:0");
    let (xmpp, bosh) = (bind().await.unwrap(), bind().await.unwrap());
    start(config, Listeners { xmpp: Some(xmpp), bosh: Some(bosh), ..Listeners::default() }).await.unwrap()
}

struct Tcp(TcpStream, String);

impl Tcp {
    /// Writes, then reads until this is there.
    async fn say(&mut self, text: &str, expected: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
        self.expect(expected).await;
    }

    async fn expect(&mut self, expected: &str) {
        while !self.1.contains(expected) {
            let mut more = vec![0; 4096];
            let count = self.0.read(&mut more).await.unwrap();
            assert_ne!(count, 0, "closed before {expected}: {}", self.1);
            self.1.push_str(std::str::from_utf8(&more[..count]).unwrap());
        }
        self.1.clear();
    }

    async fn log_in(service: &Running, user: &str) -> Self {
        let mut tcp =
            Self(TcpStream::connect(service.addresses().xmpp.unwrap()).await.unwrap(), String::new());
        let header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
                      to='uccx.example' version='1.0'>";
        tcp.say(header, "</stream:features>").await;
        tcp.say(&auth(user), "<success").await;
        tcp.say(header, "</stream:features>").await;
        tcp.say("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>").await;
        tcp.say("<presence/>", "<presence").await;
        tcp
    }
}

/// Logs an agent in over BOSH.
async fn agent(service: &Running) -> Driver {
    let uri = format!("http://{}/http-bind/", service.addresses().bosh.unwrap());
    let client = Client::new(BoshConfig::new("uccx.example"), [2; 32], Instant::now());
    let mut driver = Driver::new(client, Target::clear(uri.parse().unwrap()));
    let steps = ["<mechanism", "<success", "<bind", "<jid", "<presence"];
    for (step, expected) in steps.into_iter().enumerate() {
        loop {
            match driver.next().await.unwrap() {
                BoshEvent::Received { payload } => {
                    let text = String::from_utf8(payload[0].to_vec()).unwrap();
                    assert!(text.contains(expected), "{expected} in {text}");
                    break;
                }
                BoshEvent::Opened(granted) => assert_eq!(granted.from.as_deref(), Some("uccx.example")),
                other => panic!("{other:?}"),
            }
        }
        let client = driver.client();
        match step {
            0 => client.send(auth("agent1").into()).unwrap(),
            1 => client.restart().unwrap(),
            2 => client
                .send(
                    "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
                     <resource>desktop</resource></bind></iq>"
                        .into(),
                )
                .unwrap(),
            3 => client.send("<presence xmlns='jabber:client'/>".into()).unwrap(),
            _ => {}
        }
    }
    driver
}

#[tokio::test]
async fn an_event_goes_from_publisher_to_agent_and_everybody_is_told_of_the_end() {
    let service = service().await;
    let mut finesse = Tcp::log_in(&service, "finesse").await;
    let mut agent = agent(&service).await;
    finesse.expect("agent1@uccx.example/desktop").await;
    finesse.say(&publish("/finesse/api/User/agent1", "<Update/>"), "type='result'").await;
    let mut got = String::new();
    while !got.contains("<event ") {
        let Some(BoshEvent::Received { payload }) = agent.next().await else { panic!() };
        got = payload.iter().map(|p| String::from_utf8(p.to_vec()).unwrap()).collect();
    }
    assert!(got.contains("<items node='/finesse/api/User/agent1'>"), "{got}");
    let (_, end, ()) = tokio::join!(finesse.expect("<system-shutdown"), ended(agent), service.stop());
    assert_eq!(end, Why::Terminated(Some(bosh::Condition::SystemShutdown)));
}

async fn ended(mut agent: Driver) -> Why {
    loop {
        if let BoshEvent::Ended { why } = agent.next().await.unwrap() {
            return why;
        }
    }
}

#[tokio::test]
async fn another_http_server_can_serve_the_same_sessions() {
    let service = service().await;
    let gate = service.bosh_service();
    let body = "<body xmlns='http://jabber.org/protocol/httpbind' rid='7' to='uccx.example' ver='1.6' wait='9' hold='1'/>";
    let answer = gate.post(body.into(), bosh::manager::Security::Tls).await.unwrap();
    let text = String::from_utf8(answer.body().to_bytes().to_vec()).unwrap();
    assert!(text.contains("<mechanism>PLAIN</mechanism>"), "{text}");
    service.stop().await;
}

#[tokio::test]
async fn a_tls_port_without_a_certificate_is_an_error() {
    let config = Config::new("a.example", "finesse", Arc::new(StaticAccounts::new([0; 32]))).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listeners = Listeners { bosh_tls: Some(listener), ..Listeners::default() };
    assert!(matches!(start(config, listeners).await, Err(StartError::NoCertificate)));
}
