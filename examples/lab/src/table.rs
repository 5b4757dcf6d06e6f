//! What is printed once everything runs.

use std::fmt::Write as _;
use std::time::Duration;

use crate::control::Inventory;
use crate::ports::Port;

/// Addresses, accounts, and what to try next.
pub(crate) fn table(inventory: &Inventory, took: Duration) -> String {
    // Writing to a string cannot fail.
    let mut out = String::new();
    let _ = writeln!(out, "\nThe contact centre is up after {:.2} s.\n", took.as_secs_f64());
    for service in &inventory.services {
        let _ = writeln!(out, "  {:<32}{}", service.what, service.address);
    }
    let _ = writeln!(out, "\n  {:<16}{:<16}{:<16}{:<12}name", "agent", "password", "extension", "team");
    for agent in inventory.agents.iter().take(SHOWN) {
        let role = if agent.supervisor { " (supervisor)" } else { "" };
        let _ = writeln!(
            out,
            "  {:<16}{:<16}{:<16}{:<12}{} {}{role}",
            agent.id, agent.password, agent.extension, agent.team, agent.first_name, agent.last_name
        );
    }
    if let Some(more) = inventory.agents.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "  … and {more} more");
    }
    let ca = inventory.ca_file.display();
    let _ = writeln!(out, "\n  certificates: {ca} is the authority of all of them");
    if let (Some(agent), Ok(finesse)) = (inventory.agents.first(), inventory.address(Port::Finesse)) {
        let port = finesse.port();
        let _ = writeln!(
            out,
            "\nSign in from a shell:\n\n  curl --cacert {ca} -u {id}:{password} -X PUT -H 'Content-Type: application/xml' \\\n       \
             -d '<User><state>LOGIN</state><extension>{extension}</extension></User>' \\\n       \
             https://localhost:{port}/finesse/api/User/{id}\n\n\
             Or in a browser (accept the certificate): https://localhost:{port}/desktop/\n\
             See every hop of a sign-in: cargo run -p lab -- scenario sign-in\n\
             Ctrl-C stops everything.",
            id = agent.id,
            password = agent.password,
            extension = agent.extension,
        );
    }
    out
}

/// Agents listed by name; the rest is counted.
const SHOWN: usize = 5;
