//! Why an operation was refused.

use std::fmt;

use crate::provider::CallId;
use crate::state::{CallState, ConnectionState, ProviderState, TerminalConnectionState};

/// The model has no arrow between these states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IllegalTransition {
    /// Of the provider.
    Provider {
        /// Its state.
        from: ProviderState,
        /// The state asked for.
        to: ProviderState,
    },
    /// Of a call.
    Call {
        /// Its state.
        from: CallState,
        /// The state asked for.
        to: CallState,
    },
    /// Of a connection.
    Connection {
        /// Its state.
        from: ConnectionState,
        /// The state asked for.
        to: ConnectionState,
    },
    /// Of a terminal connection.
    Terminal {
        /// Its state.
        from: TerminalConnectionState,
        /// The state asked for.
        to: TerminalConnectionState,
    },
}

impl fmt::Display for IllegalTransition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider { from, to } => write!(f, "provider cannot go from {from:?} to {to:?}"),
            Self::Call { from, to } => write!(f, "call cannot go from {from:?} to {to:?}"),
            Self::Connection { from, to } => write!(f, "connection cannot go from {from:?} to {to:?}"),
            Self::Terminal { from, to } => write!(f, "terminal connection cannot go from {from:?} to {to:?}"),
        }
    }
}

impl std::error::Error for IllegalTransition {}

/// Why a call operation was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TelephonyError {
    /// The provider is not in service.
    Provider(ProviderState),
    /// No such call.
    UnknownCall(CallId),
    /// No such device, or it does not take part in the call.
    UnknownDevice,
    /// The device does not carry this number, or the address does not take part in the call.
    UnknownAddress,
    /// The device is not registered.
    DeviceOutOfService,
    /// The device talks on another call; that one must be held first.
    DeviceBusy,
    /// The destination cannot take the call (unknown, busy, not registered).
    InvalidDestination(crate::Cause),
    /// As many calls as the limits allow.
    TooManyCalls,
    /// As many parties as the limits allow in one call, or the same party twice.
    Parties,
    /// The state of the object does not allow it.
    Illegal(IllegalTransition),
}

impl From<IllegalTransition> for TelephonyError {
    fn from(error: IllegalTransition) -> Self {
        Self::Illegal(error)
    }
}

impl fmt::Display for TelephonyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider(state) => write!(f, "provider is {state:?}"),
            Self::UnknownCall(call) => write!(f, "no call {}", call.0),
            Self::UnknownDevice => f.write_str("device is not part of this"),
            Self::UnknownAddress => f.write_str("address is not part of this"),
            Self::DeviceOutOfService => f.write_str("device is out of service"),
            Self::DeviceBusy => f.write_str("device talks on another call"),
            Self::InvalidDestination(cause) => write!(f, "destination cannot take the call: {cause:?}"),
            Self::TooManyCalls => f.write_str("too many calls"),
            Self::Parties => f.write_str("too many parties, or one of them twice"),
            Self::Illegal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TelephonyError {}

/// Why an application user may not use a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ControlError {
    /// No device has this number.
    UnknownAddress,
    /// The user's list of controlled devices does not contain the device.
    NotControlled,
    /// The device is not registered.
    OutOfService,
}

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownAddress => "no device has this number",
            Self::NotControlled => "the application user does not control the device",
            Self::OutOfService => "the device is out of service",
        })
    }
}

impl std::error::Error for ControlError {}

/// Why a device or an association was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupError {
    /// A device of this name is there already.
    DuplicateDevice,
    /// No such device.
    UnknownDevice,
    /// As many devices as the limits allow.
    TooManyDevices,
    /// A route point or CTI port cannot share its number.
    SharedNumber,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DuplicateDevice => "a device of this name exists",
            Self::UnknownDevice => "no device of this name",
            Self::TooManyDevices => "too many devices",
            Self::SharedNumber => "only phones can share a number",
        })
    }
}

impl std::error::Error for SetupError {}
