//! The log holds no secret, at any level: passwords, session ids, request ids and keys of all ways to sign in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use bosh::client::{Client, Config as BoshConfig, Event as BoshEvent};
use bosh::tokio::{Driver, Target};
use notification::core::PlainText;
use notification::{Config, Listeners, Running, StaticAccounts, log_to, start};
use support::{auth, base64, publish};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use xmpp_pubsub::tokio::{ClientTransport, WebSocketConnection};
use xmpp_pubsub::{ClientConfig, ClientEvent, ClientTls, Jid, PlainOn};

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn service() -> Running {
    let accounts = StaticAccounts::new([1; 32]).with("finesse", "finesse-pw").with("agent1", "agent1-pw");
    let mut config = Config::new("uccx.example", "finesse", Arc::new(accounts)).unwrap();
    config.core.plain = PlainText::Allowed;
    let bind = || TcpListener::bind("127.0.0.1:0");
    let (xmpp, bosh) = (bind().await.unwrap(), bind().await.unwrap());
    start(config, Listeners { xmpp: Some(xmpp), bosh: Some(bosh), ..Listeners::default() }).await.unwrap()
}

/// Says each line over TCP once the answer before has come.
async fn over_tcp(service: &Running, lines: &[(&str, &str)]) {
    let mut stream = TcpStream::connect(service.addresses().xmpp.unwrap()).await.unwrap();
    for (say, expected) in lines {
        stream.write_all(say.as_bytes()).await.unwrap();
        let mut text = String::new();
        while !text.contains(expected) {
            let mut more = [0; 4096];
            let count = stream.read(&mut more).await.unwrap();
            assert_ne!(count, 0, "closed before {expected}: {text}");
            text.push_str(std::str::from_utf8(&more[..count]).unwrap());
        }
    }
}

/// Signs in over BOSH with keys, ends the session, and gives the secrets of it.
async fn over_bosh(service: &Running) -> Vec<String> {
    let uri = format!("http://{}/http-bind/", service.addresses().bosh.unwrap());
    let mut config = BoshConfig::new("uccx.example");
    config.keys = 20;
    // The same seed gives the same ids and keys: what goes over the wire is read from a twin that is not connected.
    let mut twin = Client::new(config.clone(), [2; 32], Instant::now());
    let Some(bosh::client::Transmit::Send { entity, .. }) = twin.poll_transmit() else { panic!() };
    let bytes = entity.to_bytes();
    let said = bosh::Body::read(&bytes, 1).unwrap().attributes;
    let mut secrets = vec![said.rid.unwrap().get().to_string(), said.newkey.unwrap().into_owned()];
    let mut driver =
        Driver::new(Client::new(config, [2; 32], Instant::now()), Target::clear(uri.parse().unwrap()));
    let mut steps = ["<mechanism", "<success", "<bind"].into_iter();
    let mut expected = steps.next().unwrap();
    while let Some(event) = driver.next().await {
        let BoshEvent::Received { payload } = event else { continue };
        let text: String = payload.iter().map(|p| String::from_utf8(p.to_vec()).unwrap()).collect();
        assert!(text.contains(expected), "{expected} in {text}");
        match expected {
            "<mechanism" => driver.client().send(auth("agent1").into()).unwrap(),
            "<success" => driver.client().restart().unwrap(),
            _ => break,
        }
        expected = steps.next().unwrap();
    }
    // The session id is only told to who asks for another client to go on; not with keys. So: a session without.
    let gate = service.bosh_service();
    let body =
        "<body xmlns='http://jabber.org/protocol/httpbind' rid='987654321987' to='uccx.example' ver='1.6'/>";
    let answer = gate.post(body.into(), bosh::manager::Security::Tls).await.unwrap();
    let bytes = answer.body().to_bytes();
    let sid = bosh::Body::read(&bytes, 10).unwrap().attributes.sid.unwrap().into_owned();
    let broken =
        format!("<body xmlns='http://jabber.org/protocol/httpbind' rid='987654321988' sid='{sid}'><no");
    gate.post(broken.into(), bosh::manager::Security::Tls).await.unwrap();
    secrets.extend([sid, "987654321987".to_owned(), "987654321988".to_owned()]);
    secrets
}

async fn over_websocket(service: &Running) {
    let jid = Jid::new("agent1@uccx.example/socket").unwrap();
    let mut config = ClientConfig::new(&jid, "agent1-pw");
    (config.tls, config.plain) = (ClientTls::Never, PlainOn::Any);
    let address = service.addresses().bosh.unwrap();
    let connecting =
        WebSocketConnection::connect(address, "/ws", Arc::new(config), ClientTransport::Clear, [4; 32]);
    let mut connection = connecting.await.unwrap();
    while !matches!(connection.next().await.unwrap(), ClientEvent::Online(_)) {}
}

#[tokio::test]
async fn sec_8_no_secret_of_any_session_is_logged_at_any_level() {
    let log = Log::default();
    let written = log.clone();
    log_to(Some("trace"), move || written.clone()).unwrap();
    let service = service().await;
    let mut secrets = over_bosh(&service).await;
    over_websocket(&service).await;
    let header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
                  to='uccx.example' version='1.0'>";
    let bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
    let wrong = auth("agent1").replace(&base64(b"\0agent1\0agent1-pw"), &base64(b"\0agent1\0mistyped-pw"));
    let event = publish("/finesse/api/User/agent1", "<Update><secret>in-the-event</secret></Update>");
    over_tcp(&service, &[(header, "</stream:features>"), (&wrong, "<not-authorized")]).await;
    over_tcp(
        &service,
        &[
            (header, "</stream:features>"),
            (&auth("finesse"), "<success"),
            (header, "</stream:features>"),
            (bind, "</iq>"),
            (&event, "type='result'"),
        ],
    )
    .await;
    service.stop().await;
    for password in ["agent1-pw", "finesse-pw", "mistyped-pw", "in-the-event"] {
        secrets.push(password.to_owned());
    }
    for (user, password) in [("agent1", "agent1-pw"), ("finesse", "finesse-pw"), ("agent1", "mistyped-pw")] {
        secrets.push(base64(format!("\0{user}\0{password}").as_bytes()));
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("signed in") && text.contains("login refused"), "something is logged: {text}");
    for secret in secrets {
        assert!(secret.len() >= 8 && !text.contains(&secret), "{secret} is in the log:\n{text}");
    }
}
