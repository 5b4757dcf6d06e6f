//! The client against servers nobody here wrote: it logs in with every mechanism they offer that it speaks, over every
//! way in, exchanges message, presence and iq, and takes up a stream that broke.
//!
//! Starts Prosody and ejabberd where they are installed; without them the tests say that they are skipped, and fail under
//! `INTEROP=1`.

#![cfg(all(feature = "tls", feature = "websocket", feature = "scram"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

#[path = "support/peers.rs"]
mod peers;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use peers::{Certificates, Server};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use xml_cursor::{Cursor, Profile};
use xmpp_pubsub::tokio::{ClientTransport, Connection, WebSocketConnection};
use xmpp_pubsub::{
    BindingType, ClientConfig, ClientEvent, ClientStream, ClientTls, End, IqType, Jid, Management, Mechanism,
    MessageType, Ns, PlainOn, PresenceType, SaslCondition, Stanza,
};

const PATIENCE: Duration = Duration::from_secs(20);

/// A way into a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Clear,
    StartTls,
    Direct,
    WebSocket,
}

enum Client {
    Tcp(Box<Connection>),
    Web(Box<WebSocketConnection>),
}

impl Client {
    async fn connect(
        server: &Server,
        way: Way,
        config: ClientConfig,
        tls: &Arc<rustls::ClientConfig>,
        seed: u8,
    ) -> Self {
        let (config, seed) = (Arc::new(config), [seed; 32]);
        let tcp = async |address: SocketAddr, transport| {
            Self::Tcp(Box::new(Connection::connect(address, config.clone(), transport, seed).await.unwrap()))
        };
        match way {
            Way::Clear => tcp(server.clear, ClientTransport::Clear).await,
            Way::StartTls => tcp(server.clear, ClientTransport::StartTls(tls.clone())).await,
            Way::Direct => tcp(server.direct, ClientTransport::Direct(tls.clone())).await,
            Way::WebSocket => {
                let (address, path) = (server.websocket, "/xmpp-websocket");
                let socket =
                    WebSocketConnection::connect(address, path, config, ClientTransport::Clear, seed).await;
                Self::Web(Box::new(socket.unwrap()))
            }
        }
    }

    async fn next(&mut self) -> Option<ClientEvent> {
        let next = async {
            match self {
                Self::Tcp(connection) => connection.next().await,
                Self::Web(connection) => connection.next().await,
            }
        };
        timeout(PATIENCE, next).await.expect("an event in time")
    }

    fn stream(&mut self) -> &mut ClientStream {
        match self {
            Self::Tcp(connection) => connection.stream(),
            Self::Web(connection) => connection.stream(),
        }
    }

    /// The next stanza that is so; what else comes (roster pushes, the own presence) is passed over.
    async fn stanza(&mut self, wanted: impl Fn(&Stanza) -> bool) -> Stanza {
        for _ in 0..20 {
            match self.next().await {
                Some(ClientEvent::Stanza(stanza)) if wanted(&stanza) => return stanza,
                Some(ClientEvent::Stanza(_)) => {}
                other => panic!("{other:?}"),
            }
        }
        panic!("not among 20 stanzas");
    }

    async fn reply(&mut self) -> Stanza {
        for _ in 0..20 {
            match self.next().await {
                Some(ClientEvent::Reply { reply, .. }) => return reply.unwrap(),
                Some(ClientEvent::Stanza(_)) => {}
                other => panic!("{other:?}"),
            }
        }
        panic!("not among 20 events");
    }
}

fn config(name: &str, way: Way, mechanism: Mechanism) -> ClientConfig {
    let jid = Jid::new(&format!("{name}@localhost/test")).unwrap();
    let mut config = ClientConfig::new(&jid, "secret");
    config.mechanisms = vec![mechanism];
    if way == Way::StartTls {
        config.tls = ClientTls::Required;
    } else {
        (config.tls, config.plain) = (ClientTls::Never, PlainOn::Any);
    }
    if mechanism == Mechanism::External {
        config.password = None;
        config.authzid = Some(jid.to_bare());
    }
    config
}

async fn online(
    server: &Server,
    way: Way,
    config: ClientConfig,
    tls: &Arc<rustls::ClientConfig>,
    seed: u8,
) -> (Client, Jid) {
    let mut client = Client::connect(server, way, config, tls, seed).await;
    match client.next().await {
        Some(ClientEvent::Online(jid)) => (client, jid),
        other => panic!("{way:?}: {other:?}"),
    }
}

/// Message, presence and iq, each both ways, and an iq with the server.
async fn exchange(one: (&mut Client, &Jid), two: (&mut Client, &Jid)) {
    let ((one, one_jid), (two, two_jid)) = (one, two);
    let ping = "<ping xmlns='urn:xmpp:ping'/>";
    for client in [&mut *one, &mut *two] {
        client.stream().send(&Stanza::presence(PresenceType::Available)).unwrap();
        let domain = Jid::new("localhost").unwrap();
        client.stream().request(Instant::now(), IqType::Get, Some(domain), ping).unwrap();
        client.reply().await;
    }
    {
        let (from, to) = (one_jid.clone(), two_jid.clone());
        let body = "1 < 2 & \u{e4}\u{1f600}";
        let message = Stanza::message(MessageType::Chat).with_to(to.clone()).with_written(|writer| {
            writer.leaf("body", body);
        });
        one.stream().send(&message).unwrap();
        let presence = Stanza::presence(PresenceType::Available).with_to(to.clone()).with_written(|writer| {
            writer.leaf("show", "dnd");
        });
        one.stream().send(&presence).unwrap();
        let request =
            one.stream().request(Instant::now(), IqType::Get, Some(to), "<q xmlns='urn:x'>?</q>").unwrap();
        // What one sends is put on the network while it waits; in turn, because there is one task.
        let asked = tokio::select! {
            asked = async {
                let got = two.stanza(|stanza| stanza.child(Ns::Client, "body").is_some()).await;
                assert_eq!(got.from(), Some(&from));
                assert_eq!(got.child(Ns::Client, "body").unwrap().1.text().unwrap(), body);
                let got = two.stanza(|stanza| stanza.as_presence().is_some() && stanza.from() == Some(&from)).await;
                assert_eq!(got.child(Ns::Client, "show").unwrap().1.text().unwrap(), "dnd");
                two.stanza(|stanza| stanza.as_iq().is_ok_and(|iq| iq.ty == IqType::Get)).await
            } => asked,
            event = one.next() => panic!("{event:?}"),
        };
        let answer = asked.result_reply("<q xmlns='urn:x'>!</q>");
        two.stream().send(&answer).unwrap();
        let reply = tokio::select! {
            event = one.next() => event,
            event = two.next() => panic!("{event:?}"),
        };
        match reply {
            Some(ClientEvent::Reply { request: answered, reply }) => {
                assert_eq!(answered, request);
                assert!(reply.unwrap().to_bytes().windows(6).any(|text| text == b">!</q>"));
            }
            other => panic!("{other:?}"),
        }
    }
}

async fn close(mut client: Client) {
    client.stream().close(Instant::now());
    loop {
        match client.next().await {
            Some(ClientEvent::Closed(end)) => return assert_eq!(end, End::Closed),
            Some(ClientEvent::Stanza(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The mechanisms a server offers over a stream, but for those that bind to something it does not name: ejabberd 23.01
/// knows `tls-unique` alone, which TLS 1.3 does not have.
async fn offered_on(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> BTreeSet<String> {
    let header = "<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' \
        xmlns:stream='http://etherx.jabber.org/streams'>";
    stream.write_all(header.as_bytes()).await.unwrap();
    let mut input = BytesMut::new();
    while !input.ends_with(b"</stream:features>") {
        assert_ne!(timeout(PATIENCE, stream.read_buf(&mut input)).await.unwrap().unwrap(), 0);
    }
    input.extend_from_slice(b"</stream:stream>");
    let input: Bytes = input.into();
    let mut cursor = Cursor::<Ns>::new(&input, Profile::Stream).unwrap();
    cursor.root().unwrap();
    assert!(cursor.child().unwrap().unwrap().is(Ns::Stream, "features"));
    let (mut found, mut binds) = (BTreeSet::new(), false);
    while let Some(tag) = cursor.child().unwrap() {
        if tag.is(Ns::SaslChannelBinding, "sasl-channel-binding") {
            while let Some(tag) = cursor.child().unwrap() {
                binds |= tag.attr("type").is_some_and(|name| BindingType::from_name(&name).is_some());
                cursor.skip().unwrap();
            }
            continue;
        }
        if !tag.is(Ns::Sasl, "mechanisms") {
            cursor.skip().unwrap();
            continue;
        }
        while cursor.child().unwrap().is_some() {
            found.insert(cursor.text().unwrap().into_owned());
        }
    }
    found.retain(|name: &String| {
        let out_of_reach = !binds && Mechanism::from_name(name).is_some_and(Mechanism::binds);
        if out_of_reach {
            println!("{name} is offered, and no channel binding is named");
        }
        !out_of_reach
    });
    found
}

/// What is offered in clear, and over TLS to a client with a certificate.
async fn offered(server: &Server, certificates: &Certificates) -> (BTreeSet<String>, BTreeSet<String>) {
    let clear = offered_on(TcpStream::connect(server.clear).await.unwrap()).await;
    let socket = TcpStream::connect(server.direct).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(certificates.certified.clone());
    let socket = connector.connect("localhost".try_into().unwrap(), socket).await.unwrap();
    (clear, offered_on(socket).await)
}

/// Every mechanism on every way. `expected`: those that must have been tried over TLS.
async fn every_login(name: &str, server: &Server, certificates: &Certificates, expected: &[Mechanism]) {
    let (clear, encrypted) = offered(server, certificates).await;
    let mut seed = 1;
    for way in [Way::Clear, Way::StartTls, Way::Direct, Way::WebSocket] {
        let secure = matches!(way, Way::StartTls | Way::Direct);
        let offered = if secure { &encrypted } else { &clear };
        let ours: Vec<_> = offered.iter().filter_map(|name| Mechanism::from_name(name)).collect();
        let others: Vec<_> = offered.iter().filter(|name| Mechanism::from_name(name).is_none()).collect();
        println!("{name}, {way:?}: {ours:?}; not spoken here: {others:?}");
        for mechanism in expected.iter().filter(|mechanism| secure || **mechanism != Mechanism::External) {
            assert!(ours.contains(mechanism), "{name} does not offer {mechanism}");
        }
        let (mut two, two_jid) =
            online(server, way, config("u1", way, Mechanism::ScramSha256), &certificates.client, 99).await;
        if secure {
            // Left to itself, the client finds what works, whatever else is offered.
            let mut any = config("u0", way, Mechanism::Plain);
            any.mechanisms = ClientConfig::new(&two_jid, "secret").mechanisms;
            let (one, _) = online(server, way, any, &certificates.client, 98).await;
            close(one).await;
        }
        for mechanism in ours {
            seed += 1;
            let tls = match mechanism {
                Mechanism::External => &certificates.certified,
                _ => &certificates.client,
            };
            let (mut one, one_jid) = online(server, way, config("u0", way, mechanism), tls, seed).await;
            assert_eq!(one_jid.as_str(), "u0@localhost/test");
            exchange((&mut one, &one_jid), (&mut two, &two_jid)).await;
            close(one).await;
        }
        close(two).await;
    }
    // The client sees a wrong password as one.
    for mechanism in [Mechanism::Plain, Mechanism::ScramSha1, Mechanism::ScramSha256] {
        let mut wrong = config("u0", Way::StartTls, mechanism);
        wrong.password = Some("wrong".into());
        let mut client = Client::connect(server, Way::StartTls, wrong, &certificates.client, 77).await;
        match client.next().await {
            Some(ClientEvent::Closed(end)) => assert_eq!(end, End::Refused(SaslCondition::NotAuthorized)),
            other => panic!("{other:?}"),
        }
    }
}

/// A stream breaks with stanzas under way, and is taken up again.
async fn resumes(server: &Server, certificates: &Certificates) {
    let tls = &certificates.client;
    let (mut other, _) =
        online(server, Way::Direct, config("u1", Way::Direct, Mechanism::Plain), tls, 201).await;
    let mut wanted = config("u0", Way::StartTls, Mechanism::ScramSha256);
    wanted.management = Management::Resume(Duration::from_secs(30));
    let (mut one, jid) = online(server, Way::StartTls, wanted.clone(), tls, 202).await;
    one.stream().send(&Stanza::presence(PresenceType::Available)).unwrap();
    let message = |to: &Jid, id: &str| Stanza::message(MessageType::Chat).with_to(to.clone()).with_id(id);
    let domain = Jid::new("localhost").unwrap();
    let ping = "<ping xmlns='urn:xmpp:ping'/>";
    for client in [&mut one, &mut other] {
        client.stream().request(Instant::now(), IqType::Get, Some(domain.clone()), ping).unwrap();
        client.reply().await;
    }
    // Written into the machine, but the connection is gone before it is on the network.
    let u1 = Jid::new("u1@localhost/test").unwrap();
    one.stream().send(&message(&u1, "from-one")).unwrap();
    one.stream().handle_eof();
    let old = one.stream().suspend().expect("the server has agreed to a resumption");
    drop(one);
    // For a client that is away.
    other.stream().send(&message(&jid, "from-other")).unwrap();
    other.stream().request(Instant::now(), IqType::Get, Some(domain.clone()), ping).unwrap();
    other.reply().await;
    let transport = ClientTransport::StartTls(tls.clone());
    let back = Connection::resume(server.clear, Arc::new(wanted), transport, [203; 32], old).await.unwrap();
    let mut one = Client::Tcp(Box::new(back));
    match one.next().await {
        Some(ClientEvent::Resumed(address)) => assert_eq!(address, jid),
        event => panic!("{event:?}"),
    }
    let to_one = async {
        let stanza = one.stanza(|stanza| stanza.id() == Some("from-other")).await;
        assert_eq!(stanza.from(), Some(&u1));
        // What it has to send again goes out while it waits.
        one.stream().request(Instant::now(), IqType::Get, Some(domain.clone()), ping).unwrap();
        one.reply().await;
    };
    tokio::join!(to_one, other.stanza(|stanza| stanza.id() == Some("from-one")));
    close(one).await;
    close(other).await;
}

#[tokio::test]
async fn sm_4_prosody_and_ejabberd_take_a_stream_up_again() {
    let certificates = Certificates::new("u0@localhost");
    if let Some(server) = Server::prosody(&certificates).await {
        resumes(&server, &certificates).await;
    }
    if let Some(server) = Server::ejabberd(&certificates).await {
        resumes(&server, &certificates).await;
    }
}

#[tokio::test]
async fn sasl_1_every_mechanism_of_prosody() {
    let certificates = Certificates::new("u0@localhost");
    let Some(server) = Server::prosody(&certificates).await else { return };
    let expected = [Mechanism::Plain, Mechanism::ScramSha1, Mechanism::ScramSha256];
    every_login("Prosody", &server, &certificates, &expected).await;
}

#[tokio::test]
async fn sasl_1_every_mechanism_of_ejabberd() {
    let certificates = Certificates::new("u0@localhost");
    let Some(server) = Server::ejabberd(&certificates).await else { return };
    let expected = [Mechanism::Plain, Mechanism::ScramSha1, Mechanism::ScramSha256, Mechanism::External];
    every_login("ejabberd", &server, &certificates, &expected).await;
}
