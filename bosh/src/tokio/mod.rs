//! HTTP adapters on tokio and hyper: a gate that hands requests to whoever owns a [`Manager`](crate::manager::Manager), and a
//! driver that does the exchanges of a [`Client`](crate::client::Client). They move bytes and sleep; they decide nothing.

mod body;
mod driver;
mod gate;
mod serve;

pub use body::EntityBody;
pub use driver::{Driver, Target};
pub use gate::{Arrival, Gate, HangUp, HttpConfig, Inbox, channel};
pub use serve::{Tls, serve, serve_connection};
