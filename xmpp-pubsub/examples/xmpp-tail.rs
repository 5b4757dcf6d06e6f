//! Logs in, subscribes to nodes, and prints their events as they come.
//!
//! `xmpp-tail agent1@uccx.example --password secret --address localhost:5222 --ca ca.pem /finesse/api/User/agent1`

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use xmpp_pubsub::pubsub::{self, NodeId, SubscribeAs};
use xmpp_pubsub::tokio::{ClientTransport, Connection};
use xmpp_pubsub::{ClientConfig, ClientEvent, ClientTls, Jid, PlainOn, PresenceType, Stanza};

/// Prints the events of publish-subscribe nodes as they come.
#[derive(Debug, Parser)]
struct Args {
    /// The account, with a resource if you like.
    jid: Jid,
    /// Nodes to subscribe to; none: print what comes by itself.
    nodes: Vec<String>,
    /// The account's password.
    #[arg(long, default_value = "")]
    password: String,
    /// Where the server listens.
    #[arg(long, default_value = "localhost:5222")]
    address: String,
    /// The service; default: `pubsub.` and the account's domain.
    #[arg(long)]
    service: Option<Jid>,
    /// Certificate to trust, in PEM. Without one nothing is encrypted, which is for loopback.
    #[arg(long)]
    ca: Option<PathBuf>,
    /// TLS from the first byte, not by STARTTLS.
    #[arg(long)]
    direct: bool,
}

type Fault = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xmpp-tail: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), Fault> {
    let service = match args.service {
        Some(service) => service,
        None => Jid::new(&format!("pubsub.{}", args.jid.domain()))?,
    };
    let mut config = ClientConfig::new(&args.jid, args.password);
    let transport = match (&args.ca, args.direct) {
        (Some(ca), true) => ClientTransport::Direct(trust(ca)?),
        (Some(ca), false) => ClientTransport::StartTls(trust(ca)?),
        (None, _) => {
            (config.tls, config.plain) = (ClientTls::Never, PlainOn::Any);
            ClientTransport::Clear
        }
    };
    let seed = random()?;
    let mut pubsub = pubsub::Client::new(service, random()?);
    for node in &args.nodes {
        pubsub.keep_subscribed(now(), NodeId::new(node), SubscribeAs::FullJid);
    }
    let mut connection = Connection::connect(&args.address, Arc::new(config), transport, seed).await?;
    loop {
        match connection.next().await {
            Some(ClientEvent::Online(jid)) => {
                println!("online as {jid}");
                // Without presence nothing is sent to the bare address.
                connection.stream().send(&Stanza::presence(PresenceType::Available))?;
                pubsub.online(now(), jid);
            }
            Some(ClientEvent::Stanza(stanza)) => {
                if !pubsub.handle_input(now(), &stanza) {
                    println!("{}", String::from_utf8_lossy(&stanza.to_bytes()));
                }
            }
            Some(ClientEvent::Closed(end)) => return Err(end.to_string().into()),
            Some(_) => {}
            None => return Ok(()),
        }
        while let Some(stanza) = pubsub.poll_transmit() {
            connection.stream().send(&stanza)?;
        }
        while let Some(event) = pubsub.poll_event() {
            print(event);
        }
    }
}

fn print(event: pubsub::ClientEvent) {
    match event {
        pubsub::ClientEvent::Event(message) => match message.event {
            pubsub::Event::Items { node, items, retracted } => {
                for item in items {
                    let payload =
                        item.payload.as_ref().map(|payload| String::from_utf8_lossy(payload.as_bytes()));
                    println!("{} {}", node.as_str(), payload.unwrap_or_default());
                }
                for id in retracted {
                    println!("{} retracted {}", node.as_str(), id.as_str());
                }
            }
            other => println!("{other:?}"),
        },
        pubsub::ClientEvent::Kept(node, Ok(_)) => println!("subscribed to {}", node.as_str()),
        pubsub::ClientEvent::Kept(node, Err(error)) => eprintln!("{}: {error}", node.as_str()),
        _ => {}
    }
}

fn trust(ca: &PathBuf) -> Result<Arc<rustls::ClientConfig>, Fault> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca)?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

fn random() -> Result<[u8; 32], Fault> {
    let mut seed = [0; 32];
    let filled = rustls::crypto::ring::default_provider().secure_random.fill(&mut seed);
    filled.map_err(|_| "no randomness")?;
    Ok(seed)
}

#[expect(clippy::disallowed_methods, reason = "a program reads the clock")]
fn now() -> Instant {
    Instant::now()
}
