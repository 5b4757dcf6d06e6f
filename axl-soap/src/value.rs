//! Values as fields hold them.

use crate::uuid::Uuid;

/// A field of a request or answer: the wire tells these three apart.
///
/// In an update, absent leaves the field alone and clear empties it. In an answer, absent means that it was not asked
/// for, clear that it has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Field<T> {
    /// The element is not there.
    #[default]
    Absent,
    /// The element is empty or `xsi:nil`.
    Clear,
    /// The element's value.
    Set(T),
}

impl<T> Field<T> {
    /// The value, if there is one.
    #[must_use]
    pub const fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Clear => None,
        }
    }

    /// The value, to change it.
    #[must_use]
    pub const fn as_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Clear => None,
        }
    }

    /// The value itself.
    #[must_use]
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Clear => None,
        }
    }

    /// Whether the element is not there at all.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: AsRef<str>> Field<T> {
    /// The text; empty when there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.as_ref().map_or("", AsRef::as_ref)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Self::Set(value.to_owned())
    }
}

impl From<&str> for Field<Reference> {
    fn from(name: &str) -> Self {
        Self::Set(Reference::named(name))
    }
}

/// A reference to another object: by name, by uuid, or both (the uuid decides).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Reference {
    /// The object's name; may be empty when there is a uuid.
    pub name: String,
    /// The object's uuid.
    pub uuid: Option<Uuid>,
}

impl Reference {
    /// By name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), uuid: None }
    }

    /// By uuid.
    #[must_use]
    pub const fn uuid(uuid: Uuid) -> Self {
        Self { name: String::new(), uuid: Some(uuid) }
    }
}

/// The schema's `boolean`, which is a string. Answers write `true` and `false`, SQL `t` and `f`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag(pub bool);

impl Flag {
    /// Reads `t`, `f`, `true`, `false`, `0` and `1` without regard to case: Python clients send `True`.
    #[must_use]
    pub fn parse(text: &str) -> Option<bool> {
        let is = |words: [&str; 3]| words.iter().any(|word| text.trim().eq_ignore_ascii_case(word));
        if is(["true", "t", "1"]) {
            Some(true)
        } else if is(["false", "f", "0"]) {
            Some(false)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_of_every_client() {
        for yes in ["true", "True", "t", "1", " TRUE "] {
            assert_eq!(Flag::parse(yes), Some(true), "{yes}");
        }
        for no in ["false", "False", "f", "0"] {
            assert_eq!(Flag::parse(no), Some(false), "{no}");
        }
        assert_eq!(Flag::parse("yes"), None);
    }
}
