//! Sign in, change state, sign out; and what must be refused.

use agent::{Agent as Client, Failed};
use finesse_proto::tokio::HttpTransport;
use finesse_proto::{AgentState, Credentials, Method, Outcome, Request};

use super::report::Report;
use super::{Outside, Wrong, shows, verdict, wrong};
use crate::config::Agent;
use crate::control::Inventory;
use crate::ports::Port;

/// Drives the flow as the first agent of the inventory, telling `out` every step and hop. Whether all went well.
pub async fn sign_in(inventory: &Inventory, out: fn(&str)) -> bool {
    verdict(drive(inventory, out).await, out)
}

async fn drive(inventory: &Inventory, out: fn(&str)) -> Result<bool, Wrong> {
    let mut report =
        Report::new(inventory.address(Port::Control).map_err(wrong)?, out).await.map_err(wrong)?;
    let outside = Outside::new(inventory)?;
    let (me, who) = (outside.me, &outside.me.id);
    let rest = HttpTransport::tls(&outside.base, (*outside.tls).clone()).map_err(wrong)?;

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

    let Some(mut client) = outside.connect(&mut report).await? else { return Ok(false) };

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
            shows(&mut client, AgentState::NotReady).await
        })
        .await;
    report
        .step("go ready", who, async {
            client.ready().await.map_err(wrong)?;
            shows(&mut client, AgentState::Ready).await
        })
        .await;
    report
        .step("go not ready, with a reason", who, async {
            client.not_ready(Some(1)).await.map_err(wrong)?;
            shows(&mut client, AgentState::NotReady).await
        })
        .await;
    report
        .step("sign out", who, async {
            client.logout().await.map_err(wrong)?;
            shows(&mut client, AgentState::Logout).await
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
