//! A CUCM emulator on its own, in clear text on loopback; the lab serves it over TLS.

use std::net::SocketAddr;
use std::path::PathBuf;

use axl_soap::Secret;
use clap::Parser;
use cucm::{AXL_GROUP, AppUserSeed, Config, Listeners, StorePlace, UserSeed, start};

/// A CUCM emulator: AXL over HTTP, with an application user `axl` and some agents.
#[derive(Debug, Parser)]
struct Options {
    /// Where to serve AXL.
    #[arg(long, default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// Keep the directory in this file.
    #[arg(long)]
    data: Option<PathBuf>,
    /// How many agents to make: agent1 with extension 1001, and so on, with the password `cisco`.
    #[arg(long, default_value_t = 10)]
    agents: u32,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let options = Options::parse();
    let user = |n: u32| UserSeed {
        userid: format!("agent{n}"),
        password: Secret::new("cisco"),
        pin: Some(Secret::new("12345")),
        first_name: "Agent".to_owned(),
        last_name: n.to_string(),
        extension: Some((1000 + n).to_string()),
        groups: vec!["Standard CCM End Users".to_owned()],
    };
    let axl = AppUserSeed {
        userid: "axl".to_owned(),
        password: Secret::new("cisco"),
        groups: vec![AXL_GROUP.to_owned()],
        devices: Vec::new(),
    };
    let config = Config {
        store: options.data.map_or(StorePlace::Memory, StorePlace::File),
        users: (1..=options.agents).map(user).collect(),
        app_users: vec![axl],
        ..Config::default()
    };
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .map_err(|error| format!("--listen {}: {error}", options.listen))?;
    let running = start(config, Listeners { axl: listener }).await?;
    println!(
        "AXL: http://{}/axl/   account: axl / cisco   users: agent1 … agent{}",
        running.axl, options.agents
    );
    println!("curl -u axl:cisco http://{}/axl/", running.axl);
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}
