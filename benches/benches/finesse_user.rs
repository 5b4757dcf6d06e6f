//! Resources and updates: reading and writing beside a raw quick-xml pass (the floor of reading) and quick-xml's serde layer (the peer).
#![allow(missing_docs, clippy::unwrap_used)]

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use finesse_proto::{
    Dialog, Form, FromXml, Notification, NotificationNs, ToXml, Update, User, from_document,
};
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};

const USER: &str = "<User><dialogs>/finesse/api/User/4711/Dialogs</dialogs><extension>2801</extension><firstName>Ines</firstName>\
<lastName>Vogt</lastName><loginId>4711</loginId><loginName>ivogt</loginName><mediaType>1</mediaType><pendingState></pendingState>\
<reasonCode><category>NOT_READY</category><code>12</code><forAll>true</forAll><id>3</id><label>Paperwork</label>\
<uri>/finesse/api/ReasonCode/3</uri></reasonCode><reasonCodeId>3</reasonCodeId><roles><role>Agent</role><role>Supervisor</role></roles>\
<settings><wrapUpOnIncoming>OPTIONAL</wrapUpOnIncoming></settings><state>NOT_READY</state>\
<stateChangeTime>2024-05-06T07:08:09.010Z</stateChangeTime><teamId>7</teamId><teamName>North</teamName>\
<teams><Team><id>7</id><name>North</name><uri>/finesse/api/Team/7</uri></Team></teams><uri>/finesse/api/User/4711</uri></User>";

/// The same resources as a serde user would write them down, as far as the documents here go.
mod peer {
    use super::{Cow, Deserialize, Serialize};

    macro_rules! peers {
        ($( $name:ident { $( $(#[$meta:meta])* $field:ident: $ty:ty, )* } )*) => { $(
            #[derive(Serialize, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub(crate) struct $name<'x> { $( $(#[$meta])* $field: $ty, )* }
        )* };
    }

    type Text<'x> = Cow<'x, str>;

    /// What is only ever written here.
    #[derive(Serialize)]
    pub(crate) struct Data<'x> {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) user: Option<User<'x>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(crate) dialog: Option<Dialog<'x>>,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Update<'x> {
        pub(crate) data: &'x Data<'x>,
        pub(crate) event: Text<'x>,
        pub(crate) request_id: Text<'x>,
        pub(crate) source: Text<'x>,
    }

    #[derive(Serialize)]
    pub(crate) struct Notification<'x> {
        #[serde(rename = "@xmlns")]
        pub(crate) xmlns: Text<'x>,
        #[serde(rename = "$text")]
        pub(crate) text: Text<'x>,
    }

    peers! {
        User {
            #[serde(borrow)] dialogs: Text<'x>, extension: Text<'x>, first_name: Text<'x>, last_name: Text<'x>, login_id: Text<'x>,
            login_name: Text<'x>, media_type: Text<'x>, pending_state: Text<'x>, reason_code: ReasonCode<'x>,
            reason_code_id: Text<'x>, roles: Roles<'x>, settings: Settings<'x>, state: Text<'x>, state_change_time: Text<'x>,
            team_id: Text<'x>, team_name: Text<'x>, teams: Teams<'x>, uri: Text<'x>,
        }
        ReasonCode {
            #[serde(borrow)] category: Text<'x>, code: Text<'x>, for_all: Text<'x>, id: Text<'x>, label: Text<'x>, uri: Text<'x>,
        }
        Roles { #[serde(borrow)] role: Vec<Text<'x>>, }
        Settings { #[serde(borrow)] wrap_up_on_incoming: Text<'x>, }
        Teams { #[serde(borrow, rename = "Team")] team: Vec<Team<'x>>, }
        Team { #[serde(borrow)] id: Text<'x>, name: Text<'x>, uri: Text<'x>, }
        Dialog {
            #[serde(borrow)] associated_dialog_uri: Text<'x>, from_address: Text<'x>, id: Text<'x>, media_properties: Properties<'x>,
            media_type: Text<'x>, participants: Participants<'x>, state: Text<'x>, to_address: Text<'x>, uri: Text<'x>,
        }
        Properties {
            #[serde(borrow, rename = "DNIS")] dnis: Text<'x>, call_type: Text<'x>, callvariables: Variables<'x>,
        }
        Variables { #[serde(borrow, rename = "CallVariable")] variable: Vec<Variable<'x>>, }
        Variable { #[serde(borrow)] name: Text<'x>, value: Text<'x>, }
        Participants { #[serde(borrow, rename = "Participant")] participant: Vec<Participant<'x>>, }
        Participant {
            #[serde(borrow)] actions: Actions<'x>, media_address: Text<'x>, media_address_type: Text<'x>, start_time: Text<'x>,
            state: Text<'x>, state_cause: Text<'x>, state_change_time: Text<'x>,
        }
        Actions { #[serde(borrow, default)] action: Vec<Text<'x>>, }
    }
}

/// A call with two participants and ten call variables.
fn dialog() -> String {
    let variable = |n| {
        format!(
            "<CallVariable><name>callVariable{n}</name><value>value {n} &amp; more</value></CallVariable>"
        )
    };
    let variables: String = (1..=10).map(variable).collect();
    let participant = |address| {
        format!(
            "<Participant><actions><action>HOLD</action><action>DROP</action></actions><mediaAddress>{address}</mediaAddress>\
             <mediaAddressType>AGENT_DEVICE</mediaAddressType><startTime>2024-05-06T07:10:00.100Z</startTime><state>ACTIVE</state>\
             <stateCause></stateCause><stateChangeTime>2024-05-06T07:10:04.200Z</stateChangeTime></Participant>"
        )
    };
    format!(
        "<Dialog><associatedDialogUri></associatedDialogUri><fromAddress>0049305550</fromAddress><id>16790012</id>\
         <mediaProperties><DNIS>7700</DNIS><callType>ACD_IN</callType><callvariables>{variables}</callvariables>\
         </mediaProperties><mediaType>Voice</mediaType><participants>{}{}</participants><state>ACTIVE</state>\
         <toAddress>7700</toAddress><uri>/finesse/api/Dialog/16790012</uri></Dialog>",
        participant("2801"),
        participant("0049305550")
    )
}

/// Every event of the document, and nothing done with it.
fn raw_pass(text: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut count = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return count,
            event => count += usize::from(!event.is_empty()),
        }
    }
}

fn written(value: &impl ToXml, root: &str, out: &mut String) {
    out.clear();
    value.to_xml(root, &mut xml_cursor::Writer::new(out));
}

fn both<'x, T, P>(group: &mut BenchmarkGroup<'_, WallTime>, root: &'static str, text: &'x str)
where
    T: FromXml<'x, ()> + ToXml,
    P: Serialize + Deserialize<'x>,
{
    let peer: P = quick_xml::de::from_str(text).unwrap();
    let value: T = from_document(text.as_bytes(), root).unwrap();
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(format!("{root}/read/finesse-proto"), |b| {
        b.iter(|| black_box(from_document::<T>(black_box(text).as_bytes(), root).unwrap()));
    });
    group
        .bench_function(format!("{root}/read/quick-xml, raw pass"), |b| b.iter(|| raw_pass(black_box(text))));
    group.bench_function(format!("{root}/read/quick-xml, serde"), |b| {
        b.iter(|| black_box(quick_xml::de::from_str::<P>(black_box(text)).unwrap()));
    });
    let mut out = String::with_capacity(text.len() * 2);
    group.bench_function(format!("{root}/write/finesse-proto"), |b| {
        b.iter(|| written(black_box(&value), root, &mut out));
    });
    group.bench_function(format!("{root}/write/quick-xml, serde"), |b| {
        b.iter(|| black_box(quick_xml::se::to_string_with_root(root, black_box(&peer)).unwrap()));
    });
    group.bench_function(format!("{root}/write/copy"), |b| {
        b.iter(|| {
            out.clear();
            out.push_str(black_box(text));
        });
    });
}

fn resources(c: &mut Criterion) {
    let dialog = dialog();
    let mut group = c.benchmark_group("finesse_user");
    both::<User<'_>, peer::User<'_>>(&mut group, "User", USER);
    both::<Dialog<'_>, peer::Dialog<'_>>(&mut group, "Dialog", &dialog);
    group.finish();
}

fn updates(c: &mut Criterion) {
    let mut group = c.benchmark_group("finesse_update");
    let user: User<'_> = from_document(USER.as_bytes(), "User").unwrap();
    let peer: peer::User<'_> = quick_xml::de::from_str(USER).unwrap();
    let data = finesse_proto::Data::User(Box::new(user));
    let update = Update::new(finesse_proto::UpdateEvent::Put, "/finesse/api/User/4711", data).caused_by("a1");
    one_update(&mut group, "User", &update, &peer::Data { user: Some(peer), dialog: None });

    let text = dialog();
    let value: Dialog<'_> = from_document(text.as_bytes(), "Dialog").unwrap();
    let peer: peer::Dialog<'_> = quick_xml::de::from_str(&text).unwrap();
    let data = finesse_proto::Data::Dialog(Box::new(value));
    let source = "/finesse/api/Dialog/16790012";
    let update = Update::new(finesse_proto::UpdateEvent::Put, source, data).caused_by("a1");
    one_update(&mut group, "Dialog", &update, &peer::Data { user: None, dialog: Some(peer) });
    group.finish();
}

/// The payload of a pubsub item: the update as text in a `notification`, its markup escaped.
fn one_update(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    update: &Update<'_>,
    data: &peer::Data<'_>,
) {
    let payload = Notification::write(update, NotificationNs::Push, Form::Text);
    group.throughput(Throughput::Bytes(payload.len() as u64));
    group.bench_function(format!("{name}/read/finesse-proto"), |b| {
        b.iter(|| {
            let notification = Notification::read(black_box(payload.as_bytes())).unwrap();
            let update = notification.update().unwrap();
            black_box(update.source.len())
        });
    });
    group.bench_function(format!("{name}/read/finesse-proto, owned"), |b| {
        b.iter(|| {
            let notification = Notification::read(black_box(payload.as_bytes())).unwrap();
            black_box(notification.update().unwrap().into_owned())
        });
    });
    group.bench_function(format!("{name}/read/quick-xml, raw pass over the escaped text"), |b| {
        b.iter(|| raw_pass(black_box(&payload)))
    });
    group.bench_function(format!("{name}/write/finesse-proto"), |b| {
        b.iter(|| black_box(Notification::write(black_box(update), NotificationNs::Push, Form::Text)));
    });
    let peer = peer::Update {
        data,
        event: "PUT".into(),
        request_id: "a1".into(),
        source: update.source.as_ref().into(),
    };
    group.bench_function(format!("{name}/write/quick-xml, serde"), |b| {
        b.iter(|| {
            let text = quick_xml::se::to_string_with_root("Update", black_box(&peer)).unwrap();
            let notification = peer::Notification { xmlns: "urn:xmpp:push:0".into(), text: text.into() };
            black_box(quick_xml::se::to_string_with_root("notification", &notification).unwrap())
        });
    });
}

criterion_group!(benches, resources, updates);
criterion_main!(benches);
