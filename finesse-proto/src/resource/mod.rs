//! The resources of the interface as records: one row a child element.
//!
//! Every text is kept as it came, borrowed from the document where that is possible. Numbers, states and times are texts too, because
//! servers of different releases write them differently (`-1`, empty, blanks round them); methods give their meaning where one is
//! defined. A child that is always there is a `Cow`, one that may be absent an `Option`. Children are read in any order, unknown ones
//! are kept in `other`; they are written in the order live servers use, which is alphabetical.

mod config;
mod dialog;
mod layout;
mod log;
mod media;
mod media_request;
mod message;
mod phone_book;
mod queue;
mod reason;
mod request;
mod system;
mod team;
mod user;
mod workflow;

pub use config::{
    ClusterConfig, ConfigInfo, ConnectedUsersInfo, CtiConfig, EnterpriseDatabaseConfig, HostName,
    SystemConfig, UserAuthMode, UserSummary,
};
pub use dialog::{
    ActionParam, CallVariable, Dialog, Dialogs, MediaProperties, Participant, ScheduledCallback, WrapUpItems,
};
pub use layout::{
    LayoutColumn, LayoutConfig, LayoutEntry, MediaPropertiesLayout, MediaPropertiesLayouts, TeamLayoutConfig,
};
pub use log::ClientLog;
pub use media::{Media, MediaList};
pub use media_request::{DialogLogoutAction, InterruptAction, MediaIntent, MediaRequest};
pub use message::{Creator, TeamMessage, TeamMessages};
pub(crate) use phone_book::cut_contacts;
pub use phone_book::{Contact, Contacts, PhoneBook, PhoneBooks};
pub use queue::{Queue, QueueStatistics, Queues};
pub use reason::{AssignedItem, ReasonCode, ReasonCodes, WrapUpReason, WrapUpReasons};
pub use request::{DialogIntent, DialogRequest, RequestedProperties, UserIntent, UserRequest};
pub use system::{CtiServer, NodeInfo, SystemInfo};
pub use team::{Team, Teams};
pub use user::{Device, MobileAgent, Settings, TeamSummary, User, Users};
pub use workflow::{
    ActionVariable, Condition, ConditionSet, Trigger, TriggerSet, Variable, Workflow, WorkflowAction,
    WorkflowActions, WorkflowParam, Workflows,
};

use std::borrow::Cow;

/// The text of an element, by a name that is spelled twice in the field (`reasonCode`, `ReasonCode`): the one that is there.
fn either<'a, T>(one: &'a Option<T>, other: &'a Option<T>) -> Option<&'a T> {
    one.as_ref().or(other.as_ref())
}

/// The last segment of a relative URI: `3` of `/finesse/api/ReasonCode/3`, with or without a slash at its ends.
fn last_segment(uri: &str) -> &str {
    let uri = uri.trim().trim_end_matches('/');
    uri.rsplit_once('/').map_or(uri, |(_, last)| last)
}

/// A text without blanks round it, unless it is absent or empty.
fn filled<'a>(text: Option<&'a Cow<'_, str>>) -> Option<&'a str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}
