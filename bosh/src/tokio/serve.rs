//! Listening.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::Gate;
use super::http1::{Connection, End};
use crate::manager::Security;

/// How connections are secured.
#[derive(Clone)]
#[non_exhaustive]
pub enum Tls {
    /// Not at all.
    Off,
    /// TLS from the first byte.
    #[cfg(feature = "tls")]
    On(Arc<rustls::ServerConfig>),
}

/// What a connection is made of.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Somebody who takes connections over that ask to become WebSockets, on the same port.
pub trait Upgrade: Send + Sync {
    /// Is a WebSocket served at this path?
    fn serves(&self, path: &str) -> bool;

    /// Takes a connection over. `read` begins with its request, and may go on behind it.
    fn upgrade(
        &self,
        stream: Box<dyn Stream>,
        read: Bytes,
        security: Security,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// Accepts connections until `stop` resolves; then answers the requests under way, and returns when all connections
/// have ended.
pub async fn serve(listener: TcpListener, gate: Gate, tls: Tls, stop: impl Future<Output = ()>) {
    serve_with(listener, gate, tls, None, stop).await;
}

/// The same, with somebody who takes WebSockets. These end by themselves: `stop` does not concern them.
pub async fn serve_with(
    listener: TcpListener,
    gate: Gate,
    tls: Tls,
    upgrade: Option<Arc<dyn Upgrade>>,
    stop: impl Future<Output = ()>,
) {
    let room = Arc::new(Semaphore::new(gate.config.connections));
    let (stopping, stopped) = watch::channel(false);
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let (gate, tls, mut stopped) = (gate.clone(), tls.clone(), stopped.clone());
                let upgrade = upgrade.clone();
                tokio::spawn(async move {
                    // An error means that the listener is gone, which is an end as well.
                    let stop = async move { drop(stopped.wait_for(|s| *s).await) };
                    let _ = accept(stream, gate, tls, upgrade, stop).await;
                    drop(place);
                });
            }
            // Out of descriptors: accepting again at once would spin.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    drop(listener);
    drop(stopped);
    let _ = stopping.send(true);
    stopping.closed().await;
}

async fn accept(
    stream: TcpStream,
    gate: Gate,
    tls: Tls,
    upgrade: Option<Arc<dyn Upgrade>>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match tls {
        Tls::Off => converse(stream, &gate, Security::Clear, upgrade, stop).await,
        #[cfg(feature = "tls")]
        // Apart, so that connections without it need no room for it.
        Tls::On(config) => Box::pin(accept_tls(stream, gate, config, upgrade, stop)).await,
    }
}

#[cfg(feature = "tls")]
async fn accept_tls(
    stream: TcpStream,
    gate: Gate,
    config: Arc<rustls::ServerConfig>,
    upgrade: Option<Arc<dyn Upgrade>>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let handshake = Box::pin(tokio_rustls::TlsAcceptor::from(config).accept(stream));
    let stream = tokio::time::timeout(gate.config.head_time, handshake).await??;
    let security = certificate(&stream).map_or(Security::Tls, Security::Certificate);
    converse(stream, &gate, security, upgrade, stop).await
}

async fn converse(
    stream: impl Stream + 'static,
    gate: &Gate,
    security: Security,
    upgrade: Option<Arc<dyn Upgrade>>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let connection = Connection::new(gate, upgrade.as_deref(), stream, security);
    if let (End::Upgrade(stream, read), Some(upgrade)) = (connection.run(stop).await?, upgrade) {
        upgrade.upgrade(Box::new(stream), read, security).await;
    }
    Ok(())
}

#[cfg(feature = "tls")]
fn certificate(stream: &tokio_rustls::server::TlsStream<TcpStream>) -> Option<[u8; 32]> {
    use sha2::Digest as _;
    let (_, connection) = stream.get_ref();
    let leaf = connection.peer_certificates()?.first()?;
    Some(sha2::Sha256::digest(leaf).into())
}

/// Serves one connection until it ends, or until `stop` resolves and the requests under way are answered.
///
/// # Errors
///
/// What ended the connection: a system's error, a client that does not read, a request without an answer.
pub async fn serve_connection(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    gate: Gate,
    security: Security,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    Connection::new(&gate, None, stream, security).run(stop).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_costs_little_memory() {
        let (gate, _inbox) = super::super::channel(Default::default(), 1);
        let (_, stream) = tokio::io::duplex(1);
        let size = size_of_val(&converse(stream, &gate, Security::Clear, None, async {}));
        assert!(size <= 2048, "{size}");
    }
}
