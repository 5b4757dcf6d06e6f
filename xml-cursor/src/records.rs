//! The macro [`records!`](crate::records!).

mod field;
mod read;
mod write;

/// Structs that read ([`FromXml`](crate::FromXml)) and write ([`ToXml`](crate::ToXml)) themselves, one row a field.
///
/// Each entry makes a `pub` struct with `pub` fields and `Debug, Clone, Default, PartialEq`, `#[non_exhaustive]`:
///
/// ```
/// xml_cursor::namespaces! {
///     /// What this protocol speaks.
///     pub enum Ns { Notes = "urn:example:notes" }
/// }
/// xml_cursor::records! {
///     /// A note.
///     Note<'x> in Ns::Notes {
///         "id" required_attr id: u32;
///         "author" text author;
///         "tags" list_texts("tag") tags;
///         /// What later versions add.
///         "*" rest other;
///     }
/// }
/// # use xml_cursor::{Profile, from_bytes, to_string};
/// let text = "<n:note id='7' xmlns:n='urn:example:notes'><n:author>Ann</n:author><n:new/></n:note>";
/// let note: Note<'_> = from_bytes::<Ns, _>(text.as_bytes(), Profile::Document, "note")?;
/// assert_eq!((note.id, &*note.author), (7, "Ann"));
/// assert_eq!(
///     to_string(&note, "note"),
///     "<note xmlns='urn:example:notes' id='7'><author>Ann</author><n:new xmlns:n='urn:example:notes'/></note>",
/// );
/// # Ok::<(), xml_cursor::XmlError>(())
/// ```
///
/// An entry is `Name<'x> { rows }`, without `<'x>` if it borrows nothing. Its children are in the namespace of its own element,
/// whichever that is; with `Name<'x> in Ns::Variant { … }` they are in that one, which is also written; with `in any` their
/// namespaces are not looked at. Both `Name<'x>` and `in any` read themselves in every table of namespaces, and so can hold no
/// record and no row that is bound to one; `Name<'x> of Ns { … }` is the first in one table.
///
/// A row is `"name" kind field;` or `"name" kind field: Type;`. `"name" (in Ns::Variant) kind field…` is a child in another
/// namespace (a nested record must then have that namespace itself).
///
/// | kind | field | absent | empty element | written |
/// |---|---|---|---|---|
/// | `text` | `Cow<'x, str>` | `""` | `""` | always |
/// | `maybe` | `Option<Cow<'x, str>>` | `None` | `Some("")` | if `Some` |
/// | `value` | `Option<Type>` of a [`Value`](crate::Value) | `None` | `None`, unless it is a value | if `Some` |
/// | `required` | `Type` of a `Value` | error | error, unless it is a value | always |
/// | `one` | `Option<Type>` of a record | `None` | a record of nothing | if `Some` |
/// | `boxed` | `Option<Box<Type>>` of a record | `None` | a record of nothing | if `Some` |
/// | `required_one` | `Type` of a record | error | a record of nothing | always |
/// | `texts`, `values`, `many` | `Vec` of texts, values, records | empty | one more | each |
/// | `list_texts("item")`, `list_values("item")`, `list("item")` | `Vec` of them, in a wrapper | empty | empty | unless empty |
/// | `maybe_list_texts("item")`, `maybe_list("item")` | `Option<Vec>` of them, in a wrapper | `None` | `Some`, empty | if `Some` |
/// | `change`, `change_value`, `change_one` | [`Change`](crate::Change) of text, value, record | `Absent` | `Clear` (also `xsi:nil`) | `Clear` as an empty element |
/// | `nil`, `nil_value`, `nil_one` | the same | `Absent` | `Clear` | `Clear` as `xsi:nil='true'` |
/// | `attr` | `Option<Cow<'x, str>>` of an attribute | `None` | `Some("")` | if `Some` |
/// | `attr_value` | `Option<Type>` of an attribute | `None` | `None`, unless it is a value | if `Some` |
/// | `required_attr` | `Type` of an attribute | error | error, unless it is a value | always |
/// | `attr`, `attr_value`, `required_attr` (name `"xml:lang"`) | the same of [`Tag::lang`](crate::Tag::lang) | | | |
/// | `content` (name `"."`) | `Cow<'x, str>`: the record's own text | `""` | `""` | always |
/// | `rest` (name `"*"`) | `Vec<Raw<'x>>`: children of no row, in order | empty | | each |
///
/// Names have no prefix, but for the attribute `xml:lang`. A `change` set to an empty text, or to a record of nothing, is written as
/// an empty element, which reads as `Clear`.
///
/// Children are read in any order and written in the order of the rows; attributes first. Of a single field given twice the last
/// holds. Unknown children are skipped if there is no `rest`; unknown attributes of the record's own
/// element are dropped. Every record also has
/// [`IntoOwned`](crate::IntoOwned). `list` items are in the namespace of their wrapper. In a nested record's row the type must read
/// itself in the same table of namespaces. `xsi:nil` is seen if that table has a row of [`XSI_NS`](crate::XSI_NS).
#[macro_export]
macro_rules! records {
    () => {};
    ($(#[$doc:meta])* $name:ident <$lt:lifetime> in any { $($rows:tt)* } $($more:tt)*) => {
        $crate::__record! { [any] $lt [<$lt>] [<'static>] $(#[$doc])* $name { $($rows)* } }
        $crate::records! { $($more)* }
    };
    ($(#[$doc:meta])* $name:ident <$lt:lifetime> in $nt:ident :: $nv:ident { $($rows:tt)* } $($more:tt)*) => {
        $crate::__record! { [$nt :: $nv] $lt [<$lt>] [<'static>] $(#[$doc])* $name { $($rows)* } }
        $crate::records! { $($more)* }
    };
    ($(#[$doc:meta])* $name:ident <$lt:lifetime> of $nt:ident { $($rows:tt)* } $($more:tt)*) => {
        $crate::__record! { [own $nt] $lt [<$lt>] [<'static>] $(#[$doc])* $name { $($rows)* } }
        $crate::records! { $($more)* }
    };
    ($(#[$doc:meta])* $name:ident <$lt:lifetime> { $($rows:tt)* } $($more:tt)*) => {
        $crate::__record! { [own] $lt [<$lt>] [<'static>] $(#[$doc])* $name { $($rows)* } }
        $crate::records! { $($more)* }
    };
    ($(#[$doc:meta])* $name:ident in any { $($rows:tt)* } $($more:tt)*) => {
        $crate::__record! { [any] 'xml [] [] $(#[$doc])* $name { $($rows)* } }
        $crate::records! { $($more)* }
    };
    ($(#[$doc:meta])* $name:ident in $nt:ident :: $nv:ident { $($rows:tt)* } $($more:tt)*) => {
        $crate::__record! { [$nt :: $nv] 'xml [] [] $(#[$doc])* $name { $($rows)* } }
        $crate::records! { $($more)* }
    };
    ($(#[$doc:meta])* $name:ident of $nt:ident { $($rows:tt)* } $($more:tt)*) => {
        $crate::__record! { [own $nt] 'xml [] [] $(#[$doc])* $name { $($rows)* } }
        $crate::records! { $($more)* }
    };
    ($(#[$doc:meta])* $name:ident { $($rows:tt)* } $($more:tt)*) => {
        $crate::__record! { [own] 'xml [] [] $(#[$doc])* $name { $($rows)* } }
        $crate::records! { $($more)* }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    (
        $mode:tt $lt:lifetime [$($generics:tt)*] [$($owned:tt)*] $(#[$doc:meta])* $name:ident { $(
            $(#[$fdoc:meta])* $xml:literal $((in $rt:ident :: $rv:ident))? $kind:ident $(($item:literal))? $f:ident $(: $t:ty)?;
        )* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq)]
        #[non_exhaustive]
        #[allow(unreachable_pub)]
        pub struct $name $($generics)* { $(
            #[doc = concat!("`", $xml, "` (", stringify!($kind), ").\n\n")]
            $(#[$fdoc])*
            pub $f: $crate::__row_type!($kind $lt $($t)?),
        )* }

        $( const _: () = ::core::assert!(
            $crate::__rows::is_row($xml, stringify!($kind)),
            "the name of a row has no prefix, but for the attribute xml:lang: namespaces are said by `(in Ns::Variant)`",
        ); )*

        $crate::__record_impl! { $mode $lt [$name $($generics)*] __N {
            #[allow(unused_variables, unused_mut, unused_assignments, unreachable_code)]
            fn from_xml(
                own: &$crate::Tag<$lt, __N>,
                cursor: &mut $crate::Cursor<$lt, __N>,
            ) -> ::core::result::Result<Self, $crate::XmlError> {
                let mut record = Self::default();
                $( let mut $f = false; )*
                $( $crate::__row_attr!($kind record $f own $xml); )*
                loop {
                    let child = if false $(|| $crate::__row_is_content!($kind))* {
                        match cursor.content()? {
                            ::core::option::Option::Some($crate::Content::Child(child)) => child,
                            ::core::option::Option::Some($crate::Content::Text(text)) => {
                                $( $crate::__row_content!($kind record $f text); )*
                                continue;
                            }
                            ::core::option::Option::None => break,
                        }
                    } else {
                        match cursor.child()? {
                            ::core::option::Option::Some(child) => child,
                            ::core::option::Option::None => break,
                        }
                    };
                    let here = $crate::__record_here!($mode child own);
                    $( $crate::__row_read! {
                        $kind ($crate::__row_here!(here child $($rt $rv)?) && child.name() == $xml)
                        record $f child cursor $xml $(($item))?
                    } )*
                    $( $crate::__row_rest!($kind record $f cursor); )*
                    cursor.skip()?;
                }
                $( $crate::__row_required!($kind $f own $xml); )*
                ::core::result::Result::Ok(record)
            }
        } }

        impl $($generics)* $crate::ToXml for $name $($generics)* {
            #[allow(unused_variables)]
            fn to_xml<__O: $crate::Sink>(&self, name: &str, w: &mut $crate::Writer<'_, __O>) {
                $crate::__record_start!($mode w name);
                $( $crate::__row_write_attr!($kind w (self.$f) $xml); )*
                $( $crate::__row_write!($kind w (self.$f) $xml [$($rt $rv)?] $($item)?); )*
                w.end(name);
            }
        }

        impl $($generics)* $crate::IntoOwned for $name $($generics)* {
            type Owned = $name $($owned)*;

            fn into_owned(self) -> Self::Owned {
                $name { $( $f: $crate::__row_owned!($kind self.$f), )* }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_impl {
    ([$nt:ident :: $nv:ident] $lt:lifetime [$($ty:tt)*] $n:ident { $($body:tt)* }) => {
        const _: () = {
            type $n = $nt;
            impl<$lt> $crate::FromXml<$lt, $n> for $($ty)* {
                const NS: ::core::option::Option<$n> = ::core::option::Option::Some($nt::$nv);

                $($body)*
            }
        };
    };
    ([own $nt:ident] $lt:lifetime [$($ty:tt)*] $n:ident { $($body:tt)* }) => {
        const _: () = {
            type $n = $nt;
            impl<$lt> $crate::FromXml<$lt, $n> for $($ty)* { $($body)* }
        };
    };
    ([$mode:ident] $lt:lifetime [$($ty:tt)*] $n:ident { $($body:tt)* }) => {
        impl<$lt, $n: $crate::Namespace> $crate::FromXml<$lt, $n> for $($ty)* { $($body)* }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_here {
    ([any] $child:ident $own:ident) => {
        true
    };
    ([own $($nt:ident)?] $child:ident $own:ident) => {
        $child.ns() == $own.ns()
    };
    ([$nt:ident :: $nv:ident] $child:ident $own:ident) => {
        $child.ns() == $nt::$nv
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __record_start {
    ([$nt:ident :: $nv:ident] $w:ident $name:ident) => {
        $w.start_in($name, $crate::Namespace::uri($nt::$nv));
    };
    ([$mode:ident $($nt:ident)?] $w:ident $name:ident) => {
        $w.start($name);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_here {
    ($here:ident $child:ident) => {
        $here
    };
    ($here:ident $child:ident $rt:ident $rv:ident) => {
        $child.ns() == $rt::$rv
    };
}
