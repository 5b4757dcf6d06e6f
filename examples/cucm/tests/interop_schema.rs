//! Requests as `axl-soap` writes them, and answers of the emulator, against the schema, by libxml2's `xmllint`.
//!
//! The schema comes with `npm install` in `tests/interop`; `XMLLINT` names another program than that of the path. What is
//! missing is skipped loudly; with `INTEROP=1` it fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path as FilePath;
use std::process::Command;

use axl_soap::records::{
    AppUser, CallForwardAll, CtiRoutePoint, Dirn, FieldSpec, Kind, Line, Phone, PhoneLine, PhoneLines,
    RecordSpec, RoutePartition, User, UserGroup,
};
use axl_soap::*;
use cucm::phone_name;
use support::Lab;

/// The first child of a message's body as a document of its own.
fn operation(message: &[u8]) -> String {
    let envelope = Envelope::read(message).unwrap();
    let mut out = String::new();
    envelope.body[0].write_to(&mut out);
    out
}

fn validate(documents: &[(String, String)]) {
    let folder = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop");
    let schema = folder.join("node_modules/cisco-axl/schema/15.0/AXLSoap.xsd");
    let xmllint = std::env::var("XMLLINT").unwrap_or_else(|_| "xmllint".to_owned());
    let ready = Command::new(&xmllint).arg("--version").output().is_ok_and(|output| output.status.success());
    if !ready || !schema.exists() {
        assert!(std::env::var("INTEROP").is_err(), "{xmllint} or {} is missing", schema.display());
        eprintln!("SKIPPED: {xmllint} or {} is missing; see the head of {}", schema.display(), file!());
        return;
    }
    let target = FilePath::new(env!("CARGO_TARGET_TMPDIR"));
    let mut wrong = Vec::new();
    // A command line has an end.
    for documents in documents.chunks(2_000) {
        let mut command = Command::new(&xmllint);
        command.current_dir(target).args(["--noout", "--nonet", "--schema"]).arg(&schema);
        for (name, text) in documents {
            let file = format!("{name}.xml");
            std::fs::write(target.join(&file), text).unwrap();
            command.arg(file);
        }
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        let lines = text.lines().filter(|line| !line.ends_with(" validates"));
        wrong.extend(lines.map(str::to_owned));
        assert!(output.status.success() || !wrong.is_empty(), "{text}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A field of a record, and one in the record it holds, and so on.
type Path = Vec<&'static FieldSpec>;

/// Every field that a verb's request or returned tags may have, at any depth.
fn paths(spec: &'static RecordSpec, verb: Verb) -> Vec<Path> {
    let mut all = Vec::new();
    for field in spec.fields.iter().filter(|field| field.in_verb(verb)) {
        all.push(vec![field]);
        if let Kind::Record(inner) = field.kind {
            all.extend(paths(inner, verb).into_iter().map(|rest| [vec![field], rest].concat()));
        }
    }
    all
}

/// A record with the field of the path, and with what is mandatory and has no default: an update itself needs nothing, but
/// what lies in it is whole.
fn sample(spec: &'static RecordSpec, verb: Verb, path: &[&'static FieldSpec]) -> Vec<Element> {
    let chosen = path.first().map(|field| field.name);
    let whole = verb == Verb::Add || (verb == Verb::Update && spec.object.is_none());
    let needed = |field: &FieldSpec| whole && field.required() && field.default.is_none();
    let fields = spec.fields.iter().filter(|field| field.in_verb(verb));
    fields
        .filter(|field| chosen == Some(field.name) || needed(field))
        .map(|field| {
            let rest = if chosen == Some(field.name) { path.get(1..).unwrap_or_default() } else { &[] };
            let request = matches!(verb, Verb::Add | Verb::Update);
            match field.kind {
                Kind::Record(inner) => Element::with_children(field.name, record(inner, verb, rest)),
                _ if !request => Element::new(field.name),
                Kind::Flag => Element::with_text(field.name, "true"),
                Kind::Tree => Element::new(field.name),
                _ if field.name == "mac" => Element::with_text(field.name, "0A0B0C0D0E0F"),
                _ if field.name == "directedCallParkId" => {
                    Element::with_text(field.name, Uuid([7; 16]).to_axl())
                }
                // Numbers in the shape of texts.
                _ if field.name.ends_with("AudioSourceId") => Element::with_text(field.name, "1"),
                Kind::Integer => Element::with_text(field.name, "1"),
                _ => Element::with_text(field.name, "A1"),
            }
        })
        .collect()
}

/// The same, never empty where the schema wants one of several.
fn record(spec: &'static RecordSpec, verb: Verb, path: &[&'static FieldSpec]) -> Vec<Element> {
    let mut fields = sample(spec, verb, path);
    if matches!(verb, Verb::Add | Verb::Update) {
        let choice: &[&str] = match spec.name {
            "BLFDirectedCallPark" => &["directedCallParkId", "directedCallParkDnAndPartition"],
            "PickupGroupMember" => &["pickupGroupName", "pickupDnAndPartition"],
            _ => &[],
        };
        let chosen = fields.iter().any(|field| choice.contains(&field.name()));
        let first = spec.fields.iter().find(|field| field.in_verb(verb)).filter(|_| fields.is_empty());
        let wanted = choice.first().filter(|_| !chosen).and_then(|name| spec.field(name)).or(first);
        if let Some(wanted) = wanted {
            fields.extend(sample(spec, verb, &[wanted]).into_iter().filter(|one| one.name() == wanted.name));
        }
    }
    fields
}

/// Elements for one of the keys of an operation.
fn keys(operation: &'static Operation) -> Vec<Vec<Element>> {
    let text = |name: &str| if name == "uuid" { Uuid([7; 16]).to_axl() } else { "A1".to_owned() };
    let one = |part: KeyPart| Element::with_text(part.name, text(part.name));
    operation.keys().map(|parts| parts.map(one).collect()).collect()
}

#[test]
fn every_field_of_every_typed_request_is_valid() {
    let mut calls = Vec::new();
    for spec in RecordSpec::objects() {
        let object = spec.object.unwrap();
        for verb in [
            Verb::Add,
            Verb::Update,
            Verb::Get,
            Verb::List,
            Verb::Remove,
            Verb::Apply,
            Verb::Reset,
            Verb::Restart,
        ] {
            let Some(operation) = Operation::of(verb, object) else { continue };
            let build = |arguments| {
                Call::build(operation.name(), arguments).unwrap_or_else(|error| panic!("{object}: {error}"))
            };
            let keys = keys(operation);
            let keyed = |more: Vec<Element>| [keys.first().cloned().unwrap_or_default(), more].concat();
            calls.extend(keys.iter().cloned().map(build));
            for path in paths(spec, verb) {
                match verb {
                    Verb::Add => {
                        let wrapper = operation.wrapper().unwrap();
                        calls.push(build(vec![Element::with_children(wrapper, sample(spec, verb, &path))]));
                    }
                    Verb::Update => {
                        calls.push(build(keyed(sample(spec, verb, &path))));
                        if path.len() == 1 && path[0].renames() {
                            calls.push(build(keyed(vec![])).rename(path[0].name, "2").unwrap());
                        }
                    }
                    Verb::Get if operation.tags() != Tags::None => {
                        let tags = Element::with_children("returnedTags", sample(spec, verb, &path));
                        calls.push(build(keyed(vec![tags])));
                    }
                    Verb::List => {
                        let search = operation.criteria().next().map(|name| Element::with_text(name, "%"));
                        let search = Element::with_children("searchCriteria", search.into_iter().collect());
                        let tags = Element::with_children("returnedTags", sample(spec, verb, &path));
                        calls.push(build(vec![search, tags]).page(Page { skip: 1, first: 2 }).unwrap());
                    }
                    _ => {}
                }
            }
            for criterion in operation.criteria().filter(|_| verb == Verb::List) {
                let search =
                    Element::with_children("searchCriteria", vec![Element::with_text(criterion, "%")]);
                calls.push(build(vec![search, Element::new("returnedTags")]));
            }
            for list in operation.editable_lists().filter(|_| verb == Verb::Update) {
                let Some(Kind::Record(inner)) = spec.field(list).map(|field| field.kind) else {
                    panic!("{object} has no table of {list}")
                };
                let member = inner.fields[0];
                let Kind::Record(member_spec) = member.kind else { continue };
                let one = || Element::with_children(member.name, record(member_spec, Verb::Add, &[]));
                let edited = build(keyed(vec![])).edit(list, vec![one()], vec![one()]).unwrap();
                calls.push(edited);
            }
        }
    }
    assert!(calls.len() > 4_000, "{}", calls.len());
    let message = |(n, call): (usize, &Call)| {
        let name = call.operation().name();
        (format!("typed-{n}-{name}"), operation(&call.to_bytes(Version::V15_0)))
    };
    validate(&calls.iter().enumerate().map(message).collect::<Vec<_>>());
}

/// A value for a mandatory argument of any operation; `None` where it is a tree that this crate knows nothing of.
fn argument(part: KeyPart) -> Option<Element> {
    let text = match part.name {
        "units" | "subunits" => return None,
        name if name.to_lowercase().ends_with("uuid") => Uuid([7; 16]).to_axl(),
        "sync" | "isHardReset" | "force" | "enableProxyAuthentication" | "dndStatus" => "true".to_owned(),
        "loginDuration" | "unit" | "httpPort" | "sourceId" => "1".to_owned(),
        "pin" => "12345".to_owned(),
        _ => "A1".to_owned(),
    };
    Some(Element::with_text(part.name, text))
}

#[test]
fn the_keys_criteria_and_pages_of_every_operation_are_valid() {
    let mut calls = Vec::new();
    let (mut known, mut unknown) = (0, Vec::new());
    for operation in Operation::all() {
        let build = |arguments| {
            Call::build(operation.name(), arguments)
                .unwrap_or_else(|error| panic!("{}: {error}", operation.name()))
        };
        let inner = match operation.name() {
            // The one whose tags must not be empty.
            "getCcdFeatureConfig" => ["ccdParamName", "ccdParamValue"].map(Element::new).into(),
            _ => vec![],
        };
        let tags =
            (operation.tags() == Tags::Required).then(|| Element::with_children("returnedTags", inner));
        let before = calls.len();
        match operation.verb() {
            // What is in an object is known of the typed ones only; they have a test of their own.
            Verb::Add | Verb::Update => continue,
            Verb::List if operation.name() == "listChange" => calls.push(build(vec![])),
            Verb::List => {
                for criterion in operation.criteria().map(Some).chain([None]) {
                    let search = criterion.map(|name| Element::with_text(name, "%"));
                    if search.is_none() && operation.criteria().next().is_some() {
                        continue;
                    }
                    let search = search.map(|one| Element::with_children("searchCriteria", vec![one]));
                    let arguments = search.into_iter().chain(tags.clone()).collect();
                    calls.push(build(arguments).page(Page { skip: 1, first: 2 }).unwrap());
                }
            }
            _ if operation.keys().next().is_none() => calls.push(build(tags.into_iter().collect())),
            _ => {
                for parts in operation.keys() {
                    let parts: Vec<_> = parts.collect();
                    let needed = parts.iter().filter(|part| !part.optional && part.name != "returnedChoices");
                    let all = parts.iter().filter(|part| part.name != "returnedChoices");
                    for chosen in [needed.collect::<Vec<_>>(), all.collect()] {
                        let arguments: Option<Vec<_>> =
                            chosen.into_iter().map(|part| argument(*part)).collect();
                        // In the wrong order, which is put right.
                        let reversed = arguments.map(|a| a.into_iter().rev().chain(tags.clone()).collect());
                        calls.extend(reversed.map(build));
                    }
                }
            }
        }
        if calls.len() > before { known += 1 } else { unknown.push(operation.name()) }
    }
    assert_eq!(unknown, ["removeGatewaySubunits", "removeUnitsToGateway"]);
    // All but those, and those that add and update.
    assert_eq!(known, 1_068 - 2 - 174 - 201);
    let message = |(n, call): (usize, &Call)| {
        let name = call.operation().name();
        (format!("any-{n}-{name}"), operation(&call.to_bytes(Version::V15_0)))
    };
    validate(&calls.iter().enumerate().map(message).collect::<Vec<_>>());
}

fn phone() -> Phone {
    let dirn = Dirn { pattern: "2001".into(), route_partition_name: "Agents_PT".into(), ..Dirn::default() };
    let line = PhoneLine { index: 1.into(), dirn: dirn.into(), ..PhoneLine::default() };
    Phone {
        name: "SEP0A0B0C0D0E0F".into(),
        product: "Cisco 8845".into(),
        class: "Phone".into(),
        protocol: "SIP".into(),
        location_name: "Hub_None".into(),
        device_pool_name: Reference::uuid(Uuid([7; 16])).into(),
        common_phone_config_name: "Standard Common Phone Profile".into(),
        lines: PhoneLines { line: vec![line], ..PhoneLines::default() }.into(),
        ..Phone::default()
    }
}

#[test]
fn requests_are_valid() {
    let user = User {
        userid: "jdoe".into(),
        last_name: "D<o>e".into(),
        presence_group_name: "Standard Presence group".into(),
        enable_cti: true.into(),
        ..User::default()
    };
    let line = Line {
        pattern: "2001".into(),
        usage: "Device".into(),
        call_forward_all: CallForwardAll { destination: "2002".into(), ..CallForwardAll::default() }.into(),
        ..Line::default()
    };
    let point = CtiRoutePoint {
        name: "RP".into(),
        product: "CTI Route Point".into(),
        class: "CTI Route Point".into(),
        protocol: "SCCP".into(),
        location_name: "Hub_None".into(),
        ..CtiRoutePoint::default()
    };
    let changed = User { user_locale: Field::Clear, department: "Sales".into(), ..user.clone() };
    let members = |name: &str| Element::with_children("member", vec![Element::with_text("userId", name)]);
    let group = Call::update(&Key::name("G"), &UserGroup::default()).unwrap();
    let calls = [
        Call::authenticate("jdoe", &Proof::Password(Secret::new("a&b"))),
        Call::authenticate("jdoe", &Proof::Pin(Secret::new("12345"))),
        Call::ccm_version(),
        Call::sql_query("select 1 < 2"),
        Call::sql_update("update x"),
        Call::get::<User>(&Key::name("jdoe")).unwrap(),
        Call::get::<User>(&Key::uuid(Uuid([7; 16])))
            .unwrap()
            .returning(&["userid", "extensionsInfo/extension/pattern"])
            .unwrap(),
        Call::get::<Line>(&Key::pattern("2001", "Agents_PT")).unwrap(),
        Call::list::<User>(&[("userid", "%"), ("firstName", "A%")])
            .unwrap()
            .page(Page { skip: 0, first: 5 })
            .unwrap(),
        Call::list::<Phone>(&[("name", "%")]).unwrap(),
        Call::add(&user).unwrap().sequence(7),
        Call::add(&AppUser { userid: "axl".into(), ..AppUser::default() }).unwrap(),
        Call::add(&phone()).unwrap(),
        Call::add(&line).unwrap(),
        Call::add(&point).unwrap(),
        Call::add(&RoutePartition { name: "P".into(), ..RoutePartition::default() }).unwrap(),
        Call::update(&Key::name("jdoe"), &changed).unwrap().rename("userid", "jane").unwrap(),
        Call::update(&Key::name("SEP1"), &phone()).unwrap().rename("name", "SEP2").unwrap(),
        Call::update(&Key::pattern("2001", "Agents_PT"), &line).unwrap().rename("pattern", "2002").unwrap(),
        group.edit("members", vec![members("a")], vec![members("b")]).unwrap().rename("name", "H").unwrap(),
        Call::remove::<Phone>(&Key::name("SEP1")).unwrap(),
        Call::apply::<Phone>(&Key::name("SEP1")).unwrap(),
        Call::reset::<Phone>(&Key::name("SEP1")).unwrap(),
        Call::list_change(Some(("q", 4)), &["Phone", "User"]),
        Call::ldap_sync(&Key::name("d"), LdapSync::Start).unwrap(),
    ];
    let documents: Vec<_> = calls
        .iter()
        .enumerate()
        .map(|(n, call)| {
            (format!("request-{n}-{}", call.operation().name()), operation(&call.to_bytes(Version::V15_0)))
        })
        .collect();
    validate(&documents);
}

#[test]
fn answers_without_empty_references_are_valid() {
    let mut lab = Lab::new();
    let tags = ["userid", "firstName", "lastName", "associatedDevices", "primaryExtension", "ipccExtension"];
    let calls = [
        Call::authenticate("agent1", &Proof::Password(Secret::new("ciscopsdt"))),
        Call::ccm_version(),
        Call::sql_query("select userid, lastname from enduser"),
        Call::sql_query("select userid from enduser where userid = 'x'"),
        Call::get::<User>(&Key::name("agent1")).unwrap().returning(&tags).unwrap(),
        Call::get::<Phone>(&Key::name(phone_name("1001")))
            .unwrap()
            .returning(&["name", "lines", "devicePoolName"])
            .unwrap(),
        Call::list::<Phone>(&[("name", "%")])
            .unwrap()
            .returning(&["name", "model", "product", "class"])
            .unwrap(),
        Call::list::<Phone>(&[("name", "x")]).unwrap(),
        Call::add(&RoutePartition { name: "P".into(), ..RoutePartition::default() }).unwrap(),
    ];
    let mut documents = Vec::new();
    for (n, call) in calls.into_iter().enumerate() {
        let name = call.operation().name();
        let reply = lab.run(call).unwrap_or_else(|error| panic!("{name}: {error}"));
        documents.push((format!("answer-{n}-{name}"), operation(reply.body())));
    }
    validate(&documents);
}
