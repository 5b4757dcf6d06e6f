//! What a row of the operation table holds.

use super::Operation;
use crate::agent::Product;
use crate::http::{Method, Query};

/// One method on one path.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Row {
    /// Name of the variant of [`Operation`].
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The path, parameters in braces.
    pub path: &'static str,
    /// Document element of the request body.
    pub body: Root,
    /// Document element of the answer.
    pub answer: Root,
    /// Status of success. 202 means that the outcome comes as an event.
    pub success: u16,
    /// First release.
    pub since: Release,
    /// Products that have it.
    pub products: Products,
    /// Who may use it.
    pub access: Access,
    pub(super) build: fn(&mut dyn Iterator<Item = String>, Query<'_>) -> Option<Operation>,
}

impl Row {
    /// Whether the outcome comes later, as an event.
    #[must_use]
    pub const fn is_asynchronous(&self) -> bool {
        self.success == 202
    }
}

/// A release of Finesse, for example 12.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// 12 of 12.5.
    pub major: u8,
    /// 5 of 12.5.
    pub minor: u8,
}

impl Release {
    /// The release the facts describe.
    pub const V12_5: Self = Self { major: 12, minor: 5 };
    /// The release after it.
    pub const V12_6: Self = Self { major: 12, minor: 6 };
    /// The last release with another order of elements in some answers.
    pub const V11_6: Self = Self { major: 11, minor: 6 };
}

/// Products that have an operation. The other one answers 501.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Products {
    /// CCX and CCE.
    Both,
    /// CCX only.
    Ccx,
    /// CCE only.
    Cce,
}

impl Products {
    /// Whether a product is among them.
    #[must_use]
    pub const fn has(self, product: Product) -> bool {
        match self {
            Self::Both => true,
            Self::Ccx => matches!(product, Product::Ccx),
            Self::Cce => matches!(product, Product::Cce),
        }
    }
}

/// Who may use an operation. Administrators are application users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Access {
    /// Anybody; no credentials are needed.
    Open,
    /// Anybody with good credentials.
    SignedIn,
    /// The user in the path.
    Own,
    /// The user in the path; an administrator.
    OwnOrAdministrator,
    /// The user in the path; a supervisor of one of the user's teams; for GET an administrator.
    OwnOrTeam,
    /// A participant of the call, a supervisor of one, for GET an administrator.
    Participant,
    /// Members and supervisors of the team in the path.
    TeamMember,
    /// Supervisors of the team in the path; an administrator.
    TeamSupervisor,
    /// Any supervisor; an administrator.
    Supervisor,
    /// An administrator; changes on the primary node only.
    Administrator,
}

macro_rules! roots {
    ($($name:ident)*) => {
        /// What a body holds: the document element of its XML, or one of three things that are not XML.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "each is the document element of its name")]
        pub enum Root {
            /// No body.
            Nothing,
            /// JSON, on paths outside `/finesse/api`.
            Json,
            /// Comma-separated contacts, as a form upload.
            Csv,
            $($name,)*
        }

        impl Root {
            /// Name of the document element; empty for what is not XML.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    Self::Nothing | Self::Json | Self::Csv => "",
                    $( Self::$name => stringify!($name), )*
                }
            }
        }
    };
}

roots! {
    ClientLog ClusterConfig ConfigInfo ConnectedUsersInfo Contact Contacts Dialog Dialogs EnterpriseDatabaseConfig LayoutConfig Media
    MediaList MediaPropertiesLayout MediaPropertiesLayouts PhoneBook PhoneBooks Queue Queues ReasonCode ReasonCodes SystemConfig
    SystemInfo Team TeamLayoutConfig TeamMessage TeamMessages Teams User UserAuthMode Users Workflow WorkflowAction WorkflowActions
    Workflows WrapUpReason WrapUpReasons
}
