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
