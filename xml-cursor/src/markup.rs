//! What a cursor does between its public steps: text runs, end tags, CDATA sections, and errors that stay.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::chars::is_space;
use crate::cursor::Cursor;
use crate::error::{ErrorKind, XmlError};
use crate::prolog;
use crate::scope::Namespace;
use crate::text;

impl<'x, N: Namespace> Cursor<'x, N> {
    /// A run of text up to the next markup, which is there.
    #[inline]
    pub(crate) fn run(&mut self) -> Result<Cow<'x, str>, XmlError> {
        let start = self.pos;
        let end = self.find_markup()?;
        if start == end {
            return Ok(Cow::Borrowed(""));
        }
        text::unescape(self.text.get(start..end).unwrap_or(""), start, self.flags).map_err(|e| self.broken(e))
    }

    /// Passes over text up to the next markup, which is there.
    #[inline]
    pub(crate) fn pass_text(&mut self) -> Result<(), XmlError> {
        while is_space(self.peek(0)) {
            self.pos += 1;
        }
        if self.peek(0) == b'<' {
            return Ok(());
        }
        let start = self.pos;
        let end = self.find_markup()?;
        text::check(self.text.get(start..end).unwrap_or(""), start, self.flags).map_err(|e| self.broken(e))
    }

    #[inline]
    pub(crate) fn find_markup(&mut self) -> Result<usize, XmlError> {
        let rest = self.text.as_bytes().get(self.pos..).unwrap_or(&[]);
        match memchr(b'<', rest) {
            Some(at) => {
                self.pos += at;
                Ok(self.pos)
            }
            None => Err(self.truncated()),
        }
    }

    /// What starts with `<!` or `<?` at this place: its text, if it is a CDATA section.
    #[cold]
    pub(crate) fn other(&mut self) -> Result<Cow<'x, str>, XmlError> {
        if self.at_str("<![CDATA[") {
            return self.cdata();
        }
        self.aside()?;
        Ok(Cow::Borrowed(""))
    }

    /// White space, comments and processing instructions around the root.
    pub(crate) fn misc(&mut self) -> Result<(), XmlError> {
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
        let found = prolog::aside(self.text, self.pos, self.profile);
        self.pos = found.map_err(|(at, kind)| self.fail_at(at, kind))?;
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
    pub(crate) fn end(&mut self) -> Result<(), XmlError> {
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
    pub(crate) fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.scope.truncate(open.mark);
        }
    }

    /// Whether nothing but white space is left of the open element, whose start tag was the last that was read.
    pub(crate) fn holds_nothing(&self) -> bool {
        let end = self.spaces(self.pos);
        self.empty || self.text.as_bytes().get(end..).is_some_and(|rest| rest.starts_with(b"</"))
    }

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

    /// An error of the document is its last: no element is open any more, so that each public step ends in [`usage`](Self::usage).
    #[cold]
    pub(crate) fn broken(&mut self, error: XmlError) -> XmlError {
        self.begun = true;
        self.empty = false;
        self.open.truncate(0);
        self.failed = Some(error);
        error
    }

    #[cold]
    pub(crate) fn fail_at(&mut self, at: usize, kind: ErrorKind) -> XmlError {
        self.broken(XmlError::new(at, kind))
    }

    #[cold]
    pub(crate) fn fail(&mut self, kind: ErrorKind) -> XmlError {
        self.fail_at(self.pos, kind)
    }

    /// No element is open, or one is and should not be: after an error, that error.
    #[cold]
    pub(crate) fn usage(&self) -> XmlError {
        self.failed.unwrap_or_else(|| self.error(ErrorKind::Usage))
    }

    #[cold]
    pub(crate) fn truncated(&mut self) -> XmlError {
        self.fail_at(self.text.len(), ErrorKind::Truncated)
    }

    /// Something else than the grammar wants here: if the text is at its end, that is what is wrong.
    #[cold]
    pub(crate) fn syntax(&mut self) -> XmlError {
        if self.pos >= self.text.len() { self.truncated() } else { self.fail(ErrorKind::Syntax) }
    }
}

/// Text after text.
#[inline]
pub(crate) fn append<'x>(all: &mut Cow<'x, str>, piece: Cow<'x, str>) {
    if all.is_empty() {
        *all = piece;
    } else if !piece.is_empty() {
        all.to_mut().push_str(&piece);
    }
}
