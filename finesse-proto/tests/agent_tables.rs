//! The agent tables against the facts, pair by pair: every combination that is allowed is written down here, and every other one is
//! refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use finesse_proto::{
    Actor, Agent, AgentState, CtiFailure, Decision, OnCall, Product, StateRequest, WrapUp, after_call,
    after_wrap_up, decide, transitions,
};
use proptest::prelude::*;

/// `state: wishes that take effect at once / wishes that become pending / wishes CTI refuses, with the code`.
const CCE: &str = "
    LOGOUT: LOGIN / - / NOT_READY=257
    NOT_READY: LOGIN READY NOT_READY LOGOUT / - / -
    READY: LOGIN READY NOT_READY / - / -
    RESERVED: LOGIN / - / -
    RESERVED_OUTBOUND: LOGIN READY NOT_READY / - / -
    RESERVED_OUTBOUND_PREVIEW: LOGIN / READY NOT_READY / -
    TALKING: LOGIN / READY NOT_READY LOGOUT / -
    HOLD: LOGIN / READY NOT_READY LOGOUT / -
    WORK: LOGIN READY NOT_READY / - / -
    WORK_READY: LOGIN READY NOT_READY / - / -
    LOGIN: LOGIN / - / -
    UNKNOWN: LOGIN / - / -
";

const CCX: &str = "
    LOGOUT: LOGIN / - / NOT_READY=1010
    NOT_READY: LOGIN READY NOT_READY LOGOUT / - / -
    READY: LOGIN READY NOT_READY LOGOUT / - / -
    RESERVED: LOGIN / - / -
    RESERVED_OUTBOUND: LOGIN / - / -
    RESERVED_OUTBOUND_PREVIEW: LOGIN / - / -
    TALKING: LOGIN / NOT_READY / READY=265
    HOLD: LOGIN / - / -
    WORK: LOGIN READY NOT_READY / - / -
    WORK_READY: LOGIN / - / -
    LOGIN: LOGIN / - / -
    UNKNOWN: LOGIN / - / -
";

const SUPERVISOR: &str = "
    LOGOUT: - / - / -
    NOT_READY: READY LOGOUT / - / -
    READY: NOT_READY LOGOUT / - / -
    RESERVED: LOGOUT / - / -
    RESERVED_OUTBOUND: LOGOUT / - / -
    RESERVED_OUTBOUND_PREVIEW: LOGOUT / - / -
    TALKING: LOGOUT / - / -
    HOLD: LOGOUT / - / -
    WORK: READY NOT_READY LOGOUT / - / -
    WORK_READY: READY NOT_READY LOGOUT / - / -
    LOGIN: - / - / -
    UNKNOWN: - / - / -
";

fn check(table: &str, product: Product, actor: Actor, call: OnCall) {
    let mut seen = 0;
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (state, rest) = line.split_once(": ").unwrap();
        let state = AgentState::parse(state).unwrap();
        let [now, pending, cti] = rest.split(" / ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        for &wish in StateRequest::ALL {
            let name = wish.state().as_str();
            let has = |list: &str| list.split(' ').any(|word| word == name);
            let code = cti.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            let got = decide(product, actor, state, wish, call, None);
            if has(now) {
                assert!(matches!(got, Decision::Now(_)), "{line}: {name} gives {got:?}");
            } else if has(pending) {
                assert_eq!(got, Decision::Pending, "{line}: {name}");
            } else if let Some(code) = code {
                assert_eq!(got, Decision::Cti(CtiFailure(code.parse().unwrap())), "{line}: {name}");
            } else {
                assert_eq!(got, Decision::Before, "{line}: {name}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, AgentState::ALL.len() * StateRequest::ALL.len());
}

#[test]
fn an_agent_on_cce() {
    check(CCE, Product::Cce, Actor::Agent, OnCall::No);
}

#[test]
fn an_agent_on_ccx() {
    check(CCX, Product::Ccx, Actor::Agent, OnCall::No);
    check(CCX, Product::Ccx, Actor::Agent, OnCall::Routed);
}

#[test]
fn a_supervisor_on_both() {
    for product in [Product::Ccx, Product::Cce] {
        check(SUPERVISOR, product, Actor::Supervisor, OnCall::No);
    }
}

#[test]
fn sign_in_is_forced_and_keeps_the_state() {
    for &product in &[Product::Ccx, Product::Cce] {
        for &state in AgentState::ALL {
            let kept = if state.is_signed_in() { state } else { AgentState::NotReady };
            let got = decide(product, Actor::Agent, state, StateRequest::Login, OnCall::No, None);
            assert_eq!(got, Decision::Now(kept), "{state}");
        }
    }
}

#[test]
fn a_request_leads_to_the_state_asked_for() {
    for &product in &[Product::Ccx, Product::Cce] {
        for &actor in &[Actor::Agent, Actor::Supervisor] {
            for &state in AgentState::ALL {
                for &wish in &StateRequest::ALL[1..] {
                    if let Decision::Now(to) = decide(product, actor, state, wish, OnCall::No, None) {
                        assert_eq!(to, wish.state());
                    }
                }
            }
        }
    }
}

#[test]
fn the_same_put_twice_has_the_same_result() {
    for &product in &[Product::Ccx, Product::Cce] {
        for &wish in &[StateRequest::Ready, StateRequest::NotReady] {
            let again = decide(product, Actor::Agent, wish.state(), wish, OnCall::No, None);
            assert_eq!(again, Decision::Now(wish.state()));
        }
    }
}

#[test]
fn ccx_takes_a_pending_not_ready_once() {
    let mut agent = Agent::new(Product::Ccx);
    agent.observe(AgentState::NotReady).unwrap();
    agent.observe(AgentState::Ready).unwrap();
    agent.observe(AgentState::Reserved).unwrap();
    agent.set_call(OnCall::Routed);
    agent.observe(AgentState::Talking).unwrap();
    assert_eq!(agent.ask(Actor::Agent, StateRequest::NotReady), Decision::Pending);
    assert_eq!(agent.pending(), Some(StateRequest::NotReady));
    let workmode = Decision::Cti(CtiFailure::CF_INVALID_AGENT_WORKMODE);
    assert_eq!(agent.ask(Actor::Agent, StateRequest::NotReady), workmode);
    agent.observe(AgentState::NotReady).unwrap();
    assert_eq!(agent.pending(), None);
}

#[test]
fn ccx_refuses_ready_during_a_call_off_the_routed_path() {
    let got =
        decide(Product::Ccx, Actor::Agent, AgentState::NotReady, StateRequest::Ready, OnCall::Other, None);
    assert_eq!(got, Decision::Cti(CtiFailure::CF_RESOURCE_BUSY));
}

#[test]
fn what_an_agent_may_do_now_is_in_the_table_of_transitions() {
    for &product in &[Product::Ccx, Product::Cce] {
        for &state in AgentState::ALL {
            for &wish in &StateRequest::ALL[1..] {
                let Decision::Now(to) = decide(product, Actor::Agent, state, wish, OnCall::No, None) else {
                    continue;
                };
                // CCX leaves WORK by the CSQ's timer or, where wrap-up is optional, by the agent: same pair of states.
                let listed = transitions(product).iter().any(|t| t.from == state && t.to == to);
                assert!(listed || to == state, "{product:?}: {state} to {to}");
            }
        }
    }
}

#[test]
fn anything_the_system_reports_is_taken() {
    for &product in &[Product::Ccx, Product::Cce] {
        for &from in AgentState::ALL {
            for &to in AgentState::ALL {
                let mut agent = Agent::new(product);
                let _ = agent.observe(from);
                let listed = transitions(product).iter().any(|t| t.from == from && t.to == to);
                let leaves = to == AgentState::Logout && from.is_signed_in();
                assert_eq!(agent.observe(to).is_ok(), listed || leaves || from == to, "{from} to {to}");
                assert_eq!(agent.state(), to);
            }
        }
    }
}

#[test]
fn states_of_the_other_product_do_not_occur() {
    for row in transitions(Product::Ccx) {
        for state in [row.from, row.to] {
            assert!(!matches!(state, AgentState::Hold | AgentState::WorkReady));
        }
    }
}

/// Product, before the call, pending, wraps up, after it.
const AFTER_CALL: &str = "
    CCE READY - no READY
    CCE NOT_READY - no NOT_READY
    CCE READY NOT_READY no NOT_READY
    CCE NOT_READY READY no READY
    CCE READY LOGOUT no LOGOUT
    CCE NOT_READY - yes WORK
    CCE READY - yes WORK_READY
    CCE READY NOT_READY yes WORK
    CCE NOT_READY READY yes WORK_READY
    CCX READY - no READY
    CCX NOT_READY - no NOT_READY
    CCX READY NOT_READY no NOT_READY
    CCX READY LOGOUT no LOGOUT
    CCX READY - yes WORK
    CCX NOT_READY - yes WORK
    CCX READY NOT_READY yes WORK
";

#[test]
fn a_call_ends_in_the_state_of_the_table() {
    let wish = |word: &str| AgentState::parse(word).and_then(StateRequest::from_state);
    for line in AFTER_CALL.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let [product, before, pending, wrap_up, after] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let product = if product == "CCE" { Product::Cce } else { Product::Ccx };
        let wrap_up = if wrap_up == "yes" { WrapUp::Yes } else { WrapUp::No };
        let got = after_call(product, wish(before).unwrap(), wish(pending), wrap_up);
        assert_eq!(got.as_str(), after, "{line}");
        let listed = transitions(product).iter().any(|t| t.from == AgentState::Talking && t.to == got);
        assert!(listed || got == AgentState::Logout, "{line}");
    }
}

#[test]
fn a_wrap_up_timer_ends_as_the_state_or_the_queue_says() {
    use StateRequest::{NotReady, Ready};
    for &state in AgentState::ALL {
        let cce = match state {
            AgentState::Work => Some(AgentState::NotReady),
            AgentState::WorkReady => Some(AgentState::Ready),
            _ => None,
        };
        assert_eq!(after_wrap_up(Product::Cce, state, Ready, None), cce, "{state}");
        let ccx = |csq, pending| after_wrap_up(Product::Ccx, state, csq, pending);
        let of = |to| (state == AgentState::Work).then_some(to);
        assert_eq!(ccx(Ready, None), of(AgentState::Ready), "{state}");
        assert_eq!(ccx(NotReady, None), of(AgentState::NotReady), "{state}");
        assert_eq!(ccx(Ready, Some(NotReady)), of(AgentState::NotReady), "{state}");
    }
}

#[derive(Debug, Clone)]
enum Op {
    Ask(Actor, usize),
    Observe(usize),
    Call(OnCall),
}

fn op() -> impl Strategy<Value = Op> {
    let actor = prop_oneof![Just(Actor::Agent), Just(Actor::Supervisor)];
    prop_oneof![
        3 => (actor, 0..StateRequest::ALL.len()).prop_map(|(actor, wish)| Op::Ask(actor, wish)),
        2 => (0..AgentState::ALL.len()).prop_map(Op::Observe),
        1 => prop_oneof![Just(OnCall::No), Just(OnCall::Routed), Just(OnCall::Other)].prop_map(Op::Call),
    ]
}

proptest! {
    /// The model: three variables. A request never changes the state, only what is pending; a report changes it whatever it is, and what is
    /// pending lasts as long as the call or the reservation.
    #[test]
    fn any_order_of_requests_and_reports_agrees_with_the_model(
        ccx in any::<bool>(),
        ops in proptest::collection::vec(op(), 0..60),
    ) {
        let product = if ccx { Product::Ccx } else { Product::Cce };
        let mut agent = Agent::new(product);
        let (mut state, mut pending, mut call) = (AgentState::Logout, None, OnCall::No);
        for op in ops {
            match op {
                Op::Ask(actor, wish) => {
                    let wish = StateRequest::ALL[wish];
                    let decision = agent.ask(actor, wish);
                    prop_assert_eq!(decision, decide(product, actor, state, wish, call, pending));
                    if decision == Decision::Pending {
                        pending = Some(wish);
                    }
                    if ccx && pending == Some(StateRequest::NotReady) && state == AgentState::Talking && actor == Actor::Agent {
                        prop_assert_ne!(agent.ask(actor, StateRequest::NotReady), Decision::Pending, "once");
                    }
                }
                Op::Observe(to) => {
                    let to = AgentState::ALL[to];
                    let usual = state == to
                        || (to == AgentState::Logout && state.is_signed_in())
                        || transitions(product).iter().any(|t| t.from == state && t.to == to);
                    prop_assert_eq!(agent.observe(to).is_ok(), usual);
                    state = to;
                    let lasts = [AgentState::Talking, AgentState::Hold, AgentState::ReservedOutboundPreview];
                    pending = pending.filter(|_| lasts.contains(&to));
                }
                Op::Call(kind) => {
                    agent.set_call(kind);
                    call = kind;
                }
            }
            prop_assert_eq!((agent.state(), agent.pending()), (state, pending));
        }
    }
}

/// On CCX the queue decides what follows the wrap-up, but for an agent who asked for NOT_READY during the call.
#[test]
fn what_was_pending_during_the_call_decides_after_the_wrap_up() {
    use StateRequest::{NotReady, Ready};
    for wish in [None, Some(NotReady)] {
        let mut agent = Agent::new(Product::Ccx);
        for state in [AgentState::NotReady, AgentState::Ready, AgentState::Reserved, AgentState::Talking] {
            agent.observe(state).unwrap();
        }
        agent.set_call(OnCall::Routed);
        if let Some(wish) = wish {
            assert_eq!(agent.ask(Actor::Agent, wish), Decision::Pending);
        }
        assert_eq!(agent.after_wrap_up(Ready), None, "no wrap-up yet");
        agent.observe(AgentState::Work).unwrap();
        assert_eq!(agent.pending(), None);
        let expected = if wish.is_some() { AgentState::NotReady } else { AgentState::Ready };
        // Told of the same state again, nothing is forgotten.
        agent.observe(AgentState::Work).unwrap();
        assert_eq!(agent.after_wrap_up(Ready), Some(expected));
        agent.observe(expected).unwrap();
        assert_eq!(agent.after_wrap_up(Ready), None);
    }
}
