//! Publish-subscribe (XEP-0060): requests, answers and events, a service and a client.

mod client;
mod event;
mod forms;
mod ids;
mod name;
mod node_config;
mod options;
mod payload;
mod refusal;
mod request;
mod service;
mod storage;
mod time;
mod wire;
mod words;

pub use client::{
    AuthorizationRequest, Client, ClientDeadline, ClientEvent, ClientTimer, EventMessage, RequestError,
    RequestId, SubscribeAs,
};
pub use event::Event;
pub use name::{ItemId, NodeId, SubId};
pub use node_config::{Bound, NodeConfig};
pub use options::{Expire, SubscribeOptions};
pub use payload::{NotificationNamespace, escaped_notification, markup, notification};
pub use refusal::{Reason, Refusal};
pub use request::{Answer, CommandState, NewItem, ReadItem, Refused, Request, SubscriptionInfo, Which};
pub use service::{
    AutoCreate, Bounces, Contact, Creators, Limits, OptionsNeeded, Service, ServiceConfig, ServiceDeadline,
    ServiceTimer,
};
pub use storage::{Change, Item, Memory, NodeRecord, Storage, StorageError, SubscriptionRecord};
pub use time::Now;
pub use words::{
    AccessModel, Affiliation, Feature, Features, ItemReply, NodeFull, NodeType, NotificationType,
    PublishModel, SendLast, SubscriptionState,
};
