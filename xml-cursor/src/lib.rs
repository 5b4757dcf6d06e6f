//! XML as XMPP, BOSH, SOAP and small REST interfaces speak it: namespace-true, strict, bounded, borrowing what it reads.
//!
//! - [`Cursor`] walks through a document or stanza and borrows from it: children, attributes, text, and whole subtrees as slices.
//! - [`records!`] makes structs that read and write themselves, one row a field.
//! - [`Writer`] writes elements into a `String`, `Vec<u8>` or `BytesMut` and allocates nothing besides.
//! - [`Framer`] cuts a stream of bytes, fed in any pieces, into first-level elements.
//!
//! It is for protocols whose messages fit into memory. It is no validator, has no DTD, no XPath and no tree.
//!
//! # A small protocol, whole
//!
//! Orders arrive as elements of a stream; each is answered.
//!
//! ```
//! use std::borrow::Cow;
//! use xml_cursor::{Cursor, Frame, Framer, FromXml, Limits, Profile, ToXml, Writer, XmlError};
//!
//! // The namespaces we speak. They are resolved once per start tag; prefixes never matter.
//! xml_cursor::namespaces! {
//!     enum Ns { Shop = "urn:example:shop", Pay = "urn:example:pay" }
//! }
//!
//! // What is flat is a table.
//! xml_cursor::records! {
//!     /// What a customer wants.
//!     Order<'x> in Ns::Shop {
//!         "id" required_attr id: u32;
//!         "customer" text customer;
//!         "item" many items: Item<'x>;
//!         /// Extensions, carried as they are.
//!         "*" rest other;
//!     }
//!     /// One position.
//!     Item<'x> in Ns::Shop { "count" required count: u16; "name" text name; }
//! }
//!
//! // What is not flat is a loop: nested loops for nested elements.
//! fn order(stanza: &[u8]) -> Result<Option<Order<'_>>, XmlError> {
//!     let mut cursor = Cursor::<Ns>::new(stanza, Profile::Stream)?;
//!     let tag = cursor.root()?;
//!     if !tag.is(Ns::Shop, "order") {
//!         return Ok(None);
//!     }
//!     let order = Order::from_xml(&tag, &mut cursor)?;
//!     cursor.finish()?;
//!     Ok(Some(order))
//! }
//!
//! fn card<'x>(order: &'x Order<'_>) -> Result<Option<Cow<'x, str>>, XmlError> {
//!     for other in &order.other {
//!         let mut cursor = other.cursor::<Ns>(Profile::Stream, Limits::default())?;
//!         if cursor.root()?.is(Ns::Pay, "payment") {
//!             while let Some(tag) = cursor.child()? {
//!                 match (tag.ns(), tag.name()) {
//!                     (Ns::Pay, "card") => return cursor.text().map(Some),
//!                     _ => cursor.skip()?,
//!                 }
//!             }
//!         }
//!     }
//!     Ok(None)
//! }
//!
//! let mut framer = Framer::new(Limits::default());
//! let mut answer = String::new();
//! for piece in [
//!     "<stream xmlns='urn:example:shop' xmlns:p='urn:example:pay'>\n <order id='7'><customer>Smith &amp; S",
//!     "ons</customer><item><name>tea</name><count>2</count></item><p:payment><p:card>42</p:card></p:payment></order>",
//! ] {
//!     framer.push(piece.as_bytes());
//!     while let Some(frame) = framer.next()? {
//!         let Frame::Element(stanza) = frame else { continue };
//!         let Some(order) = order(&stanza)? else { continue };
//!         assert_eq!((&*order.customer, order.items[0].count), ("Smith & Sons", 2));
//!         assert_eq!(card(&order)?.as_deref(), Some("42"));
//!         let mut w = Writer::under(&mut answer, "urn:example:shop");
//!         w.start_in("done", "urn:example:shop").attr_value("id", &order.id);
//!         w.leaf("thanks", &order.customer).end("done");
//!         order.items[0].to_xml("item", &mut w);
//!     }
//! }
//! assert_eq!(
//!     answer,
//!     "<done id='7'><thanks>Smith &amp; Sons</thanks></done><item><count>2</count><name>tea</name></item>",
//! );
//!
//! // What is wrong is said with its place and the rule it breaks.
//! let error = order(b"<order xmlns='urn:example:shop'><!-- hi --></order>").unwrap_err();
//! assert_eq!(error.to_string(), "comment in a stream at byte 32 (XML-1)");
//! # Ok::<(), XmlError>(())
//! ```
//!
//! # What is read
//!
//! - [x] XML 1.0 (fifth edition), well-formed, in UTF-8, without a document type declaration
//! - [x] Namespaces in XML 1.0, all constraints
//! - [x] [`Profile::Stream`]: the subset of RFC 6120, section 11; [`Profile::Document`]: comments and processing instructions are skipped
//! - [x] limits before allocation: bytes, depth, attributes, namespaces, names ([`Limits`])
//! - [ ] DTDs, entities beyond the five, other encodings, XML 1.1: refused, for good
//!
//! A cursor checks everything it passes, also what is skipped. What lies behind the place where the reading stops is checked by
//! [`Cursor::finish`] alone (white space, comments) or by nobody.
//!
//! # Choices
//!
//! What the specifications leave open, or leave to the reader:
//!
//! - A byte order mark at the very start is ignored.
//! - A namespace name may be any text, also a relative reference.
//! - Namespaces that the table does not tell apart are one: see [`Namespace`].
//! - `xml:space` and other `xml:` attributes mean nothing to the cursor. [`Tag::lang`] reads one element's `xml:lang`; it is not inherited,
//!   and a slice does not take that of outer elements along ([`Raw`]).
//! - Prefixes in values, as in `xsi:type='xs:string'`, are text.
//! - `standalone` and the version of a declaration are checked and forgotten.
//! - [`Cursor::text`] and the fields of records pass over child elements, so that an extension does not hide a value.
//!
//! Where roxmltree reads otherwise is listed beside the differential test, `tests/infoset.rs`.

mod chars;
mod cursor;
mod error;
mod escape;
mod few;
mod framer;
mod header;
mod lex;
mod limits;
mod markup;
mod open;
mod prolog;
mod raw;
mod record;
mod records;
mod scope;
mod sink;
mod swar;
mod tag;
mod text;
mod value;
mod writer;

pub use chars::is_name;
pub use cursor::{Content, Cursor, Document};
pub use error::{ErrorClass, ErrorKind, XmlError};
pub use framer::{Frame, Framer};
pub use header::Header;
pub use limits::{Limits, Profile};
pub use raw::{Raw, RawBytes};
pub use record::{FromXml, IntoOwned, ToXml, from_bytes, from_bytes_within, to_string};
pub use scope::{Namespace, XML_NS, XSI_NS};
pub use sink::{Escaped, Sink};
pub use tag::{Attr, Attrs, Tag};
pub use value::{Change, Value};
pub use writer::Writer;

#[doc(hidden)]
pub use record::rows as __rows;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
