//! Lost clients and bad passwords, in virtual time: X9, and H5 of the system inventory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use finesse_proto::{
    AgentState, Forced, Gate, Lockout, OnLine, OnLoss, Presence, PresenceConfig, Product, Realm,
};
use proptest::prelude::*;

const SECOND: Duration = Duration::from_secs(1);

#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
fn start() -> Instant {
    Instant::now()
}

/// Lets time pass, every deadline at its moment.
fn run(presence: &mut Presence, from: Instant, to: Instant) -> Vec<(Duration, Forced)> {
    let mut all = Vec::new();
    while let Some(at) = presence.poll_timeout().filter(|at| *at <= to) {
        presence.handle_timeout(at);
        while let Some(forced) = presence.poll_forced() {
            all.push((at - from, forced));
        }
    }
    all
}

fn present(product: Product, on_loss: OnLoss) -> (Presence, Instant) {
    let mut config = PresenceConfig::new(product);
    config.on_loss = on_loss;
    let (mut presence, now) = (Presence::new(config), start());
    presence.available(now, "anna");
    (presence, now)
}

fn out(to: AgentState) -> Forced {
    Forced { user: "anna".into(), to, reason: 255 }
}

#[test]
fn x9_a_closed_browser_is_signed_out_after_60_s() {
    for (product, on_loss, to) in [
        (Product::Ccx, OnLoss::Logout, AgentState::Logout),
        (Product::Ccx, OnLoss::NotReady, AgentState::Logout),
        (Product::Cce, OnLoss::Logout, AgentState::Logout),
        (Product::Cce, OnLoss::NotReady, AgentState::NotReady),
    ] {
        let (mut presence, now) = present(product, on_loss);
        presence.unavailable(now, "anna");
        assert!(!presence.is_present("anna"));
        assert_eq!(run(&mut presence, now, now + 59 * SECOND), []);
        assert_eq!(
            run(&mut presence, now, now + 600 * SECOND),
            [(60 * SECOND, out(to))],
            "{product:?} {on_loss:?}"
        );
        assert_eq!(presence.poll_timeout(), None, "once");
    }
}

#[test]
fn x9_a_page_loaded_again_within_60_s_changes_nothing() {
    let (mut presence, now) = present(Product::Ccx, OnLoss::Logout);
    presence.unavailable(now, "anna");
    presence.available(now + 59 * SECOND, "anna");
    assert_eq!(run(&mut presence, now, now + 170 * SECOND), []);
    assert!(presence.is_present("anna"));
}

#[test]
fn x9_a_crashed_browser_is_signed_out_after_180_s_at_the_latest() {
    let (mut presence, now) = present(Product::Ccx, OnLoss::Logout);
    // Pings up to 30 s, then nothing.
    for at in [10, 20, 30] {
        presence.available(now + at * SECOND, "anna");
    }
    let heard = now + 30 * SECOND;
    assert_eq!(run(&mut presence, heard, now + 900 * SECOND), [(180 * SECOND, out(AgentState::Logout))]);
}

#[test]
fn a_deadline_seen_late_is_not_put_off() {
    let (mut presence, now) = present(Product::Ccx, OnLoss::Logout);
    presence.handle_timeout(now + 900 * SECOND);
    assert_eq!(presence.poll_forced(), Some(out(AgentState::Logout)));
}

#[test]
fn cce_waits_for_the_end_of_the_call_and_ccx_does_not() {
    let (mut presence, now) = present(Product::Cce, OnLoss::NotReady);
    presence.set_line("anna", OnLine::Call);
    presence.unavailable(now, "anna");
    assert_eq!(run(&mut presence, now, now + 600 * SECOND), []);
    presence.set_line("anna", OnLine::Idle);
    assert_eq!(presence.poll_forced(), Some(out(AgentState::NotReady)));

    // Who is back before the call ends is left alone.
    let (mut presence, now) = present(Product::Cce, OnLoss::NotReady);
    presence.set_line("anna", OnLine::Call);
    presence.unavailable(now, "anna");
    run(&mut presence, now, now + 70 * SECOND);
    presence.available(now + 70 * SECOND, "anna");
    presence.set_line("anna", OnLine::Idle);
    assert_eq!(presence.poll_forced(), None);

    let (mut presence, now) = present(Product::Ccx, OnLoss::Logout);
    presence.set_line("anna", OnLine::Call);
    presence.unavailable(now, "anna");
    assert_eq!(run(&mut presence, now, now + 600 * SECOND), [(60 * SECOND, out(AgentState::Logout))]);
}

#[test]
fn who_signed_out_or_was_never_there_is_not_forced_out() {
    let (mut presence, now) = present(Product::Ccx, OnLoss::Logout);
    presence.unavailable(now, "anna");
    presence.forget("anna");
    presence.unavailable(now, "ben");
    presence.set_line("ben", OnLine::Idle);
    assert_eq!((presence.poll_timeout(), presence.poll_forced()), (None, None));
}

#[test]
fn five_bad_passwords_lock_an_agent_for_five_minutes_and_every_try_starts_them_again() {
    let (mut lockout, now) = (Lockout::new(), start());
    for _ in 0..5 {
        assert_eq!(lockout.gate(now, Realm::Agent, "anna"), Gate::Open);
        lockout.bad(now, Realm::Agent, "anna");
    }
    assert_eq!(lockout.gate(now + 299 * SECOND, Realm::Agent, "anna"), Gate::Locked);
    assert_eq!(
        lockout.gate(now + 598 * SECOND, Realm::Agent, "anna"),
        Gate::Locked,
        "started again at 299 s"
    );
    assert_eq!(lockout.gate(now + 898 * SECOND, Realm::Agent, "anna"), Gate::Open);
    assert_eq!(lockout.gate(now, Realm::Serviceability, "anna"), Gate::Open, "each realm counts for itself");
    // The count starts anew.
    lockout.bad(now + 898 * SECOND, Realm::Agent, "anna");
    assert_eq!(lockout.gate(now + 899 * SECOND, Realm::Agent, "anna"), Gate::Open);
}

#[test]
fn an_administrator_is_locked_for_thirty_minutes_that_do_not_start_again() {
    let (mut lockout, now) = (Lockout::new(), start());
    (0..5).for_each(|_| lockout.bad(now, Realm::Administration, "admin"));
    assert_eq!(lockout.gate(now + 1799 * SECOND, Realm::Administration, "admin"), Gate::Locked);
    assert_eq!(lockout.gate(now + 1800 * SECOND, Realm::Administration, "admin"), Gate::Open);
}

#[test]
fn a_good_password_ends_the_row() {
    let (mut lockout, now) = (Lockout::new(), start());
    (0..4).for_each(|_| lockout.bad(now, Realm::Agent, "anna"));
    lockout.good(Realm::Agent, "anna");
    (0..4).for_each(|_| lockout.bad(now, Realm::Agent, "anna"));
    assert_eq!(lockout.gate(now, Realm::Agent, "anna"), Gate::Open);
    assert!(!lockout.is_empty());
}

#[test]
fn guessed_names_do_not_fill_memory_nor_drive_out_locks() {
    let (mut lockout, now) = (Lockout::with_capacity(3), start());
    (0..5).for_each(|_| lockout.bad(now, Realm::Agent, "anna"));
    for number in 0..100 {
        lockout.bad(now + number * SECOND, Realm::Agent, &number.to_string());
    }
    assert_eq!(lockout.len(), 3);
    assert_eq!(lockout.gate(now + 99 * SECOND, Realm::Agent, "anna"), Gate::Locked);
}

proptest! {
    /// Nobody is forced out within the grace of a sign of life, and everybody who stays away is, once.
    #[test]
    fn any_schedule_forces_out_exactly_those_who_stay_away(
        steps in proptest::collection::vec((0_u64..50, any::<bool>(), 0_usize..3), 1..60),
    ) {
        let users = ["a", "b", "c"];
        let (mut presence, t0) = (Presence::new(PresenceConfig::new(Product::Ccx)), start());
        let mut now = t0;
        let mut heard = [None; 3];
        for (pause, available, who) in steps {
            let next = now + Duration::from_secs(pause);
            for (after, forced) in run(&mut presence, t0, next) {
                let at = users.iter().position(|user| *user == forced.user).unwrap();
                let last: Instant = heard[at].take().expect("who is not known is not forced out");
                prop_assert!(t0 + after >= last + Duration::from_secs(60));
            }
            now = next;
            if available {
                presence.available(now, users[who]);
                heard[who] = Some(now);
            } else {
                presence.unavailable(now, users[who]);
            }
        }
        let rest = run(&mut presence, now, now + Duration::from_secs(181));
        prop_assert_eq!(rest.len(), heard.iter().flatten().count());
        prop_assert_eq!(presence.poll_timeout(), None);
    }
}
