//! A customer calls: queue, ring, answer, hold, call data, hang up; and what is refused.

use std::time::{Duration, Instant};

use agent::{Agent as Client, Config as ClientConfig, Event, Xmpp};
use finesse_proto::{
    Action, AgentState, CallVariable, Dialog, DialogRequest, ErrorType, Outcome, ParticipantState,
    RequestedProperties, UpdateEvent,
};

use super::report::Report;
use super::{Wrong, wrong};
use crate::calls::NewCall;
use crate::config::Agent;
use crate::control::{self, Inventory};
use crate::ports::Port;

/// Longest time something may take to become visible.
const PATIENCE: Duration = Duration::from_secs(20);
/// The caller, who is nobody.
const CUSTOMER: &str = "+15555550177";

/// Drives the flow as the first agent of the inventory, telling `out` every step and hop. Whether all went well.
pub async fn inbound_call(inventory: &Inventory, out: fn(&str)) -> bool {
    match drive(inventory, out).await {
        Ok(passed) => passed,
        Err(Wrong(why)) => {
            out(&format!("FAIL {why}"));
            false
        }
    }
}

async fn drive(inventory: &Inventory, out: fn(&str)) -> Result<bool, Wrong> {
    let control = inventory.address(Port::Control).map_err(wrong)?;
    let mut report = Report::new(control, out).await.map_err(wrong)?;
    let me = inventory.agents.first().ok_or_else(|| wrong("the lab has no agents"))?;
    let who = me.id.as_str();
    let base = format!("https://localhost:{}", inventory.address(Port::Finesse).map_err(wrong)?.port());
    let url = format!("{base}/http-bind").parse().map_err(wrong)?;
    let mut config = ClientConfig::new(who, &me.password, &base, &inventory.xmpp_domain, Xmpp::Bosh { url });
    config.resource = "scenario".to_owned();
    config.tls = Some(super::trust(inventory).map_err(wrong)?);
    let seed = crate::start::chance().map_err(wrong)?;
    let connected = report.step("an agent's events come over BOSH", who, Client::connect(config, seed)).await;
    let Some(client) = connected else { return Ok(false) };
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
            let dialog = desk.dialog.as_ref();
            dialog.is_some_and(|d| d.id == call.to_string()) && desk.own() == Some(ParticipantState::Alerting)
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
            let dialog = desk.dialog.as_ref();
            dialog.and_then(|d| d.media_properties.variable("callVariable1")) == Some("K-20417")
        })
        .await
    }

    async fn gone(&mut self) -> Result<(), Wrong> {
        self.until("the end of the call", |desk| desk.dialog.is_none()).await
    }

    async fn state(&mut self, state: AgentState) -> Result<(), Wrong> {
        self.until(state.as_str(), |desk| desk.client.state() == Some(state)).await
    }

    fn own(&self) -> Option<ParticipantState> {
        self.dialog.as_ref()?.participant(&self.me.extension)?.participant_state()
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
        let mut outcome = None;
        let settled = async {
            while outcome.is_none() {
                match self.next().await? {
                    Event::Finesse(finesse_proto::Event::Settled { id, outcome: o }) if id == wanted => {
                        outcome = Some(o);
                    }
                    _ => {}
                }
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, settled).await.map_err(|_| wrong("no outcome"))??;
        outcome.ok_or_else(|| wrong("no outcome"))
    }

    async fn until(&mut self, what: &str, mut seen: impl FnMut(&mut Self) -> bool) -> Result<(), Wrong> {
        let wait = async {
            while !seen(self) {
                self.next().await?;
            }
            Ok(())
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        waited.map_err(|_| wrong(format_args!("{what} was not seen")))?
    }

    async fn next(&mut self) -> Result<Event, Wrong> {
        let event = self.client.next_event().await.ok_or_else(|| wrong("no more events"))?;
        if let Event::Finesse(finesse_proto::Event::Dialog { event, dialog }) = &event {
            self.dialog = (*event != UpdateEvent::Delete).then(|| (**dialog).clone());
        }
        Ok(event)
    }
}
