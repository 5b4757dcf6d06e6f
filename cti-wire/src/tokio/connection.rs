//! A client session on a stream.

use std::fmt;
use std::io;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, ToSocketAddrs};

use super::{now, sleep_until};
use crate::client::{Client, CloseReason, Config, ConfigRequest, Event};
use crate::session::{SessionError, Unshown};
use crate::{Frame, InvokeId, Profile, UsageError};

/// A [`Client`] with its stream.
///
/// [`next`](Self::next) drives everything: it writes what requests have queued, reads, keeps heartbeats, and gives the
/// next event. It must be awaited often enough for heartbeats (nothing runs behind the caller's back, nothing is read
/// that nobody takes). It may be cancelled.
pub struct Connection<S> {
    stream: S,
    client: Client,
    output: BytesMut,
    /// Whether the stream may keep something back (TLS does).
    unflushed: bool,
    input: Vec<u8>,
}

impl<S: fmt::Debug> fmt::Debug for Connection<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("stream", &self.stream)
            .field("client", &self.client)
            .field("output", &Unshown(&self.output))
            .finish_non_exhaustive()
    }
}

/// Why no session came about.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// The configuration does not fit into OPEN_REQ.
    Usage(UsageError),
    /// The connection failed.
    Io(io::Error),
    /// No connection in time.
    Timeout,
    /// The server did not grant the session.
    Closed(CloseReason),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Timeout => f.write_str("no connection in time"),
            Self::Closed(reason) => reason.fmt(f),
        }
    }
}

impl std::error::Error for ConnectError {}

impl Connection<TcpStream> {
    /// Connects and waits until the session is open. What came with it (SYSTEM_EVENT) is left for
    /// [`next`](Self::next).
    ///
    /// # Errors
    /// [`ConnectError`] says at which step it ended.
    pub async fn connect(
        address: impl ToSocketAddrs,
        config: Config,
        connect_timeout: Duration,
    ) -> Result<(Self, crate::client::Opened), ConnectError> {
        let stream = tokio::time::timeout(connect_timeout, TcpStream::connect(address)).await;
        let stream = stream.map_err(|_| ConnectError::Timeout)?.map_err(ConnectError::Io)?;
        stream.set_nodelay(true).map_err(ConnectError::Io)?;
        Self::open(stream, config).await
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Opens a session on a stream that stands, for example one inside TLS.
    ///
    /// # Errors
    /// [`ConnectError`] says at which step it ended.
    pub async fn open(stream: S, config: Config) -> Result<(Self, crate::client::Opened), ConnectError> {
        let client = Client::new(config, now().at).map_err(ConnectError::Usage)?;
        let mut this =
            Self { stream, client, output: BytesMut::new(), unflushed: false, input: vec![0; 16 * 1024] };
        loop {
            match this.next().await {
                Some(Event::Opened(opened)) => return Ok((this, opened)),
                Some(Event::Closed(reason)) => return Err(ConnectError::Closed(reason)),
                Some(_) => {}
                None => return Err(ConnectError::Closed(CloseReason::ConnectionLost)),
            }
        }
    }

    /// What both sides speak.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        self.client.profile()
    }

    /// The session.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// As [`Client::request`]; goes out with the next [`next`](Self::next).
    ///
    /// # Errors
    /// As [`Client::request`].
    pub fn request(&mut self, frame: &Frame) -> Result<InvokeId, SessionError> {
        self.client.request(now().at, frame)
    }

    /// As [`Client::download_configuration`].
    ///
    /// # Errors
    /// As [`Client::download_configuration`].
    pub fn download_configuration(&mut self, request: ConfigRequest) -> Result<(), SessionError> {
        self.client.download_configuration(now().at, request)
    }

    /// As [`Client::close`]; go on with [`next`](Self::next) until it gives `None`.
    ///
    /// # Errors
    /// As [`Client::close`].
    pub fn close(&mut self) -> Result<(), SessionError> {
        self.client.close(now().at)
    }

    /// The next event; `None` after the session has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            // What the stream does not take stays in the session, whose limit then counts.
            if self.output.is_empty() {
                self.client.poll_transmit(&mut self.output);
            }
            if let Some(event) = self.client.poll_event() {
                return Some(event);
            }
            if self.client.is_closed() {
                return None;
            }
            let deadline = self.client.poll_timeout().map(|deadline| deadline.at);
            let (mut reader, mut writer) = tokio::io::split(&mut self.stream);
            tokio::select! {
                read = reader.read(&mut self.input) => match read {
                    Ok(0) | Err(_) => self.client.handle_disconnect(),
                    Ok(n) => {
                        let bytes = self.input.get(..n).unwrap_or_default();
                        // The end of the session is an event too.
                        let _ = self.client.handle_input(now().at, bytes);
                    }
                },
                written = write_some(&mut writer, &self.output), if self.unflushed || !self.output.is_empty() => {
                    match written {
                        Ok(Some(n)) => {
                            self.output.advance(n);
                            self.unflushed = true;
                        }
                        Ok(None) => self.unflushed = false,
                        Err(_) => self.client.handle_disconnect(),
                    }
                }
                () = sleep_until(deadline) => self.client.handle_timeout(now().at),
            }
        }
    }
}

/// Writes what there is, or flushes if there is nothing (`None`). May be cancelled: nothing is lost.
async fn write_some(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<Option<usize>> {
    if bytes.is_empty() {
        stream.flush().await?;
        return Ok(None);
    }
    match stream.write(bytes).await? {
        0 => Err(io::ErrorKind::WriteZero.into()),
        n => Ok(Some(n)),
    }
}
