//! Numbers the interface passes on: failure codes of CTI, of task routing, and reason codes of the system.
//!
//! All are open: an unknown number is carried, and its name is `None`.

use std::fmt;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident($int:ty) { $( $value:literal $konst:ident; )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name(pub $int);

        impl $name {
            $( #[doc = concat!("`", stringify!($konst), "`, ", stringify!($value), ".")] pub const $konst: Self = Self($value); )*

            /// Every number that has a name.
            pub const ALL: &'static [Self] = &[$( Self::$konst, )*];

            /// The name, as it stands in `errorMessage`.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some(stringify!($konst)), )*
                    _ => None,
                }
            }

            /// The number that goes with a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $( stringify!($konst) => Some(Self::$konst), )*
                    _ => None,
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{}({name})", self.0),
                    None => write!(f, "{}", self.0),
                }
            }
        }
    };
}

codes! {
    /// A failure code of the CTI server: `errorData` of an error event, its name in `errorMessage` (facts, section 4).
    CtiFailure(u32) {
        3 CF_VALUE_OUT_OF_RANGE;
        5 CF_INVALID_CALLING_DEVICE;
        6 CF_INVALID_CALLED_DEVICE;
        7 CF_INVALID_FORWARDING_DESTINATION;
        8 CF_PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE;
        9 CF_PRIVILEGE_VIOLATION_ON_CALLED_DEVICE;
        10 CF_PRIVILEGE_VIOLATION_ON_CALLING_DEVICE;
        11 CF_INVALID_CSTA_CALL_IDENTIFIER;
        12 CF_INVALID_CSTA_DEVICE_IDENTIFIER;
        13 CF_INVALID_CSTA_CONNECTION_IDENTIFIER;
        14 CF_INVALID_DESTINATION;
        15 CF_INVALID_FEATURE;
        16 CF_INVALID_ALLOCATION_STATE;
        17 CF_INVALID_CROSS_REF_ID;
        18 CF_INVALID_OBJECT_TYPE;
        19 CF_SECURITY_VIOLATION;
        21 CF_GENERIC_STATE_INCOMPATIBILITY;
        22 CF_INVALID_OBJECT_STATE;
        23 CF_INVALID_CONNECTION_ID_FOR_ACTIVE_CALL;
        24 CF_NO_ACTIVE_CALL;
        25 CF_NO_HELD_CALL;
        26 CF_NO_CALL_TO_CLEAR;
        27 CF_NO_CONNECTION_TO_CLEAR;
        28 CF_NO_CALL_TO_ANSWER;
        29 CF_NO_CALL_TO_COMPLETE;
        31 CF_GENERIC_SYSTEM_RESOURCE_AVAILABILITY;
        32 CF_SERVICE_BUSY;
        33 CF_RESOURCE_BUSY;
        34 CF_RESOURCE_OUT_OF_SERVICE;
        35 CF_NETWORK_BUSY;
        36 CF_NETWORK_OUT_OF_SERVICE;
        37 CF_OVERALL_MONITOR_LIMIT_EXCEEDED;
        38 CF_CONFERENCE_MEMBER_LIMIT_EXCEEDED;
        41 CF_GENERIC_SUBSCRIBED_RESOURCE_AVAILABILITY;
        42 CF_OBJECT_MONITOR_LIMIT_EXCEEDED;
        43 CF_EXTERNAL_TRUNK_LIMIT_EXCEEDED;
        44 CF_OUTSTANDING_REQUEST_LIMIT_EXCEEDED;
        51 CF_GENERIC_PERFORMANCE_MANAGEMENT;
        52 CF_PERFORMANCE_LIMIT_EXCEEDED;
        61 CF_SEQUENCE_NUMBER_VIOLATED;
        62 CF_TIME_STAMP_VIOLATED;
        63 CF_PAC_VIOLATED;
        64 CF_SEAL_VIOLATED;
        70 CF_GENERIC_UNSPECIFIED_REJECTION;
        71 CF_GENERIC_OPERATION_REJECTION;
        72 CF_DUPLICATE_INVOCATION_REJECTION;
        73 CF_UNRECOGNIZED_OPERATION_REJECTION;
        74 CF_MISTYPED_ARGUMENT_REJECTION;
        75 CF_RESOURCE_LIMITATION_REJECTION;
        76 CF_ACS_HANDLE_TERMINATION_REJECTION;
        77 CF_SERVICE_TERMINATION_REJECTION;
        78 CF_REQUEST_TIMEOUT_REJECTION;
        79 CF_REQUESTS_ON_DEVICE_EXCEEDED_REJECTION;
        256 CF_INVALID_AGENT_ID_SPECIFIED;
        257 CF_INVALID_PASSWORD_SPECIFIED;
        258 CF_INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED;
        259 CF_SPECIFIED_AGENT_ALREADY_SIGNED_ON;
        260 CF_INVALID_LOGON_DEVICE_SPECIFIED;
        261 CF_INVALID_ANSWERING_DEVICE_SPECIFIED;
        262 CF_INVALID_SKILL_GROUP_SPECIFIED;
        263 CF_INVALID_CLASS_OF_SERVICE_SPECIFIED;
        264 CF_INVALID_TEAM_SPECIFIED;
        265 CF_INVALID_AGENT_WORKMODE;
        266 CF_INVALID_AGENT_REASON_CODE;
        267 CF_ADJUNCT_SWITCH_COMM_ERROR;
        268 CF_AGENT_NOT_PARTY_ON_CALL;
        269 CF_INTERNAL_PROCESSING_ERROR;
        270 CF_TAKE_CALL_CONTROL_REJECTION;
        271 CF_TAKE_DOMAIN_CONTROL_REJECTION;
        272 CF_REQUESTED_SERVICE_NOT_REGISTERED;
        273 CF_INVALID_CONSULT_TYPE;
        280 CF_WRAPUP_DATA_REQUIRED;
        281 CF_REASON_CODE_REQUIRED;
        283 CF_SPECIFIED_EXTENSION_ALREADY_IN_USE;
        284 CF_ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED;
        287 CF_DEVICE_RESTRICTED;
        288 CF_LINE_RESTRICTED;
        289 CF_AGENT_ACCOUNT_LOCKED_OUT;
        290 CF_DROP_ANY_PARTY_NOT_ENABLED_CTI;
        291 CF_MAXIMUM_LINE_LIMIT_EXCEEDED;
        292 CF_SHARED_LINES_NOT_SUPPORTED;
        293 CF_EXTENSION_NOT_UNIQUE;
        1004 CF_UNKNOWN_PID;
        1008 CF_RC_SERVICE_INACTIVATE;
        1009 CF_INVALID_DIALED_NUMBER;
        1010 CF_INVALID_PARAMETER;
        1011 CF_UNKNOWN_ROUTING_PROBLEM;
        1016 CF_AGENT_GREETING_CONTROL_OPERATION_FAILURE;
    }
}

codes! {
    /// A failure code of task routing (CCE): `errorData` of a media error (facts, section 4).
    MediaFailure(u32) {
        1 E_ARM_STAT_AGENT_ALREADY_LOGGED_IN;
        2 E_ARM_STAT_AGENT_NOT_FOUND;
        3 E_ARM_STAT_MRD_LIST_ENTRY_NOT_FOUND;
        6 E_ARM_STAT_AGENT_NOT_LOGGED_IN;
        9 E_ARM_STAT_ALREADY_HAVE_PENDING_MAKE_AGENT_NOT_READY;
        11 E_ARM_STAT_CANT_LOGIN_TO_VOICE_MRD;
        14 E_ARM_STAT_DO_THIS_WITH_TASK_SENT_RECENTLY;
        27 E_ARM_STAT_LOGIN_NOT_ALLOWED_FOR_APP_PATH;
        34 E_ARM_STAT_PERFORMANCE_LIMIT_EXCEEDED;
        36 E_ARM_STAT_CC_OFFLINE;
        37 E_ARM_STAT_LOGIN_TIMEOUT;
        38 E_ARM_STAT_PQ_LOGIN_FAILED;
        41 E_ARM_STAT_LOGIN_REQUEST_ALREADY_PENDING;
    }
}

/// A reason code that the system itself gives (facts, section 5, "CCX system reason codes"). Own codes are 1 to 999 without 22 and 33.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SystemReason {
    /// The code, as it stands in `reasonCode/code`.
    pub code: u16,
    /// Whether it belongs to LOGOUT or NOT_READY.
    pub category: ReasonCategory,
    /// What happened, in our words; administrators edit the label.
    pub label: &'static str,
}

/// What a reason code is a reason for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReasonCategory {
    /// For being not ready.
    NotReady,
    /// For signing out.
    Logout,
}

impl ReasonCategory {
    /// `NOT_READY` or `LOGOUT`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotReady => "NOT_READY",
            Self::Logout => "LOGOUT",
        }
    }

    /// Reads `NOT_READY` or `LOGOUT`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "NOT_READY" => Some(Self::NotReady),
            "LOGOUT" => Some(Self::Logout),
            _ => None,
        }
    }
}

/// Reason code a CCX server gives when a supervisor makes an agent not ready.
pub const CCX_SUPERVISOR_NOT_READY: u16 = 33;
/// Reason code a CCX server gives when a supervisor signs an agent out.
pub const CCX_SUPERVISOR_LOGOUT: u16 = 22;
/// Reason code a CCE server gives for both.
pub const CCE_SUPERVISOR: u16 = 999;
/// Reason code of a sign-out because the client went away (facts, section 7).
pub const CONNECTION_FAILURE: u16 = 255;

impl SystemReason {
    /// The system reasons of CCX.
    pub const CCX: &'static [Self] = &[
        Self::row(32767, ReasonCategory::Logout, "device conflict"),
        Self::row(32765, ReasonCategory::Logout, "system disconnect"),
        Self::row(32764, ReasonCategory::Logout, "system standby"),
        Self::row(32748, ReasonCategory::Logout, "agent deleted"),
        Self::row(32741, ReasonCategory::Logout, "extension conflict"),
        Self::row(32740, ReasonCategory::Logout, "system-initiated re-login"),
        Self::row(255, ReasonCategory::Logout, "connection failure"),
        Self::row(22, ReasonCategory::Logout, "supervisor-initiated"),
        Self::row(32763, ReasonCategory::NotReady, "call not answered"),
        Self::row(32762, ReasonCategory::NotReady, "off-hook"),
        Self::row(32761, ReasonCategory::NotReady, "non-ACD busy"),
        Self::row(32760, ReasonCategory::NotReady, "log on"),
        Self::row(32759, ReasonCategory::NotReady, "phone failure"),
        Self::row(32758, ReasonCategory::NotReady, "wrap-up timer expired"),
        Self::row(32757, ReasonCategory::NotReady, "CUCM failover"),
        Self::row(32756, ReasonCategory::NotReady, "phone working"),
        Self::row(32755, ReasonCategory::NotReady, "call ended"),
        Self::row(32754, ReasonCategory::NotReady, "restricted device"),
        Self::row(32753, ReasonCategory::NotReady, "restricted line"),
        Self::row(32752, ReasonCategory::NotReady, "preview reservation cancelled"),
        Self::row(32751, ReasonCategory::NotReady, "preview skipped"),
        Self::row(32750, ReasonCategory::NotReady, "extension modified"),
        Self::row(32749, ReasonCategory::NotReady, "call cancelled"),
        Self::row(32742, ReasonCategory::NotReady, "non-ACD off-hook"),
        Self::row(33, ReasonCategory::NotReady, "supervisor-initiated"),
    ];

    const fn row(code: u16, category: ReasonCategory, label: &'static str) -> Self {
        Self { code, category, label }
    }

    /// The system reason with this code, on CCX.
    #[must_use]
    pub fn ccx(code: u16) -> Option<&'static Self> {
        Self::CCX.iter().find(|reason| reason.code == code)
    }
}

/// The name of a CTI call type, as `callType` of a dialog shows it (facts, section 6). `None` for a number that has none on CCX.
#[must_use]
pub const fn ccx_call_type(number: u16) -> Option<&'static str> {
    Some(match number {
        1 => "ACD_IN",
        4 => "TRANSFER",
        6 => "OTHER_IN",
        9 => "OUT",
        10 => "AGENT_INSIDE",
        11 => "OFFERED",
        12 => "CONSULT",
        15 => "CONFERENCE",
        17 => "OUTBOUND_PREVIEW",
        19 => "ASSIST_CALL",
        20 => "EMERGENCY",
        21 => "SUPERVISOR_MONITOR",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_captured_codes_fix_the_table() {
        assert_eq!(CtiFailure(22).name(), Some("CF_INVALID_OBJECT_STATE"));
        assert_eq!(CtiFailure(260).name(), Some("CF_INVALID_LOGON_DEVICE_SPECIFIED"));
        assert_eq!(CtiFailure(9999).name(), None);
        assert_eq!(format!("{:?}", CtiFailure(25)), "25(CF_NO_HELD_CALL)");
    }

    #[test]
    fn every_name_leads_back() {
        for code in CtiFailure::ALL {
            assert_eq!(CtiFailure::from_name(code.name().unwrap()), Some(*code));
        }
        for code in MediaFailure::ALL {
            assert_eq!(MediaFailure::from_name(code.name().unwrap()), Some(*code));
        }
    }

    #[test]
    fn system_reasons_are_unique_and_reserved_ones_are_there() {
        for (at, reason) in SystemReason::CCX.iter().enumerate() {
            assert!(!SystemReason::CCX[..at].iter().any(|r| r.code == reason.code), "{}", reason.code);
        }
        for code in [CCX_SUPERVISOR_NOT_READY, CCX_SUPERVISOR_LOGOUT, CONNECTION_FAILURE] {
            assert!(SystemReason::ccx(code).is_some());
        }
    }
}
