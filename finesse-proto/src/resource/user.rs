//! Users.

use std::borrow::Cow;

use super::{ReasonCode, either, filled};
use crate::agent::AgentState;

xml_cursor::records! {
    /// An agent, supervisor or administrator. Document element `User` in answers, `user` inside an update.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    User<'x> {
        /// Device that takes the calls (12.6).
        "activeDeviceId" maybe active_device_id;
        /// Capital spelling of `reasonCode`, seen in team updates.
        "ReasonCode" one reason_code_capital: ReasonCode<'x>;
        /// Devices of the extension (12.6).
        "devices" maybe_list("device") devices: Device<'x>;
        /// Address of the user's dialogs, `/finesse/api/User/{id}/Dialogs`.
        "dialogs" text dialogs;
        /// Empty when signed out.
        "extension" text extension;
        "firstName" text first_name;
        "lastName" text last_name;
        /// What REST paths and nodes are named after. On CCX the CUCM user id, on CCE the peripheral number.
        "loginId" text login_id;
        /// Absent in the short form of teams.
        "loginName" maybe login_name;
        /// `IDLE` or `BUSY`: whether a call placed from not ready is under way (CCX, team answers).
        "mediaState" maybe media_state;
        /// 1 is voice.
        "mediaType" maybe media_type;
        /// How a mobile agent is reached (CCE).
        "mobileAgent" one mobile_agent: MobileAgent<'x>;
        /// State that follows the call; empty when none is pending. CCX sets LOGOUT after a failover during a call.
        "pendingState" text pending_state;
        /// Why the agent is not ready or signed out. See [`User::reason`].
        "reasonCode" one reason_code: ReasonCode<'x>;
        /// `-1` when not ready or signed out without a reason; absent in READY and usually on calls.
        "reasonCodeId" maybe reason_code_id;
        /// `Agent`, `Supervisor`, `Admin`.
        "roles" list_texts("role") roles;
        "settings" one settings: Settings<'x>;
        /// CCE, 12.5.
        "skillTargetId" maybe skill_target_id;
        /// See [`User::agent_state`].
        "state" text state;
        /// When the state began, UTC with milliseconds; empty until the first state is known.
        "stateChangeTime" text state_change_time;
        /// The team the user belongs to; absent in the short form of teams.
        "teamId" maybe team_id;
        "teamName" maybe team_name;
        /// Teams a supervisor leads; absent for a plain agent.
        "teams" maybe_list("Team") teams: TeamSummary<'x>;
        /// `/finesse/api/User/{id}`.
        "uri" text uri;
        /// Seconds of wrap-up; 7200 is the default of CCE.
        "wrapUpTimer" maybe wrap_up_timer;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// How a mobile agent is reached (CCE).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    MobileAgent<'x> {
        /// Number of the phone.
        "dialNumber" text dial_number;
        /// `CALL_BY_CALL` or `NAILED_CONNECTION`.
        "mode" text mode;
    }
    /// What an agent's calls demand.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Settings<'x> {
        /// `enabled` or `disabled` (12.6).
        "deviceSelection" maybe device_selection;
        /// `REQUIRED`, `OPTIONAL`, `NOT_ALLOWED` or `REQUIRED_WITH_WRAP_UP_DATA`.
        "wrapUpOnIncoming" maybe wrap_up_on_incoming;
        /// The same for outgoing calls (12.0).
        "wrapUpOnOutgoing" maybe wrap_up_on_outgoing;
    }
    /// A device of an extension (12.6).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Device<'x> {
        "deviceId" text device_id;
        "deviceType" text device_type;
        "deviceTypeName" text device_type_name;
    }
    /// A team in the list of a supervisor.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    TeamSummary<'x> {
        "id" text id;
        "name" text name;
        "uri" text uri;
    }
    /// All users; document element `Users`.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Users<'x> { "User" many users: User<'x>; }
}

impl<'x> User<'x> {
    /// The state, if it is one this crate knows.
    #[must_use]
    pub fn agent_state(&self) -> Option<AgentState> {
        AgentState::parse(&self.state)
    }

    /// The pending state, if there is one.
    #[must_use]
    pub fn pending(&self) -> Option<AgentState> {
        AgentState::parse(&self.pending_state)
    }

    /// The reason, under either spelling.
    #[must_use]
    pub fn reason(&self) -> Option<&ReasonCode<'x>> {
        either(&self.reason_code, &self.reason_code_capital)
    }

    /// Database id of the reason; `None` if there is none, also when the server writes `-1`.
    #[must_use]
    pub fn reason_id(&self) -> Option<&str> {
        filled(self.reason_code_id.as_ref()).filter(|id| *id != "-1")
    }

    /// Whether the user has a role: `Agent`, `Supervisor`, `Admin`.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|r| r.trim() == role)
    }

    /// First and last name; the login id if there is neither.
    #[must_use]
    pub fn display_name(&self) -> Cow<'_, str> {
        match (self.first_name.trim(), self.last_name.trim()) {
            ("", "") => Cow::Borrowed(self.login_id.trim()),
            ("", name) | (name, "") => Cow::Borrowed(name),
            (first, last) => Cow::Owned(format!("{first} {last}")),
        }
    }
}
