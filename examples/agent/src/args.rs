//! The command line of the bot.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use agent::{Config, Xmpp};
use clap::Parser;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

/// Signs an agent in, becomes ready, answers calls and prints what happens until Ctrl-C.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Args {
    /// Login id.
    login: String,
    /// Phone to sign in at.
    pub(crate) extension: String,
    /// Password.
    #[arg(long, default_value = "")]
    password: String,
    /// Finesse server.
    #[arg(long, default_value = "https://localhost:8445")]
    finesse: String,
    /// Where events come from: https://host:7443/http-bind (BOSH), wss://host:7443/ws, xmpps://host:5223, xmpp://host:5222 (STARTTLS).
    #[arg(long, default_value = "https://localhost:7443/http-bind")]
    events: String,
    /// XMPP domain.
    #[arg(long, default_value = "localhost")]
    domain: String,
    /// Certificate to trust, in PEM. Without it nothing is encrypted, which only a server on this machine forgives.
    #[arg(long)]
    ca: Option<PathBuf>,
}

impl Args {
    pub(crate) fn config(&self) -> Result<Config, Box<dyn std::error::Error>> {
        let xmpp = Xmpp::parse(&self.events)?;
        let mut config = Config::new(&self.login, &self.password, &self.finesse, &self.domain, xmpp);
        config.tls = self.ca.as_deref().map(trust).transpose()?;
        Ok(config)
    }
}

fn trust(ca: &Path) -> Result<Arc<rustls::ClientConfig>, Box<dyn std::error::Error>> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca)?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}
