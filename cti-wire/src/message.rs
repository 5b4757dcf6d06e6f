//! What all messages share, and reading any of them.

use core::fmt;
use core::marker::PhantomData;

use bytes::BytesMut;

use crate::builder::{Builder, field_head, put_header};
use crate::macros::dispatch;
use crate::spec::{MessageSpec, SlotSpec};
use crate::tables::messages::*;
use crate::wire::floating::{Floating, RawField};
use crate::wire::frame::{Frame, FrameRef, HEADER, MAX_MESSAGE};
use crate::wire::reader::Reader;
use crate::wire::value::Slot;
use crate::{DecodeError, MessageType, Profile, UsageError};

/// A message with a known layout.
pub trait Message<'a>: Copy + Sized {
    /// Number in the current list of messages.
    const NUMBER: u32;
    /// The row of the table.
    const SPEC: &'static MessageSpec;

    /// Reads a body.
    ///
    /// # Errors
    /// The fixed part is too short, or a floating field runs over the end.
    #[inline]
    fn decode(body: &'a [u8], profile: &Profile) -> Result<Self, DecodeError> {
        read_message(body, profile)
    }

    /// Reads a body and hands every field of its floating part to `visit`, all in one pass.
    ///
    /// The quickest way to read most of a message. A field that runs over the end is found when its turn comes, after
    /// the fields before it have been visited.
    ///
    /// # Errors
    /// As [`Message::decode`], and what `visit` returns, which ends the reading.
    #[inline]
    fn decode_with(
        body: &'a [u8],
        profile: &Profile,
        visit: impl FnMut(RawField<'a>) -> Result<(), DecodeError>,
    ) -> Result<Self, DecodeError> {
        let mut r = Reader::new(body, Self::SPEC.message_type, profile);
        let fixed = Self::read_fixed(&mut r)?;
        Floating::visited(r.rest(), r.offset(), r.message(), profile, visit).map(|f| fixed.with_floating(f))
    }

    /// Reads the fixed part; the floating part is left empty.
    #[doc(hidden)]
    fn read_fixed(r: &mut Reader<'a>) -> Result<Self, DecodeError>;

    #[doc(hidden)]
    fn with_floating(self, floating: Floating<'a>) -> Self;

    /// Appends the fixed part behind a place for the header.
    #[doc(hidden)]
    fn put_fixed(&self, profile: &Profile, out: &mut BytesMut) -> Result<(), UsageError>;

    /// The floating part.
    fn floating(&self) -> Floating<'a>;

    /// Starts writing this message, followed by more floating fields, as a frame of its own.
    fn build(&self, profile: &Profile) -> Builder<Self, BytesMut> {
        Builder::new(self, profile, BytesMut::new())
    }

    /// Starts writing this message, followed by more floating fields, at the end of a buffer.
    fn build_into<'o>(&self, profile: &Profile, out: &'o mut BytesMut) -> Builder<Self, &'o mut BytesMut> {
        Builder::new(self, profile, out)
    }

    /// Writes the message with the floating part it has, in the widths and constants of the profile.
    ///
    /// What has been read is passed on as it is: fields are not checked against the table. A frame that shall stay
    /// the same byte for byte is better forwarded as a [`Frame`].
    ///
    /// # Errors
    /// A slot the profile does not have, a field longer than its widths, or too long a message. Nothing is written
    /// then.
    fn encode(&self, profile: &Profile, out: &mut BytesMut) -> Result<(), UsageError> {
        let start = out.len();
        let result = encode(self, profile, out);
        if result.is_err() {
            out.truncate(start);
        }
        result
    }

    /// The bytes [`Message::encode`] writes, with the header.
    fn encoded_len(&self, profile: &Profile) -> usize {
        let fixed: usize =
            Self::SPEC.fixed.iter().filter(|s| s.is_written(profile)).filter_map(|s| s.kind.size()).sum();
        let head = profile.tag_width.bytes() + profile.length_width.bytes();
        HEADER + fixed + self.floating().iter().map(|raw| head + raw.data.len()).sum::<usize>()
    }
}

/// A message that is kept as bytes, because its fixed part is long.
///
/// That it can be read was checked when it was made.
#[derive(Clone, Copy)]
pub struct Deferred<'a, M> {
    body: &'a [u8],
    profile: Profile,
    message: PhantomData<M>,
}

impl<'a, M: Message<'a>> Deferred<'a, M> {
    fn new(body: &'a [u8], profile: &Profile) -> Result<Self, DecodeError> {
        M::decode(body, profile)?;
        Ok(Self { body, profile: *profile, message: PhantomData })
    }

    /// The message.
    ///
    /// # Errors
    /// None that the first reading did not find.
    pub fn read(&self) -> Result<M, DecodeError> {
        M::decode(self.body, &self.profile)
    }

    #[inline]
    fn floating(&self) -> Floating<'a> {
        let data = floating_data::<M>(self.body, self.profile);
        Floating::checked(data, self.body.len() - data.len(), M::SPEC.message_type, &self.profile)
    }
}

/// Takes and gives values only: a reference would keep whole messages in memory that otherwise stay in registers.
#[cold]
#[inline(never)]
fn floating_data<'a, M: Message<'a>>(body: &'a [u8], profile: Profile) -> &'a [u8] {
    M::decode(body, &profile).map_or(&[], |m| m.floating().as_bytes())
}

impl<'a, M: Message<'a> + fmt::Debug> fmt::Debug for Deferred<'a, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.read() {
            Ok(m) => m.fmt(f),
            Err(e) => e.fmt(f),
        }
    }
}

/// Equal bytes.
impl<M> PartialEq for Deferred<'_, M> {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
    }
}

impl<M> Eq for Deferred<'_, M> {}

#[inline(always)]
fn read_message<'a, M: Message<'a>>(body: &'a [u8], profile: &Profile) -> Result<M, DecodeError> {
    let mut r = Reader::new(body, M::SPEC.message_type, profile);
    let fixed = M::read_fixed(&mut r)?;
    Floating::parse(r.rest(), r.offset(), r.message(), profile).map(|f| fixed.with_floating(f))
}

/// Reads a body as one of many. A function of its own, so that the message is written where it stays: a copy would wait
/// for the small stores before it.
#[inline(never)]
fn read_as<'a, M>(body: &'a [u8], profile: &Profile) -> Result<AnyMessage<'a>, DecodeError>
where
    M: Message<'a> + Into<AnyMessage<'a>>,
{
    match read_message::<M>(body, profile) {
        Ok(m) => Ok(m.into()),
        Err(e) => Err(e),
    }
}

fn encode<'a, M: Message<'a>>(m: &M, profile: &Profile, out: &mut BytesMut) -> Result<(), UsageError> {
    let message = M::SPEC.message_type;
    let start = out.len();
    let floating = m.floating();
    out.reserve(const { HEADER + M::SPEC.fixed_len() } + floating.as_bytes().len());
    m.put_fixed(profile, out)?;

    let Profile { tag_width, length_width, .. } = *profile;
    let read = floating.profile();
    if (read.tag_width, read.length_width) == (tag_width, length_width) {
        out.extend_from_slice(floating.as_bytes());
    } else {
        rewrite(&floating, profile, message, out)?;
    }
    let len = out.len() - start;
    if len > MAX_MESSAGE {
        return Err(UsageError::MessageTooLong { message, len });
    }
    put_header(out.get_mut(start..).unwrap_or_default(), profile.wire_type(M::NUMBER), len - HEADER);
    Ok(())
}

/// The fields in the widths of another profile.
fn rewrite(
    floating: &Floating<'_>,
    profile: &Profile,
    message: MessageType,
    out: &mut BytesMut,
) -> Result<(), UsageError> {
    let Profile { tag_width, length_width, .. } = *profile;
    for raw in floating {
        let field = crate::fields::tag_name(raw.tag, profile).unwrap_or("unknown field");
        if usize::from(raw.tag) > tag_width.max() {
            return Err(UsageError::FieldNotInProfile { message, field });
        }
        if raw.data.len() > length_width.max() {
            let (len, max) = (raw.data.len(), length_width.max());
            return Err(UsageError::FieldTooLong { message, field, len, max });
        }
        let (head, len) = field_head(profile, raw.tag, raw.data.len());
        out.extend_from_slice(head.get(..len).unwrap_or_default());
        out.extend_from_slice(raw.data);
    }
    Ok(())
}

#[inline(always)]
pub(crate) fn read_slot<T: Slot>(r: &mut Reader<'_>, spec: &'static SlotSpec) -> Result<T, DecodeError> {
    match spec.is_read(r) {
        true => T::read(r, spec),
        false => Ok(T::from_raw(spec.absent)),
    }
}

#[inline(always)]
pub(crate) fn read_again<T: Slot>(
    r: &mut Reader<'_>,
    slot: &mut T,
    spec: &'static SlotSpec,
) -> Result<(), DecodeError> {
    if spec.is_read(r) {
        *slot = T::read(r, spec)?;
    }
    Ok(())
}

dispatch! {
    FailureConf
    FailureEvent
    OpenReq
    OpenConf
    HeartbeatReq
    HeartbeatConf
    CloseReq
    CloseConf
    CallDeliveredEvent
    CallEstablishedEvent
    CallHeldEvent
    CallRetrievedEvent
    CallClearedEvent
    CallConnectionClearedEvent
    CallOriginatedEvent
    CallFailedEvent
    CallConferencedEvent
    CallTransferredEvent
    CallDivertedEvent
    CallServiceInitiatedEvent
    CallQueuedEvent
    CallTranslationRouteEvent
    BeginCallEvent
    EndCallEvent
    CallDataUpdateEvent
    SetCallDataReq
    SetCallDataConf
    ReleaseCallReq
    ReleaseCallConf
    AgentStateEvent
    SystemEvent
    ClientEventReportReq
    ClientEventReportConf
    CallReachedNetworkEvent
    ControlFailureConf
    QueryAgentStateReq
    QueryAgentStateConf
    SetAgentStateReq
    SetAgentStateConf
    AlternateCallReq
    AlternateCallConf
    AnswerCallReq
    AnswerCallConf
    ClearCallReq
    ClearCallConf
    ClearConnectionReq
    ClearConnectionConf
    ConferenceCallReq
    ConferenceCallConf
    ConsultationCallReq
    ConsultationCallConf
    DeflectCallReq
    DeflectCallConf
    HoldCallReq
    HoldCallConf
    MakeCallReq
    MakeCallConf
    MakePredictiveCallReq
    MakePredictiveCallConf
    ReconnectCallReq
    ReconnectCallConf
    RetrieveCallReq
    RetrieveCallConf
    TransferCallReq
    TransferCallConf
    QueryDeviceInfoReq
    QueryDeviceInfoConf
    SnapshotCallReq
    SnapshotCallConf
    SnapshotDeviceReq
    SnapshotDeviceConf
    CallDequeuedEvent
    SendDtmfSignalReq
    SendDtmfSignalConf
    MonitorStartReq
    MonitorStartConf
    MonitorStopReq
    MonitorStopConf
    ChangeMonitorMaskReq
    ChangeMonitorMaskConf
    ClientSessionOpenedEvent
    ClientSessionClosedEvent
    SessionMonitorStartReq
    SessionMonitorStartConf
    SessionMonitorStopReq
    SessionMonitorStopConf
    AgentPreCallEvent
    AgentPreCallAbortEvent
    UserMessageReq
    UserMessageConf
    UserMessageEvent
    RegisterVariablesReq
    RegisterVariablesConf
    QueryAgentStatisticsReq
    QuerySkillGroupStatisticsReq
    RtpStartedEvent
    RtpStoppedEvent
    SupervisorAssistReq
    SupervisorAssistConf
    SupervisorAssistEvent
    EmergencyCallReq
    EmergencyCallConf
    EmergencyCallEvent
    SuperviseCallReq
    SuperviseCallConf
    AgentTeamConfigEvent
    SetAppDataReq
    SetAppDataConf
    AgentDeskSettingsReq
    AgentDeskSettingsConf
    ListAgentTeamReq
    ListAgentTeamConf
    MonitorAgentTeamStartReq
    MonitorAgentTeamStartConf
    MonitorAgentTeamStopReq
    MonitorAgentTeamStopConf
    BadCallReq
    BadCallConf
    SetDeviceAttributesReq
    SetDeviceAttributesConf
    RegisterServiceReq
    RegisterServiceConf
    UnregisterServiceReq
    UnregisterServiceConf
    StartRecordingReq
    StartRecordingConf
    StopRecordingReq
    StopRecordingConf
    QueryQueueStatisticsReq
    QuerySummaryStatisticsReq
    ConfigRequestKeyEvent
    ConfigKeyEvent
    ConfigRequestEvent
    ConfigBeginEvent
    ConfigEndEvent
    ConfigServiceEvent
    ConfigSkillGroupEvent
    ConfigAgentEvent
    ConfigDeviceEvent
    QueryAgentQueueStatisticsReq
    CallAttributeChangeEvent
    QueryAgentQueueStatisticsConf
    TeamConfigReq
    TeamConfigEvent
    TeamConfigConf
    ConfigCallTypeEvent
    CallAgentGreetingEvent
    AgentGreetingControlReq
    AgentGreetingControlConf
    ConfigMrdEvent
    ConfigPeripheralEvent
    ConfigAgentDeskSettingsEvent
    StartNetworkRecordingReq
    StartNetworkRecordingConf
    StopNetworkRecordingReq
    StopNetworkRecordingConf
    NetworkRecordingStartedEvent
    NetworkRecordingEndedEvent
    NetworkRecordingFailedEvent
    NetworkRecordingTargetInfoEvent
    ConfigTerminalEvent
    StandbyActiveEvent
    ActiveMaintenanceReq
    ActiveMaintenanceResp
    ActiveMaintenanceEvent
    StoppingRequestsToThisSideInd
    ConfigAgentServiceEvent
    SetAgentServiceDataReq
    SetAgentServiceDataConf
    ; large
    QueryAgentStatisticsConf
    QuerySkillGroupStatisticsConf
}
