//! Headers within stanzas (XEP-0131).

use xml_cursor::{Cursor, Namespace as _, Sink, Writer, XmlError};

use crate::Ns;

/// One header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShimHeader {
    /// Its name, such as `SubID`.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A list of headers; a name may come several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShimHeaders(
    /// In the order written.
    pub Vec<ShimHeader>,
);

impl ShimHeaders {
    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push(ShimHeader { name: name.to_owned(), value: value.to_owned() });
        self
    }

    /// The values of the headers of that name.
    pub fn values<'x>(&'x self, name: &'x str) -> impl Iterator<Item = &'x str> {
        self.0.iter().filter(move |header| header.name == name).map(|header| header.value.as_str())
    }

    /// Writes `<headers/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer.start_in("headers", Ns::Shim.uri());
        for header in &self.0 {
            writer.start("header").attr("name", &header.name).text(&header.value).end("header");
        }
        writer.end("headers");
    }

    /// Reads the open `<headers/>`, and closes it. A header without a name is passed over.
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut headers = Vec::new();
        while let Some(tag) = cursor.child()? {
            match tag.attr("name") {
                Some(name) if tag.is(Ns::Shim, "header") => {
                    headers.push(ShimHeader { name: name.into_owned(), value: cursor.text()?.into_owned() });
                }
                _ => cursor.skip()?,
            }
        }
        Ok(Self(headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MessageType, Stanza};

    #[test]
    fn shim_1_reads_as_written() {
        let headers = ShimHeaders::default().with("SubID", "a<b").with("Collection", "c").with("SubID", "d");
        let stanza = Stanza::message(MessageType::Normal).with_written(|writer| headers.write(writer));
        let (_, mut cursor) = stanza.child(Ns::Shim, "headers").unwrap();
        let read = ShimHeaders::read(&mut cursor).unwrap();
        assert_eq!(read, headers);
        assert_eq!(read.values("SubID").collect::<Vec<_>>(), ["a<b", "d"]);
    }
}
