use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::chars::{self, Flags, is_space};
use crate::error::{ErrorKind, XmlError};
use crate::few::Few;
use crate::limits::{Limits, Profile};
use crate::prolog;
use crate::raw::Raw;
use crate::scope::{Namespace, Scope};
use crate::tag::Tag;
use crate::text;

/// Walks through one document or stanza: into children, over what is unknown, out with text.
///
/// One element is *open* at a time: first the root, then the child last returned. It is closed by [`text`](Self::text),
/// [`skip`](Self::skip) or [`raw`](Self::raw), or by asking for its children until there are none. Then its parent is the
/// open element again. So loops over children nest as elements do.
///
/// Everything passed over is checked as strictly as what is read. After an error the document is refused: what a cursor that is used
/// all the same returns then means nothing.
#[derive(Debug, Clone)]
pub struct Cursor<'x, N> {
    pub(crate) text: &'x str,
    pub(crate) pos: usize,
    pub(crate) flags: Flags,
    profile: Profile,
    pub(crate) limits: Limits,
    /// The open element was `<like/>` and has no end tag.
    pub(crate) empty: bool,
    begun: bool,
    pub(crate) open: Few<Open<'x>, 8>,
    pub(crate) scope: Scope<'x, N>,
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
        Ok(Self {
            text,
            pos: 0,
            flags,
            profile,
            limits,
            empty: false,
            begun: false,
            open: Few::new(),
            scope: Scope::new(),
        })
    }

    /// Opens the root element.
    pub fn root(&mut self) -> Result<Tag<'x, N>, XmlError> {
        if self.begun {
            return Err(self.usage());
        }
        self.pos = prolog::skip(self.text).map_err(|(at, kind)| XmlError::new(at, kind))?;
        self.begun = true;
        self.misc()?;
        match self.peek(0) {
            0 => Err(self.truncated()),
            _ => self.start(),
        }
    }

    /// Opens the next child of the open element, passing over text. `None`: the element has ended, its parent is open.
    #[inline]
    pub fn child(&mut self) -> Result<Option<Tag<'x, N>>, XmlError> {
        if self.open.len() == 0 {
            return Err(self.usage());
        }
        if std::mem::take(&mut self.empty) {
            self.close();
            return Ok(None);
        }
        loop {
            self.pass_text()?;
            match self.peek(1) {
                b'/' => return self.end().map(|()| None),
                b'!' | b'?' => drop(self.other()?),
                _ => return self.start().map(Some),
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

    /// Passes over the rest of the open element, and closes it.
    pub fn skip(&mut self) -> Result<(), XmlError> {
        let depth = self.open.len();
        if depth == 0 {
            return Err(self.usage());
        }
        while self.open.len() >= depth {
            self.child()?;
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
        if !self.begun || self.open.len() > 0 {
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

    /// An error at this place, for readers who miss something.
    #[must_use]
    pub fn error(&self, kind: ErrorKind) -> XmlError {
        self.fail(kind)
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

    /// Declares a namespace around the root, as a stream header does for its stanzas.
    pub(crate) fn inherit(&mut self, prefix: &'x str, uri: &'x str) -> Result<(), XmlError> {
        let mark = self.scope.len();
        self.scope.declare(prefix, uri, mark, &self.limits).map_err(|kind| XmlError::new(0, kind))
    }

    /// The declarations of the root, for a stream header.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = (&'x str, &'x str)> {
        self.scope.iter().map(|d| (d.prefix, d.uri))
    }

    // ---- text ------------------------------------------------------------------------------------

    /// A run of text up to the next markup, which is there.
    #[inline]
    fn run(&mut self) -> Result<Cow<'x, str>, XmlError> {
        let start = self.pos;
        let end = self.find_markup()?;
        if start == end {
            return Ok(Cow::Borrowed(""));
        }
        text::unescape(self.text.get(start..end).unwrap_or(""), start, self.flags)
    }

    /// Passes over text up to the next markup, which is there.
    #[inline]
    fn pass_text(&mut self) -> Result<(), XmlError> {
        while is_space(self.peek(0)) {
            self.pos += 1;
        }
        if self.peek(0) == b'<' {
            return Ok(());
        }
        let start = self.pos;
        let end = self.find_markup()?;
        text::check(self.text.get(start..end).unwrap_or(""), start, self.flags)
    }

    #[inline]
    fn find_markup(&mut self) -> Result<usize, XmlError> {
        let rest = self.text.as_bytes().get(self.pos..).unwrap_or(&[]);
        match memchr(b'<', rest) {
            Some(at) => {
                self.pos += at;
                Ok(self.pos)
            }
            None => Err(self.truncated()),
        }
    }

    // ---- markup ----------------------------------------------------------------------------------

    /// What starts with `<!` or `<?` at this place: its text, if it is a CDATA section.
    #[cold]
    fn other(&mut self) -> Result<Cow<'x, str>, XmlError> {
        if self.at_str("<![CDATA[") {
            return self.cdata();
        }
        self.aside()?;
        Ok(Cow::Borrowed(""))
    }

    /// White space, comments and processing instructions around the root.
    fn misc(&mut self) -> Result<(), XmlError> {
        loop {
            while is_space(self.peek(0)) {
                self.pos += 1;
            }
            match (self.peek(0), self.peek(1)) {
                (b'<', b'!' | b'?') => self.aside()?,
                (b'<', _) => return Ok(()),
                _ if self.pos == self.text.len() => return Ok(()),
                _ => return Err(self.fail(ErrorKind::StrayText)),
            }
        }
    }

    /// A comment or processing instruction.
    #[cold]
    fn aside(&mut self) -> Result<(), XmlError> {
        let end =
            prolog::aside(self.text, self.pos, self.profile).map_err(|(at, kind)| XmlError::new(at, kind))?;
        self.pos = end;
        Ok(())
    }

    fn cdata(&mut self) -> Result<Cow<'x, str>, XmlError> {
        let start = self.pos + "<![CDATA[".len();
        let rest = self.text.get(start..).unwrap_or("");
        let Some(len) = memmem::find(rest.as_bytes(), b"]]>") else { return Err(self.truncated()) };
        let piece = rest.get(..len).unwrap_or("");
        self.pos = start + len + 3;
        if !self.flags.cr() || !piece.contains('\r') {
            return Ok(Cow::Borrowed(piece));
        }
        let mut out = String::with_capacity(piece.len());
        text::push_lines(piece, &mut out);
        Ok(Cow::Owned(out))
    }

    #[inline]
    fn end(&mut self) -> Result<(), XmlError> {
        let at = self.pos + 2;
        let name = self.open.last().map_or("", |open| open.name);
        let rest = self.text.as_bytes().get(at..).unwrap_or(&[]);
        match rest.strip_prefix(name.as_bytes()).and_then(|rest| rest.first()) {
            Some(b'>') => self.pos = at + name.len() + 1,
            Some(&b) if is_space(b) => {
                self.pos = self.spaces(at + name.len());
                self.expect(b'>')?;
            }
            None if name.as_bytes().starts_with(rest) => return Err(self.truncated()),
            _ => return Err(self.fail(ErrorKind::EndTag)),
        }
        self.close();
        Ok(())
    }

    #[inline]
    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.scope.truncate(open.mark);
        }
    }

    // ---- small things ----------------------------------------------------------------------------

    /// The byte that many bytes ahead; 0, which no text holds, past the end.
    #[inline]
    pub(crate) fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.pos + ahead).copied().unwrap_or(0)
    }

    fn at_str(&self, what: &str) -> bool {
        self.text.as_bytes().get(self.pos..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    #[inline]
    pub(crate) fn spaces(&self, mut at: usize) -> usize {
        while self.text.as_bytes().get(at).is_some_and(|&b| is_space(b)) {
            at += 1;
        }
        at
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), XmlError> {
        if self.peek(0) != byte {
            return Err(self.syntax());
        }
        self.pos += 1;
        Ok(())
    }

    #[cold]
    pub(crate) fn fail(&self, kind: ErrorKind) -> XmlError {
        XmlError::new(self.pos, kind)
    }

    #[cold]
    fn usage(&self) -> XmlError {
        self.fail(ErrorKind::Usage)
    }

    #[cold]
    pub(crate) fn truncated(&self) -> XmlError {
        XmlError::new(self.text.len(), ErrorKind::Truncated)
    }

    /// Something else than the grammar wants here: if the text is at its end, that is what is wrong.
    #[cold]
    pub(crate) fn syntax(&self) -> XmlError {
        if self.pos >= self.text.len() { self.truncated() } else { self.fail(ErrorKind::Syntax) }
    }
}

#[inline]
fn append<'x>(all: &mut Cow<'x, str>, piece: Cow<'x, str>) {
    if all.is_empty() {
        *all = piece;
    } else if !piece.is_empty() {
        all.to_mut().push_str(&piece);
    }
}
