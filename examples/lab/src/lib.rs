//! The whole contact centre in one process, for the program `lab` and for tests.
//!
//! [`Lab::start`] binds every port on loopback, makes the certificates, and starts CUCM, engine, notification service and
//! Finesse server; [`scenario`] drives the running system from outside.

mod calls;
mod certs;
mod config;
mod control;
mod logging;
mod people;
mod ports;
pub mod scenario;
pub mod sim;
mod start;
mod table;
mod trace;

pub use calls::{CallView, NewCall, PartyView};
pub use certs::{CertError, Certificates};
pub use config::{Agent, Config, ConfigError, MAX_AGENTS, Queue};
pub use control::{Inventory, Service, calls as list_calls, find_running, hang_up, place_call};
pub use logging::init as init_logging;
pub use ports::{Bound, Port, PortError, Ports};
pub use start::{Lab, Options, StartError};
pub use trace::{Hop, Trace};
