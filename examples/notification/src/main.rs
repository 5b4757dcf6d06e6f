//! The notification service alone: XMPP, BOSH and WebSocket in front of publish-subscribe.

use std::error::Error;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axl_soap::tokio::{AxlClient, Trust};
use axl_soap::{ClientConfig as AxlConfig, Credentials};
use clap::Parser;
use notification::core::PlainText;
use notification::{
    AxlPasswords, Chain, Config, Listeners, PasswordCheck, StaticAccounts, log_to, random_seed, start,
};
use tokio::net::TcpListener;

/// XMPP, BOSH and WebSocket in front of publish-subscribe, as a Finesse server needs it.
#[derive(Parser)]
struct Options {
    /// Domain of the accounts; publish-subscribe is at pubsub.DOMAIN.
    #[arg(long, default_value = "localhost")]
    domain: String,
    /// The account that publishes; its password is one of --static-accounts.
    #[arg(long, default_value = "finesse")]
    publisher: String,
    /// File with an account `user:password` in each line.
    #[arg(long, value_name = "FILE")]
    static_accounts: Option<PathBuf>,
    /// Address to listen at.
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// XMPP, in clear or with STARTTLS; 0: not.
    #[arg(long, default_value_t = 5222)]
    xmpp: u16,
    /// XMPP over TLS; 0: not.
    #[arg(long, default_value_t = 5223)]
    xmpp_tls: u16,
    /// BOSH in clear; 0: not.
    #[arg(long, default_value_t = 0)]
    bosh: u16,
    /// BOSH over TLS; 0: not.
    #[arg(long, default_value_t = 7443)]
    bosh_tls: u16,
    /// WebSocket in clear; 0: not.
    #[arg(long, default_value_t = 0)]
    websocket: u16,
    /// Where numbers for monitoring are served, in clear and to anybody, at /metrics: say, 127.0.0.1:9100.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// Certificate chain, PEM. Without one the TLS ports are not served.
    #[arg(long, requires = "key")]
    certificate: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, requires = "certificate")]
    key: Option<PathBuf>,
    /// Allows passwords in clear when listening on loopback.
    #[arg(long)]
    allow_plain_on_loopback: bool,
    /// CUCM to ask for the passwords of other users, as `host:port`.
    #[arg(long, requires = "axl_user")]
    axl: Option<String>,
    /// User for AXL; the password comes from the environment variable AXL_PASSWORD.
    #[arg(long)]
    axl_user: Option<String>,
    /// Believes any certificate of the CUCM: for labs only.
    #[arg(long)]
    axl_insecure: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    log_to(std::env::var("RUST_LOG").ok().as_deref(), std::io::stdout)?;
    let options = Options::parse();
    let mut config = Config::new(&options.domain, &options.publisher, passwords(&options)?)?;
    if options.allow_plain_on_loopback {
        if !options.bind.is_loopback() {
            return Err("--allow-plain-on-loopback needs --bind with a loopback address".into());
        }
        config.core.plain = PlainText::Allowed;
    }
    if let (Some(certificate), Some(key)) = (&options.certificate, &options.key) {
        config.tls = Some(Arc::new(host::server_tls(certificate, key)?));
    }
    let secure = config.tls.is_some();
    let listeners = Listeners {
        xmpp: bind(options.bind, options.xmpp, "--xmpp").await?,
        xmpp_tls: bind(options.bind, if secure { options.xmpp_tls } else { 0 }, "--xmpp-tls").await?,
        bosh: bind(options.bind, options.bosh, "--bosh").await?,
        bosh_tls: bind(options.bind, if secure { options.bosh_tls } else { 0 }, "--bosh-tls").await?,
        websocket: bind(options.bind, options.websocket, "--websocket").await?,
        websocket_tls: None,
        metrics: match options.metrics {
            Some(address) => bind(address.ip(), address.port(), "--metrics").await?,
            None => None,
        },
    };
    let running = start(config, listeners).await?;
    tracing::info!(addresses = ?running.addresses(), "ready");
    host::shutdown().await?;
    running.stop().await;
    Ok(())
}

fn passwords(options: &Options) -> Result<Arc<dyn PasswordCheck>, Box<dyn Error>> {
    let seed = || random_seed().ok_or("the system gives no random bytes");
    let mut accounts = StaticAccounts::new(seed()?);
    if let Some(file) = &options.static_accounts {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let (user, password) =
                line.split_once(':').ok_or("an account is not of the form user:password")?;
            accounts = accounts.with(user, password);
        }
    }
    let (Some(cucm), Some(user)) = (&options.axl, &options.axl_user) else { return Ok(Arc::new(accounts)) };
    if !options.axl_insecure {
        return Err("--axl needs --axl-insecure: no store of certificates is configured".into());
    }
    let (host, port) = cucm.rsplit_once(':').ok_or("--axl is not of the form host:port")?;
    let secret = std::env::var("AXL_PASSWORD").map_err(|_| "AXL_PASSWORD is not set")?;
    let axl = AxlConfig::new(Credentials::new(user, secret));
    let client = AxlClient::new(host, port.parse()?, axl, Trust::Insecure)?;
    let then = AxlPasswords::new(client, seed()?, Duration::from_secs(30 * 60));
    Ok(Arc::new(Chain { first: accounts, then }))
}

async fn bind(address: IpAddr, port: u16, option: &str) -> Result<Option<TcpListener>, String> {
    if port == 0 {
        return Ok(None);
    }
    let bound = TcpListener::bind(SocketAddr::new(address, port)).await;
    bound.map(Some).map_err(|e| format!("cannot listen at port {port}, choose another with {option}: {e}"))
}
