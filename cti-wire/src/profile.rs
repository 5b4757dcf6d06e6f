//! What both ends of a session agreed on.

/// The product family on the other end.
///
/// Both speak GED-188 over the same framing, but some numbers, slots and masks differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Dialect {
    /// Unified Contact Center Express: protocol versions 10 to 18, TCP port 12028.
    Ccx,
    /// Unified Contact Center Enterprise (ICM): protocol versions up to 25, TCP ports 42027 and 43027.
    Cce,
}

/// How many bytes a tag or a length of the floating part takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Width {
    /// One byte.
    One,
    /// Two bytes, big-endian.
    Two,
}

impl Width {
    /// The width in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }

    /// The largest number that fits.
    #[must_use]
    pub const fn max(self) -> usize {
        match self {
            Self::One => u8::MAX as usize,
            Self::Two => u16::MAX as usize,
        }
    }
}

/// The two printed layouts of FAILURE_CONF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum FailureConfShape {
    /// `InvokeID`, `Status` UINT: the guides up to protocol 23, the CCX guide, every known implementation.
    ///
    /// When reading, a body that can only be the other layout (10 bytes that end in no floating field) is still
    /// read as such.
    Status,
    /// `InvokeID`, `FailureCode` USHORT, `PeripheralErrorCode` UINT: as the guides for protocols 24 and 25 print
    /// it.
    FailureCode,
}

/// The order of three slots in CALL_DEQUEUED_EVENT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum DequeuedOrder {
    /// `QueueDeviceType` before `ServiceNumber` and `ServiceID` (CCE guides).
    DeviceFirst,
    /// `QueueDeviceType` after them (CCX guide).
    DeviceLast,
}

/// Whether EMERGENCY_CALL_EVENT starts with an `InvokeID`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum EmergencyShape {
    /// It does not (CCE guide). The choice in both dialects.
    Plain,
    /// It does (CCX guide as printed).
    InvokeFirst,
}

/// Where CLEAR_CONNECTION_REQ carries `RequestingDeviceIDType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum RequestingDevice {
    /// As floating field 220. The choice in both dialects.
    Floating,
    /// As the last slot of the fixed part, where the CCE table prints it.
    Fixed,
}

/// Which number the first of the eight network recording messages has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum RecordingNumbers {
    /// 268 to 275, as the layout tables number them: no gap before 276.
    From268,
    /// 267 to 274, as the message list of the same guide numbers them.
    From267,
}

/// Which numbers the team configuration messages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum TeamNumbers {
    /// 242, 243, 244: the current list.
    From242,
    /// 236, 237, 238: the list of protocol 14. These then hide three configuration messages.
    From236,
}

/// What both ends of a session agreed on: it decides how wide tags and lengths are, which slots of a fixed part
/// exist, and what reserved slots hold.
///
/// The protocol says none of this on the wire except the version, so a profile is chosen before the first byte: by
/// configuration, or by looking at an OPEN_REQ ([`Profile::guess`]). Where sources dispute, the field says which
/// reading was chosen; all fields can be changed.
///
/// ```
/// use cti_wire::{Profile, Width};
///
/// let finesse = Profile::ccx(17);
/// assert_eq!((finesse.tag_width, finesse.length_width), (Width::One, Width::One));
/// let cce = Profile::cce(24);
/// assert_eq!((cce.tag_width, cce.length_width), (Width::Two, Width::Two));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Profile {
    /// The product family.
    pub dialect: Dialect,
    /// The protocol version of the session (`VersionNumber` of OPEN_REQ): 9 to 25 are known.
    pub version: u32,
    /// Width of a floating field's tag: 2 bytes from protocol 20 (CCE) and 18 (CCX).
    pub tag_width: Width,
    /// Width of a floating field's length: 2 bytes from protocol 20 (CCE).
    ///
    /// CCX 18 is disputed: its guide widens the tag and prints the length unchanged; the page was only seen for
    /// two types. One byte is the choice here.
    pub length_width: Width,
    /// The layout of FAILURE_CONF. [`FailureConfShape::Status`] is the choice in every version.
    pub failure_conf: FailureConfShape,
    /// The order of slots in CALL_DEQUEUED_EVENT. By dialect.
    pub dequeued_order: DequeuedOrder,
    /// Whether EMERGENCY_CALL_EVENT starts with an `InvokeID`.
    pub emergency_shape: EmergencyShape,
    /// Where CLEAR_CONNECTION_REQ carries `RequestingDeviceIDType`.
    pub requesting_device: RequestingDevice,
    /// First number of the network recording messages.
    pub recording_numbers: RecordingNumbers,
    /// Numbers of the team configuration messages.
    pub team_numbers: TeamNumbers,
    /// First CCE version whose OPEN_CONF has `SessionType`: 24 by the change list; the table of 23 prints it too.
    pub session_type_since: u32,
}

impl Profile {
    /// The first protocol version this crate knows.
    pub const MIN_VERSION: u32 = 9;
    /// The last protocol version this crate knows.
    pub const MAX_VERSION: u32 = 25;

    /// A Unified CCX session of this protocol version (10 to 18; newer ones are read like 18).
    #[must_use]
    pub const fn ccx(version: u32) -> Self {
        let tag_width = if version >= 18 { Width::Two } else { Width::One };
        Self {
            dequeued_order: DequeuedOrder::DeviceLast,
            ..Self::plain(Dialect::Ccx, version, tag_width, Width::One)
        }
    }

    /// A Unified CCE session of this protocol version (9 to 25; newer ones are read like 25).
    #[must_use]
    pub const fn cce(version: u32) -> Self {
        let width = if version >= 20 { Width::Two } else { Width::One };
        Self::plain(Dialect::Cce, version, width, width)
    }

    /// [`Profile::ccx`] or [`Profile::cce`].
    #[must_use]
    pub const fn new(dialect: Dialect, version: u32) -> Self {
        match dialect {
            Dialect::Ccx => Self::ccx(version),
            Dialect::Cce => Self::cce(version),
        }
    }

    /// This profile with other widths.
    #[must_use]
    pub const fn with_widths(self, tag_width: Width, length_width: Width) -> Self {
        Self { tag_width, length_width, ..self }
    }

    const fn plain(dialect: Dialect, version: u32, tag_width: Width, length_width: Width) -> Self {
        Self {
            dialect,
            version,
            tag_width,
            length_width,
            failure_conf: FailureConfShape::Status,
            dequeued_order: DequeuedOrder::DeviceFirst,
            emergency_shape: EmergencyShape::Plain,
            requesting_device: RequestingDevice::Floating,
            recording_numbers: RecordingNumbers::From268,
            team_numbers: TeamNumbers::From242,
            session_type_since: 24,
        }
    }

    /// The number of the current list for a number on the wire.
    pub(crate) const fn listed_type(&self, wire: u32) -> u32 {
        match wire {
            236..=238 if matches!(self.team_numbers, TeamNumbers::From236) => wire + 6,
            267..=274 if matches!(self.recording_numbers, RecordingNumbers::From267) => wire + 1,
            _ => wire,
        }
    }

    /// The number on the wire for a number of the current list.
    pub(crate) const fn wire_type(&self, listed: u32) -> u32 {
        match listed {
            242..=244 if matches!(self.team_numbers, TeamNumbers::From236) => listed - 6,
            268..=275 if matches!(self.recording_numbers, RecordingNumbers::From267) => listed - 1,
            _ => listed,
        }
    }
}

impl Default for Profile {
    /// CCX 17: what Finesse and the CCX engine speak to each other.
    fn default() -> Self {
        Self::ccx(17)
    }
}
