//! Who gets what: presence, delivery, rosters, resource conflicts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use xmpp_pubsub::{
    Condition, ConflictPolicy, ConnId, IqType, Jid, Kind, MessageType, Ns, PresenceType, RosterItem, Router,
    RouterConfig, RouterEvent, Stanza, StanzaType, Subscription,
};

fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

struct Net {
    router: Router,
}

impl Net {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut RouterConfig)) -> Self {
        let mut config = RouterConfig::new(jid("s"));
        config.services = vec![jid("pubsub.s")];
        change(&mut config);
        Self { router: Router::new(config, [3; 32]) }
    }

    fn bind(&mut self, conn: u64, full: &str) {
        let full = jid(full);
        assert_eq!(self.router.bind(ConnId(conn), &full.to_bare(), full.resource()), Ok(full));
    }

    /// What comes of a client's stanza; the sender is stamped as a stream would.
    fn from(&mut self, conn: u64, stanza: &str) -> Vec<RouterEvent> {
        let from = self.router.jid(ConnId(conn)).unwrap().clone();
        let stanza = Stanza::parse(stanza.replacen(' ', " xmlns='jabber:client' ", 1).as_bytes()).unwrap();
        self.router.handle_stanza(ConnId(conn), stanza.with_from(from));
        self.drain()
    }

    fn route(&mut self, stanza: Stanza) -> Vec<RouterEvent> {
        self.router.route(stanza);
        self.drain()
    }

    fn drain(&mut self) -> Vec<RouterEvent> {
        std::iter::from_fn(|| self.router.poll_event()).collect()
    }
}

/// Connections that get something, in order.
fn reached(events: &[RouterEvent]) -> Vec<u64> {
    events
        .iter()
        .filter_map(|event| if let RouterEvent::Deliver { to, .. } = event { Some(to.0) } else { None })
        .collect()
}

fn delivered(events: &[RouterEvent], conn: u64) -> Vec<&Stanza> {
    let to_conn = |event| match event {
        &RouterEvent::Deliver { to, ref stanza } if to == ConnId(conn) => Some(stanza),
        _ => None,
    };
    events.iter().filter_map(to_conn).collect()
}

fn condition(stanza: &Stanza) -> Condition {
    stanza.error().expect("an error stanza").condition
}

fn event(ty: MessageType, to: &str) -> Stanza {
    Stanza::message(ty).with_from(jid("pubsub.s")).with_to(jid(to)).with_content("<x xmlns='urn:x'/>")
}

#[test]
fn bind_4_the_newer_stream_replaces_the_older() {
    let mut net = Net::new();
    net.bind(1, "a@s/desktop");
    net.from(1, "<presence />");
    let address = net.router.bind(ConnId(2), &jid("a@s"), Some("desktop"));
    assert_eq!(address, Ok(jid("a@s/desktop")));
    let events = net.drain();
    assert!(events.contains(&RouterEvent::Replaced { conn: ConnId(1) }));
    assert!(events.contains(&RouterEvent::Availability { jid: jid("a@s/desktop"), available: false }));
    // The older connection's end comes later, and must not take the newer one's place away.
    net.router.unbind(ConnId(1));
    assert_eq!(net.router.conn(&jid("a@s/desktop")), Some(ConnId(2)));
}

#[test]
fn bind_4_other_policies() {
    let mut net = Net::with(|config| config.conflict = ConflictPolicy::Refuse);
    net.bind(1, "a@s/r");
    let refused = net.router.bind(ConnId(2), &jid("a@s"), Some("r")).unwrap_err();
    assert_eq!(refused.condition, Condition::Conflict);

    let mut net = Net::with(|config| config.conflict = ConflictPolicy::Rename);
    net.bind(1, "a@s/r");
    let renamed = net.router.bind(ConnId(2), &jid("a@s"), Some("r")).unwrap();
    assert!(renamed.same_bare(&jid("a@s")) && renamed != jid("a@s/r"));
}

#[test]
fn bind_2_made_up_resources_differ() {
    let mut net = Net::new();
    let one = net.router.bind(ConnId(1), &jid("a@s"), None).unwrap();
    let two = net.router.bind(ConnId(2), &jid("a@s"), None).unwrap();
    assert_ne!(one, two);
    assert!(one.resource().unwrap().len() >= 32);
}

#[test]
fn sec_4_resources_are_bounded() {
    let mut net = Net::with(|config| config.max_resources = 2);
    net.bind(1, "a@s/1");
    net.bind(2, "a@s/2");
    assert_eq!(
        net.router.bind(ConnId(3), &jid("a@s"), Some("3")).unwrap_err().condition,
        Condition::ResourceConstraint
    );
    assert_eq!(
        net.router.bind(ConnId(1), &jid("a@s"), Some("3")).unwrap_err().condition,
        Condition::NotAllowed
    );
    assert_eq!(
        net.router.bind(ConnId(3), &jid("a@other"), Some("3")).unwrap_err().condition,
        Condition::NotAllowed
    );
    // Taking a place that is there is no further resource.
    assert!(net.router.bind(ConnId(3), &jid("a@s"), Some("2")).is_ok());
}

#[test]
fn prs_1_before_presence_only_the_full_address_is_reached() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    assert_eq!(reached(&net.route(event(MessageType::Headline, "a@s"))), [0u64; 0]);
    assert_eq!(reached(&net.route(event(MessageType::Headline, "a@s/r"))), [1]);
    net.from(1, "<presence />");
    assert_eq!(reached(&net.route(event(MessageType::Headline, "a@s"))), [1]);
}

#[test]
fn prs_2_negative_priority_gets_nothing_by_the_bare_address() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.from(1, "<presence ><priority>-1</priority></presence>");
    assert_eq!(reached(&net.route(event(MessageType::Headline, "a@s"))), [0u64; 0]);
    let events = net.route(event(MessageType::Chat, "a@s"));
    assert!(
        matches!(&events[..], [RouterEvent::Service(error)] if condition(error) == Condition::ServiceUnavailable)
    );
}

#[test]
fn prs_8_full_address_that_is_gone() {
    let mut net = Net::new();
    net.bind(1, "a@s/here");
    net.from(1, "<presence />");
    // A notification is dropped, and does not come back to who published it.
    assert_eq!(net.route(event(MessageType::Headline, "a@s/gone")), []);
    assert_eq!(net.route(event(MessageType::Error, "a@s/gone")), []);
    assert_eq!(reached(&net.route(event(MessageType::Chat, "a@s/gone"))), [1]);
    for ty in [MessageType::Normal, MessageType::Groupchat] {
        let events = net.route(event(ty, "a@s/gone"));
        assert!(
            matches!(&events[..], [RouterEvent::Service(error)] if condition(error) == Condition::ServiceUnavailable)
        );
    }
}

#[test]
fn prs_9_bare_address() {
    let mut net = Net::new();
    for (conn, resource, priority) in [(1, "low", 0), (2, "high", 5), (3, "shy", -1), (4, "late", 5)] {
        net.bind(conn, &format!("a@s/{resource}"));
        net.from(conn, &format!("<presence ><priority>{priority}</priority></presence>"));
    }
    let mut headline = reached(&net.route(event(MessageType::Headline, "a@s")));
    headline.sort_unstable();
    assert_eq!(headline, [1, 2, 4]);
    assert_eq!(reached(&net.route(event(MessageType::Normal, "a@s"))), [4], "of equals, who spoke last");
    assert_eq!(reached(&net.route(event(MessageType::Chat, "a@s"))), [4]);
    assert_eq!(net.route(event(MessageType::Error, "a@s")), []);
    let events = net.route(event(MessageType::Groupchat, "a@s"));
    assert!(
        matches!(&events[..], [RouterEvent::Service(error)] if condition(error) == Condition::ServiceUnavailable)
    );
}

#[test]
fn prs_10_and_sec_7_offline_and_unknown_look_alike() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.bind(2, "b@s/r");
    let mut answers = Vec::new();
    for to in ["b@s", "b@s/gone", "nobody@s", "nobody@s/r"] {
        let events = net.from(1, &format!("<iq id='1' type='get' to='{to}'><q xmlns='urn:q'/></iq>"));
        let error = delivered(&events, 1)[0].error().unwrap();
        answers.push((error.condition, error.ty));
    }
    assert!(answers.iter().all(|answer| answer == &answers[0] && answer.0 == Condition::ServiceUnavailable));
    let events = net.from(1, "<iq id='1' type='get' to='b@s/r'><q xmlns='urn:q'/></iq>");
    assert_eq!(reached(&events), [2]);
    // A result to who is gone is nobody's.
    assert_eq!(net.from(1, "<iq id='1' type='result' to='b@s/gone'/>"), []);
}

#[test]
fn prs_4_directed_presence_is_taken_back() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.bind(2, "b@s/r");
    net.from(1, "<presence />");
    net.from(2, "<presence />");
    let events = net.from(1, "<presence to='b@s/r'/>");
    assert_eq!(reached(&events), [2]);
    let events = net.from(1, "<presence to='pubsub.s'/>");
    assert!(matches!(&events[..], [RouterEvent::Service(stanza)] if stanza.kind() == Kind::Presence));
    net.router.unbind(ConnId(1));
    let events = net.drain();
    let to_b = delivered(&events, 2);
    assert_eq!(to_b.len(), 1);
    assert_eq!(to_b[0].stanza_type(), StanzaType::Presence(PresenceType::Unavailable));
    assert_eq!(to_b[0].from(), Some(&jid("a@s/r")));
    assert!(events.iter().any(|event| matches!(event, RouterEvent::Service(_))));
    assert!(!net.router.is_available(&jid("a@s")));
}

#[test]
fn prs_5_contacts_and_own_resources_see_presence() {
    let mut net = Net::new();
    // The service's user is seen by the agent, as Finesse's is (FIN-8).
    net.router.set_contact(&jid("finesse@s"), RosterItem::new(&jid("a@s"), Subscription::From));
    net.router.set_contact(&jid("a@s"), RosterItem::new(&jid("finesse@s"), Subscription::To));
    net.bind(1, "a@s/one");
    net.bind(2, "a@s/two");
    net.bind(3, "finesse@s/x");
    assert_eq!(reached(&net.from(1, "<presence />")), [1]);
    assert_eq!(reached(&net.from(3, "<presence />")), [3, 1]);
    // The second resource: its own goes to both; then it learns of the other and of its contact.
    let events = net.from(2, "<presence ><status>x</status></presence>");
    assert_eq!(reached(&events), [1, 2, 2, 2]);
    let seen: Vec<_> =
        delivered(&events, 2).iter().map(|stanza| stanza.from().unwrap().to_string()).collect();
    assert_eq!(seen, ["a@s/two", "a@s/one", "finesse@s/x"]);
    net.router.unbind(ConnId(3));
    let events = net.drain();
    assert_eq!(reached(&events), [1, 2]);
    assert_eq!(delivered(&events, 1)[0].stanza_type(), StanzaType::Presence(PresenceType::Unavailable));
}

#[test]
fn prs_6_subscriptions() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.bind(2, "b@s/r");
    net.from(1, "<presence />");
    net.from(2, "<presence />");
    net.from(1, "<iq id='1' type='get'><query xmlns='jabber:iq:roster'/></iq>");

    let events = net.from(1, "<presence type='subscribe' to='b@s/r'/>");
    assert_eq!(reached(&events), [1, 2], "a push to the one, the wish to the other");
    assert_eq!(delivered(&events, 2)[0].from(), Some(&jid("a@s")), "bare");
    assert!(net.router.contacts(&jid("a@s")).next().unwrap().ask);

    let events = net.from(2, "<presence type='subscribed' to='a@s'/>");
    let to_a: Vec<_> = delivered(&events, 1).iter().map(|stanza| stanza.stanza_type()).collect();
    assert_eq!(
        to_a,
        [
            StanzaType::Presence(PresenceType::Subscribed),
            StanzaType::Iq(IqType::Set),
            StanzaType::Presence(PresenceType::Available),
        ]
    );
    assert_eq!(net.router.contacts(&jid("a@s")).next().unwrap().subscription, Subscription::To);
    assert_eq!(net.router.contacts(&jid("b@s")).next().unwrap().subscription, Subscription::From);
    assert_eq!(reached(&net.from(2, "<presence ><show>away</show></presence>")), [2, 1]);

    let events = net.from(2, "<presence type='unsubscribed' to='a@s'/>");
    let last = delivered(&events, 1).last().unwrap().stanza_type();
    assert_eq!(last, StanzaType::Presence(PresenceType::Unavailable));
    assert_eq!(reached(&net.from(2, "<presence />")), [2]);
    // To somebody who is not there: silence.
    let events = net.from(1, "<presence type='subscribe' to='nobody@s'/>");
    assert_eq!(delivered(&events, 1).iter().filter(|stanza| stanza.kind() == Kind::Presence).count(), 0);
    // Unasked consent goes nowhere.
    assert_eq!(net.from(1, "<presence type='subscribed' to='b@s'/>"), []);
}

#[test]
fn prs_7_roster() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.bind(2, "a@s/quiet");
    let empty = net.from(1, "<iq id='1' type='get'><query xmlns='jabber:iq:roster'/></iq>");
    assert_eq!(delivered(&empty, 1)[0].content(), "<query xmlns='jabber:iq:roster'/>");
    let events = net.from(
        1,
        "<iq id='2' type='set'><query xmlns='jabber:iq:roster'><item jid='B@s/x' name='B &amp; C'><group>g</group></item></query></iq>",
    );
    assert_eq!(reached(&events), [1, 1], "a push to who asked for the roster, and the result");
    let push = delivered(&events, 1)[0];
    assert_eq!(
        push.content(),
        "<query xmlns='jabber:iq:roster'><item jid='b@s' name='B &amp; C' subscription='none'><group>g</group></item></query>"
    );
    let events = net.from(
        1,
        "<iq id='3' type='set'><query xmlns='jabber:iq:roster'><item jid='b@s' subscription='remove'/></query></iq>",
    );
    assert!(delivered(&events, 1)[0].child(Ns::Roster, "query").is_some());
    assert_eq!(net.router.contacts(&jid("a@s")).count(), 0);
    for bad in ["", "<item/>", "<item jid='@'/>", "<item jid='c@s'/><item jid='d@s'/>"] {
        let events =
            net.from(1, &format!("<iq id='4' type='set'><query xmlns='jabber:iq:roster'>{bad}</query></iq>"));
        assert!(delivered(&events, 1)[0].is_error(), "{bad}");
    }
}

fn roster(net: &mut Net, conn: u64, ver: &str) -> String {
    let events =
        net.from(conn, &format!("<iq id='r' type='get'><query xmlns='jabber:iq:roster'{ver}/></iq>"));
    let reply = delivered(&events, conn)[0];
    assert_eq!(reply.stanza_type(), StanzaType::Iq(IqType::Result));
    String::from_utf8(reply.content().to_vec()).unwrap()
}

#[test]
fn prs_6_a_request_waits_for_who_is_away() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.from(1, "<presence />");
    for to in ["b@s", "nobody@s"] {
        net.from(1, &format!("<presence type='subscribe' to='{to}'><status>please</status></presence>"));
    }
    // b comes for the first time, and again before it has answered.
    for conn in [2, 3] {
        net.bind(conn, &format!("b@s/{conn}"));
        assert_eq!(roster(&mut net, conn, ""), "<query xmlns='jabber:iq:roster'/>");
        let events = net.from(conn, "<presence />");
        let wishes: Vec<_> = delivered(&events, conn)
            .into_iter()
            .filter(|stanza| stanza.stanza_type() == StanzaType::Presence(PresenceType::Subscribe))
            .collect();
        assert_eq!(wishes.len(), 1, "{events:?}");
        assert_eq!(wishes[0].from(), Some(&jid("a@s")));
        assert_eq!(wishes[0].child(Ns::Client, "status").unwrap().1.text().unwrap(), "please");
        net.router.unbind(ConnId(conn));
        net.drain();
    }
    net.bind(4, "b@s/r");
    net.from(4, "<presence />");
    let events = net.from(4, "<presence type='subscribed' to='a@s'/>");
    assert!(reached(&events).contains(&1));
    assert_eq!(net.router.contacts(&jid("b@s")).next().unwrap().subscription, Subscription::From);
    // Answered: it comes no more.
    net.bind(5, "b@s/5");
    let events = net.from(5, "<presence />");
    assert!(delivered(&events, 5).iter().all(|stanza| stanza.from() != Some(&jid("a@s"))));
}

#[test]
fn prs_6_strangers_are_bounded() {
    let mut net = Net::with(|config| config.max_strangers = 3);
    net.bind(1, "a@s/r");
    net.from(1, "<presence />");
    for number in 0..10 {
        net.from(1, &format!("<presence type='subscribe' to='x{number}@s'/>"));
    }
    let known = (0..10).filter(|number| net.router.contacts(&jid(&format!("x{number}@s"))).next().is_some());
    assert_eq!(known.count(), 3);
    // Taken back: forgotten.
    for number in 0..10 {
        net.from(1, &format!("<presence type='unsubscribe' to='x{number}@s'/>"));
        assert_eq!(net.router.contacts(&jid(&format!("x{number}@s"))).count(), 0);
    }
    net.from(1, "<presence type='subscribe' to='x9@s'/>");
    assert_eq!(net.router.contacts(&jid("x9@s")).count(), 1);
}

#[test]
fn prs_6_who_asks_and_goes_away_leaves_nothing() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.bind(2, "b@s/r");
    net.from(1, "<presence />");
    net.from(2, "<presence />");
    roster(&mut net, 2, "");
    for end in ["<presence type='unsubscribe' to='b@s'/>", ""] {
        net.from(1, "<presence type='subscribe' to='b@s'/>");
        // Asked twice: told once.
        let events = net.from(1, "<presence type='subscribe' to='b@s'/>");
        assert_eq!(delivered(&events, 2), [] as [&Stanza; 0]);
        let events = if end.is_empty() {
            net.from(2, "<presence type='unsubscribed' to='a@s'/>")
        } else {
            net.from(1, end)
        };
        let pushes = delivered(&events, 2).into_iter().filter(|stanza| stanza.kind() == Kind::Iq).count();
        assert_eq!(pushes, 0, "the user has never heard of a contact");
        assert_eq!(roster(&mut net, 2, ""), "<query xmlns='jabber:iq:roster'/>");
        assert_eq!(net.router.contacts(&jid("b@s")).count(), 0);
        net.from(1, "<iq id='1' type='set'><query xmlns='jabber:iq:roster'><item jid='b@s' subscription='remove'/></query></iq>");
    }
}

#[test]
fn prs_6_naming_a_contact_does_not_answer_its_request() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.bind(2, "b@s/r");
    net.from(1, "<presence />");
    net.from(2, "<presence />");
    let set = "<iq id='1' type='set'><query xmlns='jabber:iq:roster'><item jid='a@s' name='A'/></query></iq>";
    net.from(2, set);
    net.from(1, "<presence type='subscribe' to='b@s'/>");
    // It stays in the roster while it asks.
    assert!(roster(&mut net, 2, "").contains("name='A'"));
    net.from(2, set);
    let events = net.from(2, "<presence type='subscribed' to='a@s'/>");
    assert!(reached(&events).contains(&1), "{events:?}");
    assert_eq!(net.router.contacts(&jid("a@s")).next().unwrap().subscription, Subscription::To);
}

#[test]
fn prs_7_names_and_groups_are_bounded() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    let long = "x".repeat(1024);
    let groups: String = (0..33).map(|number| format!("<group>{number}</group>")).collect();
    for (item, expected) in [
        (format!("<item jid='b@s' name='{long}'/>"), Condition::NotAcceptable),
        (format!("<item jid='b@s'><group>{long}</group></item>"), Condition::NotAcceptable),
        ("<item jid='b@s'><group/></item>".to_owned(), Condition::NotAcceptable),
        (format!("<item jid='b@s'>{groups}</item>"), Condition::NotAcceptable),
        ("<item jid='b@s'><group>g</group><group>g</group></item>".to_owned(), Condition::BadRequest),
    ] {
        let set = format!("<iq id='1' type='set'><query xmlns='jabber:iq:roster'>{item}</query></iq>");
        let events = net.from(1, &set);
        assert_eq!(condition(delivered(&events, 1)[0]), expected, "{item}");
        assert_eq!(net.router.contacts(&jid("a@s")).count(), 0);
    }
}

#[test]
fn prs_7_versions_of_a_roster() {
    let mut net = Net::new();
    net.bind(1, "a@s/new");
    net.bind(2, "a@s/old");
    let version =
        |text: &str| text.split("ver='").nth(1).map(|rest| rest.split('\'').next().unwrap().to_owned());
    assert_eq!(version(&roster(&mut net, 2, "")), None, "not for who does not ask");
    let first = version(&roster(&mut net, 1, " ver=''")).unwrap();
    // Nothing new: nothing is sent.
    assert_eq!(roster(&mut net, 1, &format!(" ver='{first}'")), "");
    let set = "<iq id='1' type='set'><query xmlns='jabber:iq:roster'><item jid='b@s'/></query></iq>";
    let events = net.from(2, set);
    let push = |conn| String::from_utf8(delivered(&events, conn)[0].content().to_vec()).unwrap();
    let second = version(&push(1)).unwrap();
    assert_ne!(first, second);
    assert_eq!(version(&push(2)), None);
    let whole = roster(&mut net, 1, &format!(" ver='{first}'"));
    assert!(whole.contains("jid='b@s'") && version(&whole) == Some(second.clone()), "{whole}");
    assert_eq!(roster(&mut net, 1, &format!(" ver='{second}'")), "");
    // Gone and come again, the account has no version twice.
    net.from(2, "<iq id='1' type='set'><query xmlns='jabber:iq:roster'><item jid='b@s' subscription='remove'/></query></iq>");
    net.router.unbind(ConnId(1));
    net.router.unbind(ConnId(2));
    net.drain();
    net.bind(3, "a@s/x");
    net.from(3, &set.replace("b@s", "c@s"));
    let third = roster(&mut net, 3, &format!(" ver='{second}'"));
    assert!(third.contains("jid='c@s'"), "{third}");
    // Another router's life, another version.
    let mut other = RouterConfig::new(jid("s"));
    other.services.clear();
    let mut other = Net { router: Router::new(other, [4; 32]) };
    other.bind(1, "a@s/new");
    assert_ne!(version(&roster(&mut other, 1, " ver=''")), Some(first));
}

#[test]
fn prs_11_both_rosters_must_agree() {
    let mut net = Net::new();
    // b never let a see it, whatever a's roster says.
    net.router.set_contact(&jid("a@s"), RosterItem::new(&jid("b@s"), Subscription::To));
    net.bind(2, "b@s/r");
    net.from(2, "<presence />");
    net.bind(1, "a@s/r");
    assert_eq!(reached(&net.from(1, "<presence />")), [1], "the own presence alone");
}

#[test]
fn disco_4_what_a_stranger_learns_of_an_account() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.bind(2, "b@s/r");
    let ask = |net: &mut Net, to: &str, what: &str| {
        let query = format!("<query xmlns='http://jabber.org/protocol/disco#{what}'/>");
        let events = net.from(1, &format!("<iq id='1' type='get' to='{to}'>{query}</iq>"));
        let reply = delivered(&events, 1)[0].clone();
        assert_eq!(reply.from(), Some(&jid(to)));
        reply
    };
    for to in ["b@s", "nobody@s"] {
        let items = ask(&mut net, to, "items");
        assert_eq!(items.content(), "<query xmlns='http://jabber.org/protocol/disco#items'/>", "{to}");
        assert_eq!(condition(&ask(&mut net, to, "info")), Condition::ServiceUnavailable, "{to}");
    }
    // Who may see its presence knows that it is there.
    net.router.set_contact(&jid("b@s"), RosterItem::new(&jid("a@s"), Subscription::From));
    let info = String::from_utf8(ask(&mut net, "b@s", "info").content().to_vec()).unwrap();
    assert!(info.contains("category='account'") && info.contains("type='registered'"), "{info}");
}

#[test]
fn ping_1_domain_and_own_account_answer() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    for to in ["", "to='s'", "to='a@s'"] {
        let events = net.from(1, &format!("<iq id='1' type='get' {to}><ping xmlns='urn:xmpp:ping'/></iq>"));
        assert_eq!(delivered(&events, 1)[0].stanza_type(), StanzaType::Iq(IqType::Result));
    }
    let events = net
        .from(1, "<iq id='1' type='get' to='s'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
    assert!(String::from_utf8_lossy(&delivered(&events, 1)[0].content()).contains("urn:xmpp:ping"));
}

#[test]
fn disco_2_services_are_items_of_the_domain() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    let events = net
        .from(1, "<iq id='1' type='get' to='s'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>");
    assert_eq!(
        delivered(&events, 1)[0].content(),
        "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='pubsub.s'/></query>"
    );
    let events = net.from(
        1,
        "<iq id='1' type='get' to='s'><query xmlns='http://jabber.org/protocol/disco#info' node='x'/></iq>",
    );
    assert_eq!(condition(delivered(&events, 1)[0]), Condition::ItemNotFound);
}

#[test]
fn stz_4_unknown_requests_are_refused_once() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    for to in ["", "to='s'", "to='s/x'", "to='a@s'"] {
        let events = net.from(1, &format!("<iq id='1' type='set' {to}><q xmlns='urn:q'/></iq>"));
        assert_eq!(events.len(), 1);
        assert_eq!(condition(delivered(&events, 1)[0]), Condition::ServiceUnavailable, "{to}");
    }
    for to in ["", "to='s'"] {
        let events = net.from(1, &format!("<iq id='1' type='set' {to}/>"));
        assert_eq!(condition(delivered(&events, 1)[0]), Condition::BadRequest);
        assert_eq!(net.from(1, &format!("<iq id='1' type='result' {to}/>")), []);
    }
}

#[test]
fn stz_12_other_domains() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    let events = net.from(1, "<message to='x@elsewhere'><body>b</body></message>");
    assert_eq!(condition(delivered(&events, 1)[0]), Condition::RemoteServerNotFound);
    assert_eq!(net.from(1, "<message type='error' to='x@elsewhere'/>"), []);
}

#[test]
fn stz_6_message_without_address_goes_to_the_account() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    net.from(1, "<presence />");
    let events = net.from(1, "<message type='chat'><body>note</body></message>");
    assert_eq!(delivered(&events, 1)[0].to(), Some(&jid("a@s")));
}

#[test]
fn services_answer_by_route() {
    let mut net = Net::new();
    net.bind(1, "a@s/r");
    let events = net.from(1, "<iq id='1' type='get' to='pubsub.s'><q xmlns='urn:q'/></iq>");
    let [RouterEvent::Service(request)] = &events[..] else { panic!("{events:?}") };
    let events = net.route(request.result_reply("<r xmlns='urn:q'/>"));
    assert_eq!(delivered(&events, 1)[0].id(), Some("1"));
}

#[test]
fn one_content_for_all_subscribers() {
    let mut net = Net::new();
    for conn in 0..3 {
        net.bind(conn, &format!("a@s/{conn}"));
        net.from(conn, "<presence />");
    }
    let stanza = event(MessageType::Headline, "a@s");
    let shared = stanza.shared().as_ptr();
    let events = net.route(stanza);
    assert_eq!(events.len(), 3);
    assert!((0..3).all(|conn| delivered(&events, conn)[0].shared().as_ptr() == shared));
}
