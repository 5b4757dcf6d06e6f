//! What the thin programs of the system share: HTTP over TCP or TLS with limits and timeouts, a graceful end, and what they need of the
//! system they run on.
//!
//! ```
//! use bytes::Bytes;
//! use host::{HttpServer, Stop};
//!
//! # async fn run() -> std::io::Result<()> {
//! let stop = Stop::new();
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! HttpServer::new(|_request: http::Request<Bytes>| async { http::Response::new(Bytes::from("hello")) })
//!     .spawn(listener, &stop);
//! stop.stop().await;
//! # Ok(())
//! # }
//! ```

mod http1;
mod process;
mod stop;

pub use http1::{HttpLimits, HttpServer, Peer};
pub use process::{TlsError, client_tls, random_seed, server_tls, shutdown};
pub use stop::Stop;
