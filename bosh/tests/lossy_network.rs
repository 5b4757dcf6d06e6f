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

use std::time::{Duration, Instant};

use bosh::manager::Why;
use lossy::{End, Pause, Plan, World};
use proptest::prelude::*;

prop_compose! {
    fn plans()(
        seed in any::<u64>(),
        wait in prop::sample::select(vec![0u64, 5, 30, 60]),
        hold in 0u32..3,
        (client_acks, manager_acks) in any::<(bool, bool)>(),
        inactivity in prop::sample::select(vec![30u64, 60]),
        pause in prop::sample::select(vec![0u64, 0, 0, 5, 20, 100]),
        keys in prop::sample::select(vec![0u32, 0, 2, 5, 100]),
        (lost, cut, repeated) in (0u64..40, 0u64..60, 0u64..30),
        silent in 0u64..60,
        delay in prop::sample::select(vec![1u64, 50, 800, 2400]),
        bad_for in 1u64..200,
        messages in 0u64..40,
        end in prop::sample::select(vec![End::None, End::None, End::Client, End::Host]),
    ) -> Plan {
        Plan {
            seed, wait, hold, client_acks, manager_acks, lost, cut, repeated, silent, delay, bad_for, messages,
            inactivity, pause, keys, end,
        }
    }
}

/// Until when the side that has not ended yet must know: `wait` and `inactivity`, as they were granted, after the end of the
/// other. Nothing is added for the network, whose ways take up to 2.4 s here: the client's margin makes up for that.
fn must_know(world: &World, plan: &Plan) -> Instant {
    let (wait, inactivity) = world.terms.expect("the creation response is never lost");
    match (world.client_end, world.host_end) {
        // Who may be silent hears nothing: the time runs from the end of that silence, if the session ended within it.
        (client, Some((at, _))) if client.is_none_or(|(client, _)| client >= at) => match world.pause {
            Pause::Over(from, until) if (from..until).contains(&at) => {
                assert!(
                    until - from <= Duration::from_secs(plan.pause),
                    "silent for longer than was allowed"
                );
                until + wait + inactivity
            }
            _ => at + wait + inactivity,
        },
        // A pause that was asked for takes the place of `inactivity` at the server, where no request is held meanwhile.
        (Some((at, _)), _) if world.pause != Pause::Never => {
            at + (wait + inactivity).max(Duration::from_secs(plan.pause))
        }
        (Some((at, _)), _) => at + wait + inactivity,
        (None, _) => panic!("nobody has ended"),
    }
}

fn check(plan: Plan) {
    let mut world = World::new(plan.clone());
    // The creation takes two ways of 2.4 s at most.
    world.run(Duration::from_secs((plan.bad_for * 2).max(5)));
    // The network has healed. What is still under way comes to its end, or the session does.
    let (wait, inactivity) = world.terms.expect("the creation response is never lost");
    world.run(wait + inactivity);
    // Who pauses asks for nothing until that is over.
    if let Some(silent) = world.pause_ends() {
        world.run_until(silent);
    }
    if let Pause::Over(_, until) = world.pause {
        world.run_until(until + wait + inactivity);
    }
    if world.client_end.is_some() != world.host_end.is_some() {
        if let Some(silent) = world.pause_ends() {
            world.run_until(silent);
        }
        world.run_until(must_know(&world, &plan));
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
        (Some((client, _)), Some((host, _))) => {
            let late = must_know(&world, &plan);
            assert!(client.max(host) <= late, "{:?} {:?}", world.client_end, world.host_end);
        }
        (client, host) => panic!("only one knows: {client:?} {host:?}"),
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
    fn bosh_14_each_end_hears_a_prefix_once_and_in_order_and_knows_of_the_others_end_in_time(plan in plans()) {
        check(plan);
    }
}
