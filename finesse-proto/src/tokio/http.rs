//! HTTP and HTTPS by hyper.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::http::{Headers, Request, Response};

/// Largest answer in bytes: a list of all users of a large centre fits.
const MAX_ANSWER: usize = 16 << 20;

/// Why a request got no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// The base address is no `http://` or `https://` URL with a host and nothing behind it; `https` needs the feature `tls`.
    Address,
    /// The request cannot be written as HTTP.
    Request,
    /// The connection was not made or broke.
    Connection(Box<dyn std::error::Error + Send + Sync>),
    /// The answer took too long.
    TimedOut,
    /// The answer is larger than 16 MiB.
    TooLarge,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("base address is no http or https url of a host"),
            Self::Request => f.write_str("request cannot be written as http"),
            Self::Connection(error) => write!(f, "connection failed: {error}"),
            Self::TimedOut => f.write_str("answer took too long"),
            Self::TooLarge => f.write_str("answer is too large"),
        }
    }
}

impl std::error::Error for TransportError {}

#[derive(Debug, Clone)]
enum Wire {
    Plain(HyperClient<HttpConnector, Full<Bytes>>),
    #[cfg(feature = "tls")]
    Tls(HyperClient<hyper_rustls::HttpsConnector<HttpConnector>, Full<Bytes>>),
}

/// Sends the requests of a [`Client`](crate::Client) to one server. Cheap to clone; connections are kept and shared.
///
/// ```no_run
/// # async fn run(mut client: finesse_proto::Client, now: impl Fn() -> std::time::Instant) -> Result<(), Box<dyn std::error::Error>> {
/// let server = finesse_proto::tokio::HttpTransport::plain("http://localhost:8082")?;
/// while let Some(transmit) = client.poll_transmit() {
///     match server.send(&transmit.request).await {
///         Ok(response) => client.handle_response(now(), transmit.ticket, &response)?,
///         Err(_) => client.handle_failure(now(), transmit.ticket)?,
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct HttpTransport {
    wire: Wire,
    base: String,
    timeout: Duration,
}

impl HttpTransport {
    /// Longest time for one exchange. The server answers at once and tells the outcome later, so more means that it is gone.
    pub const TIMEOUT: Duration = Duration::from_secs(20);

    /// Clear text, to `http://host:port`.
    ///
    /// # Errors
    /// [`TransportError::Address`].
    pub fn plain(base: &str) -> Result<Self, TransportError> {
        let wire = Wire::Plain(HyperClient::builder(TokioExecutor::new()).build_http());
        Self::new(wire, base, "http://")
    }

    /// TLS, to `https://host:port`, trusting what the configuration trusts.
    ///
    /// # Errors
    /// [`TransportError::Address`].
    #[cfg(feature = "tls")]
    pub fn tls(base: &str, config: rustls::ClientConfig) -> Result<Self, TransportError> {
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_only()
            .enable_http1()
            .build();
        let wire = Wire::Tls(HyperClient::builder(TokioExecutor::new()).build(connector));
        Self::new(wire, base, "https://")
    }

    fn new(wire: Wire, base: &str, scheme: &str) -> Result<Self, TransportError> {
        let base = base.trim_end_matches('/');
        let host = base.strip_prefix(scheme).ok_or(TransportError::Address)?;
        let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_graphic() && !b"/?#@".contains(&b));
        if !is_host {
            return Err(TransportError::Address);
        }
        Ok(Self { wire, base: base.to_owned(), timeout: Self::TIMEOUT })
    }

    /// Another longest time for one exchange.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// See [`TransportError`]. The request may have been carried out all the same.
    pub async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        match tokio::time::timeout(self.timeout, self.exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(TransportError::TimedOut),
        }
    }

    async fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let mut builder = hyper::Request::builder()
            .method(request.method.as_str())
            .uri(format!("{}{}", self.base, request.target));
        for (name, value) in request.headers.iter() {
            builder = builder.header(name, value);
        }
        let message = builder.body(Full::new(request.body.clone())).map_err(|_| TransportError::Request)?;
        let answer = match &self.wire {
            Wire::Plain(client) => client.request(message).await,
            #[cfg(feature = "tls")]
            Wire::Tls(client) => client.request(message).await,
        };
        let answer = answer.map_err(|error| TransportError::Connection(error.into()))?;
        let status = answer.status().as_u16();
        let mut headers = Headers::new();
        for (name, value) in answer.headers() {
            // A value that is not text means nothing to this interface.
            if let Ok(value) = value.to_str() {
                headers.push(name.as_str(), value);
            }
        }
        let body = Limited::new(answer.into_body(), MAX_ANSWER).collect().await.map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() {
                TransportError::TooLarge
            } else {
                TransportError::Connection(error)
            }
        })?;
        Ok(Response { status, headers, body: body.to_bytes() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_base_is_a_host_and_nothing_more() {
        for bad in ["", "localhost", "https://a", "http://", "http://a/b", "http://u@a", "http://a?b"] {
            assert!(matches!(HttpTransport::plain(bad), Err(TransportError::Address)), "{bad}");
        }
        assert!(HttpTransport::plain("http://127.0.0.1:8082/").is_ok());
    }

    #[tokio::test]
    async fn an_exchange_over_a_socket() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = vec![0; 4096];
            let mut len = 0;
            while !bytes[..len].windows(7).any(|w| w == b"<User/>") {
                len += stream.read(&mut bytes[len..]).await.unwrap();
            }
            stream
                .write_all(b"HTTP/1.1 202 Accepted\r\nrequestid: r1\r\nContent-Length: 0\r\n\r\n")
                .await
                .unwrap();
            String::from_utf8(bytes[..len].to_vec()).unwrap()
        });
        let transport = HttpTransport::plain(&format!("http://{address}")).unwrap();
        let request =
            Request::new(crate::Method::Put, "/finesse/api/User/1").header("requestId", "r1").xml("<User/>");
        let response = transport.send(&request).await.unwrap();
        assert_eq!((response.status, response.request_id().unwrap().as_str()), (202, "r1"));
        let seen = server.await.unwrap();
        assert!(seen.starts_with("PUT /finesse/api/User/1 HTTP/1.1\r\n"), "{seen}");
        assert!(seen.to_ascii_lowercase().contains("content-type: application/xml"), "{seen}");
    }
}
