//! BOSH in front of any XMPP server: browsers speak BOSH to the bridge, the bridge speaks XMPP over TCP to the server.
//!
//! Nothing of XMPP is interpreted but what XEP-0206 asks for: stream headers are made and taken off, STARTTLS and compression are
//! taken out of the features, stream errors end the session. Logins are between the client and the server.
//!
//! [`core`] is the bridge as a pure machine; [`start()`] puts it on sockets.
//!
//! ```no_run
//! # async fn run() -> std::io::Result<()> {
//! use bridge::{Config, start};
//!
//! // A server that sees clear text: on the same host, or behind a tunnel.
//! let config = Config::new("127.0.0.1:5222".parse().unwrap(), [7; 32]); // the seed: 32 bytes from the system
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:5280").await?;
//! let running = start(config, listener)?;
//! println!("http://{}/http-bind", running.address());
//! running.stop().await;
//! # Ok(())
//! # }
//! ```

pub mod core;
mod start;

pub use start::{Config, Running, Upstream, start};
