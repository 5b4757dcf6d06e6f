//! Sign in, change state, sign out; and what must be refused.

use std::time::Duration;

use agent::{Agent as Client, Config as ClientConfig, Failed, Xmpp};
use finesse_proto::tokio::HttpTransport;
use finesse_proto::{AgentState, Credentials, Method, Outcome, Request};

use super::report::Report;
use super::{Wrong, wrong};
use crate::config::Agent;
use crate::control::Inventory;
use crate::ports::Port;

/// Longest time a state may take to become visible.
const PATIENCE: Duration = Duration::from_secs(20);

/// Drives the flow as the first agent of the inventory, telling `out` every step and hop. Whether all went well.
pub async fn sign_in(inventory: &Inventory, out: fn(&str)) -> bool {
    match drive(inventory, out).await {
        Ok(passed) => passed,
        Err(Wrong(why)) => {
            out(&format!("FAIL {why}"));
            false
        }
    }
}

async fn drive(inventory: &Inventory, out: fn(&str)) -> Result<bool, Wrong> {
    let mut report =
        Report::new(inventory.address(Port::Control).map_err(wrong)?, out).await.map_err(wrong)?;
    let me = inventory.agents.first().ok_or_else(|| wrong("the lab has no agents"))?;
    let who = &me.id;
    let port = inventory.address(Port::Finesse).map_err(wrong)?.port();
    let base = format!("https://localhost:{port}");
    let tls = super::trust(inventory).map_err(wrong)?;
    let rest = HttpTransport::tls(&base, (*tls).clone()).map_err(wrong)?;

    let refused = [
        ("a wrong password is refused with 401", 401, "UNAUTHORIZED", "not the password", LOGIN),
        ("malformed XML is refused with 400", 400, "Bad Request", &*me.password, "<User><state>"),
        (
            "an unknown state is refused with 400",
            400,
            "Invalid Input",
            &*me.password,
            "<User><state>DANCING</state></User>",
        ),
    ];
    for (what, status, text, password, body) in refused {
        report.step(what, who, expect(&rest, me, password, body, status, text)).await;
    }

    let url = format!("{base}/http-bind").parse().map_err(wrong)?;
    let mut config = ClientConfig::new(who, &me.password, &base, &inventory.xmpp_domain, Xmpp::Bosh { url });
    config.resource = "scenario".to_owned();
    config.tls = Some(tls);
    let seed = crate::start::chance().map_err(wrong)?;
    let connected = report.step("an agent's events come over BOSH", who, Client::connect(config, seed)).await;
    let Some(mut client) = connected else { return Ok(false) };

    report
        .step(
            "an unknown extension is accepted, and fails by an update",
            who,
            invalid(&mut client, &nobodys(inventory)),
        )
        .await;
    report
        .step("sign in: 202, then the update NOT_READY", who, async {
            client.sign_in(&me.extension).await.map_err(wrong)?;
            seen(&mut client, AgentState::NotReady).await
        })
        .await;
    report
        .step("go ready", who, async {
            client.ready().await.map_err(wrong)?;
            seen(&mut client, AgentState::Ready).await
        })
        .await;
    report
        .step("go not ready, with a reason", who, async {
            client.not_ready(Some(1)).await.map_err(wrong)?;
            seen(&mut client, AgentState::NotReady).await
        })
        .await;
    report
        .step("sign out", who, async {
            client.logout().await.map_err(wrong)?;
            seen(&mut client, AgentState::Logout).await
        })
        .await;
    client.close().await;
    Ok(report.passed())
}

const LOGIN: &str = "<User><state>LOGIN</state><extension>1</extension></User>";

/// A PUT that must be answered with this status and a body that says this.
async fn expect(
    rest: &HttpTransport,
    me: &Agent,
    password: &str,
    body: &str,
    status: u16,
    text: &str,
) -> Result<(), Wrong> {
    let credentials = Credentials::basic(me.id.as_str(), password).map_err(wrong)?;
    let request = Request::new(Method::Put, format!("/finesse/api/User/{}", me.id))
        .header("Authorization", &credentials.to_header())
        .xml(body.to_owned());
    let response = rest.send(&request).await.map_err(wrong)?;
    let said = String::from_utf8_lossy(&response.body);
    if response.status == status && said.contains(text) {
        Ok(())
    } else {
        Err(wrong(format_args!("expected {status} and {text}, got {} and {said}", response.status)))
    }
}

/// An extension that no agent has.
fn nobodys(inventory: &Inventory) -> String {
    let taken =
        |number: &str| inventory.agents.iter().any(|agent| agent.extension.trim_start_matches('+') == number);
    let mut numbers = (0..100_000_000_u32).rev().map(|n| n.to_string());
    numbers.find(|number| !taken(number)).unwrap_or_default()
}

async fn invalid(client: &mut Client, extension: &str) -> Result<(), Wrong> {
    match client.sign_in(extension).await {
        Err(Failed::Outcome(Outcome::Failed(_))) => Ok(()),
        Ok(()) => Err(wrong("it was accepted")),
        Err(other) => Err(wrong(other)),
    }
}

/// Waits until the desktop of this agent would show the state.
async fn seen(client: &mut Client, state: AgentState) -> Result<(), Wrong> {
    let shown = async {
        while client.state() != Some(state) {
            if client.next_event().await.is_none() {
                return Err(wrong("no more events"));
            }
        }
        Ok(())
    };
    tokio::time::timeout(PATIENCE, shown).await.map_err(|_| wrong(format_args!("{state:?} was not seen")))?
}
