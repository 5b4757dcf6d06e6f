//! The bridge without sockets, clock and chance.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use bosh::manager::{self, Accept, Manager, Opened, SessionId, Why};
use bosh::{Condition, Payload};
use bytes::{Bytes, BytesMut};
use xml_cursor::{Cursor, Frame, Framer, Limits, Namespace, Profile, Writer};

const CLIENT: &str = "jabber:client";
const STREAMS: &str = "http://etherx.jabber.org/streams";
const HTTPBIND: &[u8] = b"http://jabber.org/protocol/httpbind";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Ns {
    #[default]
    None,
    Streams,
    StartTls,
    Compress,
    HttpBind,
    Other,
}

impl Namespace for Ns {
    fn from_uri(uri: &str) -> Self {
        match uri {
            "" => Self::None,
            STREAMS => Self::Streams,
            "urn:ietf:params:xml:ns:xmpp-tls" => Self::StartTls,
            "http://jabber.org/features/compress" => Self::Compress,
            "http://jabber.org/protocol/httpbind" => Self::HttpBind,
            _ => Self::Other,
        }
    }
}

/// What a bridge is told before it starts.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CoreConfig {
    /// The BOSH side.
    pub bosh: manager::Config,
    /// The domains that may be asked for; empty: the server decides.
    pub domains: Vec<String>,
    /// Bytes of one session that may wait for the server. Default 256 KiB; a session beyond ends.
    pub unsent: usize,
    /// The largest stanza taken from the server, in bytes. Default 512 KiB.
    pub stanza: usize,
}

impl Default for CoreConfig {
    fn default() -> Self {
        let bosh = manager::Config::default();
        Self { bosh, domains: Vec::new(), unsent: 256 << 10, stanza: 512 << 10 }
    }
}

/// What the host asks the bridge to take.
#[derive(Debug)]
pub enum Input {
    /// An HTTP request.
    Http(manager::Request),
    /// The connection of an HTTP request without an answer broke.
    HttpClosed(manager::RequestId),
    /// The connection asked for by [`Transmit::Connect`] is there.
    Connected(SessionId),
    /// Bytes from the server.
    Bytes(SessionId, Bytes),
    /// What was to be written has been.
    Written(SessionId),
    /// The connection could not be made, or ended.
    Gone(SessionId),
}

/// What to do on the network.
#[derive(Debug)]
pub enum Transmit {
    /// Answer an HTTP request.
    Http(manager::Transmit),
    /// Connect to the server for this session.
    Connect(SessionId),
    /// Write to that connection, and say [`Input::Written`].
    Write(SessionId, Bytes),
    /// Close it, once all is written.
    Close(SessionId),
}

/// The bridge: a connection manager whose sessions are streams to a server.
///
/// The caller's rule: [`handle_input`](Self::handle_input) or [`handle_timeout`](Self::handle_timeout), then drain
/// [`poll_transmit`](Self::poll_transmit), then wait until [`poll_timeout`](Self::poll_timeout).
pub struct Core {
    config: CoreConfig,
    manager: Manager,
    links: BTreeMap<SessionId, Link>,
    transmits: VecDeque<Transmit>,
}

/// The stream behind a session.
struct Link {
    framer: Framer,
    to: String,
    lang: Option<String>,
    from: Option<String>,
    connected: bool,
    accepted: bool,
    /// The host has not said yet that it wrote what it was given.
    writing: bool,
    unsent: BytesMut,
}

impl Core {
    /// A bridge without sessions. `seed` must be unpredictable.
    #[must_use]
    pub fn new(config: CoreConfig, seed: [u8; 32], now: Instant) -> Self {
        let manager = Manager::new(config.bosh.clone(), seed, now);
        Self { config, manager, links: BTreeMap::new(), transmits: VecDeque::new() }
    }

    /// Takes what the host says.
    pub fn handle_input(&mut self, now: Instant, input: Input) {
        match input {
            Input::Http(request) => self.manager.handle_input(now, request),
            Input::HttpClosed(request) => self.manager.handle_closed(now, request),
            Input::Connected(session) => {
                if let Some(link) = self.links.get_mut(&session) {
                    link.connected = true;
                    self.open_stream(now, session);
                }
            }
            Input::Bytes(session, bytes) => self.take_bytes(now, session, &bytes),
            Input::Written(session) => {
                if let Some(link) = self.links.get_mut(&session) {
                    link.writing = false;
                    self.flush(session);
                }
            }
            Input::Gone(session) => {
                if self.links.remove(&session).is_some() {
                    self.end(now, session, Some(Condition::RemoteConnectionFailed), None);
                }
            }
        }
        self.work(now);
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.manager.handle_timeout(now);
        self.work(now);
    }

    /// Ends all sessions with `system-shutdown`, and their streams.
    pub fn shutdown(&mut self, now: Instant) {
        self.manager.shutdown(now);
        self.work(now);
    }

    /// The next thing to do.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front().or_else(|| self.manager.poll_transmit().map(Transmit::Http))
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.manager.poll_timeout().map(|d| d.at)
    }

    /// What the BOSH side has done and what it keeps.
    #[must_use]
    pub fn stats(&self) -> manager::Stats {
        self.manager.stats()
    }

    /// How many clients have not been told of their end.
    #[must_use]
    pub fn untold(&self) -> usize {
        self.manager.untold()
    }

    fn work(&mut self, now: Instant) {
        while let Some(event) = self.manager.poll_event() {
            match event {
                manager::Event::Opened(opened) => self.open(now, opened),
                manager::Event::Received { session, payload } => {
                    for element in payload {
                        self.write(now, session, &as_client(&element));
                    }
                }
                manager::Event::Restart { session, .. } => {
                    if let Some(link) = self.links.get_mut(&session) {
                        link.framer.reset();
                        self.open_stream(now, session);
                    }
                }
                manager::Event::Ended { session, why } => self.close(now, session, why),
                _ => {}
            }
        }
    }

    fn open(&mut self, now: Instant, opened: Opened) {
        let Some(to) = opened.to.filter(|to| !to.is_empty()) else {
            return self.end(now, opened.session, Some(Condition::ImproperAddressing), None);
        };
        if !self.config.domains.is_empty() && !self.config.domains.contains(&to) {
            return self.end(now, opened.session, Some(Condition::HostUnknown), None);
        }
        let mut limits = Limits::default();
        limits.bytes = self.config.stanza;
        let link = Link {
            framer: Framer::new(limits),
            to,
            lang: opened.lang,
            from: None,
            connected: false,
            accepted: false,
            writing: false,
            unsent: BytesMut::new(),
        };
        self.links.insert(opened.session, link);
        self.transmits.push_back(Transmit::Connect(opened.session));
    }

    /// The header; without its end tag, which the writer would want.
    fn open_stream(&mut self, now: Instant, session: SessionId) {
        let Some(link) = self.links.get(&session) else { return };
        let mut header = String::new();
        let mut writer = Writer::new(&mut header);
        writer.start("stream:stream").ns(CLIENT).prefix("stream", STREAMS).attr("to", &link.to);
        writer.attr("version", "1.0").attr_opt("xml:lang", link.lang.as_deref()).text(" ");
        self.write(now, session, header.trim_end().as_bytes());
    }

    fn take_bytes(&mut self, now: Instant, session: SessionId, bytes: &[u8]) {
        let Some(link) = self.links.get_mut(&session) else { return };
        link.framer.push(bytes);
        while let Some(link) = self.links.get_mut(&session) {
            match link.framer.next() {
                Ok(Some(Frame::Header(header))) => {
                    link.from = header.tag::<Ns>().ok().and_then(|tag| Some(tag.attr("from")?.into_owned()));
                }
                Ok(Some(Frame::Element(element))) => self.take_element(now, session, element),
                Ok(Some(Frame::End)) => {
                    self.end(now, session, None, None);
                    self.close(now, session, Why::Host(None));
                }
                Ok(Some(_)) => {}
                Ok(None) => return,
                Err(error) => {
                    tracing::info!(%error, "the server's stream is broken");
                    self.end(now, session, Some(Condition::RemoteConnectionFailed), None);
                    self.close(now, session, Why::Host(None));
                }
            }
        }
    }

    fn take_element(&mut self, now: Instant, session: SessionId, element: Bytes) {
        match what(&element) {
            What::Error => {
                self.end(now, session, Some(Condition::RemoteStreamError), Some(element.into()));
                self.close(now, session, Why::Host(None));
            }
            What::Features => {
                // The creation response waits for the first features, so that the client need not ask (BOSH-15).
                self.accept(now, session);
                self.say(now, session, without_transport(&element).into());
            }
            What::Other => {
                self.accept(now, session);
                self.say(now, session, element.into());
            }
        }
    }

    fn accept(&mut self, now: Instant, session: SessionId) {
        let Some(link) = self.links.get_mut(&session).filter(|link| !link.accepted) else { return };
        link.accepted = true;
        let from = link.from.clone().unwrap_or_else(|| link.to.clone());
        // It can have ended; then nobody waits.
        let _ = self.manager.accept(now, session, Accept::xmpp(from));
    }

    fn say(&mut self, now: Instant, session: SessionId, payload: Payload) {
        // A client that does not read loses its session by this; the event says so.
        let _ = self.manager.send(now, session, payload);
    }

    fn end(&mut self, now: Instant, session: SessionId, condition: Option<Condition>, last: Option<Payload>) {
        // If the client was faster, it is over already.
        let _ = self.manager.terminate(now, session, condition, last);
    }

    /// The session is over: so is the stream.
    fn close(&mut self, now: Instant, session: SessionId, why: Why) {
        tracing::debug!(?session, ?why, "over");
        if self.links.get(&session).is_some_and(|link| link.connected) {
            self.write(now, session, b"</stream:stream>");
        }
        if let Some(link) = self.links.remove(&session) {
            if !link.unsent.is_empty() {
                self.transmits.push_back(Transmit::Write(session, link.unsent.freeze()));
            }
            self.transmits.push_back(Transmit::Close(session));
        }
    }

    fn write(&mut self, now: Instant, session: SessionId, bytes: &[u8]) {
        let Some(link) = self.links.get_mut(&session) else { return };
        if link.unsent.len() + bytes.len() > self.config.unsent {
            // The server does not read.
            self.links.remove(&session);
            self.transmits.push_back(Transmit::Close(session));
            return self.end(now, session, Some(Condition::RemoteConnectionFailed), None);
        }
        link.unsent.extend_from_slice(bytes);
        self.flush(session);
    }

    fn flush(&mut self, session: SessionId) {
        let Some(link) = self.links.get_mut(&session) else { return };
        if link.connected && !link.writing && !link.unsent.is_empty() {
            link.writing = true;
            self.transmits.push_back(Transmit::Write(session, link.unsent.split().freeze()));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Features,
    Error,
    Other,
}

fn what(element: &[u8]) -> What {
    let root = Cursor::<Ns>::new(element, Profile::Stream).and_then(|mut cursor| {
        let root = cursor.root()?;
        Ok((root.ns(), root.name().to_owned()))
    });
    match root {
        Ok((Ns::Streams, name)) if name == "features" => What::Features,
        Ok((Ns::Streams, name)) if name == "error" => What::Error,
        _ => What::Other,
    }
}

/// Features without those that change the transport, which is HTTP here (XB-7).
fn without_transport(features: &[u8]) -> Bytes {
    let read = || {
        let mut cursor = Cursor::<Ns>::new(features, Profile::Stream)?;
        cursor.root()?;
        let mut out = format!("<stream:features xmlns:stream='{STREAMS}' xmlns='{CLIENT}'>").into_bytes();
        while let Some(child) = cursor.child()? {
            match child.ns() {
                Ns::StartTls | Ns::Compress => cursor.skip()?,
                _ => cursor.raw()?.write_to(&mut out),
            }
        }
        out.extend_from_slice(b"</stream:features>");
        Ok::<_, xml_cursor::XmlError>(out.into())
    };
    read().unwrap_or_else(|_| Bytes::copy_from_slice(features))
}

/// Stanzas in the namespace of the body are the client's (XB-3).
fn as_client(element: &Bytes) -> Bytes {
    let in_body = Cursor::<Ns>::new(element, Profile::Stream)
        .and_then(|mut cursor| Ok(cursor.root()?.ns() == Ns::HttpBind))
        .unwrap_or_default();
    let Some(at) = in_body.then(|| declaration_of_body(element)).flatten() else { return element.clone() };
    let parts = [element.get(..at), Some(CLIENT.as_bytes()), element.get(at + HTTPBIND.len()..)];
    parts.map(Option::unwrap_or_default).concat().into()
}

/// Where the start tag of a well-formed element declares the namespace of the body, as the value of `xmlns` or `xmlns:…`. The same
/// words may stand in other attributes.
fn declaration_of_body(element: &[u8]) -> Option<usize> {
    let mut at = element.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))?;
    loop {
        let rest = element.get(at..)?;
        let equals = memchr::memchr2(b'=', b'>', rest).filter(|equals| rest.get(*equals) == Some(&b'='))?;
        let name = rest.get(..equals)?.trim_ascii();
        let value = equals + 1 + rest.get(equals + 1..)?.iter().position(|b| matches!(b, b'\'' | b'"'))?;
        let quote = *rest.get(value)?;
        let length = memchr::memchr(quote, rest.get(value + 1..)?)?;
        let declares = name == b"xmlns" || name.starts_with(b"xmlns:");
        if declares && rest.get(value + 1..value + 1 + length) == Some(HTTPBIND) {
            return Some(at + value + 1);
        }
        at += value + 1 + length + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xb_7_features_of_the_transport_are_taken_out() {
        let features = format!(
            "<stream:features xmlns:stream='{STREAMS}'><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/>\
             </starttls><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>\
             <compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>\
             </stream:features>"
        );
        assert_eq!(what(features.as_bytes()), What::Features);
        let left = without_transport(features.as_bytes());
        let left = std::str::from_utf8(&left).unwrap();
        assert!(left.contains("<mechanism>PLAIN</mechanism>"), "{left}");
        assert!(!left.contains("starttls") && !left.contains("compression"), "{left}");
        assert_eq!(what(left.as_bytes()), What::Features);
    }

    #[test]
    fn xb_3_stanzas_in_the_namespace_of_the_body_become_the_clients() {
        let old = Bytes::from(
            "<message xmlns='http://jabber.org/protocol/httpbind' to='a'><body>x</body></message>",
        );
        assert_eq!(as_client(&old), "<message xmlns='jabber:client' to='a'><body>x</body></message>");
        let named = Bytes::from(
            "<message to='http://jabber.org/protocol/httpbind' a=\"'>\" xmlns = 'http://jabber.org/protocol/httpbind' id='1'/>",
        );
        assert_eq!(
            as_client(&named),
            "<message to='http://jabber.org/protocol/httpbind' a=\"'>\" xmlns = 'jabber:client' id='1'/>"
        );
        let other = Bytes::from("<a xmlns='b'><c xmlns='http://jabber.org/protocol/httpbind'/></a>");
        assert_eq!(as_client(&other), other);
    }
}
