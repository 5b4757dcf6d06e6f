//! A server's connection over TCP: a task that moves bytes.

use std::io;
use std::net::SocketAddr;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;

#[cfg(feature = "websocket")]
use crate::Security;
use crate::{ConnId, Framing};

use super::gate::{Arrival, Gate, HANDSHAKE, Listen, Output};
use super::socket::Socket;

/// From accepting to the end.
pub(super) async fn run(gate: Gate, listen: Listen, conn: ConnId, socket: TcpStream, peer: SocketAddr) {
    let (sender, outputs) = mpsc::unbounded_channel();
    let opened = |framing, security| Arrival::Opened { conn, framing, security, peer };
    let arrivals = gate.arrivals.clone();
    match prepare(&listen, socket).await {
        Some(Ready::Tcp(socket)) => {
            let opened = opened(Framing::Tcp, socket.security());
            if arrivals.send((opened, Some(sender))).await.is_ok() {
                let _ = move_bytes(&gate, &listen, conn, socket, outputs).await;
            }
        }
        #[cfg(feature = "websocket")]
        Some(Ready::WebSocket(socket, security)) => {
            let Some(socket) = super::websocket::accept(socket, gate.max_message).await else { return };
            if arrivals.send((opened(Framing::WebSocket, security), Some(sender))).await.is_ok() {
                let _ = super::websocket::move_messages(&gate, conn, socket, outputs).await;
            }
        }
        None => return,
    }
    let _ = arrivals.send((Arrival::Gone { conn }, None)).await;
}

enum Ready {
    Tcp(Socket),
    #[cfg(feature = "websocket")]
    WebSocket(Socket, Security),
}

/// TLS, where it comes first.
async fn prepare(listen: &Listen, socket: TcpStream) -> Option<Ready> {
    match listen {
        Listen::Clear => Some(Ready::Tcp(Socket::Clear(socket))),
        #[cfg(feature = "tls")]
        Listen::StartTls(_) => Some(Ready::Tcp(Socket::Clear(socket))),
        #[cfg(feature = "tls")]
        Listen::Direct(tls) => accept_tls(tls, socket).await.map(Ready::Tcp),
        #[cfg(feature = "websocket")]
        Listen::WebSocket => Some(Ready::WebSocket(Socket::Clear(socket), Security::Clear)),
        #[cfg(all(feature = "tls", feature = "websocket"))]
        Listen::WebSocketTls(tls) => {
            accept_tls(tls, socket).await.map(|socket| Ready::WebSocket(socket, Security::Encrypted))
        }
    }
}

#[cfg(feature = "tls")]
async fn accept_tls(tls: &std::sync::Arc<rustls::ServerConfig>, socket: TcpStream) -> Option<Socket> {
    let accepting = tokio_rustls::TlsAcceptor::from(tls.clone()).accept(socket);
    let accepted = timeout(HANDSHAKE, accepting).await.ok()?.ok()?;
    Some(Socket::Tls(Box::new(accepted.into())))
}

async fn move_bytes(
    gate: &Gate,
    listen: &Listen,
    conn: ConnId,
    mut socket: Socket,
    mut outputs: mpsc::UnboundedReceiver<Output>,
) -> Result<(), Ended> {
    let mut out = BytesMut::new();
    let mut input = BytesMut::new();
    // The inbox waits to hear that its last output is written.
    let mut owed = false;
    loop {
        tokio::select! {
            // One output at a time: the next one is taken when this one is written.
            output = outputs.recv(), if out.is_empty() => match output {
                Some(Output::Bytes(bytes)) => {
                    owed = true;
                    out.extend_from_slice(&bytes);
                }
                Some(Output::StartTls) => {
                    socket = secure(listen, socket).await?;
                    gate.send(Arrival::Secured { conn }).await?;
                }
                Some(Output::Close) | None => {
                    // A peer that does not read cannot hold the task.
                    let _ = timeout(HANDSHAKE, socket.shutdown()).await;
                    return Ok(());
                }
            },
            done = socket.exchange(&mut out, &mut input) => match done? {
                Some(0) => return Ok(()),
                Some(_) => {
                    let bytes: Bytes = input.split().freeze();
                    gate.send(Arrival::Input { conn, bytes }).await?;
                }
                None => {}
            },
        }
        if owed && out.is_empty() {
            owed = false;
            gate.send(Arrival::Ready { conn }).await?;
        }
    }
}

async fn secure(listen: &Listen, socket: Socket) -> Result<Socket, Ended> {
    match (listen, socket) {
        #[cfg(feature = "tls")]
        (Listen::StartTls(tls), Socket::Clear(socket)) => accept_tls(tls, socket).await.ok_or(Ended),
        _ => Err(Ended),
    }
}

/// The connection or the inbox is gone.
pub(super) struct Ended;

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl Gate {
    pub(super) async fn send(&self, arrival: Arrival) -> Result<(), Ended> {
        self.arrivals.send((arrival, None)).await.map_err(|_| Ended)
    }
}
