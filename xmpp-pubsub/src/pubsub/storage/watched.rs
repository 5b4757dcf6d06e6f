//! A storage that somebody watches.

use std::fmt;

use super::super::name::{ItemId, NodeId};
use super::{Change, Item, Records, Storage, StorageError};

/// What a storage is about to be told.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Write<'a> {
    /// [`Storage::save`].
    Save(Change<'a>),
    /// [`Storage::put`].
    Put(&'a NodeId, &'a [Item]),
    /// [`Storage::remove`].
    Remove(&'a NodeId, &'a [ItemId]),
    /// [`Storage::purge`].
    Purge(&'a NodeId),
}

/// A storage in front of which somebody sees each change before it is made, and may refuse it: to count, to log, to keep a
/// copy elsewhere, or to see what a service does when its storage fails.
///
/// ```
/// use xmpp_pubsub::pubsub::{Memory, NodeId, Storage, StorageError, Watched, Write};
///
/// let mut purges = 0;
/// let mut storage = Watched::new(Memory::new(), |write: &Write<'_>| match write {
///     Write::Purge(_) => {
///         purges += 1;
///         Err(StorageError("nothing is ever removed here".into()))
///     }
///     _ => Ok(()),
/// });
/// assert!(storage.purge(&NodeId::new("n")).is_err());
/// drop(storage);
/// assert_eq!(purges, 1);
/// ```
pub struct Watched<S, F> {
    storage: S,
    watch: F,
}

impl<S, F> Watched<S, F> {
    /// Puts `watch` in front of a storage. What it refuses does not reach the storage.
    pub fn new(storage: S, watch: F) -> Self
    where
        F: FnMut(&Write<'_>) -> Result<(), StorageError>,
    {
        Self { storage, watch }
    }
}

impl<S: fmt::Debug, F> fmt::Debug for Watched<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched").field("storage", &self.storage).finish_non_exhaustive()
    }
}

impl<S, F> Storage for Watched<S, F>
where
    S: Storage,
    F: FnMut(&Write<'_>) -> Result<(), StorageError>,
{
    fn load(&mut self) -> Result<Records, StorageError> {
        self.storage.load()
    }

    fn save(&mut self, change: Change<'_>) -> Result<(), StorageError> {
        (self.watch)(&Write::Save(change))?;
        self.storage.save(change)
    }

    fn put(&mut self, node: &NodeId, items: &[Item]) -> Result<(), StorageError> {
        (self.watch)(&Write::Put(node, items))?;
        self.storage.put(node, items)
    }

    fn remove(&mut self, node: &NodeId, items: &[ItemId]) -> Result<(), StorageError> {
        (self.watch)(&Write::Remove(node, items))?;
        self.storage.remove(node, items)
    }

    fn purge(&mut self, node: &NodeId) -> Result<(), StorageError> {
        (self.watch)(&Write::Purge(node))?;
        self.storage.purge(node)
    }

    fn count(&self, node: &NodeId) -> Result<usize, StorageError> {
        self.storage.count(node)
    }

    fn item(&self, node: &NodeId, item: &ItemId) -> Result<Option<Item>, StorageError> {
        self.storage.item(node, item)
    }

    fn position(&self, node: &NodeId, item: &ItemId) -> Result<Option<usize>, StorageError> {
        self.storage.position(node, item)
    }

    fn items(&self, node: &NodeId, skip: usize, take: usize) -> Result<Vec<Item>, StorageError> {
        self.storage.items(node, skip, take)
    }
}
