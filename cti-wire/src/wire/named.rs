//! Named variables and elements of named arrays.

use super::text::Text;
use super::value::{Value, put_array, split};
use crate::DecodeErrorKind;
use crate::spec::{Kind, Names};

/// NAMEDVAR (tag 82): a call variable with a name. Name at most 33 bytes, value at most 211, both with NUL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NamedVariable<'a> {
    /// The name, such as `user.account`.
    pub name: Text<'a>,
    /// The value.
    pub value: Text<'a>,
}

impl<'a> NamedVariable<'a> {
    /// A variable.
    #[must_use]
    pub fn new(name: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

impl<'a> Value<'a> for NamedVariable<'a> {
    const KIND: Kind = Kind::NamedVar;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind> {
        let nul = data.iter().position(|b| *b == 0).ok_or(DecodeErrorKind::Named)?;
        let (name, value) = data.split_at_checked(nul).ok_or(DecodeErrorKind::Named)?;
        let value = value.strip_prefix(&[0]).unwrap_or(value);
        Ok(Self { name: Text::new(name), value: Text::new(value.strip_suffix(&[0]).unwrap_or(value)) })
    }
    fn wire_len(&self) -> usize {
        self.name.wire_len() + self.value.wire_len()
    }
    fn put(&self, out: &mut [u8]) {
        let (name, value) = split(out, self.name.wire_len());
        self.name.put(name);
        self.value.put(value);
    }
    fn holds_nul(&self) -> bool {
        self.name.holds_nul() || self.value.holds_nul()
    }
}

/// NAMEDARRAY (tag 83): one element of an array with a name. Elements that are not sent are unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NamedArray<'a> {
    /// Which element, from 0.
    pub index: u8,
    /// The name.
    pub name: Text<'a>,
    /// The value.
    pub value: Text<'a>,
}

impl<'a> NamedArray<'a> {
    /// An element.
    #[must_use]
    pub fn new(index: u8, name: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        Self { index, name: name.into(), value: value.into() }
    }
}

impl<'a> Value<'a> for NamedArray<'a> {
    const KIND: Kind = Kind::NamedArray;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind> {
        let (index, rest) = data.split_first().ok_or(DecodeErrorKind::Named)?;
        let NamedVariable { name, value } = NamedVariable::from_wire(rest)?;
        Ok(Self { index: *index, name, value })
    }
    fn wire_len(&self) -> usize {
        1 + self.name.wire_len() + self.value.wire_len()
    }
    fn put(&self, out: &mut [u8]) {
        let (index, out) = split(out, 1);
        put_array(index, [self.index]);
        let (name, value) = split(out, self.name.wire_len());
        self.name.put(name);
        self.value.put(value);
    }
    fn holds_nul(&self) -> bool {
        self.name.holds_nul() || self.value.holds_nul()
    }
}
