//! The server on tokio: sockets, clocks and pages around the [`Core`](crate::Core).

mod driver;
mod links;
mod pages;
mod start;

pub use start::{BoshService, Config, Listeners, Running, StartError, XmppTls, start};
