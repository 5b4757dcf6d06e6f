//! What the field of a row is: its type, and how it parts with the document.

#[doc(hidden)]
#[macro_export]
macro_rules! __row_type {
    (text $lt:lifetime) => { ::std::borrow::Cow<$lt, str> };
    (content $lt:lifetime) => { ::std::borrow::Cow<$lt, str> };
    (maybe $lt:lifetime) => { ::core::option::Option<::std::borrow::Cow<$lt, str>> };
    (attr $lt:lifetime) => { ::core::option::Option<::std::borrow::Cow<$lt, str>> };
    (value $lt:lifetime $t:ty) => { ::core::option::Option<$t> };
    (attr_value $lt:lifetime $t:ty) => { ::core::option::Option<$t> };
    (one $lt:lifetime $t:ty) => { ::core::option::Option<$t> };
    (boxed $lt:lifetime $t:ty) => { ::core::option::Option<::std::boxed::Box<$t>> };
    (required $lt:lifetime $t:ty) => { $t };
    (required_attr $lt:lifetime $t:ty) => { $t };
    (required_one $lt:lifetime $t:ty) => { $t };
    (texts $lt:lifetime) => { ::std::vec::Vec<::std::borrow::Cow<$lt, str>> };
    (list_texts $lt:lifetime) => { ::std::vec::Vec<::std::borrow::Cow<$lt, str>> };
    (maybe_list_texts $lt:lifetime) => { ::core::option::Option<::std::vec::Vec<::std::borrow::Cow<$lt, str>>> };
    (values $lt:lifetime $t:ty) => { ::std::vec::Vec<$t> };
    (many $lt:lifetime $t:ty) => { ::std::vec::Vec<$t> };
    (list_values $lt:lifetime $t:ty) => { ::std::vec::Vec<$t> };
    (list $lt:lifetime $t:ty) => { ::std::vec::Vec<$t> };
    (maybe_list $lt:lifetime $t:ty) => { ::core::option::Option<::std::vec::Vec<$t>> };
    (change $lt:lifetime) => { $crate::Change<::std::borrow::Cow<$lt, str>> };
    (nil $lt:lifetime) => { $crate::Change<::std::borrow::Cow<$lt, str>> };
    (change_value $lt:lifetime $t:ty) => { $crate::Change<$t> };
    (nil_value $lt:lifetime $t:ty) => { $crate::Change<$t> };
    (change_one $lt:lifetime $t:ty) => { $crate::Change<$t> };
    (nil_one $lt:lifetime $t:ty) => { $crate::Change<$t> };
    (rest $lt:lifetime) => { ::std::vec::Vec<$crate::Raw<$lt>> };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_owned {
    (value $v:expr) => {
        $v
    };
    (attr_value $v:expr) => {
        $v
    };
    (required $v:expr) => {
        $v
    };
    (required_attr $v:expr) => {
        $v
    };
    (values $v:expr) => {
        $v
    };
    (list_values $v:expr) => {
        $v
    };
    (change_value $v:expr) => {
        $v
    };
    (nil_value $v:expr) => {
        $v
    };
    ($kind:ident $v:expr) => {
        $crate::IntoOwned::into_owned($v)
    };
}
