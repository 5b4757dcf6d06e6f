//! An emulator and a client machine in virtual time.
#![allow(dead_code, reason = "each test file uses a part")]

use std::time::{Duration, Instant, SystemTime};

use axl_soap::*;
use cucm::*;

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text)
}

pub(crate) fn agent(userid: &str, extension: &str) -> UserSeed {
    UserSeed {
        userid: userid.into(),
        password: secret("ciscopsdt"),
        pin: Some(secret("12345")),
        first_name: "Agent".into(),
        last_name: userid.into(),
        extension: Some(extension.into()),
        groups: vec!["Standard CCM End Users".into()],
    }
}

pub(crate) fn account(userid: &str, groups: &[&str]) -> AppUserSeed {
    AppUserSeed {
        userid: userid.into(),
        password: secret("axlpass"),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        devices: vec![],
    }
}

pub(crate) fn config() -> Config {
    Config {
        users: vec![agent("agent1", "1001"), agent("agent2", "1002"), agent("agent3", "1003")],
        app_users: vec![
            account("axl", &[AXL_GROUP]),
            account("super", &[SUPER_GROUP]),
            account("reader", &[AXL_READ_GROUP]),
            account("nobody", &[]),
        ],
        ..Config::default()
    }
}

pub(crate) struct Lab {
    pub(crate) core: Core,
    pub(crate) client: Client,
    pub(crate) now: Now,
}

impl Lab {
    pub(crate) fn new() -> Self {
        Self::with(&config())
    }

    pub(crate) fn with(config: &Config) -> Self {
        let now = Now { at: Instant::now(), utc: SystemTime::UNIX_EPOCH };
        let client = Client::new(ClientConfig::new(Credentials::new("axl", "axlpass")));
        Self { core: Core::new(config).unwrap(), client, now }
    }

    /// Goes on with another account.
    pub(crate) fn as_user(&mut self, user: &str, password: &str) -> &mut Self {
        self.client = Client::new(ClientConfig::new(Credentials::new(user, password)));
        self
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.now.at += time;
    }

    pub(crate) fn run(&mut self, call: Call) -> Result<Reply, CallError> {
        self.client.call(call);
        loop {
            while let Some(Transmit { id, request }) = self.client.poll_transmit(self.now.at) {
                let response = self.core.handle(self.now, &request);
                self.client.handle_response(self.now.at, id, response).unwrap();
            }
            while let Some(event) = self.client.poll_event() {
                if let Event::Done { result, .. } = event {
                    return result;
                }
            }
            self.now.at = self.client.poll_timeout().expect("a deadline").at;
            self.client.handle_timeout(self.now.at);
        }
    }

    pub(crate) fn fault(&mut self, call: Call) -> Fault {
        match self.run(call) {
            Err(CallError::Fault(fault)) => fault,
            other => panic!("no fault but {other:?}"),
        }
    }

    pub(crate) fn sql(&mut self, sql: &str) -> Vec<Vec<String>> {
        let rows =
            self.run(Call::sql_query(sql)).unwrap_or_else(|error| panic!("{sql}: {error}")).owned_rows();
        let text = |row: &OwnedRow| row.iter().map(|(_, text)| text.unwrap_or("NULL").to_owned()).collect();
        rows.unwrap().iter().map(text).collect()
    }
}
