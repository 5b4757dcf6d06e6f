//! The tables as data: for the printer, for tools, for tests and for generators of test input.

use crate::wire::reader::Reader;
use crate::wire::value::Value;
use crate::{
    DequeuedOrder, Dialect, EmergencyShape, FailureConfShape, MessageType, Profile, RequestingDevice, Width,
};

/// A field of the floating part.
///
/// Implemented by the unit types of [`field`](crate::field); there is one for each tag.
pub trait Field: Copy {
    /// Tag on the wire.
    const TAG: u16;
    /// Name in the guides.
    const NAME: &'static str;
    /// Largest length of the data, with a text's NUL. Messages may allow less.
    const MAX: u16;
    /// The same in CCX.
    const CCX_MAX: u16;
    /// What it holds.
    type Value<'a>: Value<'a>;
}

/// `F` may appear in the floating part of this message.
pub trait Allows<F: Field> {
    /// The row of the table.
    const ROW: FloatSpec;
}

/// Type on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// UCHAR, 1 byte.
    Uchar,
    /// USHORT, 2 bytes.
    Ushort,
    /// UINT, 4 bytes.
    Uint,
    /// INT, 4 bytes, signed.
    Int,
    /// BOOL, 2 bytes.
    Bool,
    /// TIME, 4 bytes: seconds since 1970 UTC.
    Time,
    /// 8 raw bytes.
    Bytes8,
    /// STRING: text and NUL.
    String,
    /// UNSPEC: raw bytes.
    Unspec,
    /// NAMEDVAR.
    NamedVar,
    /// NAMEDARRAY.
    NamedArray,
    /// TASKID, 12 bytes.
    TaskId,
    /// A password without NUL.
    Secret,
    /// A password with NUL.
    SecretString,
}

impl Kind {
    /// Bytes on the wire; `None` when it varies.
    #[must_use]
    pub const fn size(self) -> Option<usize> {
        match self {
            Self::Uchar => Some(1),
            Self::Ushort | Self::Bool => Some(2),
            Self::Uint | Self::Int | Self::Time => Some(4),
            Self::Bytes8 => Some(8),
            Self::TaskId => Some(12),
            Self::String
            | Self::Unspec
            | Self::NamedVar
            | Self::NamedArray
            | Self::Secret
            | Self::SecretString => None,
        }
    }
}

/// Names of the values of an enumeration or of the bits of a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names {
    /// Name of the type.
    pub name: &'static str,
    /// Whether values are bits.
    pub mask: bool,
    /// Value and name in the guides, in the order of the guides.
    pub values: &'static [(u32, &'static str)],
}

impl Names {
    /// The name of a value; for a mask, of exactly this bit.
    #[must_use]
    pub fn of(&self, value: u32) -> Option<&'static str> {
        self.values.iter().find(|(v, _)| *v == value).map(|(_, name)| *name)
    }
}

/// The versions that have a slot, a field or a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// First version.
    pub from: u32,
    /// Last version.
    pub to: u32,
}

impl Versions {
    /// Every version.
    pub const ALL: Self = Self { from: 0, to: u32::MAX };
    /// No version.
    pub const NONE: Self = Self { from: 1, to: 0 };

    /// Whether this version is one of them.
    #[must_use]
    pub const fn contains(self, version: u32) -> bool {
        self.from <= version && version <= self.to
    }
}

/// Where something exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// In CCX.
    pub ccx: Versions,
    /// In CCE.
    pub cce: Versions,
}

impl When {
    /// Everywhere.
    pub const ALWAYS: Self = Self { ccx: Versions::ALL, cce: Versions::ALL };

    /// Whether it exists in this profile.
    #[inline(always)]
    #[must_use]
    pub const fn holds(self, profile: &Profile) -> bool {
        match profile.dialect {
            Dialect::Ccx => self.ccx.contains(profile.version),
            Dialect::Cce => self.cce.contains(profile.version),
        }
    }

    #[inline(always)]
    const fn is_always(self) -> bool {
        self.ccx.from == 0 && self.cce.from == 0 && self.ccx.to == u32::MAX && self.cce.to == u32::MAX
    }
}

macro_rules! when_methods {
    () => {
        /// In CCE from this version on, never in CCX.
        #[must_use]
        pub const fn cce(mut self, from: u32) -> Self {
            self.when.ccx = Versions::NONE;
            self.when.cce.from = from;
            self
        }
        /// In CCX from this version on, never in CCE.
        #[must_use]
        pub const fn ccx(mut self, from: u32) -> Self {
            self.when.cce = Versions::NONE;
            self.when.ccx.from = from;
            self
        }
        /// In both from this version on.
        #[must_use]
        pub const fn since(mut self, from: u32) -> Self {
            self.when.ccx.from = from;
            self.when.cce.from = from;
            self
        }
        /// In CCE from this version on; says nothing about CCX.
        #[must_use]
        pub const fn cce_since(mut self, from: u32) -> Self {
            self.when.cce.from = from;
            self
        }
        /// In CCX from this version on; says nothing about CCE.
        #[must_use]
        pub const fn ccx_since(mut self, from: u32) -> Self {
            self.when.ccx.from = from;
            self
        }
        /// Last version.
        #[must_use]
        pub const fn until(mut self, to: u32) -> Self {
            self.when.cce.to = to;
            self
        }
    };
}

/// A slot whose presence or place is disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// Not disputed.
    Plain,
    /// FAILURE_CONF as `Status`.
    FailureStatus,
    /// FAILURE_CONF as `FailureCode` and `PeripheralErrorCode`.
    FailureCode,
    /// CALL_DEQUEUED_EVENT with the device type first.
    DequeuedFirst,
    /// CALL_DEQUEUED_EVENT with the device type last.
    DequeuedLast,
    /// EMERGENCY_CALL_EVENT with `InvokeID`.
    EmergencyInvoke,
    /// CLEAR_CONNECTION_REQ with `RequestingDeviceIDType` in the fixed part.
    ClearConnectionFixed,
    /// OPEN_CONF `SessionType`.
    SessionType,
}

/// A slot of a fixed part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlotSpec {
    /// Name in the guides.
    pub name: &'static str,
    /// Type on the wire.
    pub kind: Kind,
    /// Names of its values.
    pub names: Option<&'static Names>,
    /// Names of its values in CCX, where they differ.
    pub ccx_names: Option<&'static Names>,
    /// Where it exists.
    pub when: When,
    /// Whether it depends on a disputed shape.
    pub shape: Shape,
    /// What CCX puts there, where it is reserved. Builders write it whatever the caller says.
    pub ccx_value: Option<u32>,
    /// The list whose groups it counts. Builders count.
    pub counts: List,
    /// What it reads as where it does not exist and is not an `Option`.
    pub absent: u32,
}

impl SlotSpec {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, names: Option<&'static Names>) -> Self {
        Self {
            name,
            kind,
            names,
            ccx_names: None,
            when: When::ALWAYS,
            shape: Shape::Plain,
            ccx_value: None,
            counts: List::None,
            absent: 0,
        }
    }

    when_methods!();

    /// What CCX puts there.
    #[must_use]
    pub const fn ccx_value(mut self, value: u32) -> Self {
        self.ccx_value = Some(value);
        self
    }
    /// CCX has other names.
    #[must_use]
    pub const fn ccx_names(mut self, names: &'static Names) -> Self {
        self.ccx_names = Some(names);
        self
    }
    /// Only CCX has these names.
    #[must_use]
    pub const fn names_only_ccx(mut self) -> Self {
        self.ccx_names = self.names;
        self.names = None;
        self
    }
    /// Exists in one of two disputed shapes.
    #[must_use]
    pub const fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }
    /// Counts groups.
    #[must_use]
    pub const fn counts(mut self, list: List) -> Self {
        self.counts = list;
        self
    }
    /// What it reads as where it does not exist.
    #[must_use]
    pub const fn absent(mut self, value: u32) -> Self {
        self.absent = value;
        self
    }

    /// Whether the slot is there in a message this crate writes.
    #[inline(always)]
    #[must_use]
    pub const fn is_written(&self, profile: &Profile) -> bool {
        if !self.when.is_always() && !self.when.holds(profile) {
            return false;
        }
        match self.shape {
            Shape::Plain => true,
            Shape::FailureStatus => matches!(profile.failure_conf, FailureConfShape::Status),
            Shape::FailureCode => matches!(profile.failure_conf, FailureConfShape::FailureCode),
            Shape::DequeuedFirst => matches!(profile.dequeued_order, DequeuedOrder::DeviceFirst),
            Shape::DequeuedLast => matches!(profile.dequeued_order, DequeuedOrder::DeviceLast),
            Shape::EmergencyInvoke => matches!(profile.emergency_shape, EmergencyShape::InvokeFirst),
            Shape::ClearConnectionFixed => matches!(profile.requesting_device, RequestingDevice::Fixed),
            Shape::SessionType => profile.version >= profile.session_type_since,
        }
    }

    /// Whether the slot is there in the message the reader stands in.
    #[inline(always)]
    pub(crate) fn is_read(&self, r: &Reader<'_>) -> bool {
        match self.shape {
            Shape::FailureStatus => !failure_code_shape(r),
            Shape::FailureCode => failure_code_shape(r),
            _ => self.is_written(r.profile()),
        }
    }

    /// Names of its values in this dialect.
    #[must_use]
    pub const fn names_in(&self, dialect: Dialect) -> Option<&'static Names> {
        match (dialect, self.ccx_names) {
            (Dialect::Ccx, Some(names)) => Some(names),
            _ => self.names,
        }
    }
}

/// Whether a FAILURE_CONF must be read as `FailureCode` and `PeripheralErrorCode`.
///
/// Ten bytes are that shape, unless the last two are an empty floating `Text` with narrow widths. The shape the
/// profile names is taken where both fit.
fn failure_code_shape(r: &Reader<'_>) -> bool {
    let profile = r.profile();
    match (profile.failure_conf, r.body_len()) {
        (FailureConfShape::FailureCode, 8) => false,
        (FailureConfShape::FailureCode, _) => true,
        (FailureConfShape::Status, 10) => {
            let narrow = matches!((profile.tag_width, profile.length_width), (Width::One, Width::One));
            let empty_text = crate::fields::field_is_empty_text(r.rest());
            !(narrow && empty_text)
        }
        (FailureConfShape::Status, _) => false,
    }
}

/// A field of a floating part, as one message allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FloatSpec {
    /// Tag on the wire.
    pub tag: u16,
    /// Name in the guides.
    pub name: &'static str,
    /// Type on the wire.
    pub kind: Kind,
    /// Names of its values.
    pub names: Option<&'static Names>,
    /// Where this message may carry it.
    pub when: When,
    /// Largest length of its data in CCE.
    pub max: u16,
    /// Largest length of its data in CCX.
    pub ccx_max: u16,
    /// Whether a CCE guide says it must be there.
    pub required: bool,
    /// Whether the CCX guide says it must be there.
    pub ccx_required: bool,
    /// The list it is a member of.
    pub list: List,
    /// Whether it starts a group of that list.
    pub leads: bool,
}

impl FloatSpec {
    #[doc(hidden)]
    #[must_use]
    pub const fn new<F: Field>() -> Self {
        Self {
            tag: F::TAG,
            name: F::NAME,
            kind: <F::Value<'static> as Value<'static>>::KIND,
            names: <F::Value<'static> as Value<'static>>::NAMES,
            when: When::ALWAYS,
            max: F::MAX,
            ccx_max: F::CCX_MAX,
            required: false,
            ccx_required: false,
            list: List::None,
            leads: false,
        }
    }

    when_methods!();

    /// Must be there.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self.ccx_required = true;
        self
    }
    /// Must be there in CCX.
    #[must_use]
    pub const fn ccx_required(mut self) -> Self {
        self.ccx_required = true;
        self
    }
    /// Must be there in CCE.
    #[must_use]
    pub const fn cce_required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Largest length in CCE.
    #[must_use]
    pub const fn max(mut self, max: u16) -> Self {
        self.max = max;
        self
    }
    /// Largest length in CCX.
    #[must_use]
    pub const fn ccx_max(mut self, max: u16) -> Self {
        self.ccx_max = max;
        self
    }
    /// Member of a list.
    #[must_use]
    pub const fn of(mut self, list: List) -> Self {
        self.list = list;
        self
    }
    /// Member of a list that starts its groups.
    #[must_use]
    pub const fn leads(mut self, list: List) -> Self {
        self.list = list;
        self.leads = true;
        self
    }

    /// Whether the guide of this dialect says it must be there.
    #[must_use]
    pub const fn required_in(&self, dialect: Dialect) -> bool {
        match dialect {
            Dialect::Ccx => self.ccx_required,
            Dialect::Cce => self.required,
        }
    }

    /// Largest length in this dialect.
    #[inline]
    #[must_use]
    pub const fn max_in(&self, dialect: Dialect) -> u16 {
        match dialect {
            Dialect::Ccx => self.ccx_max,
            Dialect::Cce => self.max,
        }
    }
}

macro_rules! lists {
    ($( $(#[$doc:meta])* $list:ident $name:literal $(in $parent:ident)?, $counter:literal, max $max:literal; )*) => {
        /// A list of repeated groups.
        ///
        /// Each group repeats the same tags; a counter says how many groups there are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum List {
            /// Not a member of a list.
            None,
            $( $(#[$doc])* #[doc = concat!("Counted by `", $counter, "`, at most ", $max, " groups.")] $list, )*
        }

        impl List {
            /// How many lists there are, with `None`.
            pub(crate) const COUNT: usize = 1 $( + { let _ = Self::$list; 1 } )*;

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    Self::None => "",
                    $( Self::$list => $name, )*
                }
            }

            /// The field that counts its groups.
            #[must_use]
            pub const fn counter(self) -> &'static str {
                match self {
                    Self::None => "",
                    $( Self::$list => $counter, )*
                }
            }

            /// The largest number of groups the guides allow.
            #[must_use]
            pub const fn max(self) -> usize {
                match self {
                    Self::None => 0,
                    $( Self::$list => $max, )*
                }
            }

            /// The list each of whose groups holds this list.
            #[must_use]
            pub const fn parent(self) -> Self {
                match self {
                    Self::None => Self::None,
                    $( Self::$list => { #[allow(unused_mut, unused_assignments)] let mut p = Self::None; $( p = Self::$parent; )? p } )*
                }
            }
        }
    };
}
lists! {
    /// CTI clients of a call.
    CtiClients "CTIClients", "NumCTIClients", max 16;
    /// Named variables.
    NamedVariables "NamedVariables", "NumNamedVariables", max 2000;
    /// Elements of named arrays.
    NamedArrays "NamedArrays", "NumNamedArrays", max 2000;
    /// Parties of a transfer or conference.
    Parties "Parties", "NumParties", max 16;
    /// Devices of a call.
    CallDevices "CallDevices", "NumCallDevices", max 16;
    /// Calls of a device.
    Calls "Calls", "NumCalls", max 16;
    /// Skill groups (CCX: contact service queues) of an event.
    SkillGroups "SkillGroups", "NumSkillGroups", max 20;
    /// Skill groups of an agent's state.
    FltSkillGroups "SkillGroups", "NumFltSkillGroups", max 99;
    /// Lines of a device.
    Lines "Lines", "NumLines", max 10;
    /// Peripherals.
    Peripherals "Peripherals", "NumPeripherals", max 64;
    /// Agents of a team.
    Agents "Agents", "NumberOfAgents", max 64;
    /// Teams of a supervisor.
    Teams "Teams", "NumberOfAgentTeams", max 64;
    /// Members of a team.
    Members "Members", "NumRecords", max 64;
    /// Records of a configuration message.
    Records "Records", "NumRecords", max 10;
    /// Skill groups of an agent's record.
    Skills "Skills" in Records, "NumSkills", max 99;
    /// Media routing domains of an agent's record.
    Mrds "MRDs" in Records, "NumMRDs", max 99;
    /// Members of a service's record.
    ServiceMembers "ServiceMembers" in Records, "NumServiceMembers", max 99;
    /// Instruments of a terminal's record.
    Instruments "Instruments" in Records, "NumInstruments", max 10;
    /// Services enabled for an agent's record.
    RecordServices "OfEnabledServices" in Records, "NumOfEnabledServices", max 10;
    /// Services enabled for a call.
    EnabledServices "EnabledServices", "NumOfEnabledServices", max 10;
}

impl List {
    /// Whether a member of this list lies in a group of `outer`.
    pub(crate) fn is_within(self, outer: Self) -> bool {
        self == outer || (self != Self::None && self.parent() == outer && outer != Self::None)
    }
}

/// Who sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The client.
    Client,
    /// The server.
    Server,
    /// Either.
    Both,
}

/// A message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageSpec {
    /// Number on the wire (of the current list).
    pub message_type: MessageType,
    /// Name in the guides.
    pub name: &'static str,
    /// Who sends it.
    pub sender: Sender,
    /// Where it exists.
    pub when: When,
    /// The dialect that owns the number, where the other dialect uses it for another message.
    pub only: Option<Dialect>,
    /// The fixed part, in order.
    pub fixed: &'static [SlotSpec],
    /// What the floating part may hold, in the order of the guides.
    pub floating: &'static [FloatSpec],
}

impl MessageSpec {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        number: u32,
        name: &'static str,
        sender: Sender,
        fixed: &'static [SlotSpec],
        floating: &'static [FloatSpec],
    ) -> Self {
        Self {
            message_type: MessageType(number),
            name,
            sender,
            when: When::ALWAYS,
            only: None,
            fixed,
            floating,
        }
    }

    when_methods!();

    /// The number belongs to this dialect; the other one uses it for another message.
    #[must_use]
    pub const fn only(mut self, dialect: Dialect) -> Self {
        self.only = Some(dialect);
        self
    }

    /// The most bytes the fixed part can take.
    pub(crate) const fn fixed_len(&self) -> usize {
        let (mut len, mut n) = (0, 0);
        while let (true, Some(slots)) = (n < self.fixed.len(), self.fixed.split_at_checked(n)) {
            if let Some(slot) = slots.1.first()
                && let Some(size) = slot.kind.size()
            {
                len += size;
            }
            n += 1;
        }
        len
    }

    /// Where a list stands among the counted lists of this message.
    pub(crate) const fn counter(&self, list: List) -> Option<usize> {
        if matches!(list, List::None) {
            return None;
        }
        let (mut at, mut n) = (0, 0);
        while let (true, Some(rows)) = (n < self.floating.len(), self.floating.split_at_checked(n)) {
            if let Some(row) = rows.1.first()
                && row.leads
            {
                if row.list as u8 == list as u8 {
                    return Some(at);
                }
                at += 1;
            }
            n += 1;
        }
        None
    }

    /// Whether slots of the fixed part count groups.
    pub(crate) const fn counts_groups(&self) -> bool {
        let mut n = 0;
        while let (true, Some(slots)) = (n < self.fixed.len(), self.fixed.split_at_checked(n)) {
            if let Some(slot) = slots.1.first()
                && !matches!(slot.counts, List::None)
            {
                return true;
            }
            n += 1;
        }
        false
    }

    /// Whether fields must be there.
    pub(crate) const fn has_required(&self) -> bool {
        let mut n = 0;
        while let (true, Some(rows)) = (n < self.floating.len(), self.floating.split_at_checked(n)) {
            if let Some(row) = rows.1.first()
                && (row.required || row.ccx_required)
            {
                return true;
            }
            n += 1;
        }
        false
    }

    /// Whether a message of this number in this dialect is this message.
    #[inline]
    #[must_use]
    pub(crate) const fn reads(&self, profile: &Profile) -> bool {
        match self.only {
            None => true,
            Some(dialect) => dialect as u8 == profile.dialect as u8,
        }
    }
}

/// Conditions of rows in the table of fields.
pub(crate) mod field_when {
    use super::{Dialect, Profile};
    pub(crate) use super::{Versions, When};

    pub(crate) const fn ccx(profile: &Profile, from: u32, to: u32) -> bool {
        matches!(profile.dialect, Dialect::Ccx) && from <= profile.version && profile.version <= to
    }

    pub(crate) const fn cce(profile: &Profile, from: u32, to: u32) -> bool {
        matches!(profile.dialect, Dialect::Cce) && from <= profile.version && profile.version <= to
    }

    pub(crate) mod ccx {
        pub(crate) const fn when(from: u32, to: u32) -> super::When {
            super::When { ccx: super::Versions { from, to }, cce: super::Versions::NONE }
        }
    }

    pub(crate) mod cce {
        pub(crate) const fn when(from: u32, to: u32) -> super::When {
            super::When { ccx: super::Versions::NONE, cce: super::Versions { from, to } }
        }
    }
}
