//! The notification service: what Openfire is to a Finesse server.
//!
//! Browsers and programs connect by BOSH, XMPP over TCP or WebSocket; the Finesse server publishes as the user `finesse`;
//! every agent gets the nodes that concern it without asking. [`core`] is the service as a pure machine, which runs in
//! virtual time with the other cores of the system; [`start()`] puts it on sockets.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use notification::{Config, Listeners, StaticAccounts, start};
//!
//! let accounts = StaticAccounts::new([7; 32]).with("finesse", "secret").with("agent1", "secret");
//! let config = Config::new("uccx.example", "finesse", Arc::new(accounts))?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:7071").await?;
//! let running = start(config, Listeners { bosh: Some(listener), ..Listeners::default() }).await?;
//! println!("{:?}", running.addresses());
//! running.stop().await;
//! # Ok(())
//! # }
//! ```

mod chance;
pub mod core;
mod log;
mod metrics;
mod passwords;
mod start;
mod websocket;

pub use host::random_seed;
pub use log::{Logged, log_to};
pub use metrics::exposition;
pub use passwords::{AxlPasswords, Chain, Checking, PasswordCheck, StaticAccounts};
pub use start::{Addresses, Config, Listeners, Running, StartError, start};
