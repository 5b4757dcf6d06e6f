//! The words of the protocol that come from closed lists.

/// An enumeration whose values are words on the wire.
macro_rules! words {
    ($(#[$meta:meta])* $Name:ident { $($(#[$vmeta:meta])* $Variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $Name {
            $($(#[$vmeta])* #[doc = concat!("`", $text, "`")] $Variant,)+
        }

        impl $Name {
            /// Every value, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$Variant,)+];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$Variant => $text,)+ }
            }

            /// The value a word stands for; `None` when the list does not have it.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($text => Some(Self::$Variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(super) use words;

words! {
    /// What an account is to a node (XEP-0060, 4.1). Always of a bare JID.
    Affiliation {
        /// May do everything, including deleting the node.
        Owner = "owner",
        /// May subscribe, read, publish and retract its own items.
        Publisher = "publisher",
        /// May publish, and neither subscribe nor read.
        PublishOnly = "publish-only",
        /// May subscribe and read where a list decides.
        Member = "member",
        /// Nothing special.
        None = "none",
        /// Shut out of everything.
        Outcast = "outcast",
    }
}

words! {
    /// State of a subscription (XEP-0060, 4.2).
    SubscriptionState {
        /// Not subscribed.
        None = "none",
        /// Waits for an owner.
        Pending = "pending",
        /// Waits for its options.
        Unconfigured = "unconfigured",
        /// Gets events.
        Subscribed = "subscribed",
    }
}

words! {
    /// Who may subscribe and read (XEP-0060, 4.5).
    AccessModel {
        /// Everybody who is no outcast.
        Open = "open",
        /// Contacts of an owner that see the owner's presence.
        Presence = "presence",
        /// Contacts of an owner in one of the allowed groups.
        Roster = "roster",
        /// Whom an owner approved.
        Authorize = "authorize",
        /// Members, publishers and owners.
        Whitelist = "whitelist",
    }
}

words! {
    /// Who may publish (XEP-0060, 16.4.4).
    PublishModel {
        /// Owners, publishers and publish-only.
        Publishers = "publishers",
        /// Also whoever is subscribed.
        Subscribers = "subscribers",
        /// Everybody who is no outcast.
        Open = "open",
    }
}

words! {
    /// The `type` of event messages.
    NotificationType {
        /// No `type`: a message to a bare JID goes to one resource or all, and may be stored.
        Normal = "normal",
        /// `headline`: to all available resources, never stored.
        Headline = "headline",
    }
}

words! {
    /// When the newest item is sent without a publish.
    SendLast {
        /// Never.
        Never = "never",
        /// When a subscription starts.
        OnSub = "on_sub",
        /// When a subscription starts, and when a subscriber comes online.
        OnSubAndPresence = "on_sub_and_presence",
    }
}

words! {
    /// What happens to a publish that would exceed `max_items` (XEP-0060, 7.1.2.5).
    NodeFull {
        /// The oldest item goes, and subscribers are told if the node notifies of retracts.
        RetractOldest = "retract-oldest",
        /// The oldest item goes silently.
        DiscardOldest = "discard-oldest",
        /// The publish is refused.
        Reject = "reject",
    }
}

words! {
    /// Who is to receive replies to items.
    ItemReply {
        /// The owner.
        Owner = "owner",
        /// The publisher: items then carry the publisher's JID.
        Publisher = "publisher",
        /// Nobody.
        None = "none",
    }
}

words! {
    /// Leaf nodes hold items; collections (XEP-0248) hold nodes.
    NodeType {
        /// Holds items.
        Leaf = "leaf",
        /// Holds nodes.
        Collection = "collection",
    }
}

words! {
    /// Who may put nodes into a collection (XEP-0248, 7.2.1).
    AssociationPolicy {
        /// Everybody.
        All = "all",
        /// The collection's owners.
        Owners = "owners",
        /// Whom a list names, and the owners.
        Whitelist = "whitelist",
    }
}

words! {
    /// What a subscriber of a collection wants to hear of (XEP-0248, 6.1).
    SubscriptionType {
        /// Items of the nodes within.
        Items = "items",
        /// The nodes within: which there are, and how they are configured.
        Nodes = "nodes",
        /// Both.
        All = "all",
    }
}

words! {
    /// Features a service may announce, each as `http://jabber.org/protocol/pubsub#NAME` (XEP-0060, 10).
    Feature {
        /// Subscriptions an owner must approve.
        AccessAuthorize = "access-authorize",
        /// Nodes open to everybody.
        AccessOpen = "access-open",
        /// Nodes for those who see an owner's presence.
        AccessPresence = "access-presence",
        /// Nodes for groups of an owner's roster.
        AccessRoster = "access-roster",
        /// Nodes for those on a list.
        AccessWhitelist = "access-whitelist",
        /// A publish to a missing node makes it.
        AutoCreate = "auto-create",
        /// Collections, XEP-0248. Needs the feature `collections` of this crate.
        Collections = "collections",
        /// Owners change configurations.
        ConfigNode = "config-node",
        /// The value `max` in configurations.
        ConfigNodeMax = "config-node-max",
        /// A form with the creation.
        CreateAndConfigure = "create-and-configure",
        /// Nodes can be created.
        CreateNodes = "create-nodes",
        /// Items can be deleted by publishers.
        DeleteItems = "delete-items",
        /// Nodes can be deleted.
        DeleteNodes = "delete-nodes",
        /// Owners ask for pending subscriptions, by ad-hoc command.
        GetPending = "get-pending",
        /// Nodes created without a name.
        InstantNodes = "instant-nodes",
        /// Items have identifiers.
        ItemIds = "item-ids",
        /// The newest item goes to new subscribers.
        LastPublished = "last-published",
        /// Subscriptions with an end.
        LeasedSubscription = "leased-subscription",
        /// Owners manage subscriptions.
        ManageSubscriptions = "manage-subscriptions",
        /// The affiliation `member`.
        MemberAffiliation = "member-affiliation",
        /// Nodes describe themselves in service discovery.
        MetaData = "meta-data",
        /// Owners manage affiliations.
        ModifyAffiliations = "modify-affiliations",
        /// A node may be in several collections.
        MultiCollections = "multi-collections",
        /// Several items in one publish or retract.
        MultiItems = "multi-items",
        /// Several subscriptions of one JID, told apart by subid.
        MultiSubscribe = "multi-subscribe",
        /// The affiliation `outcast`.
        OutcastAffiliation = "outcast-affiliation",
        /// Nodes can keep items.
        PersistentItems = "persistent-items",
        /// Delivery by presence.
        PresenceNotifications = "presence-notifications",
        /// Items can be published.
        Publish = "publish",
        /// The configuration `publish_node_full`.
        PublishNodeFull = "publish-node-full",
        /// The affiliation `publish-only`.
        PublishOnlyAffiliation = "publish-only-affiliation",
        /// Preconditions with a publish.
        PublishOptions = "publish-options",
        /// The affiliation `publisher`.
        PublisherAffiliation = "publisher-affiliation",
        /// Owners can remove all items at once.
        PurgeNodes = "purge-nodes",
        /// Items can be retracted.
        RetractItems = "retract-items",
        /// Asking for one's affiliations.
        RetrieveAffiliations = "retrieve-affiliations",
        /// Asking for the default configuration of nodes.
        RetrieveDefault = "retrieve-default",
        /// Asking for the default options of subscriptions.
        RetrieveDefaultSub = "retrieve-default-sub",
        /// Asking for items.
        RetrieveItems = "retrieve-items",
        /// Asking for one's subscriptions.
        RetrieveSubscriptions = "retrieve-subscriptions",
        /// Long answers in pages, XEP-0059.
        Rsm = "rsm",
        /// Entities can subscribe.
        Subscribe = "subscribe",
        /// Owners hear of changed subscriptions.
        SubscriptionNotifications = "subscription-notifications",
        /// Subscriptions have options.
        SubscriptionOptions = "subscription-options",
    }
}

/// A set of features, a bit each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Features(u64);

impl Features {
    /// No feature.
    pub const NONE: Self = Self(0);

    /// Everything this service implements: all of [`Feature::ALL`], without collections unless this crate is built
    /// with its feature `collections`. [`Features::default`] is less.
    pub fn all() -> Self {
        let all = Feature::ALL.iter().fold(Self::NONE, |set, feature| set.with(*feature));
        if cfg!(feature = "collections") { all } else { all.without_collections() }
    }

    pub(super) const fn without_collections(self) -> Self {
        self.without(Feature::Collections).without(Feature::MultiCollections)
    }

    /// The set with `feature`.
    #[must_use]
    pub const fn with(self, feature: Feature) -> Self {
        Self(self.0 | 1 << feature as u32)
    }

    /// The set without `feature`.
    #[must_use]
    pub const fn without(self, feature: Feature) -> Self {
        Self(self.0 & !(1 << feature as u32))
    }

    /// Whether `feature` is in the set.
    pub const fn has(self, feature: Feature) -> bool {
        self.0 & 1 << feature as u32 != 0
    }

    /// The features in the set, in the order of [`Feature::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.iter().copied().filter(move |feature| self.has(*feature))
    }
}

impl Default for Features {
    /// All but `multi-subscribe` and collections. With `multi-subscribe` a second subscribe makes a second
    /// subscription, and most clients do not expect to name a subid when they unsubscribe.
    fn default() -> Self {
        Self::all().without(Feature::MultiSubscribe).without_collections()
    }
}

impl std::fmt::Debug for Features {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Feature::as_str)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for feature in Feature::ALL {
            assert_eq!(Feature::parse(feature.as_str()), Some(*feature));
        }
        for affiliation in Affiliation::ALL {
            assert_eq!(Affiliation::parse(affiliation.as_str()), Some(*affiliation));
        }
        assert_eq!(Affiliation::parse("Owner"), None);
    }

    #[test]
    fn a_set_of_features_holds_what_was_put_in() {
        assert!(Feature::ALL.len() <= 64);
        let set = Features::NONE.with(Feature::Subscribe).with(Feature::AccessAuthorize);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Feature::AccessAuthorize, Feature::Subscribe]);
        assert!(!set.without(Feature::Subscribe).has(Feature::Subscribe));
        assert!(!Features::default().has(Feature::MultiSubscribe));
        assert!(!Features::default().has(Feature::Collections));
        assert_eq!(Features::all().has(Feature::Collections), cfg!(feature = "collections"));
    }
}
