//! Calls and tasks.

use super::filled;
use crate::dialog::{Action, DialogState, ParticipantState};

xml_cursor::records! {
    /// A call, or a task on CCE. Document element `Dialog` in answers and collections, `dialog` in the update of one.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Dialog<'x> {
        /// In the call of a silent monitor: the call that is listened to. Else empty.
        "associatedDialogUri" text associated_dialog_uri;
        /// CCE, 12.6.
        "callbackNumber" maybe callback_number;
        /// Outbound: the agent's extension for a dialled call, the dialler's port for a preview.
        "fromAddress" text from_address;
        /// The CTI call id. It can change for good in a conference.
        "id" text id;
        "mediaProperties" required_one media_properties: MediaProperties<'x>;
        /// `Voice`, or the name of the media routing domain.
        "mediaType" text media_type;
        "participants" list("Participant") participants: Participant<'x>;
        "scheduledCallbackInfo" one scheduled_callback: ScheduledCallback<'x>;
        /// Id of the dialog that was merged into this one (11.6).
        "secondaryId" maybe secondary_id;
        /// See [`Dialog::dialog_state`].
        "state" text state;
        "toAddress" text to_address;
        /// `/finesse/api/Dialog/{id}`.
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// What goes with a call.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    MediaProperties<'x> {
        "DNIS" text dnis;
        /// CCE, 12.0.
        "callKeyCallId" maybe call_key_call_id;
        /// CCE, 12.0.
        "callKeyPrefix" maybe call_key_prefix;
        /// CCE, 12.5.
        "callKeySequenceNum" maybe call_key_sequence_num;
        /// For example `ACD_IN`; absent in tasks.
        "callType" maybe call_type;
        /// `callVariable1` to `10`, `BA…`, and ECC variables `user.…`, arrays with `[n]`.
        "callvariables" list("CallVariable") call_variables: CallVariable<'x>;
        "dialedNumber" maybe dialed_number;
        /// 1 for voice, else the id of the media routing domain.
        "mediaId" maybe media_id;
        "outboundClassification" maybe outbound_classification;
        "queueName" maybe queue_name;
        "queueNumber" maybe queue_number;
        /// Several wrap-up reasons (CCX, 12.5).
        "wrapUpItems" one wrap_up_items: WrapUpItems<'x>;
        "wrapUpReason" maybe wrap_up_reason;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// Several wrap-up reasons (CCX, 12.5).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    WrapUpItems<'x> { "wrapUpItem" texts items; }
    /// One call variable.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    CallVariable<'x> {
        "name" text name;
        /// Empty is a value. The ten peripheral variables hold 40 characters.
        "value" text value;
    }
    /// One party of a call.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Participant<'x> {
        /// What this participant may do now.
        "actions" list_texts("action") actions;
        /// Extension, outside number, or user id for a task.
        "mediaAddress" text media_address;
        /// `AGENT_DEVICE` for the device of a signed-in agent, else empty; absent in tasks.
        "mediaAddressType" maybe media_address_type;
        "startTime" text start_time;
        /// See [`Participant::participant_state`].
        "state" text state;
        /// Why the call failed; else empty.
        "stateCause" text state_cause;
        "stateChangeTime" text state_change_time;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A callback that was agreed.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ScheduledCallback<'x> {
        "callbackNumber" maybe number;
        /// `YYYY-MM-DDThh:mm`, in the customer's time.
        "callbackTime" maybe time;
    }
    /// A parameter of an action: `dtmfString`, `callbackTime`, `callbackNumber`, `outboundClassification`.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ActionParam<'x> {
        "name" text name;
        "value" text value;
    }
    /// A list of dialogs; empty when there is none.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Dialogs<'x> { "Dialog" many dialogs: Dialog<'x>; }
}

impl<'x> Dialog<'x> {
    /// The state, if it is one this crate knows.
    #[must_use]
    pub fn dialog_state(&self) -> Option<DialogState> {
        DialogState::parse(&self.state)
    }

    /// Whether it is a non-voice task and no call: `mediaId` says so, or without it `mediaType`.
    #[must_use]
    pub fn is_task(&self) -> bool {
        match filled(self.media_properties.media_id.as_ref()) {
            Some(id) => id != "1",
            None => !matches!(self.media_type.trim(), "" | "Voice"),
        }
    }

    /// The participant with this address.
    #[must_use]
    pub fn participant(&self, address: &str) -> Option<&Participant<'x>> {
        self.participants.iter().find(|p| p.media_address.trim() == address)
    }
}

impl Participant<'_> {
    /// The state, if it is one this crate knows.
    #[must_use]
    pub fn participant_state(&self) -> Option<ParticipantState> {
        ParticipantState::parse(&self.state)
    }

    /// Whether this participant may do that now.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.actions.iter().any(|text| text.trim() == action.as_str())
    }

    /// Whether it is the device of a signed-in agent.
    #[must_use]
    pub fn is_agent(&self) -> bool {
        filled(self.media_address_type.as_ref()) == Some("AGENT_DEVICE")
    }
}

impl MediaProperties<'_> {
    /// The value of a call variable.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.call_variables.iter().find(|v| v.name == name).map(|v| v.value.as_ref())
    }
}
