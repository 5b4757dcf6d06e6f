//! SQL of a stranger against the emulator of a CUCM.
#![allow(clippy::panic, reason = "a panic is how a check reports")]

use std::cell::RefCell;
use std::time::{Duration, Instant, SystemTime};

use axl_soap::*;
use cucm::{AXL_GROUP, AppUserSeed, Config, Core, Now, SqlLimits, UserSeed};

/// Stands in the emulator's own tables only: the password of a user is hashed, its title is in no documented column.
const HIDDEN: &str = "canary7f3a";

/// Few steps, so that a run tries much; the rest as it is by default.
fn config() -> Config {
    let user = |n: u32| UserSeed {
        userid: format!("agent{n}"),
        password: Secret::new("ciscopsdt"),
        pin: Some(Secret::new("12345")),
        first_name: "Agent".to_owned(),
        last_name: n.to_string(),
        extension: Some((1_000 + n).to_string()),
        groups: vec!["Standard CCM End Users".to_owned()],
    };
    let axl = AppUserSeed {
        userid: "axl".to_owned(),
        password: Secret::new("axlpass"),
        groups: vec![AXL_GROUP.to_owned()],
        devices: Vec::new(),
    };
    Config {
        users: (1..4).map(user).collect(),
        app_users: vec![axl],
        sql: SqlLimits {
            steps: 100_000,
            rows: 500,
            time: Duration::from_secs(2),
            bytes: 1 << 20,
            ..SqlLimits::default()
        },
        ..Config::default()
    }
}

struct Emulator {
    core: Core,
    now: Now,
    /// What its tables held at the start.
    content: String,
}

impl Emulator {
    fn new() -> Self {
        let now = Now { at: Instant::now(), utc: SystemTime::UNIX_EPOCH };
        let mut core = Core::new(&config()).expect("a directory");
        // Steps alone do not bound the time of a query.
        core.set_clock(Instant::now);
        let mut emulator = Self { core, now, content: String::new() };
        let title = vec![Element::with_text("userid", "agent1"), Element::with_text("title", HIDDEN)];
        emulator.run(Call::build("updateUser", title).expect("an update")).expect("a title");
        emulator.content = emulator.content();
        emulator
    }

    fn run(&mut self, call: Call) -> Result<Reply, CallError> {
        let mut client = Client::new(ClientConfig::new(Credentials::new("axl", "axlpass")));
        client.call(call);
        let Transmit { id, request } = client.poll_transmit(self.now.at).expect("a request");
        let response = self.core.handle(self.now, &request);
        client.handle_response(self.now.at, id, response).expect("the exchange is open");
        match client.poll_event() {
            Some(Event::Done { result, .. }) => result,
            other => panic!("no end but {other:?}"),
        }
    }

    /// Everything that a query could have changed and a query can see, and what is kept of a user beside.
    fn content(&mut self) -> String {
        let mut all = String::new();
        for table in [
            "enduser",
            "device",
            "numplan",
            "endusernumplanmap",
            "dirgroup",
            "functionrole",
            "devicepool",
            "componentversion",
            "typeclass",
            "applicationuser",
        ] {
            let rows = self.run(Call::sql_query(&format!("select * from {table} order by 1")));
            all += &format!("{table} {:?}\n", rows.expect("a table").owned_rows().expect("rows"));
        }
        let user = Call::get::<records::User>(&Key::name("agent1")).expect("a get");
        all + &format!("{:?}", self.run(user).expect("a user").tree().expect("a tree"))
    }
}

thread_local! {
    /// Made once: nothing that is checked here may change it.
    static EMULATOR: RefCell<Emulator> = RefCell::new(Emulator::new());
}

/// Bytes as a query and as an update: each ends soon with an answer of bounded size or a fault, shows nothing of the
/// emulator's own tables, and changes nothing.
pub fn axl_sql(data: &[u8]) {
    let statement = String::from_utf8_lossy(data);
    // What XML cannot carry never comes that far.
    let statement: String = statement.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    EMULATOR.with_borrow_mut(|emulator| {
        for call in [Call::sql_query(&statement), Call::sql_update(&statement)] {
            let name = call.operation().name();
            match emulator.run(call) {
                Ok(reply) => {
                    assert_eq!(name, "executeSQLQuery", "a write was carried out: {statement}");
                    let rows = reply.owned_rows().expect("what the emulator writes is read");
                    assert!(rows.len() <= 500, "{} rows", rows.len());
                    assert!(reply.body().len() < 8 << 20, "{} bytes", reply.body().len());
                    let text = String::from_utf8_lossy(reply.body());
                    assert!(!text.contains(HIDDEN) || statement.contains("canary"), "{statement}");
                }
                Err(CallError::Fault(fault)) => {
                    assert!(fault.axl_code().is_some_and(|code| code.0 < 0), "{fault}");
                    assert!(!fault.text.contains(HIDDEN) || statement.contains("canary"), "{statement}");
                }
                Err(CallError::TooManyRows(_)) if name == "executeSQLQuery" => {}
                other => panic!("{other:?} to {statement}"),
            }
        }
        let content = emulator.content();
        assert!(content == emulator.content, "{statement} has changed something");
        emulator.now.at += Duration::from_secs(1);
    });
}
