//! A slot of a fixed part.

use super::{Kind, List, Names, Versions, When, when_methods};
use crate::wire::reader::Reader;
use crate::{DequeuedOrder, Dialect, EmergencyShape, FailureConfShape, Profile, RequestingDevice, Width};

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
