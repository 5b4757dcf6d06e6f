//! Typed records: one struct per object, for every verb.
//!
//! A fetched object can be changed and sent back: [`Call::update`](crate::Call::update) takes the fields its request knows, in
//! the order of the schema, and leaves out the rest. Each field is [`Absent`](Field::Absent), [`Clear`](Field::Clear) or
//! [`Set`](Field::Set). Passwords and PINs stand empty in answers, so `Clear` in such a field is not sent: an object that was
//! fetched keeps its password. What the schema does not know, or what does not fit a field's type, stays in [`Extra`] and is
//! not sent.
//!
//! ```
//! use axl_soap::records::User;
//! use axl_soap::{Call, Field, Key};
//!
//! let mut user = User::default();
//! user.telephone_number = Field::Set("+1 555 0100".into());
//! user.department = Field::Clear;
//! let call = Call::update(&Key::name("jdoe"), &user)?;
//! assert_eq!(call.operation().name(), "updateUser");
//! # Ok::<(), axl_soap::UsageError>(())
//! ```

use std::fmt;

use crate::catalogue::Verb;
use crate::element::Element;
use crate::uuid::Uuid;
use crate::value::{Field, Reference};

/// A typed record.
pub trait Record: Default + Sized {
    /// Its table.
    const SPEC: &'static RecordSpec;

    /// Reads the record from a tree. Nothing is an error: what does not fit goes into [`Extra`].
    #[must_use]
    fn from_element(element: &Element) -> Self;

    /// Writes the fields that a verb's request or answer has, in the order of the schema.
    #[must_use]
    fn to_element(&self, name: &'static str, verb: Verb) -> Element;
}

/// A record that stands for an object with operations of its own.
pub trait Object: Record {
    /// The object's name in the names of operations: `Phone`.
    const OBJECT: &'static str;
}

/// What a record holds beside its fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extra {
    /// The object's uuid.
    pub uuid: Option<Uuid>,
    /// Other attributes, such as `ctiid`.
    pub attributes: Vec<(String, String)>,
    /// Elements that have no field, or whose text does not fit the field's type.
    pub elements: Vec<Element>,
}

macro_rules! records {
    ($(
        $(#[$doc:meta])*
        $name:ident $(($object:literal))? {
            $( $many:ident $field:ident : $type:ty, $xml:literal $letters:literal $(= $default:literal)?; )*
        }
    )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq)]
        pub struct $name {
            $(
                #[doc = concat!("`", $xml, "`", $(" (default of the schema: `", $default, "`)",)? ".")]
                pub $field: slot!($many $type),
            )*
            /// The uuid, and what else came with it.
            pub extra: Extra,
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    $( .field(stringify!($field), shown($xml, &self.$field)) )*
                    .field("extra", &self.extra)
                    .finish()
            }
        }

        impl Record for $name {
            const SPEC: &'static RecordSpec = &RecordSpec {
                name: stringify!($name),
                object: first!($(Some($object),)? None,),
                fields: &[$(FieldSpec::new(
                    $xml,
                    <$type as Value>::KIND,
                    repeats!($many),
                    $letters,
                    first!($(Some($default),)? None,),
                ),)*],
            };

            fn from_element(element: &Element) -> Self {
                let mut record = Self::default();
                for (name, value) in element.attributes() {
                    match (name, value.parse()) {
                        ("uuid", Ok(uuid)) => record.extra.uuid = Some(uuid),
                        _ => record.extra.attributes.push((name.to_owned(), value.to_owned())),
                    }
                }
                for child in element.children() {
                    let taken = match child.name() {
                        $( $xml => record.$field.take(child), )*
                        _ => false,
                    };
                    if !taken {
                        record.extra.elements.push(child.clone());
                    }
                }
                record
            }

            #[allow(unused_variables, unused_mut, reason = "a record may have no fields")]
            fn to_element(&self, name: &'static str, verb: Verb) -> Element {
                let mut element = Element::new(name);
                if let Some(uuid) = self.extra.uuid.filter(|_| matches!(verb, Verb::Get | Verb::List)) {
                    element = element.with_attribute("uuid", uuid.to_axl());
                }
                let mut specs = Self::SPEC.fields.iter();
                $(
                    if let Some(spec) = specs.next() && spec.in_verb(verb) {
                        self.$field.put(spec, verb, &mut element);
                    }
                )*
                element
            }
        }

        impl Value for $name {
            const KIND: Kind = Kind::Record(<$name as Record>::SPEC);
            const EMPTY_IS_VALUE: bool = true;

            fn read(element: &Element) -> Option<Self> {
                Some(Self::from_element(element))
            }

            fn write(&self, name: &'static str, verb: Verb) -> Element {
                self.to_element(name, verb)
            }
        }

        $(
            impl Object for $name {
                const OBJECT: &'static str = $object;
            }
        )?
    )* };
}

macro_rules! slot {
    (one $type:ty) => { Field<$type> };
    (many $type:ty) => { Vec<$type> };
}

macro_rules! repeats {
    (one) => {
        false
    };
    (many) => {
        true
    };
}

macro_rules! first {
    ($first:expr, $($rest:expr,)*) => {
        $first
    };
}

mod hunt;
mod line;
mod phone;
mod routing;
mod slot;
mod spec;
mod system;
mod user;

pub use hunt::*;
pub use line::*;
pub use phone::*;
pub use routing::*;
pub use spec::{FieldSpec, Kind, RecordSpec};
pub use system::*;
pub use user::*;

use slot::{Slot, Value, shown};

/// Every object that has a table.
static OBJECTS: &[&RecordSpec] = &[
    User::SPEC,
    AppUser::SPEC,
    UserGroup::SPEC,
    Phone::SPEC,
    DeviceProfile::SPEC,
    CtiRoutePoint::SPEC,
    RemoteDestinationProfile::SPEC,
    Line::SPEC,
    HuntPilot::SPEC,
    HuntList::SPEC,
    LineGroup::SPEC,
    CallPickupGroup::SPEC,
    RoutePattern::SPEC,
    TransPattern::SPEC,
    RoutePartition::SPEC,
    Css::SPEC,
    RouteList::SPEC,
    RouteGroup::SPEC,
    SipTrunk::SPEC,
    DevicePool::SPEC,
    Region::SPEC,
    Location::SPEC,
    CallManagerGroup::SPEC,
    CallManager::SPEC,
    ProcessNode::SPEC,
    PresenceGroup::SPEC,
    CommonPhoneConfig::SPEC,
];
