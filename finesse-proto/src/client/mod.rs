//! The client's side: requests out, answers and updates in, events out.

mod calls;
mod config;
mod correlate;
mod failover;
mod follow;
mod ids;
mod machine;
mod mirror;
mod own;
mod pair;

pub use config::{ClientConfig, Deadline, Event, PeerError, Ticket, Timer, Transmit, Trouble};
pub use correlate::{Correlator, Outcome};
pub use failover::{Failover, Side, Step};
pub use machine::Client;
pub use pair::{PairClient, PairEvent};
