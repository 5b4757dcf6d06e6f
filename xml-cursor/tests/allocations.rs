//! What is read and written costs no more memory than the documentation says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bytes::BytesMut;
use xml_cursor::{Cursor, ErrorClass, Frame, Framer, Limits, Profile, Raw, Writer};

#[global_allocator]
static ALLOC: dhat::Alloc = dhat::Alloc;

xml_cursor::namespaces! {
    enum Ns { Client = "jabber:client", Pubsub = "http://jabber.org/protocol/pubsub", Event = "http://jabber.org/protocol/pubsub#event" }
}

/// Allocations made, and their bytes in all, also of those given back.
fn cost<T>(f: impl FnOnce() -> T) -> (u64, u64, T) {
    let before = dhat::HeapStats::get();
    let value = f();
    let after = dhat::HeapStats::get();
    (after.total_blocks - before.total_blocks, after.total_bytes - before.total_bytes, value)
}

fn skip(text: &[u8], profile: Profile, limits: Limits) -> Option<ErrorClass> {
    let all = || {
        let mut cursor = Cursor::<Ns>::with_limits(text, profile, limits)?;
        cursor.root()?;
        cursor.skip()?;
        cursor.finish()
    };
    all().err().map(|e| e.class())
}

// One test: the counters are the program's.
#[test]
fn allocations() {
    let _profiler = dhat::Profiler::builder().testing().build();
    an_event_costs_its_unescaped_payload();
    writing_allocates_nothing_beyond_the_output();
    a_stanza_that_needs_nothing_shares_its_bytes();
    hostile_documents_are_refused_in_bounded_memory();
    prefixes_of_one_name_are_compared_once();
    a_header_is_checked_once();
    what_stands_alone_is_no_more_than_its_declarations_larger();
}

fn an_event_costs_its_unescaped_payload() {
    let payload = "&lt;a&gt;text &amp;amp; more&lt;/a&gt;\n".repeat(60);
    let text = format!(
        "<message xmlns='jabber:client' from='f' to='t' id='i'><event xmlns='http://jabber.org/protocol/pubsub#event'>\
         <items node='/n'><item id='1'><notification xmlns='http://jabber.org/protocol/pubsub'>{payload}</notification>\
         </item></items></event></message>"
    );
    let (blocks, bytes, read) = cost(|| {
        let mut cursor = Cursor::<Ns>::new(text.as_bytes(), Profile::Stream).unwrap();
        let message = cursor.root().unwrap();
        assert!(message.is(Ns::Client, "message") && message.attr("to").is_some());
        for name in ["event", "items", "item", "notification"] {
            assert_eq!(cursor.child().unwrap().unwrap().name(), name);
        }
        let text = cursor.text().unwrap();
        for _ in 0..4 {
            assert!(cursor.child().unwrap().is_none());
        }
        cursor.finish().unwrap();
        text
    });
    assert_eq!(read, "<a>text &amp; more</a>\n".repeat(60));
    assert_eq!(blocks, 1);
    assert!(bytes <= payload.len() as u64 + 64, "{bytes}");
    let (blocks, _, raw) = cost(|| Raw::parse(text.as_bytes(), Profile::Stream, Limits::default()).unwrap());
    assert_eq!((blocks, raw.is_standalone()), (0, true));
}

fn writing_allocates_nothing_beyond_the_output() {
    let hostile = "<&>\"'\r\n\u{0}é".repeat(200);
    let mut out = BytesMut::with_capacity(64 << 10);
    let (blocks, ..) = cost(|| {
        let mut w = Writer::new(&mut out);
        w.start_in("a", "urn:a").attr("b", &hostile).attr_value("c", &u64::MAX).text(&hostile);
        w.start_in("d", "urn:d").leaf_value("e", &-1).end("d").end("a");
    });
    assert_eq!(blocks, 0);
}

fn a_stanza_that_needs_nothing_shares_its_bytes() {
    let stanza = format!("<m xmlns='jabber:client'>{}</m>", "x".repeat(5000));
    let mut framer = Framer::default();
    framer.push(b"<s>");
    framer.next().unwrap().unwrap();
    framer.push(stanza.as_bytes());
    // The stack of open elements, once, and the count of the owners of the bytes; the element itself is not copied.
    let (blocks, bytes, frame) = cost(|| framer.next().unwrap().unwrap());
    assert!(blocks <= 2 && bytes < 200, "{blocks} {bytes}");
    assert!(matches!(frame, Frame::Element(element) if element == stanza.as_bytes()));
}

fn hostile_documents_are_refused_in_bounded_memory() {
    let laughs = format!(
        "<!DOCTYPE l [<!ENTITY l0 'ha'>{}]><l>&l9;</l>",
        (1..10)
            .map(|i| format!("<!ENTITY l{i} '{}'>", format!("&l{};", i - 1).repeat(10)))
            .collect::<String>()
    );
    let deep = "<a>".repeat(1 << 20);
    let wide = format!("<a{}/>", (0..100_000).map(|i| format!(" a{i}=''")).collect::<String>());
    let spaces = format!("<a{}/>", (0..100_000).map(|i| format!(" xmlns:a{i}='u'")).collect::<String>());
    let name = format!("<{}/>", "a".repeat(1 << 20));
    let value = format!("<a b='{}'/>", "x".repeat(1 << 20));
    let not_utf_8 = [&b"<a>"[..], &[0xff; 100_000], b"</a>"].concat();
    for (text, error) in [
        (laughs.into_bytes(), ErrorClass::RestrictedXml),
        (deep.into_bytes(), ErrorClass::Limit),
        (wide.into_bytes(), ErrorClass::Limit),
        (spaces.into_bytes(), ErrorClass::Limit),
        (name.into_bytes(), ErrorClass::Limit),
        (value.into_bytes(), ErrorClass::Limit),
        (not_utf_8, ErrorClass::NotWellFormed),
    ] {
        let shown = String::from_utf8_lossy(&text[..40]);
        for (profile, limits) in
            [(Profile::Stream, Limits::stream()), (Profile::Document, Limits::document())]
        {
            let (_, bytes, class) = cost(|| skip(&text, profile, limits));
            // A value as long as a document may be is none too long for a document.
            if !(profile == Profile::Document && text.starts_with(b"<a b=")) {
                assert_eq!(class, Some(error), "{shown}");
            }
            assert!(bytes < 64 << 10, "{bytes} for {shown}");
        }
        let mut framer = Framer::default();
        let (_, _, failed) = cost(|| {
            framer.push(b"<s>");
            framer.next().unwrap();
            let mut most = 0;
            for piece in text.chunks(4096) {
                framer.push(piece);
                most = most.max(framer.pending());
                if framer.next().is_err() {
                    return most;
                }
            }
            panic!("not refused: {shown}");
        });
        assert!(failed <= Limits::default().bytes + 4096, "{failed}");
        assert_eq!(framer.pending(), 0, "nothing is kept after an error");
    }
}

fn prefixes_of_one_name_are_compared_once() {
    // Names that look alike, so that only whole ones tell them apart, and not as written.
    let decls: String = (0..32).map(|i| format!(" xmlns:p{i}='{}{i:02}'", "&amp;".repeat(15))).collect();
    let attrs: String = (0..32).map(|i| format!(" p{i}:x=''")).collect();
    let cost_of = |tags: usize| {
        let text = format!("<r{decls}>{}</r>", format!("<a{attrs}/>").repeat(tags));
        cost(|| assert_eq!(skip(text.as_bytes(), Profile::Stream, Limits::stream()), None)).0
    };
    let (few, many) = (cost_of(1), cost_of(101));
    // The places of many attributes, and their order; nothing for each pair of them.
    assert!(many - few <= 100 * 12, "{few} {many}");
}

fn a_header_is_checked_once() {
    let cost_of = |uri: &str| {
        let mut framer = Framer::default();
        framer.push(format!("<s xmlns:a='{uri}a' xmlns:b='{uri}b' xmlns:c='{uri}c'>").as_bytes());
        framer.next().unwrap().unwrap();
        framer.push("<a/>".repeat(100).as_bytes());
        let (blocks, bytes, frames) = cost(|| (0..100).filter(|_| framer.next().unwrap().is_some()).count());
        assert_eq!(frames, 100);
        (blocks, bytes)
    };
    assert_eq!(cost_of("urn"), cost_of(&"&amp;".repeat(200)), "names with references are read again");
}

fn what_stands_alone_is_no_more_than_its_declarations_larger() {
    let fits = "u".repeat(Limits::stream().namespace_bytes);
    let large = "u".repeat(250_000);
    // In a stream's header, in an element, and one declaration after the other.
    for uri in [&fits, &large] {
        let mut framer = Framer::default();
        framer.push(format!("<s xmlns='{uri}'>").as_bytes());
        let header = framer.next().map_err(|e| e.class());
        assert_eq!(header.is_ok(), *uri == fits);
        framer.push("<a/>".repeat(100).as_bytes());
        let (_, bytes, frames) = cost(|| (0..100).map_while(|_| framer.next().ok().flatten()).count());
        assert_eq!(frames, if *uri == fits { 100 } else { 0 });
        assert!(bytes <= 100 * (Limits::stream().namespace_bytes as u64 + 200), "{bytes}");
    }
    let limits = Limits::document();
    let text = format!("<r xmlns='{large}'>{}</r>", "<a/>".repeat(1000));
    assert_eq!(skip(text.as_bytes(), Profile::Document, limits), Some(ErrorClass::Limit));
    let decls: String = (0..64).map(|i| format!(" xmlns:p{i}='{}'", "u".repeat(300))).collect();
    assert_eq!(skip(format!("<r{decls}/>").as_bytes(), Profile::Document, limits), Some(ErrorClass::Limit));
    let text = format!("<r xmlns='{}'><a/></r>", "u".repeat(limits.namespace_bytes));
    let mut cursor = Cursor::<()>::new(text.as_bytes(), Profile::Document).unwrap();
    cursor.root().unwrap();
    cursor.child().unwrap();
    let raw = cursor.raw().unwrap();
    assert_eq!(raw.standalone_len(), raw.as_str().len() + " xmlns=''".len() + limits.namespace_bytes);
}
