//! Answers: the bytes that came, read as whatever the operation promises.

use bytes::Bytes;

use crate::catalogue::{Answer, Operation};
use crate::element::{Budget, Content, Element};
use crate::envelope::{Inside, open_return};
use crate::error::DecodeError;
use crate::records::Object;
use crate::rows::{OwnedRow, Row, Rows};
use crate::uuid::Uuid;
use crate::value::Flag;
use crate::version::Version;

/// A successful answer. Its body is read when it is asked for something, so that long lists can be read row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    operation: &'static Operation,
    version: Option<Version>,
    sequence: Option<String>,
    body: Bytes,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}Response ({} bytes)", self.operation.name(), self.body.len())
    }
}

impl Reply {
    pub(crate) const fn new(
        operation: &'static Operation,
        version: Option<Version>,
        sequence: Option<String>,
        body: Bytes,
    ) -> Self {
        Self { operation, version, sequence, body }
    }

    /// What it answers.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The schema it is written in.
    #[must_use]
    pub const fn version(&self) -> Option<Version> {
        self.version
    }

    /// The `sequence` of the request.
    #[must_use]
    pub fn sequence(&self) -> Option<&str> {
        self.sequence.as_deref()
    }

    /// The whole envelope.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// The `<return>` element as a tree, or the response element of operations without `<return>`.
    ///
    /// # Errors
    /// Malformed, or neither is there.
    pub fn tree(&self) -> Result<Element, DecodeError> {
        let bare = matches!(self.operation.answer(), Answer::Bare(_));
        let opened = open_return(&self.body, self.operation, bare)?;
        let Inside { tag, mut cursor } = opened.ok_or(DecodeError::Missing("return"))?;
        let element = Element::read(&tag, &mut cursor, &mut Budget::answer())?;
        while cursor.depth() > 0 {
            cursor.skip()?;
        }
        cursor.finish()?;
        Ok(element)
    }

    /// The rows of a list or query.
    ///
    /// # Errors
    /// The operation has no rows, or the answer is malformed.
    pub fn rows(&self) -> Result<Rows<'_>, DecodeError> {
        Rows::new(&self.body, self.operation)
    }

    /// All rows on their own. No match is an empty list.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub fn owned_rows(&self) -> Result<Vec<OwnedRow>, DecodeError> {
        let mut rows = self.rows()?;
        let mut row = Row::default();
        let mut all = Vec::new();
        while let Some(owned) = rows.read_owned(&mut row)? {
            all.push(owned);
        }
        Ok(all)
    }

    /// The uuid of the object that an add, update, remove, apply or reset was about; `None` if the server said `true` or
    /// a sentence instead.
    ///
    /// # Errors
    /// Malformed.
    pub fn uuid(&self) -> Result<Option<Uuid>, DecodeError> {
        Ok(self.tree()?.text().trim().parse().ok())
    }

    /// The object a get asked for.
    ///
    /// # Errors
    /// Malformed, or the object is not there.
    pub fn object<T: Object>(&self) -> Result<T, DecodeError> {
        let tree = self.tree()?;
        let object = tree.children().first().ok_or(DecodeError::Missing("return"))?;
        Ok(T::from_element(object))
    }

    /// The objects a list found; none is an empty list.
    ///
    /// # Errors
    /// Malformed.
    pub fn objects<T: Object>(&self) -> Result<Vec<T>, DecodeError> {
        Ok(self.tree()?.children().iter().map(T::from_element).collect())
    }

    /// The outcome of `doAuthenticateUser`.
    ///
    /// # Errors
    /// Malformed, or without `userAuthenticated`.
    pub fn authentication(&self) -> Result<Authentication, DecodeError> {
        let tree = self.tree()?;
        let flag = |name: &str| tree.child(name).and_then(|element| Flag::parse(element.text()));
        let number = |name: &str| tree.child(name).and_then(|element| element.text().trim().parse().ok());
        Ok(Authentication {
            authenticated: flag("userAuthenticated").ok_or(DecodeError::Value("userAuthenticated"))?,
            code: number("code").unwrap_or_default(),
            days_to_expiry: number("daysToExpiry"),
            warning_needed: flag("isWarningNeeded"),
        })
    }

    /// The version that `getCCMVersion` tells, such as `15.0.1.10000(42)`.
    ///
    /// # Errors
    /// Malformed, or without one.
    pub fn ccm_version(&self) -> Result<String, DecodeError> {
        let tree = self.tree()?;
        let version = tree.child("componentVersion").map(|component| component.child_text("version"));
        version.map(str::to_owned).ok_or(DecodeError::Missing("componentVersion"))
    }

    /// How many rows `executeSQLUpdate` changed.
    ///
    /// # Errors
    /// Malformed, or without a number.
    pub fn rows_updated(&self) -> Result<u64, DecodeError> {
        self.tree()?.child_text("rowsUpdated").trim().parse().map_err(|_| DecodeError::Value("rowsUpdated"))
    }

    /// What `listChange` tells.
    ///
    /// # Errors
    /// Malformed, or without the numbers of the queue.
    pub fn changes(&self) -> Result<Changes, DecodeError> {
        let tree = self.tree()?;
        let queue = tree.child("queueInfo").ok_or(DecodeError::Missing("queueInfo"))?;
        let number =
            |name: &'static str| queue.child_text(name).trim().parse().map_err(|_| DecodeError::Value(name));
        let changes = tree.child("changes").map(Element::children).unwrap_or_default();
        Ok(Changes {
            queue: queue.child_text("queueId").to_owned(),
            next: number("nextStartChangeId")?,
            last: number("lastChangeId")?,
            changes: changes.iter().map(Change::from_element).collect(),
        })
    }
}

/// The outcome of `doAuthenticateUser`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// Whether the password or PIN is right.
    pub authenticated: bool,
    /// The identity system's result; its values are not documented.
    pub code: i64,
    /// Days until the password must be changed.
    pub days_to_expiry: Option<i64>,
    /// Whether the user should be told so.
    pub warning_needed: Option<bool>,
}

/// What changed since a place in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The queue's id; another one means that the service restarted, and everything must be read again.
    pub queue: String,
    /// Where to continue.
    pub next: u64,
    /// The newest change; at least `next` means that more is waiting.
    pub last: u64,
    /// The changes, oldest first.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The object's type, such as `Phone`.
    pub object: String,
    /// Its uuid; both spellings are read.
    pub uuid: Option<Uuid>,
    /// The number of the change.
    pub id: u64,
    /// `a` added, `u` updated, `r` removed.
    pub action: String,
    /// Names of the fields that changed, where the server tells.
    pub fields: Vec<String>,
}

impl Change {
    fn from_element(element: &Element) -> Self {
        let fields = element.child("changedTags").map(Element::children).unwrap_or_default();
        let name = |field: &Element| match field.attribute("name") {
            Some(name) => name.to_owned(),
            None => field.text().to_owned(),
        };
        Self {
            object: element.attribute("type").unwrap_or_default().to_owned(),
            uuid: element.attribute("uuid").and_then(|text| text.parse().ok()),
            id: element.child_text("id").trim().parse().unwrap_or_default(),
            action: element.child_text("action").to_owned(),
            fields: fields.iter().filter(|field| *field.content() != Content::Nil).map(name).collect(),
        }
    }
}
