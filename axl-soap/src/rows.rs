//! Rows: the objects of a list or the records of a query, read one by one.

use std::borrow::Cow;
use std::sync::Arc;

use xml_cursor::{Content, Cursor, Raw, Tag};

use crate::catalogue::{Answer, Operation};
use crate::envelope::open_return;
use crate::error::DecodeError;
use crate::ns::Ns;

/// The children of `<return>`, read as they are asked for. Nothing is copied but text that holds references.
#[derive(Debug)]
pub struct Rows<'x> {
    /// Gone once the last row was read.
    cursor: Option<Cursor<'x, Ns>>,
    /// The one read last; kept because it is large.
    tag: Tag<'x, Ns>,
    name: &'static str,
    columns: Arc<[Box<str>]>,
}

impl<'x> Rows<'x> {
    /// Reads the answer to an operation that lists something or queries SQL.
    ///
    /// # Errors
    /// The bytes are no answer to that operation.
    pub fn new(text: &'x [u8], operation: &Operation) -> Result<Self, DecodeError> {
        let (Answer::Many(name) | Answer::One(name)) = operation.answer() else {
            return Err(DecodeError::Missing("row"));
        };
        let cursor = open_return(text, operation, false)?.map(|inside| inside.cursor);
        Ok(Self { cursor, tag: Tag::default(), name, columns: Arc::from([]) })
    }

    /// Reads the next row into `row`, whose memory is used again. False: there are no more.
    ///
    /// # Errors
    /// The bytes are not well-formed.
    pub fn read(&mut self, row: &mut Row<'x>) -> Result<bool, DecodeError> {
        row.cells.clear();
        let Self { cursor: Some(cursor), tag, name, .. } = self else { return Ok(false) };
        loop {
            if !cursor.child_into(tag)? {
                // The response element, the body and the envelope end, and nothing may follow.
                while cursor.depth() > 0 {
                    cursor.skip()?;
                }
                if let Some(cursor) = self.cursor.take() {
                    cursor.finish()?;
                }
                return Ok(false);
            }
            if tag.name() == *name {
                row.uuid = tag.attr("uuid");
                break;
            }
            cursor.skip()?;
        }
        while cursor.child_into(tag)? {
            let value = match cursor.plain_text()? {
                Some(text) if text.is_empty() => Value::Null,
                Some(text) => Value::Text(text),
                None => read_value(cursor)?,
            };
            row.cells.push(Cell { name: tag.name(), value, uuid: tag.attr("uuid") });
        }
        Ok(true)
    }

    /// Copies the next row out; rows with the same columns share the columns' names.
    ///
    /// # Errors
    /// The bytes are not well-formed.
    pub fn read_owned(&mut self, row: &mut Row<'x>) -> Result<Option<OwnedRow>, DecodeError> {
        if !self.read(row)? {
            return Ok(None);
        }
        let same = self.columns.len() == row.cells.len()
            && self.columns.iter().zip(&row.cells).all(|(name, cell)| **name == *cell.name);
        if !same {
            self.columns = row.cells.iter().map(|cell| Box::from(cell.name)).collect();
        }
        let values = row.cells.iter().map(|cell| cell.text().map(str::to_owned)).collect();
        Ok(Some(OwnedRow { columns: Arc::clone(&self.columns), values }))
    }
}

/// Reads an element with comments, CDATA or children.
fn read_value<'x>(cursor: &mut Cursor<'x, Ns>) -> Result<Value<'x>, DecodeError> {
    let first = match cursor.content()? {
        None => return Ok(Value::Null),
        Some(Content::Text(text)) => match cursor.content()? {
            None => return Ok(Value::Text(text)),
            // White space before the first child.
            Some(next) => next,
        },
        Some(child) => child,
    };
    if let Content::Child(_) = first {
        cursor.skip()?;
    }
    Ok(Value::Nested(Box::new(cursor.raw()?)))
}

impl<'x> Iterator for Rows<'x> {
    type Item = Result<Row<'x>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = Row::default();
        match self.read(&mut row) {
            Ok(true) => Some(Ok(row)),
            Ok(false) => None,
            Err(error) => {
                self.cursor = None;
                Some(Err(error))
            }
        }
    }
}

/// One row, in the order the server wrote it. Columns may differ from row to row: NULL is an empty element or none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row<'x> {
    /// The object's `uuid` attribute; rows of SQL have none.
    pub uuid: Option<Cow<'x, str>>,
    /// Its cells.
    pub cells: Vec<Cell<'x>>,
}

impl Row<'_> {
    /// The text of a column: `None` if it is NULL, nested or not there.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.cells.iter().find(|cell| cell.name == name).and_then(Cell::text)
    }
}

/// One element of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<'x> {
    /// Its name.
    pub name: &'x str,
    /// Its content.
    pub value: Value<'x>,
    /// Its `uuid` attribute, which references carry.
    pub uuid: Option<Cow<'x, str>>,
}

impl Cell<'_> {
    /// Its text, if it has one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Null | Value::Nested(_) => None,
        }
    }
}

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'x> {
    /// Empty or `xsi:nil`.
    Null,
    /// Text.
    Text(Cow<'x, str>),
    /// Elements, untouched.
    Nested(Box<Raw<'x>>),
}

/// A row on its own: an ordered map of columns to texts, where `None` is NULL (or nested).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRow {
    columns: Arc<[Box<str>]>,
    values: Box<[Option<String>]>,
}

impl OwnedRow {
    /// The columns with their values, in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.columns.iter().zip(&self.values).map(|(name, value)| (&**name, value.as_deref()))
    }

    /// The text of a column; `None` if it is NULL or not there.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(column, _)| *column == name).and_then(|(_, value)| value)
    }
}
