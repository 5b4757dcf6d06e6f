//! The floor: a server that answers what `load` says from memory. No XML is read, no session checked, nothing kept for
//! repeats; whatever a real service does costs on top of this. One thread, plain sockets, one write for each answer.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::rc::Rc;

use bytes::Bytes;
use clap::Parser;
use memchr::memmem;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_local;

/// Answers `load` from memory: what no real service can be faster than.
#[derive(Parser)]
struct Options {
    /// Address for BOSH.
    #[arg(long, default_value = "127.0.0.1:7071")]
    bosh: SocketAddr,
    /// Address for XMPP over TCP.
    #[arg(long, default_value = "127.0.0.1:5222")]
    xmpp: SocketAddr,
}

#[derive(Default)]
struct Floor {
    sessions: Vec<Session>,
    nodes: HashMap<Vec<u8>, Vec<usize>>,
}

#[derive(Default)]
struct Session {
    waiting: Option<Rc<TcpStream>>,
    queue: Vec<Bytes>,
}

type Shared = Rc<RefCell<Floor>>;

const BODY: &str = "<body xmlns='http://jabber.org/protocol/httpbind'>";

fn main() -> ExitCode {
    let options = Options::parse();
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return ExitCode::from(2);
    };
    match tokio::task::LocalSet::new().block_on(&runtime, serve(options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

async fn serve(options: Options) -> io::Result<()> {
    let bosh = TcpListener::bind(options.bosh).await?;
    let xmpp = TcpListener::bind(options.xmpp).await?;
    let floor = Shared::default();
    loop {
        tokio::select! {
            accepted = bosh.accept() => {
                let stream = accepted?.0;
                stream.set_nodelay(true)?;
                spawn_local(http(stream, Rc::clone(&floor)));
            }
            accepted = xmpp.accept() => {
                let stream = accepted?.0;
                stream.set_nodelay(true)?;
                spawn_local(xml(stream, Rc::clone(&floor)));
            }
        }
    }
}

async fn http(stream: TcpStream, floor: Shared) -> Option<()> {
    let stream = Rc::new(stream);
    let mut input = Vec::with_capacity(1024);
    loop {
        read(&stream, &mut input).await?;
        while let Some(end) = whole(&input) {
            let request: Vec<u8> = input.drain(..end).collect();
            if let Some(answer) = floor.borrow_mut().request(&request, &stream) {
                write(&stream, &answer);
            }
        }
    }
}

/// The length of the request, when it is whole.
fn whole(input: &[u8]) -> Option<usize> {
    let head = memmem::find(input, b"\r\n\r\n")? + 4;
    let at = memmem::find(input, b"Content-Length: ")? + 16;
    let digits = input.get(at..)?.iter().take_while(|b| b.is_ascii_digit());
    let end = head + digits.fold(0, |n, b| n * 10 + usize::from(b - b'0'));
    (input.len() >= end).then_some(end)
}

impl Floor {
    /// The answer, if there is one now.
    fn request(&mut self, request: &[u8], stream: &Rc<TcpStream>) -> Option<Vec<u8>> {
        let has = |what: &str| memmem::find(request, what.as_bytes()).is_some();
        let Some(sid) = value(request, b" sid='") else {
            self.sessions.push(Session::default());
            let number = self.sessions.len() - 1;
            return Some(answer(&[format!(
                "<body sid='{number}' wait='60' hold='1' \
                xmlns='http://jabber.org/protocol/httpbind'><mechanisms/></body>"
            )
            .as_bytes()]));
        };
        let number: usize = std::str::from_utf8(sid).ok()?.parse().ok()?;
        if has("<subscribe") {
            let node = value(request, b"<subscribe node='")?.to_vec();
            self.nodes.entry(node).or_default().push(number);
        }
        for (what, reply) in [
            ("<auth", "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"),
            ("restart", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"),
            ("<bind", "<jid>u@localhost/load</jid>"),
            ("<subscribe", "<subscription subscription='subscribed'/>"),
            ("terminate", ""),
        ] {
            if has(what) {
                return Some(answer(&[BODY.as_bytes(), reply.as_bytes(), b"</body>"]));
            }
        }
        let session = self.sessions.get_mut(number)?;
        if session.queue.is_empty() {
            session.waiting = Some(Rc::clone(stream));
            return None;
        }
        let queue = std::mem::take(&mut session.queue);
        let mut parts = vec![BODY.as_bytes()];
        parts.extend(queue.iter().map(|event| &event[..]));
        parts.push(b"</body>");
        Some(answer(&parts))
    }

    /// Gives an event to all who subscribed.
    fn publish(&mut self, node: &[u8], item: &[u8]) {
        let start: &[u8] = b"<message xmlns='jabber:client' from='pubsub.localhost' to='u@localhost/load'>\
            <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='";
        let event = Bytes::from([start, node, b"'>", item, b"</items></event></message>"].concat());
        let text = answer(&[BODY.as_bytes(), &event, b"</body>"]);
        for number in self.nodes.get(node).into_iter().flatten() {
            let Some(session) = self.sessions.get_mut(*number) else { continue };
            match session.waiting.take() {
                Some(stream) => write(&stream, &text),
                None => session.queue.push(event.clone()),
            }
        }
    }
}

fn answer(parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|p| p.len()).sum();
    let mut text = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    for part in parts {
        text.extend_from_slice(part);
    }
    text
}

async fn xml(stream: TcpStream, floor: Shared) -> Option<()> {
    let stream = Rc::new(stream);
    let mut input = Vec::new();
    let features = "<stream:features><x/></stream:features>";
    loop {
        read(&stream, &mut input).await?;
        loop {
            let ends: [&[u8]; 3] = [b"streams'>", b"</auth>", b"</iq>"];
            let end = ends.iter().filter_map(|end| Some(memmem::find(&input, end)? + end.len())).min();
            let Some(end) = end else { break };
            let text: Vec<u8> = input.drain(..end).collect();
            let has = |what: &str| memmem::find(&text, what.as_bytes()).is_some();
            let id = String::from_utf8_lossy(value(&text, b" id='").unwrap_or_default()).into_owned();
            if has("<stream:stream") {
                write(&stream, features.as_bytes());
            } else if has("<auth") {
                write(&stream, b"<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
            } else {
                write(&stream, format!("<iq type='result' id='{id}'></iq>").as_bytes());
            }
            if let Some(node) = value(&text, b"<publish node='") {
                let (start, end) = (memmem::find(&text, b"<item")?, memmem::rfind(&text, b"</publish>")?);
                floor.borrow_mut().publish(node, text.get(start..end)?);
            }
        }
    }
}

fn value<'t>(text: &'t [u8], before: &[u8]) -> Option<&'t [u8]> {
    let rest = text.get(memmem::find(text, before)? + before.len()..)?;
    rest.get(..memchr::memchr(b'\'', rest)?)
}

async fn read(stream: &TcpStream, input: &mut Vec<u8>) -> Option<()> {
    loop {
        stream.readable().await.ok()?;
        match stream.try_read_buf(input) {
            Ok(0) => return None,
            Ok(_) => return Some(()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
}

fn write(stream: &Rc<TcpStream>, text: &[u8]) {
    let done = stream.try_write(text).unwrap_or(0);
    let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) else { return };
    // Seldom: the socket's buffer is full.
    let (stream, rest) = (Rc::clone(stream), rest.to_vec());
    spawn_local(async move {
        let mut at = 0;
        while let (Some(left), Ok(())) = (rest.get(at..).filter(|r| !r.is_empty()), stream.writable().await) {
            at += stream.try_write(left).unwrap_or(0);
        }
    });
}
