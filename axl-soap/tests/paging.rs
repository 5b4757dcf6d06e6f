//! Long lists: nothing is lost without a word, whatever the server makes of `skip`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use axl_soap::*;
use support::{Fixed, Pair};

/// A server with these rows that honours `skip` and `first`, or does not.
fn serve(rows: &[u64], call: &Call, honours_skip: bool, honours_first: bool) -> Reply {
    let words: Vec<_> = call.text("sql").split_whitespace().collect();
    let [_, "skip", skip, "first", first, ..] = words.as_slice() else { panic!("{words:?}") };
    let number = |text: &str| text.parse::<usize>().unwrap();
    let skip = if honours_skip { number(skip) } else { 0 };
    let first = if honours_first { number(first) } else { usize::MAX };
    let row = |n: &u64| Element::with_children("row", vec![Element::with_text("n", n.to_string())]);
    let answered = Answered::Return(rows.iter().skip(skip).take(first).map(row).collect());
    // Through a service and a client, as the wire would have it.
    let mut pair = Pair::new("axl");
    pair.client.call(call.clone());
    let Transmit { id, request } = pair.client.poll_transmit(pair.now).unwrap();
    let response = pair.service.handle(pair.now, &request, &mut Fixed(answered));
    pair.client.handle_response(pair.now, id, response).unwrap();
    let Some(Event::Done { result, .. }) = pair.client.poll_event() else { panic!("no answer") };
    result.unwrap()
}

fn all(rows: &[u64], first: u64, skip: bool, honours_first: bool) -> Result<Vec<u64>, CallError> {
    let mut pager = Pager::new(Call::sql_query("select n from t"), Page { skip: 0, first }).unwrap();
    let mut found = Vec::new();
    for _ in 0..1_000 {
        let Some(call) = pager.next_call() else { return Ok(found) };
        match pager.handle(Ok(serve(rows, &call, skip, honours_first)))? {
            Step::Page(reply) => {
                found.extend(
                    reply
                        .owned_rows()
                        .unwrap()
                        .iter()
                        .map(|row| row.get("n").unwrap().parse::<u64>().unwrap()),
                );
                assert_eq!(pager.rows(), found.len() as u64);
            }
            Step::End => assert!(pager.next_call().is_none()),
            _ => {}
        }
    }
    panic!("the list does not end");
}

#[test]
fn equal_pages_are_no_end() {
    // A column of flags: every page looks like the one before.
    let rows = vec![1; 35];
    for first in [1, 5, 7, 10, 35, 36] {
        assert_eq!(all(&rows, first, true, true), Ok(rows.clone()), "{first} at once");
    }
    let mixed: Vec<u64> = [1, 1, 1, 1, 2, 2, 1, 1].into();
    assert_eq!(all(&mixed, 2, true, true), Ok(mixed.clone()));
}

#[test]
fn w_11_a_server_that_ignores_skip_is_told_apart_from_one_that_has_no_more() {
    let rows: Vec<u64> = (0..10).collect();
    // It ignores both: everything came at once, whether or not that is as much as was asked for.
    for first in [3, 10, 20] {
        assert_eq!(all(&rows, first, false, false), Ok(rows.clone()), "{first} at once");
    }
    // It ignores `skip` alone: what is behind the first page cannot be had, and that is said.
    assert_eq!(all(&rows, 4, false, true), Err(CallError::SkipIgnored { rows: 4 }));
    // Unless there is nothing behind it.
    assert_eq!(all(&rows, 10, false, true), Ok(rows.clone()));
}

#[test]
fn an_error_ends_the_list() {
    let mut pager = Pager::new(Call::sql_query("select n from t"), Page { skip: 0, first: 5 }).unwrap();
    assert_eq!(pager.handle(Err(CallError::TimedOut)), Err(CallError::TimedOut));
    assert!(pager.next_call().is_none());
}
