//! GED-188, the CTI server protocol: codec and sessions.

mod builder;
mod call;
mod check;
mod describe;
mod error;
mod fields;
#[doc(hidden)]
pub mod generate;
mod guess;
mod macros;
mod message;
mod message_type;
mod profile;
mod spec;
mod tables;
mod wire;

#[doc(hidden)]
pub use builder::Fixed;
pub use builder::{Builder, MAX_NAMED};
pub use call::CallKey;
pub use describe::{Described, spec_of};
pub use error::{DecodeError, DecodeErrorKind, FrameError, UsageError};
pub use fields::{AnyField, FIELDS, FieldSpec, field, field_by_tag, tag_name};
pub use guess::{DialectReason, Guess, GuessError, WidthReason};
pub use message::{AnyMessage, Message, SPECS};
pub use message_type::MessageType;
pub use profile::{
    DequeuedOrder, Dialect, EmergencyShape, FailureConfShape, Profile, RecordingNumbers, RequestingDevice,
    TeamNumbers, Width,
};
pub use spec::{
    Allows, Field, FloatSpec, Kind, List, MessageSpec, Names, Sender, Shape, SlotSpec, Versions, When,
};
pub use tables::enums::*;
pub use tables::messages::*;
pub use wire::floating::{Floating, Groups, RawField, RawFields};
pub use wire::frame::{Frame, FrameRef, HEADER, MAX_MESSAGE, frames};
#[doc(hidden)]
pub use wire::reader::Reader;
pub use wire::value::{
    CallId, InvokeId, MonitorId, NamedArray, NamedVariable, Octets, PeripheralId, Secret, SecretText, Slot,
    TaskId, Text, Time, Value,
};

pub mod client;
pub mod server;
mod session;
pub mod state;
#[cfg(feature = "tokio")]
pub mod tokio;

pub use session::{ConnId, Deadline, Now, PeerError, SessionError, Timer, Transmit};
