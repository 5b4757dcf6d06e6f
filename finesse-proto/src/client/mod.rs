//! The client's side: requests out, answers and updates in, events out.

mod config;
mod correlate;
mod failover;
mod ids;
mod machine;

pub use config::{ClientConfig, Deadline, Event, PeerError, Ticket, Timer, Transmit, Trouble};
pub use correlate::{Correlator, Outcome};
pub use failover::{Failover, Side, Step};
pub use machine::Client;
