//! An agent of a Finesse system as a program sees it: requests over REST, events over XMPP, in one machine.
//!
//! [`Agent`] is the whole on tokio: connect, sign in, follow events. [`Core`] is the same without sockets and clock, for
//! simulations: it joins the client of `finesse-proto` (which request had which outcome) with a client of
//! publish-subscribe (which event came). Over BOSH the XMPP stream and the BOSH session are joined by the two functions of
//! [`glue`].
//!
//! ```no_run
//! use agent::{Agent, Config, Xmpp};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let xmpp = Xmpp::parse("http://localhost:7071/http-bind")?;
//! let config = Config::new("agent1", "secret", "http://localhost:8082", "localhost", xmpp);
//! let mut agent = Agent::connect(config, [7; 32]).await?; // the seed: 32 bytes from the system
//! agent.sign_in("1001").await?;
//! agent.ready().await?;
//! while let Some(event) = agent.next_event().await {
//!     println!("{event:?}");
//! }
//! # Ok(())
//! # }
//! ```

mod agent;
mod bosh_link;
mod bot;
mod config;
mod core;
pub mod glue;
mod link;
mod rest;
mod show;

pub use crate::agent::{Agent, ConnectError, Failed};
pub use crate::bosh_link::BoshConnection;
pub use crate::bot::bot;
pub use crate::config::{Config, Xmpp, chance};
pub use crate::core::{Core, Event};
