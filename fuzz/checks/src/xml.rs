//! `xml-cursor`: whatever it reads is read the same in every way, and beside roxmltree.

#[path = "../../../xml-cursor/tests/lenient/mod.rs"]
mod lenient;

use std::fmt::Write as _;

use lenient::{has_prefixed_xmlns, lenient};

use xml_cursor::{
    Change, Content, Cursor, ErrorClass, ErrorKind, Frame, Framer, FromXml, IntoOwned, Limits, Namespace,
    Profile, Raw, RawBytes, Tag, ToXml, Writer, XmlError, from_bytes,
};

xml_cursor::namespaces! {
    /// Namespaces of the corpus.
    pub enum Ns {
        /// Stanzas.
        Client = "jabber:client",
        /// Notifications.
        Event = "http://jabber.org/protocol/pubsub#event",
        /// `xml:lang` and the like.
        Xml = "http://www.w3.org/XML/1998/namespace",
        /// `xsi:nil` and the like.
        Xsi = "http://www.w3.org/2001/XMLSchema-instance",
    }
}

xml_cursor::records! {
    /// One row of most kinds.
    Everything<'x> of Ns {
        "id" attr id;
        "count" attr_value count: u16;
        "text" text text;
        "maybe" maybe maybe;
        "value" value value: i32;
        "flag" value flag: bool;
        "one" boxed one: Everything<'x>;
        "many" many many: Leaf<'x>;
        "texts" texts texts;
        "values" values values: u8;
        "list" list("leaf") list: Leaf<'x>;
        "names" maybe_list_texts("name") names;
        "change" change change;
        "nil" nil_value nil: u64;
        "ref" change_one reference: Leaf<'x>;
        "event" (in Ns::Event) one event: Event<'x>;
        "*" rest other;
    }
    /// Text and an attribute.
    Leaf<'x> in any { "uuid" attr uuid; "." content name; }
    /// In a namespace of its own.
    Event<'x> in Ns::Event { "node" attr node; "*" rest items; }
}

/// One element or text, in the order of the document.
fn start<'t>(out: &mut String, ns: Ns, name: &str, attrs: impl Iterator<Item = (Ns, &'t str, String)>) {
    let mut attrs: Vec<_> = attrs.map(|(ns, name, value)| format!("{ns:?} {name} {value:?}")).collect();
    attrs.sort();
    let _ = write!(out, "\n<{ns:?} {name} {attrs:?}>\n");
}

fn tag(out: &mut String, tag: &Tag<'_, Ns>) {
    start(out, tag.ns(), tag.name(), tag.attrs().map(|a| (a.ns, a.name, a.value.into_owned())));
}

/// The document, flat.
fn walk(mut cursor: Cursor<'_, Ns>) -> Result<String, XmlError> {
    let mut out = String::new();
    tag(&mut out, &cursor.root()?);
    while cursor.depth() > 0 {
        match cursor.content()? {
            Some(Content::Child(child)) => tag(&mut out, &child),
            Some(Content::Text(text)) => out.push_str(&text),
            None => out.push_str("\n</>\n"),
        }
    }
    cursor.finish()?;
    Ok(out)
}

fn theirs(text: &str) -> Option<String> {
    use roxmltree::{Document, Node, NodeId};
    fn open(out: &mut String, node: Node<'_, '_>) {
        let ns = |uri: Option<&str>| Ns::from_uri(uri.unwrap_or(""));
        let attrs = node.attributes().map(|a| (ns(a.namespace()), a.name(), a.value().to_owned()));
        start(out, ns(node.tag_name().namespace()), node.tag_name().name(), attrs);
    }
    let document = Document::parse(text).ok()?;
    let mut out = String::new();
    let mut path: Vec<NodeId> = Vec::new();
    for node in document.root_element().descendants() {
        while path.last().is_some_and(|&top| node.parent().is_none_or(|p| p.id() != top)) {
            path.pop();
            out.push_str("\n</>\n");
        }
        if node.is_element() {
            open(&mut out, node);
            path.push(node.id());
        } else if node.is_text() {
            out.push_str(node.text().unwrap_or(""));
        }
    }
    path.iter().for_each(|_| out.push_str("\n</>\n"));
    Some(out)
}

/// A document, in each profile: read, skipped and sliced alike; and roxmltree reads the same.
pub fn xml_cursor(data: &[u8]) {
    for profile in [Profile::Stream, Profile::Document] {
        let limits = Limits::stream();
        let read = Cursor::with_limits(data, profile, limits).and_then(walk);
        let raw = Raw::parse(data, profile, limits);
        assert_eq!(read.as_ref().err(), raw.as_ref().err(), "slicing checks as reading does");
        if let (Err(error), Ok(mut cursor)) = (&read, Cursor::<Ns>::with_limits(data, profile, limits)) {
            let all = |cursor: &mut Cursor<'_, Ns>| cursor.root().and_then(|_| cursor.skip());
            // What follows the root is for `finish`, which asks once.
            if all(&mut cursor).is_err() {
                assert_eq!(cursor.skip().as_ref(), Err(error), "an error stays");
            }
            assert_eq!(cursor.finish().as_ref(), Err(error));
        }
        if let (Profile::Document, Err(error), Ok(text)) = (profile, &read, std::str::from_utf8(data))
            && error.class() != ErrorClass::Limit
            && !has_prefixed_xmlns(text)
            && theirs(&text.replace("\r\n", "\n").replace('\r', "\n")).is_some()
        {
            assert!(lenient(text, *error), "only we refuse: {error}");
        }
        let (Ok(read), Ok(raw)) = (read, raw) else { continue };
        assert!(raw.is_standalone());
        let alone = raw.to_bytes();
        assert_eq!(alone.cursor(profile, limits).and_then(walk).as_ref(), Ok(&read));
        let mut inside = Vec::new();
        Writer::new(&mut inside).start_in("outside", Ns::Client.uri()).raw(&raw).end("outside");
        let mut cursor =
            Cursor::<Ns>::with_limits(&inside, profile, Limits::document().with_depth(65)).expect("written");
        cursor.root().expect("written");
        if cursor.child().expect("as deep as before").is_some() {
            let again = cursor.raw().expect("still good").to_bytes();
            assert_eq!(again.cursor(profile, limits.with_bytes(1 << 20)).and_then(walk).as_ref(), Ok(&read));
        }
        let text = std::str::from_utf8(data).expect("it was read");
        // roxmltree takes an attribute `p:xmlns` for the declaration of a default namespace.
        if text.contains(":xmlns") {
            continue;
        }
        // XML 1.0, 2.11: line ends are normalised before anything else is done. roxmltree leaves some before markup.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(theirs(&text).as_ref(), Some(&read), "roxmltree reads otherwise");
    }
}

/// A stream in pieces of one byte and in one piece: the same frames, each readable alone.
pub fn xml_framer(data: &[u8]) {
    let limits = Limits::default().with_bytes(4096);
    let feed = |size: usize| {
        let mut framer = Framer::new(limits);
        let mut frames = Vec::new();
        for piece in data.chunks(size) {
            framer.push(piece);
            loop {
                match framer.next() {
                    Ok(Some(frame)) => frames.push(frame),
                    Ok(None) => break,
                    Err(error) => return (frames, Some(error)),
                }
            }
        }
        (frames, None)
    };
    let whole = feed(data.len().max(1));
    assert_eq!(whole, feed(1));
    for frame in &whole.0 {
        match frame {
            Frame::Header(header) => drop(header.tag::<Ns>().expect("a good header")),
            Frame::Element(element) => {
                let raw = RawBytes::parse(element, Profile::Stream, limits).expect("a good element");
                assert_eq!(raw.as_bytes(), element);
            }
            _ => {}
        }
    }
}

/// A record that is read is written, in the namespace it was in, and read again as the same.
pub fn xml_records(data: &[u8]) {
    let Ok(record) = from_bytes::<Ns, Everything<'_>>(data, Profile::Document, "all") else { return };
    let text = std::str::from_utf8(data).expect("it was read");
    // See `xml_cursor`: what roxmltree reads otherwise. The table has no name for unknown namespaces.
    if text.contains(":xmlns") {
        return;
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let document = roxmltree::Document::parse(&text).expect("both read it");
    let uri = document.root_element().tag_name().namespace().unwrap_or("");
    let written = write(&record, uri);
    let again = match read(&written) {
        // Declarations in scope may be one or two more than before.
        Err(error) if matches!(error.kind(), ErrorKind::TooManyNamespaces | ErrorKind::NamespacesTooLong) => {
            return;
        }
        again => again.expect("what is written can be read"),
    };
    same(&record, &again);
    assert_eq!(write(&again, uri), written, "in that form it stays");
    same(&record.into_owned(), &again);
}

fn write(record: &Everything<'_>, uri: &str) -> String {
    let mut out = String::new();
    let mut w = Writer::new(&mut out);
    w.start_in("outside", uri);
    record.to_xml("all", &mut w);
    w.end("outside");
    out
}

fn read(text: &str) -> Result<Everything<'_>, XmlError> {
    // One level more than the record had.
    let limits = Limits::document().with_depth(Limits::document().depth + 1);
    let mut cursor = Cursor::<Ns>::with_limits(text.as_bytes(), Profile::Document, limits)?;
    cursor.root()?;
    let tag = cursor.child()?.expect("written");
    let record = Everything::from_xml(&tag, &mut cursor)?;
    assert!(cursor.child()?.is_none());
    cursor.finish()?;
    Ok(record)
}

/// Every field is equal; slices have equal infosets, as their declarations may have moved.
fn same(a: &Everything<'_>, b: &Everything<'_>) {
    fn slices(a: &[Raw<'_>], b: &[Raw<'_>]) {
        let infoset = |raw: &Raw<'_>| {
            raw.cursor::<Ns>(Profile::Document, Limits::document()).and_then(walk).expect("it was checked")
        };
        assert_eq!(a.len(), b.len());
        a.iter().zip(b).for_each(|(a, b)| assert_eq!(infoset(a), infoset(b)));
    }
    fn events<'r, 'x>(record: &'r Everything<'x>) -> &'r [Raw<'x>] {
        record.event.as_ref().map_or(&[], |event| &event.items)
    }
    let (mut a, mut b) = (a, b);
    loop {
        slices(&a.other, &b.other);
        slices(events(a), events(b));
        let flat = |record: &Everything<'_>| {
            let mut flat = Everything { other: Vec::new(), one: None, ..record.clone() };
            // A record of nothing has no form of its own.
            if flat.reference == Change::Set(Leaf::default()) {
                flat.reference = Change::Clear;
            }
            if let Some(event) = &mut flat.event {
                event.items.clear();
            }
            format!("{flat:?}")
        };
        assert_eq!(flat(a), flat(b));
        assert_eq!(a.one.is_some(), b.one.is_some());
        let (Some(inner), Some(again)) = (&a.one, &b.one) else { return };
        (a, b) = (inner, again);
    }
}
