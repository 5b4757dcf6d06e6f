//! A small server on tokio: machines, router and gate, as a host puts them together.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use xmpp_pubsub::tokio::{Arrival, Inbox, Output};
use xmpp_pubsub::{
    ConnId, Credentials, Framing, Jid, Router, RouterConfig, RouterEvent, SaslCondition, ScramKeys,
    ServerConfig, ServerEvent, ServerStream, StreamCondition,
};

pub struct Host {
    inbox: Inbox,
    config: Arc<ServerConfig>,
    router: Router,
    streams: BTreeMap<ConnId, (Framing, ServerStream)>,
    busy: BTreeSet<ConnId>,
}

#[allow(clippy::disallowed_methods)]
fn now() -> Instant {
    Instant::now()
}

impl Host {
    pub fn new(inbox: Inbox, config: ServerConfig) -> Self {
        let router = Router::new(RouterConfig::new(config.domain.clone()), [5; 32]);
        Self { inbox, config: Arc::new(config), router, streams: BTreeMap::new(), busy: BTreeSet::new() }
    }

    pub async fn run(mut self) {
        loop {
            let deadline =
                self.streams.values().filter_map(|(_, stream)| stream.poll_timeout()).map(|due| due.at).min();
            let due = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                arrival = self.inbox.recv() => match arrival {
                    Some(arrival) => self.take(arrival),
                    None => return,
                },
                () = due => self.streams.values_mut().for_each(|(_, stream)| stream.handle_timeout(now())),
            }
            self.drain();
        }
    }

    fn take(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Opened { conn, framing, security, .. } => {
                let seed = [u8::try_from(conn.0).unwrap() + 100; 32];
                let stream = ServerStream::new(self.config.clone(), framing, security, seed, now());
                self.streams.insert(conn, (framing, stream));
            }
            Arrival::Input { conn, bytes } => {
                if let Some((_, stream)) = self.streams.get_mut(&conn) {
                    stream.handle_input(now(), &bytes);
                }
            }
            #[cfg(feature = "tls")]
            Arrival::Tls { conn, certificates, bindings } => {
                let (_, stream) = self.streams.get_mut(&conn).unwrap();
                stream.set_channel_bindings(bindings);
                if let Some(certificate) = certificates.first() {
                    stream.set_certificate(xmpp_pubsub::xmpp_addresses(certificate));
                }
            }
            Arrival::Secured { conn } => self.streams.get_mut(&conn).unwrap().1.tls_started(now()).unwrap(),
            Arrival::Ready { conn } => {
                self.busy.remove(&conn);
            }
            Arrival::Gone { conn } => {
                if let Some((_, stream)) = self.streams.get_mut(&conn) {
                    stream.handle_eof();
                }
            }
            other => panic!("{other:?}"),
        }
    }

    fn drain(&mut self) {
        let mut again = true;
        while std::mem::take(&mut again) {
            for (conn, (framing, stream)) in &mut self.streams {
                let mut end = None;
                while let Some(event) = stream.poll_event() {
                    again = true;
                    match event {
                        ServerEvent::Authenticate { account, credentials } => {
                            let good = match credentials {
                                Credentials::Password(password) => password.matches("pencil"),
                                Credentials::Certificate => true,
                            };
                            let known = account.local() != Some("nobody");
                            let verdict =
                                if good && known { Ok(()) } else { Err(SaslCondition::NotAuthorized) };
                            stream.authenticated(now(), verdict).unwrap();
                        }
                        ServerEvent::ScramKeys { hash, .. } => {
                            let keys = ScramKeys::derive(hash, &"pencil".into(), b"salt", 4096);
                            stream.scram_keys(now(), keys).unwrap();
                        }
                        ServerEvent::Bind { account, resource } => {
                            let address = self.router.bind(*conn, &account, resource.as_deref());
                            stream.bound(now(), address).unwrap();
                        }
                        ServerEvent::Stanza(stanza) => self.router.handle_stanza(*conn, stanza),
                        ServerEvent::StartTls => end = Some(Output::StartTls),
                        ServerEvent::Closed(_) => {
                            self.router.unbind(*conn);
                            end = Some(Output::Close);
                        }
                        other => panic!("{other:?}"),
                    }
                }
                flush(&mut self.inbox, *conn, *framing, stream, &mut self.busy);
                if let Some(end) = end {
                    self.inbox.send(*conn, end);
                }
            }
            self.streams.retain(|_, (_, stream)| !stream.is_closed());
            while let Some(event) = self.router.poll_event() {
                again = true;
                match event {
                    RouterEvent::Deliver { to, stanza } => {
                        let _ = self.streams.get_mut(&to).unwrap().1.send(&stanza);
                    }
                    RouterEvent::Replaced { conn } => {
                        let stream = &mut self.streams.get_mut(&conn).unwrap().1;
                        stream.close(now(), Some(StreamCondition::Conflict.into()));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn flush(
    inbox: &mut Inbox,
    conn: ConnId,
    framing: Framing,
    stream: &mut ServerStream,
    busy: &mut BTreeSet<ConnId>,
) {
    if busy.contains(&conn) && !stream.is_closed() {
        return;
    }
    if framing == Framing::Tcp {
        let mut out = BytesMut::new();
        stream.poll_transmit(&mut out);
        if !out.is_empty() {
            inbox.send(conn, Output::Bytes(out.freeze()));
            busy.insert(conn);
        }
        return;
    }
    while let Some(element) = stream.poll_element() {
        inbox.send(conn, Output::Bytes(element));
    }
}

pub fn account(name: &str, resource: &str) -> Jid {
    Jid::new(&format!("{name}@localhost/{resource}")).unwrap()
}
