//! The client on tokio: [`AxlClient`] moves HTTP messages between the machine and hyper, and sleeps until its deadlines.

mod client;
mod exchange;
#[cfg(feature = "tls")]
mod tls;

pub use client::AxlClient;
#[cfg(feature = "tls")]
pub use tls::{Trust, TrustError};
