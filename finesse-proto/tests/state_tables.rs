//! `STATES.md` is what the machines say: it is made here, compared, and written anew with `UPDATE_DOCS=1`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use finesse_proto::{
    Action, Actor, AgentState, By, Decision, MediaDecision, MediaState, OnCall, ParticipantState, PartyEvent,
    Product, Situation, StateRequest, allowed, decide, decide_media, task_after, task_allowed, transitions,
};

fn row(out: &mut String, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    writeln!(out, "| {} |", cells.join(" | ")).unwrap();
}

fn head(out: &mut String, first: &str, columns: &[&str]) {
    row(out, std::iter::once(first.to_owned()).chain(columns.iter().map(|c| (*c).to_owned())));
    writeln!(out, "|{}", "---|".repeat(columns.len() + 1)).unwrap();
}

fn decision(decision: Decision) -> String {
    match decision {
        Decision::Now(to) => to.to_string(),
        Decision::Pending => "pending".to_owned(),
        Decision::Before => "400".to_owned(),
        Decision::Cti(failure) => format!("error {}", failure.0),
        other => panic!("{other:?}"),
    }
}

fn wishes(out: &mut String, product: Product, actor: Actor, call: OnCall) {
    let names: Vec<&str> = StateRequest::ALL.iter().map(|wish| wish.state().as_str()).collect();
    head(out, "state", &names);
    for &state in AgentState::ALL {
        let cells =
            StateRequest::ALL.iter().map(|wish| decision(decide(product, actor, state, *wish, call, None)));
        row(out, std::iter::once(state.to_string()).chain(cells));
    }
}

fn usual(out: &mut String, product: Product) {
    head(out, "from", &["to", "by"]);
    for transition in transitions(product) {
        let by = match transition.by {
            By::Agent => "agent",
            By::Call => "call",
            By::Timer => "timer",
            other => panic!("{other:?}"),
        };
        row(out, [transition.from.to_string(), transition.to.to_string(), by.to_owned()]);
    }
}

fn words(actions: &[Action]) -> String {
    if actions.is_empty() {
        return "none".to_owned();
    }
    actions.iter().map(|action| action.as_str()).collect::<Vec<_>>().join(", ")
}

fn made() -> String {
    let mut out = String::from(
        "# States\n\nMade from the machines by `tests/state_tables.rs`; a test compares the two.\n",
    );
    let o = &mut out;
    o.push_str(
        "\n## What an agent may ask for\n\nA cell is the state the agent goes to; `pending`: kept until the call ends; `400`: refused at \
         once, `Invalid State`; `error N`: accepted with 202, then an error event with that CTI code ([`decide`](crate::decide)).\n",
    );
    for (title, product, actor, call) in [
        ("CCX, on no call or on a routed one", Product::Ccx, Actor::Agent, OnCall::Routed),
        ("CCX, on any other call", Product::Ccx, Actor::Agent, OnCall::Other),
        ("CCE", Product::Cce, Actor::Agent, OnCall::No),
        ("A supervisor for an agent, both products", Product::Ccx, Actor::Supervisor, OnCall::No),
    ] {
        write!(o, "\n### {title}\n\n").unwrap();
        wishes(o, product, actor, call);
    }
    o.push_str(
        "\n## What is usual\n\nThe system can put an agent from any state into any other, above all after a failover; these changes are \
         documented ([`transitions`](crate::transitions)).\n\n### CCX\n\n",
    );
    usual(o, Product::Ccx);
    o.push_str("\n### CCE\n\n");
    usual(o, Product::Cce);

    o.push_str("\n## Participants of calls\n\nA cell is the state after the event where it is documented ([`PartyEvent`](crate::PartyEvent)). The last columns are what the participant may do ([`allowed`](crate::allowed)).\n\n");
    let events: Vec<&str> = PartyEvent::ALL.iter().map(|event| event.name()).collect();
    let mut columns = events.clone();
    columns.extend(["actions", "while another call is active"]);
    head(o, "state", &columns);
    let voice = |state: &ParticipantState| {
        PartyEvent::ALL.iter().any(|event| event.is_usual(Some(*state)) || event.leads_to() == *state)
    };
    for state in std::iter::once(None).chain(ParticipantState::ALL.iter().copied().filter(voice).map(Some)) {
        let cells = PartyEvent::ALL
            .iter()
            .map(|event| if event.is_usual(state) { event.leads_to().to_string() } else { String::new() });
        let mut situation = Situation::ordinary(Product::Ccx);
        let alone = state.map_or_else(String::new, |s| words(&allowed(s, situation)));
        situation.other_call_active = true;
        let beside = state.map_or_else(String::new, |s| words(&allowed(s, situation)));
        let name = state.map_or("not on the call".to_owned(), |s| s.to_string());
        row(o, std::iter::once(name).chain(cells).chain([alone, beside]));
    }

    o.push_str("\n## Non-voice tasks (CCE)\n\nA cell is the state after the action ([`task_after`](crate::task_after)).\n\n");
    let actions: Vec<Action> = Action::ALL
        .iter()
        .copied()
        .filter(|action| ParticipantState::ALL.iter().any(|state| task_allowed(*state).contains(action)))
        .collect();
    head(o, "state", &actions.iter().map(|action| action.as_str()).collect::<Vec<_>>());
    for state in ParticipantState::ALL.iter().filter(|state| !task_allowed(**state).is_empty()) {
        let cells =
            actions.iter().map(|a| task_after(*state, *a).map_or_else(String::new, |to| to.to_string()));
        row(o, std::iter::once(state.to_string()).chain(cells));
    }

    o.push_str("\n## Agents in non-voice domains (CCE)\n\nA cell is the state the agent goes to; `error N`: an error event with that code; `400`: refused at once ([`decide_media`](crate::decide_media)).\n\n");
    head(o, "state", &StateRequest::ALL.iter().map(|wish| wish.state().as_str()).collect::<Vec<_>>());
    for &state in MediaState::ALL {
        let cells = StateRequest::ALL.iter().map(|wish| match decide_media(state, *wish) {
            MediaDecision::Now(to) => to.to_string(),
            MediaDecision::Refused(failure) => format!("error {}", failure.0),
            MediaDecision::Before => "400".to_owned(),
            other => panic!("{other:?}"),
        });
        row(o, std::iter::once(state.to_string()).chain(cells));
    }
    out
}

#[test]
fn the_tables_in_the_documentation_are_those_of_the_machines() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/STATES.md");
    let made = made();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == made, "STATES.md is not what the machines say: run this test with UPDATE_DOCS=1");
}

#[test]
fn the_supervisors_table_is_the_same_for_both_products() {
    for &state in AgentState::ALL {
        for &wish in StateRequest::ALL {
            let of = |product| decide(product, Actor::Supervisor, state, wish, OnCall::No, None);
            assert_eq!(of(Product::Ccx), of(Product::Cce), "{state} {wish:?}");
        }
    }
}

#[test]
fn no_call_and_a_routed_call_are_the_same_for_ccx() {
    for &state in AgentState::ALL {
        for &wish in StateRequest::ALL {
            let of = |call| decide(Product::Ccx, Actor::Agent, state, wish, call, None);
            assert_eq!(of(OnCall::No), of(OnCall::Routed), "{state} {wish:?}");
        }
    }
}
