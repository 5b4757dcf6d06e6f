//! From the connections of a server to the one task that owns its machines.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
#[cfg(feature = "tls")]
use std::sync::Arc;
use std::sync::Arc as Shared;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::{ConnId, Doorkeeper, Framing, Security};

use super::line::{Line, Output, Told};
use super::{now, tcp};

/// How the connections of a port are encrypted, and what they speak.
#[derive(Clone)]
#[non_exhaustive]
pub enum Listen {
    /// TCP in clear: for loopback.
    Clear,
    /// TCP, encrypted by STARTTLS: the machines' configuration must offer it.
    #[cfg(feature = "tls")]
    StartTls(Arc<rustls::ServerConfig>),
    /// TCP, encrypted from the first byte.
    #[cfg(feature = "tls")]
    Direct(Arc<rustls::ServerConfig>),
    /// WebSocket in clear.
    #[cfg(feature = "websocket")]
    WebSocket,
    /// WebSocket over TLS.
    #[cfg(all(feature = "tls", feature = "websocket"))]
    WebSocketTls(Arc<rustls::ServerConfig>),
}

/// What came through a gate.
#[derive(Debug)]
#[non_exhaustive]
pub enum Arrival {
    /// A connection: make a [`ServerStream`](crate::ServerStream) for it.
    Opened {
        /// Its number, chosen by the gate and never used again.
        conn: ConnId,
        /// What it speaks.
        framing: Framing,
        /// Whether it is encrypted.
        security: Security,
        /// From where.
        peer: SocketAddr,
    },
    /// Bytes, or one message of a WebSocket: to [`handle_input`](crate::ServerStream::handle_input).
    Input {
        /// From this connection.
        conn: ConnId,
        /// What arrived.
        bytes: Bytes,
    },
    /// What TLS says of a connection: behind [`Opened`](Self::Opened) where TLS comes first, before
    /// [`Secured`](Self::Secured) where it is started later; in both cases before any input over it.
    #[cfg(feature = "tls")]
    Tls {
        /// This connection.
        conn: ConnId,
        /// The client's certificate and those that vouch for it, checked as the TLS configuration wants: for
        /// [`xmpp_addresses`](crate::xmpp_addresses). Empty: it has shown none.
        certificates: Vec<rustls::pki_types::CertificateDer<'static>>,
        /// For [`set_channel_bindings`](crate::ServerStream::set_channel_bindings); a host that knows its certificate may
        /// add [`server_end_point`](crate::ChannelBinding::server_end_point).
        bindings: Vec<crate::ChannelBinding>,
    },
    /// TLS is up: to [`tls_started`](crate::ServerStream::tls_started).
    Secured {
        /// On this connection.
        conn: ConnId,
    },
    /// All has been written: the connection takes more.
    Ready {
        /// This one.
        conn: ConnId,
    },
    /// The connection is gone: to [`handle_eof`](crate::ServerStream::handle_eof).
    Gone {
        /// This one.
        conn: ConnId,
    },
}

/// Accepts connections, on any number of ports; cheap to clone.
#[derive(Clone)]
pub struct Gate {
    pub(super) arrivals: mpsc::Sender<(Arrival, Option<Line>)>,
    next: Shared<AtomicU64>,
    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    pub(super) max_message: usize,
    max_connections: usize,
    max_output: usize,
    door: Option<Shared<Mutex<Doorkeeper>>>,
}

/// Where the arrivals of all clones of a [`Gate`] come out, for the one task that owns the machines.
pub struct Inbox {
    arrivals: mpsc::Receiver<(Arrival, Option<Line>)>,
    lines: BTreeMap<ConnId, Line>,
}

/// How long a handshake of TLS or WebSocket may take, and how long the last words.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(15);

/// A gate, and the inbox behind it. `backlog` arrivals may wait to be taken out; more wait on their connections. A
/// WebSocket message may have `max_message` bytes; at most `max_connections` of one port are open at once, more wait in
/// the system's queue.
#[must_use]
pub fn channel(backlog: usize, max_message: usize, max_connections: usize) -> (Gate, Inbox) {
    let (sender, arrivals) = mpsc::channel(backlog.max(1));
    let gate = Gate {
        arrivals: sender,
        next: Shared::default(),
        max_message,
        max_connections,
        max_output: 1 << 20,
        door: None,
    };
    (gate, Inbox { arrivals, lines: BTreeMap::new() })
}

impl Gate {
    /// The same gate, where so many bytes may wait for each connection of those that come from now on; one to which more
    /// is told ends. Default: 1 MiB. A host that waits for [`Arrival::Ready`] never has more than one output wait, which
    /// may be of any size.
    #[must_use]
    pub fn with_max_output(mut self, bytes: usize) -> Self {
        self.max_output = bytes;
        self
    }

    /// The same gate, where this one is asked before anything is spent on a connection (SEC-4). Gates of several ports may
    /// share it; the host, which knows of failed logins, tells it of them.
    #[must_use]
    pub fn with_doorkeeper(mut self, door: Shared<Mutex<Doorkeeper>>) -> Self {
        self.door = Some(door);
        self
    }

    /// Who is let in; the guest leaves when it is dropped.
    fn admit(&self, address: IpAddr) -> Option<Visit> {
        let door = self.door.clone();
        if let Some(door) = &door {
            // A lock that somebody panicked under still counts.
            let mut door = door.lock().unwrap_or_else(PoisonError::into_inner);
            door.admit(now(), address).ok()?;
        }
        Some(Visit { door, address })
    }

    pub(super) fn line(&self) -> (Line, Told) {
        Line::new(self.max_output)
    }

    /// Accepts connections until the inbox, or this future, is dropped; then they end.
    pub async fn serve(self, listener: TcpListener, listen: Listen) {
        let mut connections = JoinSet::new();
        loop {
            let room = connections.len() < self.max_connections;
            tokio::select! {
                accepted = listener.accept(), if room => match accepted {
                    Ok((socket, peer)) => {
                        let Some(visit) = self.admit(peer.ip()) else { continue };
                        let conn = ConnId(self.next.fetch_add(1, Ordering::Relaxed));
                        let _ = socket.set_nodelay(true);
                        let run = tcp::run(self.clone(), listen.clone(), conn, socket, peer);
                        connections.spawn(async move {
                            run.await;
                            drop(visit);
                        });
                    }
                    // Out of descriptors, or the peer is gone: the next one may do better.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
                Some(_) = connections.join_next() => {}
                () = self.arrivals.closed() => return,
            }
        }
    }
}

/// A connection that was let in, to its end.
struct Visit {
    door: Option<Shared<Mutex<Doorkeeper>>>,
    address: IpAddr,
}

impl Drop for Visit {
    fn drop(&mut self) {
        if let Some(door) = &self.door {
            door.lock().unwrap_or_else(PoisonError::into_inner).left(self.address);
        }
    }
}

impl Inbox {
    /// The next arrival; `None` once all gates are gone. May be cancelled without loss.
    pub async fn recv(&mut self) -> Option<Arrival> {
        let arrival = self.arrivals.recv().await?;
        Some(self.take(arrival))
    }

    /// The next arrival if one is there now.
    pub fn try_recv(&mut self) -> Option<Arrival> {
        let arrival = self.arrivals.try_recv().ok()?;
        Some(self.take(arrival))
    }

    fn take(&mut self, (arrival, line): (Arrival, Option<Line>)) -> Arrival {
        match (&arrival, line) {
            (Arrival::Opened { conn, .. }, Some(line)) => {
                self.lines.insert(*conn, line);
            }
            (Arrival::Gone { conn }, _) => {
                self.lines.remove(conn);
            }
            _ => {}
        }
        arrival
    }

    /// Tells a connection something. After bytes wait for [`Arrival::Ready`] before you drain its machine again, so that
    /// what a slow reader leaves waits there, where it is bounded. A connection that is told more than its line takes
    /// ([`Gate::with_max_output`]) ends at once; so does one that has not taken all 15 seconds after
    /// [`Output::Close`].
    pub fn send(&mut self, conn: ConnId, output: Output) {
        let last = matches!(output, Output::Close);
        // The connection may be gone; its arrival says so.
        let Some(line) = self.lines.get(&conn) else { return };
        let told = line.tell(output);
        if told && !last {
            return;
        }
        if let Some(line) = self.lines.remove(&conn)
            && told
        {
            let _ = line.ending.send(());
        }
    }
}
