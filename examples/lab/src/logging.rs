//! Readable logs on the terminal (`RUST_LOG`), and hops into the trace.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::trace::{TARGET, Trace};

/// What is logged when `RUST_LOG` says nothing: warnings, and what the services announce.
const DEFAULT: &str = "warn,lab=info";

/// Sends hops to `trace` and everything else to standard error; fails when logging is set up already.
pub fn init(trace: Trace) -> Result<(), Box<dyn std::error::Error>> {
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(wanted) => EnvFilter::try_new(&wanted).map_err(|error| format!("RUST_LOG={wanted}: {error}"))?,
        Err(_) => EnvFilter::new(DEFAULT),
    };
    let hops = tracing_subscriber::filter::Targets::new().with_target(TARGET, tracing::Level::INFO);
    tracing_subscriber::registry()
        .with(trace.with_filter(hops))
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr).compact().with_filter(filter))
        .try_init()?;
    Ok(())
}
