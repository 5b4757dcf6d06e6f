//! HTTP/1.1 with whole bodies: every request is bounded in size and time before a handler sees it.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use crate::Stop;

/// Largest request head in bytes; a larger one is answered with 431. Browsers send a few thousand.
const MAX_HEAD: usize = 32 << 10;

/// What one peer may cost.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HttpLimits {
    /// Largest request body in bytes; a larger one is answered with 413.
    pub body: usize,
    /// Longest time for the TLS handshake, and from the end of one exchange to the last byte of the next head.
    pub head: Duration,
    /// Longest time for a body once its head is there; slower is answered with 408.
    pub body_time: Duration,
    /// Connections at once; more wait in the system's queue.
    pub connections: usize,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            head: Duration::from_secs(30),
            body_time: Duration::from_secs(15),
            connections: 10_000,
        }
    }
}

/// Who sent a request; found in its extensions.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// An HTTP server around one handler.
#[derive(Clone)]
pub struct HttpServer<H> {
    handler: H,
    tls: Option<Arc<rustls::ServerConfig>>,
    limits: HttpLimits,
}

impl<H> std::fmt::Debug for HttpServer<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpServer").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl<H, F> HttpServer<H>
where
    H: Fn(Request<Bytes>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Bytes>> + Send + 'static,
{
    /// Clear text, default limits.
    pub fn new(handler: H) -> Self {
        Self { handler, tls: None, limits: HttpLimits::default() }
    }

    /// Speaks TLS from the first byte.
    #[must_use]
    pub fn tls(mut self, config: Arc<rustls::ServerConfig>) -> Self {
        self.tls = Some(config);
        self
    }

    /// Other limits than the default ones.
    #[must_use]
    pub fn limits(mut self, limits: HttpLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Accepts connections until `stop` asks for the end; requests under way are answered first.
    pub fn spawn(self, listener: TcpListener, stop: &Stop) {
        let inner = stop.clone();
        stop.spawn(async move {
            let room = Arc::new(Semaphore::new(self.limits.connections));
            let server = Arc::new(self);
            loop {
                let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    () = inner.requested() => return,
                };
                match accepted {
                    Ok((stream, peer)) => {
                        let (server, stop) = (Arc::clone(&server), inner.clone());
                        inner.spawn(async move {
                            server.connection(stream, peer, stop).await;
                            drop(place);
                        });
                    }
                    // Out of descriptors: accepting again at once would spin.
                    Err(error) => {
                        tracing::warn!(%error, "accept failed");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            }
        });
    }

    async fn connection(&self, stream: TcpStream, peer: SocketAddr, stop: Stop) {
        let _ = stream.set_nodelay(true);
        let Some(tls) = &self.tls else { return self.http(stream, peer, stop).await };
        let handshake = TlsAcceptor::from(Arc::clone(tls)).accept(stream);
        match tokio::time::timeout(self.limits.head, handshake).await {
            Ok(Ok(stream)) => self.http(stream, peer, stop).await,
            Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake failed"),
            Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
        }
    }

    async fn http(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send, peer: SocketAddr, stop: Stop) {
        let service =
            service_fn(|request| async move { Ok::<_, Infallible>(self.exchange(request, peer).await) });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.requested() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%peer, %error, "HTTP connection ended");
        }
    }

    async fn exchange(&self, request: Request<Incoming>, peer: SocketAddr) -> Response<Full<Bytes>> {
        // A body that says at once that it is too large is not waited for.
        if request.body().size_hint().lower() > self.limits.body as u64 {
            return refused(StatusCode::PAYLOAD_TOO_LARGE).map(Full::new);
        }
        let (mut head, body) = request.into_parts();
        head.extensions.insert(Peer(peer));
        let whole = Limited::new(body, self.limits.body).collect();
        let response = match tokio::time::timeout(self.limits.body_time, whole).await {
            Ok(Ok(body)) => (self.handler)(Request::from_parts(head, body.to_bytes())).await,
            Ok(Err(error)) if error.is::<LengthLimitError>() => refused(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(_)) => refused(StatusCode::BAD_REQUEST),
            Err(_) => refused(StatusCode::REQUEST_TIMEOUT),
        };
        response.map(Full::new)
    }
}

/// What is left of the body is not read: the connection ends.
fn refused(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONNECTION, http::HeaderValue::from_static("close"));
    response
}
