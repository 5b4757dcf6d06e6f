//! The same protocol inside TLS (CCE: ports 42030 and 43030).

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::connection::{ConnectError, Connection};
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
