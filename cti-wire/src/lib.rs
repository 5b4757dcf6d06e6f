//! GED-188, the CTI server protocol of Cisco Unified CCX and CCE: codec and sessions.
//!
//! # The protocol on one page
//!
//! A CTI server tells clients over TCP what agents and calls do, and does what clients ask. Every message is a header
//! of 8 bytes (the length of the body, then the type), a *fixed part* whose slots always come in the same order, and a
//! *floating part* of tagged fields up to the end of the body. Numbers are big-endian, nothing is aligned, texts end
//! with a NUL that is counted.
//!
//! What the bytes mean depends on two things that they do not say: the dialect (CCX or CCE) and the protocol version.
//! They decide how wide tags and lengths are and where the fixed part ends. Both are a [`Profile`], chosen before the
//! first byte, or read out of a client's OPEN_REQ by [`Profile::guess`].
//!
//! # Reading
//!
//! The message that the CCX guide shows in its example traces: a call begins.
//!
//! ```
//! use cti_wire::{AnyMessage, CallId, CallType, Profile, field, frames};
//!
//! let stream = [
//!     0x00, 0x00, 0x00, 0x36, 0x00, 0x00, 0x00, 0x17, // 54 bytes follow, type 23
//!     0, 0, 0, 0, 0, 0, 0, 1, 0, 0x15, // monitor 0, peripheral 1 of type 21: constants of CCX
//!     0, 0, 0, 0, 0, 0, 0, 1, 0, 0, // no clients, variables, arrays; type 1, static device
//!     0x01, 0x00, 0x01, 0x10, 0, 0, // call id, disposition: here the fixed part ends
//!     0x08, 5, b'2', b'0', b'0', b'6', 0, // tag 8, ANI
//!     0x0B, 5, b'7', b'0', b'0', b'0', 0, // tag 11, DialedNumber
//!     0x19, 5, b'9', b'0', b'2', b'6', 0, // tag 25, ConnectionDeviceID
//!     0x0A, 5, b'7', b'0', b'0', b'0', 0, // tag 10, DNIS
//! ];
//! let profile = Profile::ccx(17);
//! for frame in frames(&stream) {
//!     let frame = frame?;
//!     if let AnyMessage::BeginCallEvent(call) = frame.message(&profile)? {
//!         assert_eq!((call.call_type, call.connection_call_id), (CallType::ACD_IN, CallId(16_777_488)));
//!         assert_eq!(call.get::<field::DialedNumber>()?.unwrap(), "7000");
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Frame`] owns a body and is forwarded byte for byte; typed messages borrow from it and copy nothing. `get` finds
//! one field, and compiles only for fields the message can carry; [`Floating::fields`] gives all of them with their types;
//! [`Frame::decode_with`] hands them over while it decodes, which is the quickest; `groups` gives the groups of a list. Unknown types, tags and values are carried. [`FrameRef::check`] reads strictly,
//! as a server may.
//!
//! # Writing
//!
//! ```
//! use cti_wire::{AgentState, InvokeId, Message, Profile, SetAgentStateReq, UsageError, field};
//!
//! let request =
//!     SetAgentStateReq { invoke_id: InvokeId(7), agent_state: AgentState::READY, ..SetAgentStateReq::default() };
//! let frame = request.build(&Profile::ccx(17)).with(field::AgentInstrument, "1001").finish()?;
//! assert_eq!(&frame.body[4..8], [0, 0, 0, 1], "the slot of the peripheral is reserved in CCX and holds 1");
//!
//! // What the profile forbids is refused before anything is sent: CCX has no tag 5 here.
//! let refused = request.build(&Profile::ccx(17)).with(field::AgentId, "ann").finish();
//! assert!(matches!(refused, Err(UsageError::FieldNotInProfile { field: "AgentID", .. })));
//! # Ok::<(), UsageError>(())
//! ```
//!
//! # Sessions
//!
//! [`client`] and [`server`] are machines: change one thing (bytes in, time, a request), drain the `poll_` methods,
//! wait for the next input or deadline. [`state`] keeps what events tell. With feature `tokio`, `tokio` moves the bytes.
//!
//! # How to extend
//!
//! `tables/` is all there is to a message, a field or a value: one row each, from which the types, their documentation,
//! the printer and the test data come. A new row needs its line in `tests/data/`, which the test `catalogue` compares.
//!
//! # Choices
//!
//! * Lenient in reading, beside what `check` refuses: BOOL fields of 4 bytes; texts without NUL; named variables
//!   without their last NUL; the other layout of FAILURE_CONF, told by its length; CCE's messages in CCX sessions.
//! * Where sources dispute, [`Profile`] has a field that says which reading was chosen.
//! * Counters of groups are written by builders, even where CCX prints a constant 0.
//!
//! # Chapters
//!
//! - [x] Framing, data types, fixed and floating parts, groups, named variables and arrays
//! - [x] All 171 messages with a published layout, all names of the others, all values
//! - [x] Profiles CCX 10 to 18 and CCE 9 to 25, and guessing them
//! - [x] Sessions: see [`client`] and [`server`] for their own lists
//! - [ ] Layouts of media routing (task) messages: not published
//! - [ ] `UniqueInstanceID`, `GreetingType`, `TotalAnswersSuggestion`: their tags are not published

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
pub use message::{AnyMessage, Deferred, Message, SPECS};
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
pub use wire::named::{NamedArray, NamedVariable};
#[doc(hidden)]
pub use wire::reader::Reader;
pub use wire::text::{Octets, Secret, SecretText, Text};
pub use wire::value::{CallId, InvokeId, MonitorId, PeripheralId, Slot, TaskId, Time, Value};

pub mod client;
pub mod server;
mod session;
pub mod state;
#[cfg(feature = "tokio")]
pub mod tokio;

pub use session::{
    ConnId, Deadline, MaintenanceAnswer, MaintenanceDecision, Now, PeerError, SessionError, Timer, Transmit,
};
