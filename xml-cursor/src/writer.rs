use std::fmt;

use crate::escape::{escape_attribute, escape_text};
use crate::raw::{Raw, RawBytes};
use crate::sink::{Escaped, Sink};
use crate::value::Value;

/// Writes elements into an output, and allocates nothing besides.
///
/// Texts and values may be anything: what XML cannot hold is written as U+FFFD, so that the output is always readable. Names are
/// taken as they are; check them with [`is_name`](crate::is_name) if a peer chose them. That each [`end`](Self::end) is of the element
/// open last is the caller's part, too.
///
/// Attributes and declarations belong to a start tag: where something else has been written since, they are left out.
///
/// ```
/// # use xml_cursor::Writer;
/// let mut out = String::new();
/// let mut w = Writer::new(&mut out);
/// w.start("User").attr("id", "1 < 2").text("R&D").start("empty").end("empty").end("User");
/// assert_eq!(out, "<User id='1 &lt; 2'>R&amp;D<empty/></User>");
/// ```
pub struct Writer<'o, O> {
    out: &'o mut O,
    /// The last start tag still lacks its `>`.
    in_tag: bool,
    depth: usize,
    /// Default namespaces of open elements, innermost last, as places in the output.
    defaults: [Default; 4],
    len: usize,
    /// Depth of the outermost element whose declaration did not fit: up to its end, which one holds is not known. Else 0.
    lost: usize,
    /// The default namespace around everything that is written.
    outer: &'o str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Default {
    depth: usize,
    start: usize,
    end: usize,
}

/// How much it has written, and how deep it is.
impl<O: Sink> fmt::Debug for Writer<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = f.debug_struct("Writer");
        writer.field("len", &self.out.written().len()).field("depth", &self.depth).finish_non_exhaustive()
    }
}

impl<'o, O: Sink> Writer<'o, O> {
    /// Writes at the end of `out`, as a document of its own.
    pub fn new(out: &'o mut O) -> Self {
        Self::under(out, "")
    }

    /// Writes at the end of `out`, inside an element whose default namespace is `ns`, such as a stream header.
    pub fn under(out: &'o mut O, ns: &'o str) -> Self {
        let none = Default { depth: 0, start: 0, end: 0 };
        Self { out, in_tag: false, depth: 0, defaults: [none; 4], len: 0, lost: 0, outer: ns }
    }

    /// Starts an element. Attributes and declarations may follow, then content.
    #[inline]
    pub fn start(&mut self, name: &str) -> &mut Self {
        self.close_tag();
        self.out.push_markup("<", "&lt;");
        self.out.push_str(name);
        self.in_tag = true;
        self.depth += 1;
        self
    }

    /// Starts an element in a namespace, which is declared as the default unless it is that already. Empty: in none.
    pub fn start_in(&mut self, name: &str, ns: &str) -> &mut Self {
        let declared = self.default_is(ns);
        self.start(name);
        if declared == Some(true) { self } else { self.ns(ns) }
    }

    /// Declares the default namespace of the element just started. Empty: none.
    pub fn ns(&mut self, uri: &str) -> &mut Self {
        if !self.in_tag {
            return self;
        }
        self.out.push_plain(" xmlns='");
        let start = self.out.written().len();
        escape_attribute(self.out, uri);
        self.declared(start);
        self.out.push_plain("'");
        self
    }

    /// The output from there on is the default namespace of the element just started.
    fn declared(&mut self, start: usize) {
        let end = self.out.written().len();
        match self.defaults.get_mut(self.len) {
            Some(slot) => {
                *slot = Default { depth: self.depth, start, end };
                self.len += 1;
            }
            None if self.lost == 0 => self.lost = self.depth,
            None => {}
        }
    }

    /// Declares a prefix on the element just started. Without a prefix: its default namespace.
    pub fn prefix(&mut self, prefix: &str, uri: &str) -> &mut Self {
        if prefix.is_empty() {
            return self.ns(uri);
        }
        if !self.in_tag {
            return self;
        }
        self.out.push_plain(" xmlns:");
        self.out.push_str(prefix);
        self.value(uri)
    }

    /// Gives the element just started an attribute. `xmlns` is [`ns`](Self::ns).
    #[inline]
    pub fn attr(&mut self, name: &str, value: &str) -> &mut Self {
        if name == "xmlns" {
            return self.ns(value);
        }
        if !self.in_tag {
            return self;
        }
        self.out.push_plain(" ");
        self.out.push_str(name);
        self.value(value)
    }

    /// Gives the element just started an attribute, if there is a value.
    #[inline]
    pub fn attr_opt(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Gives the element just started an attribute with a typed value.
    pub fn attr_value(&mut self, name: &str, value: &impl Value) -> &mut Self {
        if !self.in_tag {
            return self;
        }
        for piece in [" ", name, "='"] {
            self.out.push_str(piece);
        }
        let start = self.out.written().len();
        // An output never refuses, so that only the value could: then it ends early.
        let _ = value.write_text(&mut Attribute(self.out));
        if name == "xmlns" {
            self.declared(start);
        }
        self.out.push_plain("'");
        self
    }

    #[inline]
    fn value(&mut self, value: &str) -> &mut Self {
        self.out.push_plain("='");
        escape_attribute(self.out, value);
        self.out.push_plain("'");
        self
    }

    /// Writes text.
    #[inline]
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.close_tag();
        escape_text(self.out, text);
        self
    }

    /// Writes a typed value as text.
    pub fn text_value(&mut self, value: &impl Value) -> &mut Self {
        self.close_tag();
        let _ = value.write_text(&mut Text(self.out));
        self
    }

    /// Writes an element that holds text alone.
    #[inline]
    pub fn leaf(&mut self, name: &str, text: &str) -> &mut Self {
        self.start(name).text(text).end(name)
    }

    /// Writes an element that holds a typed value alone.
    pub fn leaf_value(&mut self, name: &str, value: &impl Value) -> &mut Self {
        self.start(name).text_value(value).end(name)
    }

    /// Writes an element that holds nothing.
    pub fn empty(&mut self, name: &str) -> &mut Self {
        self.start(name).end(name)
    }

    /// Writes a slice taken elsewhere, with the declarations that are missing here.
    pub fn raw(&mut self, raw: &Raw<'_>) -> &mut Self {
        self.close_tag();
        let undeclare = raw.is_bare() && self.default_is("") != Some(true);
        let same = raw
            .declarations()
            .find(|(prefix, _)| prefix.is_empty())
            .is_some_and(|(_, uri)| self.default_is(uri) == Some(true));
        raw.write_with(self.out, |(prefix, _)| !(same && prefix.is_empty()), undeclare);
        self
    }

    /// Writes a slice taken elsewhere.
    pub fn raw_bytes(&mut self, raw: &RawBytes) -> &mut Self {
        if raw.is_bare() {
            return self.raw(&raw.as_raw());
        }
        self.close_tag();
        self.out.push_utf8(raw.as_bytes());
        self
    }

    /// Writes a document as text: what `document` writes is escaped on its way, without a copy of it being made. It stands alone:
    /// nothing that is declared here is declared in it.
    ///
    /// ```
    /// # use xml_cursor::Writer;
    /// let mut out = String::new();
    /// Writer::new(&mut out).start("notification").escaped(|w| { w.leaf("state", "a < b"); }).end("notification");
    /// assert_eq!(out, "<notification>&lt;state&gt;a &amp;lt; b&lt;/state&gt;</notification>");
    /// ```
    pub fn escaped(&mut self, document: impl FnOnce(&mut Writer<'_, Escaped<'_, O>>)) -> &mut Self {
        self.close_tag();
        document(&mut Writer::new(&mut Escaped(self.out)));
        self
    }

    /// Writes bytes that are well-formed content as they are. The caller answers for them.
    pub fn verbatim(&mut self, content: &str) -> &mut Self {
        self.close_tag();
        self.out.push_str(content);
        self
    }

    /// Ends the element that was started with this name.
    #[inline]
    pub fn end(&mut self, name: &str) -> &mut Self {
        if std::mem::take(&mut self.in_tag) {
            self.out.push_markup("/>", "/&gt;");
        } else {
            self.out.push_markup("</", "&lt;/");
            self.out.push_str(name);
            self.out.push_markup(">", "&gt;");
        }
        while self
            .len
            .checked_sub(1)
            .and_then(|at| self.defaults.get(at))
            .is_some_and(|d| d.depth >= self.depth)
        {
            self.len -= 1;
        }
        if self.lost >= self.depth {
            self.lost = 0;
        }
        self.depth = self.depth.saturating_sub(1);
        self
    }

    /// Bytes of the output so far.
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.out.written()
    }

    #[inline]
    fn close_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.out.push_markup(">", "&gt;");
        }
    }

    /// Whether that is the default namespace here, if known.
    fn default_is(&self, uri: &str) -> Option<bool> {
        // Some are names and some are as written: where those differ, declaring once more is always right.
        let plain = |uri: &[u8]| !uri.iter().any(|&b| b == b'&' || b < b' ');
        if self.lost > 0 || !plain(uri.as_bytes()) {
            return None;
        }
        let innermost = self.len.checked_sub(1).and_then(|at| self.defaults.get(at));
        let current = match innermost {
            Some(d) => self.out.written().get(d.start..d.end)?,
            None => self.outer.as_bytes(),
        };
        Some(current == uri.as_bytes())
    }
}

/// Escapes what is formatted into it.
struct Text<'o, O>(&'o mut O);

impl<O: Sink> fmt::Write for Text<'_, O> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape_text(self.0, text);
        Ok(())
    }
}

struct Attribute<'o, O>(&'o mut O);

impl<O: Sink> fmt::Write for Attribute<'_, O> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape_attribute(self.0, text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;

    use super::*;
    use crate::{Limits, Profile};

    #[test]
    fn namespaces_are_declared_where_they_change() {
        let mut out = String::new();
        let mut w = Writer::under(&mut out, "jabber:client");
        w.start_in("message", "jabber:client").start_in("event", "urn:e").start_in("items", "urn:e");
        w.start_in("payload", "").end("payload").end("items").end("event").start_in("body", "jabber:client");
        w.end("body").end("message");
        assert_eq!(
            out,
            "<message><event xmlns='urn:e'><items><payload xmlns=''/></items></event><body/></message>"
        );
    }

    #[test]
    fn what_belongs_to_a_start_tag_is_left_out_elsewhere() {
        let mut out = String::new();
        let mut w = Writer::new(&mut out);
        w.attr("a", "1")
            .start("a")
            .text("x")
            .attr("b", "1")
            .attr_value("c", &1)
            .ns("urn:a")
            .prefix("p", "urn:p");
        w.start_in("b", "urn:a").end("b").attr("d", "1").end("a").attr("xmlns", "urn:a");
        assert_eq!(out, "<a>x<b xmlns='urn:a'/></a>");
    }

    #[test]
    fn a_default_namespace_is_known_however_it_was_written() {
        let declare: [fn(&mut Writer<'_, String>); 3] = [
            |w| {
                w.attr("xmlns", "urn:a");
            },
            |w| {
                w.attr_value("xmlns", &String::from("urn:a"));
            },
            |w| {
                w.prefix("", "urn:a");
            },
        ];
        for declare in declare {
            let mut out = String::new();
            let mut w = Writer::new(&mut out);
            declare(w.start("a"));
            w.start_in("b", "").end("b").start_in("c", "urn:a").end("c").end("a");
            assert_eq!(out, "<a xmlns='urn:a'><b xmlns=''/><c/></a>");
        }
    }

    #[test]
    fn names_that_look_like_another_escaped_are_told_apart() {
        let mut out = String::new();
        let mut w = Writer::under(&mut out, "u&amp;v");
        w.start_in("a", "u&v").start_in("b", "u&amp;v").end("b").end("a");
        let raw = Raw::parse(b"<c xmlns='u&amp;v'><d/></c>", Profile::Stream, Limits::default()).unwrap();
        let mut cursor = raw.cursor::<()>(Profile::Stream, Limits::default()).unwrap();
        cursor.root().unwrap();
        cursor.child().unwrap();
        w.raw(&cursor.raw().unwrap());
        assert_eq!(out, "<a xmlns='u&amp;v'><b xmlns='u&amp;amp;v'/></a><d xmlns='u&amp;v'/>");
    }

    #[test]
    fn default_namespaces_beyond_memory_are_repeated_until_it_suffices() {
        let mut out = String::new();
        let mut w = Writer::new(&mut out);
        for ns in ["a", "b", "c", "d", "e", "e", "f"] {
            w.start_in("x", ns);
        }
        w.end("x").start_in("y", "e").end("y").end("x").start_in("y", "e").end("y").end("x");
        w.start_in("y", "d").end("y").end("x").start_in("y", "c").end("y");
        assert_eq!(
            out,
            "<x xmlns='a'><x xmlns='b'><x xmlns='c'><x xmlns='d'><x xmlns='e'><x xmlns='e'><x xmlns='f'/>\
             <y xmlns='e'/></x><y xmlns='e'/></x><y/></x><y/>"
        );
    }

    #[test]
    fn xml_10_slices_get_the_declarations_missing_here() {
        let limits = Limits::default();
        let source = "<s xmlns='jabber:client' xmlns:p=\"urn:o'p\"><a><p:b/></a></s>";
        let mut cursor =
            crate::Cursor::<()>::with_limits(source.as_bytes(), Profile::Stream, limits).unwrap();
        cursor.root().unwrap();
        cursor.child().unwrap();
        let raw = cursor.raw().unwrap();
        let bare = Raw::parse(b"<q><r/></q>", Profile::Stream, limits).unwrap();
        let mut out = BytesMut::new();
        let mut w = Writer::new(&mut out);
        w.start("body").ns("urn:b").raw(&raw).raw(&bare).raw_bytes(&bare.to_bytes()).end("body");
        w.start("c").ns("jabber:client").raw(&raw).end("c").raw(&bare);
        assert_eq!(
            std::str::from_utf8(&out).unwrap(),
            "<body xmlns='urn:b'><a xmlns='jabber:client' xmlns:p=\"urn:o'p\"><p:b/></a><q xmlns=''><r/></q>\
             <q xmlns=''><r/></q></body><c xmlns='jabber:client'><a xmlns:p=\"urn:o'p\"><p:b/></a></c><q><r/></q>"
        );
    }

    /// Everything a writer can write, with hostile values.
    fn everything<O: Sink>(w: &mut Writer<'_, O>) {
        let hostile = "]]><&>'\"\t\r\n\u{0}\u{ffff}\u{ff21}é";
        let raw = Raw::parse(b"<q a='&lt;\"'>x<r/>&amp;</q>", Profile::Stream, Limits::default()).unwrap();
        w.start("a")
            .ns("urn:a")
            .prefix("p", "urn:'p'")
            .attr("b", hostile)
            .attr("c", "plain")
            .attr_value("d", &7);
        w.text(hostile).text("plain").start_in("b", "urn:a").end("b").start_in("c", "").empty("d").end("c");
        w.leaf("e", hostile).leaf_value("f", &String::from("<8>")).raw(&raw).raw_bytes(&raw.to_bytes());
        w.start_in("g", "urn:'g'")
            .start_in("h", "urn:'g'")
            .end("h")
            .end("g")
            .verbatim("<i j='&amp;'/>")
            .end("a");
    }

    #[test]
    fn a_document_written_escaped_is_the_document_escaped() {
        let mut document = String::new();
        everything(&mut Writer::new(&mut document));
        let (mut once, mut whole) = (String::new(), String::new());
        Writer::new(&mut once)
            .start("n")
            .escaped(|w| {
                everything(w);
            })
            .text("after")
            .end("n");
        Writer::new(&mut whole).start("n").text(&document).text("after").end("n");
        // A namespace whose name is not the same escaped may be declared once more, which changes nothing.
        let again = |text: &str| text.replace(" xmlns='urn:&amp;apos;g&amp;apos;'", "");
        assert_eq!(again(&once), again(&whole));
        let mut cursor = crate::Cursor::<()>::new(once.as_bytes(), Profile::Stream).unwrap();
        cursor.root().unwrap();
        let inner = cursor.text().unwrap();
        let inner = inner.strip_suffix("after").unwrap();
        Raw::parse(inner.as_bytes(), Profile::Stream, Limits::default()).unwrap();
    }

    #[test]
    fn a_document_in_a_document_in_a_document() {
        let mut out = BytesMut::new();
        Writer::new(&mut out).start("a").escaped(|w| {
            w.start("b");
            w.escaped(|w| {
                w.leaf("c", "<");
            });
            w.end("b");
        });
        let inner = |text: &[u8]| -> String {
            let mut cursor = crate::Cursor::<()>::new(text, Profile::Stream).unwrap();
            cursor.root().unwrap();
            cursor.text().unwrap().into_owned()
        };
        out.extend_from_slice(b"</a>");
        let b = inner(&out);
        let c = inner(b.as_bytes());
        assert_eq!((b.as_str(), c.as_str()), ("<b>&lt;c&gt;&amp;lt;&lt;/c&gt;</b>", "<c>&lt;</c>"));
    }

    #[test]
    fn xml_4_8_whatever_is_written_can_be_read() {
        let mut out = String::new();
        let hostile = "]]><&>'\"\t\r\n\u{0}\u{b}\u{ffff}é\u{1f600}";
        Writer::new(&mut out).start("a").attr("b", hostile).text(hostile).end("a");
        let mut cursor = crate::Cursor::<()>::new(out.as_bytes(), Profile::Stream).unwrap();
        let expected = hostile.replace(['\0', '\u{b}', '\u{ffff}'], "\u{fffd}");
        assert_eq!(cursor.root().unwrap().attr("b").unwrap(), expected);
        assert_eq!(cursor.text().unwrap(), expected);
    }
}
