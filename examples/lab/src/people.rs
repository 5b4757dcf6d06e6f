//! What each service has to know of the people in the configuration.

use std::collections::BTreeMap;

use axl_soap::Secret;
use telephony::DeviceKind;

use crate::config::{Agent, Config};

/// The application user as which Finesse and the notification service ask CUCM.
pub(crate) const AXL_USER: &str = "axl";
/// The application user whose devices the engine controls.
pub(crate) const RMCM_USER: &str = "rmcm";

/// Directory: every agent as an end user with a phone, and the application users of a UCCX.
pub(crate) fn directory(config: &Config, axl_password: &Secret) -> cucm::Config {
    let users = config.agents.iter().map(|agent| cucm::UserSeed {
        userid: agent.id.clone(),
        password: Secret::new(&agent.password),
        pin: None,
        first_name: agent.first_name.clone(),
        last_name: agent.last_name.clone(),
        extension: Some(agent.extension.clone()),
        groups: Vec::new(),
    });
    let app_user = |userid: &str, groups: &[&str], devices| cucm::AppUserSeed {
        userid: userid.to_owned(),
        password: axl_password.clone(),
        groups: groups.iter().map(|&g| g.to_owned()).collect(),
        devices,
    };
    let phones = config.agents.iter().map(phone).collect();
    cucm::Config {
        users: users.collect(),
        // Finesse's own lock (five tries, five minutes) is the one that people meet.
        lockout: cucm::Lockout { attempts: 100, ..cucm::Lockout::default() },
        app_users: vec![app_user(AXL_USER, &[cucm::AXL_GROUP], Vec::new()), app_user(RMCM_USER, &[], phones)],
        ..cucm::Config::default()
    }
}

/// Engine: every agent with a phone that RmCm controls, teams, and one queue that everybody serves.
pub(crate) fn centre(config: &Config) -> engine::Config {
    let numbers: BTreeMap<&str, u32> = config.teams().into_iter().zip(1..).collect();
    let mut centre = engine::Config { rmcm_user: RMCM_USER.to_owned(), ..engine::Config::default() };
    for agent in &config.agents {
        centre.agents.push(engine::Agent {
            id: agent.id.clone(),
            first: agent.first_name.clone(),
            last: agent.last_name.clone(),
            password: None,
            extension: agent.extension.clone(),
            team: numbers.get(&*agent.team).copied().unwrap_or_default(),
            queues: vec![(1, 5)],
            rank: if agent.supervisor { engine::Rank::Supervisor } else { engine::Rank::Agent },
        });
        centre.add_device(&phone(agent), DeviceKind::Phone, &agent.extension);
    }
    for (name, id) in numbers {
        let leads = |a: &&Agent| a.supervisor && a.team == name;
        let supervisors = config.agents.iter().filter(leads).map(|a| a.id.clone()).collect();
        centre.teams.push(engine::Team { id, name: name.to_owned(), supervisors });
    }
    centre.queues.push(engine::Queue {
        id: 1,
        name: "Support".to_owned(),
        route_point: ROUTE_POINT.to_owned(),
        wrap_up: None,
    });
    centre.add_device("RP_Support", DeviceKind::RoutePoint, ROUTE_POINT);
    for n in 1..=5 {
        centre.add_device(&format!("CTIP_{n}"), DeviceKind::CtiPort, &format!("*{n}"));
    }
    centre
}

/// What callers dial; no agent can have it, because extensions are digits.
const ROUTE_POINT: &str = "*6000";

fn phone(agent: &Agent) -> String {
    cucm::phone_name(&agent.extension)
}

/// The account that publishes updates; desktops watch its presence.
pub(crate) const FINESSE_USER: &str = "finesse";

/// Finesse server: where it is and as whom it asks others.
pub(crate) fn server(
    host: &str,
    xmpp_domain: &str,
    axl_password: &Secret,
    xmpp_password: &Secret,
) -> finesse::CoreConfig {
    let mut server = finesse::CoreConfig::new(host, xmpp_domain);
    server.xmpp_user = FINESSE_USER.to_owned();
    server.xmpp_password = finesse_proto::Secret::new(xmpp_password.reveal());
    server.axl_user = AXL_USER.to_owned();
    server.axl_password = finesse_proto::Secret::new(axl_password.reveal());
    server
}
