//! A client machine and a service in virtual time, with a small directory between them.
#![allow(dead_code, reason = "each test file uses a part")]

use std::time::{Duration, Instant};

use axl_soap::*;

/// A directory with one user, `jdoe`, and an account for each kind of access.
#[derive(Default)]
pub(crate) struct Directory {
    pub(crate) logins: usize,
    pub(crate) calls: Vec<String>,
    /// Rows that a query matches.
    pub(crate) rows: u64,
    /// Whether `skip` and `first` are ignored.
    pub(crate) ignores_pages: bool,
    pub(crate) sessions: bool,
    tokens: u64,
}

impl Dispatcher for Directory {
    fn login(&mut self, _: Instant, credentials: &Credentials) -> Login {
        self.logins += 1;
        match (&*credentials.user, credentials.password.reveal()) {
            ("axl", "axl") => Login::Granted(Access::ReadWrite),
            ("reader", "reader") => Login::Granted(Access::ReadOnly),
            ("nobody", "nobody") => Login::Granted(Access::None),
            _ => Login::Refused,
        }
    }

    fn session_token(&mut self) -> Option<SessionToken> {
        self.tokens += 1;
        self.sessions.then(|| SessionToken::new(format!("T{}", self.tokens)))
    }

    fn dispatch(&mut self, _: Instant, _: &Caller, call: &Call) -> Result<Answered, Fault> {
        self.calls.push(call.operation().name().to_owned());
        match call.operation().name() {
            "getUser" if call.text("userid") == "jdoe" => Ok(Answered::Return(vec![
                Element::with_children(
                    "user",
                    vec![
                        Element::with_text("userid", "jdoe"),
                        Element::with_text("lastName", "D<o>e & sons"),
                    ],
                )
                .with_attribute("uuid", "{5D0C8A17-3E62-4B9F-A1D4-7F20C6E83B95}"),
            ])),
            "getUser" => Err(Fault::not_found("User")),
            "doAuthenticateUser" => Ok(Answered::Return(vec![
                Element::with_text("userAuthenticated", (call.text("password") == "secret").to_string()),
                Element::with_text("code", "0"),
            ])),
            "executeSQLQuery" => {
                let words: Vec<_> = call.text("sql").split_whitespace().collect();
                let (skip, first) = match words.as_slice() {
                    [_, "skip", skip, "first", first, ..] if !self.ignores_pages => {
                        (skip.parse().unwrap(), first.parse().unwrap())
                    }
                    _ => (0, u64::MAX),
                };
                let rows = (0..self.rows).skip(skip).take(usize::try_from(first).unwrap_or(usize::MAX));
                let row =
                    |n: u64| Element::with_children("row", vec![Element::with_text("n", n.to_string())]);
                Ok(Answered::Return(rows.map(row).collect()))
            }
            "addUser" => Ok(Answered::Uuid(Uuid([7; 16]))),
            _ => Err(Fault::new(AxlCode::UNKNOWN_ERROR, "not in this directory")),
        }
    }
}

pub(crate) struct Pair {
    pub(crate) client: Client,
    pub(crate) service: Service,
    pub(crate) directory: Directory,
    pub(crate) now: Instant,
    /// Responses that the network loses.
    pub(crate) lose: usize,
    pub(crate) sent: Vec<HttpRequest>,
    pub(crate) received: Vec<HttpResponse>,
}

impl Pair {
    pub(crate) fn new(user: &str) -> Self {
        Self::with(ClientConfig::new(Credentials::new(user, user)), ServiceConfig::default())
    }

    pub(crate) fn with(client: ClientConfig, service: ServiceConfig) -> Self {
        #[allow(clippy::disallowed_methods, reason = "any instant will do as the start of virtual time")]
        let now = Instant::now();
        Self {
            client: Client::new(client),
            service: Service::new(service),
            directory: Directory::default(),
            now,
            lose: 0,
            sent: Vec::new(),
            received: Vec::new(),
        }
    }

    /// Makes a call and lets time pass until it ends; at most an hour.
    pub(crate) fn run(&mut self, call: Call) -> Result<Reply, CallError> {
        let id = self.client.call(call);
        let end = self.now + Duration::from_secs(3600);
        loop {
            self.exchange();
            while let Some(event) = self.client.poll_event() {
                if let Event::Done { id: done, result } = event {
                    assert_eq!(done, id);
                    return result;
                }
            }
            let deadline = self.client.poll_timeout().expect("a call that has not ended has a deadline");
            assert!(deadline.at < end, "the call does not end");
            self.now = self.now.max(deadline.at);
            self.client.handle_timeout(self.now);
        }
    }

    /// Answers what the client sends.
    pub(crate) fn exchange(&mut self) {
        while let Some(Transmit { id, request }) = self.client.poll_transmit(self.now) {
            let response = self.service.handle(self.now, &request, &mut self.directory);
            self.sent.push(request);
            self.received.push(response.clone());
            if self.lose > 0 {
                self.lose -= 1;
                let error = TransportError { sent: Sent::Maybe, text: "connection reset".to_owned() };
                self.client.handle_failure(self.now, id, error).unwrap();
            } else {
                self.client.handle_response(self.now, id, response).unwrap();
            }
        }
    }
}

/// Lets everybody in and answers everything in the same way.
pub(crate) struct Fixed(pub(crate) Answered);

impl Dispatcher for Fixed {
    fn login(&mut self, _: Instant, _: &Credentials) -> Login {
        Login::Granted(Access::ReadWrite)
    }

    fn session_token(&mut self) -> Option<SessionToken> {
        None
    }

    fn dispatch(&mut self, _: Instant, _: &Caller, _: &Call) -> Result<Answered, Fault> {
        Ok(self.0.clone())
    }
}
