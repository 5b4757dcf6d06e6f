//! The emulator over sockets, driven by the adapter of `axl-soap`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use axl_soap::tokio::AxlClient;
use axl_soap::{Call, CallError, ClientConfig, Credentials, Page, Release, Secret, Version};
use cucm::{Config, Listeners, Running, Trouble, start};
use support::{agent, config};

async fn serve(config: Config) -> (Running, AxlClient) {
    let axl = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = start(config, Listeners { axl }).await.unwrap();
    let client = client(&running, "axlpass");
    (running, client)
}

fn client(running: &Running, password: &str) -> AxlClient {
    let config = ClientConfig {
        first_wait: Duration::from_millis(1),
        ..ClientConfig::new(Credentials::new("axl", password))
    };
    AxlClient::clear_text(&running.axl.ip().to_string(), running.axl.port(), config).unwrap()
}

#[tokio::test]
async fn a_5_users_are_authenticated_over_sockets() {
    let (running, axl) = serve(config()).await;
    assert!(axl.authenticate("agent1", Secret::new("ciscopsdt")).await.unwrap().authenticated);
    assert!(!axl.authenticate("agent1", Secret::new("wrong")).await.unwrap().authenticated);
    assert_eq!(axl.ccm_version().await.unwrap(), "15.0.1.10000(42)");
    let wrong = client(&running, "wrong");
    assert_eq!(wrong.ccm_version().await, Err(CallError::Unauthorized));
    running.stop().await;
    assert!(matches!(axl.ccm_version().await, Err(CallError::Transport(_))));
}

#[tokio::test]
async fn long_lists_come_page_by_page_even_when_the_server_refuses_large_ones() {
    let users = (0..300).map(|n| agent(&format!("user{n:04}"), &format!("{}", 10_000 + n))).collect();
    let (running, axl) = serve(Config { users, ..config() }).await;
    running.set_trouble(&Trouble::SmallAnswers(8_000));
    let query = Call::sql_query("select userid from enduser order by userid");
    assert!(matches!(axl.call(query.clone()).await, Err(CallError::TooManyRows(_))));
    let mut all = Vec::new();
    axl.all_pages(query, 1_000, |reply, _| {
        all.extend(reply.owned_rows()?.iter().map(|row| row.get("userid").unwrap().to_owned()));
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(all.len(), 300);
    assert!(all.is_sorted());
    assert!(Call::sql_query("select first 3 a from b").page(Page { skip: 0, first: 1 }).is_err());
    running.stop().await;
}

#[tokio::test]
async fn troubles_can_be_made() {
    let (running, axl) = serve(config()).await;
    running.set_trouble(&Trouble::OnlySchemas(Release::CUCM_12_5));
    let reply = axl.call(Call::ccm_version()).await.unwrap();
    assert_eq!(reply.version(), Some(Version::V12_0));
    running.set_trouble(&Trouble::WritesThrottled);
    let write = Call::remove::<axl_soap::records::User>(&axl_soap::Key::name("agent1")).unwrap();
    assert_eq!(axl.call(write.clone()).await, Err(CallError::Throttled));
    running.set_trouble(&Trouble::EverythingThrottled);
    let Err(CallError::Fault(fault)) = axl.call(Call::ccm_version()).await else { panic!("an answer") };
    assert!(fault.is_memory_shortage(), "{fault}");
    running.set_trouble(&Trouble::Slow(Duration::from_millis(1)));
    axl.call(write).await.unwrap();
    running.stop().await;
}

#[tokio::test]
async fn w_15_head_and_body_of_an_answer_come_in_one_piece() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let (running, _) = serve(config()).await;
    let mut stream = tokio::net::TcpStream::connect(running.axl).await.unwrap();
    let body = Call::ccm_version().to_bytes(Version::V15_0);
    let authorization = Credentials::new("axl", "axlpass").to_authorization();
    let head = format!(
        "POST /axl/ HTTP/1.1\r\nHost: cucm\r\nAuthorization: {authorization}\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    for _ in 0..20 {
        stream.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
        let mut answer = [0; 16_384];
        // What was written in two pieces comes in two, unless the second overtakes the reader.
        let len = stream.read(&mut answer).await.unwrap();
        let text = String::from_utf8_lossy(&answer[..len]);
        assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("</soapenv:Envelope>"), "{text}");
        assert!(!text.to_lowercase().contains("content-encoding"), "{text}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_request_over_the_limit_is_refused_before_it_has_come() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    const LIMIT: usize = 4 << 20;
    let (running, _) = serve(config()).await;
    let post = "POST /axl/ HTTP/1.1\r\nHost: cucm\r\nContent-Type: text/xml\r\n";
    // Said and never sent; and of unknown length, sent up to a little over the limit, without an end.
    let said = format!("{post}Content-Length: {}\r\n\r\n", LIMIT + 1).into_bytes();
    let chunk = LIMIT + 1;
    let mut sent = format!("{post}Transfer-Encoding: chunked\r\n\r\n{chunk:x}\r\n").into_bytes();
    sent.resize(sent.len() + chunk, b' ');
    // As large as may be: it is read, and only then nobody known.
    let mut fits = format!("{post}Content-Length: {LIMIT}\r\n\r\n").into_bytes();
    fits.resize(fits.len() + LIMIT, b' ');
    for (request, status) in [(said, "413"), (sent, "413"), (fits, "401")] {
        let mut stream = tokio::net::TcpStream::connect(running.axl).await.unwrap();
        // The server may hang up while the rest is under way.
        let _ = stream.write_all(&request).await;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(std::str::from_utf8(&answer).unwrap(), format!("HTTP/1.1 {status}"));
    }
    running.stop().await;
}

#[tokio::test]
async fn abandoned_calls_leave_the_client_usable() {
    let (running, axl) = serve(config()).await;
    running.set_trouble(&Trouble::Slow(Duration::from_secs(60)));
    for _ in 0..40 {
        let call = axl.call(Call::ccm_version());
        assert!(tokio::time::timeout(Duration::from_millis(2), call).await.is_err());
    }
    running.set_trouble(&Trouble::None);
    axl.ccm_version().await.unwrap();
}

#[tokio::test]
async fn session_tokens_of_two_servers_without_a_seed_differ() {
    let token = async || {
        let (running, _) = serve(config()).await;
        let address = format!("{}:{}", running.axl.ip(), running.axl.port());
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        let basic = Credentials::new("axl", "axlpass").to_authorization();
        let request =
            format!("GET /axl/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: {basic}\r\n\r\n");
        tokio::io::AsyncWriteExt::write_all(&mut socket, request.as_bytes()).await.unwrap();
        let mut text = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut socket, &mut text).await.unwrap();
        running.stop().await;
        text.lines().find(|line| line.to_lowercase().starts_with("set-cookie")).expect("a session").to_owned()
    };
    assert_ne!(token().await, token().await, "whoever knows one must not know the other");
}

#[tokio::test]
async fn more_calls_than_there_are_places_wait_and_are_all_answered() {
    let (running, axl) = serve(config()).await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..3_000 {
        let axl = axl.clone();
        calls.spawn(async move { axl.ccm_version().await });
    }
    while let Some(answer) = calls.join_next().await {
        assert_eq!(answer.unwrap().unwrap(), "15.0.1.10000(42)");
    }
    running.stop().await;
}
