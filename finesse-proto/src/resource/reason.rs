//! Reason codes and wrap-up reasons.

use super::{filled, last_segment};
use crate::code::ReasonCategory;

xml_cursor::records! {
    /// A reason for being not ready or for signing out.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ReasonCode<'x> {
        /// `NOT_READY` or `LOGOUT`.
        "category" maybe category;
        /// The number reports show. Own codes are 1 to 999 without 22 and 33.
        "code" text code;
        /// `true` or `false`: for all teams.
        "forAll" maybe for_all;
        /// Database id (12.0): what a state change names. See [`ReasonCode::database_id`].
        "id" maybe id;
        /// At most 40 characters.
        "label" text label;
        /// `true` for one of the system's own (11.6).
        "systemCode" maybe system_code;
        /// `/finesse/api/ReasonCode/{id}`.
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A list of reason codes.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ReasonCodes<'x> {
        /// The category asked for.
        "category" attr category;
        "ReasonCode" many codes: ReasonCode<'x>;
        /// In a PUT that assigns codes to a team.
        "item" many items: AssignedItem<'x>;
    }
    /// What a PUT assigns to a team: the address of a configuration object.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    AssignedItem<'x> { "uri" text uri; }
    /// Something an agent can note about a call.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    WrapUpReason<'x> {
        /// `true` or `false`: for all teams.
        "forAll" text for_all;
        /// At most 39 bytes.
        "label" text label;
        /// `/finesse/api/WrapUpReason/{id}`.
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A list of wrap-up reasons.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    WrapUpReasons<'x> {
        "WrapUpReason" many reasons: WrapUpReason<'x>;
        /// In a PUT that assigns reasons to a team.
        "item" many items: AssignedItem<'x>;
    }
}

impl ReasonCode<'_> {
    /// The id a state change names, from `id` or, before 12.0, from the address.
    #[must_use]
    pub fn database_id(&self) -> &str {
        filled(self.id.as_ref()).unwrap_or_else(|| last_segment(&self.uri))
    }

    /// What it is a reason for.
    #[must_use]
    pub fn reason_category(&self) -> Option<ReasonCategory> {
        self.category.as_deref().and_then(ReasonCategory::parse)
    }

    /// Whether the system gives it by itself.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.system_code.as_deref().is_some_and(|text| text.trim() == "true")
    }
}
