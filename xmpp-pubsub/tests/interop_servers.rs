//! The client against services nobody here wrote: each request is understood, and where the answer is not the rule's, it
//! is in the list of known differences.
//!
//! Starts Prosody and ejabberd where they are installed; a test whose server is not says that it is skipped, and fails
//! under `INTEROP=1`. Any other server: `PUBSUB_PEER=NAME=ADDRESS`, with the accounts `admin` and `u0` at `localhost`,
//! password `secret`, and the service `pubsub.localhost`, where `admin` may create nodes; NAME is `prosody`, `ejabberd` or
//! `none` (no known differences).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::timeout;
use xmpp_pubsub::pubsub::{
    AccessModel, Affiliation, Answer, Bound, Client, ClientEvent, Event, EventMessage, NewItem, NodeConfig,
    NodeId, Request, RequestError, SendLast, SubscribeAs, SubscribeOptions, SubscriptionInfo,
    SubscriptionState, Which, markup,
};
use xmpp_pubsub::tokio::{ClientTransport, Connection};
use xmpp_pubsub::{ClientConfig, ClientTls, Jid, PlainOn, PresenceType, Stanza};

/// Where a server does not answer as `expected` says: case, and what it answers.
///
/// Seen of Prosody 0.12.3.
const PROSODY: &[(&str, &str)] = &[
    ("change subscriptions", "unexpected-request (not-subscribed)"),
    ("own affiliations", "service-unavailable"),
    ("publish to no node (PS-ERR-52)", "forbidden"),
    ("retract without id (PS-ERR-61)", "item-not-found"),
    ("set options (6.3)", "no answer"),
    ("subscribe somebody else (PS-ERR-1)", "forbidden"),
    ("the last owner resigns (PS-ERR-80)", "ok"),
];
/// Seen of ejabberd 23.01.
const EJABBERD: &[(&str, &str)] = &[
    // Only with `notify_delete`, which is off there.
    ("event of a delete (PS-DEL-1)", "not so"),
    ("is the newest (PS-ITM-1)", "not so"),
    ("options (6.3)", "feature-not-implemented (unsupported: subscription-options)"),
    ("publish to no node (PS-ERR-52)", "ok"),
    ("published again: the newest (PS-PUB-2)", "not so"),
    ("set options (6.3)", "feature-not-implemented (unsupported: subscription-options)"),
    ("the last owner resigns (PS-ERR-80)", "ok"),
];

/// A connection with the machine above it.
struct Peer {
    connection: Connection,
    client: Client,
    events: Vec<EventMessage>,
}

impl Peer {
    async fn login(address: SocketAddr, name: &str, seed: u8) -> Self {
        let jid = Jid::new(&format!("{name}@localhost/test")).unwrap();
        let mut config = ClientConfig::new(&jid, "secret");
        config.tls = ClientTls::IfOffered;
        config.plain = PlainOn::Any;
        let mut connection =
            Connection::connect(address, Arc::new(config), ClientTransport::Clear, [seed; 32]).await.unwrap();
        let Some(xmpp_pubsub::ClientEvent::Online(jid)) = connection.next().await else { panic!("no login") };
        connection.stream().send(&Stanza::presence(PresenceType::Available)).unwrap();
        let mut client = Client::new(Jid::new("pubsub.localhost").unwrap(), [seed + 1; 32]);
        client.online(Instant::now(), jid);
        Self { connection, client, events: Vec::new() }
    }

    /// Sends what waits, and takes in one stanza if one comes in time.
    async fn step(&mut self, patience: Duration) -> bool {
        while let Some(stanza) = self.client.poll_transmit() {
            self.connection.stream().send(&stanza).unwrap();
        }
        match timeout(patience, self.connection.next()).await {
            Ok(Some(xmpp_pubsub::ClientEvent::Stanza(stanza))) => {
                self.client.handle_input(Instant::now(), &stanza);
                true
            }
            Ok(Some(_)) => true,
            Ok(None) => panic!("the stream ended"),
            Err(_) => false,
        }
    }

    async fn ask(&mut self, request: Request) -> Result<Answer, RequestError> {
        let id = self.client.request(Instant::now(), request);
        for _ in 0..100 {
            let waited = self.step(Duration::from_secs(5)).await;
            while let Some(event) = self.client.poll_event() {
                match event {
                    ClientEvent::Answer(of, answer) if of == id => return answer,
                    ClientEvent::Event(message) => self.events.push(message),
                    _ => {}
                }
            }
            if !waited {
                return Err(RequestError::TimedOut);
            }
        }
        panic!("no answer among 100 stanzas");
    }

    /// The next event, if there is one.
    async fn event(&mut self) -> Option<Event> {
        for _ in 0..20 {
            if !self.events.is_empty() {
                return Some(self.events.remove(0).event);
            }
            if !self.step(Duration::from_millis(700)).await {
                return None;
            }
            while let Some(event) = self.client.poll_event() {
                if let ClientEvent::Event(message) = event {
                    self.events.push(message);
                }
            }
        }
        None
    }
}

/// What one server answers, case by case.
#[derive(Default)]
struct Survey(Vec<(&'static str, String, &'static str)>);

impl Survey {
    /// Notes an answer beside the one the rules ask for. An answer of the right kind is `ok`.
    fn note(
        &mut self,
        case: &'static str,
        answer: Result<Answer, RequestError>,
        expected: &'static str,
    ) -> Option<Answer> {
        let (word, answer) = match answer {
            Ok(answer) => ("ok".to_owned(), Some(answer)),
            Err(RequestError::Refused(refusal)) => (refusal.to_string(), None),
            Err(RequestError::TimedOut) => ("no answer".to_owned(), None),
            Err(other) => panic!("{case}: {other}"),
        };
        self.0.push((case, word, expected));
        answer
    }

    fn see(&mut self, case: &'static str, good: bool) {
        self.0.push((case, if good { "ok" } else { "not so" }.to_owned(), "ok"));
    }
}

fn publish(node: &str, id: Option<&str>) -> Request {
    let payload = markup(b"<x xmlns='urn:x'>1 &lt; 2</x>").unwrap();
    let item = NewItem { id: id.map(Into::into), payload: Some(payload) };
    Request::Publish { node: Some(node.into()), items: vec![item], options: None }
}

fn items(node: &str) -> Request {
    Request::Items { node: Some(node.into()), max: None, ids: Vec::new(), subid: None, page: None }
}

fn ids(answer: Option<Answer>) -> Vec<String> {
    let Some(Answer::Items(_, items, _)) = answer else { return vec!["?".to_owned()] };
    items.iter().map(|item| item.id.as_ref().map_or_else(String::new, ToString::to_string)).collect()
}

async fn survey(address: SocketAddr) -> Survey {
    let mut out = Survey::default();
    let (mut admin, mut user) = (Peer::login(address, "admin", 1).await, Peer::login(address, "u0", 3).await);
    let name = || Some(NodeId::new("interop"));
    let bare = || Jid::new("u0@localhost").unwrap();
    let which = || Which { node: name(), jid: Some(bare()), subid: None };
    let subscribe =
        |jid: &str| Request::Subscribe { node: name(), jid: Some(Jid::new(jid).unwrap()), options: None };
    // Of a run that was broken off.
    let _ = admin.ask(Request::Delete { node: name(), redirect: None }).await;
    let _ = user.ask(Request::Delete { node: Some("nothing".into()), redirect: None }).await;

    // Discovery and lists.
    let info = admin.ask(Request::DiscoInfo(None)).await;
    let info = out.note("disco#info of the service", info, "ok");
    out.see("is pubsub/service", matches!(info, Some(Answer::Info(info)) if info.identities.iter().any(|i| i.category == "pubsub" && i.ty == "service")));
    out.note("disco#items of the service", admin.ask(Request::DiscoItems(None, None)).await, "ok");
    out.note("disco#info of no node", admin.ask(Request::DiscoInfo(name())).await, "item-not-found");
    out.note("own subscriptions", user.ask(Request::Subscriptions(None, None)).await, "ok");
    out.note("own affiliations", user.ask(Request::Affiliations(None, None)).await, "ok");

    // A node.
    let default = admin.ask(Request::DefaultConfiguration).await;
    out.note("default configuration", default, "ok");
    let mut config = NodeConfig::default();
    config.title = "Interop".into();
    config.max_items = Bound::At(3);
    config.send_last_published_item = SendLast::OnSub;
    let form = config.difference(&NodeConfig::default());
    out.note(
        "create with a form",
        admin.ask(Request::Create { node: name(), config: Some(form) }).await,
        "ok",
    );
    out.note(
        "create once more (PS-ERR-71)",
        admin.ask(Request::Create { node: name(), config: None }).await,
        "conflict",
    );
    let instant = out.note(
        "create without a name",
        admin.ask(Request::Create { node: None, config: None }).await,
        "ok",
    );
    if let Some(Answer::Created(node)) = instant {
        out.note("delete", admin.ask(Request::Delete { node: Some(node), redirect: None }).await, "ok");
    }
    let asked = out.note("configuration", admin.ask(Request::Configuration(name())).await, "ok");
    out.see("shows the title", matches!(asked, Some(Answer::Configuration(_, form)) if NodeConfig::from_form(&form).title == "Interop"));

    // Subscribing.
    out.note(
        "subscribe to no node (PS-ERR-12)",
        user.ask(Request::Subscribe { node: Some("nothing".into()), jid: Some(bare()), options: None }).await,
        "item-not-found",
    );
    out.note(
        "subscribe somebody else (PS-ERR-1)",
        user.ask(subscribe("admin@localhost")).await,
        "bad-request (invalid-jid)",
    );
    out.note(
        "unsubscribe who is not subscribed (PS-ERR-21)",
        user.ask(Request::Unsubscribe(which())).await,
        "unexpected-request (not-subscribed)",
    );
    let made = out.note("subscribe", user.ask(subscribe("u0@localhost")).await, "ok");
    out.see(
        "subscribed",
        matches!(&made, Some(Answer::Subscription(info)) if info.state == SubscriptionState::Subscribed),
    );
    let again = out.note("subscribe again (PS-SUB-4)", user.ask(subscribe("u0@localhost")).await, "ok");
    let subid = |answer: &Option<Answer>| match answer {
        Some(Answer::Subscription(info)) => info.subid.clone(),
        _ => None,
    };
    out.see("the same subscription (PS-SUB-4)", subid(&made) == subid(&again));
    out.note("options (6.3)", user.ask(Request::Options(which())).await, "ok");
    let options = SubscribeOptions::default().to_form();
    out.note("set options (6.3)", user.ask(Request::SetOptions(which(), options)).await, "ok");

    // Publishing.
    out.note("publish to no node (PS-ERR-52)", user.ask(publish("nothing", None)).await, "item-not-found");
    out.note("publish without the right (PS-ERR-50)", user.ask(publish("interop", None)).await, "forbidden");
    out.note("publish", admin.ask(publish("interop", Some("a"))).await, "ok");
    let event = user.event().await;
    out.see(
        "event of a publish",
        matches!(event, Some(Event::Items { items, .. }) if items.len() == 1 && items[0].payload.is_some()),
    );
    let made = out.note("publish without id", admin.ask(publish("interop", None)).await, "ok");
    let named = matches!(&made, Some(Answer::Published(_, ids)) if ids.len() == 1);
    out.see("the answer names the item (PS-PUB-1)", named);
    // So that no order of items depends on the grain of a clock.
    tokio::time::sleep(Duration::from_millis(20)).await;
    out.note("publish again", admin.ask(publish("interop", Some("a"))).await, "ok");
    let list = ids(out.note("items", user.ask(items("interop")).await, "ok"));
    out.see("published again: the newest (PS-PUB-2)", list.len() == 2 && list[1] == "a");
    let newest = Request::Items { node: name(), max: Some(1), ids: Vec::new(), subid: None, page: None };
    let newest = ids(out.note("the newest item (PS-ITM-1)", user.ask(newest).await, "ok"));
    out.see("is the newest (PS-ITM-1)", newest == ["a"]);
    let unknown = Request::Items { node: name(), max: None, ids: vec!["no".into()], subid: None, page: None };
    out.note("an unknown item (PS-ITM-2)", user.ask(unknown).await, "ok");
    out.note("disco#items of a node", user.ask(Request::DiscoItems(name(), None)).await, "ok");
    while user.event().await.is_some() {}
    let retract =
        |id: &str| Request::Retract { node: name(), items: vec![Some(id.into())], notify: Some(true) };
    out.note("retract without the right (PS-ERR-60)", user.ask(retract("a")).await, "forbidden");
    out.note("retract", admin.ask(retract("a")).await, "ok");
    let event = user.event().await;
    out.see(
        "event of a retract",
        matches!(event, Some(Event::Items { retracted, .. }) if retracted.len() == 1),
    );
    out.note("retract what is not there (PS-ERR-60)", admin.ask(retract("a")).await, "item-not-found");
    let bare_retract = Request::Retract { node: name(), items: vec![None], notify: None };
    out.note("retract without id (PS-ERR-61)", admin.ask(bare_retract).await, "bad-request (item-required)");

    // Managing.
    out.note(
        "configure without the right (PS-ERR-73)",
        user.ask(Request::Configuration(name())).await,
        "forbidden",
    );
    let mut closed = config.clone();
    closed.access_model = AccessModel::Whitelist;
    out.note("configure", admin.ask(Request::Configure(name(), closed.difference(&config))).await, "ok");
    out.note("affiliations of a node", admin.ask(Request::Affiliates(name(), None)).await, "ok");
    out.note("subscriptions of a node", admin.ask(Request::Subscribers(name(), None)).await, "ok");
    let member = vec![(bare(), Affiliation::Member)];
    out.note("change affiliations", admin.ask(Request::ChangeAffiliates(name(), member)).await, "ok");
    let resign = vec![(Jid::new("admin@localhost").unwrap(), Affiliation::None)];
    out.note(
        "the last owner resigns (PS-ERR-80)",
        admin.ask(Request::ChangeAffiliates(name(), resign)).await,
        "not-acceptable",
    );
    let owner = vec![(Jid::new("admin@localhost").unwrap(), Affiliation::Owner)];
    let _ = admin.ask(Request::ChangeAffiliates(name(), owner)).await;
    let end = SubscriptionInfo { node: None, jid: bare(), state: SubscriptionState::None, subid: None };
    out.note("change subscriptions", admin.ask(Request::ChangeSubscribers(name(), vec![end])).await, "ok");
    out.note("purge", admin.ask(Request::Purge(name())).await, "ok");

    // A subscription that is kept.
    while user.event().await.is_some() {}
    let mut open = closed.clone();
    open.access_model = AccessModel::Open;
    let _ = admin.ask(Request::Configure(name(), open.difference(&closed))).await;
    user.client.keep_subscribed(Instant::now(), "interop".into(), SubscribeAs::BareJid);
    let _ = user.ask(Request::Subscriptions(None, None)).await;
    let _ = admin.ask(publish("interop", Some("k"))).await;
    let event = user.event().await;
    out.see(
        "events of a kept subscription",
        matches!(event, Some(Event::Items { items, .. }) if items.len() == 1),
    );
    out.note(
        "delete without the right (PS-ERR-76)",
        user.ask(Request::Delete { node: name(), redirect: None }).await,
        "forbidden",
    );
    out.note("delete the node", admin.ask(Request::Delete { node: name(), redirect: None }).await, "ok");
    let event = user.event().await;
    out.see("event of a delete (PS-DEL-1)", matches!(event, Some(Event::Deleted { .. })));
    out.note(
        "delete what is not there (PS-ERR-76)",
        admin.ask(Request::Delete { node: name(), redirect: None }).await,
        "item-not-found",
    );
    out
}

/// The differences of a survey must be the known ones, no more and no fewer.
fn compare(server: &str, survey: &Survey, known: &[(&str, &str)]) {
    let found: BTreeMap<&str, &str> = survey
        .0
        .iter()
        .filter(|(_, got, expected)| got != expected)
        .map(|(case, got, _)| (*case, got.as_str()))
        .collect();
    println!("{server}: {} cases, {} differences", survey.0.len(), found.len());
    for (case, got) in &found {
        println!("    (\"{case}\", \"{got}\"),");
    }
    assert_eq!(found, known.iter().copied().collect(), "{server}");
}

/// A server of our own, which ends with the test.
struct Server {
    child: Child,
    folder: PathBuf,
    address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Server {
    /// Waits until it listens.
    async fn start(mut command: Command, folder: PathBuf, port: u16) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let mut server = Self { child, folder, address: SocketAddr::from(([127, 0, 0, 1], port)) };
        for _ in 0..600 {
            if tokio::net::TcpStream::connect(server.address).await.is_ok() {
                return server;
            }
            assert!(server.child.try_wait().unwrap().is_none(), "{command:?} has ended");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{command:?} does not listen");
    }
}

/// Whether a program can be started. Not every one has an option that only says it is there.
fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn skip(what: &str) {
    assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "INTEROP is set and {what} is not installed");
    eprintln!("SKIPPED: {what} is not installed");
}

/// Starts Prosody; `None` where it is not installed.
async fn prosody() -> Option<Server> {
    if !installed("prosody") {
        return None;
    }
    let port = free_port();
    let folder = std::env::temp_dir().join(format!("pubsub-prosody-{}", std::process::id()));
    let accounts = folder.join("data/localhost/accounts");
    std::fs::create_dir_all(&accounts).unwrap();
    for name in ["admin", "u0"] {
        std::fs::write(accounts.join(format!("{name}.dat")), "return { [\"password\"] = \"secret\"; };\n")
            .unwrap();
    }
    let config = include_str!("interop/prosody.cfg.lua");
    let config = config.replace("DIR", folder.to_str().unwrap()).replace("PORT", &port.to_string());
    let file = folder.join("prosody.cfg.lua");
    std::fs::write(&file, config).unwrap();
    let mut command = Command::new("prosody");
    command.arg("--config").arg(&file).arg("-F");
    Some(Server::start(command, folder, port).await)
}

/// Where ejabberd's code is: `EJABBERD_EBIN`, or where Debian has it.
fn ejabberd_code() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("EJABBERD_EBIN") {
        return Some(folder.into());
    }
    let folders =
        |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    let mut all: Vec<PathBuf> =
        folders("/usr/lib".into()).flat_map(folders).map(|p| p.join("ebin")).collect();
    all.retain(|folder| folder.join("ejabberd.app").is_file());
    all.sort();
    all.into_iter().next()
}

/// Starts ejabberd, without what it does to a machine when it is started as a service; `None` where it is not installed.
async fn ejabberd() -> Option<Server> {
    let code = ejabberd_code().filter(|_| installed("erl"))?;
    let port = free_port();
    let folder = std::env::temp_dir().join(format!("pubsub-ejabberd-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("db")).unwrap();
    let config = include_str!("interop/ejabberd.yml").replace("PORT", &port.to_string());
    std::fs::write(folder.join("ejabberd.yml"), config).unwrap();
    let quoted = |name: &str| format!("\"{}\"", folder.join(name).display());
    // The port is open before there are accounts: the end of this is what is waited for.
    let ready = folder.join("ready");
    let run = format!(
        "case application:ensure_all_started(ejabberd) of {{ok, _}} -> ok; E -> io:format(\"~p~n\", [E]), halt(1) end, \
         [ejabberd_auth:try_register(U, <<\"localhost\">>, <<\"secret\">>) || U <- [<<\"admin\">>, <<\"u0\">>]], \
         file:write_file({}, <<\"ok\">>).",
        quoted("ready")
    );
    let mut command = Command::new("erl");
    command.current_dir(&folder).arg("-noinput").arg("-pa").arg(code);
    command.args(["-mnesia", "dir"]).arg(quoted("db"));
    command.args(["-ejabberd", "config"]).arg(quoted("ejabberd.yml"));
    command.arg("log_path").arg(quoted("ejabberd.log"));
    command.args(["-sasl", "sasl_error_logger", "false", "-eval"]).arg(run);
    let server = Server::start(command, folder, port).await;
    for _ in 0..600 {
        if ready.is_file() {
            return Some(server);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("ejabberd makes no accounts");
}

#[tokio::test]
async fn prosody_answers_as_known() {
    let Some(server) = prosody().await else { return skip("prosody") };
    compare("prosody", &survey(server.address).await, PROSODY);
}

#[tokio::test]
async fn ejabberd_answers_as_known() {
    let Some(server) = ejabberd().await else { return skip("ejabberd") };
    compare("ejabberd", &survey(server.address).await, EJABBERD);
}

#[tokio::test]
async fn a_named_server_answers_as_known() {
    let Ok(peer) = std::env::var("PUBSUB_PEER") else {
        eprintln!("SKIPPED: no PUBSUB_PEER=NAME=ADDRESS");
        return;
    };
    let (name, address) = peer.split_once('=').expect("NAME=ADDRESS");
    let known = match name {
        "prosody" => PROSODY,
        "ejabberd" => EJABBERD,
        _ => &[],
    };
    compare(name, &survey(address.parse().unwrap()).await, known);
}
