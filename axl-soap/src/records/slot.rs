//! How a field of a record is read from elements and written as such.

use std::fmt;

use super::spec::{FieldSpec, Kind};
use crate::catalogue::Verb;
use crate::credentials::names_secret;
use crate::element::{Content, Element};
use crate::value::{Field, Flag, Reference};

/// The value of one element.
pub(super) trait Value: Sized {
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
pub(super) trait Slot {
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
pub(super) fn shown<'f>(xml: &str, field: &'f (impl Slot + fmt::Debug)) -> &'f dyn fmt::Debug {
    if names_secret(xml) && field.is_set() { &"…" } else { field }
}
