//! What each service has to know of the people in the configuration.

use std::collections::BTreeMap;
use std::time::Duration;

use axl_soap::Secret;
use telephony::DeviceKind;

use crate::config::{Agent, Config};

/// The application user as which Finesse and the notification service ask CUCM.
pub(crate) const AXL_USER: &str = "axl";
/// Who may change Finesse's configuration: id and password. It takes no calls.
pub(crate) const ADMINISTRATOR: (&str, &str) = ("admin", "secret");
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
    let administrator = cucm::UserSeed {
        userid: ADMINISTRATOR.0.to_owned(),
        password: Secret::new(ADMINISTRATOR.1),
        pin: None,
        first_name: "Alex".to_owned(),
        last_name: "Administrator".to_owned(),
        extension: None,
        groups: Vec::new(),
    };
    let app_user = |userid: &str, groups: &[&str], devices| cucm::AppUserSeed {
        userid: userid.to_owned(),
        password: axl_password.clone(),
        groups: groups.iter().map(|&g| g.to_owned()).collect(),
        devices,
    };
    let phones = config.agents.iter().map(phone).collect();
    cucm::Config {
        users: users.chain([administrator]).collect(),
        // Finesse's own lock (five tries, five minutes) is the one that people meet.
        lockout: cucm::Lockout { attempts: 100, ..cucm::Lockout::default() },
        app_users: vec![app_user(AXL_USER, &[cucm::AXL_GROUP], Vec::new()), app_user(RMCM_USER, &[], phones)],
        ..cucm::Config::default()
    }
}

/// Engine: every agent with a phone that RmCm controls, teams, and queues that everybody serves.
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
            queues: (1..).zip(&config.queues).map(|(id, _)| (id, 5)).collect(),
            rank: if agent.supervisor { engine::Rank::Supervisor } else { engine::Rank::Agent },
        });
        centre.add_device(&phone(agent), DeviceKind::Phone, &agent.extension);
    }
    for (name, id) in numbers {
        let leads = |a: &&Agent| a.supervisor && a.team == name;
        let supervisors = config.agents.iter().filter(leads).map(|a| a.id.clone()).collect();
        centre.teams.push(engine::Team { id, name: name.to_owned(), supervisors });
    }
    centre.outside = OUTSIDE.map(str::to_owned).into();
    centre.outside_answers = Some(Duration::from_secs(3));
    for (id, queue) in (1..).zip(&config.queues) {
        centre.queues.push(engine::Queue {
            id,
            name: queue.name.clone(),
            route_point: queue.number.clone(),
            wrap_up: queue.wrap_up_seconds.map(|seconds| Duration::from_secs(seconds.into())),
        });
        centre.add_device(&format!("RP_{id}"), DeviceKind::RoutePoint, &queue.number);
    }
    for n in 1..=PORTS {
        centre.add_device(&format!("CTIP_{n}"), DeviceKind::CtiPort, &format!("*{n}"));
    }
    centre
}

/// How numbers of customers begin, unless an agent has such an extension.
const OUTSIDE: [&str; 3] = ["+", "00", "9"];
/// Callers who can wait and listen to music at a time; their numbers are a star and one digit, which no queue has.
const PORTS: u32 = 5;

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
    server.administrators = vec![ADMINISTRATOR.0.to_owned()];
    server.axl_user = AXL_USER.to_owned();
    server.axl_password = finesse_proto::Secret::new(axl_password.reveal());
    server
}
