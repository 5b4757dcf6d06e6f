//! Requests as `axl-soap` writes them, and answers of the emulator, against the schema, by libxml2's `xmllint`.
//!
//! The schema comes with `npm install` in `tests/interop`; `XMLLINT` names another program than that of the path. What is
//! missing is skipped loudly; with `INTEROP=1` it fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;

use axl_soap::records::{
    AppUser, CallForwardAll, CtiRoutePoint, Dirn, Line, Phone, PhoneLine, PhoneLines, RoutePartition, User,
    UserGroup,
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop");
    let schema = folder.join("node_modules/cisco-axl/schema/15.0/AXLSoap.xsd");
    let xmllint = std::env::var("XMLLINT").unwrap_or_else(|_| "xmllint".to_owned());
    let ready = Command::new(&xmllint).arg("--version").output().is_ok_and(|output| output.status.success());
    if !ready || !schema.exists() {
        assert!(std::env::var("INTEROP").is_err(), "{xmllint} or {} is missing", schema.display());
        eprintln!("SKIPPED: {xmllint} or {} is missing; see the head of {}", schema.display(), file!());
        return;
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut command = Command::new(xmllint);
    command.args(["--noout", "--nonet", "--schema"]).arg(&schema);
    for (name, text) in documents {
        let file = target.join(format!("{name}.xml"));
        std::fs::write(&file, text).unwrap();
        command.arg(file);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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
        Call::update(&Key::name("jdoe"), &changed).unwrap().rename("userid", "jane"),
        Call::update(&Key::name("SEP1"), &phone()).unwrap().rename("name", "SEP2"),
        Call::update(&Key::pattern("2001", "Agents_PT"), &line).unwrap().rename("pattern", "2002"),
        group.edit("members", vec![members("a")], vec![members("b")]).unwrap().rename("name", "H"),
        Call::remove::<Phone>(&Key::name("SEP1")).unwrap(),
        Call::apply::<Phone>(&Key::name("SEP1")).unwrap(),
        Call::reset::<Phone>(&Key::name("SEP1")).unwrap(),
        Call::list_change(Some(("q", 4)), &["Phone", "User"]),
        Call::ldap_sync("d", LdapSync::Start),
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
