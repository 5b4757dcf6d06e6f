//! The log of the program.

use std::fmt;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Somebody else logs already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logged;

impl fmt::Display for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a log was begun before")
    }
}

impl std::error::Error for Logged {}

/// Begins the log of this process, with directives as `RUST_LOG` has them. Without any: what a user wants to know, and no line for
/// each notification, which is for traces of the whole system (`info,hop=info`).
///
/// Only what is told by `tracing` is written, at any level. Libraries that use `log` are not asked: the one for WebSocket writes
/// whole messages there, and the first of a session holds a password.
///
/// # Errors
///
/// [`Logged`] if this process has a log.
pub fn log_to<W>(directives: Option<&str>, writer: W) -> Result<(), Logged>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::new(directives.unwrap_or("info,hop=off"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).finish();
    tracing::subscriber::set_global_default(subscriber).map_err(|_| Logged)
}
