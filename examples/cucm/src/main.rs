//! A CUCM emulator on its own: in clear text on loopback, or over TLS with a certificate of yours.

use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axl_soap::{Release, Secret};
use clap::{Parser, ValueEnum};
use cucm::{AXL_GROUP, AppUserSeed, Config, Listeners, StorePlace, Trouble, UserSeed, start};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

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
    /// Speak TLS with this certificate chain, a PEM file.
    #[arg(long, requires = "key")]
    certificate: Option<PathBuf>,
    /// The certificate's private key, a PEM file.
    #[arg(long, requires = "certificate")]
    key: Option<PathBuf>,
    /// Which schemas there are.
    #[arg(long, value_enum, default_value_t = Schemas::V15)]
    release: Schemas,
    /// Something that goes wrong all the time, to see what a client makes of it.
    #[arg(long, value_enum)]
    trouble: Option<Wrong>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Schemas {
    /// 12.0 to 15.0.
    #[value(name = "15")]
    V15,
    /// 11.0 to 14.0.
    #[value(name = "14")]
    V14,
    /// 10.0 to 12.5.
    #[value(name = "12.5")]
    V12_5,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Wrong {
    /// Writes get 503.
    WritesThrottled,
    /// Writes get 503, reads the fault about memory.
    EverythingThrottled,
    /// Answers take two seconds.
    Slow,
    /// Lists and queries of more than 8 kB are refused.
    SmallAnswers,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
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
        release: match options.release {
            Schemas::V15 => Release::CUCM_15,
            Schemas::V14 => Release::CUCM_14,
            Schemas::V12_5 => Release::CUCM_12_5,
        },
        tls: match (&options.certificate, &options.key) {
            (Some(certificate), Some(key)) => Some(tls(certificate, key)?),
            _ => None,
        },
        ..Config::default()
    };
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .map_err(|error| format!("--listen {}: {error}", options.listen))?;
    let running = start(config, Listeners { axl: listener }).await?;
    running.set_trouble(&match options.trouble {
        None => Trouble::None,
        Some(Wrong::WritesThrottled) => Trouble::WritesThrottled,
        Some(Wrong::EverythingThrottled) => Trouble::EverythingThrottled,
        Some(Wrong::Slow) => Trouble::Slow(Duration::from_secs(2)),
        Some(Wrong::SmallAnswers) => Trouble::SmallAnswers(8_000),
    });
    println!(
        "AXL: {scheme}://{}/axl/   account: axl / cisco   users: agent1 … agent{}",
        running.axl, options.agents
    );
    println!("curl -u axl:cisco {scheme}://{}/axl/", running.axl);
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}

fn tls(certificate: &Path, key: &Path) -> Result<Arc<rustls::ServerConfig>, Box<dyn Error>> {
    let named = |path: &Path, error: &dyn Error| format!("{}: {error}", path.display());
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
    let chain: Vec<_> = chain.map_err(|error| named(certificate, &error))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| named(key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)?;
    Ok(Arc::new(config))
}
