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
use crate::credentials::names_secret;
use crate::element::{Content, Element};
use crate::uuid::Uuid;
use crate::value::{Field, Flag, Reference};

/// A row of a record's table: one element of the object.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The element's name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may come several times.
    pub repeats: bool,
    /// The default of the schema.
    pub default: Option<&'static str>,
    letters: &'static str,
}

impl FieldSpec {
    const fn new(
        name: &'static str,
        kind: Kind,
        repeats: bool,
        letters: &'static str,
        default: Option<&'static str>,
    ) -> Self {
        Self { name, kind, repeats, default, letters }
    }

    /// Whether a request (add, update) or an answer (get, list) of that verb has the field.
    #[must_use]
    pub fn in_verb(&self, verb: Verb) -> bool {
        self.letters.contains(match verb {
            Verb::Add => 'a',
            Verb::Update => 'u',
            Verb::Get => 'r',
            Verb::List => 'l',
            _ => return false,
        })
    }

    /// Whether an update renames the object by `newName` in this place.
    #[must_use]
    pub fn renames(&self) -> bool {
        self.letters.contains('n')
    }

    /// Whether an update may give `removeX` and `addX` instead of the whole list.
    #[must_use]
    pub fn editable(&self) -> bool {
        self.letters.contains('e')
    }

    /// Whether an add must give it.
    #[must_use]
    pub fn required(&self) -> bool {
        self.letters.contains('!')
    }

    /// Whether it holds a password, a PIN or the like: never shown in answers or by `Debug`, and never cleared by a request.
    #[must_use]
    pub fn secret(&self) -> bool {
        names_secret(self.name)
    }

    /// Whether `xsi:nil` clears it; other fields are cleared by an empty element.
    #[must_use]
    pub fn nillable(&self) -> bool {
        self.letters.contains('~')
    }

    /// How many characters its text may have at most, where the schema says so.
    #[must_use]
    pub fn max_length(&self) -> Option<usize> {
        let at = self.letters.find(|c: char| c.is_ascii_digit())?;
        self.letters.get(at..)?.parse().ok()
    }

    /// Whether a request may carry that text: no longer than allowed, and a flag or number where it has to be one. An empty
    /// text clears the field.
    #[must_use]
    pub fn takes(&self, text: &str) -> bool {
        match self.kind {
            _ if text.is_empty() => true,
            Kind::Flag => Flag::parse(text).is_some(),
            Kind::Integer => text.trim().parse::<i64>().is_ok(),
            Kind::Text if self.holds_uuid() => text.parse::<Uuid>().is_ok(),
            Kind::Text if self.holds_mac() => text.len() == 12 && text.bytes().all(|b| b.is_ascii_hexdigit()),
            Kind::Text => self.max_length().is_none_or(|most| text.chars().take(most + 1).count() <= most),
            _ => true,
        }
    }

    fn holds_uuid(&self) -> bool {
        self.letters.contains('@')
    }

    fn holds_mac(&self) -> bool {
        self.letters.contains('#')
    }

    /// A text for the place of this field among the returned tags, where an empty one is not valid. Its value means nothing.
    pub(crate) fn tag_text(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Flag => Some("true"),
            Kind::Integer => Some("0"),
            Kind::Text if self.holds_uuid() => Some("{00000000-0000-0000-0000-000000000000}"),
            Kind::Text if self.holds_mac() => Some("000000000000"),
            _ => None,
        }
    }

    /// What [`takes`](Self::takes) wants, in words.
    pub(crate) fn wanted(&self) -> String {
        match (self.kind, self.max_length()) {
            (Kind::Flag, _) => "true or false".to_owned(),
            (Kind::Integer, _) => "a whole number".to_owned(),
            (_, Some(most)) => format!("at most {most} characters"),
            _ if self.holds_uuid() => "a uuid".to_owned(),
            _ if self.holds_mac() => "twelve hexadecimal digits".to_owned(),
            _ => "another text".to_owned(),
        }
    }
}

/// What an element holds.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// Text, or a value of an open enumeration.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Integer,
    /// The name of another object and perhaps its uuid.
    Reference,
    /// Elements that the schema leaves open.
    Tree,
    /// Another record.
    Record(&'static RecordSpec),
}

/// The table of a record.
#[derive(Debug)]
pub struct RecordSpec {
    /// The record's name.
    pub name: &'static str,
    /// The object it stands for, if it is not just part of another.
    pub object: Option<&'static str>,
    /// Its fields in the order of the schema.
    pub fields: &'static [FieldSpec],
}

impl RecordSpec {
    /// The row of that element.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Puts an element's children, and theirs, into the order of the schema. Unknown ones come last, in their order.
    pub fn arrange(&self, element: &mut Element) {
        element.sort_children_by(|name| self.fields.iter().position(|field| field.name == name));
        for child in element.children_mut() {
            if let Some(Kind::Record(inner)) = self.field(child.name()).map(|field| field.kind) {
                inner.arrange(child);
            }
        }
    }

    /// The tables of all objects that have one.
    #[must_use]
    pub fn objects() -> &'static [&'static Self] {
        OBJECTS
    }

    /// The table of an object by its name (`Phone`), where the crate has one.
    #[must_use]
    pub fn of_object(object: &str) -> Option<&'static Self> {
        OBJECTS.iter().copied().find(|spec| spec.object == Some(object))
    }
}

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

/// The value of one element.
trait Value: Sized {
    const KIND: Kind;

    /// `None`: the element does not fit the type.
    fn read(element: &Element) -> Option<Self>;
    fn write(&self, name: &'static str, verb: Verb) -> Element;
    /// Whether an empty element is a value, not the absence of one.
    const EMPTY_IS_VALUE: bool = false;
}

impl Value for String {
    const KIND: Kind = Kind::Text;

    fn read(element: &Element) -> Option<Self> {
        matches!(element.content(), Content::Text(_) | Content::Empty).then(|| element.text().to_owned())
    }

    fn write(&self, name: &'static str, _: Verb) -> Element {
        Element::with_text(name, self.clone())
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Flag;

    fn read(element: &Element) -> Option<Self> {
        Flag::parse(element.text())
    }

    fn write(&self, name: &'static str, _: Verb) -> Element {
        Element::with_text(name, if *self { "true" } else { "false" })
    }
}

impl Value for i64 {
    const KIND: Kind = Kind::Integer;

    fn read(element: &Element) -> Option<Self> {
        element.text().trim().parse().ok()
    }

    fn write(&self, name: &'static str, _: Verb) -> Element {
        Element::with_text(name, self.to_string())
    }
}

impl Value for Reference {
    const KIND: Kind = Kind::Reference;

    fn read(element: &Element) -> Option<Self> {
        matches!(element.content(), Content::Text(_) | Content::Empty).then(|| Self {
            name: element.text().to_owned(),
            uuid: element.attribute("uuid").and_then(|text| text.parse().ok()),
        })
    }

    fn write(&self, name: &'static str, _: Verb) -> Element {
        let element = Element::with_text(name, self.name.clone());
        match self.uuid {
            Some(uuid) => element.with_attribute("uuid", uuid.to_axl()),
            None => element,
        }
    }
}

impl Value for Element {
    const KIND: Kind = Kind::Tree;
    const EMPTY_IS_VALUE: bool = true;

    fn read(element: &Element) -> Option<Self> {
        Some(element.clone())
    }

    fn write(&self, _: &'static str, _: Verb) -> Element {
        self.clone()
    }
}

/// How a field's slot takes elements: one value in three states, or any number of values.
trait Slot {
    /// Whether the element found its place.
    fn take(&mut self, element: &Element) -> bool;
    /// Whether it holds a value.
    fn is_set(&self) -> bool;
    fn put(&self, spec: &'static FieldSpec, verb: Verb, into: &mut Element);
}

impl<T: Value> Slot for Field<T> {
    fn take(&mut self, element: &Element) -> bool {
        let empty = match element.content() {
            Content::Nil => true,
            // A reference with no name but a uuid is a reference.
            Content::Empty => {
                !T::EMPTY_IS_VALUE && element.attribute("uuid").is_none_or(|uuid| uuid.is_empty())
            }
            _ => false,
        };
        if empty {
            *self = Self::Clear;
            return true;
        }
        match T::read(element) {
            Some(value) => {
                *self = Self::Set(value);
                true
            }
            None => false,
        }
    }

    fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }

    fn put(&self, spec: &'static FieldSpec, verb: Verb, into: &mut Element) {
        match self {
            Self::Absent => {}
            // How an answer shows it, and no wish to lose it.
            Self::Clear if spec.secret() && matches!(verb, Verb::Add | Verb::Update) => {}
            Self::Clear if spec.nillable() && verb != Verb::Get && verb != Verb::List => {
                into.push(Element::nil(spec.name));
            }
            Self::Clear => into.push(Element::new(spec.name)),
            Self::Set(value) => into.push(value.write(spec.name, verb)),
        }
    }
}

impl<T: Value> Slot for Vec<T> {
    fn take(&mut self, element: &Element) -> bool {
        T::read(element).map(|value| self.push(value)).is_some()
    }

    fn is_set(&self) -> bool {
        !self.is_empty()
    }

    fn put(&self, spec: &'static FieldSpec, verb: Verb, into: &mut Element) {
        for value in self {
            into.push(value.write(spec.name, verb));
        }
    }
}

/// A field as `Debug` shows it.
fn shown<'f>(xml: &str, field: &'f (impl Slot + fmt::Debug)) -> &'f dyn fmt::Debug {
    if names_secret(xml) && field.is_set() { &"…" } else { field }
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
mod system;
mod user;

pub use hunt::*;
pub use line::*;
pub use phone::*;
pub use routing::*;
pub use system::*;
pub use user::*;

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
