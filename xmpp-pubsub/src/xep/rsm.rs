//! Pages of long results (XEP-0059).

use xml_cursor::{Cursor, Namespace as _, Sink, Writer, XmlError};

use crate::Ns;

/// Which page a request asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Most items wanted; 0: only their number.
    pub max: Option<u32>,
    /// The page behind this item.
    pub after: Option<String>,
    /// The page in front of this item; empty: the last page.
    pub before: Option<String>,
    /// The page that starts with the item of this number.
    pub index: Option<u32>,
}

impl Page {
    /// Whether the page is counted from its end: what an answer has no room for is then left out at its beginning.
    #[must_use]
    pub(crate) fn is_backwards(&self) -> bool {
        self.before.is_some() && self.after.is_none()
    }
}

/// Which page an answer holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResultPage {
    /// The first item of the page.
    pub first: Option<String>,
    /// The number of the first item among all.
    pub first_index: Option<u32>,
    /// The last item of the page.
    pub last: Option<String>,
    /// How many items there are on all pages.
    pub count: Option<u32>,
}

impl Page {
    /// Writes `<set/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer.start_in("set", Ns::Rsm.uri());
        if let Some(max) = &self.max {
            writer.leaf_value("max", max);
        }
        if let Some(after) = &self.after {
            writer.leaf("after", after);
        }
        if let Some(before) = &self.before {
            writer.leaf("before", before);
        }
        if let Some(index) = &self.index {
            writer.leaf_value("index", index);
        }
        writer.end("set");
    }

    /// Reads the open `<set/>`, and closes it. Numbers that are none are passed over.
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut page = Self::default();
        while let Some(tag) = cursor.child()? {
            match (tag.ns(), tag.name()) {
                (Ns::Rsm, "max") => page.max = cursor.text()?.trim().parse().ok(),
                (Ns::Rsm, "after") => page.after = Some(cursor.text()?.into_owned()),
                (Ns::Rsm, "before") => page.before = Some(cursor.text()?.into_owned()),
                (Ns::Rsm, "index") => page.index = cursor.text()?.trim().parse().ok(),
                _ => cursor.skip()?,
            }
        }
        Ok(page)
    }
}

impl ResultPage {
    /// Writes `<set/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer.start_in("set", Ns::Rsm.uri());
        if let Some(first) = &self.first {
            writer.start("first");
            if let Some(index) = &self.first_index {
                writer.attr_value("index", index);
            }
            writer.text(first).end("first");
        }
        if let Some(last) = &self.last {
            writer.leaf("last", last);
        }
        if let Some(count) = &self.count {
            writer.leaf_value("count", count);
        }
        writer.end("set");
    }

    /// Reads the open `<set/>`, and closes it. Numbers that are none are passed over.
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut page = Self::default();
        while let Some(tag) = cursor.child()? {
            match (tag.ns(), tag.name()) {
                (Ns::Rsm, "first") => {
                    page.first_index = tag.attr("index").and_then(|index| index.trim().parse().ok());
                    page.first = Some(cursor.text()?.into_owned());
                }
                (Ns::Rsm, "last") => page.last = Some(cursor.text()?.into_owned()),
                (Ns::Rsm, "count") => page.count = cursor.text()?.trim().parse().ok(),
                _ => cursor.skip()?,
            }
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{IqType, Stanza};

    #[test]
    fn rsm_1_reads_as_written() {
        let asked = Page { max: Some(10), before: Some(String::new()), ..Page::default() };
        let stanza = Stanza::iq(IqType::Get, "1").with_written(|writer| asked.write(writer));
        assert_eq!(Page::read(&mut stanza.child(Ns::Rsm, "set").unwrap().1).unwrap(), asked);

        let answered = ResultPage {
            first: Some("a".into()),
            first_index: Some(0),
            last: Some("b".into()),
            count: Some(800),
        };
        let stanza = Stanza::iq(IqType::Result, "1").with_written(|writer| answered.write(writer));
        assert_eq!(ResultPage::read(&mut stanza.child(Ns::Rsm, "set").unwrap().1).unwrap(), answered);
    }
}
