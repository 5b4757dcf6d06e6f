//! How rows are written: one arm a kind.

#[doc(hidden)]
#[macro_export]
macro_rules! __row_write_attr {
    (attr $w:ident ($v:expr) $xml:literal) => {
        $w.attr_opt($xml, $v.as_deref());
    };
    (attr_value $w:ident ($v:expr) $xml:literal) => {
        if let ::core::option::Option::Some(value) = &$v {
            $w.attr_value($xml, value);
        }
    };
    (required_attr $w:ident ($v:expr) $xml:literal) => {
        $w.attr_value($xml, &$v);
    };
    ($kind:ident $w:ident ($v:expr) $xml:literal) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_start {
    ($w:ident $xml:literal []) => {
        $w.start($xml)
    };
    ($w:ident $xml:literal [$rt:ident $rv:ident]) => {
        $w.start_in($xml, $crate::Namespace::uri($rt::$rv))
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_write {
    (attr $($any:tt)*) => {};
    (attr_value $($any:tt)*) => {};
    (required_attr $($any:tt)*) => {};
    (content $w:ident ($v:expr) $xml:literal $ns:tt) => {
        if !$v.is_empty() { $w.text(&$v); }
    };
    (rest $w:ident ($v:expr) $xml:literal $ns:tt) => {
        for raw in &$v { $w.raw(raw); }
    };
    (text $w:ident ($v:expr) $xml:literal $ns:tt) => { $crate::__row_start!($w $xml $ns).text(&$v).end($xml); };
    (maybe $w:ident ($v:expr) $xml:literal $ns:tt) => {
        if let ::core::option::Option::Some(text) = &$v { $crate::__row_start!($w $xml $ns).text(text).end($xml); }
    };
    (value $w:ident ($v:expr) $xml:literal $ns:tt) => {
        if let ::core::option::Option::Some(value) = &$v { $crate::__row_start!($w $xml $ns).text_value(value).end($xml); }
    };
    (required $w:ident ($v:expr) $xml:literal $ns:tt) => {
        $crate::__row_start!($w $xml $ns).text_value(&$v).end($xml);
    };
    (one $w:ident ($v:expr) $xml:literal $ns:tt) => {
        if let ::core::option::Option::Some(value) = &$v { $crate::ToXml::to_xml(value, $xml, $w); }
    };
    (boxed $w:ident ($v:expr) $xml:literal $ns:tt) => {
        if let ::core::option::Option::Some(value) = &$v { $crate::ToXml::to_xml(&**value, $xml, $w); }
    };
    (required_one $w:ident ($v:expr) $xml:literal $ns:tt) => { $crate::ToXml::to_xml(&$v, $xml, $w); };
    (texts $w:ident ($v:expr) $xml:literal $ns:tt) => {
        for text in &$v { $crate::__row_start!($w $xml $ns).text(text).end($xml); }
    };
    (values $w:ident ($v:expr) $xml:literal $ns:tt) => {
        for value in &$v { $crate::__row_start!($w $xml $ns).text_value(value).end($xml); }
    };
    (many $w:ident ($v:expr) $xml:literal $ns:tt) => {
        for value in &$v { $crate::ToXml::to_xml(value, $xml, $w); }
    };
    (list_texts $w:ident ($v:expr) $xml:literal $ns:tt $item:literal) => {
        if !$v.is_empty() { $crate::__row_write!(@texts $w (&$v) $xml $ns $item); }
    };
    (maybe_list_texts $w:ident ($v:expr) $xml:literal $ns:tt $item:literal) => {
        if let ::core::option::Option::Some(all) = &$v { $crate::__row_write!(@texts $w (all) $xml $ns $item); }
    };
    (@texts $w:ident ($all:expr) $xml:literal $ns:tt $item:literal) => {
        $crate::__row_start!($w $xml $ns);
        for text in $all { $w.leaf($item, text); }
        $w.end($xml);
    };
    (list_values $w:ident ($v:expr) $xml:literal $ns:tt $item:literal) => {
        if !$v.is_empty() {
            $crate::__row_start!($w $xml $ns);
            for value in &$v { $w.leaf_value($item, value); }
            $w.end($xml);
        }
    };
    (list $w:ident ($v:expr) $xml:literal $ns:tt $item:literal) => {
        if !$v.is_empty() { $crate::__row_write!(@list $w (&$v) $xml $ns $item); }
    };
    (maybe_list $w:ident ($v:expr) $xml:literal $ns:tt $item:literal) => {
        if let ::core::option::Option::Some(all) = &$v { $crate::__row_write!(@list $w (all) $xml $ns $item); }
    };
    (@list $w:ident ($all:expr) $xml:literal $ns:tt $item:literal) => {
        $crate::__row_start!($w $xml $ns);
        for value in $all { $crate::ToXml::to_xml(value, $item, $w); }
        $w.end($xml);
    };
    (change $w:ident ($v:expr) $xml:literal $ns:tt) => {
        match &$v {
            $crate::Change::Absent => {}
            $crate::Change::Clear => { $crate::__row_start!($w $xml $ns).end($xml); }
            $crate::Change::Set(text) => { $crate::__row_start!($w $xml $ns).text(text).end($xml); }
        }
    };
    (change_value $w:ident ($v:expr) $xml:literal $ns:tt) => {
        match &$v {
            $crate::Change::Absent => {}
            $crate::Change::Clear => { $crate::__row_start!($w $xml $ns).end($xml); }
            $crate::Change::Set(value) => { $crate::__row_start!($w $xml $ns).text_value(value).end($xml); }
        }
    };
    (change_one $w:ident ($v:expr) $xml:literal $ns:tt) => {
        match &$v {
            $crate::Change::Absent => {}
            $crate::Change::Clear => { $crate::__row_start!($w $xml $ns).end($xml); }
            $crate::Change::Set(value) => $crate::ToXml::to_xml(value, $xml, $w),
        }
    };
    (nil $w:ident ($v:expr) $xml:literal $ns:tt) => { $crate::__row_write!(@nil change $w ($v) $xml $ns) };
    (nil_value $w:ident ($v:expr) $xml:literal $ns:tt) => { $crate::__row_write!(@nil change_value $w ($v) $xml $ns) };
    (nil_one $w:ident ($v:expr) $xml:literal $ns:tt) => { $crate::__row_write!(@nil change_one $w ($v) $xml $ns) };
    (@nil $kind:ident $w:ident ($v:expr) $xml:literal $ns:tt) => {
        if let $crate::Change::Clear = $v {
            $crate::__rows::write_nil($crate::__row_start!($w $xml $ns), $xml);
        } else {
            $crate::__row_write!($kind $w ($v) $xml $ns);
        }
    };
}
