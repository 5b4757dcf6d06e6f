//! What the provider reports.

use crate::device::{DeviceName, Number, Service};
use crate::provider::CallId;
use crate::state::{CallState, ConnectionState, ProviderState, TerminalConnectionState};

/// Why something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The ordinary course of a call.
    Normal,
    /// A new call.
    NewCall,
    /// The destination is busy.
    Busy,
    /// Nobody has this number, or its device is not registered.
    DestinationNotObtainable,
    /// The call was sent on.
    Redirected,
    /// Two calls became one and the controller left.
    Transfer,
    /// Two calls became one.
    Conference,
    /// The provider or a device went out of service.
    OutOfService,
}

/// One change, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The provider changed.
    Provider(ProviderState),
    /// A device registered or went away.
    Device {
        /// The device.
        device: DeviceName,
        /// What it is now.
        service: Service,
    },
    /// A call changed. After `Invalid` its id is never used again.
    Call {
        /// The call.
        call: CallId,
        /// What it is now.
        state: CallState,
        /// Why.
        cause: Cause,
    },
    /// A connection changed.
    Connection {
        /// The call.
        call: CallId,
        /// The address.
        number: Number,
        /// What it is now.
        state: ConnectionState,
        /// Why.
        cause: Cause,
    },
    /// A terminal connection changed.
    Terminal {
        /// The call.
        call: CallId,
        /// The address.
        number: Number,
        /// The device.
        device: DeviceName,
        /// What it is now.
        state: TerminalConnectionState,
        /// Why.
        cause: Cause,
    },
    /// The parties of `merged` moved into `survivor`; `merged` ends next.
    Joined {
        /// The call that goes on.
        survivor: CallId,
        /// The call that ends.
        merged: CallId,
        /// Who joined them.
        controller: Number,
        /// `Transfer` or `Conference`.
        cause: Cause,
    },
}
