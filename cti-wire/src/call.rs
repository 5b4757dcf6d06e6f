//! The identity of a call.

use crate::{AnyMessage, CallId, ConnectionDeviceIdType, DecodeError, Text, field};

/// What tells one call, at one device, from another.
///
/// Two calls may share the number, and the device is opaque: only the three together are an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallKey<'a> {
    /// `ConnectionCallID`.
    pub call_id: CallId,
    /// `ConnectionDeviceIDType`.
    pub device_id_type: ConnectionDeviceIdType,
    /// `ConnectionDeviceID`; empty where a message has none.
    pub device_id: Text<'a>,
}

macro_rules! calls {
    ($($name:ident)*) => {
        $( impl<'a> crate::$name<'a> {
            /// The call this message is about.
            ///
            /// # Errors
            /// `ConnectionDeviceID` cannot be read.
            pub fn call(&self) -> Result<CallKey<'a>, DecodeError> {
                Ok(CallKey {
                    call_id: self.connection_call_id,
                    device_id_type: self.connection_device_id_type,
                    device_id: self.get::<field::ConnectionDeviceId>()?.unwrap_or_default(),
                })
            }
        } )*

        impl<'a> AnyMessage<'a> {
            /// The call this message is about, for messages that are about one.
            ///
            /// # Errors
            /// `ConnectionDeviceID` cannot be read.
            pub fn call(&self) -> Result<Option<CallKey<'a>>, DecodeError> {
                match self {
                    $( Self::$name(m) => m.call().map(Some), )*
                    _ => Ok(None),
                }
            }
        }
    };
}

calls! {
    SetCallDataReq
    ReleaseCallReq
    AnswerCallReq
    ClearCallReq
    ClearConnectionReq
    DeflectCallReq
    HoldCallReq
    SendDtmfSignalReq
    BadCallReq
    CallDeliveredEvent
    CallEstablishedEvent
    CallHeldEvent
    CallRetrievedEvent
    CallClearedEvent
    CallConnectionClearedEvent
    CallOriginatedEvent
    CallFailedEvent
    CallDivertedEvent
    CallServiceInitiatedEvent
    CallQueuedEvent
    BeginCallEvent
    EndCallEvent
    CallDataUpdateEvent
    CallReachedNetworkEvent
    CallDequeuedEvent
    RtpStartedEvent
    RtpStoppedEvent
    CallAgentGreetingEvent
    MonitorStartReq
    StartRecordingReq
    StopRecordingReq
    StartNetworkRecordingReq
    StopNetworkRecordingReq
    NetworkRecordingStartedEvent
    NetworkRecordingEndedEvent
    NetworkRecordingFailedEvent
    NetworkRecordingTargetInfoEvent
    SnapshotCallReq
    SupervisorAssistReq
    SupervisorAssistConf
    SupervisorAssistEvent
    EmergencyCallReq
    EmergencyCallConf
    EmergencyCallEvent
    SuperviseCallConf
}
