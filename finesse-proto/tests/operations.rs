//! Every operation in both directions, every resource there and back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use bytes::Bytes;
use finesse_proto::{
    Answer, Body, Call, Credentials, Method, Operation, RequestId, Response, Root, read_answer,
};

/// `kind document-element document`, one a line.
const RESOURCES: &str = include_str!("data/resources.txt");

fn resources(kind: &str) -> impl Iterator<Item = (&str, &str)> {
    RESOURCES.lines().filter(|line| !line.starts_with('#')).filter_map(move |line| {
        let (own, rest) = line.split_once(' ')?;
        let (root, document) = rest.split_once(' ')?;
        (own == kind).then_some((root, document))
    })
}

fn root(name: &str) -> Root {
    let rows = Operation::table().iter().flat_map(|row| [row.body, row.answer]);
    rows.into_iter().find(|root| root.name() == name).unwrap_or_else(|| panic!("no operation has {name}"))
}

/// A body for a row that has one: the catalogue's, or the resource itself where a request sends it whole.
fn body(row_root: Root) -> Bytes {
    if row_root == Root::Csv {
        return Bytes::from("First Name,Last Name,Phone Number,Notes\nIna,Vogt,2801,\n");
    }
    let own = resources("request").find(|(name, _)| *name == row_root.name());
    let whole = own.or_else(|| resources("answer").find(|(name, _)| *name == row_root.name()));
    let (_, document) = whole.unwrap_or_else(|| panic!("no document for {row_root:?}"));
    Bytes::copy_from_slice(document.as_bytes())
}

#[test]
fn every_operation_is_written_and_read() {
    for row in Operation::table() {
        let path = row.path.replace(['{', '}'], "");
        let query = if row.path.contains("ReasonCodes") { "?category=LOGOUT" } else { "" };
        let operation =
            Operation::route(row.method, finesse_proto::Target::new(&format!("{path}{query}"))).unwrap();
        let bytes = if row.body == Root::Nothing { Bytes::new() } else { body(row.body) };
        let call = Call {
            operation,
            body: Body::read(row.body, &bytes).unwrap(),
            request_id: Some(RequestId::new("r1").unwrap()),
            range: None,
        };
        let credentials = Credentials::basic("4711", "pw").unwrap();
        let request = call.to_request(Some(&credentials));
        assert_eq!((request.method, request.body.is_empty()), (row.method, row.body == Root::Nothing));
        assert_eq!(request.credentials().unwrap().user(), Some("4711"));
        let again = Call::read(&request).unwrap_or_else(|refusal| panic!("{}: {refusal}", row.name));
        assert_eq!(again, call, "{}", row.name);
    }
}

#[test]
fn every_answer_is_written_and_read() {
    for row in Operation::table() {
        let path = row.path.replace(['{', '}'], "");
        let operation = Operation::route(row.method, finesse_proto::Target::new(&path)).unwrap();
        let bytes = match row.answer {
            Root::Nothing => Bytes::new(),
            Root::Json => Bytes::from("{\"token\":\"t\"}"),
            root => {
                let (_, document) =
                    resources("answer").find(|(name, _)| *name == root.name()).unwrap_or_else(|| {
                        panic!("{}: no document for {root:?}", row.name);
                    });
                Bytes::copy_from_slice(document.as_bytes())
            }
        };
        let response = Response::xml(row.success, bytes.clone());
        let answer = read_answer(&operation, &response).unwrap();
        assert_eq!(answer.write(), bytes, "{}", row.name);
        let owned = answer.clone().into_owned();
        assert_eq!(owned, answer, "{}", row.name);
    }
}

#[test]
fn resources_are_written_with_every_element_in_live_order() {
    let mut seen = BTreeSet::new();
    for (name, document) in resources("answer") {
        // Nobody asks for the log of a desktop; it is only ever sent.
        if name == "ClientLog" {
            continue;
        }
        let bytes = Bytes::copy_from_slice(document.as_bytes());
        let answer = Answer::read(root(name), &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(std::str::from_utf8(&answer.write()).unwrap(), document, "{name}");
        seen.insert(name);
    }
    for (name, document) in resources("request") {
        let bytes = Bytes::copy_from_slice(document.as_bytes());
        let body = Body::read(root(name), &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let written = body.write();
        assert_eq!(Body::read(root(name), &written).unwrap(), body, "{name}");
        for leaf in document.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text) {
            assert!(std::str::from_utf8(&written).unwrap().contains(leaf), "{name} lost {leaf}");
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

#[test]
fn unknown_elements_survive() {
    for (name, document) in resources("answer") {
        let Some(at) = document.rfind("</") else { continue };
        if name.ends_with('s') || name == "MediaList" || name == "ClientLog" {
            continue;
        }
        let (head, tail) = document.split_at(at);
        let extended = format!("{head}<novelty since='27'><deep>R&amp;D</deep></novelty>{tail}");
        let bytes = Bytes::from(extended.clone());
        let answer = Answer::read(root(name), &bytes).unwrap();
        assert_eq!(std::str::from_utf8(&answer.write()).unwrap(), extended, "{name}");
    }
}

#[test]
fn the_table_is_the_one_of_the_guide() {
    let table = Operation::table();
    assert_eq!(table.len(), 96);
    for row in table {
        assert!(row.path.starts_with("/finesse/api/") || row.path.starts_with("/desktop/"), "{}", row.path);
        assert!(row.method != Method::Get || row.body == Root::Nothing, "{}", row.name);
        assert_eq!(row.is_asynchronous(), row.success == 202);
    }
}
