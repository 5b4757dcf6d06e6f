//! Configuration of a node: the form `…#node_config` (XEP-0060, 16.4.4) as a struct and a table of its fields.

use super::words::{
    AccessModel, AssociationPolicy, ItemReply, NodeFull, NodeType, NotificationType, PublishModel, SendLast,
};

/// How a node behaves.
///
/// [`NodeConfig::default`] is what XEP-0060 and most servers start with; [`NodeConfig::finesse`] is what a Finesse
/// server's nodes want.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeConfig {
    /// Who may subscribe and read.
    pub access_model: AccessModel,
    /// Names of the nodes in this collection (XEP-0248). What a service keeps is [`collection`](Self::collection) of
    /// each of them; here it shows and takes all at once.
    pub children: Vec<String>,
    /// Who may put nodes into this collection.
    pub children_association_policy: AssociationPolicy,
    /// Who may do so with [`AssociationPolicy::Whitelist`]: bare JIDs.
    pub children_association_whitelist: Vec<String>,
    /// How many nodes this collection may have. At most [`Limits::children`](super::Limits::children).
    pub children_max: Bound,
    /// Names of the collections this node is in (XEP-0248). Empty: it is at the top, in the service itself.
    pub collection: Vec<String>,
    /// Whom to ask about the node.
    pub contact: Vec<String>,
    /// Whether a publish sends events at all.
    pub deliver_notifications: bool,
    /// Whether events carry payloads; items keep theirs either way (PS-PUB-4).
    pub deliver_payloads: bool,
    /// A description for people.
    pub description: String,
    /// How long an item is kept.
    pub item_expire: Bound,
    /// Who gets replies to items: events name them as `replyto` (XEP-0033). With [`ItemReply::Publisher`] items name
    /// their publisher as well.
    pub itemreply: ItemReply,
    /// Language of the payloads, as in `xml:lang`.
    pub language: String,
    /// How many items are kept. At most [`Limits::max_items`](super::Limits::max_items).
    pub max_items: Bound,
    /// Longest payload in octets. At most [`Limits::max_payload`](super::Limits::max_payload).
    pub max_payload_size: u32,
    /// Leaf or collection.
    pub node_type: NodeType,
    /// The `type` of event messages.
    pub notification_type: NotificationType,
    /// Whether subscribers hear of a changed configuration.
    pub notify_config: bool,
    /// Whether subscribers hear of the deletion. XEP-0060, 8.4.2 makes it a must, so it is on unless an owner turns
    /// it off.
    pub notify_delete: bool,
    /// Whether subscribers hear of retracted items.
    pub notify_retract: bool,
    /// Whether owners hear of new and changed subscriptions.
    pub notify_sub: bool,
    /// Whether items are kept.
    pub persist_items: bool,
    /// Whether events go to available subscribers only.
    pub presence_based_delivery: bool,
    /// Who may publish.
    pub publish_model: PublishModel,
    /// What a publish to a full node does.
    pub publish_node_full: NodeFull,
    /// Whether all items go when their publisher goes offline: of publishers who are affiliated with the node, not of
    /// others whom the publish model lets publish.
    pub purge_offline: bool,
    /// Groups of an owner's roster that may subscribe, for [`AccessModel::Roster`].
    pub roster_groups_allowed: Vec<String>,
    /// When the newest item is sent without a publish.
    pub send_last_published_item: SendLast,
    /// Whether subscriptions end when the subscriber goes offline.
    pub tempsub: bool,
    /// Whether the node takes subscriptions.
    pub subscribe: bool,
    /// A title for people.
    pub title: String,
    /// Namespace of the payloads. Enforced when not empty (PS-PUB-6).
    pub payload_type: String,
}

/// A number, or as much as the service allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// At most so many.
    At(u32),
    /// The word `max`.
    Max,
}

impl Bound {
    /// The bound, or `limit` when that is less.
    pub fn or_limit(self, limit: u32) -> u32 {
        match self {
            Self::At(n) => n.min(limit),
            Self::Max => limit,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "max" { Some(Self::Max) } else { text.parse().ok().map(Self::At) }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::At(n) => n.fmt(f),
            Self::Max => f.write_str("max"),
        }
    }
}

impl Default for NodeConfig {
    fn default() -> Self {
        Self {
            access_model: AccessModel::Open,
            children: Vec::new(),
            children_association_policy: AssociationPolicy::Owners,
            children_association_whitelist: Vec::new(),
            children_max: Bound::Max,
            collection: Vec::new(),
            contact: Vec::new(),
            deliver_notifications: true,
            deliver_payloads: true,
            description: String::new(),
            item_expire: Bound::Max,
            itemreply: ItemReply::None,
            language: String::new(),
            max_items: Bound::At(20),
            max_payload_size: 65_536,
            node_type: NodeType::Leaf,
            notification_type: NotificationType::Headline,
            notify_config: false,
            notify_delete: true,
            notify_retract: true,
            notify_sub: false,
            persist_items: true,
            presence_based_delivery: false,
            publish_model: PublishModel::Publishers,
            publish_node_full: NodeFull::RetractOldest,
            purge_offline: false,
            roster_groups_allowed: Vec::new(),
            send_last_published_item: SendLast::OnSub,
            tempsub: false,
            subscribe: true,
            title: String::new(),
            payload_type: String::new(),
        }
    }
}

impl NodeConfig {
    /// Nodes of a Finesse server: nothing is kept, nothing is sent again, events are ordinary messages that stay in
    /// memory no longer than it takes to send them. Who was offline asks the REST interface.
    pub fn finesse() -> Self {
        Self {
            persist_items: false,
            max_items: Bound::At(1),
            send_last_published_item: SendLast::Never,
            notify_delete: false,
            max_payload_size: 262_144,
            ..Self::default()
        }
    }
}

/// How a field looks in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Text,
    Texts,
    Jids,
    One(&'static [&'static str]),
    Many(&'static [&'static str]),
    /// Understood when it is given, and not shown.
    Hidden,
}

/// A value that does not fit its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadValue;

/// One field of a form: how it looks, how it is read and written.
pub(super) struct Row<T: 'static> {
    pub(super) var: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: Kind,
    pub(super) get: fn(&T) -> Vec<String>,
    pub(super) set: fn(&mut T, &[&str]) -> Result<(), BadValue>,
}

pub(super) fn one<'v>(values: &[&'v str]) -> Result<&'v str, BadValue> {
    match values {
        [] => Ok(""),
        [value] => Ok(value),
        _ => Err(BadValue),
    }
}

pub(super) fn boolean(values: &[&str]) -> Result<bool, BadValue> {
    match one(values)? {
        "1" | "true" => Ok(true),
        "0" | "false" | "" => Ok(false),
        _ => Err(BadValue),
    }
}

pub(super) fn flag(value: bool) -> Vec<String> {
    vec![if value { "1" } else { "0" }.to_owned()]
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().filter(|value| !value.is_empty()).map(|value| (*value).to_owned()).collect()
}

macro_rules! rows {
    ($Type:ty; $($var:literal $label:literal $field:ident $how:ident $(($Word:ident))?;)+) => {
        &[$(Row {
            var: $var,
            label: $label,
            kind: rows!(@kind $how $($Word)?),
            get: |config: &$Type| rows!(@get config.$field, $how),
            set: |config: &mut $Type, values| { config.$field = rows!(@set values, $how $($Word)?); Ok(()) },
        },)+]
    };
    (@kind flag) => { Kind::Bool };
    (@kind text) => { Kind::Text };
    (@kind bound) => { Kind::Text };
    (@kind number) => { Kind::Text };
    (@kind texts) => { Kind::Texts };
    (@kind jids) => { Kind::Jids };
    (@kind policy) => { rows!(@kind word AssociationPolicy) };
    (@kind word $Word:ident) => { Kind::One({
        const WORDS: &[&str] = &{
            let mut words = [""; $Word::ALL.len()];
            let mut at = 0;
            while at < words.len() {
                words[at] = $Word::ALL[at].as_str();
                at += 1;
            }
            words
        };
        WORDS
    }) };
    (@get $value:expr, flag) => { flag($value) };
    (@get $value:expr, texts) => { $value.clone() };
    (@get $value:expr, jids) => { $value.clone() };
    (@get $value:expr, $how:ident) => { vec![$value.to_string()] };
    (@set $values:ident, flag) => { boolean($values)? };
    (@set $values:ident, text) => { one($values)?.to_owned() };
    (@set $values:ident, texts) => { texts($values) };
    (@set $values:ident, jids) => { texts($values) };
    (@set $values:ident, bound) => { Bound::parse(one($values)?).ok_or(BadValue)? };
    (@set $values:ident, number) => { one($values)?.parse().map_err(|_| BadValue)? };
    // The text of XEP-0248 says `owner`, its registry `owners`.
    (@set $values:ident, policy) => { match one($values)? {
        "owner" => AssociationPolicy::Owners,
        word => AssociationPolicy::parse(word).ok_or(BadValue)?,
    } };
    (@set $values:ident, word $Word:ident) => { $Word::parse(one($values)?).ok_or(BadValue)? };
}
/// The fields of a node's configuration, in the order of the form.
pub(super) const ROWS: &[Row<NodeConfig>] = rows! { NodeConfig;
    "pubsub#title" "A short name" title text;
    "pubsub#description" "A description" description text;
    "pubsub#node_type" "Leaf or collection" node_type word(NodeType);
    "pubsub#type" "Namespace of the payloads" payload_type text;
    "pubsub#language" "Language of the payloads" language text;
    "pubsub#contact" "Whom to ask about the node" contact jids;
    "pubsub#access_model" "Who may subscribe and read" access_model word(AccessModel);
    "pubsub#roster_groups_allowed" "Groups of the owner's roster that may subscribe" roster_groups_allowed texts;
    "pubsub#publish_model" "Who may publish" publish_model word(PublishModel);
    "pubsub#subscribe" "Whether the node takes subscriptions" subscribe flag;
    "pubsub#deliver_notifications" "Whether a publish sends events" deliver_notifications flag;
    "pubsub#deliver_payloads" "Whether events carry payloads" deliver_payloads flag;
    "pubsub#notification_type" "Type of event messages" notification_type word(NotificationType);
    "pubsub#notify_config" "Tell subscribers of a new configuration" notify_config flag;
    "pubsub#notify_delete" "Tell subscribers of the deletion" notify_delete flag;
    "pubsub#notify_retract" "Tell subscribers of retracted items" notify_retract flag;
    "pubsub#notify_sub" "Tell owners of subscriptions" notify_sub flag;
    "pubsub#presence_based_delivery" "Events go to available subscribers only" presence_based_delivery flag;
    "pubsub#persist_items" "Keep items" persist_items flag;
    "pubsub#max_items" "How many items to keep" max_items bound;
    "pubsub#publish_node_full" "What a publish to a full node does" publish_node_full word(NodeFull);
    "pubsub#item_expire" "Seconds an item is kept" item_expire bound;
    "pubsub#max_payload_size" "Longest payload in octets" max_payload_size number;
    "pubsub#send_last_published_item" "When the newest item is sent again" send_last_published_item word(SendLast);
    "pubsub#purge_offline" "Remove items when their publisher goes offline" purge_offline flag;
    "pubsub#tempsub" "Subscriptions end when the subscriber goes offline" tempsub flag;
    "pubsub#itemreply" "Who gets replies to items" itemreply word(ItemReply);
    "pubsub#collection" "Collections this node is in" collection texts;
    "pubsub#children" "Nodes in this collection" children texts;
    "pubsub#children_association_policy" "Who may put nodes here" children_association_policy policy;
    "pubsub#children_association_whitelist" "Who may do so besides owners" children_association_whitelist jids;
    "pubsub#children_max" "How many nodes may be here" children_max bound;
};

/// Fields that ask for something that is not offered, unless they are empty.
pub(super) const NOT_OFFERED: &[&str] = &["pubsub#body_xslt", "pubsub#dataform_xslt"];

/// Whether a field is about collections, and if it is, whether only they have it.
pub(super) fn of_collections(var: &str) -> Option<bool> {
    match var {
        "pubsub#collection" => Some(false),
        _ if var.starts_with("pubsub#children") => Some(true),
        _ => None,
    }
}

impl NodeConfig {
    pub(super) fn row(var: &str) -> Option<&'static Row<Self>> {
        ROWS.iter().find(|row| row.var == var)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_reads_what_it_writes() {
        let mut config =
            NodeConfig { contact: vec!["a@b".into()], title: "t".into(), ..NodeConfig::default() };
        let before = config.clone();
        for row in ROWS {
            let values = (row.get)(&config);
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            assert_eq!((row.set)(&mut config, &values), Ok(()), "{}", row.var);
        }
        assert_eq!(config, before);
    }

    #[test]
    fn a_field_refuses_what_it_cannot_be() {
        let mut config = NodeConfig::default();
        for (var, value) in [
            ("pubsub#access_model", "closed"),
            ("pubsub#max_items", "-1"),
            ("pubsub#max_payload_size", "big"),
            ("pubsub#persist_items", "yes"),
        ] {
            let row = NodeConfig::row(var).unwrap();
            assert_eq!((row.set)(&mut config, &[value]), Err(BadValue), "{var}");
        }
        assert_eq!(config, NodeConfig::default());
    }
}
