//! Memory and allocations, by the allocator's count.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::alloc::System;
use std::sync::Mutex;
use std::time::{Duration, Instant, UNIX_EPOCH};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use xmpp_pubsub::Jid;
use xmpp_pubsub::pubsub::{Memory, NewItem, NodeId, Now, Request, Service, ServiceConfig, markup};

/// Only counts. `dhat` would take a backtrace of each of the millions of allocations here.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The allocator counts for the whole process: one test at a time.
static ONE: Mutex<()> = Mutex::new(());

fn now() -> Now {
    Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

fn service(now: Now) -> Service<Memory> {
    let owner = Jid::new("owner@d").unwrap();
    let config = ServiceConfig::finesse(Jid::new("pubsub.d").unwrap(), owner);
    Service::new(config, Memory::new(), [5; 32], now).unwrap()
}

fn subscribe(service: &mut Service<Memory>, now: Now, node: &NodeId, jid: &Jid) {
    let request = Request::Subscribe { node: Some(node.clone()), jid: Some(jid.clone()), options: None };
    service.request(now, jid, request).unwrap();
}

/// Nodes with ten subscribers each, `accounts` in all.
fn fill(nodes: usize, accounts: usize) -> Service<Memory> {
    let now = now();
    let mut service = service(now);
    let owner = Jid::new("owner@d/x").unwrap();
    for n in 0..nodes {
        let node = NodeId::from(format!("/finesse/api/User/{n}"));
        service.request(now, &owner, Request::Create { node: Some(node.clone()), config: None }).unwrap();
        for k in 0..10 {
            let account = (n * 7 + k * (accounts / 10)) % accounts;
            subscribe(
                &mut service,
                now,
                &node,
                &Jid::new(&format!("agent{account}@uccx.example/desktop")).unwrap(),
            );
        }
        assert!(service.poll_transmit().is_none());
    }
    service
}

fn bytes_of(nodes: usize, accounts: usize) -> usize {
    let _one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let region = Region::new(ALLOCATOR);
    let service = fill(nodes, accounts);
    let held = region.change();
    assert_eq!(service.node_count(), nodes);
    held.bytes_allocated - held.bytes_deallocated
}

#[test]
fn a_hundred_thousand_nodes_with_ten_subscribers_each_fit_into_200_mb() {
    let bytes = bytes_of(100_000, 100_000);
    println!("100,000 nodes, 1,000,000 subscriptions, 100,000 JIDs: {} MB", bytes / 1_000_000);
    assert!(bytes <= 200_000_000, "{bytes} bytes");
}

#[test]
fn a_thousandth_of_it_fits_into_a_thousandth_of_200_mb_and_a_bit() {
    let bytes = bytes_of(1_000, 1_000);
    println!("1,000 nodes, 10,000 subscriptions, 1,000 JIDs: {} kB", bytes / 1_000);
    assert!(bytes <= 2_000_000, "{bytes} bytes");
}

#[test]
fn an_event_is_allocated_once_for_all_recipients() {
    let _one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let now = now();
    let mut service = service(now);
    let (owner, node) = (Jid::new("owner@d/x").unwrap(), NodeId::new("n"));
    service.request(now, &owner, Request::Create { node: Some(node.clone()), config: None }).unwrap();
    for n in 0..1_000 {
        subscribe(&mut service, now, &node, &Jid::new(&format!("agent{n}@d")).unwrap());
    }
    let payload = markup(format!("<x xmlns='urn:x'>{}</x>", "x".repeat(10_000)).as_bytes()).unwrap();
    let item = NewItem { id: Some("1".into()), payload: Some(payload) };
    let request = Request::Publish { node: Some(node), items: vec![item], options: None };
    // Publishing does not touch the recipients.
    let publishing = Region::new(ALLOCATOR);
    service.request(now, &owner, request).unwrap();
    let blocks = blocks(&publishing);
    assert!(blocks <= 20, "{blocks} allocations for the publish");
    // Each stanza has an address and an id of its own, and nothing that is allocated.
    let mut stanzas = Vec::with_capacity(1_000);
    let draining = Region::new(ALLOCATOR);
    stanzas.extend(std::iter::from_fn(|| service.poll_transmit()));
    let (blocks, bytes) = (self::blocks(&draining), draining.change().bytes_allocated);
    assert_eq!(stanzas.len(), 1_000);
    assert!(blocks <= 10, "{blocks} allocations for 1,000 stanzas");
    assert!(bytes <= 1_000, "{bytes} bytes for 1,000 stanzas of 10,000");
}

fn blocks(region: &Region<'_, System>) -> usize {
    let counted = region.change();
    counted.allocations + counted.reallocations
}
