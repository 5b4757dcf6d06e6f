//! The bridge as a program.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use bosh::tokio::Tls;
use bridge::{Config, Upstream, start};
use clap::Parser;
use rustls::pki_types::ServerName;

/// BOSH in front of any XMPP server.
///
/// Browsers speak BOSH to the bridge, the bridge speaks XMPP over TCP to the server.
#[derive(Parser)]
struct Options {
    /// Where BOSH is served.
    #[arg(long, default_value = "127.0.0.1:5280")]
    listen: SocketAddr,
    /// The XMPP server.
    #[arg(long, default_value = "127.0.0.1:5222")]
    server: SocketAddr,
    /// Speaks TLS to the server, whose certificate has this name (usually port 5223).
    #[arg(long, requires = "trust")]
    server_name: Option<String>,
    /// Certificates that the server's must come from, PEM.
    #[arg(long)]
    trust: Option<PathBuf>,
    /// A domain that clients may ask for; may be repeated. Without one the server decides.
    #[arg(long)]
    domain: Vec<String>,
    /// The path served.
    #[arg(long, default_value = "/http-bind")]
    path: String,
    /// Certificate chain, PEM: clients come over TLS.
    #[arg(long, requires = "key")]
    certificate: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, requires = "certificate")]
    key: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let options = Options::parse();
    let seed = host::random_seed().ok_or("the system gives no random bytes")?;
    let mut config = Config::new(options.server, seed);
    config.core.domains = options.domain;
    config.http.path = options.path;
    if let (Some(certificate), Some(key)) = (&options.certificate, &options.key) {
        config.tls = Tls::On(Arc::new(host::server_tls(certificate, key)?));
    } else if !options.listen.ip().is_loopback() {
        return Err(
            "passwords must not travel in clear: --certificate and --key, or listen on loopback".into()
        );
    }
    match (options.server_name, options.trust) {
        (Some(name), Some(trust)) => {
            config.upstream = Upstream::Tls(Arc::new(host::client_tls(&trust)?), ServerName::try_from(name)?);
        }
        _ if !options.server.ip().is_loopback() => {
            return Err(
                "the server is spoken to in clear: --server-name and --trust, or a server on loopback".into(),
            );
        }
        _ => {}
    }
    let listener = tokio::net::TcpListener::bind(options.listen).await?;
    let running = start(config, listener)?;
    tracing::info!(address = %running.address(), server = %options.server, "ready");
    host::shutdown().await?;
    running.stop().await;
    Ok(())
}
