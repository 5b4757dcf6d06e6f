//! Rows as serde types.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{Error as ValueError, MapDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};

use crate::rows::{OwnedRow, Row};
use crate::value::Flag;

/// A row does not fit the type it should become.
#[derive(Debug, Clone, PartialEq)]
pub struct RowError(ValueError);

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for RowError {}

impl OwnedRow {
    /// The row as a value of one's own type, its fields named as the columns.
    ///
    /// Everything in a row is text: numbers are parsed, booleans may be `t` or `true`, and an `Option` takes NULL.
    ///
    /// # Errors
    /// A column is missing, or its text is not what the field takes.
    pub fn deserialize<'de, T: Deserialize<'de>>(&'de self) -> Result<T, RowError> {
        read(self.iter())
    }
}

impl Row<'_> {
    /// The row as a value of one's own type; see [`OwnedRow::deserialize`]. Nested cells count as NULL.
    ///
    /// # Errors
    /// A column is missing, or its text is not what the field takes.
    pub fn deserialize<'de, T: Deserialize<'de>>(&'de self) -> Result<T, RowError> {
        read(self.cells.iter().map(|cell| (cell.name, cell.text())))
    }
}

fn read<'de, T: Deserialize<'de>>(
    cells: impl Iterator<Item = (&'de str, Option<&'de str>)>,
) -> Result<T, RowError> {
    let cells = cells.map(|(name, text)| (name, Text(text)));
    T::deserialize(MapDeserializer::<'de, _, ValueError>::new(cells)).map_err(RowError)
}

/// The text of a cell; none is NULL.
#[derive(Debug, Clone, Copy)]
struct Text<'de>(Option<&'de str>);

impl<'de> IntoDeserializer<'de, ValueError> for Text<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty),* $(,)?) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            let text = self.0.unwrap_or("");
            match text.trim().parse::<$type>() {
                Ok(number) => visitor.$visit(number),
                Err(_) => Err(ValueError::invalid_value(Unexpected::Str(text), &stringify!($type))),
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.0 {
            Some(text) => visitor.visit_borrowed_str(text),
            None => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.0 {
            Some(_) => visitor.visit_some(self),
            None => visitor.visit_none(),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let text = self.0.unwrap_or("");
        match Flag::parse(text) {
            Some(flag) => visitor.visit_bool(flag),
            None => Err(ValueError::invalid_value(Unexpected::Str(text), &"t or f")),
        }
    }

    // An empty text and NULL look the same on the wire.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_borrowed_str(self.0.unwrap_or(""))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        StrDeserializer::new(self.0.unwrap_or("")).deserialize_enum(name, variants, visitor)
    }

    numbers! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64, deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64, deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Operation;
    use crate::rows::Rows;

    #[derive(Debug, Deserialize, PartialEq)]
    struct User<'r> {
        userid: &'r str,
        status: u8,
        islocaluser: bool,
        manager: Option<String>,
        #[serde(default)]
        department: String,
    }

    fn row(cells: &str) -> Result<Row<'_>, crate::DecodeError> {
        let operation = Operation::find("executeSQLQuery").unwrap();
        Rows::new(cells.as_bytes(), operation)?.next().unwrap()
    }

    #[test]
    fn rows_become_types() {
        let text = |cells: &str| {
            format!(
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><executeSQLQueryResponse>\
                 <return><row>{cells}</row></return></executeSQLQueryResponse></e:Body></e:Envelope>"
            )
        };
        let good = text("<userid>jdoe</userid><status>1</status><islocaluser>t</islocaluser><manager/>");
        let row_good = row(&good).unwrap();
        let user: User<'_> = row_good.deserialize().unwrap();
        assert_eq!(
            user,
            User { userid: "jdoe", status: 1, islocaluser: true, manager: None, department: String::new() }
        );
        for bad in [
            "<userid>jdoe</userid><status>many</status><islocaluser>t</islocaluser>",
            "<userid>jdoe</userid><status>1</status><islocaluser>perhaps</islocaluser>",
            "<status>1</status><islocaluser>t</islocaluser>",
        ] {
            let text = text(bad);
            let row = row(&text).unwrap();
            assert!(row.deserialize::<User<'_>>().is_err(), "{bad}");
        }
    }
}
