//! The framer: what it gives out, and where it stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use xml_cursor::{Cursor, ErrorKind, Frame, Framer, Limits, Profile, RawBytes, Writer, XmlError};

const STREAM: &str = "<?xml version='1.0'?> <stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' to='example.org'> \n\
    <stream:features><bind xmlns='urn:b'/></stream:features><p:own xmlns:p='urn:p'><p:x>a &amp; b</p:x></p:own> \
    <message to=\"a>b'/\"><body><![CDATA[</message>]]]]>]]&gt;</body></message></stream:stream> ";

fn whole(text: &str) -> Vec<Frame> {
    let mut framer = Framer::default();
    framer.push(text.as_bytes());
    std::iter::from_fn(|| framer.next().unwrap()).collect()
}

#[test]
fn xml_10_elements_come_out_as_documents_of_their_own() {
    let frames = whole(STREAM);
    let elements: Vec<_> = frames
        .iter()
        .filter_map(|f| {
            if let Frame::Element(bytes) = f { Some(std::str::from_utf8(bytes).unwrap()) } else { None }
        })
        .collect();
    assert_eq!(
        elements,
        [
            "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><bind xmlns='urn:b'/>\
             </stream:features>",
            "<p:own xmlns:p='urn:p'><p:x>a &amp; b</p:x></p:own>",
            "<message xmlns='jabber:client' to=\"a>b'/\"><body><![CDATA[</message>]]]]>]]&gt;</body></message>",
        ]
    );
    let Frame::Header(header) = &frames[0] else { panic!("no header") };
    assert_eq!(header.default_ns(), "jabber:client");
    assert_eq!(header.tag::<()>().unwrap().attr("to").unwrap(), "example.org");
    assert_eq!(frames[4..], [Frame::End]);
}

#[test]
fn byte_by_byte_is_as_whole() {
    let mut framer = Framer::default();
    let mut frames = Vec::new();
    for byte in STREAM.bytes() {
        framer.push(&[byte]);
        frames.extend(framer.next().unwrap());
    }
    assert_eq!(frames, whole(STREAM));
    assert_eq!(framer.pending(), 0);
}

#[test]
fn a_stream_restarts_with_what_was_not_taken() {
    let mut framer = Framer::default();
    framer.push(b"<s><ok/><?xml version='1.0'?><s xmlns='b'><c/>");
    assert!(matches!(framer.next(), Ok(Some(Frame::Header(_)))));
    assert!(matches!(framer.next(), Ok(Some(Frame::Element(_)))));
    framer.reset();
    assert!(matches!(framer.next(), Ok(Some(Frame::Header(_)))));
    assert_eq!(framer.next(), Ok(Some(Frame::Element("<c xmlns='b'/>".into()))));
    framer.push(b"plain");
    assert_eq!(framer.clear(), 5);
}

#[test]
fn bad_streams_end_where_they_go_wrong() {
    let limits = Limits::default().with_bytes(64).with_depth(4);
    for (stream, offset, kind) in [
        ("<s>x", 3, ErrorKind::StrayText),
        ("x", 0, ErrorKind::StrayText),
        ("<s/>x", 4, ErrorKind::StrayText),
        ("<s></s><s>", 7, ErrorKind::StrayText),
        ("</s>", 0, ErrorKind::EndTag),
        ("<s></t>", 3, ErrorKind::EndTag),
        ("<s><a><b></a>", 9, ErrorKind::EndTag),
        ("<s><a></a b>", 6, ErrorKind::EndTag),
        ("<s><!--", 3, ErrorKind::Comment),
        ("<!DOCTYPE", 0, ErrorKind::DocType),
        ("<s><a><?p?>", 6, ErrorKind::ProcessingInstruction),
        ("<s><?xml version='1.0'?>", 3, ErrorKind::LateDeclaration),
        ("<s><?xml\tversion='1.0'?>", 3, ErrorKind::LateDeclaration),
        ("<s><a><?xml\n", 6, ErrorKind::LateDeclaration),
        ("<s><?xml?", 3, ErrorKind::LateDeclaration),
        ("<s><?XML ", 3, ErrorKind::LateDeclaration),
        (" <?xml ", 1, ErrorKind::LateDeclaration),
        ("<s><?xmlx", 3, ErrorKind::ProcessingInstruction),
        ("<s><?xs", 3, ErrorKind::ProcessingInstruction),
        ("<s>\u{feff}", 3, ErrorKind::StrayText),
        ("<?xml version='1.1'?>", 0, ErrorKind::Version),
        ("<?xml version='1.0' encoding='x'?>", 0, ErrorKind::Encoding),
        ("<<<nonsense", 1, ErrorKind::Syntax),
        ("<s><<", 4, ErrorKind::Syntax),
        ("<s>< a", 4, ErrorKind::Syntax),
        ("<s><a><5", 7, ErrorKind::Syntax),
        ("<s><>", 4, ErrorKind::Syntax),
        ("<s><a <", 6, ErrorKind::Syntax),
        ("<s><a b='' <", 11, ErrorKind::Syntax),
        ("<s><a></a<", 9, ErrorKind::Syntax),
        ("<s><![CDATA[x]]>", 3, ErrorKind::Syntax),
        ("<s><a><![CDAT>", 6, ErrorKind::Syntax),
        ("<s><a b='<", 9, ErrorKind::LessThanInAttribute),
        ("<s><p:a/>", 3, ErrorKind::UndeclaredPrefix),
        ("<s><a b='' p:c=''/>", 11, ErrorKind::UndeclaredPrefix),
        ("<s> <a b='' b=''/>", 12, ErrorKind::DuplicateAttribute),
        ("<s><a>&x;</a>", 6, ErrorKind::Entity),
        ("<s><a><b><c><d>", 12, ErrorKind::TooDeep),
        ("<s>\n<a>1234567890123456789012345678901234567890123456789012345678901234", 68, ErrorKind::TooLong),
    ] {
        for piece in [1, stream.len()] {
            let mut framer = Framer::new(limits);
            let mut error = None;
            for piece in stream.as_bytes().chunks(piece) {
                framer.push(piece);
                while error.is_none() {
                    match framer.next() {
                        Ok(Some(_)) => {}
                        Ok(None) => break,
                        Err(e) => error = Some(e),
                    }
                }
            }
            assert_eq!(error, Some(XmlError::new(offset, kind)), "{stream}");
            assert_eq!(framer.next().err(), error, "an error stays");
        }
    }
}

/// All frames of a stream that arrives in pieces of that size, and the error that ended it.
fn feed(stream: &str, size: usize, limits: Limits) -> (Vec<Frame>, Option<XmlError>) {
    let mut framer = Framer::new(limits);
    let mut frames = Vec::new();
    for piece in stream.as_bytes().chunks(size) {
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
}

#[test]
fn xml_12_what_is_too_long_is_so_in_pieces_of_any_size() {
    let limits = Limits::default().with_bytes(64);
    let (x, space) = ("x".repeat(70), " ".repeat(256));
    for (stream, offset) in [
        (format!("<s><a>{x}<!--"), 67),
        (format!("<s><a>{x}<!DOCTYPE"), 67),
        (format!("<s><a>{x}<5"), 67),
        (format!("<s><a b='{x}<"), 67),
        (format!("<s><a>{x}</b>"), 67),
        (format!("<s><a {x}<"), 67),
        (format!("<s a='{x}<"), 64),
        (format!("<?xml version='1.0'{space}?><s>"), 256),
        (format!("<?xml version='1.0'{space}"), 256),
    ] {
        for size in [stream.len(), 1, 2, 3, 7] {
            let error = feed(&stream, size, limits).1;
            assert_eq!(error, Some(XmlError::new(offset, ErrorKind::TooLong)), "{size}: {stream}");
        }
    }
    let longest = format!("<?xml version='1.0'{}?><s>", &space[..235]);
    for size in [longest.len(), 1] {
        assert_eq!(feed(&longest, size, limits).1, None);
    }
}

#[test]
fn xml_12_what_comes_out_is_within_the_limits_of_what_reads_it() {
    let limits = Limits::default().with_bytes(64).with_depth(3);
    let element = |more: usize| format!("<s xmlns='urn:a'><a>{}</a>", "x".repeat(64 - 7 - 14 + more));
    let (frames, error) = feed(&element(0), 9, limits);
    let Some(Frame::Element(bytes)) = frames.get(1) else { panic!("{error:?}") };
    assert_eq!(bytes.len(), 64);
    assert!(RawBytes::parse(bytes, Profile::Stream, limits).is_ok());
    assert_eq!(feed(&element(1), 9, limits).1, Some(XmlError::new(17 + 51, ErrorKind::TooLong)));
    for (stream, error) in [
        ("<s><a><b/></a>", None),
        ("<s><a><b></b></a>", None),
        ("<s><a><b><c/></b></a>", Some(XmlError::new(9, ErrorKind::TooDeep))),
        ("<s><a><b><c></c></b></a>", Some(XmlError::new(9, ErrorKind::TooDeep))),
    ] {
        assert_eq!(feed(stream, 4, limits).1, error, "{stream}");
    }
}

#[test]
fn xml_2_a_byte_order_mark_in_pieces() {
    for stream in ["\u{feff}<?xml version='1.0'?><s/>", "\u{feff}<s/>", "\u{feff} <s/>"] {
        for size in 1..stream.len() {
            let (frames, error) = feed(stream, size, Limits::default());
            assert!(matches!(frames[..], [Frame::Header(_), Frame::End]), "{size}: {frames:?}");
            assert_eq!(error, None);
        }
    }
    for size in [1, 2, 99] {
        let (_, error) = feed("\u{feff}<?xml?><s/>", size, Limits::default());
        assert_eq!(error, Some(XmlError::new(3, ErrorKind::Syntax)), "no declaration, but not a late one");
    }
    let mut framer = Framer::default();
    for piece in [&b"\xef"[..], b"\xbb"] {
        framer.push(piece);
        assert_eq!(framer.next(), Ok(None), "it may yet be one");
    }
    framer.push(b"\xbe");
    assert_eq!(framer.next(), Err(XmlError::new(0, ErrorKind::StrayText)));
    for size in [1, 2, 7] {
        let (_, error) = feed("\u{feff}\u{feff}<s/>", size, Limits::default());
        assert_eq!(error, Some(XmlError::new(3, ErrorKind::StrayText)));
    }
}

#[test]
fn a_stream_of_nothing_ends_in_both_spellings() {
    for stream in ["<s></s>", "<s/>", "<s a='/' />\n"] {
        for size in [1, stream.len()] {
            let (frames, error) = feed(stream, size, Limits::default());
            assert!(matches!(frames[..], [Frame::Header(_), Frame::End]), "{stream}: {frames:?}");
            assert_eq!(error, None);
        }
    }
}

#[test]
fn nothing_shows_what_is_in_a_stream() {
    let mut framer = Framer::default();
    framer.push(b"<s from='secret'><auth>secret</auth><auth>secre");
    let mut shown = String::new();
    for _ in 0..3 {
        shown += &format!("{:?} {framer:?}", framer.next());
    }
    assert!(shown.contains("len: 19") && shown.contains("pending: 11"), "{shown}");
    let text = b"<auth><b>secret</b></auth>";
    let mut cursor = Cursor::<()>::new(text, Profile::Stream).unwrap();
    cursor.root().unwrap();
    cursor.child().unwrap();
    shown += &format!("{cursor:?}");
    let raw = cursor.raw().unwrap();
    let mut out = String::from("secret");
    shown += &format!("{raw:?} {:?} {:?}", raw.to_bytes(), Writer::new(&mut out).text("secret"));
    assert!(shown.contains("Raw { name: \"b\", len: 13 }"), "{shown}");
    assert!(!shown.contains("secre"), "{shown}");
}
