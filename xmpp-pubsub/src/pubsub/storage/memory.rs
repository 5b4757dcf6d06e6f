//! A storage without a store.

use std::collections::{BTreeMap, VecDeque};

use super::super::name::{ItemId, NodeId};
use super::{Change, Item, Records, Storage, StorageError};

/// Keeps items in memory, and nothing else: all is gone with the process.
#[derive(Debug, Default)]
pub struct Memory {
    nodes: BTreeMap<NodeId, Kept>,
    records: Records,
}

#[derive(Debug, Default)]
struct Kept {
    /// Oldest first; the number grows with every publish.
    items: VecDeque<(u64, Item)>,
    numbers: BTreeMap<ItemId, u64>,
    next: u64,
}

impl Kept {
    fn place(&self, item: &ItemId) -> Option<usize> {
        let number = self.numbers.get(item)?;
        self.items.binary_search_by_key(number, |(number, _)| *number).ok()
    }

    fn remove(&mut self, item: &ItemId) {
        if let Some(place) = self.place(item) {
            self.items.remove(place);
            self.numbers.remove(item);
        }
    }
}

impl Memory {
    /// Without anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// A service that starts with it finds these nodes, without items.
    pub fn with_records(records: Records) -> Self {
        Self { nodes: BTreeMap::new(), records }
    }
}

impl Storage for Memory {
    fn load(&mut self) -> Result<Records, StorageError> {
        Ok(std::mem::take(&mut self.records))
    }

    fn save(&mut self, change: Change<'_>) -> Result<(), StorageError> {
        if let Change::Deleted(node, _) = change {
            self.nodes.remove(node);
        }
        Ok(())
    }

    fn put(&mut self, node: &NodeId, items: &[Item]) -> Result<(), StorageError> {
        let kept = self.nodes.entry(node.clone()).or_default();
        for item in items {
            kept.remove(&item.id);
            kept.items.push_back((kept.next, item.clone()));
            kept.numbers.insert(item.id.clone(), kept.next);
            kept.next += 1;
        }
        Ok(())
    }

    fn remove(&mut self, node: &NodeId, items: &[ItemId]) -> Result<(), StorageError> {
        let Some(kept) = self.nodes.get_mut(node) else { return Ok(()) };
        for item in items {
            kept.remove(item);
        }
        if kept.items.is_empty() {
            self.nodes.remove(node);
        }
        Ok(())
    }

    fn purge(&mut self, node: &NodeId) -> Result<(), StorageError> {
        self.nodes.remove(node);
        Ok(())
    }

    fn count(&self, node: &NodeId) -> Result<usize, StorageError> {
        Ok(self.nodes.get(node).map_or(0, |kept| kept.items.len()))
    }

    fn item(&self, node: &NodeId, item: &ItemId) -> Result<Option<Item>, StorageError> {
        let Some(kept) = self.nodes.get(node) else { return Ok(None) };
        Ok(kept.place(item).and_then(|place| kept.items.get(place)).map(|(_, item)| item.clone()))
    }

    fn position(&self, node: &NodeId, item: &ItemId) -> Result<Option<usize>, StorageError> {
        Ok(self.nodes.get(node).and_then(|kept| kept.place(item)))
    }

    fn items(&self, node: &NodeId, skip: usize, take: usize) -> Result<Vec<Item>, StorageError> {
        let Some(kept) = self.nodes.get(node) else { return Ok(Vec::new()) };
        let end = skip.saturating_add(take).min(kept.items.len());
        let start = skip.min(end);
        Ok(kept.items.range(start..end).map(|(_, item)| item.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::Jid;

    fn item(id: &str) -> Item {
        Item { id: id.into(), publisher: Jid::new("p@d").unwrap(), published: UNIX_EPOCH, payload: None }
    }

    fn names(items: &[Item]) -> Vec<&str> {
        items.iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn ps_pub_2_an_item_published_again_is_the_newest() {
        let (mut memory, node) = (Memory::new(), NodeId::new("n"));
        for id in ["a", "b", "c", "a"] {
            memory.put(&node, &[item(id)]).unwrap();
        }
        assert_eq!(memory.count(&node), Ok(3));
        assert_eq!(names(&memory.items(&node, 0, 10).unwrap()), ["b", "c", "a"]);
        assert_eq!(memory.position(&node, &"a".into()), Ok(Some(2)));
        assert_eq!(names(&memory.items(&node, 1, 1).unwrap()), ["c"]);
        assert_eq!(memory.items(&node, 7, usize::MAX), Ok(Vec::new()));
    }

    #[test]
    fn a_removed_item_is_gone() {
        let (mut memory, node) = (Memory::new(), NodeId::new("n"));
        memory.put(&node, &[item("a"), item("b")]).unwrap();
        assert_eq!(memory.remove(&node, &["a".into(), "x".into()]), Ok(()));
        assert_eq!(memory.remove(&node, &["a".into()]), Ok(()));
        assert_eq!(names(&memory.items(&node, 0, 9).unwrap()), ["b"]);
        memory.save(Change::Deleted(&node, None)).unwrap();
        assert_eq!(memory.count(&node), Ok(0));
    }
}
