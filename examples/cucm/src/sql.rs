//! Read-only SQL over the documented tables, as hostile as it may be.

use std::cell::Cell as StdCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axl_soap::{AxlCode, Element, Fault};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, types::ValueRef};

use crate::config::SqlLimits;
use crate::dialect::{Dialect, translate};

/// What a query may call: no function that makes large values, none that loads or writes.
const FUNCTIONS: &[&str] = &[
    "abs",
    "avg",
    "coalesce",
    "concat",
    "count",
    "glob",
    "ifnull",
    "instr",
    "length",
    "like",
    "lower",
    "ltrim",
    "max",
    "min",
    "nullif",
    "replace",
    "round",
    "rtrim",
    "substr",
    "substring",
    "sum",
    "trim",
    "upper",
];

/// Instructions between two looks at the counter.
const STRIDE: u64 = 1_000;

/// Runs a query and gives its rows.
pub(crate) fn query(db: &mut Connection, sql: &str, limits: SqlLimits) -> Result<Vec<Element>, Fault> {
    if sql.len() > limits.statement {
        return Err(syntax());
    }
    let sql = match translate(sql) {
        Dialect::Query(sql) => sql,
        Dialect::Write(_, code) => return Err(no_permission(code)),
        Dialect::Unknown => return Err(syntax()),
    };
    let guard = Guard::set(db, limits, Allowed::Reads).map_err(|error| fault(&error))?;
    let result = rows(guard.db, &sql, limits);
    let denied = guard.denied();
    drop(guard);
    result.map_err(|error| match error {
        Stopped::Fault(fault) => fault,
        Stopped::Sqlite(error) => match denied {
            Some(table) => no_table(&table),
            None => fault(&error),
        },
    })
}

/// A write is prepared, so that its mistakes get their own codes, and then refused: the emulator's tables follow its objects.
pub(crate) fn update(db: &mut Connection, sql: &str, limits: SqlLimits) -> Fault {
    if sql.len() > limits.statement {
        return syntax();
    }
    let (sql, code) = match translate(sql) {
        Dialect::Write(Some(sql), code) => (sql, code),
        Dialect::Write(None, code) => return no_permission(code),
        Dialect::Query(_) | Dialect::Unknown => return syntax(),
    };
    let guard = match Guard::set(db, limits, Allowed::Writes) {
        Ok(guard) => guard,
        Err(error) => return fault(&error),
    };
    let prepared = guard.db.prepare(&sql).map(drop);
    match (prepared, guard.denied()) {
        (Ok(()), _) => no_permission(code),
        (Err(_), Some(table)) => no_table(&table),
        (Err(error), None) => fault(&error),
    }
}

enum Stopped {
    Sqlite(rusqlite::Error),
    Fault(Fault),
}

impl From<rusqlite::Error> for Stopped {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn rows(db: &Connection, sql: &str, limits: SqlLimits) -> Result<Vec<Element>, Stopped> {
    let mut statement = db.prepare(sql)?;
    if !statement.readonly() {
        return Err(Stopped::Fault(no_permission(273)));
    }
    let names: Vec<String> = statement.column_names().map(column_name).collect();
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    let bytes = StdCell::new(0_usize);
    while let Some(row) = rows.next()? {
        let mut cells = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let text = match row.get_ref(at)? {
                ValueRef::Null => String::new(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
            };
            bytes.set(bytes.get() + text.len() + 2 * name.len());
            cells.push(Element::with_text(name.clone(), text));
        }
        found.push(Element::with_children("row", cells));
        if found.len() > limits.rows || bytes.get() > limits.bytes {
            let rows = axl_soap::TooManyRows {
                matched: Some(found.len() as u64),
                suggested: (found.len() as u64 / 2).max(2),
            };
            return Err(Stopped::Fault(Fault::new(AxlCode::THROTTLED, rows.to_string())));
        }
    }
    Ok(found)
}

/// What statements may be prepared; run are reads only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Allowed {
    Reads,
    Writes,
}

/// The restrictions on a connection, taken off when dropped.
struct Guard<'c> {
    db: &'c mut Connection,
    denied: Arc<std::sync::Mutex<Option<String>>>,
    lengths: Vec<(Limit, i32)>,
}

impl<'c> Guard<'c> {
    fn set(db: &'c mut Connection, limits: SqlLimits, allowed: Allowed) -> rusqlite::Result<Self> {
        let denied = Arc::new(std::sync::Mutex::new(None));
        let note = Arc::clone(&denied);
        let mut lengths = Vec::new();
        for (limit, value) in [
            (Limit::SQLITE_LIMIT_LENGTH, 1 << 20),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, 128 << 10),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
            (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 20),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
        ] {
            lengths.push((limit, db.set_limit(limit, value)?));
        }
        db.authorizer(Some(move |context: AuthContext<'_>| match context.action {
            AuthAction::Select => Authorization::Allow,
            AuthAction::Read { table_name, .. } if !hidden(table_name) => Authorization::Allow,
            AuthAction::Insert { table_name }
            | AuthAction::Update { table_name, .. }
            | AuthAction::Delete { table_name }
                if allowed == Allowed::Writes && !hidden(table_name) =>
            {
                Authorization::Allow
            }
            AuthAction::Read { table_name, .. }
            | AuthAction::Insert { table_name }
            | AuthAction::Update { table_name, .. }
            | AuthAction::Delete { table_name } => {
                if let Ok(mut denied) = note.lock() {
                    *denied = Some(table_name.to_owned());
                }
                Authorization::Deny
            }
            AuthAction::Function { function_name }
                if FUNCTIONS.iter().any(|known| known.eq_ignore_ascii_case(function_name)) =>
            {
                Authorization::Allow
            }
            _ => Authorization::Deny,
        }))?;
        let steps = AtomicU64::new(0);
        db.progress_handler(
            i32::try_from(STRIDE).unwrap_or(i32::MAX),
            Some(move || steps.fetch_add(STRIDE, Ordering::Relaxed) > limits.steps),
        )?;
        Ok(Self { db, denied, lengths })
    }

    fn denied(&self) -> Option<String> {
        self.denied.lock().ok().and_then(|denied| denied.clone())
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        // Taking restrictions off cannot fail; if it did, the next statement of our own would say so.
        let _ = self.db.authorizer(None::<fn(AuthContext<'_>) -> Authorization>);
        let _ = self.db.progress_handler(0, None::<fn() -> bool>);
        for (limit, value) in &self.lengths {
            let _ = self.db.set_limit(*limit, *value);
        }
    }
}

/// Tables that are ours or SQLite's.
fn hidden(table: &str) -> bool {
    let lower = table.to_ascii_lowercase();
    lower.starts_with("axl_") || lower.starts_with("sqlite_") || lower.starts_with("pragma_")
}

/// Column names come lower case; a function is named by its name alone, as in `<count>`.
fn column_name(name: &str) -> String {
    let name = name.split('(').next().unwrap_or(name).trim().to_ascii_lowercase();
    let name = name.rsplit('.').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let good = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(plain);
    if good { name.to_owned() } else { "expression".to_owned() }
}

fn syntax() -> Fault {
    Fault::new(AxlCode::SYNTAX, "A syntax error has occurred.")
}

fn no_table(name: &str) -> Fault {
    Fault::new(AxlCode::NO_TABLE, format!("The specified table ({name}) is not in the database."))
}

/// Informix: -272 to -275 are the missing permissions to select, update, delete and insert.
fn no_permission(code: i32) -> Fault {
    let what = match code {
        273 => "UPDATE",
        274 => "DELETE",
        275 => "INSERT",
        _ => "SELECT",
    };
    Fault::new(AxlCode(-code), format!("No {what} permission."))
}

fn fault(error: &rusqlite::Error) -> Fault {
    if let rusqlite::Error::SqliteFailure(failure, _) = error
        && failure.code == rusqlite::ErrorCode::OperationInterrupted
    {
        return Fault::new(AxlCode(-213), "Statement interrupted by user.");
    }
    let text = error.to_string();
    let after = |start: &str| {
        let rest = text.split(start).nth(1)?;
        rest.split(|c: char| c.is_whitespace() || c == '"').find(|word| !word.is_empty()).map(str::to_owned)
    };
    if let Some(table) = after("no such table: ") {
        return no_table(&table);
    }
    if let Some(column) = after("no such column: ") {
        let text = format!("Column ({column}) not found in any table in the query (or SLV is undefined).");
        return Fault::new(AxlCode::NO_COLUMN, text);
    }
    if text.contains("not authorized") {
        return no_permission(272);
    }
    syntax()
}
