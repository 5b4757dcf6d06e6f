//! The header of a stream, in both spellings.

use xml_cursor::{Namespace as _, Tag, Writer};

use crate::{Ns, StreamCondition, StreamError};

/// What a header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) to: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) lang: Option<String>,
    /// Absent: 0.9 (STR-5).
    pub(crate) version: Option<(u32, u32)>,
}

impl Opening {
    pub(crate) fn read(tag: &Tag<'_, Ns>) -> Result<Self, StreamError> {
        let attr = |name| tag.attr(name).map(Into::into);
        let version = match tag.attr("version") {
            Some(text) => Some(parse_version(text.trim()).ok_or(StreamCondition::UnsupportedVersion)?),
            None => None,
        };
        let lang = tag.lang().map(Into::into);
        Ok(Self { to: attr("to"), from: attr("from"), id: attr("id"), lang, version })
    }

    /// `<stream:stream>` without an end, for TCP; `<open/>` for WebSocket.
    pub(crate) fn write_stream(&self, content: &str) -> Vec<u8> {
        let mut out = b"<?xml version='1.0'?>".to_vec();
        let mut writer = Writer::new(&mut out);
        writer.start("stream:stream").ns(content).prefix("stream", Ns::Stream.uri());
        self.write_attrs(&mut writer);
        // No content yet, but the tag is complete.
        writer.text("");
        out
    }

    pub(crate) fn write_open(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        writer.start("open").ns(Ns::Framing.uri());
        self.write_attrs(&mut writer);
        writer.end("open");
        out
    }

    fn write_attrs(&self, writer: &mut Writer<'_, Vec<u8>>) {
        writer.attr_opt("from", self.from.as_deref()).attr_opt("to", self.to.as_deref());
        writer.attr_opt("id", self.id.as_deref());
        if let Some((major, minor)) = self.version {
            writer.attr("version", &format!("{major}.{minor}"));
        }
        writer.attr_opt("xml:lang", self.lang.as_deref());
    }
}

/// Two integers, so that 1.10 is more than 1.9.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(major) || !digits(minor) {
        return None;
    }
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use xml_cursor::{Cursor, Profile};

    use super::*;

    #[test]
    fn str_5_versions_are_two_integers() {
        assert_eq!(parse_version("1.10"), Some((1, 10)));
        assert!(parse_version("1.10") > parse_version("1.9"));
        for bad in ["1", "1.", ".1", "1.x", "1.0.0", "+1.0", "99999999999.0"] {
            assert_eq!(parse_version(bad), None, "{bad}");
        }
    }

    #[test]
    fn str_1_headers_read_as_written() {
        let opening = Opening {
            to: Some("a<b".into()),
            from: Some("c".into()),
            id: Some("i".into()),
            lang: Some("de".into()),
            version: Some((1, 0)),
        };
        let mut text = opening.write_stream(Ns::Client.uri());
        text.extend_from_slice(b"</stream:stream>");
        for text in [text, opening.write_open()] {
            let mut cursor = Cursor::<Ns>::new(&text, Profile::Stream).unwrap();
            assert_eq!(Opening::read(&cursor.root().unwrap()).unwrap(), opening);
        }
    }
}
