//! The documented operations, one by one: found by their path, written and read in both directions, with the marks of the table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use bytes::Bytes;
use finesse_proto::{
    Body, Call, Credentials, Method, Operation, Product, Products, Refusal, Release, Request, RequestId,
    Response, Root, Target, read_answer,
};

const OPERATIONS: &str = include_str!("data/operations.txt");
const RESOURCES: &str = include_str!("data/resources.txt");

struct Row {
    /// Whether the documents confirm it.
    known: bool,
    method: Method,
    path: &'static str,
    products: &'static str,
    since: Release,
    status: u16,
    answer: &'static str,
    name: &'static str,
    body: &'static str,
}

fn rows() -> impl Iterator<Item = Row> {
    OPERATIONS.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [known, method, path, products, since, status, answer, name, body] =
            line.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let (major, minor) = since.split_once('.').unwrap();
        Row {
            known: known == "yes",
            method: Method::from_token(method),
            path,
            products,
            since: Release { major: major.parse().unwrap(), minor: minor.parse().unwrap() },
            status: status.parse().unwrap(),
            answer,
            name,
            body,
        }
    })
}

impl Row {
    /// A target with something in every place.
    fn target(&self) -> String {
        let path = self.path.replace(['{', '}'], "");
        if self.path.contains("ReasonCodes") { format!("{path}?category=LOGOUT&nocache=1") } else { path }
    }

    fn operation(&self) -> Result<Operation, Refusal> {
        Operation::route(self.method, Target::new(&self.target()))
    }

    fn bytes(&self) -> Bytes {
        match self.body {
            "-" => Bytes::new(),
            "CSV" => Bytes::from("First Name,Last Name,Phone Number,Notes\nIna,Vogt,2801,\n"),
            body => Bytes::from(body),
        }
    }

    fn has(&self, product: Product) -> bool {
        self.products
            .split(',')
            .any(|name| product == if name == "CCX" { Product::Ccx } else { Product::Cce })
    }
}

#[test]
fn there_are_149_and_126_of_them_are_confirmed() {
    assert_eq!((rows().count(), rows().filter(|row| row.known).count()), (149, 126));
}

#[test]
fn every_confirmed_operation_has_the_marks_of_its_row() {
    let mut met = BTreeSet::new();
    for row in rows().filter(|row| row.known) {
        let operation = row.operation().unwrap_or_else(|refusal| panic!("{}: {refusal}", row.name));
        let own = operation.row();
        met.insert(own.name);
        assert_eq!((own.method, own.success), (row.method, row.status), "{}", row.name);
        let answer = match own.answer {
            Root::Nothing => "-",
            Root::Json => "JSON",
            root => root.name(),
        };
        assert_eq!(answer, row.answer, "{}", row.name);
        // Several operations share a row: it came with the first of them, for all of their products.
        assert!(own.since <= row.since, "{}", row.name);
        for product in [Product::Ccx, Product::Cce] {
            assert!(!row.has(product) || own.products.has(product), "{}", row.name);
        }
        let root = row.body.split(['<', '>']).nth(1).unwrap_or(row.body);
        let expected = match own.body {
            Root::Nothing => "-",
            Root::Csv => "CSV",
            root => root.name(),
        };
        assert_eq!(root, expected, "{}", row.name);
    }
    for row in Operation::table() {
        assert!(met.contains(row.name), "{} is in no document", row.name);
        let documented: Vec<Row> =
            rows().filter(|r| r.known && r.operation().unwrap().row().name == row.name).collect();
        assert!(documented.iter().any(|r| r.since == row.since), "{}", row.name);
        for (product, only) in [(Product::Ccx, Products::Ccx), (Product::Cce, Products::Cce)] {
            let alone = documented.iter().all(|r| r.has(product) && r.products.len() == 3);
            assert_eq!(row.products == only, alone, "{}", row.name);
        }
    }
}

#[test]
fn every_confirmed_operation_is_written_and_read() {
    for row in rows().filter(|row| row.known) {
        let operation = row.operation().unwrap();
        let bytes = row.bytes();
        let call = Call {
            body: Body::read(operation.row().body, &bytes).unwrap_or_else(|e| panic!("{}: {e}", row.name)),
            operation,
            request_id: Some(RequestId::new("r1").unwrap()),
            range: None,
        };
        let request = call.to_request(Some(&Credentials::basic("4711", "pw").unwrap()));
        assert_eq!(request.method, row.method, "{}", row.name);
        let again = Call::read(&request).unwrap_or_else(|refusal| panic!("{}: {refusal}", row.name));
        assert_eq!(again, call, "{}", row.name);
        // Nothing of the body is lost on the way, whatever the order of its elements.
        let (mut sent, mut written) = (pieces(row.body), pieces(std::str::from_utf8(&request.body).unwrap()));
        sent.sort_unstable();
        written.sort_unstable();
        if !matches!(row.body, "-" | "CSV") {
            assert_eq!(written, sent, "{}", row.name);
        }
    }
}

/// Every leaf with its text.
fn pieces(document: &str) -> Vec<String> {
    let parts: Vec<&str> = document.split('<').collect();
    let leaves = parts.windows(2).filter(|pair| pair[1].starts_with('/') && !pair[0].starts_with('/'));
    // What a record always writes and the request does not have is empty.
    leaves.filter(|pair| !pair[0].ends_with('>')).map(|pair| pair[0].to_owned()).collect()
}

#[test]
fn every_answer_is_written_and_read() {
    for row in rows().filter(|row| row.known && !matches!(row.answer, "-" | "JSON")) {
        let start = format!("answer {} ", row.answer);
        let document = RESOURCES.lines().find_map(|line| line.strip_prefix(&start));
        let document = document.unwrap_or_else(|| panic!("{}: no document", row.name));
        let response = Response::xml(row.status, document);
        let answer = read_answer(&row.operation().unwrap(), &response).unwrap();
        assert_eq!(std::str::from_utf8(&answer.write()).unwrap(), document, "{}", row.name);
    }
}

#[test]
fn a_body_is_understood_by_the_products_that_have_its_operation() {
    for row in rows().filter(|row| row.known) {
        let bytes = row.bytes();
        let body = Body::read(row.operation().unwrap().row().body, &bytes).unwrap();
        for product in [Product::Ccx, Product::Cce] {
            let refused = match &body {
                Body::User(user) => user.intent(product).err(),
                Body::Dialog(dialog) => dialog.intent(product).err(),
                _ => continue,
            };
            let status = refused.map(|refusal| refusal.status);
            let expected = match (row.has(product), row.name) {
                // With call variables the same operation is for CCE only.
                (true, "Dialog: Make a call") if product == Product::Ccx => Some(400),
                (true, _) => None,
                // The other product has the action too, on other calls.
                (false, name) if name.contains("reservation") || name.contains("task") => None,
                (false, _) => Some(501),
            };
            assert_eq!(status, expected, "{} on {product:?}", row.name);
        }
    }
}

#[test]
fn what_is_not_confirmed_is_not_found() {
    for row in rows().filter(|row| !row.known) {
        // A known path with another meaning of its query, which is ignored like every query nobody knows.
        if row.name == "User: List reservation dialogs" {
            assert_eq!(row.operation().unwrap().row().name, "GetUserDialogs");
            continue;
        }
        let refusal = row.operation().expect_err(row.name);
        assert!(matches!(refusal.status, 404 | 405), "{}: {refusal}", row.name);
        let mut request = Request::new(row.method, row.target());
        request.body = row.bytes();
        assert!(Call::read(&request).is_err(), "{}", row.name);
    }
}
