//! In place of collections, where this crate is built without them: the graph is flat and nobody listens above.

use super::super::name::NodeId;
use super::super::node_config::NodeConfig;
use super::super::refusal::Refusal;
use super::super::request::{Answer, Refused};
use super::super::storage::{Storage, StorageError};
use super::super::time::Now;
use super::super::words::Feature;
use super::Service;
use super::node::NodeKey;
use super::outbox::Audience;
use crate::Jid;

#[derive(Debug)]
pub(super) struct Plan;

#[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as with collections")]
impl<S: Storage> Service<S> {
    pub(super) fn collects(&self) -> bool {
        false
    }

    pub(super) fn open_collections(&mut self, _: Now) -> Result<(), StorageError> {
        Ok(())
    }

    pub(super) fn named_nodes(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn find_subscribable(&self, name: Option<&NodeId>) -> Result<NodeKey, Refusal> {
        self.find(name)
    }

    pub(super) fn down(&self, _: NodeKey) -> impl Iterator<Item = NodeKey> + Clone {
        std::iter::empty()
    }

    pub(super) fn is_at_top(&self, _: NodeKey) -> bool {
        true
    }

    pub(super) fn unlink(&mut self, _: NodeKey) {}

    pub(super) fn plan(
        &self,
        _: &Jid,
        _: Option<NodeKey>,
        _: &mut NodeConfig,
        _: Option<Vec<String>>,
    ) -> Result<Plan, Refusal> {
        Ok(Plan)
    }

    pub(super) fn keep_plan(&mut self, _: &NodeId, _: &Plan) -> Result<(), Refusal> {
        Ok(())
    }

    pub(super) fn take_back(&mut self, _: &Plan) {}

    pub(super) fn keep_orphans(&mut self, _: NodeKey) -> Result<Plan, Refusal> {
        Ok(Plan)
    }

    pub(super) fn link(&mut self, _: NodeKey, _: &Plan) {}

    pub(super) fn associate(
        &mut self,
        _: &Jid,
        _: Option<&NodeId>,
        _: Option<&NodeId>,
    ) -> Result<Answer, Refused> {
        Err(Refusal::unsupported(Feature::Collections).into())
    }

    pub(super) fn dissociate(
        &mut self,
        _: &Jid,
        _: Option<&NodeId>,
        _: Option<&NodeId>,
    ) -> Result<Answer, Refused> {
        Err(Refusal::unsupported(Feature::Collections).into())
    }

    pub(super) fn is_heard_above(&self, _: NodeKey) -> bool {
        false
    }

    pub(super) fn tell_items_above(&mut self, _: NodeKey, _: &[u8]) {}

    pub(super) fn tell_node_above(&mut self, _: NodeKey, _: &[u8], _: Option<Audience>) {}

    pub(super) fn tell_created(&mut self, _: NodeKey) {}

    pub(super) fn tell_links(&mut self, _: NodeKey, _: &Plan) {}
}
