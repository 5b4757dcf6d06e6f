//! Objects in SQLite: each as the tree it was added with, beside the documented tables that SQL queries see.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use axl_soap::{Element, Uuid};
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use crate::config::StorePlace;
use crate::project::DEVICES;

/// Our own tables, which queries cannot see, and the documented ones, which they can.
const SCHEMA: &str = include_str!("schema.sql");

/// An object as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) uuid: Uuid,
    /// Its name, user id or pattern.
    pub(crate) key: String,
    /// The partition of a pattern.
    pub(crate) scope: String,
    pub(crate) tree: Element,
}

/// The database.
pub(crate) struct Store {
    pub(crate) db: Connection,
    /// The documented tables: all that queries may see.
    pub(crate) tables: Arc<BTreeSet<String>>,
    seed: [u8; 32],
    /// How often the database was opened, and what was drawn since.
    opened: i64,
    drawn: Cell<u64>,
}

/// The seed is a secret: it tells the tokens of sessions.
impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("opened", &self.opened).finish_non_exhaustive()
    }
}

/// How a password or PIN is kept.
#[derive(Clone, Copy)]
pub(crate) struct Hashed {
    pub(crate) salt: [u8; 16],
    pub(crate) hash: [u8; 32],
}

impl std::fmt::Debug for Hashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hashed(…)")
    }
}

impl Store {
    pub(crate) fn open(place: &StorePlace, seed: [u8; 32]) -> rusqlite::Result<Self> {
        let db = match place {
            StorePlace::Memory => Connection::open_in_memory()?,
            StorePlace::File(path) => Connection::open(path)?,
        };
        db.set_prepared_statement_cache_capacity(128);
        db.execute_batch(SCHEMA)?;
        // As in Informix; nothing of our own uses LIKE.
        db.execute_batch("pragma case_sensitive_like = on")?;
        let opened =
            db.query_row("update axl_counter set value = value + 1 returning value", [], |row| row.get(0))?;
        let tables = db
            .prepare("select name from sqlite_master where type = 'table'")?
            .query_map([], |row| row.get::<_, String>(0))?
            .filter(|name| name.as_ref().is_ok_and(|name| !name.starts_with("axl_")))
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self { db, tables: Arc::new(tables), seed, opened, drawn: Cell::new(0) })
    }

    /// 32 bytes nobody can guess who does not know the seed; never twice the same for one database.
    pub(crate) fn fresh(&self, purpose: &str) -> [u8; 32] {
        self.drawn.set(self.drawn.get() + 1);
        let mut digest = Sha256::new();
        digest.update(self.seed);
        digest.update(self.opened.to_be_bytes());
        digest.update(self.drawn.get().to_be_bytes());
        digest.update(purpose.as_bytes());
        digest.finalize().into()
    }

    pub(crate) fn fresh_uuid(&self) -> Uuid {
        let bytes = self.fresh("uuid");
        let mut uuid = [0; 16];
        uuid.copy_from_slice(bytes.first_chunk::<16>().unwrap_or(&[0; 16]));
        // Marked as random (RFC 9562, version 4), as readers of uuids expect.
        uuid[6] = (uuid[6] & 0x0f) | 0x40;
        uuid[8] = (uuid[8] & 0x3f) | 0x80;
        Uuid(uuid)
    }

    pub(crate) fn insert(&self, object: &str, stored: &Stored) -> rusqlite::Result<()> {
        let Stored { uuid, key, scope, tree } = stored;
        self.db
            .prepare_cached("insert into axl_object (uuid, object, key, scope, tree) values (?, ?, ?, ?, ?)")?
            .execute(params![uuid.0, object, key, scope, tree.to_xml()])?;
        Ok(())
    }

    pub(crate) fn update(&self, stored: &Stored) -> rusqlite::Result<()> {
        let Stored { uuid, key, scope, tree } = stored;
        self.db
            .prepare_cached("update axl_object set key = ?, scope = ?, tree = ? where uuid = ?")?
            .execute(params![key, scope, tree.to_xml(), uuid.0])?;
        Ok(())
    }

    pub(crate) fn delete(&self, uuid: Uuid) -> rusqlite::Result<()> {
        self.db.prepare_cached("delete from axl_object where uuid = ?")?.execute([uuid.0])?;
        self.db.prepare_cached("delete from axl_secret where owner = ?")?.execute([uuid.0])?;
        Ok(())
    }

    pub(crate) fn by_uuid(&self, object: &str, uuid: Uuid) -> rusqlite::Result<Option<Stored>> {
        self.db
            .prepare_cached("select uuid, key, scope, tree from axl_object where object = ? and uuid = ?")?
            .query_row(params![object, uuid.0], stored)
            .optional()
    }

    pub(crate) fn by_key(&self, object: &str, key: &str, scope: &str) -> rusqlite::Result<Option<Stored>> {
        self.db
            .prepare_cached(
                "select uuid, key, scope, tree from axl_object where object = ? and key = ? and scope = ?",
            )?
            .query_row(params![object, key, scope], stored)
            .optional()
    }

    /// Whatever its scope.
    pub(crate) fn by_key_anywhere(&self, object: &str, key: &str) -> rusqlite::Result<Option<Stored>> {
        self.db
            .prepare_cached(
                "select uuid, key, scope, tree from axl_object where object = ? and key = ? order by scope",
            )?
            .query_row(params![object, key], stored)
            .optional()
    }

    pub(crate) fn uuid_of(&self, object: &str, key: &str) -> rusqlite::Result<Option<Uuid>> {
        self.db
            .prepare_cached("select uuid from axl_object where object = ? and key = ? order by scope")?
            .query_row(params![object, key], |row| row.get(0).map(Uuid))
            .optional()
    }

    /// Whether there is a device of that name, of whichever type.
    pub(crate) fn is_device(&self, name: &str) -> rusqlite::Result<bool> {
        for object in DEVICES {
            if self.uuid_of(object, name)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The objects whose rows in one of the documented tables point at another.
    pub(crate) fn owners(
        &self,
        table: &'static str,
        owner: &'static str,
        column: &'static str,
        of: Uuid,
    ) -> rusqlite::Result<BTreeSet<Uuid>> {
        let mut statement =
            self.db.prepare_cached(&format!("select {owner} from {table} where {column} = ?"))?;
        let owners = statement.query_map([of.to_sql()], |row| row.get::<_, String>(0))?;
        owners.filter_map(|text| text.map(|text| text.parse().ok()).transpose()).collect()
    }

    /// Each object in the order of its key.
    pub(crate) fn each(
        &self,
        object: &str,
        mut visit: impl FnMut(Stored) -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.db.prepare_cached(
            "select uuid, key, scope, tree from axl_object where object = ? order by key, scope",
        )?;
        let mut rows = statement.query([object])?;
        while let Some(row) = rows.next()? {
            if !visit(stored(row)?)? {
                break;
            }
        }
        Ok(())
    }

    /// Every object of any type whose tree holds one of these texts, whatever their case.
    pub(crate) fn that_mention(&self, texts: [&str; 2]) -> rusqlite::Result<Vec<(String, Stored)>> {
        let mut statement = self.db.prepare_cached(
            "select uuid, key, scope, tree, object from axl_object \
             where instr(lower(tree), lower(?)) or instr(lower(tree), lower(?))",
        )?;
        statement.query_map(texts, |row| Ok((row.get(4)?, stored(row)?)))?.collect()
    }

    pub(crate) fn set_secret(&self, owner: Uuid, kind: &str, text: &str) -> rusqlite::Result<()> {
        let mut salt = [0; 16];
        salt.copy_from_slice(self.fresh("salt").first_chunk::<16>().unwrap_or(&[0; 16]));
        self.db
            .prepare_cached(
                "insert or replace into axl_secret (owner, kind, salt, hash) values (?, ?, ?, ?)",
            )?
            .execute(params![owner.0, kind, salt, hash(&salt, text)])?;
        Ok(())
    }

    pub(crate) fn secret(&self, owner: Uuid, kind: &str) -> rusqlite::Result<Option<Hashed>> {
        self.db
            .prepare_cached("select salt, hash from axl_secret where owner = ? and kind = ?")?
            .query_row(params![owner.0, kind], |row| Ok(Hashed { salt: row.get(0)?, hash: row.get(1)? }))
            .optional()
    }
}

/// Salted and fast: this is a lab, whose passwords protect nothing, and sign-in storms are part of it.
pub(crate) fn hash(salt: &[u8; 16], text: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(salt);
    digest.update(text.as_bytes());
    digest.finalize().into()
}

fn stored(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stored> {
    let text = row.get_ref(3)?.as_str()?;
    let broken =
        |error| rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(error));
    Ok(Stored {
        uuid: Uuid(row.get(0)?),
        key: row.get(1)?,
        scope: row.get(2)?,
        tree: Element::parse(text).map_err(broken)?,
    })
}
