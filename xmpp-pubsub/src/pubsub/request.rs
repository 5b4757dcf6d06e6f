//! Requests and answers, as a client says and a service understands them.

use xml_cursor::RawBytes;

use super::name::{ItemId, NodeId, SubId};
use super::refusal::Refusal;
use super::words::{Affiliation, SubscriptionState, words};
use crate::{DataForm, Jid, Page, ResultPage};

/// One request to a publish-subscribe service: the payload of an IQ stanza.
///
/// What a request may lack is an `Option`, because leaving it out has an answer of its own.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Request {
    /// What is this service, or this node? (5.1, 5.3, 5.4)
    DiscoInfo(Option<NodeId>),
    /// Which nodes are there, or which items has this node? (5.2, 5.5)
    DiscoItems(Option<NodeId>, Option<Page>),
    /// My subscriptions, of one node or all. (5.6)
    Subscriptions(Option<NodeId>, Option<Page>),
    /// My affiliations, to one node or all. (5.7)
    Affiliations(Option<NodeId>, Option<Page>),
    /// Subscribe. (6.1)
    Subscribe {
        /// To which node.
        node: Option<NodeId>,
        /// Who is to be subscribed: the sender's bare or full JID.
        jid: Option<Jid>,
        /// Options of the subscription.
        options: Option<DataForm>,
    },
    /// Unsubscribe. (6.2)
    Unsubscribe(Which),
    /// Ask for options. (6.3.2)
    Options(Which),
    /// Set options. (6.3.5)
    SetOptions(Which, DataForm),
    /// Ask for the default options. (6.4)
    DefaultOptions(Option<NodeId>),
    /// Ask for items. (6.5)
    Items {
        /// Of which node.
        node: Option<NodeId>,
        /// At most so many, the newest.
        max: Option<u32>,
        /// These; all when empty.
        ids: Vec<ItemId>,
        /// As the holder of this subscription.
        subid: Option<SubId>,
        /// A part of them.
        page: Option<Page>,
    },
    /// Publish. (7.1)
    Publish {
        /// To which node.
        node: Option<NodeId>,
        /// What. Usually one.
        items: Vec<NewItem>,
        /// How the node must be configured. (7.1.5)
        options: Option<DataForm>,
    },
    /// Retract items. (7.2)
    Retract {
        /// Of which node.
        node: Option<NodeId>,
        /// Which; `None` for an item without name.
        items: Vec<Option<ItemId>>,
        /// Whether subscribers are told; the node decides when it is left out.
        notify: Option<bool>,
    },
    /// Create a node. (8.1)
    Create {
        /// Its name; the service makes one when it is left out.
        node: Option<NodeId>,
        /// Its configuration.
        config: Option<DataForm>,
    },
    /// Ask for the configuration of a node. (8.2.1)
    Configuration(Option<NodeId>),
    /// Set the configuration of a node. (8.2.4)
    Configure(Option<NodeId>, DataForm),
    /// Ask for the configuration of new nodes. (8.3)
    DefaultConfiguration,
    /// Delete a node. (8.4)
    Delete {
        /// Which node.
        node: Option<NodeId>,
        /// Where it went.
        redirect: Option<String>,
    },
    /// Remove all items of a node. (8.5)
    Purge(Option<NodeId>),
    /// Ask for the pending subscriptions of a node, or for the nodes that have some. (8.7)
    Pending(Option<NodeId>),
    /// Put a node into a collection. (XEP-0248, 7.5)
    Associate {
        /// Into which.
        collection: Option<NodeId>,
        /// Which node.
        node: Option<NodeId>,
    },
    /// Take a node out of a collection. (XEP-0248, 7.6)
    Dissociate {
        /// Out of which.
        collection: Option<NodeId>,
        /// Which node.
        node: Option<NodeId>,
    },
    /// Leave the ad-hoc command of [`Request::Pending`].
    CancelPending,
    /// Ask for the subscriptions of a node. (8.8.1)
    Subscribers(Option<NodeId>, Option<Page>),
    /// Change subscriptions of a node. (8.8.2)
    ChangeSubscribers(Option<NodeId>, Vec<SubscriptionInfo>),
    /// Ask for the affiliations of a node. (8.9.1)
    Affiliates(Option<NodeId>, Option<Page>),
    /// Change affiliations of a node. (8.9.2)
    ChangeAffiliates(Option<NodeId>, Vec<(Jid, Affiliation)>),
}

/// Names a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// Of which node.
    pub node: Option<NodeId>,
    /// Who is subscribed.
    pub jid: Option<Jid>,
    /// Which of several subscriptions.
    pub subid: Option<SubId>,
}

/// An item to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// Its name; the service makes one when it is left out.
    pub id: Option<ItemId>,
    /// One element, stand-alone: it declares every namespace it uses.
    pub payload: Option<RawBytes>,
}

/// A subscription, as answers and events name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionInfo {
    /// Of which node; left out where the surrounding element says it.
    pub node: Option<NodeId>,
    /// Who is subscribed.
    pub jid: Jid,
    /// In which state.
    pub state: SubscriptionState,
    /// Which of several subscriptions.
    pub subid: Option<SubId>,
}

/// The answer to a [`Request`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// Done; there is nothing to say.
    Done,
    /// To [`Request::DiscoInfo`].
    Info(crate::DiscoInfo),
    /// To [`Request::DiscoItems`].
    Entries(crate::DiscoItems, Option<ResultPage>),
    /// To [`Request::Subscribe`] and [`Request::Unsubscribe`].
    Subscription(SubscriptionInfo),
    /// To [`Request::Subscriptions`], with the node that was asked about.
    Subscriptions(Option<NodeId>, Vec<SubscriptionInfo>, Option<ResultPage>),
    /// To [`Request::Affiliations`], with the node that was asked about.
    Affiliations(Option<NodeId>, Vec<(NodeId, Affiliation)>, Option<ResultPage>),
    /// To [`Request::Options`].
    Options(Which, DataForm),
    /// To [`Request::DefaultOptions`].
    DefaultOptions(Option<NodeId>, DataForm),
    /// To [`Request::Items`].
    Items(NodeId, Vec<ReadItem>, Option<ResultPage>),
    /// To [`Request::Publish`].
    Published(NodeId, Vec<ItemId>),
    /// To [`Request::Create`].
    Created(NodeId),
    /// To [`Request::Configuration`].
    Configuration(NodeId, DataForm),
    /// To [`Request::DefaultConfiguration`].
    DefaultConfiguration(DataForm),
    /// To [`Request::Pending`]: the command is done, or asks for a node by a form.
    Command(CommandState, Option<DataForm>),
    /// To [`Request::Subscribers`].
    Subscribers(NodeId, Vec<SubscriptionInfo>, Option<ResultPage>),
    /// To [`Request::Affiliates`].
    Affiliates(NodeId, Vec<(Jid, Affiliation)>, Option<ResultPage>),
}

words! {
    /// How far an ad-hoc command is (XEP-0050).
    CommandState {
        /// A form is to be filled in.
        Executing = "executing",
        /// It is done.
        Completed = "completed",
        /// It was given up.
        Canceled = "canceled",
    }
}

/// An item in an answer or an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadItem {
    /// Its name.
    pub id: Option<ItemId>,
    /// Who published it, as the service says.
    pub publisher: Option<Jid>,
    /// One element, stand-alone.
    pub payload: Option<RawBytes>,
}

/// A request was refused. Some refusals show what was not changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Why.
    pub refusal: Box<Refusal>,
    /// The entries that could not be changed, as they are (8.8.2.4, 8.9.2.4).
    pub entries: Option<Box<Answer>>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal: Box::new(refusal), entries: None }
    }
}
