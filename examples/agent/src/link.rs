//! One of the ways XMPP comes.

use std::io;
use std::sync::Arc;

use bosh::tokio::Target;
use xmpp_pubsub::tokio::{ClientTransport, Connection, WebSocketConnection};
use xmpp_pubsub::{ClientConfig, ClientEvent, ClientStream, Security};

use crate::bosh_link::BoshConnection;
use crate::config::{Config, Xmpp};

pub(crate) enum Link {
    Bosh(Box<BoshConnection>),
    Tcp(Box<Connection>),
    WebSocket(Box<WebSocketConnection>),
}

impl Link {
    pub(crate) async fn connect(config: &Config, stream: ClientConfig, seed: [u8; 32]) -> io::Result<Self> {
        let stream = Arc::new(stream);
        let tls = || config.tls.clone().ok_or_else(|| io::Error::other("TLS without somebody to trust"));
        Ok(match &config.xmpp {
            Xmpp::Bosh { url } if url.scheme_str() == Some("https") => {
                let target = Target::tls(url.clone(), tls()?.as_ref().clone());
                Self::Bosh(Box::new(BoshConnection::new(target, stream, Security::Encrypted, seed)))
            }
            Xmpp::Bosh { url } => {
                let target = Target::clear(url.clone());
                Self::Bosh(Box::new(BoshConnection::new(target, stream, Security::Clear, seed)))
            }
            Xmpp::WebSocket { address, path } => {
                let transport = config.tls.clone().map_or(ClientTransport::Clear, ClientTransport::Direct);
                let connection = WebSocketConnection::connect(address, path, stream, transport, seed).await?;
                Self::WebSocket(Box::new(connection))
            }
            Xmpp::Tcp { address } => {
                let transport = config.tls.clone().map_or(ClientTransport::Clear, ClientTransport::StartTls);
                Self::Tcp(Box::new(Connection::connect(address, stream, transport, seed).await?))
            }
            Xmpp::Tls { address } => {
                let transport = ClientTransport::Direct(tls()?);
                Self::Tcp(Box::new(Connection::connect(address, stream, transport, seed).await?))
            }
        })
    }

    pub(crate) fn stream(&mut self) -> &mut ClientStream {
        match self {
            Self::Bosh(connection) => connection.stream(),
            Self::Tcp(connection) => connection.stream(),
            Self::WebSocket(connection) => connection.stream(),
        }
    }

    pub(crate) async fn next(&mut self) -> Option<ClientEvent> {
        match self {
            Self::Bosh(connection) => connection.next().await,
            Self::Tcp(connection) => connection.next().await,
            Self::WebSocket(connection) => connection.next().await,
        }
    }

    /// The name of the hop.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Bosh(_) => "BOSH",
            Self::Tcp(_) | Self::WebSocket(_) => "XMPP",
        }
    }
}
