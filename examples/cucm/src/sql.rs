//! Read-only SQL over the documented tables, as hostile as it may be.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axl_soap::{AxlCode, Element, Fault};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, types::ValueRef};

use crate::config::SqlLimits;
use crate::dialect::{Dialect, translate};
use crate::store::Store;

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

/// Instructions between two looks at the counter and the clock. One that compares texts may take a millisecond.
const STRIDE: u64 = 100;

/// What a value, a row and a pattern may be at most, whatever the statement does. Instructions are counted, but one of them
/// can copy or search a whole value, and a sort can write each to disk: only if values are small does their number bound time
/// and memory. Rows of the documented tables have up to a dozen texts of at most 1 KiB.
const SIZES: [(Limit, i32); 8] = [
    (Limit::SQLITE_LIMIT_LENGTH, 16 << 10),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 128 << 10),
    (Limit::SQLITE_LIMIT_COLUMN, 256),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 20),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 16),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
];

/// What a cell of an answer takes in memory beside its texts, about.
const CELL: usize = 32;

/// Runs a query and gives its rows. With a clock, it ends in time as well.
pub(crate) fn query(
    store: &mut Store,
    sql: &str,
    limits: SqlLimits,
    clock: Option<fn() -> Instant>,
) -> Result<Vec<Element>, Fault> {
    if sql.len() > limits.statement {
        return Err(syntax());
    }
    let sql = match translate(sql) {
        Dialect::Query(sql) => sql,
        Dialect::Write(_, code) => return Err(no_permission(code)),
        Dialect::Unknown => return Err(syntax()),
    };
    let guard = Guard::set(store, limits, Allowed::Reads, clock).map_err(|error| fault(&error))?;
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
pub(crate) fn update(store: &mut Store, sql: &str, limits: SqlLimits) -> Fault {
    if sql.len() > limits.statement {
        return syntax();
    }
    let (sql, code) = match translate(sql) {
        Dialect::Write(Some(sql), code) => (sql, code),
        Dialect::Write(None, code) => return no_permission(code),
        Dialect::Query(_) | Dialect::Unknown => return syntax(),
    };
    let guard = match Guard::set(store, limits, Allowed::Writes, None) {
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
    let mut room = limits.bytes;
    while let Some(row) = rows.next()? {
        if found.len() >= limits.rows {
            return Err(too_many(found.len()));
        }
        let mut cells = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let value = row.get_ref(at)?;
            let text = match value {
                ValueRef::Null => 0,
                ValueRef::Text(text) | ValueRef::Blob(text) => text.len(),
                // A number has no more digits than an f64, written out.
                ValueRef::Integer(_) | ValueRef::Real(_) => 32,
            };
            // Before it is copied: a row may hold the same long text in each of its columns.
            room = room.checked_sub(text + 2 * name.len() + CELL).ok_or_else(|| too_many(found.len()))?;
            let text = match value {
                ValueRef::Null => String::new(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
            };
            cells.push(Element::with_text(name.clone(), text));
        }
        found.push(Element::with_children("row", cells));
    }
    Ok(found)
}

/// The answer stops being put together at that row.
fn too_many(row: usize) -> Stopped {
    let rows = axl_soap::TooManyRows { matched: Some(row as u64 + 1), suggested: (row as u64 / 2).max(2) };
    Stopped::Fault(Fault::new(AxlCode::THROTTLED, rows.to_string()))
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
    fn set(
        store: &'c mut Store,
        limits: SqlLimits,
        allowed: Allowed,
        clock: Option<fn() -> Instant>,
    ) -> rusqlite::Result<Self> {
        let Store { db, tables, .. } = store;
        let tables = Arc::clone(tables);
        let denied = Arc::new(std::sync::Mutex::new(None));
        let note = Arc::clone(&denied);
        let mut lengths = Vec::new();
        for (limit, value) in SIZES {
            lengths.push((limit, db.set_limit(limit, value)?));
        }
        db.authorizer(Some(move |context: AuthContext<'_>| match context.action {
            AuthAction::Select => Authorization::Allow,
            AuthAction::Read { table_name, .. } if is_documented(&tables, table_name) => Authorization::Allow,
            AuthAction::Insert { table_name }
            | AuthAction::Update { table_name, .. }
            | AuthAction::Delete { table_name }
                if allowed == Allowed::Writes && is_documented(&tables, table_name) =>
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
        let begun = clock.map(|clock| clock());
        let late = move || {
            let watch = clock.zip(begun);
            watch.is_some_and(|(clock, begun)| clock().saturating_duration_since(begun) > limits.time)
        };
        db.progress_handler(
            i32::try_from(STRIDE).unwrap_or(i32::MAX),
            Some(move || steps.fetch_add(STRIDE, Ordering::Relaxed) > limits.steps || late()),
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

/// Tables of our own, SQLite's, and functions that look like tables are not.
fn is_documented(tables: &BTreeSet<String>, table: &str) -> bool {
    tables.contains(&table.to_ascii_lowercase())
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
