//! How rows are read: one arm a kind. Kinds without an arm of their own have nothing to do there.

#[doc(hidden)]
#[macro_export]
macro_rules! __row_attr {
    (attr $r:ident $f:ident $own:ident $xml:literal) => {
        $r.$f = $crate::__rows::attr($own, $xml);
    };
    (attr_value $r:ident $f:ident $own:ident $xml:literal) => {
        if let ::core::option::Option::Some(text) = $crate::__rows::attr($own, $xml) {
            $r.$f = $crate::__rows::value($own, &text, $xml)?;
        }
    };
    (required_attr $r:ident $f:ident $own:ident $xml:literal) => {
        if let ::core::option::Option::Some(text) = $crate::__rows::attr($own, $xml) {
            $r.$f = $crate::__rows::required($own, &text, $xml)?;
            $f = true;
        }
    };
    ($kind:ident $r:ident $f:ident $own:ident $xml:literal) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_is_content {
    (content) => {
        true
    };
    ($kind:ident) => {
        false
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_content {
    (content $r:ident $f:ident $text:ident) => {
        if $r.$f.is_empty() {
            $r.$f = $text;
        } else {
            $r.$f.to_mut().push_str(&$text);
        }
    };
    ($kind:ident $r:ident $f:ident $text:ident) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_rest {
    (rest $r:ident $f:ident $c:ident) => {
        $r.$f.push($c.raw()?);
        continue;
    };
    ($kind:ident $r:ident $f:ident $c:ident) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_required {
    (required $f:ident $own:ident $xml:literal) => { $crate::__row_required!(@ $f $own $xml); };
    (required_one $f:ident $own:ident $xml:literal) => { $crate::__row_required!(@ $f $own $xml); };
    (required_attr $f:ident $own:ident $xml:literal) => { $crate::__row_required!(@ $f $own $xml); };
    (@ $f:ident $own:ident $xml:literal) => {
        if !$f {
            return ::core::result::Result::Err($crate::XmlError::new(
                $own.offset(),
                $crate::ErrorKind::Missing { field: $xml },
            ));
        }
    };
    ($kind:ident $f:ident $own:ident $xml:literal) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_read {
    (attr $($any:tt)*) => {};
    (attr_value $($any:tt)*) => {};
    (required_attr $($any:tt)*) => {};
    (content $($any:tt)*) => {};
    (rest $($any:tt)*) => {};
    ($kind:ident ($is:expr) $r:ident $f:ident $child:ident $c:ident $xml:literal $(($item:literal))?) => {
        if $is {
            $crate::__row_take!($kind ($r.$f) $f $child $c $xml $($item)?);
            continue;
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __row_take {
    (text ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => { $to = $c.text()?; };
    (maybe ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => { $to = ::core::option::Option::Some($c.text()?); };
    (value ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to = $crate::__rows::value(&$child, &$c.text()?, $xml)?;
    };
    (required ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to = $crate::__rows::required(&$child, &$c.text()?, $xml)?;
        $f = true;
    };
    (one ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to = ::core::option::Option::Some($crate::FromXml::from_xml(&$child, $c)?);
    };
    (boxed ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to = ::core::option::Option::Some(::std::boxed::Box::new($crate::FromXml::from_xml(&$child, $c)?));
    };
    (required_one ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to = $crate::FromXml::from_xml(&$child, $c)?;
        $f = true;
    };
    (texts ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => { $to.push($c.text()?); };
    (values ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to.push($crate::__rows::required(&$child, &$c.text()?, $xml)?);
    };
    (many ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to.push($crate::FromXml::from_xml(&$child, $c)?);
    };
    (list_texts ($to:expr) $f:ident $child:ident $c:ident $xml:literal $item:literal) => {
        $crate::__rows::list(&$child, $c, $item, &mut $to, |_, c| c.text())?;
    };
    (list_values ($to:expr) $f:ident $child:ident $c:ident $xml:literal $item:literal) => {
        $crate::__rows::list(&$child, $c, $item, &mut $to, |t, c| $crate::__rows::required(t, &c.text()?, $item))?;
    };
    (list ($to:expr) $f:ident $child:ident $c:ident $xml:literal $item:literal) => {
        $crate::__rows::list(&$child, $c, $item, &mut $to, $crate::FromXml::from_xml)?;
    };
    (maybe_list_texts ($to:expr) $f:ident $child:ident $c:ident $xml:literal $item:literal) => {
        $crate::__rows::list(&$child, $c, $item, $to.get_or_insert_default(), |_, c| c.text())?;
    };
    (maybe_list ($to:expr) $f:ident $child:ident $c:ident $xml:literal $item:literal) => {
        $crate::__rows::list(&$child, $c, $item, $to.get_or_insert_default(), $crate::FromXml::from_xml)?;
    };
    (change ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to = $crate::__rows::change(&$child, $c, |text| ::core::result::Result::Ok(::core::option::Option::Some(text)))?;
    };
    (nil $($rest:tt)*) => { $crate::__row_take!(change $($rest)*); };
    (change_value ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to = $crate::__rows::change(&$child, $c, |text| $crate::__rows::value(&$child, &text, $xml))?;
    };
    (nil_value $($rest:tt)*) => { $crate::__row_take!(change_value $($rest)*); };
    (change_one ($to:expr) $f:ident $child:ident $c:ident $xml:literal) => {
        $to = $crate::__rows::change_one(&$child, $c)?;
    };
    (nil_one $($rest:tt)*) => { $crate::__row_take!(change_one $($rest)*); };
}
