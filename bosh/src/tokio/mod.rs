//! HTTP adapters on tokio: a gate that hands requests to whoever owns a [`Manager`](crate::manager::Manager), and a
//! driver that does the exchanges of a [`Client`](crate::client::Client). They move bytes and sleep; they decide nothing.

mod body;
mod config;
mod driver;
mod gate;
mod http1;
mod serve;

pub use body::EntityBody;
pub use config::HttpConfig;
pub use driver::{Driver, Target};
pub use gate::{Arrival, Gate, HangUp, Inbox, channel};
pub use serve::{Stream, Tls, Upgrade, serve, serve_connection, serve_with};
