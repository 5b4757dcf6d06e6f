use std::borrow::Cow;
use std::fmt;

use crate::chars::{self, Flags};
use crate::error::{ErrorKind, XmlError};
use crate::few::Few;
use crate::header::Header;
use crate::limits::{Limits, Profile};
use crate::markup::append;
use crate::prolog;
use crate::raw::Raw;
use crate::scope::{Decl, Namespace, Scope};
use crate::tag::Tag;
use crate::text;

/// Walks through one document or stanza: into children, over what is unknown, out with text.
///
/// One element is *open* at a time: first the root, then the child last returned. It is closed by [`text`](Self::text),
/// [`skip`](Self::skip) or [`raw`](Self::raw), or by asking for its children until there are none. Then its parent is the
/// open element again. So loops over children nest as elements do.
///
/// Everything passed over is checked as strictly as what is read. An error of the document stays: whatever is asked of the
/// cursor afterwards, it answers with that error, and no element is open any more. (One of [`ErrorKind::Usage`] changes nothing.)
#[derive(Clone)]
pub struct Cursor<'x, N> {
    pub(crate) text: &'x str,
    pub(crate) pos: usize,
    pub(crate) flags: Flags,
    pub(crate) profile: Profile,
    pub(crate) limits: Limits,
    /// The open element was `<like/>` and has no end tag.
    pub(crate) empty: bool,
    pub(crate) begun: bool,
    /// What is wrong with the document. Then no element is open, so that only the ways to errors need to look here.
    pub(crate) failed: Option<XmlError>,
    pub(crate) open: Few<Open<'x>, 8>,
    pub(crate) scope: Scope<'x, N>,
}

/// A document that is text in another one. Its characters have been looked at there, so that a cursor over it begins at once.
#[derive(Clone, PartialEq, Eq)]
pub struct Document<'x> {
    text: Cow<'x, str>,
    flags: Flags,
}

impl Document<'_> {
    /// The document, its markup no longer escaped.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A cursor before its root element, with the limits that fit the profile.
    pub fn cursor<N: Namespace>(&self, profile: Profile) -> Result<Cursor<'_, N>, XmlError> {
        let limits = Limits::of(profile);
        let most = limits.bytes.min(u32::MAX as usize);
        if self.text.len() > most {
            return Err(XmlError::new(most, ErrorKind::TooLong));
        }
        Ok(Cursor::over(&self.text, self.flags, profile, limits))
    }
}

/// How long it is: what is in the document may be secret.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} bytes)", self.text.len())
    }
}

/// What comes next in an element where text matters.
#[derive(Debug, Clone)]
pub enum Content<'x, N: Namespace> {
    /// A child element, now open.
    Child(Tag<'x, N>),
    /// Text up to the next child or the end; never empty.
    Text(Cow<'x, str>),
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Open<'x> {
    /// As written, prefix included.
    pub(crate) name: &'x str,
    /// Of its `<`.
    pub(crate) start: usize,
    /// Declarations in scope outside of it.
    pub(crate) mark: usize,
}

impl<'x, N: Namespace> Cursor<'x, N> {
    /// A cursor before the root element, with the limits that fit the profile.
    ///
    /// UTF-8 and forbidden characters are checked here, for the whole text.
    pub fn new(text: &'x [u8], profile: Profile) -> Result<Self, XmlError> {
        Self::with_limits(text, profile, Limits::of(profile))
    }

    /// A cursor with other limits.
    pub fn with_limits(text: &'x [u8], profile: Profile, limits: Limits) -> Result<Self, XmlError> {
        // Attributes are kept as places of 32 bits.
        let most = limits.bytes.min(u32::MAX as usize);
        if text.len() > most {
            return Err(XmlError::new(most, ErrorKind::TooLong));
        }
        let text = std::str::from_utf8(text).map_err(|e| XmlError::new(e.valid_up_to(), ErrorKind::Utf8))?;
        let flags = chars::check(text).map_err(|at| XmlError::new(at, ErrorKind::Char))?;
        Ok(Self::over(text, flags, profile, limits))
    }

    /// A cursor over characters that have been looked at.
    pub(crate) fn over(text: &'x str, flags: Flags, profile: Profile, limits: Limits) -> Self {
        Self {
            text,
            pos: 0,
            flags,
            profile,
            limits,
            empty: false,
            begun: false,
            failed: None,
            open: Few::new(),
            scope: Scope::new(),
        }
    }

    /// Opens the root element.
    pub fn root(&mut self) -> Result<Tag<'x, N>, XmlError> {
        if self.begun {
            return Err(self.usage());
        }
        self.begun = true;
        self.pos = prolog::skip(self.text).map_err(|(at, kind)| self.fail_at(at, kind))?;
        self.misc()?;
        match self.peek(0) {
            0 => Err(self.truncated()),
            _ => self.start(),
        }
    }

    /// Opens the next child of the open element, passing over text. `None`: the element has ended, its parent is open.
    #[inline]
    pub fn child(&mut self) -> Result<Option<Tag<'x, N>>, XmlError> {
        let mut tag = Tag::default();
        Ok(self.child_into(&mut tag)?.then_some(tag))
    }

    /// As [`child`](Self::child), into a tag that is there already: quicker in a loop over many elements. False: the element has
    /// ended, and the tag is as it was.
    pub fn child_into(&mut self, tag: &mut Tag<'x, N>) -> Result<bool, XmlError> {
        if self.open.len() == 0 {
            return Err(self.usage());
        }
        if std::mem::take(&mut self.empty) {
            self.close();
            return Ok(false);
        }
        loop {
            self.pass_text()?;
            match self.peek(1) {
                b'/' => return self.end().map(|()| false),
                b'!' | b'?' => drop(self.other()?),
                _ => return self.start_into(tag).map(|()| true),
            }
        }
    }

    /// The next child or run of text of the open element. `None`: the element has ended, its parent is open.
    ///
    /// Neighbouring runs (CDATA sections, text around comments) come as one.
    pub fn content(&mut self) -> Result<Option<Content<'x, N>>, XmlError> {
        if self.open.len() == 0 {
            return Err(self.usage());
        }
        if std::mem::take(&mut self.empty) {
            self.close();
            return Ok(None);
        }
        let mut all = Cow::Borrowed("");
        loop {
            append(&mut all, self.run()?);
            // A start or end tag stays unread until the text before it is out.
            let tag = !matches!(self.peek(1), b'!' | b'?');
            if tag && !all.is_empty() {
                return Ok(Some(Content::Text(all)));
            }
            match self.peek(1) {
                b'/' => return self.end().map(|()| None),
                b'!' | b'?' => append(&mut all, self.other()?),
                _ => return self.start().map(|tag| Some(Content::Child(tag))),
            }
        }
    }

    /// The text of the open element, and closes it. Borrowed unless it holds references, CDATA or several pieces.
    ///
    /// Child elements are passed over: unknown extensions do not hide a value.
    pub fn text(&mut self) -> Result<Cow<'x, str>, XmlError> {
        if self.open.len() == 0 {
            return Err(self.usage());
        }
        if std::mem::take(&mut self.empty) {
            self.close();
            return Ok(Cow::Borrowed(""));
        }
        let mut all = self.run()?;
        loop {
            match self.peek(1) {
                b'/' => return self.end().map(|()| all),
                b'!' | b'?' => append(&mut all, self.other()?),
                _ => {
                    self.start()?;
                    self.skip()?;
                }
            }
            append(&mut all, self.run()?);
        }
    }

    /// The text of the open element, and closes it, if there is nothing but text up to its end tag. `None`: there is more (children,
    /// comments, CDATA), and nothing was read.
    pub fn plain_text(&mut self) -> Result<Option<Cow<'x, str>>, XmlError> {
        Ok(self.plain()?.map(|(text, _)| text))
    }

    /// The same, for a text that is a document of its own, its markup escaped.
    ///
    /// ```
    /// # use xml_cursor::{Cursor, Profile, XmlError};
    /// let mut outer = Cursor::<()>::new(b"<n>&lt;a>R&amp;amp;D&lt;/a></n>", Profile::Stream)?;
    /// outer.root()?;
    /// let document = outer.plain_document()?.unwrap();
    /// let mut inner = document.cursor::<()>(Profile::Stream)?;
    /// assert_eq!(inner.root()?.name(), "a");
    /// assert_eq!(inner.text()?, "R&D");
    /// # Ok::<(), XmlError>(())
    /// ```
    pub fn plain_document(&mut self) -> Result<Option<Document<'x>>, XmlError> {
        Ok(self.plain()?.map(|(text, flags)| Document { text, flags }))
    }

    fn plain(&mut self) -> Result<Option<(Cow<'x, str>, Flags)>, XmlError> {
        if self.open.len() == 0 {
            return Err(self.usage());
        }
        if std::mem::take(&mut self.empty) {
            self.close();
            return Ok(Some((Cow::Borrowed(""), Flags::default())));
        }
        let start = self.pos;
        let end = self.find_markup()?;
        if self.peek(1) != b'/' {
            self.pos = start;
            return Ok(None);
        }
        let found = text::unescape_and_tell(self.text.get(start..end).unwrap_or(""), start, self.flags);
        let found = found.map_err(|error| self.broken(error))?;
        self.end()?;
        Ok(Some(found))
    }

    /// Passes over the rest of the open element, and closes it.
    pub fn skip(&mut self) -> Result<(), XmlError> {
        let depth = self.open.len();
        if depth == 0 {
            return Err(self.usage());
        }
        let mut tag = Tag::default();
        while self.open.len() >= depth {
            self.child_into(&mut tag)?;
        }
        Ok(())
    }

    /// The open element as a slice of the document, start tag included, and closes it. What of it has been read
    /// before does not matter.
    pub fn raw(&mut self) -> Result<Raw<'x>, XmlError> {
        let Some(&open) = self.open.last() else { return Err(self.usage()) };
        self.close();
        (self.pos, self.empty) = (open.start, false);
        self.slice()
    }

    /// The element at this place, not yet open.
    fn slice(&mut self) -> Result<Raw<'x>, XmlError> {
        let start = self.pos;
        self.scope.watch();
        let tag = self.start()?;
        self.skip()?;
        let text = self.text.get(start..self.pos).unwrap_or("");
        let name_end = 1 + tag.qname.len();
        let (decls, bare) = self.scope.watched();
        Ok(Raw::new(text, name_end, decls.map(|d| (d.prefix, d.uri)), bare))
    }

    /// Ends the reading: nothing but white space may follow the root element, which must have ended.
    pub fn finish(mut self) -> Result<(), XmlError> {
        if !self.begun || self.open.len() > 0 || self.failed.is_some() {
            return Err(self.usage());
        }
        self.misc()?;
        if self.pos == self.text.len() {
            return Ok(());
        }
        Err(self.fail(match (self.peek(1), self.profile) {
            (b'/', _) => ErrorKind::EndTag,
            _ => ErrorKind::StrayText,
        }))
    }

    /// Bytes read so far.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.pos
    }

    /// How many elements are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// An error at this place, for readers who miss something. It says nothing about the document: the cursor goes on.
    #[must_use]
    pub fn error(&self, kind: ErrorKind) -> XmlError {
        XmlError::new(self.pos, kind)
    }

    /// The whole text is one element: it, checked.
    pub(crate) fn whole(mut self) -> Result<Raw<'x>, XmlError> {
        self.begun = true;
        if self.peek(0) != b'<' {
            return Err(self.fail(ErrorKind::StrayText));
        }
        let raw = self.slice()?;
        self.finish()?;
        Ok(raw)
    }

    /// Declares a namespace around the root, as a slice of a document knows it.
    pub(crate) fn inherit(&mut self, prefix: &'x str, uri: &'x str) -> Result<(), XmlError> {
        let mark = self.scope.len();
        self.scope.declare(prefix, uri, mark, &self.limits).map_err(|kind| XmlError::new(0, kind))
    }

    /// The declarations of the root, for a stream header.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = Decl<'x, N>> {
        self.scope.iter()
    }
}

/// Where it stands: what is in the document may be secret.
impl<N> fmt::Debug for Cursor<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cursor = f.debug_struct("Cursor");
        cursor.field("profile", &self.profile).field("len", &self.text.len()).field("offset", &self.pos);
        cursor.field("depth", &self.open.len()).field("failed", &self.failed).finish_non_exhaustive()
    }
}

impl<'x> Cursor<'x, ()> {
    /// Declares the namespaces of a stream header around the root. They have been checked when the header was read.
    pub(crate) fn within(&mut self, header: &'x Header) {
        header.decls().for_each(|decl| self.scope.inherit(decl));
    }
}
