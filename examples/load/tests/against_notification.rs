//! The load against the notification service, on good networks and bad ones, and against servers that break promises.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::sync::Arc;

use clap::Parser as _;
use load::{Options, Report, run};
use notification::core::PlainText;
use notification::{Config, Listeners, Running, StaticAccounts, start};
use tokio::net::TcpListener;
use tokio::task::LocalSet;

async fn service(sessions: u32) -> Running {
    let accounts = (0..sessions)
        .fold(StaticAccounts::new([1; 32]).with("finesse", "secret"), |accounts, n| {
            accounts.with(&format!("u{n}"), "secret")
        });
    let mut config = Config::new("localhost", "finesse", Arc::new(accounts)).unwrap();
    config.core.plain = PlainText::Allowed;
    let bind = || TcpListener::bind("127.0.0.1:0");
    let (xmpp, bosh) = (bind().await.unwrap(), bind().await.unwrap());
    start(config, Listeners { xmpp: Some(xmpp), bosh: Some(bosh), ..Listeners::default() }).await.unwrap()
}

async fn load(service: &Running, arguments: &str) -> (Report, Vec<String>) {
    let (bosh, xmpp) = (service.addresses().bosh.unwrap(), service.addresses().xmpp.unwrap());
    let line = format!("load {arguments} --bosh {bosh} --xmpp {xmpp} --settle 50 --seconds 1");
    let options = Options::parse_from(line.split_whitespace());
    let report = LocalSet::new().run_until(run(&options)).await.unwrap();
    let broken = report.broken(&options);
    (report, broken)
}

#[tokio::test]
async fn every_scenario_is_accounted_for() {
    let service = service(20).await;
    let (report, broken) = load(&service, "fanout --sessions 20").await;
    assert_eq!(broken, [""; 0], "{report}");
    let published = report.published.unwrap();
    assert!(published.published > 1);
    assert_eq!(published.sums.delivered, published.published * 20);
    let (report, broken) = load(&service, "nodes --sessions 20 --in-flight 8").await;
    assert_eq!(broken, [""; 0], "{report}");
    let published = report.published.unwrap();
    assert_eq!(published.sums.delivered, published.published);
    let (report, broken) = load(&service, "idle --sessions 20").await;
    assert_eq!(broken, [""; 0], "{report}");
    assert_eq!((report.set_up.live, report.published.is_none()), (20, true));
    service.stop().await;
}

#[tokio::test]
async fn a_bad_network_loses_nothing() {
    let service = service(8).await;
    let network = "--delay 20 --loss 10 --duplicate 10 --reorder 10 --cut 20 --seed 3";
    let (report, broken) = load(&service, &format!("fanout --sessions 8 --rate 40 {network}")).await;
    assert_eq!(broken, [""; 0], "{report}");
    let published = report.published.unwrap();
    assert!(published.published >= 30);
    assert_eq!(published.sums.delivered, published.published * 8);
    service.stop().await;
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_is_told() {
    let service = service(1).await;
    let (report, broken) = load(&service, "idle --sessions 3").await;
    assert_eq!(broken, ["2 sessions lost"], "{report}");
    assert!(report.first_loss.unwrap().contains("not-authorized"));
    service.stop().await;
}

#[tokio::test]
async fn addresses_elsewhere_need_a_word() {
    let options = Options::parse_from(["load", "idle", "--bosh", "192.0.2.1:80"]);
    assert!(LocalSet::new().run_until(run(&options)).await.unwrap_err().contains("--remote"));
}
