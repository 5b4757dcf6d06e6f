//! The adapters on real sockets: what an HTTP client sees.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bosh::client::{Client, Config as ClientConfig, Event as ClientEvent, Why};
use bosh::manager::{Accept, Config, Event, Manager, Stats};
use bosh::tokio::{Arrival, Driver, HttpConfig, Inbox, Target, Tls, channel, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

const NS: &str = "xmlns='http://jabber.org/protocol/httpbind'";

struct Service {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
    stats: watch::Receiver<Stats>,
}

async fn start(change: impl FnOnce(&mut HttpConfig)) -> Service {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut config = HttpConfig::default();
    change(&mut config);
    let (gate, inbox) = channel(config, 16);
    let (sender, stats) = watch::channel(Stats::default());
    tokio::spawn(echo(inbox, sender));
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(serve(listener, gate, Tls::Off, async { drop(stopped.await) }));
    Service { address, stop, served, stats }
}

async fn echo(mut inbox: Inbox, stats: watch::Sender<Stats>) {
    let mut manager = Manager::new(Config::default(), [3; 32], Instant::now());
    while let Some(arrival) = inbox.recv().await {
        match arrival {
            Arrival::Request(request) => manager.handle_input(Instant::now(), request),
            Arrival::Closed(request) => manager.handle_closed(Instant::now(), request),
        }
        while let Some(event) = manager.poll_event() {
            match event {
                Event::Opened(opened) => {
                    manager.accept(Instant::now(), opened.session, Accept::default()).unwrap();
                }
                Event::Received { session, payload } => {
                    for element in payload {
                        let _ = manager.send(Instant::now(), session, element.into());
                    }
                }
                _ => {}
            }
        }
        while let Some(transmit) = manager.poll_transmit() {
            inbox.answer(transmit);
        }
        stats.send_replace(manager.stats());
    }
}

fn post(body: &str) -> String {
    format!("POST /http-bind/ HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

async fn connect(service: &Service) -> TcpStream {
    TcpStream::connect(service.address).await.unwrap()
}

/// Sends bytes and gives everything until the server closes the connection.
async fn exchange(service: &Service, bytes: &str) -> String {
    let mut stream = connect(service).await;
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Reads one request or answer with a Content-Length.
async fn message(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    loop {
        let all = String::from_utf8_lossy(&text).into_owned();
        if let Some((head, body)) = all.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")).unwrap();
            if body.len() == length.parse::<usize>().unwrap() {
                return all;
            }
        }
        assert_ne!(stream.read_buf(&mut text).await.unwrap(), 0, "closed after {all:?}");
    }
}

fn sid(answer: &str) -> String {
    answer.split_once(" sid='").unwrap().1.split_once('\'').unwrap().0.to_owned()
}

#[tokio::test]
async fn b2_a_client_and_a_service_that_are_not_xmpp_talk() {
    let service = start(|_| {}).await;
    let target = Target::clear(format!("http://{}/http-bind", service.address).parse().unwrap());
    let mut config = ClientConfig::new("echo");
    config.xmpp_version = None;
    let mut driver = Driver::new(Client::new(config, [9; 32], Instant::now()), target);
    let mut got = Vec::new();
    while let Some(event) = driver.next().await {
        match event {
            ClientEvent::Opened(_) => {
                for n in 0..3 {
                    driver.client().send(format!("<say xmlns='urn:echo' n='{n}'/>").into()).unwrap();
                }
            }
            ClientEvent::Received { payload } => {
                got.extend(payload);
                if got.len() == 3 {
                    driver.client().terminate(None).unwrap();
                }
            }
            ClientEvent::Ended { why } => assert_eq!(why, Why::Closed),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(got[2], "<say xmlns='urn:echo' n='2'/>");
    service.stop.send(()).unwrap();
    service.served.await.unwrap();
}

#[tokio::test]
async fn the_answer_to_an_event_rides_on_the_next_request_and_no_empty_one_goes_before_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target::clear(format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap());
    let client = Client::new(ClientConfig::new("x"), [9; 32], Instant::now());
    let mut driver = Driver::new(client, target);
    let talk = async {
        while let Some(event) = driver.next().await {
            if let ClientEvent::Opened(_) = event {
                driver.client().send("<auth xmlns='u'/>".into()).unwrap();
            }
        }
    };
    let service = async {
        let (mut first, _) = listener.accept().await.unwrap();
        message(&mut first).await;
        let body = format!(
            "<body {NS} sid='s' wait='60' hold='1' requests='2' inactivity='30' polling='5' ver='1.11'/>"
        );
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
        first.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        let (mut second, _) = listener.accept().await.unwrap();
        message(&mut second).await
    };
    tokio::select! {
        () = talk => panic!("the session ended"),
        next = service => assert!(next.contains("<auth xmlns='u'/>"), "{next}"),
    }
}

#[tokio::test]
async fn bosh_10_browsers_may_ask_first_and_people_may_look() {
    let service = start(|_| {}).await;
    let rest = "HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let options = exchange(&service, &format!("OPTIONS /http-bind {rest}")).await;
    for line in [
        "HTTP/1.1 200 ",
        "access-control-allow-origin: *\r\n",
        "access-control-allow-methods: POST, GET, OPTIONS\r\n",
        "access-control-allow-headers: Content-Type\r\n",
        "access-control-max-age: ",
    ] {
        assert!(options.contains(line), "{line} in {options}");
    }
    assert!(exchange(&service, &format!("GET /http-bind/ {rest}")).await.starts_with("HTTP/1.1 200 "));
    assert!(exchange(&service, &format!("PUT /http-bind {rest}")).await.starts_with("HTTP/1.1 405 "));
    assert!(exchange(&service, &format!("GET /elsewhere {rest}")).await.starts_with("HTTP/1.1 404 "));
}

#[tokio::test]
async fn bosh_1_bosh_2_http_1_0_and_chunked_requests_work_and_answers_have_a_length() {
    let service = start(|_| {}).await;
    let body = format!("<body {NS} rid='1' ver='1.11'/>");
    let old = format!("POST /http-bind HTTP/1.0\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let answer = exchange(&service, &old).await;
    assert!(answer.contains("200 OK") && answer.contains("content-length: "), "{answer}");
    assert!(answer.contains("access-control-allow-origin: *"), "{answer}");
    assert!(answer.contains("content-type: text/xml; charset=utf-8"), "{answer}");
    let chunked = format!(
        "POST /http-bind HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    assert!(exchange(&service, &chunked).await.contains(" sid='"));
}

#[tokio::test]
async fn bosh_9_pipelined_requests_are_answered_in_order() {
    let service = start(|_| {}).await;
    let mut stream = connect(&service).await;
    stream.write_all(post(&format!("<body {NS} rid='1' ver='1.11'/>")).as_bytes()).await.unwrap();
    let sid = sid(&message(&mut stream).await);
    let both: String = (2..4)
        .map(|rid| post(&format!("<body {NS} rid='{rid}' sid='{sid}'><e{rid} xmlns='u'/></body>")))
        .collect();
    stream.write_all(both.as_bytes()).await.unwrap();
    let mut text = String::new();
    while !text.contains("<e3 xmlns='u'/></body>") {
        let mut more = [0; 1024];
        let count = stream.read(&mut more).await.unwrap();
        assert_ne!(count, 0, "closed after {text:?}");
        text.push_str(std::str::from_utf8(&more[..count]).unwrap());
    }
    assert!(text.find("<e2 ") < text.find("<e3 "), "{text}");
}

#[tokio::test]
async fn bosh_9_a_pipelined_request_releases_the_one_that_is_held_before_it() {
    let mut service = start(|_| {}).await;
    let mut stream = connect(&service).await;
    let creation = format!("<body {NS} rid='1' ver='1.11' wait='60' hold='1'/>");
    stream.write_all(post(&creation).as_bytes()).await.unwrap();
    let sid = sid(&message(&mut stream).await);
    let empty = |rid: u64| post(&format!("<body {NS} rid='{rid}' sid='{sid}'/>"));
    stream.write_all(empty(2).as_bytes()).await.unwrap();
    service.stats.wait_for(|s| s.open_requests == 1).await.unwrap();
    let with_payload = post(&format!("<body {NS} rid='3' sid='{sid}'><e xmlns='u'/></body>"));
    stream.write_all(with_payload.as_bytes()).await.unwrap();
    // The echo goes out on the oldest request; nothing waits for `wait`.
    assert!(message(&mut stream).await.ends_with("<e xmlns='u'/></body>"));
    let with_payload = post(&format!("<body {NS} rid='4' sid='{sid}'><f xmlns='u'/></body>"));
    stream.write_all(with_payload.as_bytes()).await.unwrap();
    assert!(message(&mut stream).await.ends_with("<f xmlns='u'/></body>"));
}

#[tokio::test]
async fn a_connection_carries_one_request_after_another_until_the_client_says_close() {
    let service = start(|_| {}).await;
    let mut stream = connect(&service).await;
    for _ in 0..3 {
        stream.write_all(post(&format!("<body {NS} rid='1' ver='1.11'/>")).as_bytes()).await.unwrap();
        assert!(message(&mut stream).await.contains(" sid='"));
    }
    stream
        .write_all(b"\r\nHEAD /http-bind HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nrest")
        .await
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("\r\n\r\n"), "{text}");
    assert!(text.contains("\r\nconnection: close\r\n") && text.contains(" GMT\r\n"), "{text}");
}

#[tokio::test]
async fn a_client_that_waits_to_be_asked_for_its_entity_is_asked() {
    let service = start(|_| {}).await;
    let mut stream = connect(&service).await;
    let body = format!("<body {NS} rid='1' ver='1.11'/>");
    let head = format!(
        "POST /http-bind HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).await.unwrap();
    assert!(message(&mut stream).await.contains(" sid='"));
}

#[tokio::test]
async fn a_client_that_never_reads_loses_its_connection_and_nothing_else() {
    let mut service = start(|c| {
        c.entity = 4 << 20;
        c.head_time = Duration::from_millis(100);
    })
    .await;
    let mut stream = connect(&service).await;
    stream.write_all(post(&format!("<body {NS} rid='1' ver='1.11' hold='1'/>")).as_bytes()).await.unwrap();
    let sid = sid(&message(&mut stream).await);
    // More than the sockets' buffers take, asked for again and again.
    let large = format!("<e xmlns='u'>{}</e>", "x".repeat(1 << 19));
    let request = post(&format!("<body {NS} rid='2' sid='{sid}'>{large}</body>"));
    let flood = async { while stream.write_all(request.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(20), flood).await.expect("the connection ends");
    service.stats.wait_for(|s| s.open_requests == 0).await.unwrap();
    let mut other = connect(&service).await;
    other.write_all(post(&format!("<body {NS} rid='1' ver='1.11'/>")).as_bytes()).await.unwrap();
    assert!(message(&mut other).await.contains(" sid='"));
}

#[tokio::test]
async fn requests_without_an_answer_are_bounded() {
    let mut service = start(|c| c.requests = 2).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(&service).await;
        let creation = format!("<body {NS} rid='1' ver='1.11' wait='60' hold='1'/>");
        stream.write_all(post(&creation).as_bytes()).await.unwrap();
        let sid = sid(&message(&mut stream).await);
        stream.write_all(post(&format!("<body {NS} rid='2' sid='{sid}'/>")).as_bytes()).await.unwrap();
        held.push(stream);
    }
    service.stats.wait_for(|s| s.open_requests == 2).await.unwrap();
    let mut third = connect(&service).await;
    third.write_all(post(&format!("<body {NS} rid='1' ver='1.11'/>")).as_bytes()).await.unwrap();
    let mut byte = [0];
    let waiting = tokio::time::timeout(Duration::from_millis(100), third.read(&mut byte)).await;
    assert!(waiting.is_err(), "it waits for a place");
    held.pop();
    assert!(message(&mut third).await.contains(" sid='"));
}

#[tokio::test]
async fn bosh_31_a_lost_connection_is_noticed_while_its_request_is_held() {
    let mut service = start(|_| {}).await;
    let mut stream = connect(&service).await;
    stream.write_all(post(&format!("<body {NS} rid='1' ver='1.11'/>")).as_bytes()).await.unwrap();
    let sid = sid(&message(&mut stream).await);
    stream.write_all(post(&format!("<body {NS} rid='2' sid='{sid}'/>")).as_bytes()).await.unwrap();
    service.stats.wait_for(|s| s.open_requests == 1).await.unwrap();
    drop(stream);
    service.stats.wait_for(|s| s.open_requests == 0).await.unwrap();
    assert_eq!(service.stats.borrow().sessions, 1);
}

#[tokio::test]
async fn hostile_requests_cost_one_connection() {
    let service = start(|c| {
        c.entity = 100;
        c.entity_time = Duration::from_millis(50);
        c.head_time = Duration::from_millis(50);
    })
    .await;
    let large = exchange(&service, &post(&"x".repeat(101))).await;
    assert!(large.starts_with("HTTP/1.1 413 "), "{large}");
    let slow =
        exchange(&service, "POST /http-bind HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n<body").await;
    assert!(slow.starts_with("HTTP/1.1 408 "), "{slow}");
    exchange(&service, "POST /http-b").await;
    let noise = exchange(&service, "\0\u{1}\r\n\r\n").await;
    assert!(noise.starts_with("HTTP/1.1 400 "), "{noise}");
    let body = exchange(&service, &post("<body/>")).await;
    assert!(body.contains("type='terminate' condition='bad-request'"), "{body}");
}

#[tokio::test]
async fn slow_senders_of_large_entities_share_what_room_there_is_and_disturb_nobody() {
    let service = start(|c| c.reading = 300 << 10).await;
    let mut quick = connect(&service).await;
    quick
        .write_all(post(&format!("<body {NS} rid='1' ver='1.11' wait='60' hold='1'/>")).as_bytes())
        .await
        .unwrap();
    let sid = sid(&message(&mut quick).await);
    let large = "POST /http-bind HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n<body";
    let mut slow = connect(&service).await;
    slow.write_all(large.replace("\r\n\r\n<body", "\r\nExpect: 100-continue\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut interim = [0; 25];
    slow.read_exact(&mut interim).await.unwrap();
    let mut others = Vec::new();
    for _ in 0..20 {
        let mut refused = connect(&service).await;
        refused.write_all(large.as_bytes()).await.unwrap();
        assert!(message(&mut refused).await.starts_with("HTTP/1.1 503 "));
        others.push(refused);
        // Who sends byte by byte keeps a connection of its own.
        let mut drip = connect(&service).await;
        drip.write_all(b"POST /http-bind HTTP/1.1\r\nHo").await.unwrap();
        others.push(drip);
    }
    let modest = post(&format!("<body {NS} rid='2' sid='{sid}'><e xmlns='u'/></body>"));
    quick.write_all(modest.as_bytes()).await.unwrap();
    assert!(message(&mut quick).await.ends_with("<e xmlns='u'/></body>"));
    // When the slow one has gone there is room again.
    drop(slow);
    let body = format!("<body {NS} rid='3' sid='{sid}'><e xmlns='u'>{}</e></body>", "x".repeat(200_000));
    let mut tries = 0;
    loop {
        let mut again = connect(&service).await;
        again.write_all(post(&body).as_bytes()).await.unwrap();
        let text = message(&mut again).await;
        if text.ends_with("</e></body>") {
            break;
        }
        assert!(text.starts_with("HTTP/1.1 503 ") && tries < 10_000, "{}", text.len());
        tries += 1;
    }
}
