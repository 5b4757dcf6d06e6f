//! Starts and stops the services of the lab.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axl_soap::Secret;
use bytes::Bytes;
use host::Stop;
use http_body_util::Full;
use rustls_pki_types::ServerName;

use crate::calls::Telephones;
use crate::certs::{CertError, Certificates};
use crate::config::{Config, ConfigError};
use crate::control::{self, Inventory, Service};
use crate::people;
use crate::ports::{Bound, Port, PortError, Ports};
use crate::table;
use crate::trace::Trace;

/// The domain of the agents' addresses.
const DOMAIN: &str = "localhost";
/// How long Finesse may take to find the engine and the notification service.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a lab is made of.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens.
    pub ports: Ports,
    /// Who works there.
    pub config: Config,
    /// Where certificates are kept; and what administrators configure, unless the ports are [`Ports::Ephemeral`], which nobody finds
    /// again.
    pub data_dir: PathBuf,
}

/// Why a lab does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The people in the configuration.
    Config(ConfigError),
    /// A port.
    Port(PortError),
    /// The certificates.
    Certificates(CertError),
    /// A service, and what it says.
    Service(&'static str, Box<dyn std::error::Error + Send + Sync>),
    /// The system gives no random numbers.
    NoChance,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Port(error) => error.fmt(f),
            Self::Certificates(error) => error.fmt(f),
            Self::Service(name, error) => write!(f, "{name}: {error}"),
            Self::NoChance => f.write_str("the system gives no random numbers"),
        }
    }
}

impl std::error::Error for StartError {}

/// A running contact centre.
pub struct Lab {
    inventory: Inventory,
    stop: Stop,
    finesse: finesse::Running,
    notification: notification::Running,
    engine: engine::Running,
    cucm: cucm::Running,
}

impl fmt::Debug for Lab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lab").field("services", &self.inventory.services).finish_non_exhaustive()
    }
}

impl Lab {
    /// Starts everything and waits until agents can sign in. `progress` hears what has been done.
    ///
    /// # Errors
    /// The first thing that does not work; what had been started by then ends.
    pub async fn start(
        options: Options,
        trace: Trace,
        mut progress: impl FnMut(&str),
    ) -> Result<Self, StartError> {
        let begun = Instant::now();
        let mut say = |what: &str| progress(&format!("{:>6} ms  {what}", begun.elapsed().as_millis()));
        options.config.check().map_err(StartError::Config)?;
        let mut ports = options.ports.bind().await.map_err(StartError::Port)?;
        say("ports bound");
        let certificates =
            Certificates::open(&options.data_dir.join("certs")).map_err(StartError::Certificates)?;
        let tls = |service| certificates.server(service).map(Some).map_err(StartError::Certificates);
        let trust = certificates.client().map_err(StartError::Certificates)?;
        say("certificates ready");
        let inventory = inventory(&ports, &certificates, &options.config).map_err(|e| service("lab", e))?;
        let (axl_password, xmpp_password) = (made_up()?, made_up()?);

        let mut directory = people::directory(&options.config, &axl_password);
        directory.seed = chance()?;
        directory.tls = tls("cucm")?;
        let axl = take(&mut ports, Port::Axl)?;
        let cucm = cucm::start(directory, cucm::Listeners { axl }).await.map_err(|e| service("CUCM", e))?;
        let axl_address = format!("https://localhost:{}", cucm.axl.port());
        say("CUCM emulator up");

        let listeners = engine::Listeners { cti: take(&mut ports, Port::Cti)? };
        let engine = engine::start(people::centre(&options.config), listeners);
        let engine = engine.await.map_err(|e| service("engine", e))?;
        say("engine up");

        let account = axl_soap::Credentials::new(people::AXL_USER, axl_password.reveal());
        let client = axl_soap::tokio::AxlClient::new(
            "localhost",
            cucm.axl.port(),
            axl_soap::ClientConfig::new(account),
            axl_soap::tokio::Trust::Config(Arc::clone(&trust)),
        );
        let known =
            notification::StaticAccounts::new(chance()?).with(people::FINESSE_USER, xmpp_password.reveal());
        let then = notification::AxlPasswords::new(
            client.map_err(|e| service("notification", e))?,
            chance()?,
            Duration::from_secs(30 * 60),
        );
        let passwords = Arc::new(notification::Chain { first: known, then });
        let mut config = notification::Config::new(DOMAIN, people::FINESSE_USER, passwords)
            .map_err(|e| service("notification", e))?;
        config.tls = tls("notification")?;
        // Everything here is loopback.
        config.core.plain = notification::core::PlainText::Allowed;
        let listeners = notification::Listeners {
            xmpp: Some(take(&mut ports, Port::Xmpp)?),
            xmpp_tls: Some(take(&mut ports, Port::XmppTls)?),
            bosh: Some(take(&mut ports, Port::Bosh)?),
            bosh_tls: Some(take(&mut ports, Port::BoshTls)?),
            ..notification::Listeners::default()
        };
        let notification = notification::start(config, listeners);
        let notification = notification.await.map_err(|e| service("notification", e))?;
        say("notification service up");

        let core = people::server("localhost", DOMAIN, &axl_password, &xmpp_password);
        let mut config = finesse::Config::new(
            core,
            chance()?,
            engine.cti.to_string(),
            address(&inventory, Port::XmppTls)?,
            axl_address,
        );
        config.tls = tls("finesse")?;
        config.xmpp_tls = Some(finesse::XmppTls {
            config: Arc::clone(&trust),
            name: ServerName::try_from("localhost").map_err(|e| service("Finesse", e))?,
        });
        config.axl_tls = Some((*trust).clone());
        config.bosh = Some(bosh_endpoint(notification.bosh_service()));
        config.data = configuration_file(options.ports, &options.data_dir);
        let listeners = finesse::Listeners { https: take(&mut ports, Port::Finesse)? };
        let finesse = finesse::start(config, listeners).await.map_err(|e| service("Finesse", e))?;
        let serving = async {
            while finesse.look(finesse::Core::is_in_service).await == Some(false) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, serving).await.is_err() {
            let why = "it does not reach the engine or the notification service; the log says more";
            return Err(StartError::Service("Finesse", why.into()));
        }
        say("Finesse server in service");

        let stop = Stop::new();
        let queues = options.config.queues.iter().map(|queue| (queue.name.clone(), queue.number.clone()));
        let telephones = Telephones::new(engine.remote(), queues.collect());
        control::serve(take(&mut ports, Port::Control)?, inventory.clone(), trace, telephones, &stop);
        Ok(Self { inventory, stop, finesse, notification, engine, cucm })
    }

    /// What runs where, and who can sign in.
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// The start-up table.
    pub fn table(&self, took: Duration) -> String {
        table::table(&self.inventory, took)
    }

    /// The engine, for what a person would do at a phone.
    pub fn engine(&self) -> &engine::Running {
        &self.engine
    }

    /// Ends everything: who is asked last ends last.
    pub async fn stop(self) {
        self.stop.stop().await;
        self.finesse.stop().await;
        self.notification.stop().await;
        self.engine.stop().await;
        self.cucm.stop().await;
    }
}

/// Labs that run side by side in one folder have a file each.
fn configuration_file(ports: Ports, data_dir: &Path) -> Option<PathBuf> {
    match ports {
        Ports::Base(0) => Some(data_dir.join("finesse.db")),
        Ports::Base(base) => Some(data_dir.join(format!("finesse-{base}.db"))),
        Ports::Ephemeral => None,
    }
}

/// The BOSH service of the notification service, for the page that came from Finesse's own port.
fn bosh_endpoint(gate: bosh::tokio::Gate) -> finesse::BoshService {
    Arc::new(move |request| {
        let gate = gate.clone();
        Box::pin(async move {
            let answer = gate.exchange(request.map(Full::new), bosh::manager::Security::Tls).await;
            answer.map_or_else(
                |bosh::tokio::HangUp| {
                    let mut gone = http::Response::new(Bytes::new());
                    *gone.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
                    gone
                },
                |answer| answer.map(|entity| entity.to_bytes()),
            )
        })
    })
}

fn address(inventory: &Inventory, port: Port) -> Result<String, StartError> {
    inventory.address(port).map(|address| address.to_string()).map_err(|e| service("lab", e))
}

fn inventory(ports: &Bound, certificates: &Certificates, config: &Config) -> std::io::Result<Inventory> {
    let services = Port::ALL.map(|port| {
        let address = ports.address(port)?;
        Ok(Service { what: port.what().to_owned(), address })
    });
    Ok(Inventory {
        services: services.into_iter().collect::<std::io::Result<_>>()?,
        ca_file: certificates.authority_file(),
        xmpp_domain: DOMAIN.to_owned(),
        queues: config.queues.clone(),
        agents: config.agents.clone(),
    })
}

fn take(ports: &mut Bound, port: Port) -> Result<tokio::net::TcpListener, StartError> {
    ports.take(port).map_err(|e| service("lab", e))
}

fn service(name: &'static str, error: impl std::error::Error + Send + Sync + 'static) -> StartError {
    StartError::Service(name, Box::new(error))
}

pub(crate) fn chance() -> Result<[u8; 32], StartError> {
    host::random_seed().ok_or(StartError::NoChance)
}

/// A password that nobody needs to know.
fn made_up() -> Result<Secret, StartError> {
    Ok(Secret::new(chance()?.iter().map(|b| format!("{b:02x}")).collect::<String>()))
}
