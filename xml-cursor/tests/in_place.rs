//! Reading into a tag that is there already, and texts in one go: the same answers as the plain ways, in the same order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use xml_cursor::{Cursor, Profile, Tag, XmlError};

type Plain = Cursor<'static, ()>;

fn cursor(text: &'static str) -> Plain {
    let mut cursor = Plain::new(text.as_bytes(), Profile::Document).unwrap();
    cursor.root().unwrap();
    cursor
}

#[test]
fn a_tag_taken_again_keeps_nothing_of_the_one_before() {
    let many = "<a b='1' c='2' d='3' e='4' f='5' g='6' h='7'/>";
    let text: &'static str = format!("<r>{many}<i/>text{many}<j b='8'/></r>").leak();
    let mut cursor = cursor(text);
    let mut tag = Tag::default();
    assert_eq!((tag.name(), tag.attrs().len()), ("", 0));
    let mut seen = Vec::new();
    while cursor.child_into(&mut tag).unwrap() {
        let attributes: Vec<_> = tag.attrs().map(|attr| attr.value.into_owned()).collect();
        seen.push((tag.name(), attributes.concat(), tag.attr("h").is_some()));
        cursor.skip().unwrap();
    }
    let many = ("a", "1234567".to_owned(), true);
    let (none, one) = (("i", String::new(), false), ("j", "8".to_owned(), false));
    assert_eq!(seen, [many.clone(), none, many, one]);
    assert_eq!(tag.name(), "j", "the end leaves the tag as it was");
    cursor.finish().unwrap();
}

#[test]
fn plain_text_is_read_whole_or_not_at_all() {
    for (text, plain) in [
        ("<r/>", Some("")),
        ("<r></r>", Some("")),
        ("<r>a &amp; b\r\nc</r>", Some("a & b\nc")),
        ("<r> <!-- x --></r>", None),
        ("<r>a<b/></r>", None),
        ("<r><![CDATA[a]]></r>", None),
    ] {
        let mut cursor = cursor(text);
        let found = cursor.plain_text().unwrap();
        assert_eq!(found.as_deref(), plain, "{text}");
        if found.is_none() {
            // Nothing was read: the other ways still see all of it.
            let expected = if text.contains('a') { "a" } else { " " };
            assert_eq!(cursor.text().unwrap(), expected, "{text}");
        }
        cursor.finish().unwrap();
    }
    for (text, what) in
        [("<r>a", "cut"), ("<r>a&b;</r>", "entity"), ("<r>a]]></r>", "end"), ("<r>a</s>", "tag")]
    {
        assert!(cursor(text).plain_text().is_err(), "{what}");
    }
    let mut ended = cursor("<r/>");
    ended.plain_text().unwrap();
    assert!(ended.plain_text().is_err() && ended.child_into(&mut Tag::default()).is_err());
}

/// Names, attributes and texts of all elements, by the plain ways or by those in place.
fn walk(text: &str, in_place: bool) -> Result<Vec<String>, XmlError> {
    let mut cursor = Cursor::<()>::new(text.as_bytes(), Profile::Document)?;
    let (mut tag, mut seen) = (Tag::default(), Vec::new());
    cursor.root()?;
    while cursor.depth() > 0 {
        let text = if in_place { cursor.plain_text()?.map(|text| text.into_owned()) } else { None };
        let child = match (in_place, &text) {
            (true, Some(_)) => false,
            (true, None) => cursor.child_into(&mut tag)?,
            (false, _) => match cursor.child()? {
                Some(child) => {
                    tag = child;
                    true
                }
                None => false,
            },
        };
        if child {
            let attributes: Vec<_> =
                tag.attrs().map(|attr| format!("{}={}", attr.name, attr.value)).collect();
            seen.push(format!("{} {}", tag.name(), attributes.join(" ")));
        } else {
            seen.push("end".to_owned());
        }
    }
    cursor.finish()?;
    Ok(seen)
}

proptest! {
    #[test]
    fn both_ways_see_the_same(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "<a>", "</a>", "<b c='d' e='&lt;f'>", "</b>", "<g/>", "<h i='1' j='2' k='3' l='4' m='5' n='6'/>", "text", " ", "&amp;",
            "&bad;", "<!-- x -->", "<![CDATA[y]]>", "]]>", "<o p='1' p='2'/>", "<",
        ]),
        0..12,
    )) {
        let text = format!("<r>{}</r>", pieces.concat());
        prop_assert_eq!(walk(&text, false), walk(&text, true));
    }
}
