//! A TCP connection, in clear or not.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

#[cfg(feature = "tls")]
use crate::ChannelBinding;
use crate::Security;

/// A TCP connection, in clear or over TLS.
#[derive(Debug)]
#[non_exhaustive]
pub enum Socket {
    /// In clear.
    Clear(TcpStream),
    /// Over TLS.
    #[cfg(feature = "tls")]
    Tls(Box<tokio_rustls::TlsStream<TcpStream>>),
}

/// Octets read at once.
const READ: usize = 16 << 10;

impl Socket {
    pub(super) fn security(&self) -> Security {
        match self {
            Self::Clear(_) => Security::Clear,
            #[cfg(feature = "tls")]
            Self::Tls(_) => Security::Encrypted,
        }
    }

    /// The channel bindings of TLS, the best one first: `tls-exporter`, which only TLS 1.3 has in every case, and at the
    /// client's end `tls-server-end-point`.
    #[cfg(feature = "tls")]
    pub(super) fn channel_bindings(&self) -> Vec<ChannelBinding> {
        let Self::Tls(tls) = self else { return Vec::new() };
        let (label, _) = ChannelBinding::EXPORTER;
        let state = tls.get_ref().1;
        let exported = match (state.protocol_version(), tls.as_ref()) {
            (Some(rustls::ProtocolVersion::TLSv1_3), tokio_rustls::TlsStream::Client(tls)) => {
                tls.get_ref().1.export_keying_material([0; 32], label, None).ok()
            }
            (Some(rustls::ProtocolVersion::TLSv1_3), tokio_rustls::TlsStream::Server(tls)) => {
                tls.get_ref().1.export_keying_material([0; 32], label, None).ok()
            }
            _ => None,
        };
        let mut bindings: Vec<_> = exported.map(ChannelBinding::exporter).into_iter().collect();
        if let tokio_rustls::TlsStream::Client(_) = tls.as_ref() {
            let certificate = state.peer_certificates().and_then(|chain| chain.first());
            bindings
                .extend(certificate.and_then(|certificate| ChannelBinding::server_end_point(certificate)));
        }
        bindings
    }

    /// Writes what it can of `out` and reads what there is: how much was read, if something was. 0: the peer has ended
    /// its half. May be cancelled without loss.
    pub(super) async fn exchange(
        &mut self,
        out: &mut BytesMut,
        input: &mut BytesMut,
    ) -> io::Result<Option<usize>> {
        poll_fn(|cx| self.poll_exchange(cx, out, input)).await
    }

    fn poll_exchange(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut BytesMut,
        input: &mut BytesMut,
    ) -> Poll<io::Result<Option<usize>>> {
        let wrote = !out.is_empty();
        while !out.is_empty() {
            match Pin::new(&mut *self).poll_write(cx, out) {
                Poll::Ready(written) => {
                    let written = written?;
                    if written == 0 {
                        return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
                    }
                    out.advance(written);
                }
                Poll::Pending => break,
            }
        }
        // What TLS still holds goes out as the socket takes it, in this or a later call.
        let _ = Pin::new(&mut *self).poll_flush(cx)?;
        if wrote && out.is_empty() {
            return Poll::Ready(Ok(None));
        }
        let start = input.len();
        input.resize(start + READ, 0);
        let mut buffer = ReadBuf::new(input.get_mut(start..).unwrap_or_default());
        let polled = Pin::new(&mut *self).poll_read(cx, &mut buffer);
        let read = buffer.filled().len();
        input.truncate(start + read);
        ready!(polled)?;
        Poll::Ready(Ok(Some(read)))
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(socket) => Pin::new(socket).poll_read(cx, buffer),
            #[cfg(feature = "tls")]
            Self::Tls(socket) => Pin::new(socket.as_mut()).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Clear(socket) => Pin::new(socket).poll_write(cx, bytes),
            #[cfg(feature = "tls")]
            Self::Tls(socket) => Pin::new(socket.as_mut()).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(socket) => Pin::new(socket).poll_flush(cx),
            #[cfg(feature = "tls")]
            Self::Tls(socket) => Pin::new(socket.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(socket) => Pin::new(socket).poll_shutdown(cx),
            #[cfg(feature = "tls")]
            Self::Tls(socket) => Pin::new(socket.as_mut()).poll_shutdown(cx),
        }
    }
}
