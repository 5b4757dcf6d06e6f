//! Names, numbers and devices.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// A directory number: the name of a JTAPI address.
    Number
}
name! {
    /// A device, for example `SEP001122334455`: the name of a JTAPI terminal.
    DeviceName
}

/// What a device is, which decides how a call reaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceKind {
    /// Rings until somebody answers.
    Phone,
    /// Rings until the application answers (an IVR port).
    CtiPort,
    /// Never rings: the application is offered the call and redirects it.
    RoutePoint,
}

/// Whether a device is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Registered: calls reach it.
    In,
    /// Not registered.
    Out,
}

/// A device and the numbers on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its name.
    pub name: DeviceName,
    /// What it is.
    pub kind: DeviceKind,
    /// Its lines; a number that is on several devices is a shared line.
    pub lines: Vec<Number>,
    /// Whether it is registered.
    pub service: Service,
}

impl Device {
    /// A registered device.
    pub fn new<'a>(
        name: impl Into<DeviceName>,
        kind: DeviceKind,
        lines: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self {
            name: name.into(),
            kind,
            lines: lines.into_iter().map(Number::from).collect(),
            service: Service::In,
        }
    }
}
