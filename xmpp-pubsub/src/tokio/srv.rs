//! Finding a domain's hosts through the system's resolver.

use std::io;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::RData;
use tokio::time::timeout;

use crate::{Jid, SrvRecord, SrvRecords, SrvTarget};

/// How long each service's records may take; without them the domain itself is tried.
const PATIENCE: Duration = Duration::from_secs(10);

/// The hosts that serve a domain's clients, in the order in which to try them. `seed` must be random.
///
/// # Errors
/// The system's resolver has no configuration, or the domain says that it serves no clients.
pub async fn lookup(domain: &Jid, seed: [u8; 32]) -> io::Result<Vec<SrvTarget>> {
    let resolver = TokioResolver::builder_tokio().and_then(|builder| builder.build());
    lookup_with(&resolver.map_err(io::Error::other)?, domain, seed).await
}

/// As [`lookup`], with a resolver of your own.
///
/// # Errors
/// The domain says that it serves no clients.
pub async fn lookup_with(
    resolver: &TokioResolver,
    domain: &Jid,
    seed: [u8; 32],
) -> io::Result<Vec<SrvTarget>> {
    let name = idna::domain_to_ascii(domain.domain()).unwrap_or_default();
    let is_address = domain.domain().starts_with('[') || name.parse::<std::net::IpAddr>().is_ok();
    let mut records = SrvRecords::default();
    if !is_address && !name.is_empty() {
        let (starttls, direct) = tokio::join!(
            ask(resolver, format!("_xmpp-client._tcp.{name}.")),
            ask(resolver, format!("_xmpps-client._tcp.{name}.")),
        );
        records = SrvRecords { starttls, direct };
    }
    records.targets(domain, seed).map_err(io::Error::other)
}

/// None where there are none, or nobody answers.
async fn ask(resolver: &TokioResolver, name: String) -> Vec<SrvRecord> {
    let Ok(Ok(found)) = timeout(PATIENCE, resolver.srv_lookup(name)).await else { return Vec::new() };
    let srv = found.answers().iter().filter_map(|record| match &record.data {
        RData::SRV(srv) => Some(srv),
        _ => None,
    });
    srv.map(|srv| SrvRecord {
        priority: srv.priority,
        weight: srv.weight,
        port: srv.port,
        target: srv.target.to_ascii(),
    })
    .collect()
}
