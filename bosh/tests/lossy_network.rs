//! Whatever the network does, each side hears a prefix of what the other said, once and in order; all of it if the session
//! lives; and when it ends, both know soon.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    unreachable_pub
)]

#[path = "support/lossy.rs"]
mod lossy;

use std::time::Duration;

use bosh::manager::Why;
use lossy::{End, Plan, World};
use proptest::prelude::*;

prop_compose! {
    fn plans()(
        seed in any::<u64>(),
        wait in prop::sample::select(vec![0u64, 5, 30, 60]),
        hold in 0u32..3,
        (client_acks, manager_acks, pauses) in any::<(bool, bool, bool)>(),
        keys in prop::sample::select(vec![0u32, 0, 2, 5, 100]),
        lost in 0u64..40,
        cut in 0u64..60,
        repeated in 0u64..30,
        silent in 0u64..60,
        delay in prop::sample::select(vec![1u64, 50, 800, 2400]),
        bad_for in 1u64..200,
        messages in 0u64..40,
        end in prop::sample::select(vec![End::None, End::None, End::Client, End::Host]),
    ) -> Plan {
        Plan {
            seed, wait, hold, client_acks, manager_acks, lost, cut, repeated, silent, delay, bad_for, messages,
            pauses, keys, end,
        }
    }
}

fn check(plan: Plan) {
    let wait = Duration::from_secs(plan.wait);
    let mut world = World::new(plan.clone());
    world.run(Duration::from_secs(plan.bad_for * 2));
    // The network has healed. What is still under way comes to its end, or the session does.
    let inactivity = Duration::from_secs(60);
    // A client notices a lost request when its deadline has passed, and may be between two of its attempts.
    let know = wait + wait / 10 + Duration::from_secs(5) + inactivity + Duration::from_secs(13);
    // Who pauses (for 20 s) is silent for as long, and learns of nothing.
    let know = know + Duration::from_secs(if plan.pauses { 20 } else { 0 });
    world.run(know);
    if world.client_end.is_some() != world.host_end.is_some() {
        // One side gave up just now: the other has as long to notice.
        world.run(know);
    }
    let prefix = |heard: &[u64], said: u64| {
        assert!(heard.iter().copied().eq(0..heard.len() as u64), "{heard:?}");
        assert!(heard.len() as u64 <= said);
    };
    prefix(&world.heard_by_host, world.said_by_client);
    prefix(&world.heard_by_client, world.said_by_host);
    match (world.client_end, world.host_end) {
        (None, None) => {
            assert_eq!(world.heard_by_host.len() as u64, world.said_by_client, "all that the client said");
            assert_eq!(world.heard_by_client.len() as u64, world.said_by_host, "all that the host said");
        }
        (client, host) => {
            let (Some(client), Some(host)) = (client, host) else {
                panic!("only one knows: {client:?} {host:?}")
            };
            let apart = if client.0 > host.0 { client.0 - host.0 } else { host.0 - client.0 };
            assert!(apart <= know, "{apart:?} apart: {client:?} {host:?}");
        }
    }
    // A client that keeps to the rules is never told that it broke one, but for one: what it asks for may be gone
    // when it comes back too late, and then the session is, too.
    if let Some((_, why)) = world.host_end {
        assert!(!matches!(why, Why::Peer(_) | Why::Overflow | Why::NotAccepted), "{why:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn bosh_14_each_end_hears_a_prefix_once_and_in_order(plan in plans()) {
        check(plan);
    }
}
