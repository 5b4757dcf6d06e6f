//! The error of a stanza (RFC 6120, 8.3).

use std::fmt;

use bytes::Bytes;
use xml_cursor::{Cursor, Limits, Namespace as _, Profile, Raw, Sink, Tag, Writer, XmlError};

use crate::{Condition, ErrorType, Jid, Ns};

use super::Stanza;

/// Why a stanza was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StanzaError {
    /// The defined condition.
    pub condition: Condition,
    /// What the sender may do about it.
    pub ty: ErrorType,
    /// Words for people.
    pub text: Option<Box<str>>,
    /// Who refused, if not the addressee.
    pub by: Option<Jid>,
    /// Where to go instead: the text of `gone` and `redirect`, a URI.
    pub uri: Option<Box<str>>,
    /// An element of another namespace that says more: stands alone.
    pub application: Option<Bytes>,
}

impl StanzaError {
    /// An error with the type that goes with its condition.
    #[must_use]
    pub fn new(condition: Condition) -> Self {
        Self { condition, ty: condition.default_type(), text: None, by: None, uri: None, application: None }
    }

    /// The same error with another type.
    #[must_use]
    pub fn with_type(mut self, ty: ErrorType) -> Self {
        self.ty = ty;
        self
    }

    /// The same error with words for people.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The same error with the address that refused.
    #[must_use]
    pub fn with_by(mut self, by: Jid) -> Self {
        self.by = Some(by);
        self
    }

    /// The same error with the URI of `gone` or `redirect`.
    #[must_use]
    pub fn with_uri(mut self, uri: &str) -> Self {
        self.uri = Some(uri.into());
        self
    }

    /// The same error with an application's element: complete, declaring its namespace.
    #[must_use]
    pub fn with_application(mut self, element: impl Into<Bytes>) -> Self {
        self.application = Some(element.into());
        self
    }

    /// The application's element, open under a cursor.
    #[must_use]
    pub fn application(&self) -> Option<(Tag<'_, Ns>, Cursor<'_, Ns>)> {
        let mut cursor = Cursor::new(self.application.as_ref()?, Profile::Stream).ok()?;
        Some((cursor.root().ok()?, cursor))
    }

    /// Writes `<error/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        let name = self.condition.name();
        writer.start_in("error", Ns::Client.uri());
        writer.attr("type", self.ty.name()).attr_opt("by", self.by.as_ref().map(Jid::as_str));
        writer.start(name).ns(Ns::Stanzas.uri());
        if let Some(uri) = &self.uri {
            writer.text(uri);
        }
        writer.end(name);
        if let Some(text) = &self.text {
            writer.start("text").ns(Ns::Stanzas.uri()).text(text).end("text");
        }
        if let Some(raw) = self.application.as_ref().and_then(|element| raw(element)) {
            writer.raw(&raw);
        }
        writer.end("error");
    }

    /// Reads the open `<error/>`, and closes it.
    ///
    /// Children may come in any order; unknown conditions and types are read as RFC 6120, 8.3, says (STZ-10).
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut error = Self::new(Condition::UndefinedCondition);
        error.ty = tag.attr("type").map_or(ErrorType::Cancel, |name| ErrorType::from_name(&name));
        error.by = tag.attr("by").and_then(|by| Jid::new(&by).ok());
        while let Some(child) = cursor.child()? {
            match (child.ns(), child.name()) {
                (Ns::Stanzas, "text") => error.text = Some(cursor.text()?.into()),
                (Ns::Stanzas, name) => {
                    error.condition = Condition::from_name(name);
                    error.uri = Some(cursor.text()?).filter(|uri| !uri.is_empty()).map(Into::into);
                }
                _ => error.application = Some(cursor.raw()?.to_bytes().into_bytes()),
            }
        }
        Ok(error)
    }
}

fn raw(element: &[u8]) -> Option<Raw<'_>> {
    Raw::parse(element, Profile::Stream, Limits::stream()).ok()
}

impl From<Condition> for StanzaError {
    fn from(condition: Condition) -> Self {
        Self::new(condition)
    }
}

impl fmt::Display for StanzaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.condition)?;
        match &self.text {
            Some(text) => write!(f, ": {text}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for StanzaError {}

impl Stanza {
    /// The error that an error stanza holds. `None`: not an error stanza, or one without `<error/>`.
    #[must_use]
    pub fn error(&self) -> Option<StanzaError> {
        if !self.is_error() {
            return None;
        }
        let (tag, mut cursor) = self.child(Ns::Client, "error")?;
        StanzaError::read(&tag, &mut cursor).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(error: &str) -> StanzaError {
        Stanza::parse(format!("<iq xmlns='jabber:client' id='1' type='error'>{error}</iq>").as_bytes())
            .unwrap()
            .error()
            .unwrap()
    }

    #[test]
    fn stz_8_reads_as_written() {
        let error = StanzaError::new(Condition::Gone)
            .with_type(ErrorType::Modify)
            .with_text("over <there>")
            .with_uri("xmpp:a@b?node=c")
            .with_by(Jid::new("s").unwrap())
            .with_application("<closed-node xmlns='http://jabber.org/protocol/pubsub#errors'/>");
        let mut out = String::new();
        error.write(&mut Writer::under(&mut out, "jabber:client"));
        assert_eq!(read(&out), error);
        assert!(error.application().unwrap().0.is(Ns::PubsubErrors, "closed-node"));
    }

    #[test]
    fn stz_8_children_in_any_order() {
        let error = read(
            "<error code='404' type='auth'><closed-node xmlns='http://jabber.org/protocol/pubsub#errors'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>t</text>\
             <not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        );
        assert_eq!(
            (error.condition, error.ty, error.text.as_deref()),
            (Condition::NotAllowed, ErrorType::Auth, Some("t"))
        );
        assert!(error.application.is_some());
    }

    #[test]
    fn stz_10_unknown_condition_and_type() {
        let error = read("<error type='x'><brand-new xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
        assert_eq!((error.condition, error.ty), (Condition::UndefinedCondition, ErrorType::Cancel));
    }
}
