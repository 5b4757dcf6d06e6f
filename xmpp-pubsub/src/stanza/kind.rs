//! Kinds and types of stanzas.

/// The three kinds of stanzas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Pushed, not answered (RFC 6120, 8.2.1).
    Message,
    /// Broadcast (8.2.2).
    Presence,
    /// Asked and answered (8.2.3).
    Iq,
}

macro_rules! types {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$row:meta])* $variant:ident $text:literal; )+ } )+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $( $(#[$row])* $variant, )+
        }

        impl $name {
            /// The value of the attribute `type`; empty: the attribute is left out.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The type of an attribute's value, if it is defined.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    )+ };
}

types! {
    /// How a message is meant to be treated (RFC 6121, 5.2.2).
    MessageType {
        /// Alone, an answer is expected. A type that is absent or not defined is read as this (STZ-7).
        Normal "";
        /// Part of a conversation of two.
        Chat "chat";
        /// Part of a room's conversation.
        Groupchat "groupchat";
        /// An announcement, no answer expected. Notifications are of this type or normal.
        Headline "headline";
        /// An earlier message failed.
        Error "error";
    }

    /// What a presence stanza says (RFC 6121, 4.7.1).
    PresenceType {
        /// The sender is available: no `type`.
        Available "";
        /// The sender is gone.
        Unavailable "unavailable";
        /// The sender would like to see the recipient's presence.
        Subscribe "subscribe";
        /// The sender lets the recipient see its presence.
        Subscribed "subscribed";
        /// The sender no longer wants to see the recipient's presence.
        Unsubscribe "unsubscribe";
        /// The sender no longer shows its presence.
        Unsubscribed "unsubscribed";
        /// A server asks for the current presence.
        Probe "probe";
        /// An earlier presence failed.
        Error "error";
    }

    /// The part of an iq in a request and its answer (RFC 6120, 8.2.3).
    IqType {
        /// Asks for something.
        Get "get";
        /// Changes something.
        Set "set";
        /// Went well.
        Result "result";
        /// Did not go well.
        Error "error";
    }
}

impl IqType {
    /// Get or set: to be answered exactly once.
    #[must_use]
    pub const fn is_request(self) -> bool {
        matches!(self, Self::Get | Self::Set)
    }
}

/// Which kind of stanza, and which type of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StanzaType {
    /// A message.
    Message(MessageType),
    /// A presence.
    Presence(PresenceType),
    /// An iq.
    Iq(IqType),
}

impl StanzaType {
    /// Message, presence or iq.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Message(_) => Kind::Message,
            Self::Presence(_) => Kind::Presence,
            Self::Iq(_) => Kind::Iq,
        }
    }

    /// The value of the attribute `type`; empty: the attribute is left out.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message(ty) => ty.name(),
            Self::Presence(ty) => ty.name(),
            Self::Iq(ty) => ty.name(),
        }
    }
}

impl Kind {
    /// The element's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Presence => "presence",
            Self::Iq => "iq",
        }
    }

    /// The kind of an element's name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "message" => Some(Self::Message),
            "presence" => Some(Self::Presence),
            "iq" => Some(Self::Iq),
            _ => None,
        }
    }

    pub(crate) const fn end_tag(self) -> &'static str {
        match self {
            Self::Message => "</message>",
            Self::Presence => "</presence>",
            Self::Iq => "</iq>",
        }
    }
}
