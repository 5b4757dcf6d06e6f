//! Callers from outside: what a telephone network would bring to the centre, on the lab's own port.

use std::collections::BTreeMap;

use engine::Remote;
use serde::{Deserialize, Serialize};
use telephony::{CallId, TelephonyError};

/// Calls that may be placed here at a time: a script that runs away must not fill the telephone system.
const MAX_CALLS: usize = 1_000;
/// Longest number.
const MAX_NUMBER: usize = 24;

/// A call to place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCall {
    /// The caller's number.
    #[serde(default = "a_customer")]
    pub from: String,
    /// The name of a queue, its number, or an extension. Without, the first queue.
    #[serde(default)]
    pub to: Option<String>,
    /// Call variables that the script sets: 1 to 10.
    #[serde(default)]
    pub variables: BTreeMap<u8, String>,
}

impl Default for NewCall {
    fn default() -> Self {
        Self { from: a_customer(), to: None, variables: BTreeMap::new() }
    }
}

/// 555-0100 to 0199 are nobody's.
fn a_customer() -> String {
    "+15555550100".to_owned()
}

/// A call as the telephone system has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    /// Its number: the id of the dialog, too.
    pub id: u32,
    /// Who calls.
    pub from: String,
    /// What was dialled.
    pub to: String,
    /// Who takes part, and how far each is.
    pub parties: Vec<PartyView>,
}

/// A party of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyView {
    /// Its number.
    pub number: String,
    /// State of its connection.
    pub state: String,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CallError {
    /// The request makes no sense.
    Request(String),
    /// There is no such call or phone.
    NotFound,
    /// The telephone system refuses.
    Refused(String),
    /// The engine has ended.
    Gone,
}

impl From<TelephonyError> for CallError {
    fn from(error: TelephonyError) -> Self {
        match error {
            TelephonyError::UnknownCall(_)
            | TelephonyError::UnknownAddress
            | TelephonyError::UnknownDevice => Self::NotFound,
            error => Self::Refused(error.to_string()),
        }
    }
}

/// What can be done to the telephones from outside.
#[derive(Debug, Clone)]
pub(crate) struct Telephones {
    engine: Remote,
    /// Queues by name, with their numbers.
    queues: Vec<(String, String)>,
}

impl Telephones {
    pub(crate) fn new(engine: Remote, queues: Vec<(String, String)>) -> Self {
        Self { engine, queues }
    }

    /// Somebody outside dials.
    pub(crate) async fn call(&self, call: NewCall) -> Result<u32, CallError> {
        let number = |text: &str| {
            let fits = (1..=MAX_NUMBER).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
            fits.then(|| text.to_owned())
                .ok_or_else(|| CallError::Request(format!("{text:?} is no number and no queue")))
        };
        let from = number(&call.from)?;
        let to = match &call.to {
            None => self.queues.first().map(|(_, number)| number.clone()),
            Some(to) => {
                let queue = self.queues.iter().find(|(name, _)| name.eq_ignore_ascii_case(to));
                Some(queue.map_or_else(|| number(to), |(_, number)| Ok(number.clone()))?)
            }
        };
        let to = to.ok_or_else(|| CallError::Request("there is no queue".to_owned()))?;
        let placed = self.engine.with(move |core, now| {
            if core.provider().calls().count() >= MAX_CALLS {
                return Err(CallError::Refused(format!("{MAX_CALLS} calls are enough")));
            }
            if core.provider().kind_of(&to).is_none() {
                return Err(CallError::Request(format!("nobody has the number {to:?}")));
            }
            // The caller's number is outside, or a phone here would stand in a call that it knows nothing of.
            if core.provider().kind_of(&from).is_some() {
                return Err(CallError::Request(format!("{from:?} is a number of this centre")));
            }
            let id = core.call_from_outside_with(now, &from, &to, &call.variables)?;
            Ok(id.0)
        });
        placed.await.ok_or(CallError::Gone)?
    }

    /// Every call that there is.
    pub(crate) async fn calls(&self) -> Result<Vec<CallView>, CallError> {
        let calls = self.engine.with(|core, _| {
            let view = |(id, call): (CallId, &telephony::Call)| CallView {
                id: id.0,
                from: call.calling().to_string(),
                to: call.called().to_string(),
                parties: call
                    .connections()
                    .iter()
                    .map(|c| PartyView { number: c.number().to_string(), state: format!("{:?}", c.state()) })
                    .collect(),
            };
            core.provider().calls().map(view).collect()
        });
        calls.await.ok_or(CallError::Gone)
    }

    /// The caller hangs up.
    pub(crate) async fn hang_up(&self, id: u32) -> Result<(), CallError> {
        let id = CallId(id);
        let done = self.engine.with(move |core, now| {
            let call = core.provider().call(id).ok_or(CallError::NotFound)?;
            let caller = call.calling().to_string();
            let there = call.connection(&caller).is_some();
            core.phones(now, |p| if there { p.disconnect(id, &caller) } else { p.end(id) })?;
            Ok(())
        });
        done.await.ok_or(CallError::Gone)?
    }

    /// Somebody uses a phone by hand.
    pub(crate) async fn phone(&self, extension: String, action: Hand) -> Result<(), CallError> {
        let done = self.engine.with(move |core, now| {
            let owner = |device: &&telephony::Device| device.lines.iter().any(|l| l.as_str() == extension);
            let device = core.provider().devices().find(owner).ok_or(CallError::NotFound)?.name.clone();
            let at = |wanted: &[telephony::TerminalConnectionState]| {
                let calls = core.provider().calls().filter_map(|(id, call)| {
                    let state = call.connection_of(device.as_str())?.terminal(device.as_str())?.state();
                    wanted.contains(&state).then_some(id)
                });
                calls.min().ok_or(CallError::NotFound)
            };
            use telephony::TerminalConnectionState as S;
            match action {
                Hand::Answer => {
                    let id = at(&[S::Ringing])?;
                    core.phones(now, |p| p.answer(id, device.as_str()))?;
                }
                Hand::HangUp => {
                    let id = at(&[S::Talking]).or_else(|_| at(&[S::Held, S::Ringing]))?;
                    core.phones(now, |p| p.disconnect(id, &extension))?;
                }
            }
            Ok(())
        });
        done.await.ok_or(CallError::Gone)?
    }
}

/// What a hand does at a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    Answer,
    HangUp,
}

impl Hand {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "answer" => Some(Self::Answer),
            "hangup" => Some(Self::HangUp),
            _ => None,
        }
    }
}
