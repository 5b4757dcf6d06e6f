//! What a client asks of an agent's non-voice domain (CCE).

use super::filled;
use super::request::reason_id;
use crate::agent::{AgentState, StateRequest};
use crate::error::Refusal;
use crate::names::names;

xml_cursor::records! {
    /// Body of `PUT /User/{id}/Media/{mrdId}` (CCE).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    MediaRequest<'x> {
        /// `CLOSE` or `TRANSFER`, with LOGIN.
        "dialogLogoutAction" maybe dialog_logout_action;
        /// `ACCEPT` or `IGNORE`, with LOGIN.
        "interruptAction" maybe interrupt_action;
        /// 1 to 10, with LOGIN.
        "maxDialogLimit" maybe max_dialog_limit;
        /// `true`: leave WORK after a reconnect (12.5).
        "mediaConnected" maybe media_connected;
        "reasonCodeId" maybe reason_code_id;
        /// `true` or `false`: take new tasks or none.
        "routable" maybe routable;
        "state" maybe state;
    }
}

names! {
    /// What becomes of an agent's tasks when a task of another domain comes in between.
    InterruptAction {
        /// They are interrupted.
        Accept = "ACCEPT";
        /// Nothing.
        Ignore = "IGNORE";
    }

    /// What becomes of an agent's tasks at the sign-out.
    DialogLogoutAction {
        /// They are closed: what is done when nothing is said.
        Close = "CLOSE";
        /// They are transferred.
        Transfer = "TRANSFER";
    }
}

/// What a `PUT /User/{id}/Media/{mrdId}` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MediaIntent {
    /// Sign in to the domain. Who is signed in already has the three options set anew, and is told of an error.
    SignIn {
        /// Most tasks at a time, 1 to 10.
        max_dialogs: u8,
        /// When a task of another domain comes.
        interrupt: InterruptAction,
        /// At the sign-out.
        on_logout: DialogLogoutAction,
    },
    /// Change the state; sign out.
    Change {
        /// `Ready`, `NotReady` or `Logout`.
        to: StateRequest,
        /// Database id of the reason.
        reason_id: Option<u32>,
    },
    /// Take new tasks from now on.
    TakeTasks,
    /// Take no new tasks; the state stays.
    TakeNoTasks,
    /// The media is connected again: leave WORK (12.5).
    Connected,
}

impl MediaRequest<'_> {
    /// What it asks for.
    ///
    /// # Errors
    /// 400 `Parameter Missing` without anything that is asked for, or in a sign-in without `maxDialogLimit` or `interruptAction`; 400
    /// `Invalid Input` for a value that is none of the documented ones.
    pub fn intent(&self) -> Result<MediaIntent, Refusal> {
        let Some(state) = filled(self.state.as_ref()) else { return self.option() };
        let wish = AgentState::parse(state)
            .and_then(StateRequest::from_state)
            .ok_or_else(|| Refusal::invalid_input("state"))?;
        if wish == StateRequest::Login {
            return self.sign_in();
        }
        Ok(MediaIntent::Change { to: wish, reason_id: reason_id(self.reason_code_id.as_ref())? })
    }

    fn sign_in(&self) -> Result<MediaIntent, Refusal> {
        let limit = filled(self.max_dialog_limit.as_ref());
        let limit = limit.ok_or_else(|| Refusal::parameter_missing("maxDialogLimit"))?;
        let max_dialogs = limit.parse().ok().filter(|limit| (1..=10).contains(limit));
        let interrupt = filled(self.interrupt_action.as_ref());
        let interrupt = interrupt.ok_or_else(|| Refusal::parameter_missing("interruptAction"))?;
        let on_logout = match filled(self.dialog_logout_action.as_ref()) {
            None => Some(DialogLogoutAction::Close),
            Some(text) => DialogLogoutAction::parse(text),
        };
        Ok(MediaIntent::SignIn {
            max_dialogs: max_dialogs.ok_or_else(|| Refusal::invalid_input("maxDialogLimit"))?,
            interrupt: InterruptAction::parse(interrupt)
                .ok_or_else(|| Refusal::invalid_input("interruptAction"))?,
            on_logout: on_logout.ok_or_else(|| Refusal::invalid_input("dialogLogoutAction"))?,
        })
    }

    /// What is asked for without a state.
    fn option(&self) -> Result<MediaIntent, Refusal> {
        match (filled(self.routable.as_ref()), filled(self.media_connected.as_ref())) {
            (Some("true"), _) => Ok(MediaIntent::TakeTasks),
            (Some("false"), _) => Ok(MediaIntent::TakeNoTasks),
            (Some(_), _) => Err(Refusal::invalid_input("routable")),
            (None, Some("true")) => Ok(MediaIntent::Connected),
            (None, Some(_)) => Err(Refusal::invalid_input("mediaConnected")),
            (None, None) => Err(Refusal::parameter_missing("state")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent(body: &str) -> Result<MediaIntent, (u16, String, String)> {
        let document = format!("<Media>{body}</Media>");
        let request: MediaRequest<'_> = crate::from_document(document.as_bytes(), "Media").unwrap();
        request.intent().map_err(|r| (r.status, r.error.kind.0.into_owned(), r.error.data))
    }

    #[test]
    fn a_sign_in_needs_its_options() {
        let login = "<state>LOGIN</state>";
        let both = "<maxDialogLimit>3</maxDialogLimit><interruptAction>IGNORE</interruptAction>";
        let signed =
            |on_logout| MediaIntent::SignIn { max_dialogs: 3, interrupt: InterruptAction::Ignore, on_logout };
        assert_eq!(intent(&format!("{login}{both}")), Ok(signed(DialogLogoutAction::Close)));
        let transfer = "<dialogLogoutAction> TRANSFER\n</dialogLogoutAction>";
        assert_eq!(intent(&format!("{login}{both}{transfer}")), Ok(signed(DialogLogoutAction::Transfer)));
        for (body, kind, name) in [
            (login.to_owned(), "Parameter Missing", "maxDialogLimit"),
            (format!("{login}<maxDialogLimit>3</maxDialogLimit>"), "Parameter Missing", "interruptAction"),
            (format!("{login}{}", both.replace('3', "0")), "Invalid Input", "maxDialogLimit"),
            (format!("{login}{}", both.replace('3', "11")), "Invalid Input", "maxDialogLimit"),
            (format!("{login}{}", both.replace("IGNORE", "MAYBE")), "Invalid Input", "interruptAction"),
            (
                format!("{login}{both}<dialogLogoutAction>X</dialogLogoutAction>"),
                "Invalid Input",
                "dialogLogoutAction",
            ),
        ] {
            assert_eq!(intent(&body), Err((400, kind.into(), name.into())), "{body}");
        }
    }

    #[test]
    fn states_and_options_are_asked_for_one_at_a_time() {
        let change = |to, reason_id| Ok(MediaIntent::Change { to, reason_id });
        for (body, expected) in [
            ("<state>READY</state>", change(StateRequest::Ready, None)),
            (
                "<state>NOT_READY</state><reasonCodeId>17</reasonCodeId>",
                change(StateRequest::NotReady, Some(17)),
            ),
            ("<state>LOGOUT</state><reasonCodeId>-1</reasonCodeId>", change(StateRequest::Logout, None)),
            ("<routable>true</routable>", Ok(MediaIntent::TakeTasks)),
            ("<routable>false</routable>", Ok(MediaIntent::TakeNoTasks)),
            ("<mediaConnected>true</mediaConnected>", Ok(MediaIntent::Connected)),
        ] {
            assert_eq!(intent(body), expected, "{body}");
        }
        for (body, kind, name) in [
            ("", "Parameter Missing", "state"),
            ("<state>ACTIVE</state>", "Invalid Input", "state"),
            ("<state>LOGOUT</state><reasonCodeId>x</reasonCodeId>", "Invalid Input", "reasonCodeId"),
            ("<routable>yes</routable>", "Invalid Input", "routable"),
            ("<mediaConnected>false</mediaConnected>", "Invalid Input", "mediaConnected"),
        ] {
            assert_eq!(intent(body), Err((400, kind.into(), name.into())), "{body}");
        }
    }
}
