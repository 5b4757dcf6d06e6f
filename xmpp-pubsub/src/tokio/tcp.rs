//! A server's connection over TCP: a task that moves bytes.

use std::io;
use std::net::SocketAddr;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::{ConnId, Framing};

use super::gate::{Arrival, Gate, HANDSHAKE, Listen};
use super::line::{Output, Told};
use super::socket::Socket;

/// From accepting to the end.
pub(super) async fn run(gate: Gate, listen: Listen, conn: ConnId, socket: TcpStream, peer: SocketAddr) {
    let (line, told) = gate.line();
    let opened = |framing, security| Arrival::Opened { conn, framing, security, peer };
    let arrivals = gate.arrivals.clone();
    match prepare(&listen, socket).await {
        Some(Ready::Tcp(socket)) => {
            let opened = opened(Framing::Tcp, socket.security());
            if arrivals.send((opened, Some(line))).await.is_ok() {
                let _ = move_bytes(&gate, &listen, conn, socket, told).await;
            }
        }
        #[cfg(feature = "websocket")]
        Some(Ready::WebSocket(socket)) => {
            let Some(socket) = super::websocket::accept(socket, gate.max_message).await else { return };
            let opened = opened(Framing::WebSocket, socket.get_ref().security());
            if arrivals.send((opened, Some(line))).await.is_ok() {
                let _ = super::websocket::move_messages(&gate, conn, socket, told).await;
            }
        }
        None => return,
    }
    let _ = arrivals.send((Arrival::Gone { conn }, None)).await;
}

enum Ready {
    Tcp(Socket),
    #[cfg(feature = "websocket")]
    WebSocket(Socket),
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
        Listen::WebSocket => Some(Ready::WebSocket(Socket::Clear(socket))),
        #[cfg(all(feature = "tls", feature = "websocket"))]
        Listen::WebSocketTls(tls) => accept_tls(tls, socket).await.map(Ready::WebSocket),
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
    mut told: Told,
) -> Result<(), Ended> {
    gate.tell_tls(conn, &socket).await?;
    let mut out = BytesMut::new();
    let mut input = BytesMut::new();
    // The inbox waits to hear that its last output is written.
    let mut owed = false;
    let mut until = None;
    loop {
        tokio::select! {
            // Too much was told, or this is the end: a peer that does not read cannot hold the task.
            last = &mut told.ending, if until.is_none() => match last {
                Ok(()) => until = Some(Instant::now() + HANDSHAKE),
                Err(_) => return Ok(()),
            },
            () = wait(until) => return Ok(()),
            // One output at a time: the next one is taken when this one is written.
            output = told.outputs.recv(), if out.is_empty() => {
                output.iter().for_each(|output| told.taken(output));
                match output {
                    Some(Output::Bytes(bytes)) => {
                        owed = true;
                        out.extend_from_slice(&bytes);
                    }
                    Some(Output::StartTls) => {
                        socket = secure(listen, socket).await?;
                        gate.tell_tls(conn, &socket).await?;
                        gate.send(Arrival::Secured { conn }).await?;
                    }
                    Some(Output::Close) | None => {
                        let _ = timeout(HANDSHAKE, socket.shutdown()).await;
                        return Ok(());
                    }
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

/// Until then; for ever, if there is no such time.
pub(super) async fn wait(until: Option<Instant>) {
    match until {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
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
    /// What TLS says, if there is any.
    #[cfg_attr(not(feature = "tls"), allow(clippy::unused_async))]
    pub(super) async fn tell_tls(&self, conn: ConnId, socket: &Socket) -> Result<(), Ended> {
        #[cfg(feature = "tls")]
        if let Socket::Tls(tls) = socket {
            let certificates = tls.get_ref().1.peer_certificates().unwrap_or_default();
            let certificates = certificates.iter().map(|one| one.clone().into_owned()).collect();
            let bindings = socket.channel_bindings();
            self.send(Arrival::Tls { conn, certificates, bindings }).await?;
        }
        let _ = (conn, socket);
        Ok(())
    }

    pub(super) async fn send(&self, arrival: Arrival) -> Result<(), Ended> {
        self.arrivals.send((arrival, None)).await.map_err(|_| Ended)
    }
}
