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
    let (id, password) = crate::people::ADMINISTRATOR;
    let _ =
        writeln!(out, "  {id:<16}{password:<16}{:<16}{:<12}the administrator of the configuration", "-", "-");
    let ca = quoted(&inventory.ca_file.to_string_lossy());
    let _ = writeln!(out, "\n  certificates: {ca} is the authority of all of them");
    if let (Some(agent), Ok(finesse)) = (inventory.agents.first(), inventory.address(Port::Finesse)) {
        let port = finesse.port();
        let account = quoted(&format!("{}:{}", agent.id, agent.password));
        let _ = writeln!(
            out,
            "\nSign in from a shell:\n\n  curl --cacert {ca} -u {account} -X PUT -H 'Content-Type: application/xml' \\\n       \
             -d '<User><state>LOGIN</state><extension>{extension}</extension></User>' \\\n       \
             https://localhost:{port}/finesse/api/User/{id}\n\n\
             Or in a browser (accept the certificate): https://localhost:{port}/desktop/\n\
             {more}Ctrl-C stops everything.",
            more = more(inventory),
            id = agent.id,
            extension = agent.extension,
        );
    }
    out
}

/// How to call in, and how to run the scenarios, against this very lab; nothing if no option leads to its ports.
fn more(inventory: &Inventory) -> String {
    let base = |port: Port| inventory.address(port).ok()?.port().checked_sub(port.well_known());
    let option = match base(Port::Control) {
        Some(0) => String::new(),
        Some(n) if Port::ALL.iter().all(|port| base(*port) == Some(n)) => format!("--port-base {n} "),
        _ => return String::new(),
    };
    let lab = format!("cargo run -p lab -- {option}");
    let call = inventory.queues.first().map(|queue| {
        format!(
            "Let a customer call (rings at an agent who is ready): {lab}call --to {}\n",
            quoted(&queue.name)
        )
    });
    format!(
        "{}See every hop of a sign-in or of a call: {lab}scenario sign-in, {lab}scenario inbound-call\n",
        call.unwrap_or_default()
    )
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:@%+=,".contains(&b);
    if word.bytes().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// Agents listed by name; the rest is counted.
const SHOWN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::Service;

    #[test]
    fn what_is_printed_can_be_pasted() {
        let mut agents = crate::Config::generated(1, None).agents;
        agents[0].password = "it's me".to_owned();
        let services = Port::ALL.map(|port| Service {
            what: port.what().to_owned(),
            address: ([127, 0, 0, 1], port.well_known() + 20_000).into(),
        });
        let inventory = Inventory {
            services: services.into(),
            ca_file: "/tmp/a folder/ca.pem".into(),
            xmpp_domain: String::new(),
            queues: crate::Config::default().queues,
            agents,
        };
        let text = table(&inventory, Duration::ZERO);
        assert!(text.contains(r"--cacert '/tmp/a folder/ca.pem' -u '1001:it'\''s me'"), "{text}");
        assert!(text.contains("lab -- --port-base 20000 scenario sign-in"), "{text}");
        assert!(text.contains("lab -- --port-base 20000 call --to Support"), "{text}");
    }
}
