//! What the table of a record says about each of its fields.

use crate::catalogue::Verb;
use crate::credentials::names_secret;
use crate::element::Element;
use crate::uuid::Uuid;
use crate::value::Flag;

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
    pub(super) const fn new(
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
        super::OBJECTS
    }

    /// The table of an object by its name (`Phone`), where the crate has one.
    #[must_use]
    pub fn of_object(object: &str) -> Option<&'static Self> {
        super::OBJECTS.iter().copied().find(|spec| spec.object == Some(object))
    }
}
