//! Rows of lists and queries beside quick-xml events into owned pairs, and a request beside the copy of its bytes.
#![allow(clippy::panic, reason = "a bench that cannot be set up has no result")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use axl_soap::records::{Phone, User};
use axl_soap::{
    Call, Client, ClientConfig, Credentials, Event, Headers, HttpResponse, Key, Reply, Row, Status, Transmit,
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use quick_xml::Reader;
use quick_xml::events::Event as Xml;

fn envelope(operation: &str, rows: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><ns:{operation}Response \
         xmlns:ns=\"http://www.cisco.com/AXL/API/15.0\"><return>{rows}</return></ns:{operation}Response>\
         </soapenv:Body></soapenv:Envelope>"
    )
}

fn phones() -> String {
    let mut rows = String::new();
    for n in 0..1_000 {
        let uuid = format!("{{5D0C8A17-3E62-4B9F-A1D4-7F20C6{n:06X}}}");
        let _ = write!(
            rows,
            "<phone ctiid=\"{n}\" uuid=\"{uuid}\"><name>SEP{n:012X}</name><description>Agent {n} &amp; desk</description>\
             <product>Cisco 8845</product><model>Cisco 8845</model><class>Phone</class><protocol>SIP</protocol>\
             <protocolSide>User</protocolSide><callingSearchSpaceName uuid=\"{uuid}\">Agents_CSS\
             </callingSearchSpaceName><devicePoolName uuid=\"{uuid}\">Default</devicePoolName>\
             <commonDeviceConfigName/><commonPhoneConfigName uuid=\"{uuid}\">Standard Common Phone Profile\
             </commonPhoneConfigName><locationName uuid=\"{uuid}\">Hub_None</locationName><ownerUserName/></phone>"
        );
    }
    envelope("listPhone", &rows)
}

fn query() -> String {
    let mut rows = String::new();
    for n in 0..10_000 {
        let _ = write!(
            rows,
            "<row><pkid>5d0c8a17-3e62-4b9f-a1d4-7f20c6{n:06x}</pkid><userid>agent{n}</userid><firstname>Anna</firstname>\
             <lastname>O&apos;Neill {n}</lastname><dnorpattern>{}</dnorpattern><department/></row>",
            10_000 + n
        );
    }
    envelope("executeSQLQuery", &rows)
}

fn reply(call: Call, body: String) -> Reply {
    let mut client = Client::new(ClientConfig::new(Credentials::new("axl", "axl")));
    client.call(call);
    let Some(Transmit { id, .. }) = client.poll_transmit(Instant::now()) else { panic!("nothing to send") };
    let response = HttpResponse { status: Status::OK, headers: Headers::new(), body: body.into() };
    client.handle_response(Instant::now(), id, response).expect("an open exchange");
    match client.poll_event() {
        Some(Event::Done { result: Ok(reply), .. }) => reply,
        other => panic!("{other:?}"),
    }
}

/// What one would write with quick-xml: events into owned rows, names and texts copied, namespaces not resolved.
fn peer(text: &str, name: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = Reader::from_str(text);
    let mut rows = Vec::new();
    let mut row: Option<Vec<(String, String)>> = None;
    let mut cell: Option<(String, String)> = None;
    loop {
        match reader.read_event().expect("good XML") {
            Xml::Start(tag) if tag.local_name().as_ref() == name => row = Some(Vec::new()),
            Xml::Start(tag) if row.is_some() => {
                cell = Some((tag.local_name().as_ref().to_owned(), String::new()));
            }
            Xml::Empty(tag) => {
                if let Some(row) = &mut row {
                    row.push((tag.local_name().as_ref().to_owned(), String::new()));
                }
            }
            Xml::Text(text) => {
                if let Some((_, value)) = &mut cell {
                    value.push_str(&text);
                }
            }
            Xml::GeneralRef(entity) => {
                if let Some((_, value)) = &mut cell {
                    match entity.resolve_char_ref().expect("good reference") {
                        Some(c) => value.push(c),
                        None => value
                            .push_str(quick_xml::escape::resolve_xml_entity(&entity).expect("known entity")),
                    }
                }
            }
            Xml::End(tag) => match (&mut row, cell.take()) {
                (Some(row), Some(cell)) => row.push(cell),
                (Some(_), None) if tag.local_name().as_ref() == name => rows.extend(row.take()),
                _ => {}
            },
            Xml::Eof => return rows,
            _ => {}
        }
    }
}

fn read(c: &mut Criterion, name: &str, row_name: &str, reply: &Reply) {
    let text = std::str::from_utf8(reply.body()).expect("UTF-8").to_owned();
    assert_eq!(peer(&text, row_name).len(), reply.owned_rows().expect("rows").len());
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("borrowed", |b| {
        b.iter(|| {
            let mut rows = reply.rows().expect("rows");
            let mut row = Row::default();
            let mut cells = 0;
            while rows.read(&mut row).expect("good XML") {
                cells += black_box(&row).cells.len();
            }
            cells
        });
    });
    group.bench_function("borrowed_kept", |b| {
        b.iter(|| reply.rows().expect("rows").collect::<Result<Vec<_>, _>>().expect("good XML"));
    });
    group.bench_function("owned", |b| b.iter(|| reply.owned_rows().expect("good XML")));
    group.bench_function("quick_xml_owned", |b| b.iter(|| peer(black_box(&text), row_name)));
    group.bench_function("floor_copy", |b| b.iter(|| black_box(&text).clone()));
    group.finish();
}

fn rows(c: &mut Criterion) {
    let list = Call::list::<Phone>(&[("name", "%")]).expect("a list");
    read(c, "axl_list_phone_1000", "phone", &reply(list, phones()));
    read(c, "axl_sql_10000", "row", &reply(Call::sql_query("select 1"), query()));
}

fn request(c: &mut Criterion) {
    let call = Call::get::<User>(&Key::name("agent1")).expect("a get");
    let call = call.returning(&["firstName", "lastName", "ipccExtension"]).expect("tags");
    let written = call.to_bytes(axl_soap::Version::V15_0);
    let text = String::from_utf8(written.to_vec()).expect("UTF-8");
    let mut group = c.benchmark_group("axl_get_user_request");
    group.bench_function("write", |b| {
        let mut out = String::with_capacity(1024);
        b.iter(|| {
            out.clear();
            black_box(&call).write(axl_soap::Version::V15_0, &mut out);
            out.len()
        });
    });
    // The pieces that the message is made of: names, texts and the marks around them, each known beforehand.
    let pieces: Vec<&str> = text.split_inclusive(['<', '>', '/']).collect();
    group.bench_function("floor_push_str", |b| {
        let mut out = String::with_capacity(1024);
        b.iter(|| {
            out.clear();
            for piece in black_box(&pieces) {
                out.push_str(piece);
            }
            out.len()
        });
    });
    group.bench_function("floor_one_copy", |b| {
        let mut out = String::with_capacity(1024);
        b.iter(|| {
            out.clear();
            out.push_str(black_box(&text));
            out.len()
        });
    });
    group.finish();
}

fn config() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(20)
}

criterion_group! { name = benches; config = config(); targets = rows, request }
criterion_main!(benches);
