//! Streams that broke and wait to be taken up again (XEP-0198, 5).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::time::Instant;

use crate::stream::management::Counters;
use crate::stream::{Deadline, Timer, UsageError};
use crate::{ConnId, Jid, Stanza};

/// A bound stream without a connection: its address, its counters, and the stanzas that its client has not confirmed.
/// From [`ServerStream::suspend`](super::ServerStream::suspend) to
/// [`ServerStream::resumed`](super::ServerStream::resumed).
pub struct Suspended {
    pub(super) jid: Jid,
    pub(super) management: Counters,
    pub(super) until: Instant,
    pub(super) max_queue: usize,
}

impl Suspended {
    /// The name under which its client asks for it.
    #[must_use]
    pub fn id(&self) -> &str {
        self.management.id().unwrap_or("")
    }

    /// The client's full address.
    #[must_use]
    pub fn jid(&self) -> &Jid {
        &self.jid
    }

    /// A stanza for the client: it gets it when it comes back.
    ///
    /// # Errors
    /// [`UsageError::Full`]: more waits than [`max_queue`](super::ServerConfig::max_queue) allows. Give it up.
    pub fn send(&mut self, stanza: &Stanza) -> Result<(), UsageError> {
        let size = stanza.size();
        if self.management.bytes().saturating_add(size) > self.max_queue {
            return Err(UsageError::Full);
        }
        self.management.sent(stanza.clone(), size);
        Ok(())
    }

    /// Gives it up: the stanzas that its client has not confirmed, oldest first. Once the address is unbound, routing them
    /// anew does what the rules ask for (PRS-8, XB-10).
    pub fn into_unconfirmed(self) -> impl Iterator<Item = Stanza> {
        self.management.into_unconfirmed()
    }
}

impl fmt::Debug for Suspended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name is a secret: who knows it and the password gets the stream.
        f.debug_struct("Suspended").field("jid", &self.jid).finish_non_exhaustive()
    }
}

/// The suspended streams of a server, each under the connection it had.
///
/// The caller's rule: change one thing, then drain [`poll_event`](Self::poll_event), then wait until
/// [`poll_timeout`](Self::poll_timeout).
#[derive(Debug)]
pub struct Suspensions {
    streams: BTreeMap<ConnId, Suspended>,
    ids: BTreeMap<Box<str>, ConnId>,
    due: BTreeSet<(Instant, ConnId)>,
    max: usize,
    given_up: VecDeque<(ConnId, Suspended)>,
}

impl Suspensions {
    /// None yet; at most `max` at once.
    #[must_use]
    pub fn new(max: usize) -> Self {
        Self {
            streams: BTreeMap::new(),
            ids: BTreeMap::new(),
            due: BTreeSet::new(),
            max,
            given_up: VecDeque::new(),
        }
    }

    /// Keeps a stream; if there are too many, the one whose time would be over first is given up.
    pub fn add(&mut self, conn: ConnId, stream: Suspended) {
        // A number that is used twice: the host's mistake costs the older one.
        self.give_up(conn);
        self.ids.insert(stream.id().into(), conn);
        self.due.insert((stream.until, conn));
        self.streams.insert(conn, stream);
        while self.streams.len() > self.max {
            let Some((_, first)) = self.due.first().copied() else { return };
            self.give_up(first);
        }
    }

    /// The stream a client asks for ([`ServerEvent::Resume`](super::ServerEvent::Resume)), and the connection it had.
    /// `None`: it is unknown, or another account's.
    pub fn take(&mut self, id: &str, account: &Jid) -> Option<(ConnId, Suspended)> {
        let conn = *self.ids.get(id)?;
        self.streams.get(&conn).filter(|stream| stream.jid.bare_str() == account.bare_str())?;
        let stream = self.streams.remove(&conn)?;
        self.forget(conn, &stream);
        Some((conn, stream))
    }

    /// A stanza for the client that had this connection; whether it is suspended. One that lets too much wait is given up.
    pub fn send(&mut self, conn: ConnId, stanza: &Stanza) -> bool {
        let Some(stream) = self.streams.get_mut(&conn) else { return false };
        if stream.send(stanza).is_err() {
            self.give_up(conn);
            return false;
        }
        true
    }

    /// Ends one, such as that of an address that a newer stream took.
    pub fn give_up(&mut self, conn: ConnId) {
        if let Some(stream) = self.streams.remove(&conn) {
            self.forget(conn, &stream);
            self.given_up.push_back((conn, stream));
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        self.due.first().map(|(at, _)| Deadline { at: *at, why: Timer::Resume })
    }

    /// Time has passed: gives up those that waited too long.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, conn)) = self.due.first().copied().filter(|(at, _)| *at <= now) {
            self.give_up(conn);
        }
    }

    /// A stream that was given up, and the connection it had: unbind it, then route what it has not confirmed.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<(ConnId, Suspended)> {
        self.given_up.pop_front()
    }

    fn forget(&mut self, conn: ConnId, stream: &Suspended) {
        self.ids.remove(stream.id());
        self.due.remove(&(stream.until, conn));
    }
}
