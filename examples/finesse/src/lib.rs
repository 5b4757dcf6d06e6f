//! The Finesse server: REST on 8445, the agent's page, and the links it lives on.
//!
//! It learns agents and teams from the engine by CTI, has CUCM check passwords by AXL, and publishes what happens as user `finesse` of
//! the notification service. It serves while it has the engine and the notification service; before and after, everything but SystemInfo
//! answers 503.
//!
//! [`Core`] is the machine, without sockets and clock; [`start`](start()) runs one on tokio, with the page and the way to BOSH under the
//! same address.

mod core;
mod shell;

pub use core::{Core, CoreConfig, Event, Hop, Link, Now, Object, Reason, RequestKey, XmppSecurity};
pub use shell::{BoshService, Config, Cors, Listeners, Running, StartError, XmppTls, start};
