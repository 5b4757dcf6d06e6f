//! Adapters for tokio: they move requests and answers, and decide nothing.

mod http;

pub use http::{HttpTransport, TransportError};
