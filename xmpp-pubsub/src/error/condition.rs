//! The defined conditions of stanza, stream and SASL errors: element names, one row each.

use std::fmt;

macro_rules! conditions {
    (
        $(#[$doc:meta])* $name:ident, unknown: $unknown:ident {
            $( $(#[$row:meta])* $variant:ident $text:literal; )+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$row])* #[doc = concat!("\n\n`", $text, "`")] $variant, )+
        }

        impl $name {
            /// Every condition, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name of the condition's element.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The condition of an element's name. A name that is not defined is
            #[doc = concat!("[`", stringify!($unknown), "`](Self::", stringify!($unknown), ").")]
            #[must_use]
            pub fn from_name(name: &str) -> Self {
                match name { $($text => Self::$variant,)+ _ => Self::$unknown }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

conditions! {
    /// What is wrong with a stanza (RFC 6120, 8.3.3).
    Condition, unknown: UndefinedCondition {
        /// The stanza cannot be understood: RFC 6120, 8.3.3.1.
        BadRequest "bad-request";
        /// Something of that name exists: 8.3.3.2.
        Conflict "conflict";
        /// Known, but not offered here: 8.3.3.3.
        FeatureNotImplemented "feature-not-implemented";
        /// The sender may not: 8.3.3.4.
        Forbidden "forbidden";
        /// The address moved; the text of the condition is its new URI: 8.3.3.5.
        Gone "gone";
        /// Our own fault: 8.3.3.6.
        InternalServerError "internal-server-error";
        /// No such address, node or item: 8.3.3.7.
        ItemNotFound "item-not-found";
        /// An address that cannot be prepared: 8.3.3.8.
        JidMalformed "jid-malformed";
        /// Understood, but the values are refused: 8.3.3.9.
        NotAcceptable "not-acceptable";
        /// Nobody may: 8.3.3.10.
        NotAllowed "not-allowed";
        /// The sender must first show who it is: 8.3.3.11.
        NotAuthorized "not-authorized";
        /// To be paid for (RFC 3920; XEP-0060 still uses it).
        PaymentRequired "payment-required";
        /// Local policy: 8.3.3.12.
        PolicyViolation "policy-violation";
        /// The recipient is away for now: 8.3.3.13.
        RecipientUnavailable "recipient-unavailable";
        /// Ask elsewhere; the text of the condition is the URI: 8.3.3.14.
        Redirect "redirect";
        /// The sender must register first: 8.3.3.15.
        RegistrationRequired "registration-required";
        /// No such server: 8.3.3.16.
        RemoteServerNotFound "remote-server-not-found";
        /// The other server does not answer: 8.3.3.17.
        RemoteServerTimeout "remote-server-timeout";
        /// Out of resources: 8.3.3.18.
        ResourceConstraint "resource-constraint";
        /// Nobody there who offers it: 8.3.3.19.
        ServiceUnavailable "service-unavailable";
        /// A subscription is needed: 8.3.3.20.
        SubscriptionRequired "subscription-required";
        /// None of the others, and what a condition not known here is read as: 8.3.3.21.
        UndefinedCondition "undefined-condition";
        /// Not at this time: 8.3.3.22.
        UnexpectedRequest "unexpected-request";
    }
}

conditions! {
    /// Why a stream ends (RFC 6120, 4.9.3).
    StreamCondition, unknown: UndefinedCondition {
        /// XML that cannot be processed: RFC 6120, 4.9.3.1.
        BadFormat "bad-format";
        /// A prefix that is not allowed: 4.9.3.2.
        BadNamespacePrefix "bad-namespace-prefix";
        /// A newer stream took this one's place: 4.9.3.3.
        Conflict "conflict";
        /// The peer was silent for too long: 4.9.3.4.
        ConnectionTimeout "connection-timeout";
        /// The host is no longer served here: 4.9.3.5.
        HostGone "host-gone";
        /// The host is not served here: 4.9.3.6.
        HostUnknown "host-unknown";
        /// An address is missing: 4.9.3.7.
        ImproperAddressing "improper-addressing";
        /// Our own fault: 4.9.3.8.
        InternalServerError "internal-server-error";
        /// A `from` that is not the authenticated identity: 4.9.3.9.
        InvalidFrom "invalid-from";
        /// The stream's or its content's namespace is wrong: 4.9.3.10.
        InvalidNamespace "invalid-namespace";
        /// Invalid against a schema: 4.9.3.11.
        InvalidXml "invalid-xml";
        /// Too early: not yet authenticated, or a wrong component secret: 4.9.3.12.
        NotAuthorized "not-authorized";
        /// Not XML: 4.9.3.13.
        NotWellFormed "not-well-formed";
        /// Local policy, such as a limit: 4.9.3.14.
        PolicyViolation "policy-violation";
        /// A server behind this one cannot be reached: 4.9.3.15.
        RemoteConnectionFailed "remote-connection-failed";
        /// Connect again: 4.9.3.16.
        Reset "reset";
        /// Out of resources: 4.9.3.17.
        ResourceConstraint "resource-constraint";
        /// A comment, processing instruction, DTD or entity: 4.9.3.18.
        RestrictedXml "restricted-xml";
        /// Connect to the host in the condition's text: 4.9.3.19.
        SeeOtherHost "see-other-host";
        /// Going down: 4.9.3.20.
        SystemShutdown "system-shutdown";
        /// None of the others, and what a condition not known here is read as: 4.9.3.21.
        UndefinedCondition "undefined-condition";
        /// Not UTF-8: 4.9.3.22.
        UnsupportedEncoding "unsupported-encoding";
        /// The peer lacks a feature that is needed: 4.9.3.23.
        UnsupportedFeature "unsupported-feature";
        /// A first-level element that is not understood: 4.9.3.24.
        UnsupportedStanzaType "unsupported-stanza-type";
        /// No common version: 4.9.3.25.
        UnsupportedVersion "unsupported-version";
    }
}

conditions! {
    /// Why a login failed (RFC 6120, 6.5).
    SaslCondition, unknown: NotAuthorized {
        /// The client gave up: RFC 6120, 6.5.1.
        Aborted "aborted";
        /// The account is blocked: 6.5.2.
        AccountDisabled "account-disabled";
        /// The password is too old: 6.5.3.
        CredentialsExpired "credentials-expired";
        /// Not without encryption: 6.5.4.
        EncryptionRequired "encryption-required";
        /// Not base64: 6.5.5.
        IncorrectEncoding "incorrect-encoding";
        /// Not an identity that this user may take: 6.5.6.
        InvalidAuthzid "invalid-authzid";
        /// Not offered: 6.5.7.
        InvalidMechanism "invalid-mechanism";
        /// Not what the mechanism prescribes: 6.5.8.
        MalformedRequest "malformed-request";
        /// Too weak for this user: 6.5.9.
        MechanismTooWeak "mechanism-too-weak";
        /// Wrong password or unknown user, which look the same; also what an unknown condition is read as: 6.5.10.
        NotAuthorized "not-authorized";
        /// Try again later: 6.5.11.
        TemporaryAuthFailure "temporary-auth-failure";
    }
}

impl Condition {
    /// The type that goes with the condition (RFC 6120, 8.3.3), where the specification leaves no choice or as most
    /// servers choose.
    #[must_use]
    pub const fn default_type(self) -> ErrorType {
        match self {
            Self::BadRequest
            | Self::JidMalformed
            | Self::NotAcceptable
            | Self::PolicyViolation
            | Self::Redirect => ErrorType::Modify,
            Self::Forbidden
            | Self::NotAuthorized
            | Self::PaymentRequired
            | Self::RegistrationRequired
            | Self::SubscriptionRequired => ErrorType::Auth,
            Self::RecipientUnavailable
            | Self::RemoteServerTimeout
            | Self::ResourceConstraint
            | Self::UnexpectedRequest => ErrorType::Wait,
            Self::Conflict
            | Self::FeatureNotImplemented
            | Self::Gone
            | Self::InternalServerError
            | Self::ItemNotFound
            | Self::NotAllowed
            | Self::RemoteServerNotFound
            | Self::ServiceUnavailable
            | Self::UndefinedCondition => ErrorType::Cancel,
        }
    }
}

/// What the sender of a refused stanza may do (RFC 6120, 8.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorType {
    /// Authenticate, then try again.
    Auth,
    /// Do not try again. A type that is not defined is read as this.
    Cancel,
    /// Go on: it was a warning.
    Continue,
    /// Change the stanza, then try again.
    Modify,
    /// Wait, then try again.
    Wait,
}

impl ErrorType {
    /// The attribute's value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Cancel => "cancel",
            Self::Continue => "continue",
            Self::Modify => "modify",
            Self::Wait => "wait",
        }
    }

    /// The type of an attribute's value; one that is not defined is [`Cancel`](Self::Cancel).
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "auth" => Self::Auth,
            "continue" => Self::Continue,
            "modify" => Self::Modify,
            "wait" => Self::Wait,
            _ => Self::Cancel,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stz_10_names_read_as_written() {
        for condition in Condition::ALL {
            assert_eq!(Condition::from_name(condition.name()), *condition);
        }
        assert_eq!(Condition::from_name("new-in-2030"), Condition::UndefinedCondition);
        assert_eq!(ErrorType::from_name("new"), ErrorType::Cancel);
    }

    #[test]
    fn str_14_names_read_as_written() {
        for condition in StreamCondition::ALL {
            assert_eq!(StreamCondition::from_name(condition.name()), *condition);
        }
        assert_eq!(StreamCondition::ALL.len(), 25);
    }

    #[test]
    fn sasl_7_names_read_as_written() {
        for condition in SaslCondition::ALL {
            assert_eq!(SaslCondition::from_name(condition.name()), *condition);
        }
        assert_eq!(SaslCondition::from_name("bad-auth"), SaslCondition::NotAuthorized);
    }
}
