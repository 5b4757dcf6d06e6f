//! Every typed object: added, fetched, listed, changed and sent back, applied, reset, removed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fmt::Debug;

use axl_soap::records::*;
use axl_soap::*;
use support::Lab;

/// A value that the directory accepts for a mandatory field.
fn value(field: &FieldSpec) -> &'static str {
    match (field.name, field.kind) {
        ("devicePoolName" | "callManagerGroupName" | "regionName", _) => "Default",
        ("locationName", _) => "Hub_None",
        ("commonPhoneConfigName", _) => "Standard Common Phone Profile",
        ("presenceGroupName", _) => "Standard Presence group",
        ("huntListName", _) => "Hunters",
        ("routePartitionName", _) => "Agents_PT",
        ("pattern", _) => "9001",
        ("usage", _) => "Device",
        (_, Kind::Flag) => "false",
        (_, Kind::Integer) => "1",
        _ => "Round trip",
    }
}

fn minimal(spec: &RecordSpec) -> Vec<Element> {
    let needed = |field: &&FieldSpec| {
        field.in_verb(Verb::Add) && field.required() && field.default.is_none() && !field.nillable()
    };
    spec.fields
        .iter()
        .filter(needed)
        .map(|field| match field.kind {
            Kind::Record(inner) => Element::with_children(field.name, minimal(inner)),
            _ => Element::with_text(field.name, value(field)),
        })
        .collect()
}

fn round_trip<T: Object + PartialEq + Debug>(lab: &mut Lab, done: &mut Vec<&'static str>) {
    let name = T::OBJECT;
    let is = |verb| Operation::of(verb, name).is_some();
    let fetch = |lab: &mut Lab, uuid: Uuid| -> T {
        lab.run(Call::get::<T>(&Key::uuid(uuid)).unwrap())
            .unwrap_or_else(|e| panic!("get{name}: {e}"))
            .object()
            .unwrap()
    };
    let object = T::from_element(&Element::with_children("object", minimal(T::SPEC)));
    let added = lab.run(Call::add(&object).unwrap()).unwrap_or_else(|error| panic!("add{name}: {error}"));
    let uuid = added.uuid().unwrap().unwrap_or_else(|| panic!("add{name} answers no uuid"));

    let first = fetch(lab, uuid);
    // What was fetched is sent back as it is, and nothing changes.
    if is(Verb::Update) {
        let update = Call::update(&Key::uuid(uuid), &first).unwrap();
        let updated = lab.run(update).unwrap_or_else(|error| panic!("update{name}: {error}"));
        assert_eq!(updated.uuid(), Ok(Some(uuid)), "{name}");
        assert_eq!(fetch(lab, uuid), first, "{name}");
    }
    if is(Verb::List) {
        let criterion = Operation::of(Verb::List, name).unwrap().criteria().next().unwrap();
        let listed = lab.run(Call::list::<T>(&[(criterion, "%")]).unwrap()).unwrap();
        let rows: Vec<_> = listed.rows().unwrap().map(Result::unwrap).collect();
        let is_it = |row: &&Row<'_>| row.uuid.as_deref() == Some(&*uuid.to_axl());
        assert_eq!(rows.iter().filter(is_it).count(), 1, "list{name}");
    }
    for verb in [Verb::Apply, Verb::Reset, Verb::Restart].into_iter().filter(|verb| is(*verb)) {
        let call = Operation::of(verb, name).unwrap().name();
        let call = Call::build(call, vec![Element::with_text("uuid", uuid.to_axl())]).unwrap();
        assert_eq!(lab.run(call).unwrap().uuid(), Ok(Some(uuid)), "{verb:?} {name}");
    }
    let removed = lab.run(Call::remove::<T>(&Key::uuid(uuid)).unwrap()).unwrap();
    assert_eq!(removed.uuid(), Ok(Some(uuid)), "{name}");
    let fault = lab.fault(Call::get::<T>(&Key::uuid(uuid)).unwrap());
    assert_eq!(fault.axl_code(), Some(AxlCode::NOT_FOUND), "{name}");
    done.push(name);
}

#[test]
fn every_typed_object_makes_the_round() {
    let mut lab = Lab::new();
    let mut done = Vec::new();
    let hunters =
        HuntList { name: "Hunters".into(), call_manager_group_name: "Default".into(), ..HuntList::default() };
    lab.run(Call::add(&hunters).unwrap()).unwrap();
    macro_rules! each {
        ($($object:ident)*) => { $( round_trip::<$object>(&mut lab, &mut done); )* };
    }
    each! {
        User AppUser UserGroup Phone DeviceProfile CtiRoutePoint RemoteDestinationProfile Line HuntPilot HuntList LineGroup
        CallPickupGroup RoutePattern TransPattern RoutePartition Css RouteList RouteGroup SipTrunk DevicePool Region Location
        CallManagerGroup ProcessNode PresenceGroup CommonPhoneConfig
    }
    // Nothing adds a call manager: each node brings its own.
    let rest: Vec<_> = RecordSpec::objects()
        .iter()
        .filter_map(|spec| spec.object)
        .filter(|name| !done.contains(name))
        .collect();
    assert_eq!(rest, ["CallManager"]);
    assert!(Operation::of(Verb::Add, "CallManager").is_none());
}
