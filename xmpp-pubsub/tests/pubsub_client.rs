//! The client against the service, and against answers as other servers write them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::time::{Duration, Instant, UNIX_EPOCH};

use xmpp_pubsub::pubsub::{
    Affiliation, Answer, Client, ClientEvent, CommandState, Event, Features, Memory, NewItem, NodeConfig,
    NodeId, Now, Refusal, Request, RequestError, RequestId, Service, ServiceConfig, SubscribeAs,
    SubscriptionState, Which, markup,
};
use xmpp_pubsub::{Condition, Jid, Stanza};

fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

/// Clients around one service; the network between them is a loop.
struct Pair {
    service: Service<Memory>,
    clients: Vec<(Jid, Client)>,
    now: Now,
}

impl Pair {
    fn new(names: &[&str], features: Features) -> Self {
        let mut config = ServiceConfig::new(jid("pubsub.d"));
        config.features = features;
        let now = Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
        let mut pair = Self {
            service: Service::new(config, Memory::new(), [1; 32], now).unwrap(),
            clients: Vec::new(),
            now,
        };
        for (n, name) in names.iter().enumerate() {
            pair.clients.push((jid(name), Client::new(jid("pubsub.d"), [n as u8 + 2; 32])));
            pair.online(n, name);
        }
        pair
    }

    fn online(&mut self, n: usize, name: &str) {
        self.clients[n].0 = jid(name);
        self.clients[n].1.online(self.now.at, jid(name));
        self.run();
    }

    /// Carries stanzas until there are none. Bare JIDs are all clients of the account.
    fn run(&mut self) {
        loop {
            let mut idle = true;
            for (own, client) in &mut self.clients {
                while let Some(stanza) = client.poll_transmit() {
                    idle = false;
                    let parsed = Stanza::parse(&stanza.to_bytes()).unwrap();
                    self.service.handle_input(self.now, &parsed.with_from(own.clone()));
                }
            }
            while let Some(stanza) = self.service.poll_transmit() {
                idle = false;
                let parsed = Stanza::parse(&stanza.to_bytes()).unwrap();
                let to = parsed.to().unwrap().clone();
                for (own, client) in &mut self.clients {
                    if *own == to || to.is_bare() && own.same_bare(&to) {
                        assert!(client.handle_input(self.now.at, &parsed), "{parsed:?}");
                    }
                }
            }
            if idle {
                return;
            }
        }
    }

    fn ask(&mut self, n: usize, request: Request) -> Result<Answer, RequestError> {
        let id = self.clients[n].1.request(self.now.at, request);
        self.run();
        let events = self.events(n);
        let mut answers = events.into_iter().filter_map(|event| match event {
            ClientEvent::Answer(of, answer) if of == id => Some(answer),
            _ => None,
        });
        answers.next().expect("an answer")
    }

    fn events(&mut self, n: usize) -> Vec<ClientEvent> {
        std::iter::from_fn(|| self.clients[n].1.poll_event()).collect()
    }
}

fn publish(node: &str, payload: &str) -> Request {
    let item = NewItem { id: Some("1".into()), payload: Some(markup(payload.as_bytes()).unwrap()) };
    Request::Publish { node: Some(node.into()), items: vec![item], options: None }
}

const OWNER: &str = "owner@d/desk";
const BOB: &str = "bob@d/phone";

#[test]
fn every_request_is_answered_in_its_own_terms() {
    let mut pair = Pair::new(&[OWNER], Features::all());
    let node = || Some(NodeId::new("n"));
    let config = NodeConfig::default().to_form();
    let created = pair.ask(0, Request::Create { node: node(), config: Some(config) }).unwrap();
    assert_eq!(created, Answer::Created("n".into()));
    assert_eq!(
        pair.ask(0, publish("n", "<x xmlns='u'/>")),
        Ok(Answer::Published("n".into(), vec!["1".into()]))
    );
    let subscribe = Request::Subscribe { node: node(), jid: Some(jid(OWNER)), options: None };
    let Ok(Answer::Subscription(info)) = pair.ask(0, subscribe) else { panic!() };
    assert_eq!((info.state, info.subid.is_some()), (SubscriptionState::Subscribed, true));
    let which = || Which { node: node(), jid: Some(jid(OWNER)), subid: info.subid.clone() };
    let items =
        Request::Items { node: node(), max: Some(1), ids: Vec::new(), subid: info.subid.clone(), page: None };
    let Ok(Answer::Items(_, items, None)) = pair.ask(0, items) else { panic!() };
    assert_eq!(items[0].payload, Some(markup(b"<x xmlns='u'/>").unwrap()));
    assert!(
        matches!(pair.ask(0, Request::Subscriptions(None, None)), Ok(Answer::Subscriptions(None, all, None)) if all.len() == 1)
    );
    let all = pair.ask(0, Request::Affiliations(node(), None)).unwrap();
    assert_eq!(all, Answer::Affiliations(node(), vec![("n".into(), Affiliation::Owner)], None));
    let Ok(Answer::Options(_, form)) = pair.ask(0, Request::Options(which())) else { panic!() };
    let mut form = form;
    form.ty = xmpp_pubsub::FormType::Submit;
    assert_eq!(pair.ask(0, Request::SetOptions(which(), form)), Ok(Answer::Done));
    assert!(matches!(pair.ask(0, Request::DefaultOptions(None)), Ok(Answer::DefaultOptions(None, _))));
    assert!(
        matches!(pair.ask(0, Request::DiscoInfo(node())), Ok(Answer::Info(info)) if info.forms.len() == 1)
    );
    assert!(
        matches!(pair.ask(0, Request::DiscoItems(None, None)), Ok(Answer::Entries(items, None)) if items.items.len() == 1)
    );
    let Ok(Answer::Configuration(_, form)) = pair.ask(0, Request::Configuration(node())) else { panic!() };
    assert_eq!(NodeConfig::from_form(&form), NodeConfig::default());
    assert!(matches!(pair.ask(0, Request::DefaultConfiguration), Ok(Answer::DefaultConfiguration(_))));
    let mut change = NodeConfig::default();
    change.title = "t".into();
    let change = change.difference(&NodeConfig::default());
    assert_eq!(pair.ask(0, Request::Configure(node(), change)), Ok(Answer::Done));
    let changes = vec![(jid("bob@d"), Affiliation::Member)];
    assert_eq!(pair.ask(0, Request::ChangeAffiliates(node(), changes)), Ok(Answer::Done));
    assert!(
        matches!(pair.ask(0, Request::Affiliates(node(), None)), Ok(Answer::Affiliates(_, all, None)) if all.len() == 2)
    );
    let Ok(Answer::Subscribers(_, all, None)) = pair.ask(0, Request::Subscribers(node(), None)) else {
        panic!()
    };
    assert_eq!(pair.ask(0, Request::ChangeSubscribers(node(), all)), Ok(Answer::Done));
    assert!(matches!(
        pair.ask(0, Request::Pending(None)),
        Ok(Answer::Command(CommandState::Executing, Some(_)))
    ));
    assert_eq!(pair.ask(0, Request::Pending(node())), Ok(Answer::Command(CommandState::Completed, None)));
    assert_eq!(pair.ask(0, Request::CancelPending), Ok(Answer::Command(CommandState::Canceled, None)));
    assert_eq!(pair.ask(0, Request::Unsubscribe(which())), Ok(Answer::Done));
    let retract = Request::Retract { node: node(), items: vec![Some("1".into())], notify: Some(true) };
    assert_eq!(pair.ask(0, retract), Ok(Answer::Done));
    assert_eq!(pair.ask(0, Request::Purge(node())), Ok(Answer::Done));
    assert_eq!(pair.ask(0, Request::Delete { node: node(), redirect: None }), Ok(Answer::Done));
    let refused = pair.ask(0, Request::Purge(node()));
    assert_eq!(refused, Err(RequestError::Refused(Box::new(Refusal::new(Condition::ItemNotFound)))));
}

#[test]
fn events_arrive_with_payload_and_subids() {
    let mut pair = Pair::new(&[OWNER, BOB], Features::all());
    pair.ask(0, Request::Create { node: Some("n".into()), config: None }).unwrap();
    pair.clients[1].1.keep_subscribed(pair.now.at, "n".into(), SubscribeAs::BareJid);
    pair.run();
    assert_eq!(pair.events(1), [ClientEvent::Kept("n".into(), Ok(SubscriptionState::Subscribed))]);
    pair.ask(0, publish("n", "<Update xmlns=''><a>1 &lt; 2</a></Update>")).unwrap();
    let events = pair.events(1);
    let [ClientEvent::Event(message)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((message.subids.len(), message.to.as_ref()), (1, Some(&jid("bob@d"))));
    let Event::Items { node, items, retracted } = &message.event else { panic!() };
    assert_eq!((node.as_str(), items.len(), retracted.len()), ("n", 1, 0));
    let document = xmpp_pubsub::pubsub::notification(items[0].payload.as_ref().unwrap()).unwrap();
    assert!(document.contains("<a>1 &lt; 2</a>"), "{document}");
    pair.ask(0, Request::Delete { node: Some("n".into()), redirect: Some("xmpp:x".into()) }).unwrap();
    let events = pair.events(1);
    let [ClientEvent::Event(message)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(message.event, Event::Deleted { node: "n".into(), redirect: Some("xmpp:x".into()) });
}

/// Subscriptions of the account, as the service has them.
fn held(pair: &mut Pair, n: usize) -> Vec<String> {
    let Ok(Answer::Subscriptions(_, all, _)) = pair.ask(n, Request::Subscriptions(None, None)) else {
        panic!()
    };
    all.into_iter().map(|info| info.jid.to_string()).collect()
}

#[test]
fn subscriptions_come_back_with_the_connection_and_do_not_pile_up() {
    for features in [Features::default(), Features::all()] {
        let mut pair = Pair::new(&[OWNER, BOB], features);
        pair.ask(0, Request::Create { node: Some("n".into()), config: None }).unwrap();
        pair.clients[1].1.keep_subscribed(pair.now.at, "n".into(), SubscribeAs::FullJid);
        pair.run();
        assert_eq!(held(&mut pair, 1), [BOB]);
        // The same resource: the subscription is still there.
        pair.clients[1].1.offline();
        pair.online(1, BOB);
        assert_eq!(pair.events(1), [ClientEvent::Kept("n".into(), Ok(SubscriptionState::Subscribed))]);
        assert_eq!(held(&mut pair, 1), [BOB]);
        // Another resource: the old subscription goes.
        pair.clients[1].1.offline();
        pair.online(1, "bob@d/other");
        assert_eq!(held(&mut pair, 1), ["bob@d/other"]);
        // The node was made anew.
        pair.clients[1].1.offline();
        pair.ask(0, Request::Delete { node: Some("n".into()), redirect: None }).unwrap();
        pair.ask(0, Request::Create { node: Some("n".into()), config: None }).unwrap();
        pair.online(1, "bob@d/other");
        assert_eq!(held(&mut pair, 1), ["bob@d/other"]);
        let ended = pair.clients[1].1.end_subscription(pair.now.at, &"n".into());
        assert!(ended.is_some());
        pair.run();
        assert_eq!(held(&mut pair, 1), Vec::<String>::new());
    }
}

#[test]
fn a_node_that_is_gone_is_reported() {
    let mut pair = Pair::new(&[BOB], Features::default());
    pair.clients[0].1.keep_subscribed(pair.now.at, "n".into(), SubscribeAs::FullJid);
    pair.run();
    let refusal = Refusal::new(Condition::ItemNotFound);
    let refused = Err(RequestError::Refused(Box::new(refusal)));
    assert_eq!(pair.events(0), [ClientEvent::Kept("n".into(), refused)]);
}

#[test]
fn owners_answer_requests_to_subscribe() {
    let mut pair = Pair::new(&[OWNER, BOB], Features::default());
    let mut config = NodeConfig::default();
    config.access_model = xmpp_pubsub::pubsub::AccessModel::Authorize;
    let create = Request::Create { node: Some("n".into()), config: Some(config.to_form()) };
    pair.ask(0, create).unwrap();
    pair.clients[1].1.keep_subscribed(pair.now.at, "n".into(), SubscribeAs::FullJid);
    pair.run();
    assert_eq!(pair.events(1), [ClientEvent::Kept("n".into(), Ok(SubscriptionState::Pending))]);
    let events = pair.events(0);
    let [ClientEvent::Authorization(request)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((request.node.as_str(), request.subscriber.as_str()), ("n", BOB));
    pair.clients[0].1.authorize(request, true);
    pair.run();
    let events = pair.events(1);
    let [ClientEvent::Event(message)] = &events[..] else { panic!("{events:?}") };
    assert!(
        matches!(&message.event, Event::Subscription(info) if info.state == SubscriptionState::Subscribed)
    );
}

// ---- a client alone --------------------------------------------------------------------------------------

fn alone() -> (Client, Instant) {
    let (mut client, now) = (Client::new(jid("pubsub.d"), [9; 32]), Instant::now());
    client.online(now, jid(BOB));
    (client, now)
}

fn answer(
    client: &mut Client,
    now: Instant,
    request: Request,
    ty: &str,
    payload: &str,
) -> Result<Answer, RequestError> {
    let id: RequestId = client.request(now, request);
    let asked = client.poll_transmit().unwrap();
    let iq = format!(
        "<iq xmlns='jabber:client' type='{ty}' id='{}' from='pubsub.d' to='{BOB}'>{payload}</iq>",
        asked.id().unwrap()
    );
    assert!(client.handle_input(now, &Stanza::parse(iq.as_bytes()).unwrap()));
    match client.poll_event() {
        Some(ClientEvent::Answer(of, answer)) if of == id => answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn stz_2_an_answer_comes_from_the_service_with_the_id() {
    let (mut client, now) = alone();
    client.request(now, Request::DiscoInfo(None));
    let id = client.poll_transmit().unwrap().id().unwrap().to_owned();
    let reply = |from: &str, id: &str| {
        let iq = format!("<iq xmlns='jabber:client' type='result' id='{id}' from='{from}'/>");
        Stanza::parse(iq.as_bytes()).unwrap()
    };
    assert!(!client.handle_input(now, &reply("eve@d/x", &id)));
    assert!(!client.handle_input(now, &reply("pubsub.d", "other")));
    assert_eq!(client.poll_event(), None);
    assert!(client.handle_input(now, &reply("pubsub.d", &id)));
    assert!(client.poll_event().is_some());
    assert!(!client.handle_input(now, &reply("pubsub.d", &id)), "once");
}

#[test]
fn answers_of_other_servers_are_understood() {
    let (mut client, now) = alone();
    // An empty answer to a publish: the item has the name it was given.
    let empty = answer(&mut client, now, publish("n", "<x xmlns='u'/>"), "result", "");
    assert_eq!(empty, Ok(Answer::Published("n".into(), vec!["1".into()])));
    // The pubsub condition before the stanza condition, an old code, and a condition made up.
    let error = "<error code='400' type='modify'><not-acceptable xmlns='http://jabber.org/protocol/pubsub#errors'/>\
                 <invalid-subid xmlns='http://jabber.org/protocol/pubsub#errors'/>\
                 <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    let Err(RequestError::Refused(refusal)) = answer(&mut client, now, publish("n", "<x/>"), "error", error)
    else {
        panic!()
    };
    assert_eq!(refusal.condition, Condition::NotAcceptable);
    assert_eq!(refusal.reason, Some(xmpp_pubsub::pubsub::Reason::InvalidSubid));
    // Defaults in an element with another name.
    let configure = "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure>\
                     <x xmlns='jabber:x:data' type='form'/></configure></pubsub>";
    let defaults = answer(&mut client, now, Request::DefaultConfiguration, "result", configure);
    assert!(matches!(defaults, Ok(Answer::DefaultConfiguration(_))), "{defaults:?}");
    // Something else altogether.
    let odd = answer(&mut client, now, Request::Purge(Some("n".into())), "result", "<x xmlns='urn:odd'/>");
    assert_eq!(odd, Ok(Answer::Done));
}

#[test]
fn requests_fail_with_the_connection_and_with_time() {
    let (mut client, now) = alone();
    let id = client.request(now, Request::DiscoInfo(None));
    let deadline = client.poll_timeout().unwrap().at;
    client.handle_timeout(deadline - Duration::from_millis(1));
    assert_eq!(client.poll_event(), None);
    client.handle_timeout(deadline);
    assert_eq!(client.poll_event(), Some(ClientEvent::Answer(id, Err(RequestError::TimedOut))));
    let id = client.request(now, Request::DiscoInfo(None));
    client.offline();
    assert_eq!(client.poll_event(), Some(ClientEvent::Answer(id, Err(RequestError::Disconnected))));
    assert_eq!(client.poll_timeout(), None);
    let id = client.request(now, Request::DiscoInfo(None));
    assert_eq!(client.poll_event(), Some(ClientEvent::Answer(id, Err(RequestError::Disconnected))));
}

#[test]
fn a_list_of_subscriptions_without_end_has_one() {
    let (mut client, now) = alone();
    client.keep_subscribed(now, "n".into(), SubscribeAs::FullJid);
    client.offline();
    client.online(now, jid(BOB));
    let mut pages = 0;
    while let Some(asked) = client.poll_transmit() {
        if !String::from_utf8_lossy(&asked.content()).contains("<subscriptions") {
            continue;
        }
        pages += 1;
        assert!(pages < 100, "it asks for ever");
        let entry = format!("<subscription node='m' jid='{BOB}' subscription='subscribed'/>").repeat(1_000);
        let iq = format!(
            "<iq xmlns='jabber:client' type='result' id='{}' from='pubsub.d' to='{BOB}'>\
             <pubsub xmlns='http://jabber.org/protocol/pubsub'><subscriptions>{entry}</subscriptions>\
             <set xmlns='http://jabber.org/protocol/rsm'><last>x{pages}</last><count>4000000000</count></set>\
             </pubsub></iq>",
            asked.id().unwrap()
        );
        assert!(client.handle_input(now, &Stanza::parse(iq.as_bytes()).unwrap()));
    }
    assert!(pages > 1, "{pages}");
}

#[test]
fn both_forms_of_a_finesse_event_are_events() {
    let (mut client, now) = alone();
    for payload in [
        "<notification xmlns='http://jabber.org/protocol/pubsub'>&lt;Update>&lt;/Update></notification>",
        "<notification xmlns='urn:xmpp:push:0'>&lt;Update>&lt;/Update></notification>",
        "<notification xmlns='urn:xmpp:push:0'><Update xmlns=''></Update></notification>",
        "<notification xmlns='http://jabber.org/protocol/pubsub'><Update xmlns=''></Update></notification>",
    ] {
        let message = format!(
            "<message xmlns='jabber:client' from='pubsub.d' to='bob@d' id='/finesse/api/User/bob__bob@d__1a2b3'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='/finesse/api/User/bob'>\
             <item id='a'>{payload}</item></items></event></message>"
        );
        assert!(client.handle_input(now, &Stanza::parse(message.as_bytes()).unwrap()));
        let Some(ClientEvent::Event(message)) = client.poll_event() else { panic!() };
        let Event::Items { items, .. } = message.event else { panic!() };
        let document = xmpp_pubsub::pubsub::notification(items[0].payload.as_ref().unwrap()).unwrap();
        assert!(document.starts_with("<Update"), "{document}");
    }
}

#[test]
fn events_of_collections_are_events() {
    let (mut client, now) = alone();
    let node = || NodeId::new("n");
    let collection = || Some(NodeId::new("c"));
    for (content, event) in [
        ("<create node='n'/>", Event::Created { node: node() }),
        (
            "<collection node='c'><associate node='n'/></collection>",
            Event::Associated { collection: collection(), node: node() },
        ),
        // The two documents have two words for it.
        (
            "<collection node='c'><disassociate node='n'/></collection>",
            Event::Dissociated { collection: collection(), node: node() },
        ),
        (
            "<collection node='c'><dissociate node='n'/></collection>",
            Event::Dissociated { collection: collection(), node: node() },
        ),
        (
            "<collection><associate node='n'/></collection>",
            Event::Associated { collection: None, node: node() },
        ),
    ] {
        let message = format!(
            "<message xmlns='jabber:client' from='pubsub.d' to='bob@d' id='1'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'>{content}</event>\
             <headers xmlns='http://jabber.org/protocol/shim'><header name='Collection'>top</header></headers>\
             </message>"
        );
        assert!(client.handle_input(now, &Stanza::parse(message.as_bytes()).unwrap()));
        let Some(ClientEvent::Event(message)) = client.poll_event() else { panic!("{content}") };
        assert_eq!((message.event, message.collections), (event, vec!["top".into()]));
    }
}

#[test]
fn other_stanzas_are_somebody_else_s() {
    let (mut client, now) = alone();
    for text in [
        "<message xmlns='jabber:client' from='eve@d/x'><event xmlns='http://jabber.org/protocol/pubsub#event'/></message>",
        "<message xmlns='jabber:client' from='pubsub.d'><body>hi</body></message>",
        "<iq xmlns='jabber:client' type='get' id='1' from='pubsub.d'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<presence xmlns='jabber:client' from='pubsub.d'/>",
    ] {
        assert!(!client.handle_input(now, &Stanza::parse(text.as_bytes()).unwrap()), "{text}");
    }
}
