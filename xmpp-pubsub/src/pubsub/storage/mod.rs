//! Where a service keeps what must outlive it.
//!
//! The service holds nodes, affiliations and subscriptions in memory, because every publish needs them; it tells the
//! storage of each change before it takes effect and reads all of them back once, when it starts. Items live in the
//! storage alone.

mod memory;
mod watched;

use std::fmt;
use std::time::SystemTime;

use xml_cursor::RawBytes;

use super::name::{ItemId, NodeId, SubId};
use super::node_config::NodeConfig;
use super::options::SubscribeOptions;
use super::words::{Affiliation, SubscriptionState};
use crate::Jid;

pub use memory::Memory;
pub use watched::{Watched, Write};

/// An item as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name, unique in its node.
    pub id: ItemId,
    /// Who published it: the bare JID.
    pub publisher: Jid,
    /// When it was published.
    pub published: SystemTime,
    /// One element, stand-alone: it declares every namespace it uses.
    pub payload: Option<RawBytes>,
}

/// A subscription as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionRecord {
    /// Who is subscribed, exactly as named in the request.
    pub jid: Jid,
    /// Tells subscriptions of one JID apart.
    pub subid: SubId,
    /// Its state.
    pub state: SubscriptionState,
    /// Its options.
    pub options: SubscribeOptions,
    /// An owner of the node made it: it takes nothing from what its account may have.
    pub given: bool,
    /// An owner of the node has made or approved it, and the right has not been lost since: it needs no approval where
    /// the node begins to ask for one.
    pub approved: bool,
}

/// Where a deleted node went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The name it had.
    pub node: NodeId,
    /// Its new address.
    pub uri: String,
    /// Who deleted it: a bare JID.
    pub by: Jid,
}

/// All that a storage has kept, but for the items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// The nodes.
    pub nodes: Vec<NodeRecord>,
    /// Where nodes went that were deleted.
    pub redirects: Vec<Redirect>,
}

/// A node without its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeRecord {
    /// Its name.
    pub node: NodeId,
    /// Who made it: a bare JID.
    pub creator: Jid,
    /// When it was made.
    pub created: SystemTime,
    /// Its configuration.
    pub config: NodeConfig,
    /// All affiliations but `none`, by bare JID.
    pub affiliations: Vec<(Jid, Affiliation)>,
    /// All subscriptions but automatic ones, which are the host's to give again.
    pub subscriptions: Vec<SubscriptionRecord>,
}

/// A change to be kept.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Change<'a> {
    /// A new node. It has its owner as affiliation and no subscriptions. What was known of a deleted node of that name is
    /// to be forgotten.
    Created(&'a NodeRecord),
    /// A new configuration.
    Configured(&'a NodeId, &'a NodeConfig),
    /// The node is gone, and with it its affiliations, subscriptions and items; where it went is to be kept.
    Deleted(&'a NodeId, Option<&'a Redirect>),
    /// A new affiliation; [`Affiliation::None`] means: forget it.
    Affiliated(&'a NodeId, &'a Jid, Affiliation),
    /// A new or changed subscription.
    Subscribed(&'a NodeId, &'a SubscriptionRecord),
    /// The subscription is gone.
    Unsubscribed(&'a NodeId, &'a Jid, &'a SubId),
}

/// The storage failed. The request is answered with `internal-server-error` and has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageError(pub String);

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the storage failed: {}", self.0)
    }
}

impl std::error::Error for StorageError {}

/// What a service needs of its storage. Calls block; a storage that takes long belongs behind a write-behind of its
/// own.
pub trait Storage {
    /// All nodes without their items, and where deleted ones went. Called once, when the service starts.
    ///
    /// # Errors
    /// The storage failed; so in all the methods.
    fn load(&mut self) -> Result<Records, StorageError>;

    /// Keeps a change.
    ///
    /// # Errors
    /// The change is not kept.
    fn save(&mut self, change: Change<'_>) -> Result<(), StorageError>;

    /// Keeps items as the newest of their node, in that order; all of them or none. An item of the same name is
    /// replaced.
    ///
    /// # Errors
    /// None of the items is kept, and none is replaced.
    fn put(&mut self, node: &NodeId, items: &[Item]) -> Result<(), StorageError>;

    /// Removes items, all of them or none. A name that is not there is passed over.
    ///
    /// # Errors
    /// All of the items are still there.
    fn remove(&mut self, node: &NodeId, items: &[ItemId]) -> Result<(), StorageError>;

    /// Removes all items of a node.
    ///
    /// # Errors
    /// The items are still there.
    fn purge(&mut self, node: &NodeId) -> Result<(), StorageError>;

    /// How many items the node has.
    ///
    /// # Errors
    /// The storage failed.
    fn count(&self, node: &NodeId) -> Result<usize, StorageError>;

    /// One item.
    ///
    /// # Errors
    /// The storage failed.
    fn item(&self, node: &NodeId, item: &ItemId) -> Result<Option<Item>, StorageError>;

    /// Place of an item among those of its node, the oldest being 0.
    ///
    /// # Errors
    /// The storage failed.
    fn position(&self, node: &NodeId, item: &ItemId) -> Result<Option<usize>, StorageError>;

    /// `take` items from place `skip` on, oldest first.
    ///
    /// # Errors
    /// The storage failed.
    fn items(&self, node: &NodeId, skip: usize, take: usize) -> Result<Vec<Item>, StorageError>;
}
