//! A bot: signs an agent in, takes every call's events as they come, signs it out on Ctrl-C.

use std::process::ExitCode;
use std::sync::Arc;

use agent::{Agent, Config, Xmpp};
use clap::Parser;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

/// Signs an agent in, becomes ready, and prints what happens until Ctrl-C.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Login id.
    login: String,
    /// Phone to sign in at.
    extension: String,
    /// Password.
    #[arg(long, default_value = "")]
    password: String,
    /// Finesse server.
    #[arg(long, default_value = "https://localhost:8445")]
    finesse: String,
    /// BOSH service.
    #[arg(long, default_value = "https://localhost:7443/http-bind")]
    bosh: http::Uri,
    /// XMPP domain.
    #[arg(long, default_value = "localhost")]
    domain: String,
    /// Certificate to trust, in PEM.
    #[arg(long)]
    ca: Option<std::path::PathBuf>,
}

type Fault = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter.unwrap_or_else(|_| "info".into())).init();
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), Fault> {
    let xmpp = Xmpp::Bosh { url: args.bosh };
    let mut config = Config::new(&args.login, &args.password, &args.finesse, &args.domain, xmpp);
    config.tls = args.ca.as_deref().map(trust).transpose()?;
    let mut agent = Agent::connect(config, seed()?).await?;
    agent.sign_in(&args.extension).await?;
    agent.ready().await?;
    loop {
        tokio::select! {
            event = agent.next_event() => match event {
                Some(event) => println!("{event:?}"),
                None => return Err("the connection is over".into()),
            },
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    agent.not_ready(None).await?;
    agent.logout().await?;
    agent.close().await;
    Ok(())
}

fn trust(ca: &std::path::Path) -> Result<Arc<rustls::ClientConfig>, Fault> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca)?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// From the system's generator, by way of a TLS library that is there anyway.
fn seed() -> Result<[u8; 32], Fault> {
    let mut seed = [0; 32];
    let filled = rustls::crypto::ring::default_provider().secure_random.fill(&mut seed);
    filled.map_err(|_| "no randomness")?;
    Ok(seed)
}
