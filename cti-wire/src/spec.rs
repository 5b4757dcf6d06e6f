//! The tables as data: for the printer, for tools, for tests and for generators of test input.

mod list;
mod message;
mod slot;

pub use self::list::List;
pub use self::message::{MessageSpec, Sender};
pub use self::slot::{Shape, SlotSpec};
use crate::wire::value::Value;
use crate::{Dialect, Profile};

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
    /// Whether it is a password, which nothing shows.
    pub(crate) const fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::SecretString)
    }

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
use when_methods;

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

    /// The size of one value, where a field may hold the values of several groups: in lists inside of records.
    pub(crate) fn packs(&self) -> Option<usize> {
        self.kind.size().filter(|_| self.list.parent() != List::None)
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
