//! Messages as people read them: one line, several lines, JSON.

use core::fmt;
use std::borrow::Cow;

use crate::fields::{field_by_tag, tag_name};
use crate::macros::fmt_mask;
use crate::spec::{Kind, List, MessageSpec, Names};
use crate::wire::floating::{Floating, RawField, packed};
use crate::wire::reader::Reader;
use crate::wire::value::Value as _;
use crate::{
    DecodeError, DecodeErrorKind, Frame, FrameRef, MessageType, NamedArray, NamedVariable, Profile, SPECS,
};

/// A message with the names of the guides, for logs and tools.
///
/// `{}` is one line, `{:#}` a line for each field; with feature `serde` it serialises as well. Passwords are not
/// shown. What cannot be read is shown with its error, after everything that can.
///
/// ```
/// use cti_wire::{Frame, MessageType, Profile};
///
/// let frame = Frame { message_type: MessageType::HEARTBEAT_REQ, body: vec![0, 0, 0, 7].into() };
/// assert_eq!(frame.describe(&Profile::ccx(17)).to_string(), "HEARTBEAT_REQ InvokeID=7");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    frame: FrameRef<'a>,
    profile: Profile,
}

impl Frame {
    /// This message with the names of the guides.
    #[must_use]
    pub fn describe(&self, profile: &Profile) -> Described<'_> {
        self.as_ref().describe(profile)
    }
}

impl<'a> FrameRef<'a> {
    /// This message with the names of the guides.
    #[must_use]
    pub const fn describe(&self, profile: &Profile) -> Described<'a> {
        Described { frame: *self, profile: *profile }
    }
}

/// The row of the table for a number on the wire.
#[must_use]
pub fn spec_of(message: MessageType, profile: &Profile) -> Option<&'static MessageSpec> {
    let listed = MessageType(profile.listed_type(message.0));
    SPECS.iter().copied().find(|spec| spec.message_type == listed && spec.reads(profile))
}

/// One field to show.
struct Item<'a> {
    tag: Option<u16>,
    name: Cow<'static, str>,
    list: List,
    leads: bool,
    shown: Shown<'a>,
}

/// A value to show.
#[derive(Clone)]
enum Shown<'a> {
    Number(i64),
    Named(u32, &'static str),
    Mask(u32, &'static Names),
    Bool(bool),
    Time(u32),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
    Variable(NamedVariable<'a>),
    Element(NamedArray<'a>),
    /// Values of several groups in one field.
    Packed(Vec<Self>),
    Secret,
    Bad(DecodeErrorKind, &'a [u8]),
}

impl<'a> Described<'a> {
    /// What can be read, and why the rest cannot.
    fn read(&self) -> (Vec<Item<'a>>, Vec<Item<'a>>, Option<DecodeError>) {
        let Some(spec) = spec_of(self.frame.message_type, &self.profile) else {
            return (Vec::new(), Vec::new(), None);
        };
        let mut r = Reader::new(self.frame.body, self.frame.message_type, &self.profile);
        let mut fixed = Vec::new();
        for slot in spec.fixed {
            if !slot.is_read(&r) {
                continue;
            }
            let data = match r.slice(slot.kind.size().unwrap_or(0), slot.name) {
                Ok(data) => data,
                Err(e) => return (fixed, Vec::new(), Some(e)),
            };
            let shown = show(slot.kind, slot.names_in(self.profile.dialect), data);
            fixed.push(Item { tag: None, name: slot.name.into(), list: List::None, leads: false, shown });
        }
        match Floating::parse(r.rest(), r.offset(), self.frame.message_type, &self.profile) {
            Ok(floating) => (fixed, floating.iter().map(|raw| self.item(spec, raw)).collect(), None),
            Err(e) => {
                let readable = Floating::prefix(r.rest(), r.offset(), self.frame.message_type, &self.profile);
                (fixed, readable.iter().map(|raw| self.item(spec, raw)).collect(), Some(e))
            }
        }
    }

    fn item(&self, spec: &'static MessageSpec, raw: RawField<'a>) -> Item<'a> {
        let row = spec.floating.iter().find(|row| row.tag == raw.tag);
        let (list, leads) = row.map_or((List::None, false), |row| (row.list, row.leads));
        let known = field_by_tag(raw.tag, &self.profile).map(|f| (f.kind, f.names));
        let size = row.and_then(crate::FloatSpec::packs).filter(|size| packed(raw.data, *size) > 1);
        let shown = match (row.map(|row| (row.kind, row.names)).or(known), size) {
            (Some((kind, names)), Some(size)) => {
                Shown::Packed(raw.data.chunks(size).map(|data| show(kind, names, data)).collect())
            }
            (Some((kind, names)), None) => show(kind, names, raw.data),
            (None, _) => Shown::Bytes(raw.data),
        };
        let name = match tag_name(raw.tag, &self.profile) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(format!("tag {}", raw.tag)),
        };
        Item { tag: Some(raw.tag), name, list, leads, shown }
    }
}

fn show<'a>(kind: Kind, names: Option<&'static Names>, data: &'a [u8]) -> Shown<'a> {
    let number = |data: &[u8]| data.iter().fold(0u32, |n, b| n << 8 | u32::from(*b));
    if let Some(size) = kind.size()
        && data.len() != size
        && !(kind == Kind::Bool && data.len() == 4)
    {
        let found = u32::try_from(data.len()).unwrap_or(u32::MAX);
        return Shown::Bad(DecodeErrorKind::Length { found }, data);
    }
    match (kind, names) {
        (Kind::Uchar | Kind::Ushort | Kind::Uint, Some(names)) if names.mask => {
            Shown::Mask(number(data), names)
        }
        (Kind::Uchar | Kind::Ushort | Kind::Uint, Some(names)) => match names.of(number(data)) {
            Some(name) => Shown::Named(number(data), name),
            None => Shown::Number(number(data).into()),
        },
        (Kind::Uchar | Kind::Ushort | Kind::Uint, None) => Shown::Number(number(data).into()),
        (Kind::Int, _) => Shown::Number(i64::from(number(data).cast_signed())),
        (Kind::Bool, _) => Shown::Bool(number(data) != 0),
        (Kind::Time, _) => Shown::Time(number(data)),
        (Kind::String, _) => Shown::Text(String::from_utf8_lossy(data.strip_suffix(&[0]).unwrap_or(data))),
        (Kind::Secret | Kind::SecretString, _) => Shown::Secret,
        (Kind::NamedVar, _) => match NamedVariable::from_wire(data) {
            Ok(variable) => Shown::Variable(variable),
            Err(kind) => Shown::Bad(kind, data),
        },
        (Kind::NamedArray, _) => match NamedArray::from_wire(data) {
            Ok(element) => Shown::Element(element),
            Err(kind) => Shown::Bad(kind, data),
        },
        (Kind::Bytes8 | Kind::Unspec | Kind::TaskId, _) => Shown::Bytes(data),
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The guides use these two for "none".
            Self::Number(0xFFFF) => f.write_str("0xFFFF"),
            Self::Number(0xFFFF_FFFF) => f.write_str("0xFFFFFFFF"),
            Self::Number(n) => write!(f, "{n}"),
            Self::Named(_, name) => f.write_str(name),
            Self::Mask(value, names) => fmt_mask(names, *value, f),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Time(0) => f.write_str("0"),
            Self::Time(seconds) => utc(*seconds, f),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Bytes(bytes) => hex(bytes, f),
            Self::Variable(v) => write!(f, "{}={:?}", v.name, v.value),
            Self::Element(e) => write!(f, "{}[{}]={:?}", e.name, e.index, e.value),
            Self::Packed(values) => {
                for (n, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if n == 0 { "[" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Secret => f.write_str("(secret)"),
            Self::Bad(kind, data) => {
                hex(data, f)?;
                match kind {
                    DecodeErrorKind::Length { found } => write!(f, " (a length of {found} does not fit)"),
                    _ => f.write_str(" (not a name and a value)"),
                }
            }
        }
    }
}

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("0x")?;
    bytes.iter().try_for_each(|b| write!(f, "{b:02x}"))
}

/// Seconds since 1970 as `2026-11-20T11:43:00Z`.
fn utc(seconds: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    // Years that start in March put the leap day last; 719_468 days lie between 0000-03-01 and 1970-01-01.
    let day = days + 719_468;
    let (era, day_of_era) = (day / 146_097, day % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u32::from(month <= 2);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    write!(f, "{year:04}-{month:02}-{day_of_month:02}T{hour:02}:{minute:02}:{second:02}Z")
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = f.alternate();
        match self.frame.message_type.name_in(&self.profile) {
            Some(name) => f.write_str(name)?,
            None => write!(f, "message type {}", self.frame.message_type.0)?,
        }
        if many {
            write!(f, " ({}), {} bytes", self.frame.message_type.0, self.frame.body.len())?;
        }
        if spec_of(self.frame.message_type, &self.profile).is_none() {
            if !self.frame.body.is_empty() {
                f.write_str(if many { "\n  " } else { " " })?;
                hex(self.frame.body, f)?;
            }
            return Ok(());
        }
        let (fixed, floating, error) = self.read();
        for item in &fixed {
            match many {
                true => write!(f, "\n  {}: {}", item.name, item.shown)?,
                false => write!(f, " {}={}", item.name, item.shown)?,
            }
            if let (true, Shown::Named(number, _) | Shown::Mask(number, _)) = (many, &item.shown) {
                write!(f, " ({number})")?;
            }
        }
        for item in &floating {
            if !many {
                write!(f, " {}={}", item.name, item.shown)?;
                continue;
            }
            let indent = match (item.list, item.leads) {
                (List::None, _) => "",
                (list, true) if list.parent() == List::None => "- ",
                (list, false) if list.parent() == List::None => "  ",
                (_, true) => "  - ",
                (_, false) => "    ",
            };
            write!(f, "\n  {indent}{}[{}]: {}", item.name, item.tag.unwrap_or_default(), item.shown)?;
        }
        match error {
            Some(e) if many => write!(f, "\n  error: {e}"),
            Some(e) => write!(f, " error: {e}"),
            None => Ok(()),
        }
    }
}

#[cfg(feature = "serde")]
mod json {
    use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

    use super::{Described, Item, Shown};

    /// `{"message": …, "type": …, "fixed": {…}, "floating": [{"tag": …, "name": …, "value": …}, …]}`.
    ///
    /// The floating part is a sequence, because tags repeat. Values with names are their names (bits joined by `|`),
    /// others numbers; raw bytes are hexadecimal text. An unknown type has `"body"` instead, and a message that
    /// cannot be read whole has `"error"` as well.
    impl Serialize for Described<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry("message", &self.frame.message_type.name_in(&self.profile))?;
            map.serialize_entry("type", &self.frame.message_type.0)?;
            if super::spec_of(self.frame.message_type, &self.profile).is_none() {
                map.serialize_entry("body", &Shown::Bytes(self.frame.body))?;
                return map.end();
            }
            let (fixed, floating, error) = self.read();
            map.serialize_entry("fixed", &Fixed(&fixed))?;
            map.serialize_entry("floating", &Floating(&floating))?;
            if let Some(e) = error {
                map.serialize_entry("error", &e.to_string())?;
            }
            map.end()
        }
    }

    struct Fixed<'a>(&'a [Item<'a>]);

    impl Serialize for Fixed<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(self.0.len()))?;
            for item in self.0 {
                map.serialize_entry(&item.name, &item.shown)?;
            }
            map.end()
        }
    }

    struct Floating<'a>(&'a [Item<'a>]);

    impl Serialize for Floating<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut seq = serializer.serialize_seq(Some(self.0.len()))?;
            for item in self.0 {
                seq.serialize_element(item)?;
            }
            seq.end()
        }
    }

    impl Serialize for Item<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(3))?;
            map.serialize_entry("tag", &self.tag)?;
            map.serialize_entry("name", &self.name)?;
            map.serialize_entry("value", &self.shown)?;
            map.end()
        }
    }

    impl Serialize for Shown<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Number(n) => serializer.serialize_i64(*n),
                Self::Bool(b) => serializer.serialize_bool(*b),
                Self::Text(text) => serializer.serialize_str(text),
                Self::Variable(v) => {
                    let mut map = serializer.serialize_map(Some(2))?;
                    map.serialize_entry("name", &v.name.to_string_lossy())?;
                    map.serialize_entry("value", &v.value.to_string_lossy())?;
                    map.end()
                }
                Self::Element(e) => {
                    let mut map = serializer.serialize_map(Some(3))?;
                    map.serialize_entry("name", &e.name.to_string_lossy())?;
                    map.serialize_entry("index", &e.index)?;
                    map.serialize_entry("value", &e.value.to_string_lossy())?;
                    map.end()
                }
                Self::Packed(values) => values.serialize(serializer),
                Self::Secret => serializer.serialize_none(),
                Self::Named(..) | Self::Mask(..) | Self::Time(_) | Self::Bytes(_) | Self::Bad(..) => {
                    serializer.collect_str(self)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AgentState, AgentStateEvent, Message as _, field};

    #[test]
    fn times_are_utc() {
        let shown = |n| Shown::Time(n).to_string();
        assert_eq!(shown(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(shown(1_700_000_000), "2023-11-14T22:13:20Z");
        assert_eq!(shown(u32::MAX), "2106-02-07T06:28:15Z");
    }

    #[test]
    fn groups_are_indented() {
        let profile = Profile::ccx(17);
        let frame = AgentStateEvent { agent_state: AgentState::TALKING, ..AgentStateEvent::default() }
            .build(&profile)
            .with(field::AgentIdLong, "ann")
            .with(field::SkillGroupNumber, 3u32)
            .with(field::SkillGroupState, AgentState::TALKING)
            .finish()
            .unwrap();
        let shown = format!("{:#}", frame.describe(&profile));
        let tail = "\n  AgentIDLong[194]: \"ann\"\n  - SkillGroupNumber[62]: 3\n    SkillGroupState[65]: AGENT_STATE_TALKING";
        assert!(shown.ends_with(tail), "{shown}");
        assert!(shown.contains("\n  AgentState: AGENT_STATE_TALKING (4)"), "{shown}");
        assert!(shown.contains("\n  SkillGroupID: 0xFFFFFFFF"), "{shown}");
    }

    #[test]
    fn what_can_be_read_of_a_broken_message_is_shown() {
        let profile = Profile::ccx(17);
        let frame = Frame {
            message_type: MessageType::FAILURE_EVENT,
            body: vec![0, 0, 0, 15, 7, 2, 65, 0, 7, 9].into(),
        };
        assert_eq!(
            frame.describe(&profile).to_string(),
            "FAILURE_EVENT Status=E_CTI_CTI_SERVER_OFFLINE Text=\"A\" error: Text at byte 8 of FAILURE_EVENT: the body \
             ends inside it"
        );
    }
}
