//! The publish-subscribe service under sequences of stanzas.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::{Duration, Instant, UNIX_EPOCH};

use xmpp_pubsub::pubsub::{Features, Memory, NodeId, Now, Service, ServiceConfig, Watched, Write};
use xmpp_pubsub::{IqType, Jid, Ns, Stanza, StanzaError, StanzaType};

/// The input is a script, a line each: a stanza without `xmlns`, `to` and, if one likes, `from`; or `+` and seconds to
/// wait; or `!` and a node, to which `bob@d` is then subscribed automatically. The first line may be `multi`: with
/// subids and collections.
///
/// Every request has one answer, what is refused changes nothing, and what is sent can be read.
pub fn xmpp_pubsub(data: &[u8]) {
    let Ok(script) = std::str::from_utf8(data) else { return };
    let (Ok(service_jid), Ok(bob)) = (Jid::new("pubsub.d"), Jid::new("bob@d")) else { return };
    let mut config = ServiceConfig::new(service_jid.clone());
    if script.starts_with("multi") {
        config.features = Features::all();
    }
    config.limits.nodes = 20;
    config.limits.max_items = 10;
    config.limits.page = 3;
    let mut now = Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
    let changes = Cell::new(0u64);
    let storage = Watched::new(Memory::new(), |write: &Write<'_>| {
        // Items that expire are removed with the next request, whatever its answer: not counted.
        let counts = !matches!(write, Write::Remove(..));
        changes.set(changes.get() + u64::from(counts));
        Ok(())
    });
    let Ok(mut service) = Service::new(config, storage, [1; 32], now) else { return };
    let mut ids = BTreeSet::new();
    for line in script.lines().take(200) {
        let before = changes.get();
        let mut asked = None;
        if let Some(seconds) = line.strip_prefix('+') {
            let seconds = seconds.trim().parse::<u32>().unwrap_or(0);
            let step = Duration::from_secs(u64::from(seconds).min(100_000_000));
            now = Now { at: now.at + step, utc: now.utc + step };
            service.handle_timeout(now);
        } else if let Some(node) = line.strip_prefix('!') {
            service.subscribe_automatically(now, &NodeId::new(node), &bob);
        } else {
            let Ok(stanza) = Stanza::parse(line.as_bytes()) else { continue };
            let from = stanza.from().cloned().unwrap_or_else(|| bob.clone());
            let stanza = stanza.with_from(from).with_to(service_jid.clone());
            if matches!(stanza.stanza_type(), StanzaType::Iq(IqType::Get | IqType::Set)) {
                asked = stanza.id().map(str::to_owned);
            }
            service.handle_input(now, &stanza);
        }
        let mut answers = 0;
        while let Some(sent) = service.poll_transmit() {
            let read = Stanza::parse(&sent.to_bytes());
            assert!(read.is_ok_and(|read| read == sent), "what is sent can be read: {sent:?}");
            match sent.stanza_type() {
                StanzaType::Iq(ty) => {
                    answers += 1;
                    assert_eq!(sent.id(), asked.as_deref());
                    if ty == IqType::Error && !has_effect(&sent) {
                        assert_eq!(changes.get(), before, "refused, and yet: {line}");
                    }
                }
                _ if sent.is_error() => {}
                _ => {
                    let new =
                        sent.id().is_some_and(|id| asked.as_deref() == Some(id) || ids.insert(id.to_owned()));
                    assert!(new, "an id twice: {sent:?}");
                }
            }
        }
        assert_eq!(answers, usize::from(asked.is_some()), "{line}");
        assert!(service.node_count() <= 20);
        if let Some(deadline) = service.poll_timeout().filter(|_| line.starts_with('+')) {
            // What was due has been done.
            assert!(deadline.at > now.at);
        }
    }
}

/// A list of changes of which some were good.
fn has_effect(reply: &Stanza) -> bool {
    let Some((tag, mut cursor)) = reply.child(Ns::Client, "error") else { return false };
    let not_acceptable =
        StanzaError::read(&tag, &mut cursor).is_ok_and(|error| error.condition.name() == "not-acceptable");
    // The entries that were not changed are in the reply.
    let Some((_, mut cursor)) = reply.child(Ns::PubsubOwner, "pubsub") else { return false };
    let list = cursor.child().ok().flatten();
    not_acceptable && list.is_some_and(|list| ["subscriptions", "affiliations"].contains(&list.name()))
}
