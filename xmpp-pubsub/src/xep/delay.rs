//! When a stanza was first sent (XEP-0203).

use std::time::SystemTime;

use xml_cursor::{Cursor, Namespace as _, Sink, Tag, Writer, XmlError};

use crate::{Jid, Ns, date};

/// A stored stanza's time and, if known, who stored it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delay {
    /// When it was first sent; written in UTC.
    pub stamp: SystemTime,
    /// Who held it back.
    pub from: Option<Jid>,
}

impl Delay {
    /// Writes `<delay/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer.start_in("delay", Ns::Delay.uri());
        writer.attr_opt("from", self.from.as_ref().map(Jid::as_str)).attr("stamp", &date::format(self.stamp));
        writer.end("delay");
    }

    /// Reads the open `<delay/>`, and closes it. `None`: its stamp is no date.
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Option<Self>, XmlError> {
        cursor.skip()?;
        let stamp = tag.attr("stamp").and_then(|stamp| date::parse(&stamp));
        let from = tag.attr("from").and_then(|from| Jid::new(&from).ok());
        Ok(stamp.map(|stamp| Self { stamp, from }))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use xml_cursor::Profile;

    use super::*;

    fn read(text: &str) -> Option<Delay> {
        let element = format!("<delay xmlns='urn:xmpp:delay' from='a@b' stamp='{text}'/>");
        let mut cursor = Cursor::<Ns>::new(element.as_bytes(), Profile::Stream).unwrap();
        let tag = cursor.root().unwrap();
        Delay::read(&tag, &mut cursor).unwrap()
    }

    #[test]
    fn delay_1_stamps() {
        let at = UNIX_EPOCH + Duration::from_secs(1_031_699_305);
        let delay = Delay { stamp: at, from: Some(Jid::new("a@b").unwrap()) };
        let mut out = Vec::new();
        delay.write(&mut Writer::new(&mut out));
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("stamp='2002-09-10T23:08:25Z'"), "{out}");
        assert_eq!(read("2002-09-10T23:08:25Z").as_ref(), Some(&delay));
        assert_eq!(read("2002-09-11T01:08:25+02:00").as_ref(), Some(&delay));
        let finer = read("2002-09-10T23:08:25.123Z").unwrap();
        assert_eq!(finer.stamp, at + Duration::from_millis(123));
        assert_eq!(read("2002-09-10"), None);
        assert_eq!(read("1969-12-31T23:59:59Z"), None);
    }
}
