//! Flows driven from outside against a running lab, with every hop shown. Each gives whether all happened as it should.

mod inbound_call;
mod report;
mod sign_in;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use agent::{Agent as Client, Config as ClientConfig, Event, Xmpp};
use finesse_proto::AgentState;

pub use inbound_call::inbound_call;
pub use sign_in::sign_in;

use crate::certs;
use crate::config::Agent;
use crate::control::Inventory;
use crate::ports::Port;
use report::Report;

/// Longest time something may take to become visible.
const PATIENCE: Duration = Duration::from_secs(20);

/// The lab an inventory describes, as a client outside sees it that knows only what is printed.
struct Outside<'a> {
    /// The agent who acts.
    me: &'a Agent,
    /// Where REST is served.
    base: String,
    /// Trusts the lab's own authority.
    tls: Arc<rustls::ClientConfig>,
    domain: &'a str,
}

impl<'a> Outside<'a> {
    fn new(inventory: &'a Inventory) -> Result<Self, Wrong> {
        let me = inventory.agents.first().ok_or_else(|| wrong("the lab has no agents"))?;
        let port = inventory.address(Port::Finesse).map_err(wrong)?.port();
        let tls = certs::client(&inventory.ca_file).map_err(wrong)?;
        Ok(Self { me, base: format!("https://localhost:{port}"), tls, domain: &inventory.xmpp_domain })
    }

    /// The agent's desktop, once its events come; `None` if they do not, which is reported.
    async fn connect(&self, report: &mut Report) -> Result<Option<Client>, Wrong> {
        let (who, url) = (&self.me.id, format!("{}/http-bind", self.base).parse().map_err(wrong)?);
        let mut config =
            ClientConfig::new(who, &self.me.password, &self.base, self.domain, Xmpp::Bosh { url });
        config.resource = "scenario".to_owned();
        config.tls = Some(Arc::clone(&self.tls));
        let seed = crate::start::chance().map_err(wrong)?;
        Ok(report.step("an agent's events come over BOSH", who, Client::connect(config, seed)).await)
    }
}

/// Waits for an event after which `there` is true.
async fn until(
    client: &mut Client,
    what: &str,
    mut there: impl FnMut(&mut Client, Option<Event>) -> bool,
) -> Result<(), Wrong> {
    let wait = async {
        let mut event = None;
        while !there(client, event.take()) {
            event = Some(client.next_event().await.ok_or_else(|| wrong("no more events"))?);
        }
        Ok(())
    };
    let waited = tokio::time::timeout(PATIENCE, wait).await;
    waited.map_err(|_| wrong(format_args!("{what} was not seen")))?
}

/// Waits until the desktop of this agent would show the state.
async fn shows(client: &mut Client, state: AgentState) -> Result<(), Wrong> {
    until(client, state.as_str(), |client, _| client.state() == Some(state)).await
}

/// How a flow ended; what broke it off is told.
fn verdict(result: Result<bool, Wrong>, out: fn(&str)) -> bool {
    result.unwrap_or_else(|Wrong(why)| {
        out(&format!("FAIL {why}"));
        false
    })
}

/// Something was not as it should be.
#[derive(Debug)]
struct Wrong(String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn wrong(what: impl fmt::Display) -> Wrong {
    Wrong(what.to_string())
}
