//! Service discovery (XEP-0030): what an entity is, and what it holds.

use std::collections::BTreeSet;

use xml_cursor::{Cursor, Namespace as _, Sink, Tag, Writer, XmlError};

use crate::{DataForm, Jid, Ns};

/// What an entity is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Such as `pubsub`.
    pub category: String,
    /// Such as `service`.
    pub ty: String,
    /// Words for people.
    pub name: Option<String>,
}

/// The answer to `disco#info`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiscoInfo {
    /// The node asked about.
    pub node: Option<String>,
    /// What the entity is; an answer has one at least (DISCO-1).
    pub identities: Vec<Identity>,
    /// What it offers, each once.
    pub features: BTreeSet<String>,
    /// More about it (XEP-0128).
    pub forms: Vec<DataForm>,
}

/// One thing that an entity holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscoItem {
    /// Whom to ask about it.
    pub jid: Jid,
    /// Its node there.
    pub node: Option<String>,
    /// Words for people.
    pub name: Option<String>,
}

/// The answer to `disco#items`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiscoItems {
    /// The node asked about.
    pub node: Option<String>,
    /// In the order given.
    pub items: Vec<DiscoItem>,
}

impl DiscoInfo {
    /// An answer with one identity, which offers `disco#info` itself.
    #[must_use]
    pub fn new(category: &str, ty: &str, name: &str) -> Self {
        let identity =
            Identity { category: category.to_owned(), ty: ty.to_owned(), name: Some(name.to_owned()) };
        let features = [Ns::DiscoInfo.uri().to_owned()].into();
        Self { node: None, identities: vec![identity], features, forms: Vec::new() }
    }

    /// The same with a feature more.
    #[must_use]
    pub fn with_feature(mut self, feature: &str) -> Self {
        self.features.insert(feature.to_owned());
        self
    }

    /// Writes `<query/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer.start_in("query", Ns::DiscoInfo.uri()).attr_opt("node", self.node.as_deref());
        for identity in &self.identities {
            writer.start("identity").attr("category", &identity.category).attr("type", &identity.ty);
            writer.attr_opt("name", identity.name.as_deref()).end("identity");
        }
        for feature in &self.features {
            writer.start("feature").attr("var", feature).end("feature");
        }
        for form in &self.forms {
            form.write(writer);
        }
        writer.end("query");
    }

    /// Reads the open `<query/>`, and closes it.
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut info = Self { node: tag.attr("node").map(Into::into), ..Self::default() };
        while let Some(tag) = cursor.child()? {
            match (tag.ns(), tag.name()) {
                (Ns::DiscoInfo, "identity") => {
                    let attr = |name| tag.attr(name).map(Into::<String>::into);
                    info.identities.push(Identity {
                        category: attr("category").unwrap_or_default(),
                        ty: attr("type").unwrap_or_default(),
                        name: attr("name"),
                    });
                    cursor.skip()?;
                }
                (Ns::DiscoInfo, "feature") => {
                    info.features.extend(tag.attr("var").map(Into::<String>::into));
                    cursor.skip()?;
                }
                (Ns::DataForms, "x") => info.forms.push(DataForm::read(&tag, cursor)?),
                _ => cursor.skip()?,
            }
        }
        Ok(info)
    }
}

impl DiscoItems {
    /// Writes `<query/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer.start_in("query", Ns::DiscoItems.uri()).attr_opt("node", self.node.as_deref());
        for item in &self.items {
            writer.start("item").attr("jid", item.jid.as_str());
            writer.attr_opt("node", item.node.as_deref()).attr_opt("name", item.name.as_deref()).end("item");
        }
        writer.end("query");
    }

    /// Reads the open `<query/>`, and closes it. Items without a valid address are passed over.
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut items = Self { node: tag.attr("node").map(Into::into), items: Vec::new() };
        while let Some(tag) = cursor.child()? {
            let jid = tag.attr("jid").and_then(|jid| Jid::new(&jid).ok());
            if let Some(jid) = jid.filter(|_| tag.is(Ns::DiscoItems, "item")) {
                let attr = |name| tag.attr(name).map(Into::into);
                items.items.push(DiscoItem { jid, node: attr("node"), name: attr("name") });
            }
            cursor.skip()?;
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FormType, IqType, Stanza};

    #[test]
    fn disco_1_info_reads_as_written() {
        let mut info = DiscoInfo::new("pubsub", "service", "Nodes")
            .with_feature("urn:xmpp:ping")
            .with_feature("urn:xmpp:ping");
        info.node = Some("a&b".into());
        info.forms.push(DataForm::new(FormType::Result).with_form_type("urn:form"));
        let stanza = Stanza::iq(IqType::Result, "1").with_written(|writer| info.write(writer));
        let (tag, mut cursor) = stanza.child(Ns::DiscoInfo, "query").unwrap();
        let read = DiscoInfo::read(&tag, &mut cursor).unwrap();
        assert_eq!(read, info);
        assert_eq!(read.features.len(), 2);
    }

    #[test]
    fn disco_2_items_read_as_written() {
        let item = DiscoItem { jid: Jid::new("p.x").unwrap(), node: Some("/n".into()), name: None };
        let items = DiscoItems { node: None, items: vec![item] };
        let stanza = Stanza::iq(IqType::Result, "1").with_written(|writer| items.write(writer));
        let (tag, mut cursor) = stanza.child(Ns::DiscoItems, "query").unwrap();
        assert_eq!(DiscoItems::read(&tag, &mut cursor).unwrap(), items);
    }
}
