//! A Finesse server alone: REST and the agent's page in front of an engine, a notification service and a CUCM that run elsewhere.

use std::error::Error;
use std::fs::File;
use std::io::Read as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;
use finesse::{Config, CoreConfig, Cors, Listeners, XmppTls, start};
use finesse_proto::Secret;
use rustls::crypto::ring;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::net::TcpListener;

/// REST and the agent's page. The passwords come from the environment: AXL_PASSWORD and XMPP_PASSWORD.
#[derive(Parser)]
struct Options {
    /// Where to serve.
    #[arg(long, default_value = "127.0.0.1:8445")]
    listen: SocketAddr,
    /// Host name of this node, as clients know it.
    #[arg(long, default_value = "localhost")]
    host: String,
    /// Host name of the other node.
    #[arg(long)]
    other_host: Option<String>,
    /// CTI server of an engine; more than one are tried in turn.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:12028")]
    cti: Vec<String>,
    /// The notification service; without --authority in clear, on loopback only.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:5222")]
    xmpp: String,
    /// Domain of the notification service.
    #[arg(long, default_value = "localhost")]
    xmpp_domain: String,
    /// The account that publishes.
    #[arg(long, default_value = "finesse")]
    xmpp_user: String,
    /// CUCM, as https://host:port; http:// on loopback only.
    #[arg(long, default_value = "http://127.0.0.1:8443")]
    axl: String,
    /// The account for AXL.
    #[arg(long, default_value = "axl")]
    axl_user: String,
    /// Who may change the configuration; may be repeated.
    #[arg(long = "administrator", value_name = "USER")]
    administrators: Vec<String>,
    /// Certificate chain, PEM; without one the server speaks clear text, on loopback only.
    #[arg(long, requires = "key")]
    certificate: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, requires = "certificate")]
    key: Option<PathBuf>,
    /// Authorities to trust at CUCM and at the notification service, PEM; with it the latter is spoken to over TLS (port 5223).
    #[arg(long)]
    authority: Option<PathBuf>,
    /// Pages from this origin may use the interface; may be repeated, `*` for all.
    #[arg(long = "cors", value_name = "ORIGIN")]
    origins: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let options = Options::parse();
    let listener = TcpListener::bind(options.listen).await;
    let listener = listener.map_err(|error| format!("--listen {}: {error}", options.listen))?;
    let running = start(config(options)?, Listeners { https: listener }).await?;
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}

fn config(options: Options) -> Result<Config, Box<dyn Error>> {
    let password = |name: &str| {
        let secret = std::env::var(name).map(Secret::new);
        secret.map_err(|_| format!("the environment variable {name} is not set"))
    };
    let mut core = CoreConfig::new(options.host, options.xmpp_domain);
    core.other_host = options.other_host;
    core.xmpp_user = options.xmpp_user;
    core.xmpp_password = password("XMPP_PASSWORD")?;
    core.axl_user = options.axl_user;
    core.axl_password = password("AXL_PASSWORD")?;
    core.administrators = options.administrators;
    let mut seed = [0; 32];
    File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut seed))?;
    let mut config = Config::new(core, seed, "", options.xmpp.clone(), options.axl.clone());
    config.cti = options.cti;
    config.cors = match options.origins {
        origins if origins.is_empty() => Cors::Off,
        origins if origins.iter().any(|origin| origin == "*") => Cors::All,
        origins => Cors::Origins(origins),
    };
    match (&options.certificate, &options.key) {
        (Some(certificate), Some(key)) => config.tls = Some(Arc::new(server_tls(certificate, key)?)),
        _ if options.listen.ip().is_loopback() => {}
        _ => return Err("passwords must not travel in clear: give --certificate and --key".into()),
    }
    match &options.authority {
        Some(authority) => {
            let trust = client_tls(authority)?;
            let host = host_of(&options.xmpp);
            let name =
                ServerName::try_from(host.to_owned()).map_err(|_| format!("--xmpp {host}: no host name"))?;
            config.axl_tls = Some(trust.clone());
            config.xmpp_tls = Some(XmppTls { config: Arc::new(trust), name });
        }
        None => {
            let axl = options.axl.strip_prefix("http://").ok_or("--axl with https needs --authority")?;
            for (option, address) in [("--xmpp", options.xmpp.as_str()), ("--axl", axl)] {
                if !is_loopback(host_of(address)) {
                    return Err(
                        format!("{option} {address}: not on this machine, so it needs --authority").into()
                    );
                }
            }
        }
    }
    Ok(config)
}

/// The host of `host:port`, without the brackets of an IPv6 address.
fn host_of(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

fn server_tls(certificate: &Path, key: &Path) -> Result<rustls::ServerConfig, Box<dyn Error>> {
    let chain = CertificateDer::pem_file_iter(certificate)?.collect::<Result<Vec<_>, _>>()?;
    let builder = rustls::ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
    Ok(builder.with_single_cert(chain, PrivateKeyDer::from_pem_file(key)?)?)
}

fn client_tls(authority: &Path) -> Result<rustls::ClientConfig, Box<dyn Error>> {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authority)? {
        roots.add(certificate?)?;
    }
    let builder = rustls::ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    Ok(builder.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth())
}
