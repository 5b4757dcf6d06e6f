//! Non-voice domains of an agent (CCE only).

use super::{ReasonCode, either};

xml_cursor::records! {
    /// The state of an agent in one media routing domain. The options hold only while signed in.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Media<'x> {
        /// Why the agent is not ready. See [`Media::reason`].
        "ReasonCode" one reason_code_capital: ReasonCode<'x>;
        /// Characters of XML arrive escaped twice.
        "description" text description;
        /// `CLOSE` or `TRANSFER`.
        "dialogLogoutAction" maybe dialog_logout_action;
        "id" text id;
        /// `ACCEPT` or `IGNORE`.
        "interruptAction" maybe interrupt_action;
        /// `true` or `false`.
        "interruptible" text interruptible;
        /// 1 to 10.
        "maxDialogLimit" maybe max_dialog_limit;
        /// 12.5.
        "mediaConnected" maybe media_connected;
        "name" text name;
        /// The small spelling of the reason.
        "reasonCode" one reason_code: ReasonCode<'x>;
        "reasonCodeId" maybe reason_code_id;
        /// `false` stops new tasks without a change of state.
        "routable" maybe routable;
        /// Absent when the agent has no skill group in the domain.
        "state" maybe state;
        "stateChangeTime" maybe state_change_time;
        /// `/finesse/api/User/{id}/Media/{mrdId}`.
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A list of domains.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    MediaList<'x> { "Media" many media: Media<'x>; }
}

impl<'x> Media<'x> {
    /// The reason, under either spelling.
    #[must_use]
    pub fn reason(&self) -> Option<&ReasonCode<'x>> {
        either(&self.reason_code, &self.reason_code_capital)
    }
}
