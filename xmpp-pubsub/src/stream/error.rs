//! Why streams end (RFC 6120, 4.9).

use std::fmt;

use bytes::Bytes;
use xml_cursor::{Cursor, ErrorClass, Limits, Namespace as _, Profile, Raw, Sink, Writer, XmlError};

use crate::{Ns, SaslCondition, StanzaError, StreamCondition};

/// A stream error: whatever it says, the stream is over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamError {
    /// The defined condition.
    pub condition: StreamCondition,
    /// Words for people.
    pub text: Option<Box<str>>,
    /// The host to connect to, for `see-other-host`: `host` or `host:port`, an IPv6 address in brackets.
    pub host: Option<Box<str>>,
    /// An element of another namespace that says more: stands alone.
    pub application: Option<Bytes>,
}

impl StreamError {
    /// An error of that condition.
    #[must_use]
    pub fn new(condition: StreamCondition) -> Self {
        Self { condition, text: None, host: None, application: None }
    }

    /// The same with words for people.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The same with the host to connect to.
    #[must_use]
    pub fn with_host(mut self, host: &str) -> Self {
        self.host = Some(host.into());
        self
    }

    /// The same with an application's element: complete, declaring its namespace.
    #[must_use]
    pub fn with_application(mut self, element: impl Into<Bytes>) -> Self {
        self.application = Some(element.into());
        self
    }

    /// Where to connect instead, if the condition is `see-other-host`: a name or an address without brackets, and a port if
    /// one is named. The certificate there must be good for the domain all the same (TLS-4), and who follows such words
    /// should count how often.
    #[must_use]
    pub fn other_host(&self) -> Option<(&str, Option<u16>)> {
        let host = self.host.as_deref().filter(|_| self.condition == StreamCondition::SeeOtherHost)?.trim();
        let (name, port) = match host.strip_prefix('[') {
            Some(rest) => {
                let (name, port) = rest.split_once(']')?;
                (name, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
            }
            // More than one colon without brackets: an address as it is.
            None => match host.split_once(':') {
                Some((name, port)) if !port.contains(':') => (name, Some(port)),
                _ => (host, None),
            },
        };
        let port = match port {
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
            Some(_) => return None,
            None => None,
        };
        (!name.is_empty()).then_some((name, port))
    }

    /// Writes `<stream:error/>`, declaring the prefix, so that it stands alone.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        let name = self.condition.name();
        writer.start("stream:error").prefix("stream", Ns::Stream.uri());
        writer.start(name).ns(Ns::Streams.uri());
        if let Some(host) = &self.host {
            writer.text(host);
        }
        writer.end(name);
        if let Some(text) = &self.text {
            writer.start("text").ns(Ns::Streams.uri()).text(text).end("text");
        }
        let application = self.application.as_ref();
        if let Some(raw) = application.and_then(|xml| Raw::parse(xml, Profile::Stream, Limits::stream()).ok())
        {
            writer.raw(&raw);
        }
        writer.end("stream:error");
    }

    /// `<stream:error/>` as bytes that stand alone.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        let mut out = Vec::new();
        self.write(&mut Writer::new(&mut out));
        out.into()
    }

    /// Reads the open `<stream:error/>`, and closes it. An unknown condition is `undefined-condition`.
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut error = Self::new(StreamCondition::UndefinedCondition);
        while let Some(child) = cursor.child()? {
            match (child.ns(), child.name()) {
                (Ns::Streams, "text") => error.text = Some(cursor.text()?.into()),
                (Ns::Streams, name) => {
                    error.condition = StreamCondition::from_name(name);
                    error.host = Some(cursor.text()?).filter(|host| !host.is_empty()).map(Into::into);
                }
                _ => error.application = Some(cursor.raw()?.to_bytes().into_bytes()),
            }
        }
        Ok(error)
    }
}

impl From<StreamCondition> for StreamError {
    fn from(condition: StreamCondition) -> Self {
        Self::new(condition)
    }
}

/// What a receiver answers to bytes that are no stream.
impl From<XmlError> for StreamError {
    fn from(error: XmlError) -> Self {
        Self::new(match error.class() {
            ErrorClass::RestrictedXml => StreamCondition::RestrictedXml,
            ErrorClass::UnsupportedEncoding => StreamCondition::UnsupportedEncoding,
            ErrorClass::NotWellFormed => StreamCondition::NotWellFormed,
            ErrorClass::Limit => StreamCondition::PolicyViolation,
            _ => StreamCondition::BadFormat,
        })
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.condition)?;
        match &self.text {
            Some(text) => write!(f, ": {text}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for StreamError {}

/// How a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// Both sides said so.
    Closed,
    /// The server said so, and where to go on: a URI of WebSocket (RFC 7395, 3.6.1), which never leads out of TLS. Its
    /// certificate must be good for the same domain, and who follows should count how often.
    Elsewhere(Box<str>),
    /// The transport ended, or the peer did not answer our closing.
    Broken,
    /// We ended it for this; the peer has been told.
    Sent(StreamError),
    /// The peer ended it for this.
    Received(StreamError),
    /// The server refused the login.
    Refused(SaslCondition),
    /// The server refused an address.
    NotBound(StanzaError),
    /// The peer does not offer what this side insists on, or cannot prove who it is.
    Insecure(&'static str),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("closed"),
            Self::Elsewhere(uri) => write!(f, "closed, to go on at {uri}"),
            Self::Broken => f.write_str("the connection broke"),
            Self::Sent(error) => write!(f, "ended with {error}"),
            Self::Received(error) => write!(f, "the peer ended it with {error}"),
            Self::Refused(condition) => write!(f, "the login was refused with {condition}"),
            Self::NotBound(error) => write!(f, "no address was given: {error}"),
            Self::Insecure(why) => f.write_str(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn str_14_where_to_connect_instead() {
        for (text, expected) in [
            ("b.example", Some(("b.example", None))),
            ("b.example:9222", Some(("b.example", Some(9222)))),
            ("[2001:db8::1]:5222", Some(("2001:db8::1", Some(5222)))),
            ("[2001:db8::1]", Some(("2001:db8::1", None))),
            ("2001:db8::1", Some(("2001:db8::1", None))),
            ("b.example:", None),
            ("b.example:x", None),
            ("b.example:70000", None),
            ("[2001:db8::1", None),
            ("[2001:db8::1]5222", None),
            (":5222", None),
        ] {
            let error = StreamError::new(StreamCondition::SeeOtherHost).with_host(text);
            assert_eq!(error.other_host(), expected, "{text}");
        }
        // Other conditions send nobody anywhere.
        assert_eq!(StreamError::new(StreamCondition::Conflict).with_host("b.example").other_host(), None);
    }

    #[test]
    fn str_14_reads_as_written() {
        let error = StreamError::new(StreamCondition::SeeOtherHost)
            .with_host("[2001:db8::1]:5222")
            .with_text("<there>")
            .with_application("<x xmlns='urn:x'/>");
        let bytes = error.to_bytes();
        let mut cursor = Cursor::<Ns>::new(&bytes, Profile::Stream).unwrap();
        assert!(cursor.root().unwrap().is(Ns::Stream, "error"));
        assert_eq!(StreamError::read(&mut cursor).unwrap(), error);
    }
}
