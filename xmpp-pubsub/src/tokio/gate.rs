//! From the connections of a server to the one task that owns its machines.

use std::collections::BTreeMap;
use std::net::SocketAddr;
#[cfg(feature = "tls")]
use std::sync::Arc;
use std::sync::Arc as Shared;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::{ConnId, Framing, Security};

use super::tcp;

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

/// What a connection is told.
#[derive(Debug)]
#[non_exhaustive]
pub enum Output {
    /// Write this; for a WebSocket it is one message.
    Bytes(Bytes),
    /// Start TLS as its server.
    StartTls,
    /// Close, after what was told before.
    Close,
}

/// Accepts connections, on any number of ports; cheap to clone.
#[derive(Clone)]
pub struct Gate {
    pub(super) arrivals: mpsc::Sender<(Arrival, Option<mpsc::UnboundedSender<Output>>)>,
    next: Shared<AtomicU64>,
    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    pub(super) max_message: usize,
    max_connections: usize,
}

/// Where the arrivals of all clones of a [`Gate`] come out, for the one task that owns the machines.
pub struct Inbox {
    arrivals: mpsc::Receiver<(Arrival, Option<mpsc::UnboundedSender<Output>>)>,
    outputs: BTreeMap<ConnId, mpsc::UnboundedSender<Output>>,
}

/// How long a handshake of TLS or WebSocket may take.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(15);

/// A gate, and the inbox behind it. `backlog` arrivals may wait to be taken out; more wait on their connections. A
/// WebSocket message may have `max_message` bytes; at most `max_connections` of one port are open at once, more wait in
/// the system's queue.
#[must_use]
pub fn channel(backlog: usize, max_message: usize, max_connections: usize) -> (Gate, Inbox) {
    let (sender, arrivals) = mpsc::channel(backlog.max(1));
    let gate = Gate { arrivals: sender, next: Shared::default(), max_message, max_connections };
    (gate, Inbox { arrivals, outputs: BTreeMap::new() })
}

impl Gate {
    /// Accepts connections until the inbox, or this future, is dropped; then they end.
    pub async fn serve(self, listener: TcpListener, listen: Listen) {
        let mut connections = JoinSet::new();
        loop {
            let room = connections.len() < self.max_connections;
            tokio::select! {
                accepted = listener.accept(), if room => match accepted {
                    Ok((socket, peer)) => {
                        let conn = ConnId(self.next.fetch_add(1, Ordering::Relaxed));
                        let _ = socket.set_nodelay(true);
                        connections.spawn(tcp::run(self.clone(), listen.clone(), conn, socket, peer));
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

    fn take(&mut self, (arrival, output): (Arrival, Option<mpsc::UnboundedSender<Output>>)) -> Arrival {
        match (&arrival, output) {
            (Arrival::Opened { conn, .. }, Some(output)) => {
                self.outputs.insert(*conn, output);
            }
            (Arrival::Gone { conn }, _) => {
                self.outputs.remove(conn);
            }
            _ => {}
        }
        arrival
    }

    /// Tells a connection something. After bytes wait for [`Arrival::Ready`] before you drain its machine again, so that
    /// what a slow reader leaves waits there, where it is bounded.
    pub fn send(&mut self, conn: ConnId, output: Output) {
        let last = matches!(output, Output::Close);
        if let Some(sender) = self.outputs.get(&conn) {
            // The connection may be gone; its arrival says so.
            let _ = sender.send(output);
        }
        if last {
            self.outputs.remove(&conn);
        }
    }
}
