//! What a service offers, to whom, and how much of it.

use super::super::node_config::NodeConfig;
use super::super::words::Features;
use crate::Jid;

/// Configuration of a [`Service`](super::Service).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ServiceConfig {
    /// The service's own address, for example `pubsub.uccx.example`.
    pub jid: Jid,
    /// Its name in service discovery.
    pub name: String,
    /// What is offered; everything else is answered with `feature-not-implemented`.
    pub features: Features,
    /// Bare JIDs that count as owner of every node and may act for others: a Finesse server's account.
    pub admins: Vec<Jid>,
    /// Who may create nodes.
    pub creators: Creators,
    /// Whether a publish to a missing node makes it, for those who may create nodes.
    pub auto_create: AutoCreate,
    /// Configuration of a new node.
    pub node_defaults: NodeConfig,
    /// Whether a subscription must come with options (XEP-0060, 6.1.5).
    pub options_needed: OptionsNeeded,
    /// Domain of anonymous users, who may not subscribe.
    pub anonymous: Option<String>,
    /// What an event that comes back does to the subscription.
    pub bounces: Bounces,
    /// What a service holds at most.
    pub limits: Limits,
}

impl ServiceConfig {
    /// Everybody may create nodes, with the defaults of XEP-0060.
    pub fn new(jid: Jid) -> Self {
        Self {
            jid,
            name: "Publish-Subscribe".to_owned(),
            features: Features::default(),
            admins: Vec::new(),
            creators: Creators::Everybody,
            auto_create: AutoCreate::Creators,
            node_defaults: NodeConfig::default(),
            options_needed: OptionsNeeded::No,
            anonymous: None,
            bounces: Bounces::End,
            limits: Limits::default(),
        }
    }

    /// As a Finesse server wants it: only `publisher` makes nodes, by publishing, and they keep nothing.
    pub fn finesse(jid: Jid, publisher: Jid) -> Self {
        Self {
            admins: vec![publisher],
            creators: Creators::Admins,
            node_defaults: NodeConfig::finesse(),
            bounces: Bounces::Ignore,
            ..Self::new(jid)
        }
    }
}

/// Who may create nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Creators {
    /// Everybody.
    Everybody,
    /// Accounts of this domain; others are told to register.
    Domain(String),
    /// Only [`ServiceConfig::admins`].
    Admins,
}

/// Whether a publish to a missing node makes it (XEP-0060, 7.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoCreate {
    /// It is refused.
    Never,
    /// For those who may create nodes.
    Creators,
}

/// What a subscription without options leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionsNeeded {
    /// It is complete.
    No,
    /// It is refused as `configuration-required`.
    AtOnce,
    /// It stays `unconfigured` until options are set.
    Later,
}

/// What an event that comes back with an error of type `cancel` does (XEP-0060, 12.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounces {
    /// The subscription ends.
    End,
    /// Nothing. A Finesse server keeps explicit subscriptions of a full JID while its client is away.
    Ignore,
}

/// What a service holds at most; above it requests are refused and change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Nodes of the service.
    pub nodes: usize,
    /// Nodes that one account (bare JID) has made and that are still there, whoever owns them now. Admins may make as
    /// many as there is room for.
    pub nodes_per_account: usize,
    /// Subscriptions of one account (bare JID) over all nodes; and as many again that owners of nodes may give it, which
    /// take nothing from its own.
    pub subscriptions_per_account: usize,
    /// Subscriptions of one JID to one node, where it may have several: each event names them all.
    pub subscriptions_per_jid: usize,
    /// Subscribed JIDs of one node.
    pub subscribers_per_node: usize,
    /// Affiliations of one node.
    pub affiliations_per_node: usize,
    /// Owners among them: each is asked about every subscription that needs an approval.
    pub owners_per_node: usize,
    /// Octets of all texts in the configuration of one node. The default leaves room in an answer for six times as much,
    /// which they may take in XML.
    pub config: usize,
    /// Nodes in one collection.
    pub children: usize,
    /// Largest `max_items` of a node.
    pub max_items: u32,
    /// Largest `max_payload_size` of a node, in octets. The default leaves room for a stanza of 256 KiB.
    pub max_payload: u32,
    /// Items in one publish or retract, entries in one list of changes, and nodes that one configuration of a collection
    /// puts into it or takes out.
    pub items_per_request: usize,
    /// Items, nodes or subscriptions in one answer; the rest comes in pages.
    pub page: usize,
    /// Octets of one answer; the rest comes in pages, each with at least one thing. The default leaves room for a stanza
    /// of 256 KiB.
    pub answer: usize,
    /// Longest name of a node or an item, and longest address a deleted node went to, in octets.
    pub name: usize,
    /// Deleted nodes of which a new address is remembered, until there is a node of that name again. With so many a node
    /// can only be deleted without one.
    pub redirects: usize,
    /// Of these, those that one account has left behind. Admins may leave as many as there is room for.
    pub redirects_per_account: usize,
    /// Accounts whose presence is remembered. Others are treated as if nothing was known of it, and get no newest item
    /// when they come.
    pub presences: usize,
    /// Resources of one account whose presence is remembered.
    pub resources_per_account: usize,
    /// Answers and events that wait to be drained. A publish is refused as long as so many wait: a host that drains
    /// after each input never comes near.
    pub queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            nodes: 1_000_000,
            nodes_per_account: 10_000,
            subscriptions_per_account: 10_000,
            subscriptions_per_jid: 16,
            subscribers_per_node: 1_000_000,
            affiliations_per_node: 100_000,
            owners_per_node: 100,
            config: 32_768,
            children: 10_000,
            max_items: 10_000,
            max_payload: 262_144,
            items_per_request: 100,
            page: 1_000,
            answer: 196_608,
            name: 1_023,
            redirects: 10_000,
            redirects_per_account: 100,
            presences: 1_000_000,
            resources_per_account: 64,
            queue: 4_096,
        }
    }
}
