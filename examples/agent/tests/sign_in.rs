//! A sign-in as the agent's machine sees it, over BOSH, in virtual time and without sockets: the notification service is
//! made of the suite's own machines, the Finesse server is played by the test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use agent::{Config, Core, Event, Xmpp, glue};
use bosh::client::{self, Answer, Exchange};
use bosh::manager::{self, Accept, Manager, Request, RequestId, SessionId};
use finesse_proto::{AgentState, ApiErrors, Outcome, Response, StateRequest};
use xmpp_pubsub::{
    ClientEvent, ClientStream, Condition, ConnId, Credentials, End, Framing, IqType, Jid, MessageType, Ns,
    PlainOn, PresenceType, Router, RouterConfig, RouterEvent, SaslCondition, Security, ServerConfig,
    ServerEvent, ServerStream, Stanza, StanzaError, StanzaType, StreamCondition, StreamError,
};

struct World {
    now: Instant,
    core: Core,
    stream: ClientStream,
    bosh: client::Client,
    manager: Manager,
    server: ServerStream,
    session: Option<SessionId>,
    router: Router,
    events: VecDeque<Event>,
    /// Exchanges by the number of their request.
    flying: Vec<(RequestId, Exchange)>,
}

const CONN: ConnId = ConnId(1);

impl World {
    fn new(password: &str) -> Self {
        let now = Instant::now();
        let url = "http://localhost:7071/http-bind".parse().unwrap();
        let config =
            Config::new("agent1", password, "http://localhost:8082", "localhost", Xmpp::Bosh { url });
        let stream = Arc::new(config.stream().unwrap());
        let mut server = ServerConfig::new(jid("localhost"), [1; 32]);
        server.plain = PlainOn::Any;
        let mut router = RouterConfig::new(jid("localhost"));
        router.services = vec![jid("pubsub.localhost")];
        let mut world = Self {
            now,
            core: Core::new(&config, [2; 32]).unwrap(),
            stream: ClientStream::new(stream, Framing::Bosh, Security::Clear, [3; 32], now),
            bosh: client::Client::new(client::Config::new("localhost"), [4; 32], now),
            manager: Manager::new(manager::Config::default(), [5; 32], now),
            server: ServerStream::new(Arc::new(server), Framing::Bosh, Security::Clear, [6; 32], now),
            session: None,
            router: Router::new(router, [7; 32]),
            events: VecDeque::new(),
            flying: Vec::new(),
        };
        world.settle();
        world
    }

    /// Drains every machine until none has anything to say.
    fn settle(&mut self) {
        let mut busy = true;
        while std::mem::take(&mut busy) {
            let now = self.now;
            // The agent's side.
            while let Some(stanza) = self.core.poll_stanza() {
                self.stream.send(&stanza).unwrap();
            }
            glue::send(&mut self.stream, &mut self.bosh).unwrap();
            while let Some(event) = self.stream.poll_event() {
                busy = true;
                match event {
                    ClientEvent::Restart => self.bosh.restart().unwrap(),
                    event => self.core.handle_xmpp(now, event),
                }
            }
            while let Some(event) = self.bosh.poll_event() {
                busy = true;
                glue::receive(now, &mut self.stream, event);
            }
            self.events.extend(std::iter::from_fn(|| self.core.poll_event()));
            // The network.
            while let Some(transmit) = self.bosh.poll_transmit() {
                busy = true;
                if let client::Transmit::Send { exchange, entity } = transmit {
                    self.flying.push((RequestId(exchange.0), exchange));
                    let security = manager::Security::Clear;
                    let request = Request { id: RequestId(exchange.0), entity: entity.to_bytes(), security };
                    self.manager.handle_input(now, request);
                }
            }
            while let Some(transmit) = self.manager.poll_transmit() {
                busy = true;
                let manager::Transmit::Answer { to, status, entity, .. } = transmit else { continue };
                let at = self.flying.iter().position(|(request, _)| *request == to).unwrap();
                let (_, exchange) = self.flying.remove(at);
                self.bosh.handle_input(now, exchange, Answer { status, entity: entity.to_bytes() });
            }
            // The service's side.
            busy |= self.serve();
        }
    }

    fn serve(&mut self) -> bool {
        let now = self.now;
        let mut busy = false;
        while let Some(event) = self.manager.poll_event() {
            busy = true;
            match event {
                manager::Event::Opened(opened) => {
                    self.session = Some(opened.session);
                    self.manager.accept(now, opened.session, Accept::xmpp("localhost")).unwrap();
                    self.server.handle_open(now, opened.to.as_deref(), opened.lang.as_deref()).unwrap();
                }
                manager::Event::Received { payload, .. } => {
                    payload.into_iter().for_each(|element| self.server.handle_element(now, element));
                }
                manager::Event::Restart { .. } => self.server.handle_restart(now).unwrap(),
                manager::Event::Ended { .. } => self.server.handle_eof(),
                other => panic!("{other:?}"),
            }
        }
        while let Some(event) = self.server.poll_event() {
            busy = true;
            match event {
                ServerEvent::Authenticate { credentials: Credentials::Password(password), .. } => {
                    let good = password.matches("secret");
                    let verdict = if good { Ok(()) } else { Err(SaslCondition::NotAuthorized) };
                    self.server.authenticated(now, verdict).unwrap();
                }
                ServerEvent::Bind { account, resource } => {
                    let address = self.router.bind(CONN, &account, resource.as_deref());
                    self.server.bound(now, address).unwrap();
                }
                ServerEvent::Stanza(stanza) => self.router.handle_stanza(CONN, stanza),
                ServerEvent::Closed(_) => self.router.unbind(CONN),
                other => panic!("{other:?}"),
            }
        }
        while let Some(event) = self.router.poll_event() {
            if let RouterEvent::Deliver { stanza, .. } = event {
                let _ = self.server.send(&stanza);
            }
        }
        while let Some(element) = self.server.poll_element() {
            busy = true;
            self.manager.send(now, self.session.unwrap(), element.into()).unwrap();
        }
        busy
    }

    /// The Finesse server publishes, and the service delivers.
    fn publish(&mut self, update: &str) {
        let escaped = update.replace('<', "&lt;");
        let message = Stanza::message(MessageType::Headline)
            .with_from(jid("pubsub.localhost"))
            .with_to(jid("agent1@localhost"));
        self.router.route(message.with_content(format!(
            "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='/finesse/api/User/agent1'>\
             <item id='1'><notification xmlns='http://jabber.org/protocol/pubsub'>{escaped}</notification></item>\
             </items></event>"
        )));
        self.settle();
    }

    fn take_requests(&mut self) -> Vec<finesse_proto::Transmit> {
        std::iter::from_fn(|| self.core.poll_request()).collect()
    }

    fn finesse_events(&mut self) -> Vec<finesse_proto::Event> {
        let only = |event| if let Event::Finesse(event) = event { Some(event) } else { None };
        self.events.drain(..).filter_map(only).collect()
    }
}

fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

fn user(state: &str, id: &str) -> String {
    format!(
        "<Update><data><user><loginId>agent1</loginId><state>{state}</state></user></data><event>PUT</event>\
         <requestId>{id}</requestId><source>/finesse/api/User/agent1</source></Update>"
    )
}

#[test]
fn signed_in_and_ready() {
    let mut world = World::new("secret");
    assert_eq!(world.events.pop_front(), Some(Event::Online(jid("agent1@localhost/agent"))));
    assert!(world.router.is_available(&jid("agent1@localhost")), "FIN-3: presence was sent");
    // What happened before the connection is asked for.
    let targets: Vec<_> = world.take_requests().into_iter().map(|transmit| transmit.request.target).collect();
    assert!(targets.contains(&"/finesse/api/User/agent1".to_owned()), "{targets:?}");

    let id = world.core.sign_in(world.now, "1001").unwrap();
    let requests = world.take_requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].request.headers.get("requestId"), Some(id.as_str()));
    world.core.handle_response(world.now, requests[0].ticket, &Response::empty(202)).unwrap();
    world.settle();
    assert_eq!(world.finesse_events(), [], "accepted is not done");
    world.publish(&user("NOT_READY", id.as_str()));
    let events = world.finesse_events();
    assert!(events.contains(&finesse_proto::Event::Settled { id, outcome: Outcome::Done }), "{events:?}");
    assert!(
        events.contains(&finesse_proto::Event::State { from: None, to: AgentState::NotReady }),
        "{events:?}"
    );

    // The update overtakes the answer.
    let id = world.core.set_state(world.now, StateRequest::Ready, None).unwrap();
    let requests = world.take_requests();
    world.publish(&user("READY", id.as_str()));
    world.core.handle_response(world.now, requests[0].ticket, &Response::empty(202)).unwrap();
    let events = world.finesse_events();
    assert!(events.contains(&finesse_proto::Event::Settled { id, outcome: Outcome::Done }), "{events:?}");
}

/// A core whose stream is bound, and what it then sends.
fn bound() -> (Core, Instant, Vec<Stanza>) {
    let xmpp = Xmpp::Tcp { address: String::new() };
    let config = Config::new("agent1", "secret", "http://localhost:8082", "localhost", xmpp);
    let (mut core, now) = (Core::new(&config, [2; 32]).unwrap(), Instant::now());
    core.handle_xmpp(now, ClientEvent::Online(jid("agent1@localhost/agent")));
    let sent = std::iter::from_fn(|| core.poll_stanza()).collect();
    (core, now, sent)
}

#[test]
fn fin_3_online_is_told_when_the_presence_was_handled_not_when_it_was_queued() {
    let (mut core, now, sent) = bound();
    let [presence, ping] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(presence.stanza_type(), StanzaType::Presence(PresenceType::Available));
    assert!(ping.as_iq().is_ok_and(|iq| iq.ty == IqType::Get && iq.is(Ns::Ping, "ping")));
    assert_eq!(ping.to(), Some(&jid("localhost")));
    assert_eq!(core.poll_event(), None);
    assert!(core.poll_request().is_none(), "what is asked for now would miss what comes before the presence");

    // Somebody else's answer, and an answer to something else.
    let answer = ping.result_reply("").with_to(jid("agent1@localhost/agent"));
    core.handle_xmpp(now, ClientEvent::Stanza(answer.clone().with_from(jid("evil@localhost/x"))));
    core.handle_xmpp(now, ClientEvent::Stanza(answer.clone().with_id("other")));
    assert_eq!(core.poll_event(), None);

    let online = Some(Event::Online(jid("agent1@localhost/agent")));
    core.handle_xmpp(now, ClientEvent::Stanza(answer.clone()));
    assert_eq!(core.poll_event(), online);
    assert!(core.poll_request().is_some());
    core.handle_xmpp(now, ClientEvent::Stanza(answer));
    assert_eq!(core.poll_event(), None, "once");
}

#[test]
fn fin_3_a_server_that_does_not_answer_is_told_of_after_30_s() {
    let (mut core, now, sent) = bound();
    let end = core.poll_timeout().unwrap();
    assert_eq!(end - now, Duration::from_secs(30));
    core.handle_timeout(end - Duration::from_millis(1));
    assert_eq!(core.poll_event(), None);
    core.handle_timeout(end);
    assert_eq!(core.poll_event(), Some(Event::Unanswered));
    assert_eq!((core.poll_timeout(), core.poll_event()), (None, None));
    // An answer that comes too late is none.
    core.handle_xmpp(end, ClientEvent::Stanza(sent[1].result_reply("")));
    assert_eq!(core.poll_event(), None);
}

#[test]
fn x5_a_team_is_subscribed_with_the_full_address_and_then_asked_for() {
    let (mut core, now, sent) = bound();
    core.handle_xmpp(now, ClientEvent::Stanza(sent[1].result_reply("")));
    while core.poll_request().is_some() || core.poll_event().is_some() {}
    core.follow(now, finesse_proto::Node::TeamUsers("7".into()));
    let asked = core.poll_stanza().expect("a subscription");
    let text = String::from_utf8_lossy(&asked.content()).into_owned();
    assert!(text.contains("/finesse/api/Team/7/Users") && text.contains("agent1@localhost/agent"), "{text}");
    assert!(core.poll_request().is_none(), "not before it stands");
    core.handle_xmpp(now, ClientEvent::Stanza(asked.result_reply("").with_from(jid("pubsub.localhost"))));
    let requests: Vec<_> = std::iter::from_fn(|| core.poll_request()).map(|t| t.request.target).collect();
    assert_eq!(requests, ["/finesse/api/Team/7"]);
}

#[test]
fn fin_3_a_server_without_ping_answers_too() {
    let (mut core, now, sent) = bound();
    let error = StanzaError::new(Condition::ServiceUnavailable);
    let answer = sent[1].error_reply(&error).unwrap();
    core.handle_xmpp(now, ClientEvent::Stanza(answer));
    assert_eq!(core.poll_event(), Some(Event::Online(jid("agent1@localhost/agent"))));
}

#[test]
fn accepted_and_then_refused() {
    let mut world = World::new("secret");
    world.take_requests();
    let id = world.core.sign_in(world.now, "9999").unwrap();
    let requests = world.take_requests();
    world.core.handle_response(world.now, requests[0].ticket, &Response::empty(202)).unwrap();
    world.publish(&format!(
        "<Update><data><apiErrors><apiError><errorData>34</errorData><errorMessage>E</errorMessage>\
         <errorType>Invalid Device</errorType></apiError></apiErrors></data><event>put</event>\
         <requestId>{}</requestId><source>/finesse/api/User/agent1</source></Update>",
        id.as_str()
    ));
    let events = world.finesse_events();
    let failed = |event: &finesse_proto::Event| {
        matches!(event, finesse_proto::Event::Settled { id: settled, outcome: Outcome::Failed(errors) }
            if *settled == id && *errors != ApiErrors::default())
    };
    assert!(events.iter().any(failed), "{events:?}");
}

#[test]
fn wrong_password() {
    let mut world = World::new("wrong");
    let last = world.events.pop_back();
    let offline = |event: &Event| matches!(event, Event::Offline(End::Refused(SaslCondition::NotAuthorized)));
    assert!(world.events.iter().chain(&last).any(offline), "{:?} {last:?}", world.events);
}

#[test]
fn events_of_others_are_not_believed() {
    let mut world = World::new("secret");
    world.take_requests();
    world.events.clear();
    let forged = Stanza::message(MessageType::Headline)
        .with_from(jid("evil@localhost/x"))
        .with_to(jid("agent1@localhost"));
    world.router.route(forged.with_content(
        "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'><item><notification \
         xmlns='http://jabber.org/protocol/pubsub'>&lt;Update>&lt;data>&lt;user>&lt;loginId>agent1&lt;/loginId>\
         &lt;state>READY&lt;/state>&lt;/user>&lt;/data>&lt;event>PUT&lt;/event>&lt;/Update></notification></item></items></event>",
    ));
    world.settle();
    assert!(world.events.is_empty(), "{:?}", world.events);
}

#[test]
fn a_request_without_outcome_times_out() {
    let mut world = World::new("secret");
    world.take_requests();
    let id = world.core.sign_in(world.now, "1001").unwrap();
    world.now += Duration::from_secs(31);
    world.core.handle_timeout(world.now);
    world.settle();
    let events = world.finesse_events();
    assert!(events.contains(&finesse_proto::Event::Settled { id, outcome: Outcome::TimedOut }), "{events:?}");
}

/// A machine that has been online and whose host makes connections again; what it said so far is gone.
fn joined() -> (Core, Instant) {
    let (core, now, _) = bound();
    let mut core = core.reconnects();
    join(&mut core, now);
    (core, now)
}

fn join(core: &mut Core, now: Instant) {
    let answer = Stanza::iq(IqType::Result, "join").with_from(jid("localhost"));
    core.handle_xmpp(now, ClientEvent::Stanza(answer.with_to(jid("agent1@localhost/agent"))));
    assert_eq!(core.poll_event(), Some(Event::Online(jid("agent1@localhost/agent"))));
    while core.poll_request().is_some() || core.poll_stanza().is_some() || core.poll_event().is_some() {}
}

#[test]
fn f_1_a_lost_connection_is_made_again_and_everything_asked_for_and_subscribed() {
    let (mut core, now) = joined();
    core.follow(now, finesse_proto::Node::TeamUsers("7".into()));
    let asked = core.poll_stanza().expect("a subscription");
    core.handle_xmpp(now, ClientEvent::Stanza(asked.result_reply("").with_from(jid("pubsub.localhost"))));
    while core.poll_request().is_some() || core.poll_event().is_some() {}

    core.handle_xmpp(now, ClientEvent::Closed(End::Broken));
    assert_eq!(core.poll_event(), Some(Event::Reconnecting(End::Broken)));
    assert_eq!(core.poll_event(), None, "the server is not given up yet");
    assert!(!core.poll_connect(), "not at once");
    let then = core.poll_timeout().unwrap();
    core.handle_timeout(then);
    assert!(core.poll_connect());
    assert!(!core.poll_connect(), "once");

    core.handle_xmpp(then, ClientEvent::Online(jid("agent1@localhost/agent")));
    let stanzas: Vec<_> = std::iter::from_fn(|| core.poll_stanza()).collect();
    assert_eq!(stanzas[0].stanza_type(), StanzaType::Presence(PresenceType::Available));
    let look = stanzas.iter().any(|s| String::from_utf8_lossy(&s.content()).contains("<subscriptions"));
    assert!(look, "what is kept is looked up again: {stanzas:?}");
    assert!(core.poll_request().is_none(), "not before events can come");
    let answer = Stanza::iq(IqType::Result, "join").with_from(jid("localhost"));
    core.handle_xmpp(then, ClientEvent::Stanza(answer.with_to(jid("agent1@localhost/agent"))));
    assert_eq!(core.poll_event(), Some(Event::Online(jid("agent1@localhost/agent"))));
    let targets: Vec<_> = std::iter::from_fn(|| core.poll_request()).map(|t| t.request.target).collect();
    for wanted in ["/finesse/api/SystemInfo", "/finesse/api/User/agent1", "/finesse/api/User/agent1/Dialogs"]
    {
        assert!(targets.iter().any(|target| target == wanted), "{targets:?}");
    }
}

#[test]
fn f_1_after_three_tries_the_connection_is_given_up_and_a_success_counts_anew() {
    for successes in [0, 1] {
        let (mut core, mut now) = joined();
        let lose = |core: &mut Core, now: &mut Instant| {
            core.handle_xmpp(*now, ClientEvent::Closed(End::Broken));
            assert_eq!(core.poll_event(), Some(Event::Reconnecting(End::Broken)));
            *now = core.poll_timeout().unwrap();
            core.handle_timeout(*now);
            assert!(core.poll_connect());
        };
        for _ in 0..successes {
            lose(&mut core, &mut now);
            lose(&mut core, &mut now);
            core.handle_xmpp(now, ClientEvent::Online(jid("agent1@localhost/agent")));
            join(&mut core, now);
        }
        for _ in 0..3 {
            lose(&mut core, &mut now);
        }
        core.handle_xmpp(now, ClientEvent::Closed(End::Broken));
        let last: Vec<_> = std::iter::from_fn(|| core.poll_event()).collect();
        assert!(last.contains(&Event::Offline(End::Broken)), "{last:?}");
        assert!(!core.poll_connect());
    }
}

#[test]
fn what_would_be_refused_again_is_not_tried_again() {
    let conflict = || End::Received(StreamError::new(StreamCondition::Conflict));
    for end in [conflict(), End::Refused(SaslCondition::NotAuthorized)] {
        let (mut core, now) = joined();
        core.handle_xmpp(now, ClientEvent::Closed(end.clone()));
        let events: Vec<_> = std::iter::from_fn(|| core.poll_event()).collect();
        assert!(events.contains(&Event::Offline(end)), "{events:?}");
    }
    // Nor is a connection that never was, one that is being left, or one whose host does not.
    let (mut never, now, _) = bound();
    never.handle_xmpp(now, ClientEvent::Closed(End::Broken));
    let (mut left, _) = joined();
    left.leave();
    left.handle_xmpp(now, ClientEvent::Closed(End::Broken));
    for mut core in [never, left] {
        let events: Vec<_> = std::iter::from_fn(|| core.poll_event()).collect();
        assert!(events.contains(&Event::Offline(End::Broken)), "{events:?}");
    }
}
