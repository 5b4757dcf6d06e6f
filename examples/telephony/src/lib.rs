//! The JTAPI 1.2 call model as a pure machine, and a simulated provider of phones.
//!
//! JTAPI describes telephone calls by six kinds of object: a [`Provider`] (the switch), an *address* (a number), a
//! *terminal* (a device), a [`Call`], a [`Connection`] (one call at one address: the logical view) and a
//! [`TerminalConnection`] (one connection at one terminal: the physical view). States are kept in the finer view of the
//! call control package ([`ConnectionState`], [`TerminalConnectionState`]); the core states follow from them
//! ([`ConnectionState::core`]).
//!
//! Nothing here knows a socket or a clock. The caller's rule is that of the whole suite: change one thing, then drain
//! [`Provider::poll_event`], then go on. An operation the model forbids is refused with an error and changes nothing.
//!
//! ```
//! use telephony::{CoreConnectionState, Device, DeviceKind, Provider};
//!
//! let mut provider = Provider::default();
//! provider.add_device(Device::new("SEP1001", DeviceKind::Phone, ["1001"]))?;
//! provider.add_device(Device::new("SEP1002", DeviceKind::Phone, ["1002"]))?;
//! provider.associate("rmcm", "SEP1002")?;
//!
//! // Who controls what decides who may sign in where.
//! assert!(provider.controlled_device("rmcm", "1002").is_ok());
//! assert!(provider.controlled_device("rmcm", "1001").is_err());
//!
//! let call = provider.make_call("SEP1001", "1001", "1002")?;
//! provider.answer(call, "SEP1002")?;
//! let connection = provider.call(call).and_then(|c| c.connection("1002")).map(|c| c.state().core());
//! assert_eq!(connection, Some(CoreConnectionState::Connected));
//! # while provider.poll_event().is_some() {}
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [x] Core package: Provider, Address, Terminal, Call, Connection, TerminalConnection
//! - [x] Call control: offered, queued, held, redirect, transfer, conference
//! - [x] Shared lines: one address on several terminals, the others are bridged
//! - [x] Route points and CTI ports
//! - [ ] Calls that leave for the public network (a caller from outside is there: [`Provider::call_from_outside`])
//! - [ ] Media, recording, monitoring

mod call;
mod device;
mod error;
mod event;
mod provider;
mod state;

pub use call::{Call, Connection, TerminalConnection};
pub use device::{Device, DeviceKind, DeviceName, Number, Service};
pub use error::{ControlError, IllegalTransition, SetupError, TelephonyError};
pub use event::{Cause, Event};
pub use provider::{CallId, Limits, Provider};
pub use state::{
    CallState, ConnectionState, CoreConnectionState, CoreTerminalConnectionState, ProviderState,
    TerminalConnectionState,
};
