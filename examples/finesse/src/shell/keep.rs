//! What administrators configured, in a file: one row an object (system inventory, P1 and P2).

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, params};

use crate::Object;

/// Layout of the file; another one is not touched.
const VERSION: i64 = 1;
/// How long another program may hold the file.
const PATIENCE: Duration = Duration::from_secs(2);

/// The file.
#[derive(Debug)]
pub(super) struct Keep(Connection);

impl Keep {
    /// Opens the file, or makes it.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let file = Connection::open(path).map_err(|error| error.to_string())?;
        let prepare = || {
            file.busy_timeout(PATIENCE)?;
            file.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            file.pragma_update(None, "journal_mode", "WAL")?;
            let version: i64 = file.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if version == 0 {
                file.execute_batch(
                    "CREATE TABLE configuration (kind TEXT NOT NULL, id INTEGER NOT NULL, value TEXT NOT NULL,
                                                 PRIMARY KEY (kind, id)) WITHOUT ROWID;
                     PRAGMA user_version = 1;",
                )?;
            }
            Ok::<_, rusqlite::Error>(version)
        };
        match prepare().map_err(|error| error.to_string())? {
            0 | VERSION => Ok(Self(file)),
            other => Err(format!("its layout is {other}; this program knows {VERSION}")),
        }
    }

    /// Everything that is kept.
    pub(super) fn read(&self) -> Result<Vec<Object>, String> {
        let read = || {
            let mut query = self.0.prepare("SELECT kind, id, value FROM configuration")?;
            let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect::<Result<Vec<_>, rusqlite::Error>>()
        };
        let rows = read().map_err(|error| error.to_string())?;
        // What a later version may have added is left alone.
        Ok(rows.into_iter().filter_map(|(kind, id, value)| Object::new(&kind, id, value)).collect())
    }

    /// Keeps all of these, or none.
    pub(super) fn write(&mut self, changes: &[Object]) -> Result<(), String> {
        let mut write = || {
            let transaction = self.0.transaction()?;
            {
                let mut put = transaction.prepare_cached(
                    "INSERT INTO configuration VALUES (?1, ?2, ?3)
                     ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value",
                )?;
                let mut delete =
                    transaction.prepare_cached("DELETE FROM configuration WHERE kind = ?1 AND id = ?2")?;
                for Object { kind, id, value } in changes {
                    match value {
                        Some(value) => put.execute(params![kind, id, value])?,
                        None => delete.execute(params![kind, id])?,
                    };
                }
            }
            transaction.commit()
        };
        write().map_err(|error: rusqlite::Error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: &str, id: u32, value: &str) -> Object {
        Object::new(kind, id, value.to_owned()).unwrap()
    }

    #[test]
    fn p1_what_is_written_is_there_when_the_file_is_opened_again() {
        let path = std::env::temp_dir().join(format!("finesse-keep-{}.db", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let mut keep = Keep::open(&path).unwrap();
        assert_eq!(keep.read().unwrap(), []);
        keep.write(&[object("contact", 7, "a"), object("contact", 8, "b")]).unwrap();
        let gone = Object { value: None, ..object("contact", 7, "") };
        keep.write(&[gone, object("contact", 8, "c"), object("phone-book", 8, "d")]).unwrap();
        drop(keep);
        let keep = Keep::open(&path).unwrap();
        assert_eq!(keep.read().unwrap(), [object("contact", 8, "c"), object("phone-book", 8, "d")]);
        drop(keep);
        std::fs::remove_file(&path).unwrap();
        assert!(Keep::open(Path::new("/nowhere/at all.db")).is_err());
    }

    #[test]
    fn a_file_of_another_layout_is_left_alone() {
        let path = std::env::temp_dir().join(format!("finesse-other-{}.db", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let other = Connection::open(&path).unwrap();
        other.pragma_update(None, "user_version", 9).unwrap();
        drop(other);
        assert!(Keep::open(&path).unwrap_err().contains('9'));
        std::fs::remove_file(&path).unwrap();
    }
}
