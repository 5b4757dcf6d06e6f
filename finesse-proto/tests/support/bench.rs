//! One client, and what it is fed.

use std::time::Instant;

use finesse_proto::{Client, ClientConfig, Credentials, Event, Response, Ticket, Transmit, UpdateEvent};

use super::start;

/// A client whose server and notification service are played by the test.
pub(crate) struct Bench {
    pub(crate) client: Client,
    pub(crate) now: Instant,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let config = ClientConfig::new("sue", Credentials::basic("sue", "pw").unwrap());
        Self { client: Client::new(config, [1; 32]), now: start() }
    }

    pub(crate) fn requests(&mut self) -> Vec<Transmit> {
        std::iter::from_fn(|| self.client.poll_transmit()).collect()
    }

    pub(crate) fn request(&mut self, target: &str) -> Ticket {
        let all = self.requests();
        all.iter().find(|t| t.request.target == target).unwrap_or_else(|| panic!("{target}: {all:?}")).ticket
    }

    pub(crate) fn answer(&mut self, ticket: Ticket, body: &str) {
        self.client.handle_response(self.now, ticket, &Response::xml(200, body.to_owned())).unwrap();
    }

    pub(crate) fn update(&mut self, data: &str, event: &str, source: &str) {
        let text = format!(
            "<Update><data>{data}</data><event>{event}</event><requestId></requestId><source>{source}</source></Update>"
        );
        self.client.handle_notification(self.now, text.as_bytes()).unwrap();
    }

    pub(crate) fn events(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.client.poll_event()).collect()
    }

    pub(crate) fn members(&mut self) -> Vec<(UpdateEvent, String, String)> {
        let only = |event| match event {
            Event::Member { event, user, .. } => {
                Some((event, user.login_id.to_string(), user.state.to_string()))
            }
            _ => None,
        };
        self.events().into_iter().filter_map(only).collect()
    }
}

pub(crate) fn user(login: &str, state: &str, second: u32) -> String {
    format!(
        "<user><loginId>{login}</loginId><state>{state}</state><stateChangeTime>2024-05-06T07:08:{second:02}.000Z</stateChangeTime></user>"
    )
}

pub(crate) fn team(users: &[String]) -> String {
    let users: String =
        users.iter().map(|user| user.replace("<user>", "<User>").replace("</user>", "</User>")).collect();
    format!("<Team><id>7</id><users>{users}</users></Team>")
}

pub(crate) fn dialog(id: u32, state: &str) -> String {
    format!("<Dialog><id>{id}</id><mediaProperties/><state>{state}</state></Dialog>")
}

pub(crate) fn queue(id: u32, waiting: u32) -> String {
    format!(
        "<Queue><name>q{id}</name><statistics><callsInQueue>{waiting}</callsInQueue></statistics><uri>/finesse/api/Queue/{id}</uri></Queue>"
    )
}
