//! The client's side: requests out, answers and updates in, events out.

mod config;
mod correlate;
mod ids;
mod machine;

pub use config::{ClientConfig, Deadline, Event, PeerError, Ticket, Timer, Transmit, Trouble};
pub use correlate::{Correlator, Outcome};
pub use machine::Client;
