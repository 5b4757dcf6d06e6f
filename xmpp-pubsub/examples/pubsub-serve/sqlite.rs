//! A storage in SQLite: nodes, subscriptions and items survive a restart.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use xml_cursor::{Cursor, Limits, Profile, RawBytes, Writer};
use xmpp_pubsub::pubsub::{
    Affiliation, Change, Item, ItemId, NodeConfig, NodeId, NodeRecord, Records, Redirect, Storage,
    StorageError, SubId, SubscribeOptions, SubscriptionRecord, SubscriptionState,
};
use xmpp_pubsub::{DataForm, Jid, Ns};

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    CREATE TABLE IF NOT EXISTS node (
        name TEXT PRIMARY KEY, creator TEXT NOT NULL, created INTEGER NOT NULL, config TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS affiliation (
        node TEXT NOT NULL REFERENCES node ON DELETE CASCADE, jid TEXT NOT NULL, affiliation TEXT NOT NULL,
        PRIMARY KEY (node, jid)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS subscription (
        node TEXT NOT NULL REFERENCES node ON DELETE CASCADE, jid TEXT NOT NULL, subid TEXT NOT NULL,
        state TEXT NOT NULL, options TEXT NOT NULL,
        given INTEGER NOT NULL DEFAULT 0, approved INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (node, jid, subid)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS item (
        number INTEGER PRIMARY KEY AUTOINCREMENT, node TEXT NOT NULL REFERENCES node ON DELETE CASCADE,
        name TEXT NOT NULL, publisher TEXT NOT NULL, published INTEGER NOT NULL, payload BLOB,
        UNIQUE (node, name)
    );
    CREATE INDEX IF NOT EXISTS item_order ON item (node, number);
    CREATE TABLE IF NOT EXISTS redirect (
        node TEXT PRIMARY KEY, uri TEXT NOT NULL, deleted_by TEXT NOT NULL
    ) WITHOUT ROWID;
";

/// What a file of an earlier version lacks.
const ADDED: [&str; 2] = [
    "ALTER TABLE subscription ADD COLUMN given INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE subscription ADD COLUMN approved INTEGER NOT NULL DEFAULT 0",
];

/// What was taken once is read again, whatever a stanza may have now.
const KEPT: Limits = Limits::stream().with_bytes(usize::MAX);

/// A database file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    /// Opens the file, and makes what is missing.
    pub(crate) fn open(path: &Path) -> Result<Self, StorageError> {
        let connection = Connection::open(path).map_err(failed)?;
        connection.execute_batch(SCHEMA).map_err(failed)?;
        let storage = Self { connection };
        let columns =
            storage.query("SELECT name FROM pragma_table_info('subscription')", [], |row| text(row, 0))?;
        if !columns.iter().any(|column| column == "given") {
            storage.connection.execute_batch(&ADDED.join(";")).map_err(failed)?;
        }
        Ok(storage)
    }

    fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, StorageError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.execute(values).map_err(failed)
    }

    fn affiliate(&self, node: &NodeId, jid: &Jid, affiliation: Affiliation) -> Result<(), StorageError> {
        let values = [node.as_str(), jid.as_str(), affiliation.as_str()];
        self.execute("INSERT OR REPLACE INTO affiliation VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }

    fn query<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(values).map_err(failed)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            out.push(read(row)?);
        }
        Ok(out)
    }
}

fn failed(error: impl std::fmt::Display) -> StorageError {
    StorageError(error.to_string())
}

fn text(row: &Row<'_>, column: usize) -> Result<String, StorageError> {
    row.get(column).map_err(failed)
}

fn jid(row: &Row<'_>, column: usize) -> Result<Jid, StorageError> {
    Jid::new(&text(row, column)?).map_err(failed)
}

fn millis(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn time(row: &Row<'_>, column: usize) -> Result<SystemTime, StorageError> {
    let millis: i64 = row.get(column).map_err(failed)?;
    Ok(UNIX_EPOCH + Duration::from_millis(u64::try_from(millis).unwrap_or(0)))
}

/// Forms are kept as they travel: a field that a later version adds has its default then.
fn form_text(form: &DataForm) -> String {
    let mut out = String::new();
    form.write(&mut Writer::new(&mut out));
    out
}

fn form(row: &Row<'_>, column: usize) -> Result<DataForm, StorageError> {
    let text = text(row, column)?;
    let mut cursor = Cursor::<Ns>::with_limits(text.as_bytes(), Profile::Stream, KEPT).map_err(failed)?;
    let tag = cursor.root().map_err(failed)?;
    DataForm::read(&tag, &mut cursor).map_err(failed)
}

fn item(row: &Row<'_>) -> Result<Item, StorageError> {
    let payload: Option<Vec<u8>> = row.get(3).map_err(failed)?;
    let payload = payload.map(|bytes| RawBytes::parse(&Bytes::from(bytes), Profile::Stream, KEPT));
    Ok(Item {
        id: text(row, 0)?.into(),
        publisher: jid(row, 1)?,
        published: time(row, 2)?,
        payload: payload.transpose().map_err(failed)?,
    })
}

impl Storage for Sqlite {
    fn load(&mut self) -> Result<Records, StorageError> {
        let nodes =
            self.query("SELECT name, creator, created, config FROM node ORDER BY name", [], |row| {
                Ok(NodeRecord {
                    node: text(row, 0)?.into(),
                    creator: jid(row, 1)?,
                    created: time(row, 2)?,
                    config: NodeConfig::from_form(&form(row, 3)?),
                    affiliations: Vec::new(),
                    subscriptions: Vec::new(),
                })
            })?;
        let mut out = Vec::with_capacity(nodes.len());
        for mut node in nodes {
            let name = [node.node.as_str()];
            node.affiliations =
                self.query("SELECT jid, affiliation FROM affiliation WHERE node = ?1", name, |row| {
                    let word = text(row, 1)?;
                    Ok((
                        jid(row, 0)?,
                        Affiliation::parse(&word).ok_or_else(|| failed("unknown affiliation"))?,
                    ))
                })?;
            node.subscriptions = self.query(
                "SELECT jid, subid, state, options, given, approved FROM subscription WHERE node = ?1",
                name,
                |row| {
                    let word = text(row, 2)?;
                    Ok(SubscriptionRecord {
                        jid: jid(row, 0)?,
                        subid: SubId::from(text(row, 1)?),
                        state: SubscriptionState::parse(&word).ok_or_else(|| failed("unknown state"))?,
                        options: SubscribeOptions::from_form(&form(row, 3)?),
                        given: row.get(4).map_err(failed)?,
                        approved: row.get(5).map_err(failed)?,
                    })
                },
            )?;
            out.push(node);
        }
        let redirects = self.query("SELECT node, uri, deleted_by FROM redirect", [], |row| {
            Ok(Redirect { node: text(row, 0)?.into(), uri: text(row, 1)?, by: jid(row, 2)? })
        })?;
        Ok(Records { nodes: out, redirects })
    }

    fn save(&mut self, change: Change<'_>) -> Result<(), StorageError> {
        match change {
            Change::Created(node) => {
                let transaction = self.connection.unchecked_transaction().map_err(failed)?;
                self.execute(
                    "INSERT INTO node (name, creator, created, config) VALUES (?1, ?2, ?3, ?4)",
                    params![
                        node.node.as_str(),
                        node.creator.as_str(),
                        millis(node.created),
                        form_text(&node.config.to_form())
                    ],
                )?;
                for (jid, affiliation) in &node.affiliations {
                    self.affiliate(&node.node, jid, *affiliation)?;
                }
                self.execute("DELETE FROM redirect WHERE node = ?1", [node.node.as_str()])?;
                transaction.commit().map_err(failed)?;
            }
            Change::Configured(node, config) => {
                let form = form_text(&config.to_form());
                self.execute("UPDATE node SET config = ?2 WHERE name = ?1", params![node.as_str(), form])?;
            }
            Change::Deleted(node, redirect) => {
                let transaction = self.connection.unchecked_transaction().map_err(failed)?;
                self.execute("DELETE FROM node WHERE name = ?1", [node.as_str()])?;
                if let Some(Redirect { node, uri, by }) = redirect {
                    let values = [node.as_str(), uri, by.as_str()];
                    self.execute("INSERT OR REPLACE INTO redirect VALUES (?1, ?2, ?3)", values)?;
                }
                transaction.commit().map_err(failed)?;
            }
            Change::Affiliated(node, jid, Affiliation::None) => {
                let values = [node.as_str(), jid.as_str()];
                self.execute("DELETE FROM affiliation WHERE node = ?1 AND jid = ?2", values)?;
            }
            Change::Affiliated(node, jid, affiliation) => self.affiliate(node, jid, affiliation)?,
            Change::Subscribed(node, record) => {
                let form = form_text(&record.options.to_form());
                let (jid, subid) = (record.jid.as_str(), record.subid.as_str());
                let (state, given, approved) = (record.state.as_str(), record.given, record.approved);
                self.execute(
                    "INSERT OR REPLACE INTO subscription (node, jid, subid, state, options, given, approved)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![node.as_str(), jid, subid, state, form, given, approved],
                )?;
            }
            Change::Unsubscribed(node, jid, subid) => {
                let values = [node.as_str(), jid.as_str(), subid.as_str()];
                self.execute("DELETE FROM subscription WHERE node = ?1 AND jid = ?2 AND subid = ?3", values)?;
            }
            _ => return Err(failed("a change this storage does not know")),
        }
        Ok(())
    }

    fn put(&mut self, node: &NodeId, items: &[Item]) -> Result<(), StorageError> {
        // What is not committed at the end of this function is taken back.
        let transaction = self.connection.unchecked_transaction().map_err(failed)?;
        // A replaced row gets a new number: the item is the newest.
        let sql = "INSERT OR REPLACE INTO item (node, name, publisher, published, payload)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        for item in items {
            let payload = item.payload.as_ref().map(|payload| payload.as_bytes().as_ref());
            let (publisher, published) = (item.publisher.as_str(), millis(item.published));
            self.execute(sql, params![node.as_str(), item.id.as_str(), publisher, published, payload])?;
        }
        transaction.commit().map_err(failed)
    }

    fn remove(&mut self, node: &NodeId, items: &[ItemId]) -> Result<(), StorageError> {
        let transaction = self.connection.unchecked_transaction().map_err(failed)?;
        for item in items {
            self.execute("DELETE FROM item WHERE node = ?1 AND name = ?2", [node.as_str(), item.as_str()])?;
        }
        transaction.commit().map_err(failed)
    }

    fn purge(&mut self, node: &NodeId) -> Result<(), StorageError> {
        self.execute("DELETE FROM item WHERE node = ?1", [node.as_str()])?;
        Ok(())
    }

    fn count(&self, node: &NodeId) -> Result<usize, StorageError> {
        let sql = "SELECT count(*) FROM item WHERE node = ?1";
        let counts = self.query(sql, [node.as_str()], |row| row.get::<_, i64>(0).map_err(failed))?;
        Ok(counts.first().and_then(|count| usize::try_from(*count).ok()).unwrap_or(0))
    }

    fn item(&self, node: &NodeId, name: &ItemId) -> Result<Option<Item>, StorageError> {
        let sql = "SELECT name, publisher, published, payload FROM item WHERE node = ?1 AND name = ?2";
        Ok(self.query(sql, [node.as_str(), name.as_str()], item)?.pop())
    }

    fn position(&self, node: &NodeId, item: &ItemId) -> Result<Option<usize>, StorageError> {
        let sql = "SELECT (SELECT count(*) FROM item o WHERE o.node = i.node AND o.number < i.number)
                   FROM item i WHERE node = ?1 AND name = ?2";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let place = statement.query_row([node.as_str(), item.as_str()], |row| row.get::<_, i64>(0));
        Ok(place.optional().map_err(failed)?.and_then(|place| usize::try_from(place).ok()))
    }

    fn items(&self, node: &NodeId, skip: usize, take: usize) -> Result<Vec<Item>, StorageError> {
        let limit = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let sql = "SELECT name, publisher, published, payload FROM item WHERE node = ?1
                   ORDER BY number LIMIT ?3 OFFSET ?2";
        self.query(sql, params![node.as_str(), limit(skip), limit(take)], item)
    }
}
