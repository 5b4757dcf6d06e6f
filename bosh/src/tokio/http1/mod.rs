//! HTTP/1.1 for one service: whole requests in, one write an answer, nothing kept while a request is held.
//!
//! Requests are read while others are held on the same connection: of a client that sends several without waiting
//! (pipelining), a later one must be able to release an earlier one, because no more than `hold` are held. Answers go
//! out in the order of the requests.

mod head;
mod respond;

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::io;
use std::mem::MaybeUninit;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::{Buf as _, Bytes, BytesMut};
use hyper::StatusCode;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, TryAcquireError};
use tokio::time::{Sleep, timeout};

use super::gate::{Gate, HangUp, Pending};
use super::serve::Upgrade;
use crate::manager::Security;
use head::{Chunked, Chunks, Head, Length, Then};
use respond::{Body, Ready};

/// Requests of one connection without an answer; more wait unread.
const PIPELINE: usize = 4;
/// The largest head of a request. Browsers send a few thousand bytes.
const HEAD: usize = 16 << 10;
/// Bytes read at once.
const PIECE: usize = 8 << 10;
/// An entity up to this size is copied out of what was read, so that one that is kept for long keeps no large buffer alive.
const SMALL: usize = 4 << 10;
/// Entities up to this size may be read on any connection; of larger ones, as many as there is room for in all.
const MODEST: usize = 16 << 10;
/// What a client that was refused may go on sending before its connection is closed under it, and for how long.
const DREGS: (usize, Duration) = (1 << 20, Duration::from_secs(1));

/// How a connection ended.
pub(super) enum End<S> {
    Closed,
    /// It asks to become a WebSocket; what was read begins with its request.
    Upgrade(S, Bytes),
}

pub(super) struct Connection<'g, S> {
    gate: &'g Gate,
    upgrade: Option<&'g dyn Upgrade>,
    security: Security,
    stream: S,
    input: BytesMut,
    reading: Reading,
    /// Without an answer, or not written yet, in order.
    slots: VecDeque<Slot>,
    /// No more requests are taken.
    last: bool,
    /// When what is waited for now began.
    since: Instant,
}

#[expect(dead_code, reason = "a place is held, and not looked at")]
enum Reading {
    Head,
    Entity(Wanted, usize, Place),
    Chunks(Wanted, Chunks, BytesMut, Place),
}

/// Held while an entity is read, if it is a large one.
struct Place {
    _permit: Option<OwnedSemaphorePermit>,
}

/// What is remembered of a head while its entity is read.
#[derive(Clone, Copy)]
struct Wanted {
    then: Then,
    old: bool,
}

enum Slot {
    Ready(Ready),
    Waiting(Pending, Wanted),
}

enum Step {
    GoOn,
    Closed,
    Late,
}

impl<'g, S: AsyncRead + AsyncWrite + Unpin> Connection<'g, S> {
    pub(super) fn new(
        gate: &'g Gate,
        upgrade: Option<&'g dyn Upgrade>,
        stream: S,
        security: Security,
    ) -> Self {
        Self {
            gate,
            upgrade,
            security,
            stream,
            input: BytesMut::new(),
            reading: Reading::Head,
            slots: VecDeque::new(),
            last: false,
            since: now(),
        }
    }

    /// Serves it until it ends, or until `stop` resolves and what is under way is answered.
    pub(super) async fn run(mut self, stop: impl Future<Output = ()>) -> io::Result<End<S>> {
        let head_time = self.gate.config.head_time;
        let mut sleep = pin!(tokio::time::sleep(head_time));
        let mut stop = pin!(stop);
        let mut stopping = false;
        loop {
            match self.take_requests().await {
                Ok(None) => {}
                Ok(Some(read)) => return Ok(End::Upgrade(self.stream, read)),
                Err(hang_up) => return Err(io::Error::other(hang_up)),
            }
            while let Some(Slot::Ready(_)) = self.slots.front() {
                let Some(Slot::Ready(ready)) = self.slots.pop_front() else { break };
                let then = ready.then;
                // A client that does not read cannot hold the answer for ever.
                timeout(head_time, ready.write(&mut self.stream)).await??;
                self.since = now();
                if then == Then::Close {
                    return Box::pin(self.finish()).await;
                }
            }
            if self.last && self.slots.is_empty() {
                return Box::pin(self.finish()).await;
            }
            let step = poll_fn(|cx| {
                if !stopping && stop.as_mut().poll(cx).is_ready() {
                    (stopping, self.last) = (true, true);
                    return Poll::Ready(Ok(Step::GoOn));
                }
                self.poll_step(cx, sleep.as_mut())
            });
            match step.await? {
                Step::GoOn => {}
                Step::Closed => return Ok(End::Closed),
                Step::Late if matches!(self.reading, Reading::Head) => return Ok(End::Closed),
                Step::Late => self.refuse(StatusCode::REQUEST_TIMEOUT),
            }
        }
    }

    fn poll_step(&mut self, cx: &mut Context<'_>, mut sleep: Pin<&mut Sleep>) -> Poll<io::Result<Step>> {
        if let Some(Slot::Waiting(pending, wanted)) = self.slots.front_mut()
            && let Poll::Ready(answer) = pending.poll(cx)
        {
            let Wanted { then, old } = *wanted;
            let then = if self.last && self.slots.len() == 1 { Then::Close } else { then };
            self.slots.pop_front();
            return Poll::Ready(match answer.and_then(|t| Ready::answer(t, &self.gate.config, then, old)) {
                Ok(ready) => {
                    self.slots.push_front(Slot::Ready(ready));
                    Ok(Step::GoOn)
                }
                Err(hang_up) => Err(io::Error::other(hang_up)),
            });
        }
        // What is read beyond the last request is only looked at for the end of the connection.
        if self.last || (self.slots.len() < PIPELINE && self.input.len() < HEAD + self.gate.config.entity) {
            // On the stack: a connection that waits keeps no buffer.
            let mut piece = [MaybeUninit::uninit(); PIECE];
            let mut piece = ReadBuf::uninit(&mut piece);
            if let Poll::Ready(done) = Pin::new(&mut self.stream).poll_read(cx, &mut piece) {
                done?;
                if piece.filled().is_empty() {
                    return Poll::Ready(Ok(Step::Closed));
                }
                if !self.last {
                    if self.input.is_empty() && matches!(self.reading, Reading::Head) {
                        self.since = now();
                    }
                    self.input.extend_from_slice(piece.filled());
                }
                return Poll::Ready(Ok(Step::GoOn));
            }
        }
        while sleep.as_mut().poll(cx).is_ready() {
            // The timer is moved only when it goes off: seldom, however many requests come.
            let due = self.deadline();
            if due.is_some_and(|due| due <= now()) {
                return Poll::Ready(Ok(Step::Late));
            }
            sleep.as_mut().reset(due.unwrap_or_else(|| now() + self.gate.config.entity_time).into());
        }
        Poll::Pending
    }

    /// When what is waited for is too late.
    fn deadline(&self) -> Option<Instant> {
        match self.reading {
            Reading::Head if self.input.is_empty() && !self.slots.is_empty() => None,
            Reading::Head => Some(self.since + self.gate.config.head_time),
            Reading::Entity(..) | Reading::Chunks(..) => Some(self.since + self.gate.config.entity_time),
        }
    }

    /// Takes whole requests out of what was read. What was read, if the connection is to become something else.
    async fn take_requests(&mut self) -> Result<Option<Bytes>, HangUp> {
        while !self.last && self.slots.len() < PIPELINE {
            match &mut self.reading {
                Reading::Head => {
                    // An empty line more than there should be (RFC 9112 §2.2).
                    while self.input.starts_with(b"\r\n") {
                        let _ = self.input.split_to(2);
                    }
                    let window = self.input.get(..self.input.len().min(HEAD)).unwrap_or_default();
                    let Some(end) = memchr::memmem::find(window, b"\r\n\r\n") else {
                        if window.len() == HEAD {
                            self.refuse(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
                        }
                        break;
                    };
                    let Ok(head) = Head::read(window.get(..end).unwrap_or_default()) else {
                        self.refuse(StatusCode::BAD_REQUEST);
                        break;
                    };
                    if head.websocket
                        && self.slots.is_empty()
                        && self.upgrade.is_some_and(|u| u.serves(head.path))
                    {
                        return Ok(Some(self.input.split().freeze()));
                    }
                    let next = begin(self.gate, &head);
                    let _ = self.input.split_to(end + 4);
                    self.since = now();
                    match next {
                        Next::Answer(ready) => self.push(ready),
                        Next::Read(reading, expects) => {
                            self.reading = reading;
                            if expects && self.input.is_empty() {
                                self.slots.push_back(Slot::Ready(Ready::interim()));
                            }
                        }
                    }
                }
                Reading::Entity(wanted, length, _) => {
                    if self.input.len() < *length {
                        break;
                    }
                    let (wanted, length) = (*wanted, *length);
                    let entity = take_entity(&mut self.input, length);
                    self.submit(entity, wanted).await?;
                }
                Reading::Chunks(wanted, chunks, entity, _) => {
                    match chunks.take(&mut self.input, entity, self.gate.config.entity) {
                        Chunked::Open => break,
                        Chunked::Whole => {
                            let (wanted, entity) = (*wanted, entity.split().freeze());
                            self.submit(entity, wanted).await?;
                        }
                        Chunked::TooLarge => self.refuse(StatusCode::PAYLOAD_TOO_LARGE),
                        Chunked::Bad => self.refuse(StatusCode::BAD_REQUEST),
                    }
                }
            }
        }
        if self.input.is_empty() {
            self.input = BytesMut::new();
        }
        Ok(None)
    }

    async fn submit(&mut self, entity: Bytes, wanted: Wanted) -> Result<(), HangUp> {
        self.reading = Reading::Head;
        self.since = now();
        self.last |= wanted.then == Then::Close;
        if self.input.is_empty() {
            self.input = BytesMut::new();
        }
        let pending = self.gate.submit(entity, self.security).await?;
        self.slots.push_back(Slot::Waiting(pending, wanted));
        Ok(())
    }

    fn push(&mut self, ready: Ready) {
        self.last |= ready.then == Then::Close;
        self.slots.push_back(Slot::Ready(ready));
    }

    /// The last answer of this connection; what else comes is not read.
    fn refuse(&mut self, status: StatusCode) {
        self.reading = Reading::Head;
        self.input = BytesMut::new();
        self.push(Ready::new(self.gate.status(status), Then::Close, false, Body::Sent));
    }

    /// Closes so that the last answer arrives, although the client may still be sending.
    async fn finish(mut self) -> io::Result<End<S>> {
        let (most, time) = DREGS;
        let closing = async {
            self.stream.shutdown().await?;
            let mut piece = [0; 1024];
            let mut read = 0;
            while read < most {
                match self.stream.read(&mut piece).await? {
                    0 => break,
                    count => read += count,
                }
            }
            Ok(End::Closed)
        };
        timeout(time, closing).await.unwrap_or(Ok(End::Closed))
    }
}

enum Next {
    Answer(Ready),
    /// Read the entity; the second says that the client waits to be told.
    Read(Reading, bool),
}

/// What a head asks for.
fn begin(gate: &Gate, head: &Head<'_>) -> Next {
    let wanted = Wanted { then: head.then, old: head.old };
    if head.method == "POST" && gate.serves(head.path) {
        return match head.length {
            Length::Known(length) if length > gate.config.entity => {
                let refusal = gate.status(StatusCode::PAYLOAD_TOO_LARGE);
                Next::Answer(Ready::new(refusal, Then::Close, head.old, Body::Sent))
            }
            length => {
                let (size, expects) = match length {
                    Length::Known(size) => (size, head.expects && size > 0),
                    Length::Chunked => (gate.config.entity, head.expects),
                };
                let Ok(room) = room_for(gate, size) else {
                    let refusal = gate.status(StatusCode::SERVICE_UNAVAILABLE);
                    return Next::Answer(Ready::new(refusal, Then::Close, head.old, Body::Sent));
                };
                let reading = match length {
                    Length::Known(size) => Reading::Entity(wanted, size, room),
                    Length::Chunked => Reading::Chunks(wanted, Chunks::default(), BytesMut::new(), room),
                };
                Next::Read(reading, expects)
            }
        };
    }
    // An entity that nobody wants is not skipped.
    let then = if head.length == Length::Known(0) { head.then } else { Then::Close };
    let body = if head.method == "HEAD" { Body::Told } else { Body::Sent };
    Next::Answer(Ready::new(gate.other(head.method, head.path), then, head.old, body))
}

/// A place for an entity of this size while it is read.
fn room_for(gate: &Gate, size: usize) -> Result<Place, TryAcquireError> {
    if size <= MODEST {
        return Ok(Place { _permit: None });
    }
    let kibibytes = u32::try_from(size.div_ceil(1024)).unwrap_or(u32::MAX);
    let permit = Arc::clone(&gate.reading).try_acquire_many_owned(kibibytes)?;
    Ok(Place { _permit: Some(permit) })
}

/// The entity at the front of what was read.
fn take_entity(input: &mut BytesMut, length: usize) -> Bytes {
    if length <= SMALL {
        let entity = Bytes::copy_from_slice(input.get(..length).unwrap_or_default());
        input.advance(length);
        return entity;
    }
    let entity = input.split_to(length).freeze();
    // What follows gets a buffer of its own, for the same reason.
    *input = BytesMut::from(&input[..]);
    entity
}

#[expect(clippy::disallowed_methods, reason = "the thin shell is where the clock is read")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_that_is_kept_keeps_no_others_alive() {
        let mut input = BytesMut::with_capacity(512 << 10);
        input.extend_from_slice(&vec![b'l'; 250 << 10]);
        input.extend_from_slice(b"small");
        input.extend_from_slice(b"rest");
        let before = input.as_ptr() as usize..input.as_ptr() as usize + input.len();
        let large = take_entity(&mut input, 250 << 10);
        assert!(before.contains(&(large.as_ptr() as usize)), "a large one is not copied");
        assert!(!before.contains(&(input.as_ptr() as usize)), "what follows is");
        let place = input.as_ptr() as usize..input.as_ptr() as usize + input.len();
        let small = take_entity(&mut input, 5);
        assert_eq!((&small[..], &input[..]), (&b"small"[..], &b"rest"[..]));
        assert!(!place.contains(&(small.as_ptr() as usize)));
    }
}
