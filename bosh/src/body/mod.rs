//! The `body` element: typed attributes around elements nobody looks into.

mod attributes;

use bytes::{BufMut, Bytes, BytesMut};
use xml_cursor::{Content, Cursor, Limits, Namespace, Profile, Raw, Tag};

pub use attributes::Attributes;

use crate::error::DecodeError;

/// The namespaces a body's own words are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Ns {
    #[default]
    None,
    HttpBind,
    XBosh,
    Xml,
    Other,
}

impl Namespace for Ns {
    fn from_uri(uri: &str) -> Self {
        match uri {
            "" => Self::None,
            "http://jabber.org/protocol/httpbind" => Self::HttpBind,
            "urn:xmpp:xbosh" => Self::XBosh,
            xml_cursor::XML_NS => Self::Xml,
            _ => Self::Other,
        }
    }
}

/// A body as it was read: nothing is copied, the payload is slices of what came.
///
/// ```
/// let bytes = b"<body rid='1573741820' sid='SomeSID' xmlns='http://jabber.org/protocol/httpbind'>\
///     <message to='contact@example.com' xmlns='jabber:client'/></body>";
/// let body = bosh::Body::read(bytes, 10)?;
/// assert_eq!(body.attributes.rid, bosh::Rid::new(1_573_741_820));
/// assert_eq!(body.attributes.sid.as_deref(), Some("SomeSID"));
/// assert_eq!(body.payload[0].as_str(), "<message to='contact@example.com' xmlns='jabber:client'/>");
/// # Ok::<_, bosh::DecodeError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Body<'x> {
    /// Its attributes.
    pub attributes: Attributes<'x>,
    /// Its child elements, in order.
    pub payload: Vec<Element<'x>>,
}

/// An element carried: a slice of the body, and the namespace declarations around it that it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<'x>(Raw<'x>, DefaultNs);

impl<'x> Body<'x> {
    /// Reads a whole entity with at most `elements` elements.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] for all that is not a body (§6). An attribute of the wrong type is no error here but
    /// [`Attributes::invalid`], because whose session it was is worth knowing.
    pub fn read(entity: &'x [u8], elements: usize) -> Result<Self, DecodeError> {
        let (mut cursor, attributes, default) = start(entity)?;
        let mut payload = Vec::new();
        let mut added = 0;
        while let Some(content) = cursor.content()? {
            match content {
                Content::Child(_) if payload.len() == elements => {
                    return Err(DecodeError::TooManyElements { limit: elements });
                }
                Content::Child(_) => {
                    let raw = cursor.raw()?;
                    added += raw.standalone_len() - raw.as_str().len();
                    if added > entity.len() * MOST_ADDED {
                        return Err(DecodeError::Declarations);
                    }
                    payload.push(Element(raw, default));
                }
                Content::Text(text) if text.trim_ascii().is_empty() => {}
                Content::Text(_) => return Err(DecodeError::Text),
            }
        }
        cursor.finish()?;
        Ok(Self { attributes, payload })
    }

    /// Reads the attributes of an entity whose rest may be broken.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if not even the start tag of a body can be read.
    pub fn read_start(entity: &'x [u8]) -> Result<Attributes<'x>, DecodeError> {
        start(entity).map(|(_, attributes, _)| attributes)
    }
}

/// How many times the body's bytes its elements may take more when they stand alone: a declaration on the body, which may be long, is
/// then copied into each element that needs it. The body's own namespace in elements of four bytes takes 12 times as many.
const MOST_ADDED: usize = 16;

fn start(entity: &[u8]) -> Result<(Cursor<'_, Ns>, Attributes<'_>, DefaultNs), DecodeError> {
    // How large an entity may be was decided before it was read from the network.
    let limits = Limits::stream().with_bytes(entity.len());
    let mut cursor = Cursor::with_limits(entity, Profile::Stream, limits)?;
    let tag = cursor.root()?;
    if !tag.is(Ns::HttpBind, "body") {
        return Err(DecodeError::NotABody);
    }
    let attributes = Attributes::of(&tag);
    let default = if tag.prefix().is_empty() { DefaultNs::Some } else { DefaultNs::None };
    Ok((cursor, attributes, default))
}

impl<'x> Attributes<'x> {
    fn of(tag: &Tag<'x, Ns>) -> Self {
        let mut attributes = Self::default();
        for attr in tag.attrs() {
            attributes.set(attr.ns, attr.name, attr.value);
        }
        attributes
    }

    /// Writes `<body …` without its end; `stream_prefix` says whether the payload uses the prefix `stream`.
    pub(crate) fn write_start(&self, out: &mut BytesMut, stream_prefix: bool) {
        out.put_slice(b"<body xmlns='http://jabber.org/protocol/httpbind'");
        if self.uses_xbosh() {
            out.put_slice(b" xmlns:xmpp='urn:xmpp:xbosh'");
        }
        if stream_prefix {
            out.put_slice(b" xmlns:stream='http://etherx.jabber.org/streams'");
        }
        self.write(out);
    }
}

impl Element<'_> {
    /// The element as written: it may use prefixes and a default namespace declared on the body.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The element standing alone. It shares the bytes of the entity it was read from, unless a declaration must be
    /// added.
    #[must_use]
    pub fn to_bytes(&self, entity: &Bytes) -> Bytes {
        let bytes = self.0.to_bytes_of(entity).into_bytes();
        // Under a body without a default namespace, unprefixed names are in none; another body would put them in its own.
        match self.1 {
            DefaultNs::None if !declares_default(&bytes) => without_namespace(&bytes),
            _ => bytes,
        }
    }
}

/// Does the body, whose prefix decides it, put unprefixed names into a namespace?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DefaultNs {
    Some,
    None,
}

/// Where the name of an element ends that is known to be well-formed.
fn name_end(element: &[u8]) -> usize {
    element
        .iter()
        .position(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>'))
        .unwrap_or(element.len())
}

/// Does the start tag of a well-formed element say `xmlns=`?
fn declares_default(element: &[u8]) -> bool {
    let mut rest = element.get(name_end(element)..).unwrap_or_default();
    loop {
        rest = rest.trim_ascii_start();
        if matches!(rest.first(), None | Some(b'>' | b'/')) {
            return false;
        }
        let Some(equals) = rest.iter().position(|b| *b == b'=') else { return false };
        let (name, value) = rest.split_at(equals);
        if name.trim_ascii_end() == b"xmlns" {
            return true;
        }
        let value = value.get(1..).unwrap_or_default().trim_ascii_start();
        let Some((quote, value)) = value.split_first() else { return false };
        let Some(end) = value.iter().position(|b| b == quote) else { return false };
        rest = value.get(end + 1..).unwrap_or_default();
    }
}

fn without_namespace(element: &[u8]) -> Bytes {
    let (name, rest) = element.split_at(name_end(element));
    [name, b" xmlns=''", rest].concat().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entity::{Entity, Payload};
    use crate::types::{BodyType, Condition, Rid, Version};

    const NS: &str = "xmlns='http://jabber.org/protocol/httpbind'";

    fn read(text: &str) -> Result<Body<'_>, DecodeError> {
        Body::read(text.as_bytes(), 3)
    }

    #[test]
    fn bosh_6_a_body_holds_elements_and_no_text() {
        assert_eq!(read(&format!("<body {NS}>\n <a/>\n <b/> </body>")).unwrap().payload.len(), 2);
        assert_eq!(read(&format!("<body {NS}>x</body>")), Err(DecodeError::Text));
        assert_eq!(read(&format!("<body {NS}><a/>&#120;</body>")), Err(DecodeError::Text));
        for bad in ["<!-- c -->", "<?p i?>", "&e;", "<a>", "</b>"] {
            assert!(read(&format!("<body {NS}>{bad}</body>")).is_err(), "{bad}");
        }
        assert!(read(&format!("<!DOCTYPE body><body {NS}/>")).is_err());
        assert!(read(&format!("<body {NS}/><body {NS}/>")).is_err());
        assert_eq!(read("<body/>"), Err(DecodeError::NotABody));
        assert_eq!(read(&format!("<bodies {NS}/>")), Err(DecodeError::NotABody));
        assert_eq!(
            read(&format!("<body {NS}><a/><a/><a/><a/></body>")),
            Err(DecodeError::TooManyElements { limit: 3 })
        );
    }

    #[test]
    fn bosh_7_payloads_of_any_namespace_pass_untouched_and_uncopied() {
        let inner = "<x:a xmlns:x='urn:x' y = \"1\" ><![CDATA[<&>]]>&lt;</x:a>";
        let entity = Bytes::from(format!("<body {NS}>{inner}</body>"));
        let body = Body::read(&entity, 1).unwrap();
        let carried = body.payload[0].to_bytes(&entity);
        assert_eq!(carried, inner);
        let offset = entity.len() - inner.len() - "</body>".len();
        assert_eq!(carried.as_ptr(), entity[offset..].as_ptr());
    }

    #[test]
    fn an_element_takes_the_declarations_it_needs_along() {
        let entity =
            Bytes::from(format!("<body {NS} xmlns:stream='urn:s'><stream:features/><presence/></body>"));
        let body = Body::read(&entity, 2).unwrap();
        let [features, presence] = [0, 1].map(|i| body.payload[i].to_bytes(&entity));
        assert_eq!(features, "<stream:features xmlns:stream='urn:s'/>");
        assert_eq!(presence, format!("<presence {NS}/>"));
    }

    #[test]
    fn declarations_do_not_make_much_of_little() {
        let long = format!("<body {NS} xmlns:p='{}'>{}</body>", "x".repeat(3_000), "<p:a/>".repeat(1000));
        assert_eq!(Body::read(long.as_bytes(), 1000), Err(DecodeError::Declarations));
        let short = format!("<body {NS} xmlns:p='urn:p'>{}</body>", "<a/><p:a/>".repeat(500));
        assert_eq!(Body::read(short.as_bytes(), 1000).unwrap().payload.len(), 1000);
    }

    #[test]
    fn an_element_in_no_namespace_stays_in_none() {
        let entity = Bytes::from_static(
            b"<b:body xmlns:b='http://jabber.org/protocol/httpbind'><a b=\"'>\"/><x:y xmlns:x='urn:x'><z/></x:y><c xmlns = 'd'/></b:body>",
        );
        let body = Body::read(&entity, 3).unwrap();
        let alone = [0, 1, 2].map(|i| body.payload[i].to_bytes(&entity));
        assert_eq!(alone[0], "<a xmlns='' b=\"'>\"/>");
        assert_eq!(alone[1], "<x:y xmlns='' xmlns:x='urn:x'><z/></x:y>");
        assert_eq!(alone[2], "<c xmlns = 'd'/>");
    }

    #[test]
    fn attributes_are_found_by_namespace_not_by_prefix() {
        let text = "<b:body xmlns:b='http://jabber.org/protocol/httpbind' xmlns:q='urn:xmpp:xbosh' q:version='1.0' \
            q:restart='1' version='9' restart='x' xml:lang='en' b:rid='7'/>";
        let said = read(text).unwrap().attributes;
        assert_eq!(said.xmpp_version, Some(Version { major: 1, minor: 0 }));
        assert_eq!(said.restart, Some(true));
        assert_eq!(said.lang.as_deref(), Some("en"));
        assert_eq!((said.rid, said.invalid), (None, None));
    }

    #[test]
    fn bosh_16_an_attribute_of_the_wrong_type_is_named() {
        for (attribute, value) in [("rid", "0"), ("wait", "-1"), ("hold", "x"), ("pause", ""), ("ack", "no")]
        {
            let text = format!("<body {NS} sid='s' {attribute}='{value}'/>");
            let said = read(&text).unwrap().attributes;
            assert_eq!(said.invalid, Some(attribute));
            assert_eq!(said.sid.as_deref(), Some("s"));
        }
    }

    #[test]
    fn an_ack_of_zero_says_that_nothing_will_be_acknowledged() {
        let text = format!("<body {NS} rid='5' ack='0' hold='1'/>");
        let said = read(&text).unwrap().attributes;
        assert_eq!((said.ack, said.invalid), (None, None));
    }

    prop_compose! {
        fn some_attributes()(
            rid in proptest::option::of(1..=Rid::MAX.get()),
            text in proptest::option::of("[ -~äß\\t\\n\\r\\u{10ffff}]{0,12}"),
            number in proptest::option::of(any::<u32>()),
            time in proptest::option::of(any::<u64>()),
            version in proptest::option::of(any::<(u16, u16)>()),
            flag in proptest::option::of(any::<bool>()),
            condition in proptest::option::of(proptest::sample::select(Condition::ALL)),
        ) -> Attributes<'static> {
            let rid = rid.and_then(Rid::new);
            let version = version.map(|(major, minor)| Version { major, minor });
            Attributes {
                rid, ack: rid, wait: number, pause: number, time,
                sid: text.clone().map(Into::into), from: text.clone().map(Into::into), lang: text.map(Into::into),
                ver: version, xmpp_version: version, restart: flag, condition,
                kind: flag.map(|f| if f { BodyType::Terminate } else { BodyType::Error }),
                ..Attributes::default()
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            attributes in some_attributes(),
            payload in proptest::collection::vec("<a( b='[^<&'\\x00-\\x1f]{0,9}')?>[^<&>\\x00-\\x1f\\u{fffe}\\u{ffff}]{0,600}</a>", 0..4),
        ) {
            let payloads: Vec<Payload> = payload.iter().cloned().map(Into::into).collect();
            let entity = Entity::write(&attributes, &payloads).to_bytes();
            let body = Body::read(&entity, 4);
            // Non-characters in attribute values of the random payload are the only thing that may be refused.
            if payload.iter().all(|p| !p.contains(['\u{fffe}', '\u{ffff}'])) {
                let body = body.unwrap();
                prop_assert_eq!(&body.attributes, &attributes);
                let carried: Vec<&str> = body.payload.iter().map(Element::as_str).collect();
                prop_assert_eq!(carried, payload);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Body::read(&bytes, 2);
        }
    }
}
