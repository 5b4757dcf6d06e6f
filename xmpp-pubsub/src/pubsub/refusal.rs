//! Why a request is refused: the rows of the error table, each with the stanza condition, its type and the condition
//! of publish-subscribe (XEP-0060, 16.5).

use std::fmt;

use super::words::{Feature, words};
use crate::{Condition, ErrorType};

words! {
    /// Conditions in `http://jabber.org/protocol/pubsub#errors`.
    Reason {
        /// Only whom the list names.
        ClosedNode = "closed-node",
        /// Options must come with the subscription.
        ConfigurationRequired = "configuration-required",
        /// Not the sender's JID.
        InvalidJid = "invalid-jid",
        /// Options or a configuration that cannot be.
        InvalidOptions = "invalid-options",
        /// Not one element, or not of the node's namespace.
        InvalidPayload = "invalid-payload",
        /// No subscription of that subid.
        InvalidSubid = "invalid-subid",
        /// The node takes no item.
        ItemForbidden = "item-forbidden",
        /// An item, or its identifier, is missing.
        ItemRequired = "item-required",
        /// The JID is missing.
        JidRequired = "jid-required",
        /// Too many items at once.
        MaxItemsExceeded = "max-items-exceeded",
        /// Too many nodes.
        MaxNodesExceeded = "max-nodes-exceeded",
        /// The node holds as many items as it may.
        NodeFull = "node-full",
        /// The name of the node is missing.
        NodeIdRequired = "nodeid-required",
        /// Not in an allowed group of the owner's roster.
        NotInRosterGroup = "not-in-roster-group",
        /// Not subscribed.
        NotSubscribed = "not-subscribed",
        /// The payload is too long.
        PayloadTooBig = "payload-too-big",
        /// The payload is missing.
        PayloadRequired = "payload-required",
        /// The subscription still waits for an owner.
        PendingSubscription = "pending-subscription",
        /// The node is not configured as the publisher demands.
        PreconditionNotMet = "precondition-not-met",
        /// Only for those who see the owner's presence.
        PresenceSubscriptionRequired = "presence-subscription-required",
        /// Several subscriptions: say which.
        SubidRequired = "subid-required",
        /// The limit of subscriptions is reached.
        TooManySubscriptions = "too-many-subscriptions",
        /// Not offered; the attribute `feature` says what.
        Unsupported = "unsupported",
        /// No such access model.
        UnsupportedAccessModel = "unsupported-access-model",
    }
}

/// An answer of type `error`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in terms of RFC 6120.
    pub condition: Condition,
    /// What the sender may do about it.
    pub kind: ErrorType,
    /// What is wrong, in terms of XEP-0060.
    pub reason: Option<Reason>,
    /// The feature that is not offered, for [`Reason::Unsupported`].
    pub feature: Option<Feature>,
    /// The new place of the node, for [`Condition::Gone`] and [`Condition::Redirect`].
    pub uri: Option<String>,
}

impl Refusal {
    /// A stanza condition alone, with its usual type.
    pub const fn new(condition: Condition) -> Self {
        Self { condition, kind: condition.default_type(), reason: None, feature: None, uri: None }
    }

    /// With a condition of XEP-0060.
    #[must_use]
    pub fn because(mut self, reason: Reason) -> Self {
        self.reason = Some(reason);
        self
    }

    /// With another type than usual.
    #[must_use]
    pub fn of_type(mut self, kind: ErrorType) -> Self {
        self.kind = kind;
        self
    }

    /// `feature-not-implemented` for `feature`.
    pub fn unsupported(feature: Feature) -> Self {
        let mut refusal = Self::new(Condition::FeatureNotImplemented).because(Reason::Unsupported);
        refusal.feature = Some(feature);
        refusal
    }

    pub(super) fn moved(condition: Condition, uri: &str) -> Self {
        let mut refusal = Self::new(condition).of_type(ErrorType::Modify);
        refusal.uri = Some(uri.to_owned());
        refusal
    }
}

/// The rows that are used more than once.
pub(super) const NO_NODE: Refusal = Refusal::new(Condition::ItemNotFound);
pub(super) const FORBIDDEN: Refusal = Refusal::new(Condition::Forbidden);
pub(super) const BAD_REQUEST: Refusal = Refusal::new(Condition::BadRequest);
pub(super) const NOT_ACCEPTABLE: Refusal = Refusal::new(Condition::NotAcceptable);
pub(super) const NOT_ALLOWED: Refusal = Refusal::new(Condition::NotAllowed);
pub(super) const OUT_OF_RESOURCES: Refusal = Refusal::new(Condition::ResourceConstraint);
pub(super) const INTERNAL: Refusal = Refusal::new(Condition::InternalServerError);

pub(super) fn bad_request(reason: Reason) -> Refusal {
    BAD_REQUEST.because(reason)
}

pub(super) fn not_subscribed() -> Refusal {
    Refusal::new(Condition::UnexpectedRequest).of_type(ErrorType::Cancel).because(Reason::NotSubscribed)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt(f)?;
        if let Some(reason) = self.reason {
            write!(f, " ({reason}")?;
            if let Some(feature) = self.feature {
                write!(f, ": {feature}")?;
            }
            f.write_str(")")?;
        }
        if let Some(uri) = &self.uri {
            write!(f, ", see {uri}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
