//! A client over TCP.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio::time::timeout;

use crate::{ClientConfig, ClientEvent, ClientStream, Framing, Resumption, Security};

use super::socket::Socket;
use super::{due, now};

/// How long connecting, a handshake, or the last words, may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// How a client's connection is encrypted.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ClientTransport {
    /// Not at all: for loopback.
    Clear,
    /// By STARTTLS, usually on port 5222; [`ClientConfig::tls`] says whether it must be.
    #[cfg(feature = "tls")]
    StartTls(Arc<rustls::ClientConfig>),
    /// From the first byte, usually on port 5223.
    #[cfg(feature = "tls")]
    Direct(Arc<rustls::ClientConfig>),
}

/// A client's stream and its connection. Call [`next`](Self::next) for events; between, use the machine's methods.
pub struct Connection {
    stream: ClientStream,
    socket: Option<Socket>,
    out: BytesMut,
    #[cfg_attr(not(feature = "tls"), allow(dead_code))]
    config: Arc<ClientConfig>,
    #[cfg_attr(not(feature = "tls"), allow(dead_code))]
    transport: ClientTransport,
    /// A TLS handshake under way; kept here so that `next` can be cancelled.
    handshake: Option<Pin<Box<dyn Future<Output = io::Result<Socket>> + Send>>>,
}

impl Connection {
    /// Connects to an address. The certificate must be good for the configured *domain* (TLS-4). `seed` must be random and
    /// used for nothing else.
    ///
    /// # Errors
    /// There is nobody at the address, or TLS fails.
    pub async fn connect(
        address: impl ToSocketAddrs,
        config: Arc<ClientConfig>,
        transport: ClientTransport,
        seed: [u8; 32],
    ) -> io::Result<Self> {
        Self::open(address, config, transport, |config, security| {
            ClientStream::new(config, Framing::Tcp, security, seed, now())
        })
        .await
    }

    /// As [`connect`](Self::connect), to take up a stream that broke: what [`ClientStream::suspend`] gave when
    /// [`next`](Self::next) had come to its end.
    ///
    /// # Errors
    /// There is nobody at the address, or TLS fails; the old stream is lost then.
    pub async fn resume(
        address: impl ToSocketAddrs,
        config: Arc<ClientConfig>,
        transport: ClientTransport,
        seed: [u8; 32],
        old: Resumption,
    ) -> io::Result<Self> {
        Self::open(address, config, transport, |config, security| {
            ClientStream::resume(config, Framing::Tcp, security, seed, now(), old)
        })
        .await
    }

    async fn open(
        address: impl ToSocketAddrs,
        config: Arc<ClientConfig>,
        transport: ClientTransport,
        stream: impl FnOnce(Arc<ClientConfig>, Security) -> ClientStream,
    ) -> io::Result<Self> {
        let socket = dial(address).await?;
        let socket = match &transport {
            #[cfg(feature = "tls")]
            ClientTransport::Direct(tls) => handshake(tls.clone(), &config, socket)?.await?,
            _ => Socket::Clear(socket),
        };
        let mut stream = stream(config.clone(), socket.security());
        name_bindings(&mut stream, &socket);
        Ok(Self { stream, socket: Some(socket), out: BytesMut::new(), config, transport, handshake: None })
    }

    /// The machine, to ask or send something; [`next`](Self::next) puts it on the network.
    pub fn stream(&mut self) -> &mut ClientStream {
        &mut self.stream
    }

    /// Works until something happens; `None` after the end. May be cancelled without loss.
    pub async fn next(&mut self) -> Option<ClientEvent> {
        let mut input = BytesMut::new();
        loop {
            if let Some(handshake) = &mut self.handshake {
                let done = handshake.await;
                self.handshake = None;
                match done {
                    Ok(socket) => {
                        name_bindings(&mut self.stream, &socket);
                        self.socket = Some(socket);
                        let _ = self.stream.tls_started(now());
                    }
                    Err(_) => self.stream.handle_eof(),
                }
            }
            if self.out.is_empty() {
                self.stream.poll_transmit(&mut self.out);
            }
            // Before the stream ends or changes, what there is goes out.
            match self.stream.poll_event() {
                Some(ClientEvent::StartTls) => self.start_tls().await,
                Some(event) => return Some(event),
                None if self.stream.is_closed() => return self.finish().await,
                None => {}
            }
            let Some(socket) = &mut self.socket else {
                if self.handshake.is_none() {
                    self.stream.handle_eof();
                }
                continue;
            };
            tokio::select! {
                done = socket.exchange(&mut self.out, &mut input) => match done {
                    Ok(Some(0)) | Err(_) => {
                        self.out.clear();
                        self.stream.handle_eof();
                    }
                    Ok(Some(_)) => {
                        self.stream.handle_input(now(), &input);
                        input.clear();
                    }
                    Ok(None) => {}
                },
                () = due(self.stream.poll_timeout()) => self.stream.handle_timeout(now()),
            }
        }
    }

    async fn start_tls(&mut self) {
        #[cfg(feature = "tls")]
        if let (Some(Socket::Clear(mut socket)), ClientTransport::StartTls(tls)) =
            (self.socket.take(), &self.transport)
        {
            let out = self.out.split();
            let (tls, config) = (tls.clone(), self.config.clone());
            self.handshake = Some(Box::pin(async move {
                socket.write_all(&out).await?;
                handshake(tls, &config, socket)?.await
            }));
            return;
        }
        // Asked for by a server, but not configured here.
        self.stream.handle_eof();
    }

    async fn finish(&mut self) -> Option<ClientEvent> {
        if let Some(mut socket) = self.socket.take() {
            self.stream.poll_transmit(&mut self.out);
            let ending = async {
                socket.write_all(&self.out).await?;
                socket.shutdown().await
            };
            // A server that does not read cannot hold us.
            let _ = timeout(PATIENCE, ending).await;
        }
        None
    }
}

pub(super) async fn dial(address: impl ToSocketAddrs) -> io::Result<TcpStream> {
    let socket = timeout(PATIENCE, TcpStream::connect(address)).await??;
    socket.set_nodelay(true)?;
    Ok(socket)
}

/// So that a login can be tied to the connection.
pub(super) fn name_bindings(stream: &mut ClientStream, socket: &Socket) {
    #[cfg(feature = "tls")]
    stream.set_channel_bindings(socket.channel_bindings());
    let _ = (stream, socket);
}

#[cfg(feature = "tls")]
pub(super) fn handshake(
    tls: Arc<rustls::ClientConfig>,
    config: &ClientConfig,
    socket: TcpStream,
) -> io::Result<impl Future<Output = io::Result<Socket>> + use<>> {
    let domain = config.domain.domain().trim_start_matches('[').trim_end_matches(']').to_owned();
    let domain = idna::domain_to_ascii(&domain).unwrap_or(domain);
    let name = rustls::pki_types::ServerName::try_from(domain).map_err(io::Error::other)?;
    let connecting = tokio_rustls::TlsConnector::from(tls).connect(name, socket);
    Ok(async move { Ok(Socket::Tls(Box::new(timeout(PATIENCE, connecting).await??.into()))) })
}
