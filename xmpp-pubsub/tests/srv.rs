//! Finding a domain's hosts: the resolver asks a name server on loopback that speaks DNS byte by byte.

#![cfg(feature = "srv")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use tokio::net::UdpSocket;
use xmpp_pubsub::Jid;
use xmpp_pubsub::tokio::lookup_with;

/// Priority, weight, port, target.
type Records = Vec<(u16, u16, u16, &'static str)>;

fn name(text: &str, out: &mut Vec<u8>) {
    for label in text.split('.').filter(|label| !label.is_empty()) {
        out.push(u8::try_from(label.len()).unwrap());
        out.extend_from_slice(label.as_bytes());
    }
    out.push(0);
}

/// The answer to one question (RFC 1035, 4).
fn answer(question: &[u8], zone: &BTreeMap<&str, Records>) -> Vec<u8> {
    let (mut asked, mut at) = (String::new(), 12);
    while question[at] != 0 {
        let end = at + 1 + usize::from(question[at]);
        asked.push_str(std::str::from_utf8(&question[at + 1..end]).unwrap());
        asked.push('.');
        at = end;
    }
    // Behind the name: its end, type and class.
    let section = &question[12..at + 5];
    let records = zone.get(&*asked.to_lowercase());
    let mut out = question[..2].to_vec();
    out.extend([0x85, if records.is_some() { 0x80 } else { 0x83 }]);
    out.extend([0, 1, 0, u8::try_from(records.map_or(0, Vec::len)).unwrap(), 0, 0, 0, 0]);
    out.extend_from_slice(section);
    for (priority, weight, port, target) in records.into_iter().flatten() {
        let mut data = Vec::new();
        for number in [priority, weight, port] {
            data.extend(number.to_be_bytes());
        }
        name(target, &mut data);
        // The question's name, SRV, IN, a minute.
        out.extend([0xc0, 12, 0, 33, 0, 1, 0, 0, 0, 60]);
        out.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        out.extend(data);
    }
    out
}

async fn resolver(zone: BTreeMap<&'static str, Records>) -> TokioResolver {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut question = [0; 512];
        while let Ok((size, from)) = socket.recv_from(&mut question).await {
            socket.send_to(&answer(&question[..size], &zone), from).await.unwrap();
        }
    });
    let mut connection = ConnectionConfig::udp();
    connection.port = port;
    let server = NameServerConfig::new(IpAddr::V4(Ipv4Addr::LOCALHOST), true, vec![connection]);
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default()).build().unwrap()
}

async fn found(resolver: &TokioResolver, domain: &str) -> Vec<(String, u16, bool)> {
    let targets = lookup_with(resolver, &Jid::new(domain).unwrap(), [1; 32]).await.unwrap();
    targets.into_iter().map(|target| (target.host, target.port, target.direct)).collect()
}

#[tokio::test]
async fn srv_records_of_both_services_are_found() {
    let resolver = resolver(BTreeMap::from([
        (
            "_xmpp-client._tcp.s.example.",
            vec![(20, 1, 5222, "two.s.example."), (5, 1, 5222, "one.s.example.")],
        ),
        ("_xmpps-client._tcp.s.example.", vec![(10, 1, 443, "tls.s.example.")]),
        ("_xmpp-client._tcp.xn--bcher-kva.example.", vec![(0, 0, 5222, "b.example.")]),
        ("_xmpp-client._tcp.off.example.", vec![(0, 0, 0, ".")]),
    ]))
    .await;
    let wanted =
        [("one.s.example", 5222, false), ("tls.s.example", 443, true), ("two.s.example", 5222, false)];
    let wanted = wanted.map(|(host, port, direct)| (host.to_owned(), port, direct));
    assert_eq!(found(&resolver, "s.example").await, wanted);
    // Asked for as DNS writes it.
    assert_eq!(found(&resolver, "b\u{fc}cher.example").await, [("b.example".to_owned(), 5222, false)]);
    // No records: the domain itself.
    assert_eq!(found(&resolver, "none.example").await, [("none.example".to_owned(), 5222, false)]);
    // An address has none.
    assert_eq!(found(&resolver, "127.0.0.1").await, [("127.0.0.1".to_owned(), 5222, false)]);
    let refused = lookup_with(&resolver, &Jid::new("off.example").unwrap(), [1; 32]).await;
    assert!(refused.unwrap_err().to_string().contains("offers no service"));
}
