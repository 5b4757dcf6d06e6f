//! Options of a subscription: the form `…#subscribe_options` (XEP-0060, 16.4.2).

use std::time::SystemTime;

use super::node_config::{BadValue, Kind, Row, boolean, flag, one};
use super::time;
use super::words::SubscriptionType;

/// How a subscription behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscribeOptions {
    /// Whether events are sent at all.
    pub deliver: bool,
    /// When the subscription ends.
    pub expire: Expire,
    /// Presence states in which events are wanted; all when empty. Only looked at when the subscriber's presence is
    /// known.
    pub show_values: Vec<String>,
    /// Of a collection: how far down (XEP-0248, 6.1). `None` is as good as [`Depth::To`]`(1)`.
    pub subscription_depth: Option<Depth>,
    /// Of a collection: what to hear of (XEP-0248, 6.1). `None` is as good as [`SubscriptionType::Nodes`].
    pub subscription_type: Option<SubscriptionType>,
}

/// How far down a subscription to a collection reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// So many steps: 1 for the nodes of the collection itself.
    To(u32),
    /// `all`.
    All,
}

impl Depth {
    fn parse(text: &str) -> Option<Self> {
        if text == "all" { Some(Self::All) } else { text.parse().ok().map(Self::To) }
    }
}

impl std::fmt::Display for Depth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::To(n) => n.fmt(f),
            Self::All => f.write_str("all"),
        }
    }
}

impl SubscribeOptions {
    /// As a subscription to a collection has them: with everything said.
    pub(super) fn of_collection(mut self) -> Self {
        self.subscription_type.get_or_insert(SubscriptionType::Nodes);
        self.subscription_depth.get_or_insert(Depth::To(1));
        self
    }
}

/// When a subscription ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expire {
    /// Not by itself.
    Never,
    /// At a time.
    At(SystemTime),
    /// When the subscriber goes offline.
    Presence,
}

impl Default for SubscribeOptions {
    fn default() -> Self {
        Self {
            deliver: true,
            expire: Expire::Never,
            show_values: Vec::new(),
            subscription_depth: None,
            subscription_type: None,
        }
    }
}

/// Fields that only subscriptions to collections have.
pub(super) const SUBSCRIPTION_TYPE: &str = "pubsub#subscription_type";
pub(super) const SUBSCRIPTION_DEPTH: &str = "pubsub#subscription_depth";

/// Words of `pubsub#show-values`.
const SHOW: &[&str] = &["away", "chat", "dnd", "online", "xa"];

/// Words of `pubsub#subscription_type`.
const TYPES: &[&str] = &["items", "nodes", "all"];

/// The fields that are offered. `digest`, `digest_frequency` and `include_body` are not: a value that asks for them is
/// refused as `invalid-options`.
pub(super) const ROWS: &[Row<SubscribeOptions>] = &[
    Row {
        var: "pubsub#deliver",
        label: "Whether events are sent",
        kind: Kind::Bool,
        get: |options| flag(options.deliver),
        set: |options, values| {
            options.deliver = boolean(values)?;
            Ok(())
        },
    },
    Row {
        var: "pubsub#expire",
        label: "When the subscription ends: a time, or presence",
        kind: Kind::Text,
        get: |options| match options.expire {
            Expire::Never => Vec::new(),
            Expire::Presence => vec!["presence".to_owned()],
            Expire::At(at) => vec![time::format(at)],
        },
        set: |options, values| {
            options.expire = match one(values)? {
                "" => Expire::Never,
                "presence" => Expire::Presence,
                text => Expire::At(time::parse(text).ok_or(BadValue)?),
            };
            Ok(())
        },
    },
    Row {
        var: "pubsub#show-values",
        label: "Presence states in which events are wanted",
        kind: Kind::Many(SHOW),
        get: |options| options.show_values.clone(),
        set: |options, values| {
            if !values.iter().all(|value| SHOW.contains(value)) {
                return Err(BadValue);
            }
            // Each word once, however often it is said.
            let said = SHOW.iter().filter(|word| values.contains(word));
            options.show_values = said.map(|word| (*word).to_owned()).collect();
            Ok(())
        },
    },
    not_offered("pubsub#digest", boolean_off),
    not_offered("pubsub#include_body", boolean_off),
    not_offered(
        "pubsub#digest_frequency",
        |_, values| if one(values)?.is_empty() { Ok(()) } else { Err(BadValue) },
    ),
    Row {
        var: SUBSCRIPTION_TYPE,
        label: "Of a collection: what to hear of",
        kind: Kind::One(TYPES),
        get: |options| options.subscription_type.iter().map(ToString::to_string).collect(),
        set: |options, values| {
            options.subscription_type = match one(values)? {
                "" => None,
                word => Some(SubscriptionType::parse(word).ok_or(BadValue)?),
            };
            Ok(())
        },
    },
    Row {
        var: SUBSCRIPTION_DEPTH,
        label: "Of a collection: how far down",
        kind: Kind::Text,
        get: |options| options.subscription_depth.iter().map(ToString::to_string).collect(),
        set: |options, values| {
            options.subscription_depth = match one(values)? {
                "" => None,
                text => Some(Depth::parse(text).ok_or(BadValue)?),
            };
            Ok(())
        },
    },
];

const fn not_offered(
    var: &'static str,
    set: fn(&mut SubscribeOptions, &[&str]) -> Result<(), BadValue>,
) -> Row<SubscribeOptions> {
    Row { var, label: "", kind: Kind::Hidden, get: |_| Vec::new(), set }
}

fn boolean_off(_: &mut SubscribeOptions, values: &[&str]) -> Result<(), BadValue> {
    if boolean(values)? { Err(BadValue) } else { Ok(()) }
}
