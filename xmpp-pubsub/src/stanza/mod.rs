//! Stanzas: who sends what to whom, around a payload that stays as it was written.

mod build;
mod error;
mod head;
mod id;
mod kind;
mod view;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use xml_cursor::{Cursor, Profile, Tag, XmlError};

use crate::{Jid, Ns};

pub use error::StanzaError;
pub use head::BadStanza;
pub use kind::{IqType, Kind, MessageType, PresenceType, StanzaType};
pub use view::{Iq, Presence, Show};

pub(crate) use id::Id;

/// A message, presence or iq: addresses and attributes read, content kept as it was written.
///
/// A stanza is cheap to clone and to address anew, because clones share the content: an event for a thousand subscribers
/// is one content and a thousand heads. Unknown attributes and children are carried (XML-11).
///
/// ```
/// use xmpp_pubsub::{Jid, Kind, MessageType, Ns, Stanza};
///
/// let stanza = Stanza::parse(b"<message xmlns='jabber:client' to='a@b' type='headline'><body>hi</body></message>")?;
/// assert_eq!(stanza.kind(), Kind::Message);
/// let (_, mut body) = stanza.child(Ns::Client, "body").ok_or("no body")?;
/// assert_eq!(body.text()?, "hi");
///
/// let forwarded = stanza.with_from(Jid::new("x@y/z")?);
/// assert_eq!(
///     forwarded.to_bytes(),
///     "<message xmlns='jabber:client' from='x@y/z' to='a@b' type='headline'><body>hi</body></message>",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Stanza {
    to: Option<Jid>,
    id: Option<Id>,
    rest: Arc<Rest>,
    /// Children behind the content that it does not share with its clones of before.
    own: Option<Box<Own>>,
}

/// What a stanza has in common with its clones: all that an event is to each of its recipients.
#[derive(Clone)]
struct Rest {
    ty: StanzaType,
    from: Option<Jid>,
    lang: Option<Arc<str>>,
    /// Attributes and declarations of prefixes that mean nothing here, as they were written, with a space in front.
    extra: Bytes,
    /// A complete element in `jabber:client`, of which only the content counts.
    whole: Bytes,
    /// Where in `whole` the content is; what follows it is the end tag. Empty: there is no content.
    content: Range<usize>,
    /// The head as it is written for many.
    head: Option<Box<HeadText>>,
}

/// A start tag in `jabber:client` around `to` and `id`.
#[derive(Clone)]
struct HeadText {
    before: Box<[u8]>,
    after: Box<[u8]>,
}

/// What a stanza has beside content that it shares.
#[derive(Clone, Default)]
struct Own {
    children: Bytes,
    /// Both in one element, made when somebody reads them.
    whole: OnceLock<Bytes>,
}

impl Stanza {
    /// Message, presence or iq.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.rest.ty.kind()
    }

    /// Which kind, and the type of that kind.
    #[must_use]
    pub fn stanza_type(&self) -> StanzaType {
        self.rest.ty
    }

    /// The addressee.
    #[must_use]
    pub fn to(&self) -> Option<&Jid> {
        self.to.as_ref()
    }

    /// The sender.
    #[must_use]
    pub fn from(&self) -> Option<&Jid> {
        self.rest.from.as_ref()
    }

    /// The id that a reply repeats.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_ref().map(Id::as_str)
    }

    /// `xml:lang`.
    #[must_use]
    pub fn lang(&self) -> Option<&str> {
        self.rest.lang.as_deref()
    }

    /// Whether this is an error stanza, which must never be answered (STZ-9).
    #[must_use]
    pub fn is_error(&self) -> bool {
        matches!(
            self.rest.ty,
            StanzaType::Message(MessageType::Error)
                | StanzaType::Presence(PresenceType::Error)
                | StanzaType::Iq(IqType::Error)
        )
    }

    /// The children as they were written. They inherit the default namespace `jabber:client`.
    #[must_use]
    pub fn content(&self) -> Bytes {
        let whole = self.whole();
        if self.has_content() {
            whole.slice(self.rest.content.start..self.content_end(whole))
        } else {
            Bytes::new()
        }
    }

    fn has_content(&self) -> bool {
        !self.rest.content.is_empty()
    }

    /// An element with all of the content.
    fn whole(&self) -> &Bytes {
        match &self.own {
            None => &self.rest.whole,
            Some(own) => own.whole.get_or_init(|| {
                let end = self.rest.content.end.min(self.rest.whole.len());
                let (content, end_tag) = self.rest.whole.split_at(end);
                [content, &own.children, end_tag].concat().into()
            }),
        }
    }

    /// What follows the content is the end tag, with or without children of one's own.
    fn content_end(&self, whole: &Bytes) -> usize {
        whole.len() - self.rest.whole.len().saturating_sub(self.rest.content.end)
    }

    /// A cursor within the stanza: its children come first.
    ///
    /// # Errors
    /// None for stanzas that were parsed or received; a stanza that was built of ill-formed content.
    pub fn cursor(&self) -> Result<Cursor<'_, Ns>, XmlError> {
        let mut cursor = Cursor::with_limits(self.whole(), Profile::Stream, head::UNLIMITED)?;
        cursor.root()?;
        Ok(cursor)
    }

    /// The first child of that namespace and name, open under the cursor.
    #[must_use]
    pub fn child(&self, ns: Ns, name: &str) -> Option<(Tag<'_, Ns>, Cursor<'_, Ns>)> {
        if self.rest.content.is_empty() {
            return None;
        }
        let mut cursor = self.cursor().ok()?;
        while let Some(tag) = cursor.child().ok()? {
            if tag.is(ns, name) {
                return Some((tag, cursor));
            }
            cursor.skip().ok()?;
        }
        None
    }
}

/// The stanza as it would be sent.
impl fmt::Debug for Stanza {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stanza({})", String::from_utf8_lossy(&self.to_bytes()))
    }
}

/// Equal if they would be sent as the same bytes.
impl PartialEq for Stanza {
    fn eq(&self, other: &Self) -> bool {
        self.to_bytes() == other.to_bytes()
    }
}

impl Eq for Stanza {}
