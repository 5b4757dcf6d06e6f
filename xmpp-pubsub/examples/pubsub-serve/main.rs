//! A small stand-alone XMPP server with a publish-subscribe service (XEP-0060), on one TCP port without encryption.
//!
//! ```console
//! $ cargo run -p xmpp-pubsub --features tls --example pubsub-serve -- --static-accounts admin:secret,*:secret
//! ```
//!
//! Accounts are `NAME@localhost`, the service is `pubsub.localhost`. With `--data FILE` nodes, subscriptions and items
//! survive a restart. `README.md` beside this file shows a first hour with it.

mod host;
mod sqlite;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use host::{Accounts, Host};
use sqlite::Sqlite;
use tokio::net::TcpListener;
use xmpp_pubsub::pubsub::{Feature, Memory, Service, ServiceConfig, Storage};
use xmpp_pubsub::tokio::{Listen, channel};
use xmpp_pubsub::{Jid, PlainOn, ServerConfig};

/// A small XMPP server with a publish-subscribe service.
#[derive(Debug, Parser)]
struct Options {
    /// Address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:5222")]
    listen: SocketAddr,
    /// The domain of the accounts; the service is `pubsub.` and this.
    #[arg(long, default_value = "localhost")]
    domain: String,
    /// Accounts as NAME:PASSWORD, separated by commas; the name `*` stands for all others.
    #[arg(long, value_delimiter = ',', required = true)]
    static_accounts: Vec<String>,
    /// Accounts (names or bare JIDs) that own every node.
    #[arg(long, value_delimiter = ',')]
    admins: Vec<String>,
    /// A second subscribe of the same JID makes a second subscription with a subid.
    #[arg(long)]
    multi_subscribe: bool,
    /// Nodes may hold nodes (XEP-0248).
    #[cfg(feature = "collections")]
    #[arg(long)]
    collections: bool,
    /// Keep nodes, subscriptions and items in this SQLite file.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Listen on other addresses than loopback, although passwords travel in clear.
    #[arg(long)]
    insecure: bool,
}

fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    let random = rustls::crypto::ring::default_provider().secure_random;
    if random.fill(&mut seed).is_err() {
        eprintln!("the system has no random numbers");
        std::process::exit(1);
    }
    seed
}

async fn serve(options: Options) -> Result<(), String> {
    if !options.listen.ip().is_loopback() && !options.insecure {
        return Err("passwords travel in clear: listen on loopback, or say --insecure".to_owned());
    }
    let jid = |text: &str| Jid::new(text).map_err(|error| format!("{text}: {error}"));
    let domain = jid(&options.domain)?;
    let mut accounts = Accounts::default();
    for account in &options.static_accounts {
        accounts.add(account)?;
    }
    let mut config = ServiceConfig::new(jid(&format!("pubsub.{domain}"))?);
    for admin in &options.admins {
        let admin = if admin.contains('@') { admin.clone() } else { format!("{admin}@{domain}") };
        config.admins.push(jid(&admin)?);
    }
    if options.multi_subscribe {
        config.features = config.features.with(Feature::MultiSubscribe);
    }
    #[cfg(feature = "collections")]
    if options.collections {
        config.features = config.features.with(Feature::Collections).with(Feature::MultiCollections);
    }
    match &options.data {
        Some(path) => {
            let storage = Sqlite::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
            run(&options, domain, accounts, config, storage).await
        }
        None => run(&options, domain, accounts, config, Memory::new()).await,
    }
}

async fn run<S: Storage>(
    options: &Options,
    domain: Jid,
    accounts: Accounts,
    config: ServiceConfig,
    storage: S,
) -> Result<(), String> {
    let listener = TcpListener::bind(options.listen).await.map_err(|e| format!("{}: {e}", options.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("{domain}: XMPP on {address}, publish-subscribe at {}", config.jid);
    let service = Service::new(config, storage, seed(), host::now()).map_err(|error| error.to_string())?;
    println!("{} nodes", service.node_count());
    let mut server = ServerConfig::new(domain, seed());
    server.plain = PlainOn::Any;
    let (gate, inbox) = channel(1_024, server.limits.bytes, 10_000);
    let host = Host::new(inbox, server, accounts, service, seed);
    tokio::select! {
        () = gate.serve(listener, Listen::Clear) => Ok(()),
        () = host.run() => Ok(()),
    }
}

#[tokio::main]
async fn main() {
    if let Err(error) = serve(Options::parse()).await {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
