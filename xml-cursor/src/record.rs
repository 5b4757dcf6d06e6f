//! Records: structs that read and write themselves, one row a field.

use std::borrow::Cow;

use crate::cursor::Cursor;
use crate::error::{ErrorKind, XmlError};
use crate::limits::{Limits, Profile};
use crate::raw::Raw;
use crate::scope::{Namespace, XSI_NS};
use crate::sink::Sink;
use crate::tag::Tag;
use crate::value::{Change, Value};
use crate::writer::Writer;

/// Reads itself from an element.
pub trait FromXml<'x, N: Namespace>: Sized {
    /// The namespace of the element, where the record is bound to one (`in Ns::Variant`).
    #[doc(hidden)]
    const NS: Option<N> = None;

    /// Reads the open element, whose start tag is given, and closes it.
    fn from_xml(tag: &Tag<'x, N>, cursor: &mut Cursor<'x, N>) -> Result<Self, XmlError>;
}

/// Writes itself as an element.
pub trait ToXml {
    /// Writes the whole element under that name.
    fn to_xml<O: Sink>(&self, name: &str, w: &mut Writer<'_, O>);
}

/// Parts with the document it was read from.
pub trait IntoOwned {
    /// The same type, borrowing nothing.
    type Owned;

    /// Copies what is borrowed.
    fn into_owned(self) -> Self::Owned;
}

impl IntoOwned for Cow<'_, str> {
    type Owned = Cow<'static, str>;

    fn into_owned(self) -> Cow<'static, str> {
        Cow::Owned(Cow::into_owned(self))
    }
}

impl IntoOwned for Raw<'_> {
    type Owned = Raw<'static>;

    fn into_owned(self) -> Raw<'static> {
        Raw::into_owned(self)
    }
}

impl<T: IntoOwned> IntoOwned for Option<T> {
    type Owned = Option<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        self.map(T::into_owned)
    }
}

impl<T: IntoOwned> IntoOwned for Vec<T> {
    type Owned = Vec<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        self.into_iter().map(T::into_owned).collect()
    }
}

impl<T: IntoOwned> IntoOwned for Box<T> {
    type Owned = Box<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        Box::new((*self).into_owned())
    }
}

impl<T: IntoOwned> IntoOwned for Change<T> {
    type Owned = Change<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        self.map(T::into_owned)
    }
}

/// Reads a document whose root element has that name, within the limits that fit the profile.
///
/// A record that is bound to a namespace (`in Ns::Variant`) is read in that one alone, any other in whichever its root has.
pub fn from_bytes<'x, N: Namespace, T: FromXml<'x, N>>(
    bytes: &'x [u8],
    profile: Profile,
    name: &str,
) -> Result<T, XmlError> {
    from_bytes_within(bytes, profile, Limits::of(profile), name)
}

/// As [`from_bytes`], within other limits.
pub fn from_bytes_within<'x, N: Namespace, T: FromXml<'x, N>>(
    bytes: &'x [u8],
    profile: Profile,
    limits: Limits,
    name: &str,
) -> Result<T, XmlError> {
    let mut cursor = Cursor::<N>::with_limits(bytes, profile, limits)?;
    let root = cursor.root()?;
    if root.name() != name || T::NS.is_some_and(|ns| root.ns() != ns) {
        return Err(XmlError::new(root.offset(), ErrorKind::Unexpected));
    }
    let value = T::from_xml(&root, &mut cursor)?;
    cursor.finish()?;
    Ok(value)
}

/// Writes a document of that root element.
#[must_use]
pub fn to_string(value: &impl ToXml, name: &str) -> String {
    let mut out = String::new();
    value.to_xml(name, &mut Writer::new(&mut out));
    out
}

/// What [`records!`](crate::records!) expands to; no part of the interface.
#[doc(hidden)]
pub mod rows {
    use super::*;

    /// Whether a row may have that name. What has a prefix would be written and never read.
    #[must_use]
    pub const fn is_row(name: &str, kind: &str) -> bool {
        let (mut name, kind) = (name.as_bytes(), kind.as_bytes());
        if let (b"xml:lang", b"attr" | b"attr_value" | b"required_attr") = (name, kind) {
            return true;
        }
        while let [first, rest @ ..] = name {
            if *first == b':' {
                return false;
            }
            name = rest;
        }
        true
    }

    #[inline]
    pub fn attr<'x, N: Namespace>(tag: &Tag<'x, N>, name: &str) -> Option<Cow<'x, str>> {
        if name == "xml:lang" { tag.lang() } else { tag.attr(name) }
    }

    /// Without XML's white space, which is not all that Unicode has.
    #[must_use]
    pub fn trim(text: &str) -> &str {
        text.trim_matches([' ', '\t', '\r', '\n'])
    }

    pub fn value<N: Namespace, T: Value>(
        tag: &Tag<'_, N>,
        text: &str,
        field: &'static str,
    ) -> Result<Option<T>, XmlError> {
        match T::from_text(text) {
            None if !trim(text).is_empty() => Err(XmlError::new(tag.offset(), ErrorKind::Invalid { field })),
            value => Ok(value),
        }
    }

    pub fn required<N: Namespace, T: Value>(
        tag: &Tag<'_, N>,
        text: &str,
        field: &'static str,
    ) -> Result<T, XmlError> {
        T::from_text(text).ok_or_else(|| XmlError::new(tag.offset(), ErrorKind::Invalid { field }))
    }

    pub fn change<'x, N: Namespace, T>(
        tag: &Tag<'x, N>,
        cursor: &mut Cursor<'x, N>,
        read: impl FnOnce(Cow<'x, str>) -> Result<Option<T>, XmlError>,
    ) -> Result<Change<T>, XmlError> {
        let text = cursor.text()?;
        if text.is_empty() || is_nil(tag) {
            return Ok(Change::Clear);
        }
        Ok(read(text)?.into())
    }

    pub fn change_one<'x, N: Namespace, T: FromXml<'x, N> + Default + PartialEq>(
        tag: &Tag<'x, N>,
        cursor: &mut Cursor<'x, N>,
    ) -> Result<Change<T>, XmlError> {
        if is_nil(tag) {
            cursor.skip()?;
            return Ok(Change::Clear);
        }
        // What is not known to the record is content as well: an element that holds it is not empty.
        let nils = usize::from(nil(tag).is_some());
        let empty = tag.attrs.len() == nils && cursor.holds_nothing();
        let value = T::from_xml(tag, cursor)?;
        Ok(if empty && value == T::default() { Change::Clear } else { Change::Set(value) })
    }

    fn is_nil<N: Namespace>(tag: &Tag<'_, N>) -> bool {
        nil(tag).is_some_and(|v| matches!(trim(&v), "true" | "1"))
    }

    fn nil<'x, N: Namespace>(tag: &Tag<'x, N>) -> Option<Cow<'x, str>> {
        let xsi = N::from_uri(XSI_NS);
        // A table without that namespace cannot tell it from any other unknown one. (With no table at all, prefixes are not looked at.)
        if xsi == N::from_uri("urn:x-in-no-table:") && xsi != N::default() {
            return None;
        }
        tag.attr_ns(xsi, "nil")
    }

    /// Reads the children of that name, of a wrapper.
    pub fn list<'x, N: Namespace, T>(
        wrapper: &Tag<'x, N>,
        cursor: &mut Cursor<'x, N>,
        name: &str,
        all: &mut Vec<T>,
        mut read: impl FnMut(&Tag<'x, N>, &mut Cursor<'x, N>) -> Result<T, XmlError>,
    ) -> Result<(), XmlError> {
        while let Some(child) = cursor.child()? {
            if child.is(wrapper.ns(), name) {
                all.push(read(&child, cursor)?);
            } else {
                cursor.skip()?;
            }
        }
        Ok(())
    }

    /// Ends an element just started as `xsi:nil`.
    pub fn write_nil<O: Sink>(w: &mut Writer<'_, O>, name: &str) {
        w.prefix("xsi", XSI_NS).attr("xsi:nil", "true").end(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::namespaces! {
        pub(crate) enum Ns {
            Event = "urn:event",
            Payload = "urn:payload",
            Xsi = "http://www.w3.org/2001/XMLSchema-instance",
        }
    }

    crate::records! {
        /// As in the REST interface.
        User<'x> {
            "id" attr id;
            "size" attr_value size: u8;
            "extension" text extension;
            "pendingState" maybe pending_state;
            "reasonCodeId" value reason: i32;
            "teamId" required team_id: u32;
            "one" one one: Team<'x>;
            "roles" list_texts("role") roles;
            "teams" maybe_list("Team") teams: Team<'x>;
            "uri" texts uris;
            "*" rest other;
        }
        /// A team.
        Team<'x> { "name" text name; }
        /// As in AXL.
        Phone<'x> {
            "uuid" attr uuid;
            "description" change description;
            "model" nil model;
            "index" change_value index: u16;
            "css" change_one css: Reference<'x>;
        }
        /// A reference: its text is the name.
        Reference<'x> { "uuid" attr uuid; "." content name; }
        /// As in pubsub.
        Items<'x> in Ns::Event {
            "node" attr node;
            "item" many items: Item<'x>;
        }
        /// An item.
        Item<'x> in Ns::Event {
            "id" attr id;
            "note" (in Ns::Payload) text note;
            "*" rest payload;
        }
        /// Borrows nothing.
        Counts { "a" value a: u8; "b" values b: u8; "c" list_values("n") c: u8; }
    }

    fn read<'x, T: FromXml<'x, Ns>>(text: &'x str, name: &str) -> Result<T, XmlError> {
        from_bytes::<Ns, T>(text.as_bytes(), Profile::Document, name)
    }

    #[test]
    fn a_record_reads_back_what_it_writes() {
        let text = "<User id='7' size='3'><extension>1001</extension><pendingState></pendingState>\
            <reasonCodeId>-1</reasonCodeId><teamId>5</teamId><one><name>R&amp;D</name></one>\
            <roles><role>Agent</role><role></role></roles><teams/><uri>/a</uri><uri>/b</uri>\
            <new a='1'><deep/></new></User>";
        let user: User<'_> = read(text, "User").unwrap();
        assert!(matches!(user.extension, Cow::Borrowed("1001")));
        assert_eq!((user.pending_state.as_deref(), user.reason, user.team_id), (Some(""), Some(-1), 5));
        assert_eq!((user.size, user.roles.len(), user.teams.as_deref()), (Some(3), 2, Some(&[][..])));
        assert_eq!(user.other[0].as_str(), "<new a='1'><deep/></new>");
        assert_eq!(to_string(&user, "User"), text);
        let owned: User<'static> = user.clone().into_owned();
        assert_eq!(owned, user);
    }

    #[test]
    fn absent_is_not_empty_and_bad_values_name_their_field() {
        for empty in ["<reasonCodeId/>", "<reasonCodeId></reasonCodeId>", "<reasonCodeId>\n\t</reasonCodeId>"]
        {
            let text = format!("<User size=' '><teamId> 5 </teamId>{empty}</User>");
            let user: User<'_> = read(&text, "User").unwrap();
            assert_eq!((user.pending_state, user.reason, user.size, user.teams), (None, None, None, None));
        }
        let error = read::<User<'_>>("<User/>", "User").unwrap_err();
        assert_eq!(error, XmlError::new(0, ErrorKind::Missing { field: "teamId" }));
        let error = read::<User<'_>>("<User><teamId>five</teamId></User>", "User").unwrap_err();
        assert_eq!(error, XmlError::new(6, ErrorKind::Invalid { field: "teamId" }));
        let error = read::<User<'_>>("<User size='big'><teamId>5</teamId></User>", "User").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid { field: "size" });
        assert_eq!(read::<Team<'_>>("<User/>", "Team").unwrap_err().kind(), ErrorKind::Unexpected);
    }

    #[test]
    fn an_update_tells_absent_clear_and_set_apart() {
        let text = "<phone uuid='{1}' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><description/>\
            <model i:nil='1'/><index>3</index><css uuid='{2}'>all</css></phone>";
        let phone: Phone<'_> = read(text, "phone").unwrap();
        assert_eq!((phone.description.clone(), phone.model.clone()), (Change::Clear, Change::Clear));
        assert_eq!(phone.index, Change::Set(3));
        assert_eq!(phone.css.as_ref().set().unwrap().name, "all");
        assert_eq!(
            to_string(&phone, "phone"),
            "<phone uuid='{1}'><description/>\
             <model xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/>\
             <index>3</index><css uuid='{2}'>all</css></phone>"
        );
        let absent: Phone<'_> = read("<phone><css/></phone>", "phone").unwrap();
        assert_eq!((absent.index, absent.css), (Change::Absent, Change::Clear));
    }

    #[test]
    fn only_the_nil_of_schema_instances_clears() {
        crate::namespaces! {
            enum Few { A = "urn:a" }
        }
        let text = "<phone xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:o='urn:other'>\
            <description o:nil='true'>d</description><model i:nil='true'>m</model></phone>";
        let phone: Phone<'_> = read(text, "phone").unwrap();
        assert_eq!((phone.description, phone.model), (Change::Set("d".into()), Change::Clear));
        // A table that does not know it sees two unknown attributes.
        let phone: Phone<'_> = from_bytes::<Few, _>(text.as_bytes(), Profile::Document, "phone").unwrap();
        assert_eq!((phone.description, phone.model), (Change::Set("d".into()), Change::Set("m".into())));
        let phone: Phone<'_> = from_bytes::<(), _>(text.as_bytes(), Profile::Document, "phone").unwrap();
        assert_eq!((phone.description, phone.model), (Change::Clear, Change::Clear));
    }

    #[test]
    fn namespaces_of_the_table_are_read_and_written() {
        let text = "<e:items node='/n' xmlns:e='urn:event' xmlns='urn:q'><item/><e:item id='1'>\
            <p:note xmlns:p='urn:payload'>hi</p:note><note>no</note></e:item></e:items>";
        let items: Items<'_> = read(text, "items").unwrap();
        assert_eq!((items.items.len(), &*items.items[0].note), (1, "hi"));
        let written = to_string(&items, "items");
        assert_eq!(
            written,
            "<items xmlns='urn:event' node='/n'><item id='1'><note xmlns='urn:payload'>hi</note>\
             <note xmlns='urn:q'>no</note></item></items>"
        );
        let again: Items<'_> = read(&written, "items").unwrap();
        assert_eq!(to_string(&again, "items"), written);
    }

    #[test]
    fn wrapped_items_are_in_the_namespace_of_their_wrapper() {
        let text = "<u:User xmlns:u='urn:u' xmlns:p='urn:payload'><u:teamId>5</u:teamId>\
            <u:roles><role>none</role><p:role>other</p:role><u:role>own</u:role><u:rule/></u:roles>\
            <u:teams><Team/><u:Team><u:name>own</u:name></u:Team><p:Team/></u:teams></u:User>";
        let user: User<'_> = read(text, "User").unwrap();
        let teams = user.teams.unwrap();
        assert_eq!((&user.roles[..], teams.len(), &*teams[0].name), (&["own".into()][..], 1, "own"));
    }

    #[test]
    fn records_without_borrows() {
        let counts: Counts = read("<c><b>1</b><b>2</b><c><n>3</n></c></c>", "c").unwrap();
        assert_eq!((counts.a, &counts.b[..], &counts.c[..]), (None, &[1, 2][..], &[3][..]));
        assert_eq!(to_string(&counts.into_owned(), "c"), "<c><b>1</b><b>2</b><c><n>3</n></c></c>");
    }

    crate::records! {
        /// With the language of its element.
        Title<'x> in Ns::Event { "xml:lang" attr lang; "." content text; }
        /// Of numbers.
        Number { "n" value n: f64; "s" value s: f32; "v" values v: u8; "f" value f: bool; }
    }

    #[test]
    fn a_bound_record_is_read_in_its_namespace_alone() {
        let unexpected = Err(XmlError::new(0, ErrorKind::Unexpected));
        for evil in ["<items xmlns='urn:evil' node='/n'/>", "<items node='/n'/>", "<item xmlns='urn:event'/>"]
        {
            assert_eq!(read::<Items<'_>>(evil, "items"), unexpected, "{evil}");
        }
        let bound = "<e:items xmlns:e='urn:event' node='/n'/>";
        assert_eq!(read::<Items<'_>>(bound, "items").unwrap().node.as_deref(), Some("/n"));
        // A record bound to none is read in any.
        assert_eq!(read::<Team<'_>>("<t xmlns='urn:evil'><name>n</name></t>", "t").unwrap().name, "n");
    }

    #[test]
    fn other_limits_can_be_given() {
        let text = "<t><name>n</name></t>";
        let within = |bytes| {
            let limits = Limits::default().with_bytes(bytes);
            from_bytes_within::<Ns, Team<'_>>(text.as_bytes(), Profile::Document, limits, "t")
        };
        assert_eq!(within(text.len()).unwrap().name, "n");
        assert_eq!(within(text.len() - 1), Err(XmlError::new(text.len() - 1, ErrorKind::TooLong)));
    }

    #[test]
    fn the_language_of_an_element_is_an_attribute_that_a_row_can_name() {
        let text = "<title xmlns='urn:event' xml:lang='de'>T</title>";
        let title: Title<'_> = read(text, "title").unwrap();
        assert_eq!((title.lang.as_deref(), &*title.text), (Some("de"), "T"));
        assert_eq!(to_string(&title, "title"), text);
        assert!(rows::is_row("lang", "attr") && rows::is_row("xml:lang", "attr_value"));
        assert!(!rows::is_row("xml:lang", "text") && !rows::is_row("x:lang", "attr"));
    }

    #[test]
    fn content_that_a_record_does_not_know_is_no_order_to_clear() {
        let css = |css: &str| {
            let text = format!("<p xmlns:i='{XSI_NS}' xmlns:o='urn:o'>{css}</p>");
            read::<Phone<'_>>(&text, "p").map(|phone| phone.css.map(IntoOwned::into_owned)).unwrap()
        };
        for empty in
            ["<css/>", "<css></css>", "<css i:nil='true'/>", "<css i:nil='false'/>", "<css i:nil='1'>x</css>"]
        {
            assert_eq!(css(empty), Change::Clear, "{empty}");
        }
        for full in ["<css><new/></css>", "<css new='1'/>", "<css o:nil='true'/>", "<css i:nil='0' new='1'/>"]
        {
            assert_eq!(css(full), Change::Set(Reference::default()), "{full}");
        }
        assert_eq!(css("<css><new/>name</css>").set().unwrap().name, "name");
        assert_eq!(css("<css> \n</css>").set().unwrap().name, " \n");
    }

    #[test]
    fn values_are_spelt_as_xml_schema_has_them() {
        for (text, n) in
            [("INF", f64::INFINITY), ("-INF", f64::NEG_INFINITY), ("-1.5", -1.5), ("1e3", 1000.0)]
        {
            let number: Number = read(&format!("<x><n>{text}</n></x>"), "x").unwrap();
            assert_eq!(number.n, Some(n));
            let written = to_string(&number, "x");
            assert_eq!(read::<Number>(&written, "x").unwrap(), number, "{written}");
        }
        let number: Number = read("<x><n>-INF</n><s>NaN</s></x>", "x").unwrap();
        assert!(number.s.unwrap().is_nan());
        assert_eq!(to_string(&number, "x"), "<x><n>-INF</n><s>NaN</s></x>");
        for bad in ["inf", "+infinity", "nan", "-NaN", "Infinity", "1f"] {
            let error = read::<Number>(&format!("<x><n>{bad}</n></x>"), "x").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid { field: "n" }, "{bad}");
        }
        // A space that is none of XML's is no space around a value, nor an empty element.
        for bad in ["<v>\u{a0}5</v>", "<f>\u{a0}1</f>", "<n>\u{a0}</n>", "<n>\u{2003}1</n>"] {
            let error = read::<Number>(&format!("<x>{bad}</x>"), "x").unwrap_err();
            assert_eq!(error.class(), crate::ErrorClass::Value, "{bad}");
        }
        assert_eq!(read::<Number>("<x><v>\t5\n</v></x>", "x").unwrap().v, [5]);
    }

    mod with_names_of_its_own {
        /// As `use Ns::*` brings in: its `None` is no `Option`.
        #[derive(Debug)]
        #[allow(dead_code)]
        enum Shadows {
            None,
            Some,
            Ok,
            Err,
        }
        #[allow(unused_imports)]
        use Shadows::*;

        crate::records! {
            /// One row of most kinds.
            Rows<'x> of Own {
                "id" attr id; "size" attr_value size: u8; "text" text text; "maybe" maybe maybe; "value" value value: u8;
                "one" one one: Inner<'x>; "boxed" boxed boxed: Inner<'x>; "texts" texts texts; "list" list("i") list: Inner<'x>;
                "names" maybe_list_texts("n") names; "change" change change; "nil" nil_value nil: u8; "*" rest rest;
            }
            /// Content.
            Inner<'x> in any { "." content text; }
            /// Bound.
            Bound<'x> in Own::Event { "id" required_attr id: u8; "t" required t: u8; "*" rest rest; }
        }
        use super::Ns as Own;

        #[test]
        fn records_do_not_look_at_the_names_around_them() {
            let text = "<r id='1' size='2'><text>t</text><value>3</value><one>o</one></r>";
            let _ = super::to_string(&Bound::default(), "b");
            let rows: Result<Rows<'_>, _> = super::read(text, "r");
            assert_eq!(super::to_string(&rows.unwrap(), "r"), text);
        }
    }
}
