//! Options of a subscription: the form `…#subscribe_options` (XEP-0060, 16.4.2).

use std::time::SystemTime;

use super::node_config::{BadValue, Kind, Row, boolean, flag, one};
use super::time;

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
        Self { deliver: true, expire: Expire::Never, show_values: Vec::new() }
    }
}

/// Words of `pubsub#show-values`.
const SHOW: &[&str] = &["away", "chat", "dnd", "online", "xa"];

/// The fields that are offered. `digest`, `include_body`, `subscription_type` and `subscription_depth` are not: a
/// value that asks for them is refused as `invalid-options`.
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
            options.show_values = values.iter().map(|value| (*value).to_owned()).collect();
            Ok(())
        },
    },
    not_offered("pubsub#digest", boolean_off),
    not_offered("pubsub#include_body", boolean_off),
    not_offered("pubsub#subscription_type", |_, values| word_is(values, "items")),
    not_offered("pubsub#subscription_depth", |_, values| word_is(values, "1")),
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

fn word_is(values: &[&str], only: &str) -> Result<(), BadValue> {
    if one(values)? == only { Ok(()) } else { Err(BadValue) }
}
