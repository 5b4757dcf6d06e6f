//! The same protocol inside TLS (CCE: ports 42030 and 43030).

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::sync::mpsc;
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::connection::{ConnectError, Connection};
use super::serve::{Control, Machine, serve_with};
use crate::client::{Config, Opened};

impl Connection<TlsStream<TcpStream>> {
    /// Connects, shakes hands, and waits until the session is open. The timeout is for connection and handshake together.
    ///
    /// # Errors
    /// [`ConnectError`] says at which step it ended.
    pub async fn connect_tls(
        address: impl ToSocketAddrs,
        name: ServerName<'static>,
        tls: Arc<rustls::ClientConfig>,
        config: Config,
        connect_timeout: Duration,
    ) -> Result<(Self, Opened), ConnectError> {
        let stream = tokio::time::timeout(connect_timeout, async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            TlsConnector::from(tls).connect(name, stream).await
        });
        let stream: Result<_, io::Error> = stream.await.map_err(|_| ConnectError::Timeout)?;
        Self::open(stream.map_err(ConnectError::Io)?, config).await
    }
}

/// As [`serve`](super::serve()), inside TLS. A handshake that fails or takes longer than the machine waits for the first
/// message ends its connection only.
///
/// # Errors
/// The listener failed for good.
pub async fn serve_tls<M: Machine>(
    listener: TcpListener,
    tls: Arc<rustls::ServerConfig>,
    machine: M,
    controls: mpsc::Receiver<Control<M>>,
) -> io::Result<M> {
    let acceptor = TlsAcceptor::from(tls);
    serve_with(listener, machine, controls, move |stream| acceptor.accept(stream)).await
}
