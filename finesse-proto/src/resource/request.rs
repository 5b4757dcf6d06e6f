//! Bodies of requests that are not the resource itself: what a client asks to be done.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{ActionParam, CallVariable, MobileAgent, filled};
use crate::agent::{AgentState, Product, StateRequest};
use crate::dialog::Action;
use crate::error::Refusal;

xml_cursor::records! {
    /// Body of `PUT /User/{id}`: sign in, change the state, sign out. Unknown elements are ignored.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    UserRequest<'x> {
        /// 12.6.
        "activeDeviceId" maybe active_device_id;
        /// With LOGIN.
        "extension" maybe extension;
        /// Sent by some clients; ignored.
        "id" maybe id;
        /// `true`: sign out of the non-voice domains as well (CCE).
        "logoutAllMedia" maybe logout_all_media;
        /// With LOGIN, on CCE.
        "mobileAgent" one mobile_agent: MobileAgent<'x>;
        /// Database id of a reason, not its code.
        "reasonCodeId" maybe reason_code_id;
        /// `LOGIN`, `READY`, `NOT_READY` or `LOGOUT`.
        "state" maybe state;
    }
    /// Body of `POST /User/{id}/Dialogs` and `PUT /Dialog/{id}`.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    DialogRequest<'x> {
        "actionParams" maybe_list("ActionParam") action_params: ActionParam<'x>;
        /// The call to barge into.
        "associatedDialogUri" maybe associated_dialog_uri;
        "fromAddress" maybe from_address;
        "mediaProperties" one media_properties: RequestedProperties<'x>;
        /// What is to be done. Blanks round it have been seen in the field.
        "requestedAction" maybe requested_action;
        /// Extension of the participant it is to be done for.
        "targetMediaAddress" maybe target_media_address;
        "toAddress" maybe to_address;
    }
    /// Call data to set.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    RequestedProperties<'x> {
        "callvariables" maybe_list("CallVariable") call_variables: CallVariable<'x>;
        /// Several wrap-up reasons (CCX, 12.5).
        "wrapUpItems" maybe_list_texts("wrapUpItem") wrap_up_items;
        "wrapUpReason" maybe wrap_up_reason;
    }
}

/// What a `PUT /User/{id}` asks for.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum UserIntent<'a> {
    /// Sign in.
    SignIn {
        /// The phone's number.
        extension: &'a str,
        /// The device that is to take calls (12.6).
        device: Option<&'a str>,
        /// How the agent is reached instead of by a phone of the system (CCE).
        mobile: Option<&'a MobileAgent<'a>>,
    },
    /// Change the state; sign out.
    Change {
        /// `Ready`, `NotReady` or `Logout`.
        to: StateRequest,
        /// Database id of the reason.
        reason_id: Option<u32>,
        /// Sign out of the non-voice domains as well.
        all_media: bool,
    },
}

impl<'x> UserRequest<'x> {
    /// A request to sign in.
    #[must_use]
    pub fn sign_in(extension: impl Into<Cow<'x, str>>) -> Self {
        Self { state: Some("LOGIN".into()), extension: Some(extension.into()), ..Self::default() }
    }

    /// A request to change the state, with a reason's database id if there is one.
    #[must_use]
    pub fn change(to: StateRequest, reason_id: Option<u32>) -> Self {
        Self {
            state: Some(to.state().as_str().into()),
            reason_code_id: reason_id.map(|id| id.to_string().into()),
            ..Self::default()
        }
    }

    /// What it asks for.
    ///
    /// # Errors
    /// 400 `Parameter Missing` without state, or without extension in a sign-in; 400 `Invalid Input` for a state that cannot be asked
    /// for, an extension that is no number, a reason that is no id; 501 for a mobile agent on CCX.
    pub fn intent(&self, product: Product) -> Result<UserIntent<'_>, Refusal> {
        let state = filled(self.state.as_ref()).ok_or_else(|| Refusal::parameter_missing("state"))?;
        let wish = AgentState::parse(state)
            .and_then(StateRequest::from_state)
            .ok_or_else(|| Refusal::invalid_input("state"))?;
        if wish == StateRequest::Login {
            return self.sign_in_intent(product);
        }
        let reason_id = reason_id(self.reason_code_id.as_ref())?;
        let all_media = filled(self.logout_all_media.as_ref()) == Some("true");
        Ok(UserIntent::Change { to: wish, reason_id, all_media })
    }

    fn sign_in_intent(&self, product: Product) -> Result<UserIntent<'_>, Refusal> {
        let extension =
            filled(self.extension.as_ref()).ok_or_else(|| Refusal::parameter_missing("extension"))?;
        if !is_extension(extension, product) {
            return Err(Refusal::invalid_input("extension"));
        }
        if let Some(mobile) = &self.mobile_agent {
            if product == Product::Ccx {
                return Err(Refusal::not_implemented());
            }
            match mobile.mode.trim() {
                "CALL_BY_CALL" | "NAILED_CONNECTION" => {}
                "" => return Err(Refusal::parameter_missing("mode")),
                _ => return Err(Refusal::invalid_input("mode")),
            }
            if mobile.dial_number.trim().is_empty() {
                return Err(Refusal::parameter_missing("dialNumber"));
            }
        }
        Ok(UserIntent::SignIn {
            extension,
            device: filled(self.active_device_id.as_ref()),
            mobile: self.mobile_agent.as_ref(),
        })
    }
}

/// The database id of a reason; none is left out, empty or `-1`.
pub(super) fn reason_id(text: Option<&Cow<'_, str>>) -> Result<Option<u32>, Refusal> {
    match filled(text) {
        None | Some("-1") => Ok(None),
        Some(id) => id.parse().map(Some).map_err(|_| Refusal::invalid_input("reasonCodeId")),
    }
}

/// Digits; on CCX also E.164, a plus and up to 14 digits (facts, section 2).
fn is_extension(text: &str, product: Product) -> bool {
    let digits = match (text.strip_prefix('+'), product) {
        (Some(rest), Product::Ccx) => rest,
        (Some(_), Product::Cce) => return false,
        (None, _) => text,
    };
    (1..=15).contains(&text.len()) && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// What a dialog request asks for, checked as far as it can be without knowing the call.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DialogIntent<'a> {
    /// Place a call, with call variables on CCE.
    MakeCall {
        /// The own extension.
        from: &'a str,
        /// The number to call, passed on unchanged.
        to: &'a str,
        /// Call variables to set.
        variables: &'a [CallVariable<'a>],
    },
    /// Listen to an agent, without being heard.
    SilentMonitor {
        /// The supervisor's extension.
        from: &'a str,
        /// The agent's extension.
        to: &'a str,
    },
    /// Join the call one listens to.
    BargeCall {
        /// The supervisor's extension.
        from: &'a str,
        /// The agent's extension.
        to: &'a str,
        /// The call.
        dialog_uri: &'a str,
    },
    /// Call somebody to consult.
    ConsultCall {
        /// The own extension.
        target: &'a str,
        /// The number to call.
        to: &'a str,
    },
    /// Transfer without consulting.
    TransferSst {
        /// The own extension.
        target: &'a str,
        /// The number to transfer to.
        to: &'a str,
    },
    /// Send tones.
    SendDtmf {
        /// The own extension.
        target: &'a str,
        /// The tones.
        digits: &'a str,
    },
    /// Change the data of the call.
    UpdateCallData {
        /// What to change.
        properties: &'a RequestedProperties<'a>,
    },
    /// Say what a direct-preview call turned out to be.
    Reclassify {
        /// The own extension.
        target: &'a str,
        /// For example `VOICE`, `BUSY`.
        classification: &'a str,
    },
    /// Agree on a callback.
    UpdateScheduledCallback {
        /// The own extension.
        target: &'a str,
        /// `YYYY-MM-DDThh:mm`.
        time: Option<&'a str>,
        /// The number.
        number: Option<&'a str>,
    },
    /// Transfer a non-voice task (CCE). TRANSFER of a call has no address: it goes to the party that was consulted.
    TransferTask {
        /// The agent's login id.
        target: &'a str,
        /// The script selector that is to route it.
        selector: &'a str,
    },
    /// Any action that needs the target only: ANSWER, HOLD, RETRIEVE, DROP, TRANSFER, CONFERENCE, START_RECORDING, PARTICIPANT_DROP,
    /// ACCEPT, REJECT, CLOSE, CANCEL_SCHEDULED_CALLBACK, START, PAUSE, RESUME, WRAP_UP.
    Act {
        /// What.
        action: Action,
        /// For whom.
        target: &'a str,
    },
}

impl<'x> DialogRequest<'x> {
    /// A request to place a call.
    #[must_use]
    pub fn make_call(from: impl Into<Cow<'x, str>>, to: impl Into<Cow<'x, str>>) -> Self {
        Self {
            requested_action: Some(Action::MakeCall.as_str().into()),
            from_address: Some(from.into()),
            to_address: Some(to.into()),
            ..Self::default()
        }
    }

    /// A request for an action on a dialog.
    #[must_use]
    pub fn act(action: Action, target: impl Into<Cow<'x, str>>) -> Self {
        Self {
            requested_action: Some(action.as_str().into()),
            target_media_address: Some(target.into()),
            ..Self::default()
        }
    }

    /// What it asks for.
    ///
    /// # Errors
    /// 400 `Parameter Missing`, `Invalid Input` or `Invalid Destination` as section 4 of the facts says; 501 for an action of the other
    /// product.
    pub fn intent(&self, product: Product) -> Result<DialogIntent<'_>, Refusal> {
        let action = filled(self.requested_action.as_ref());
        let action = action.ok_or_else(|| Refusal::parameter_missing("requestedAction"))?;
        let action = Action::parse(action).ok_or_else(|| Refusal::invalid_input("requestedAction"))?;
        let from = || need(self.from_address.as_ref(), "fromAddress");
        let to = || need(self.to_address.as_ref(), "toAddress");
        let target = || need(self.target_media_address.as_ref(), "targetMediaAddress");
        Ok(match action {
            Action::MakeCall | Action::SilentMonitor | Action::BargeCall => {
                let (from, to) = (from()?, to()?);
                if from == to {
                    return Err(Refusal::invalid_destination(to));
                }
                match action {
                    Action::MakeCall => {
                        let variables = self.variables_of_a_new_call(product)?;
                        DialogIntent::MakeCall { from, to, variables }
                    }
                    Action::SilentMonitor => DialogIntent::SilentMonitor { from, to },
                    _ => {
                        let dialog_uri = need(self.associated_dialog_uri.as_ref(), "associatedDialogUri")?;
                        DialogIntent::BargeCall { from, to, dialog_uri }
                    }
                }
            }
            Action::ConsultCall => DialogIntent::ConsultCall { target: target()?, to: to()? },
            Action::TransferSst => DialogIntent::TransferSst { target: target()?, to: to()? },
            Action::SendDtmf => {
                let digits =
                    self.param("dtmfString").ok_or_else(|| Refusal::parameter_missing("dtmfString"))?;
                // CCX has no tones for letters, but it is CTI that says so: error 3 in an event.
                let tone = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#' | 'A'..='D');
                if !digits.chars().all(tone) {
                    return Err(Refusal::invalid_input("dtmfString"));
                }
                DialogIntent::SendDtmf { target: target()?, digits }
            }
            Action::UpdateCallData => {
                let properties = self.media_properties.as_ref();
                let properties = properties.ok_or_else(|| Refusal::parameter_missing("mediaProperties"))?;
                check_variables(properties.call_variables.as_deref().unwrap_or_default())?;
                DialogIntent::UpdateCallData { properties }
            }
            Action::Reclassify => DialogIntent::Reclassify {
                target: target()?,
                classification: self
                    .param("outboundClassification")
                    .ok_or_else(|| Refusal::parameter_missing("outboundClassification"))?,
            },
            Action::UpdateScheduledCallback => {
                let (time, number) = (self.param("callbackTime"), self.param("callbackNumber"));
                if time.is_none() && number.is_none() {
                    return Err(Refusal::parameter_missing("callbackTime"));
                }
                DialogIntent::UpdateScheduledCallback { target: target()?, time, number }
            }
            Action::StartRecording if product == Product::Cce => return Err(Refusal::not_implemented()),
            Action::ParticipantDrop | Action::Start | Action::Pause | Action::Resume | Action::WrapUp
                if product == Product::Ccx =>
            {
                return Err(Refusal::not_implemented());
            }
            Action::Transfer if product == Product::Cce && filled(self.to_address.as_ref()).is_some() => {
                DialogIntent::TransferTask { target: target()?, selector: to()? }
            }
            action => DialogIntent::Act { action, target: target()? },
        })
    }

    /// The value of an action parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        let params = self.action_params.as_deref().unwrap_or_default();
        let found = params.iter().find(|p| p.name.trim() == name)?;
        Some(found.value.trim()).filter(|value| !value.is_empty())
    }

    fn variables_of_a_new_call(&self, product: Product) -> Result<&[CallVariable<'x>], Refusal> {
        let Some(properties) = &self.media_properties else { return Ok(&[]) };
        if product == Product::Ccx {
            return Err(Refusal::invalid_input("mediaProperties"));
        }
        if properties.wrap_up_reason.is_some() {
            return Err(Refusal::invalid_input("wrapUpReason"));
        }
        let variables = properties.call_variables.as_deref().unwrap_or_default();
        check_variables(variables)?;
        Ok(variables)
    }
}

fn need<'a>(text: Option<&'a Cow<'_, str>>, name: &'static str) -> Result<&'a str, Refusal> {
    filled(text).ok_or_else(|| Refusal::parameter_missing(name))
}

/// No variable twice, and none of the dialler's own.
fn check_variables(variables: &[CallVariable<'_>]) -> Result<(), Refusal> {
    let mut names = BTreeSet::new();
    for variable in variables {
        let name = variable.name.trim();
        if name.is_empty() {
            return Err(Refusal::parameter_missing("name"));
        }
        if !names.insert(name) || name.starts_with("BA") {
            return Err(Refusal::invalid_input(name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(result: Result<impl Sized, Refusal>) -> (u16, String, String) {
        let refusal = result.err().unwrap();
        (refusal.status, refusal.error.kind.0.into_owned(), refusal.error.data)
    }

    fn user(state: &str) -> UserRequest<'_> {
        UserRequest { state: Some(state.into()), ..Default::default() }
    }

    #[test]
    fn a_sign_in_needs_an_extension() {
        let missing = status(user("LOGIN").intent(Product::Ccx));
        assert_eq!(missing, (400, "Parameter Missing".into(), "extension".into()));
        let bad = status(UserRequest::sign_in("12a").intent(Product::Ccx));
        assert_eq!(bad, (400, "Invalid Input".into(), "extension".into()));
        let request = UserRequest::sign_in(" 2801\n");
        let UserIntent::SignIn { extension, .. } = request.intent(Product::Ccx).unwrap() else {
            panic!("no sign-in")
        };
        assert_eq!(extension, "2801");
    }

    #[test]
    fn e164_is_for_ccx_only() {
        let request = UserRequest::sign_in("+49305550100000");
        assert!(request.intent(Product::Ccx).is_ok());
        assert!(request.intent(Product::Cce).is_err());
        assert!(UserRequest::sign_in("+493055501000001").intent(Product::Ccx).is_err());
        assert!(UserRequest::sign_in("+").intent(Product::Ccx).is_err());
    }

    #[test]
    fn states_that_cannot_be_asked_for_are_invalid_input() {
        for state in ["TALKING", "UNKNOWN", "ready", "x"] {
            assert_eq!(
                status(user(state).intent(Product::Ccx)),
                (400, "Invalid Input".into(), "state".into())
            );
        }
        for state in ["", "  "] {
            assert_eq!(
                status(user(state).intent(Product::Ccx)),
                (400, "Parameter Missing".into(), "state".into())
            );
        }
    }

    #[test]
    fn reasons_are_ids() {
        let mut request = user("NOT_READY");
        request.reason_code_id = Some("x".into());
        assert_eq!(status(request.intent(Product::Ccx)).2, "reasonCodeId");
        request.reason_code_id = Some(" 12 ".into());
        let intent = request.intent(Product::Ccx).unwrap();
        let expected =
            UserIntent::Change { to: StateRequest::NotReady, reason_id: Some(12), all_media: false };
        assert_eq!(intent, expected);
        request.reason_code_id = Some("-1".into());
        assert!(matches!(request.intent(Product::Ccx), Ok(UserIntent::Change { reason_id: None, .. })));
    }

    #[test]
    fn a_mobile_agent_needs_cce_and_a_number() {
        let mut request = UserRequest::sign_in("2801");
        request.mobile_agent = Some(MobileAgent { mode: "CALL_BY_CALL".into(), ..Default::default() });
        assert_eq!(status(request.intent(Product::Ccx)).0, 501);
        assert_eq!(status(request.intent(Product::Cce)).2, "dialNumber");
    }

    fn with_variables(names: &[&'static str]) -> DialogRequest<'static> {
        let variables =
            names.iter().map(|name| CallVariable { name: (*name).into(), value: "v".into() }).collect();
        let properties = RequestedProperties { call_variables: Some(variables), ..Default::default() };
        let mut request = DialogRequest::make_call("2801", "2802");
        request.media_properties = Some(properties);
        request
    }

    #[test]
    fn a_call_to_oneself_is_an_invalid_destination() {
        assert_eq!(status(DialogRequest::make_call("1", "1").intent(Product::Ccx)).1, "Invalid Destination");
    }

    #[test]
    fn call_variables_of_a_new_call() {
        assert_eq!(status(with_variables(&["callVariable1"]).intent(Product::Ccx)).2, "mediaProperties");
        assert!(with_variables(&["callVariable1", "user.a"]).intent(Product::Cce).is_ok());
        assert_eq!(status(with_variables(&["user.a", "user.a"]).intent(Product::Cce)).2, "user.a");
        assert_eq!(status(with_variables(&["BAStatus"]).intent(Product::Cce)).2, "BAStatus");
    }

    #[test]
    fn tones_are_digits_and_letters_and_on_ccx_cti_refuses_the_letters() {
        for product in [Product::Ccx, Product::Cce] {
            let mut request = DialogRequest::act(Action::SendDtmf, "2801");
            assert_eq!(status(request.intent(product)).2, "dtmfString");
            let param =
                |value: &'static str| vec![ActionParam { name: "dtmfString".into(), value: value.into() }];
            request.action_params = Some(param("1A#*D"));
            // Accepted with 202; on CCX an error event with code 3 follows.
            assert!(matches!(request.intent(product), Ok(DialogIntent::SendDtmf { digits: "1A#*D", .. })));
            for none in ["1E", "a", "1 2", "é"] {
                request.action_params = Some(param(none));
                assert_eq!(status(request.intent(product)).1, "Invalid Input", "{none}");
            }
        }
    }

    #[test]
    fn a_task_is_transferred_to_a_script_and_a_call_to_nobody_named() {
        let mut request = DialogRequest::act(Action::Transfer, "2801");
        let plain = |request: &DialogRequest<'_>, product| {
            matches!(request.intent(product), Ok(DialogIntent::Act { action: Action::Transfer, .. }))
        };
        assert!(plain(&request, Product::Cce));
        request.to_address = Some("scripts/9".into());
        let expected = DialogIntent::TransferTask { target: "2801", selector: "scripts/9" };
        assert_eq!(request.intent(Product::Cce), Ok(expected));
        assert!(plain(&request, Product::Ccx));
    }

    #[test]
    fn many_variables_are_checked_and_a_double_among_them_found() {
        let names: Vec<String> = (0..20_000).map(|n| format!("user.v{n}")).collect();
        let mut variables: Vec<_> =
            names.iter().map(|name| CallVariable { name: name.as_str().into(), value: "".into() }).collect();
        assert!(check_variables(&variables).is_ok());
        variables.push(CallVariable { name: " user.v0\n".into(), value: "".into() });
        assert_eq!(status(check_variables(&variables)).2, "user.v0");
    }

    #[test]
    fn every_action_without_its_parts_is_refused_not_panicking() {
        for product in [Product::Ccx, Product::Cce] {
            for &action in Action::ALL {
                let request =
                    DialogRequest { requested_action: Some(action.as_str().into()), ..Default::default() };
                assert!(matches!(status(request.intent(product)).0, 400 | 501), "{action}");
            }
        }
    }
}
