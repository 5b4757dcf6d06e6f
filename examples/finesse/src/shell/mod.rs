//! The server on tokio: sockets, clocks and pages around the [`Core`](crate::Core).

mod cors;
mod driver;
mod keep;
mod links;
mod pages;
mod start;

pub use start::{BoshService, Config, Cors, Listeners, Running, StartError, XmppTls, start};
