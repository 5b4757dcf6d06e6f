//! The protocol's small words: request ids, versions, conditions.

use std::fmt;

/// A request id: a positive number below 2^53, one more with each new request of a session (XEP-0124 §14.1).
///
/// It is half of what authenticates a request (§19.3), so `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rid(u64);

impl Rid {
    /// The largest request id: what a double holds exactly (§14.1).
    pub const MAX: Self = Self((1 << 53) - 1);

    /// The request id with this number; `None` for 0 and above [`Rid::MAX`].
    #[must_use]
    pub const fn new(number: u64) -> Option<Self> {
        if number == 0 || number > Self::MAX.0 { None } else { Some(Self(number)) }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The id of the next request, if there is one below the limit.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        Self::new(self.0 + 1)
    }

    /// The id `distance` before this one, if there is one.
    pub(crate) const fn back(self, distance: u64) -> Option<Self> {
        match self.0.checked_sub(distance) {
            Some(number) => Self::new(number),
            None => None,
        }
    }
}

impl fmt::Debug for Rid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rid(..)")
    }
}

/// A protocol version such as 1.11, compared as two numbers: 1.11 is later than 1.6 (§7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The number before the dot.
    pub major: u16,
    /// The number behind it.
    pub minor: u16,
}

impl Version {
    /// The version of XEP-0124 this crate implements.
    pub const CURRENT: Self = Self { major: 1, minor: 11 };

    /// Reads `major.minor`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.trim().split_once('.')?;
        Some(Self { major: major.parse().ok()?, minor: minor.parse().ok()? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// What `type` on a body says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyType {
    /// The session is over (§13, §17.2).
    Terminate,
    /// A recoverable error: repeat the request, the session lives (§17.3).
    Error,
}

impl BodyType {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Terminate => "terminate",
            Self::Error => "error",
        }
    }
}

macro_rules! conditions {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal;)*) => {
        /// Why a session was terminated (§17.2).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Condition {
            $($(#[doc = $doc])* $name,)*
        }

        impl Condition {
            /// All conditions of the protocol.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Reads a word; one this crate does not know means [`Condition::UndefinedCondition`] (§17.2).
            #[must_use]
            pub fn from_word(word: &str) -> Self {
                match word { $($word => Self::$name,)* _ => Self::UndefinedCondition }
            }
        }
    };
}

conditions! {
    /// The HTTP request or the body cannot be understood.
    BadRequest = "bad-request";
    /// The host is no longer served.
    HostGone = "host-gone";
    /// The host was never served.
    HostUnknown = "host-unknown";
    /// `to` or `route` is missing, and needed.
    ImproperAddressing = "improper-addressing";
    /// The connection manager failed.
    InternalServerError = "internal-server-error";
    /// The session, the stream or the answer asked for is not there, or the request id lies outside the window.
    ItemNotFound = "item-not-found";
    /// Another request of the session, open at the same time, ended it.
    OtherRequest = "other-request";
    /// Too many or too frequent requests, or another broken rule of the server's.
    PolicyViolation = "policy-violation";
    /// The connection manager cannot reach the server behind it.
    RemoteConnectionFailed = "remote-connection-failed";
    /// An error of the protocol carried; its element is in the body.
    RemoteStreamError = "remote-stream-error";
    /// The session belongs at the address in the child element `uri`.
    SeeOtherUri = "see-other-uri";
    /// The connection manager is going down.
    SystemShutdown = "system-shutdown";
    /// Anything else.
    UndefinedCondition = "undefined-condition";
}

impl Condition {
    /// What a client without `ver` gets in place of a body (§17.1).
    #[must_use]
    pub const fn legacy_status(self) -> Option<u16> {
        match self {
            Self::BadRequest => Some(400),
            Self::PolicyViolation => Some(403),
            Self::ItemNotFound => Some(404),
            _ => None,
        }
    }

    /// What a status code of a server without `ver` means (§17.1).
    #[must_use]
    pub const fn from_legacy_status(status: u16) -> Option<Self> {
        match status {
            400 => Some(Self::BadRequest),
            403 => Some(Self::PolicyViolation),
            404 => Some(Self::ItemNotFound),
            _ => None,
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bosh_13_a_rid_is_positive_and_below_2_to_the_53() {
        assert_eq!(Rid::new(0), None);
        assert_eq!(Rid::new(1 << 53), None);
        assert_eq!(Rid::MAX.get(), 9_007_199_254_740_991);
        assert_eq!(Rid::MAX.next(), None);
        assert_eq!(Rid::new(1).and_then(|r| r.back(1)), None);
    }

    #[test]
    fn bosh_81_a_rid_does_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", Rid::new(4711)), "Some(Rid(..))");
    }

    #[test]
    fn versions_compare_as_two_numbers() {
        assert!(Version::parse("1.11") > Version::parse("1.6"));
        assert_eq!(Version::parse("1.11").map(|v| v.to_string()).as_deref(), Some("1.11"));
        for bad in ["", "1", "1.", ".1", "-1.0", "1.2.3"] {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn bosh_62_an_unknown_condition_is_undefined() {
        assert_eq!(Condition::from_word("no-such-thing"), Condition::UndefinedCondition);
        for condition in Condition::ALL {
            assert_eq!(Condition::from_word(condition.as_str()), *condition);
        }
    }
}
