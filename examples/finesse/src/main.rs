//! A Finesse server alone: REST and the agent's page in front of an engine, a notification service and a CUCM that run elsewhere.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use finesse::{Config, CoreConfig, Cors, Listeners, XmppTls, start};
use finesse_proto::Secret;
use rustls_pki_types::ServerName;
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
    /// CTI server of an engine; more than one are tried in turn. Elsewhere than on this machine only with --clear-cti.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:12028")]
    cti: Vec<String>,
    /// Speak CTI, with the passwords of agents who sign in, in clear over a network that is trusted.
    #[arg(long)]
    clear_cti: bool,
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
    /// File in which the configuration is kept; without one it is forgotten at the end.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
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
    host::shutdown().await?;
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
    let seed = host::random_seed().ok_or("the system gives no random bytes")?;
    let mut config = Config::new(core, seed, "", options.xmpp.clone(), options.axl.clone());
    if let Some(address) = options.cti.iter().find(|address| !is_loopback(host_of(address)))
        && !options.clear_cti
    {
        return Err(format!("--cti {address}: not on this machine, so it needs --clear-cti").into());
    }
    config.cti = options.cti;
    config.data = options.data;
    config.cors = match options.origins {
        origins if origins.is_empty() => Cors::Off,
        origins if origins.iter().any(|origin| origin == "*") => Cors::All,
        origins => Cors::Origins(origins),
    };
    match (&options.certificate, &options.key) {
        (Some(certificate), Some(key)) => config.tls = Some(Arc::new(host::server_tls(certificate, key)?)),
        _ if options.listen.ip().is_loopback() => {}
        _ => return Err("passwords must not travel in clear: give --certificate and --key".into()),
    }
    match &options.authority {
        Some(authority) => {
            let trust = host::client_tls(authority)?;
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
