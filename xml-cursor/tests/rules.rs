//! The rules of RULES.md, each with what it allows and what it refuses, where, and why.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use xml_cursor::{
    Content, Cursor, ErrorClass, ErrorKind, Frame, Framer, Limits, Profile, Raw, Writer, XmlError,
};

xml_cursor::namespaces! {
    enum Ns { Client = "jabber:client", A = "urn:a" }
}

/// All text of a document, everything else skipped.
fn read(text: impl AsRef<[u8]>, profile: Profile) -> Result<String, XmlError> {
    let mut cursor = Cursor::<Ns>::new(text.as_ref(), profile)?;
    cursor.root()?;
    let mut all = String::new();
    let mut depth = 1;
    while depth > 0 {
        match cursor.content()? {
            Some(Content::Text(text)) => all.push_str(&text),
            Some(Content::Child(_)) => depth += 1,
            None => depth -= 1,
        }
    }
    cursor.finish()?;
    Ok(all)
}

const PROFILES: [Profile; 2] = [Profile::Stream, Profile::Document];

/// Refused in both profiles, there, for that, which breaks that rule; also by a cursor that skips, and one that slices.
#[track_caller]
fn refused(rule: u8, text: impl AsRef<[u8]>, offset: usize, kind: ErrorKind) {
    for profile in PROFILES {
        refused_in(profile, rule, text.as_ref(), offset, kind);
    }
}

#[track_caller]
fn refused_in(profile: Profile, rule: u8, text: &[u8], offset: usize, kind: ErrorKind) {
    let expected = Err(XmlError::new(offset, kind));
    let shown = String::from_utf8_lossy(text);
    assert_eq!(read(text, profile).map(drop), expected, "{profile:?}: {shown}");
    assert_eq!(kind.rule(), Some(rule), "{kind:?}");
    assert_eq!(
        Raw::parse(text, profile, Limits::of(profile)).map(drop),
        expected,
        "sliced {profile:?}: {shown}"
    );
    let skipped = Cursor::<Ns>::new(text, profile).and_then(|mut cursor| {
        cursor.root()?;
        cursor.skip()?;
        cursor.finish()
    });
    assert_eq!(skipped, expected, "skipped {profile:?}: {shown}");
}

#[test]
fn xml_1_comments_and_instructions_end_a_stream_and_are_skipped_in_a_document() {
    for (text, offset, kind) in [
        ("<a>x<!-- & < -->y</a>", 4, ErrorKind::Comment),
        ("<!-- --><a>xy</a>", 0, ErrorKind::Comment),
        ("<a>xy</a><!-- -->", 9, ErrorKind::Comment),
        ("<a>x<?p & < ?>y</a>", 4, ErrorKind::ProcessingInstruction),
        ("<?p?><a>xy</a>", 0, ErrorKind::ProcessingInstruction),
        ("<a>xy</a><?p ??>", 9, ErrorKind::ProcessingInstruction),
    ] {
        refused_in(Profile::Stream, 1, text.as_bytes(), offset, kind);
        assert_eq!(kind.class(), ErrorClass::RestrictedXml);
        assert_eq!(read(text, Profile::Document).unwrap(), "xy", "{text}");
    }
    // What is no comment and no instruction is malformed in a document too.
    for (text, offset) in [
        ("<a><!-- -- --></a>", 8),
        ("<a><!-- ---></a>", 8),
        ("<a><?9?></a>", 3),
        ("<a><? p?></a>", 3),
        ("<a><?p<?></a>", 3),
        ("<a><!x></a>", 3),
        ("<a/><![CDATA[]]>", 4),
    ] {
        refused_in(Profile::Document, 3, text.as_bytes(), offset, ErrorKind::Syntax);
        assert!(read(text, Profile::Stream).is_err(), "{text}");
    }
    for text in ["<a><!-- x", "<a><?p x", "<a><?p", "<a><!-", "<a/><!--"] {
        refused_in(Profile::Document, 7, text.as_bytes(), text.len(), ErrorKind::Truncated);
    }
}

#[test]
fn xml_1_document_types_and_foreign_entities_are_refused_everywhere() {
    refused(1, "<!DOCTYPE a><a/>", 0, ErrorKind::DocType);
    refused(1, "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", 0, ErrorKind::DocType);
    refused(1, "<a>b&x;</a>", 4, ErrorKind::Entity);
    refused(1, "<a b='&nbsp;'/>", 6, ErrorKind::Entity);
    assert_eq!(read("<a>&lt;&gt;&amp;&quot;&apos;</a>", Profile::Stream).unwrap(), "<>&\"'");
}

#[test]
fn xml_2_only_utf_8() {
    for (bytes, offset) in [
        (&b"<a>\xff</a>"[..], 3),
        (b"<a>\xc0\x80</a>", 3),
        (b"<a>\xed\xa0\x80</a>", 3),
        (b"<a>\xf4\x90\x80\x80</a>", 3),
        (b"<a>x\xc3", 4),
    ] {
        refused(2, bytes, offset, ErrorKind::Utf8);
    }
    refused(2, "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", 0, ErrorKind::Encoding);
    assert_eq!(ErrorKind::Encoding.class(), ErrorClass::UnsupportedEncoding);
    assert_eq!(read("<?xml version='1.0' encoding='utf-8'?><a>x</a>", Profile::Stream).unwrap(), "x");
    assert_eq!(read("\u{feff}<a>x\u{feff}</a>", Profile::Stream).unwrap(), "x\u{feff}");
    refused(6, "\u{feff}\u{feff}<a/>", 3, ErrorKind::StrayText);
}

#[test]
fn xml_3_well_formed() {
    refused(3, "<?xml version='1.1'?><a/>", 0, ErrorKind::Version);
    refused(3, "<a></b>", 3, ErrorKind::EndTag);
    refused(3, "<a></ab>", 3, ErrorKind::EndTag);
    refused(3, "<a></a/>", 3, ErrorKind::EndTag);
    refused(3, "<a/></a>", 4, ErrorKind::EndTag);
    refused(3, "<a b='<'/>", 6, ErrorKind::LessThanInAttribute);
    refused(3, "<a b='1'b2='2'/>", 8, ErrorKind::Syntax);
    refused(3, "<a b/>", 4, ErrorKind::Syntax);
    refused(3, "<a b=1/>", 5, ErrorKind::Syntax);
    refused(3, "<a / >", 4, ErrorKind::Syntax);
    refused(3, "< a/>", 1, ErrorKind::Syntax);
    refused(3, "<1/>", 1, ErrorKind::Syntax);
    refused(3, "<a><b</a>", 5, ErrorKind::Syntax);
    refused(3, "<a>&</a>", 3, ErrorKind::Syntax);
    refused(3, "<a>&amp</a>", 3, ErrorKind::Syntax);
    assert_eq!(read("<a ><b\n c = 'x>' d=\"'/>\" /></a\t>", Profile::Stream).unwrap(), "");
}

#[test]
fn xml_3_namespace_well_formed() {
    refused(3, "<p:a/>", 0, ErrorKind::UndeclaredPrefix);
    refused(3, "<a><b xmlns:p='urn:a'/><p:c/></a>", 23, ErrorKind::UndeclaredPrefix);
    refused(3, "<a p:b=''/>", 3, ErrorKind::UndeclaredPrefix);
    refused(3, "<a c='' xml:lang='' p:b=''/>", 20, ErrorKind::UndeclaredPrefix);
    refused(3, "<a xmlns:p=''/>", 3, ErrorKind::EmptyNamespace);
    refused(3, "<a b='' b=''/>", 8, ErrorKind::DuplicateAttribute);
    refused(3, "<a b='' c='' c='' b=''/>", 13, ErrorKind::DuplicateAttribute);
    refused(3, "<a xmlns:p='urn:a' xmlns:q='urn:&#97;' p:b='' q:b=''/>", 46, ErrorKind::DuplicateAttribute);
    refused(
        3,
        "<a xmlns:p='urn:a' xmlns:q='urn:a' p:c='' q:b='' q:c='' p:b='' d='' d=''/>",
        49,
        ErrorKind::DuplicateAttribute,
    );
    refused(
        3,
        "<a xmlns:p='urn:a' xmlns:q='urn:a' d='' d='' p:c='' q:c=''/>",
        40,
        ErrorKind::DuplicateAttribute,
    );
    refused(3, "<a xmlns='urn:a' xmlns='urn:a'/>", 17, ErrorKind::DuplicateAttribute);
    refused(3, "<a xmlns:p='urn:a' xmlns:p='urn:b'/>", 19, ErrorKind::DuplicateAttribute);
    for binding in [
        "xmlns:xml='urn:a'",
        "xmlns:xmlns='urn:a'",
        "xmlns:p='http://www.w3.org/XML/1998/namespace'",
        "xmlns='http://www.w3.org/XML/1998/namespace'",
        "xmlns:p='http://www.w3.org/2000/xmlns/'",
        "xmlns='http://www.w3.org/2000/xmlns/'",
    ] {
        refused(3, format!("<a {binding}/>"), 3, ErrorKind::ReservedNamespace);
    }
    refused(3, "<xmlns:a/>", 0, ErrorKind::UndeclaredPrefix);
    refused(3, "<a:/>", 3, ErrorKind::Syntax);
    refused(3, "<:a/>", 1, ErrorKind::Syntax);
    refused(3, "<a:b:c xmlns:a='urn:a'/>", 4, ErrorKind::Syntax);
    let good = "<a xmlns:p='urn:a' xmlns='urn:a' b='1' p:b='2' xml:lang='en' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>";
    let mut cursor = Cursor::<Ns>::new(good.as_bytes(), Profile::Stream).unwrap();
    let tag = cursor.root().unwrap();
    assert_eq!((tag.attr("b").unwrap(), tag.attr_ns(Ns::A, "b").unwrap()), ("1".into(), "2".into()));
    assert_eq!((tag.lang().unwrap(), tag.attrs().len()), ("en".into(), 3));
}

#[test]
fn xml_3_prefixes_of_one_name_are_one_wherever_they_were_declared() {
    // Names are told apart as they are, not as they are written, and only while they are in scope.
    let double = "<a xmlns:p='u&amp;v'><b xmlns:q='u&#38;v' p:x='' q:x=''/></a>";
    refused(3, double, 49, ErrorKind::DuplicateAttribute);
    let double =
        "<a xmlns:p='u'><b xmlns:p='v'><c xmlns:q='u' p:x='' q:x=''/><c xmlns:q='v' p:x='' q:x=''/></b></a>";
    refused(3, double, 82, ErrorKind::DuplicateAttribute);
    for good in [
        "<a xmlns='u' xmlns:p='u' p:x='' x=''/>",
        "<a xmlns:p='u&amp;v'><b xmlns:q='u&amp;w' p:x='' q:x=''/></a>",
        "<a><b xmlns:p='u' p:x=''/><b xmlns:q='v' xmlns:p='w' q:x='' p:x=''/></a>",
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xmlns:p='u' xml:x='' p:x='' x=''/>",
    ] {
        for profile in PROFILES {
            read(good, profile).unwrap();
        }
    }
    // The first of the doubled ones is told, whatever their names.
    let double = "<a xmlns:p='u' xmlns:q='u' p:z='' q:z='' p:y='' q:y=''/>";
    refused(3, double, 34, ErrorKind::DuplicateAttribute);
}

#[test]
fn xml_3_many_attributes_are_compared_as_few_are() {
    let limits = Limits::default().with_attributes(1000);
    let many = |last: &str| {
        let all: String = (0..100).map(|i| format!(" a{i}='{i}'")).collect();
        format!("<a xmlns:p='urn:a' xmlns:q='urn:a'{all} p:z='' {last}/>")
    };
    for (last, doubled) in
        [("z=''", false), ("q:y=''", false), ("a50=''", true), ("p:z=''", true), ("q:z=''", true)]
    {
        let text = many(last);
        let mut cursor = Cursor::<Ns>::with_limits(text.as_bytes(), Profile::Stream, limits).unwrap();
        let tag = cursor.root();
        let at = text.len() - last.len() - "/>".len();
        let expected = doubled.then_some(XmlError::new(at, ErrorKind::DuplicateAttribute));
        assert_eq!(tag.as_ref().err(), expected.as_ref(), "{last}");
        if let Ok(tag) = tag {
            assert_eq!((tag.attr("a99").unwrap(), tag.attrs().len()), ("99".into(), 102));
        }
    }
}

#[test]
fn xml_4_characters() {
    for c in ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        refused(4, format!("<a>{c}</a>"), 3, ErrorKind::Char);
        refused(4, format!("<a>&#{};</a>", c as u32), 3, ErrorKind::CharRef);
        refused(4, format!("<a b='&#x{:X};'/>", c as u32), 6, ErrorKind::CharRef);
    }
    refused(4, "<a>&#xD800;</a>", 3, ErrorKind::CharRef);
    refused(4, "<a>&#x110000;</a>", 3, ErrorKind::CharRef);
    assert_eq!(
        read("<a>\t\n\u{7f}\u{85}&#13;&#x10FFFF;</a>", Profile::Stream).unwrap(),
        "\t\n\u{7f}\u{85}\r\u{10ffff}"
    );
}

#[test]
fn xml_4_line_ends_and_attribute_values_are_normalised() {
    assert_eq!(
        read("<a>x\r\ny\rz\n<![CDATA[\r\n\r]]>&amp;\r</a>", Profile::Stream).unwrap(),
        "x\ny\nz\n\n\n&\n"
    );
    let mut cursor = Cursor::<Ns>::new(b"<a b=' x\ty\r\nz\n&#10;&#9; '/>", Profile::Stream).unwrap();
    assert_eq!(cursor.root().unwrap().attr("b").unwrap(), " x y z \n\t ");
}

#[test]
fn xml_5_a_declaration_only_at_the_very_start() {
    assert_eq!(read("<?xml version=\"1.0\"?>\n<a>x</a>", Profile::Stream).unwrap(), "x");
    refused(5, " <?xml version='1.0'?><a/>", 1, ErrorKind::LateDeclaration);
    refused(5, "<a><?xml version='1.0'?></a>", 3, ErrorKind::LateDeclaration);
    refused(5, "<a/><?xml version='1.0'?>", 4, ErrorKind::LateDeclaration);
    refused(5, "<a><?XML x?></a>", 3, ErrorKind::LateDeclaration);
}

#[test]
fn xml_6_only_white_space_between_elements() {
    refused(6, "x<a/>", 0, ErrorKind::StrayText);
    refused(6, "<a/> x", 5, ErrorKind::StrayText);
    refused(6, "<a/><b/>", 4, ErrorKind::StrayText);
    refused(6, "<a/>&#32;", 4, ErrorKind::StrayText);
    assert_eq!(ErrorKind::StrayText.class(), ErrorClass::BadFormat);
    assert_eq!(read(" \t\r\n<a>x</a>\n", Profile::Stream).unwrap(), "x");
    let mut framer = Framer::default();
    framer.push(b"<s> \n\t\r <a/> ");
    let mut next = || framer.next().unwrap();
    assert!(matches!((next(), next(), next()), (Some(Frame::Header(_)), Some(Frame::Element(_)), None)));
}

#[test]
fn xml_7_an_element_is_complete_with_its_end_tag_only() {
    let text = "<p:a xmlns:p='urn:a' b='&lt;x'>t&amp;<p:c /><![CDATA[d]]></p:a>";
    assert!(read(text, Profile::Stream).is_ok());
    for cut in (0..text.len()).filter(|&cut| text.is_char_boundary(cut)) {
        refused(7, &text[..cut], cut, ErrorKind::Truncated);
        let mut framer = Framer::default();
        framer.push(b"<s>");
        framer.push(&text.as_bytes()[..cut]);
        assert!(matches!(framer.next(), Ok(Some(Frame::Header(_)))));
        assert_eq!(framer.next(), Ok(None), "no frame of {}", &text[..cut]);
    }
}

#[test]
fn xml_8_cdata_is_text_and_its_end_is_none() {
    assert_eq!(read("<a>x<![CDATA[<&]]]]><![CDATA[>]]>y</a>", Profile::Stream).unwrap(), "x<&]]>y");
    refused(8, "<a>x]]></a>", 4, ErrorKind::CdataEnd);
    assert_eq!(read("<a b=']]>'>]]&gt;]] ></a>", Profile::Stream).unwrap(), "]]>]] >");
    let mut out = String::new();
    Writer::new(&mut out).start("a").attr("b", "<&\"'\t\n\r").text("]]>\r").end("a");
    assert_eq!(out, "<a b='&lt;&amp;&quot;&apos;&#9;&#10;&#13;'>]]&gt;&#13;</a>");
}

#[test]
fn xml_9_names_of_namespaces_matter() {
    for text in [
        "<message xmlns='jabber:client'/>",
        "<c:message xmlns:c='jabber:client'/>",
        "<message xmlns='jabber:&#99;lient'/>",
        "<x:message xmlns='urn:a' xmlns:x=\"jabber:client\" />",
    ] {
        let mut cursor = Cursor::<Ns>::new(text.as_bytes(), Profile::Stream).unwrap();
        assert!(cursor.root().unwrap().is(Ns::Client, "message"), "{text}");
    }
    let text = "<message xmlns='jabber:client'><a xmlns=''/><b xmlns='urn:x'/><message/></message>";
    let mut cursor = Cursor::<Ns>::new(text.as_bytes(), Profile::Stream).unwrap();
    cursor.root().unwrap();
    let mut seen = Vec::new();
    while let Some(tag) = cursor.child().unwrap() {
        seen.push((tag.ns(), tag.name()));
        cursor.skip().unwrap();
    }
    assert_eq!(seen, [(Ns::None, "a"), (Ns::Other, "b"), (Ns::Client, "message")]);
}

#[test]
fn xml_10_a_slice_knows_what_it_needs_of_its_surroundings() {
    let text =
        "<s xmlns='jabber:client' xmlns:p='urn:p' xmlns:q='urn:q'><m q:x=''><p:y xmlns:p='urn:own'/></m></s>";
    let mut cursor = Cursor::<Ns>::new(text.as_bytes(), Profile::Stream).unwrap();
    cursor.root().unwrap();
    cursor.child().unwrap();
    cursor.child().unwrap();
    assert_eq!(cursor.raw().unwrap().declarations().count(), 0);
    let raw = cursor.raw().unwrap();
    assert_eq!(
        raw.as_str(),
        "<m q:x=''><p:y xmlns:p='urn:own'/></m>",
        "what was read before does not matter"
    );
    assert_eq!(raw.declarations().collect::<Vec<_>>(), [("", "jabber:client"), ("q", "urn:q")]);
    let mut out = String::new();
    raw.write_to(&mut out);
    assert_eq!(out, "<m xmlns='jabber:client' xmlns:q='urn:q' q:x=''><p:y xmlns:p='urn:own'/></m>");
    assert_eq!(cursor.child().unwrap().map(|t| t.name()), None);
}

#[test]
fn xml_11_unknown_payloads_are_carried_untouched() {
    let inner = "<x:new x:a='1' xml:lang='de'  b = \"2\"><![CDATA[<]]>&#65;<y xmlns='urn:y'/></x:new>";
    let text = format!("<a xmlns:x='urn:new'>{inner}<b/></a>");
    let mut cursor = Cursor::<Ns>::new(text.as_bytes(), Profile::Stream).unwrap();
    cursor.root().unwrap();
    assert_eq!(cursor.child().unwrap().unwrap().ns(), Ns::Other);
    assert_eq!(cursor.raw().unwrap().as_str(), inner);
    assert_eq!(cursor.child().unwrap().unwrap().name(), "b");
    cursor.skip().unwrap();
    assert!(cursor.child().unwrap().is_none());
    cursor.finish().unwrap();
}

#[test]
fn xml_12_limits() {
    let limits =
        Limits::default().with_bytes(400).with_depth(3).with_attributes(2).with_namespaces(2).with_name(8);
    for (text, expected) in [
        ("<a><b><c/></b></a>", None),
        ("<a><b><c><d/></c></b></a>", Some((9, ErrorKind::TooDeep))),
        ("<a b='' c=''/>", None),
        ("<a b='' c='' d=''/>", Some((13, ErrorKind::TooManyAttributes))),
        ("<a xmlns='a'><b xmlns='b'/><b xmlns='b'/></a>", None),
        ("<a xmlns='a'><b xmlns='b' xmlns:c='c'/></a>", Some((26, ErrorKind::TooManyNamespaces))),
        ("<abcdefgh/>", None),
        ("<abcdefghi/>", Some((1, ErrorKind::NameTooLong))),
        ("<a abcdefghi=''/>", Some((3, ErrorKind::NameTooLong))),
        (&format!("<a>{}</a>", "x".repeat(393)), None),
        (&format!("<a>{}</a>", "x".repeat(394)), Some((400, ErrorKind::TooLong))),
    ] {
        for profile in PROFILES {
            let result =
                Cursor::<Ns>::with_limits(text.as_bytes(), profile, limits).and_then(|mut cursor| {
                    cursor.root()?;
                    cursor.skip()?;
                    cursor.finish()
                });
            assert_eq!(result.err().map(|e| (e.offset(), e.kind())), expected, "{text}");
            assert_eq!(
                Raw::parse(text.as_bytes(), profile, limits).err().map(|e| (e.offset(), e.kind())),
                expected
            );
        }
        if let Some((_, kind)) = expected {
            assert_eq!((kind.class(), kind.rule()), (ErrorClass::Limit, Some(12)));
        }
    }
}

#[test]
fn xml_12_limits_that_nobody_set() {
    for (profile, bytes) in [(Profile::Stream, 256 << 10), (Profile::Document, 64 << 20)] {
        let limits = Limits::of(profile);
        assert_eq!((limits.bytes, limits.depth, limits.attributes), (bytes, 64, 64));
        assert_eq!((limits.namespaces, limits.name), (64, 4096));
        let most = if profile == Profile::Stream { 4 << 10 } else { 16 << 10 };
        assert_eq!(limits.namespace_bytes, most);
        let refused = |text: &str, offset, kind| refused_in(profile, 12, text.as_bytes(), offset, kind);
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(read(nested(64), profile).is_ok());
        refused(&nested(65), 64 * 3, ErrorKind::TooDeep);
        let attributes =
            |n: usize| format!("<a{}/>", (10..10 + n).map(|i| format!(" b{i}=''")).collect::<String>());
        assert!(read(attributes(64), profile).is_ok());
        refused(&attributes(65), 3 + 64 * 7, ErrorKind::TooManyAttributes);
        let spaces = |n: usize| {
            format!("<a{}/>", (10..10 + n).map(|i| format!(" xmlns:b{i}='u'")).collect::<String>())
        };
        assert!(read(spaces(64), profile).is_ok());
        refused(&spaces(65), 3 + 64 * 14, ErrorKind::TooManyNamespaces);
        // No limit allows more.
        let text = spaces(65);
        let more = Cursor::<Ns>::with_limits(text.as_bytes(), profile, limits.with_namespaces(1000))
            .and_then(|mut cursor| cursor.root().map(drop));
        assert_eq!(more, Err(XmlError::new(3 + 64 * 14, ErrorKind::TooManyNamespaces)));
        let longer = |n: usize| format!("<a xmlns:b='{}'><c xmlns='u'/><c xmlns='v'/></a>", "u".repeat(n));
        assert!(read(longer(most - 2), profile).is_ok());
        refused(&longer(most - 1), 3 + 10 + most - 1 + 4, ErrorKind::NamespacesTooLong);
        refused(&longer(most), 3, ErrorKind::NamespacesTooLong);
        let text = longer(u16::MAX as usize - 1);
        let more = Cursor::<Ns>::with_limits(text.as_bytes(), profile, limits.with_namespace_bytes(1 << 20))
            .and_then(|mut cursor| cursor.root().and_then(|_| cursor.skip()));
        assert_eq!(more, Err(XmlError::new(3 + 10 + 65534 + 4, ErrorKind::NamespacesTooLong)));
        let named = |n: usize| format!("<{}/>", "a".repeat(n));
        assert!(read(named(4096), profile).is_ok());
        refused(&named(4097), 1, ErrorKind::NameTooLong);
    }
    let long = |n: usize| format!("<a>{}</a>", "x".repeat(n - 7));
    assert!(read(long(256 << 10), Profile::Stream).is_ok());
    refused_in(Profile::Stream, 12, long((256 << 10) + 1).as_bytes(), 256 << 10, ErrorKind::TooLong);
    assert!(read(long((256 << 10) + 1), Profile::Document).is_ok());
}

#[test]
fn an_error_stays() {
    for (text, offset, kind) in [
        ("", 0, ErrorKind::Truncated),
        ("x<a/>", 0, ErrorKind::StrayText),
        ("<?xml version='1.1'?><a/>", 0, ErrorKind::Version),
        ("<p:a/>", 0, ErrorKind::UndeclaredPrefix),
        ("<a b='' b=''/>", 8, ErrorKind::DuplicateAttribute),
        ("<a xmlns:p=''/>", 3, ErrorKind::EmptyNamespace),
        ("<a>&x;</a>", 3, ErrorKind::Entity),
        ("<a>]]></a>", 3, ErrorKind::CdataEnd),
        ("<a><b b='<'/></a>", 9, ErrorKind::LessThanInAttribute),
        ("<a><b/></c></a>", 7, ErrorKind::EndTag),
        ("<a><!-- --></a>", 3, ErrorKind::Comment),
        ("<a><![CDATA[x</a>", 17, ErrorKind::Truncated),
        ("<a><b></b", 9, ErrorKind::Truncated),
    ] {
        let error = XmlError::new(offset, kind);
        // Whichever step meets the error first, and whichever follow.
        type Step = fn(&mut Cursor<'_, Ns>) -> Result<(), XmlError>;
        let steps: [Step; 6] = [
            |c| c.skip(),
            |c| c.text().map(drop),
            |c| c.raw().map(drop),
            |c| c.root().map(drop),
            |c| c.child().map(drop),
            |c| c.content().map(drop),
        ];
        for first in &steps[..3] {
            let mut cursor = Cursor::<Ns>::new(text.as_bytes(), Profile::Stream).unwrap();
            let met = cursor.root().map(drop).and_then(|()| first(&mut cursor));
            assert_eq!(met, Err(error), "{text}");
            for step in steps {
                assert_eq!(step(&mut cursor), Err(error), "{text}");
            }
            assert_eq!(cursor.depth(), 0);
            assert_eq!(cursor.finish(), Err(error), "{text}");
        }
    }
    // What the caller does wrong, or finds wrong, is no error of the document.
    let mut cursor = Cursor::<Ns>::new(b"<a><b/></a>", Profile::Stream).unwrap();
    assert_eq!(cursor.skip().map_err(XmlError::kind), Err(ErrorKind::Usage));
    cursor.root().unwrap();
    assert_eq!(cursor.error(ErrorKind::Unexpected).offset(), 3);
    assert_eq!(cursor.root().map(drop).map_err(XmlError::kind), Err(ErrorKind::Usage));
    cursor.skip().unwrap();
    cursor.finish().unwrap();
}

#[test]
fn a_cursor_used_out_of_order_says_so() {
    let usage =
        |result: Result<(), XmlError>| assert_eq!(result.map_err(XmlError::kind), Err(ErrorKind::Usage));
    let new = || Cursor::<Ns>::new(b"<a><b/></a>", Profile::Stream).unwrap();
    usage(new().child().map(drop));
    usage(new().content().map(drop));
    usage(new().text().map(drop));
    usage(new().skip());
    usage(new().raw().map(drop));
    usage(new().finish());
    let mut cursor = new();
    cursor.root().unwrap();
    usage(cursor.clone().root().map(drop));
    usage(cursor.clone().finish());
    cursor.skip().unwrap();
    usage(cursor.child().map(drop));
    cursor.finish().unwrap();
}
