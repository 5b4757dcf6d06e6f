//! A customer calls: queue, ring, answer, hold, call data, hang up; and what is refused.

use std::time::Instant;

use agent::{Agent as Client, Event};
use finesse_proto::{
    Action, AgentState, CallVariable, Dialog, DialogRequest, ErrorType, Outcome, ParticipantState,
    RequestedProperties, UpdateEvent,
};

use super::report::Report;
use super::{Outside, Wrong, until, verdict, wrong};
use crate::calls::NewCall;
use crate::config::Agent;
use crate::control::{self, Inventory};
use crate::ports::Port;

/// The caller, who is nobody.
const CUSTOMER: &str = "+15555550177";

/// Drives the flow as the first agent of the inventory, telling `out` every step and hop. Whether all went well.
pub async fn inbound_call(inventory: &Inventory, out: fn(&str)) -> bool {
    verdict(drive(inventory, out).await, out)
}

async fn drive(inventory: &Inventory, out: fn(&str)) -> Result<bool, Wrong> {
    let control = inventory.address(Port::Control).map_err(wrong)?;
    let mut report = Report::new(control, out).await.map_err(wrong)?;
    let outside = Outside::new(inventory)?;
    let (me, who) = (outside.me, outside.me.id.as_str());
    let Some(client) = outside.connect(&mut report).await? else { return Ok(false) };
    let mut desk = Desk { client, me, dialog: None };

    report.step("sign in", who, desk.sign_in()).await;
    let call = NewCall { from: CUSTOMER.to_owned(), ..NewCall::default() };
    let placed =
        report.step("a customer calls, and waits in the queue", who, control::place_call(control, &call));
    let Some(call) = placed.await else { return Ok(false) };
    report.step("go ready: the call rings at the phone", who, desk.rings(call)).await;
    report
        .step("what is not in the list of actions is accepted, and fails by an update", who, desk.refused())
        .await;
    report
        .step("answer: the agent talks", who, async {
            desk.act(Action::Answer, ParticipantState::Active).await?;
            desk.state(AgentState::Talking).await
        })
        .await;
    report.step("call data is changed, and told", who, desk.data()).await;
    report.step("hold", who, desk.act(Action::Hold, ParticipantState::Held)).await;
    report.step("take back", who, desk.act(Action::Retrieve, ParticipantState::Active)).await;
    report
        .step("the customer hangs up: the call leaves the list, the agent is ready again", who, async {
            control::hang_up(control, call).await.map_err(wrong)?;
            desk.gone().await?;
            desk.state(AgentState::Ready).await
        })
        .await;
    report
        .step("sign out", who, async {
            desk.client.logout().await.map_err(wrong)?;
            desk.state(AgentState::Logout).await
        })
        .await;
    desk.client.close().await;
    Ok(report.passed())
}

/// The agent's desktop.
struct Desk<'a> {
    client: Client,
    me: &'a Agent,
    /// The call, as last told.
    dialog: Option<Dialog<'static>>,
}

impl Desk<'_> {
    async fn sign_in(&mut self) -> Result<(), Wrong> {
        self.client.sign_in(&self.me.extension).await.map_err(wrong)?;
        // A scenario that was broken off may have left the agent ready.
        self.client.not_ready(None).await.map_err(wrong)
    }

    async fn rings(&mut self, call: u32) -> Result<(), Wrong> {
        self.client.ready().await.map_err(wrong)?;
        self.until("a ringing call", |desk| {
            desk.dialog.is_some_and(|d| d.id == call.to_string())
                && desk.own() == Some(ParticipantState::Alerting)
        })
        .await?;
        let dialog = self.dialog.as_ref().ok_or_else(|| wrong("no call"))?;
        if dialog.from_address != CUSTOMER {
            return Err(wrong(format_args!("the call is from {}", dialog.from_address)));
        }
        self.state(AgentState::Reserved).await
    }

    async fn refused(&mut self) -> Result<(), Wrong> {
        match self.request(DialogRequest::act(Action::Hold, self.me.extension.as_str())).await? {
            Outcome::Failed(errors) if errors.first().is_some_and(|e| e.kind == ErrorType::GENERIC_ERROR) => {
                Ok(())
            }
            other => Err(wrong(format_args!("{other:?}"))),
        }
    }

    async fn act(&mut self, action: Action, then: ParticipantState) -> Result<(), Wrong> {
        self.done(DialogRequest::act(action, self.me.extension.as_str())).await?;
        self.until("the participant's state", |desk| desk.own() == Some(then)).await
    }

    async fn data(&mut self) -> Result<(), Wrong> {
        let mut variable = CallVariable::default();
        (variable.name, variable.value) = ("callVariable1".into(), "K-20417".into());
        let mut properties = RequestedProperties::default();
        properties.call_variables = Some(vec![variable]);
        let mut request = DialogRequest::act(Action::UpdateCallData, self.me.extension.as_str());
        request.media_properties = Some(properties);
        self.done(request).await?;
        self.until("the call variable", |desk| {
            desk.dialog.and_then(|d| d.media_properties.variable("callVariable1")) == Some("K-20417")
        })
        .await
    }

    async fn gone(&mut self) -> Result<(), Wrong> {
        self.until("the end of the call", |desk| desk.dialog.is_none()).await
    }

    async fn state(&mut self, state: AgentState) -> Result<(), Wrong> {
        self.until(state.as_str(), |desk| desk.state == Some(state)).await
    }

    async fn done(&mut self, request: DialogRequest<'_>) -> Result<(), Wrong> {
        match self.request(request).await? {
            Outcome::Done => Ok(()),
            other => Err(wrong(format_args!("{other:?}"))),
        }
    }

    async fn request(&mut self, request: DialogRequest<'_>) -> Result<Outcome, Wrong> {
        let id = self.dialog.as_ref().map(|d| d.id.to_string()).ok_or_else(|| wrong("no call"))?;
        let wanted = self.client.core().rest().act(Instant::now(), &id, request).map_err(wrong)?;
        let (dialog, mut outcome) = (&mut self.dialog, None);
        until(&mut self.client, "the outcome", |_, event| {
            note(dialog, event.as_ref());
            if let Some(Event::Finesse(finesse_proto::Event::Settled { id, outcome: o })) = event
                && id == wanted
            {
                outcome = Some(o);
            }
            outcome.is_some()
        })
        .await?;
        outcome.ok_or_else(|| wrong("no outcome"))
    }

    async fn until(&mut self, what: &str, mut seen: impl FnMut(&Call<'_>) -> bool) -> Result<(), Wrong> {
        let (me, dialog) = (self.me, &mut self.dialog);
        until(&mut self.client, what, |client, event| {
            note(dialog, event.as_ref());
            seen(&Call { me, state: client.state(), dialog: dialog.as_ref() })
        })
        .await
    }
}

/// What the desktop shows.
struct Call<'a> {
    me: &'a Agent,
    state: Option<AgentState>,
    dialog: Option<&'a Dialog<'static>>,
}

impl Call<'_> {
    /// The agent's own state in the call.
    fn own(&self) -> Option<ParticipantState> {
        self.dialog?.participant(&self.me.extension)?.participant_state()
    }
}

/// Follows the call.
fn note(dialog: &mut Option<Dialog<'static>>, event: Option<&Event>) {
    if let Some(Event::Finesse(finesse_proto::Event::Dialog { event, dialog: told })) = event {
        *dialog = (*event != UpdateEvent::Delete).then(|| (**told).clone());
    }
}
