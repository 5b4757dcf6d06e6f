//! The tables against the catalogue of the guides (`tests/data/`): every message, slot, field, tag and value.
//!
//! The catalogue holds, in our own words, what the guides print. A row of a table that is changed must be changed
//! there as well, with a reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use cti_wire::*;
use serde_json::Value as Json;

fn load(text: &str) -> Vec<Json> {
    let Json::Array(rows) = serde_json::from_str(text).unwrap() else { panic!("not a list") };
    rows
}

fn messages() -> Vec<Json> {
    load(include_str!("data/messages.json"))
}

fn str_of<'j>(row: &'j Json, key: &str) -> &'j str {
    row[key].as_str().unwrap_or_else(|| panic!("{key} of {row}"))
}

fn number(row: &Json, key: &str) -> Option<u32> {
    row[key].as_u64().map(|n| n.try_into().unwrap())
}

fn has(row: &Json, product: &str) -> bool {
    row["product"].as_array().unwrap().iter().any(|p| p == product)
}

/// CCX may serve these as well: the tables allow them in the CCE layout.
const PERHAPS_CCX: [u32; 6] = [91, 92, 116, 117, 139, 140];

/// Slots the catalogue leaves out because their place is disputed; written only when a profile asks for it.
const DISPUTED: [(u32, &str); 4] =
    [(1, "FailureCode"), (1, "PeripheralErrorCode"), (46, "RequestingDeviceIDType"), (123, "InvokeID")];

fn spec(row: &Json) -> &'static MessageSpec {
    let dialect = if has(row, "cce") { Dialect::Cce } else { Dialect::Ccx };
    let profile = Profile::new(dialect, if dialect == Dialect::Cce { 25 } else { 18 });
    let spec = spec_of(MessageType(number(row, "type").unwrap()), &profile)
        .unwrap_or_else(|| panic!("no row for {row}"));
    assert_eq!(spec.name, str_of(row, "name"));
    spec
}

fn kind(row: &Json) -> Kind {
    match (str_of(row, "type"), str_of(row, "name")) {
        ("UNSPEC", name) if name.contains("Password") => Kind::Secret,
        ("STRING", name) if name.contains("Password") => Kind::SecretString,
        ("UNSPEC", _) => Kind::Unspec,
        ("STRING", _) => Kind::String,
        ("UCHAR", _) => Kind::Uchar,
        ("USHORT", _) => Kind::Ushort,
        ("UINT", _) => Kind::Uint,
        ("INT", _) => Kind::Int,
        ("BOOL", _) => Kind::Bool,
        ("TIME", _) => Kind::Time,
        ("NAMEDVAR", _) => Kind::NamedVar,
        ("NAMEDARRAY", _) => Kind::NamedArray,
        other => panic!("{other:?}"),
    }
}

/// The same type, or one of the pairs that the guides do not keep apart.
fn same_kind(table: Kind, catalogue: Kind, slot: bool) -> bool {
    table == catalogue
        || matches!((table, catalogue), (Kind::Uint, Kind::Int) | (Kind::Int, Kind::Uint))
        || (slot && (table, catalogue) == (Kind::Bytes8, Kind::Unspec))
}

fn layouts(row: &Json) -> Vec<(Dialect, &Json)> {
    let mut layouts = Vec::new();
    if has(row, "cce") {
        layouts.push((Dialect::Cce, row));
    }
    if has(row, "ccx") {
        layouts.push((Dialect::Ccx, if row["ccx"].is_object() { &row["ccx"] } else { row }));
    }
    layouts
}

#[test]
fn every_message_is_there_once() {
    let known: Vec<_> = messages().into_iter().filter(|row| row["layout"] != "unknown").collect();
    assert_eq!(known.len(), 171);
    let rows: BTreeSet<_> = known.iter().map(|row| spec(row).name).collect();
    assert_eq!(rows.len(), SPECS.len());
    for row in &known {
        let spec = spec(row);
        let sender = match spec.sender {
            Sender::Client => "client",
            Sender::Server => "server",
            Sender::Both => "both",
        };
        assert_eq!(sender, str_of(row, "direction"), "{}", spec.name);
        for (dialect, product) in [(Dialect::Ccx, "ccx"), (Dialect::Cce, "cce")] {
            let first = number(row, "since").unwrap_or(0);
            let perhaps = dialect == Dialect::Ccx && PERHAPS_CCX.contains(&spec.message_type.0);
            for version in Profile::MIN_VERSION..=Profile::MAX_VERSION {
                assert_eq!(
                    spec.when.holds(&Profile::new(dialect, version)),
                    (has(row, product) || perhaps) && version >= first,
                    "{} in {dialect:?} {version}",
                    spec.name
                );
            }
        }
    }
}

#[test]
fn every_type_has_its_name() {
    let rows = messages();
    assert_eq!(rows.len(), 250);
    for row in &rows {
        let profile = if has(row, "cce") { Profile::cce(25) } else { Profile::ccx(18) };
        let ty = MessageType(number(row, "type").unwrap());
        assert_eq!(ty.name_in(&profile), Some(str_of(row, "name")));
        if row["layout"] == "unknown" {
            assert!(spec_of(ty, &profile).is_none(), "{ty} has no known layout");
        }
    }
}

#[test]
fn every_slot_of_every_version_is_in_its_place() {
    for row in messages().iter().filter(|row| row["layout"] != "unknown") {
        let spec = spec(row);
        for (dialect, layout) in layouts(row) {
            for version in Profile::MIN_VERSION..=Profile::MAX_VERSION {
                let profile = Profile::new(dialect, version);
                let expected: Vec<_> = layout["fixed"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|slot| number(slot, "since").is_none_or(|since| version >= since))
                    .collect();
                let slots: Vec<_> = spec.fixed.iter().filter(|slot| slot.is_written(&profile)).collect();
                let names = |n: &str| format!("{n} of {} in {dialect:?} {version}", spec.name);
                assert_eq!(slots.len(), expected.len(), "{}", names("slots"));
                for (slot, row) in slots.iter().zip(expected) {
                    assert_eq!(slot.name, str_of(row, "name"), "{}", names(slot.name));
                    assert!(same_kind(slot.kind, kind(row), true), "{}: {:?}", names(slot.name), slot.kind);
                    let value = if dialect == Dialect::Ccx { number(row, "value") } else { None };
                    if dialect == Dialect::Ccx {
                        assert_eq!(slot.ccx_value, value, "{}", names(slot.name));
                    }
                    if let Some(list) = row["enum"].as_str() {
                        let table = slot.names_in(dialect).map(|n| n.name);
                        assert_eq!(table, Some(list), "{}", names(slot.name));
                    }
                }
            }
        }
        for slot in spec.fixed {
            let everywhere = layouts(row)
                .iter()
                .any(|(_, l)| l["fixed"].as_array().unwrap().iter().any(|s| s["name"] == slot.name));
            let disputed = DISPUTED.contains(&(spec.message_type.0, slot.name));
            assert!(everywhere != disputed, "{} of {} comes from nowhere", slot.name, spec.name);
        }
    }
}

#[test]
fn every_floating_field_is_allowed_where_the_guides_allow_it() {
    for row in messages().iter().filter(|row| row["layout"] != "unknown") {
        let spec = spec(row);
        let mut seen = BTreeSet::new();
        for (dialect, layout) in layouts(row) {
            let fields: Vec<_> =
                layout["floating"].as_array().unwrap().iter().filter(|f| f["tag"].is_u64()).collect();
            for row in &fields {
                let tag = u16::try_from(number(row, "tag").unwrap()).unwrap();
                seen.insert(tag);
                let at = format!("{} of {} in {dialect:?}", str_of(row, "name"), spec.name);
                let field = spec.floating.iter().find(|f| f.tag == tag).unwrap_or_else(|| panic!("no {at}"));
                assert!(same_kind(field.kind, kind(row), false), "{at}: {:?}", field.kind);
                assert_eq!(Some(u32::from(field.max_in(dialect))), number(row, "max"), "{at}");
                assert_eq!(field.required_in(dialect), row["required"] == true, "{at}");
                let (list, counter) = match row["list"].as_str() {
                    Some(list) => (list.rsplit('.').next().unwrap(), str_of(row, "count_field")),
                    None => ("", ""),
                };
                assert_eq!((field.list.name(), field.list.counter()), (list, counter), "{at}");
                for version in Profile::MIN_VERSION..=Profile::MAX_VERSION {
                    let there = number(row, "since").is_none_or(|n| version >= n)
                        && number(row, "until").is_none_or(|n| version <= n);
                    assert_eq!(field.when.holds(&Profile::new(dialect, version)), there, "{at} {version}");
                }
            }
            let allowed = spec.floating.iter().filter(|f| f.when.holds(&Profile::new(dialect, 25)));
            for field in allowed {
                let known = fields.iter().any(|f| f["tag"] == field.tag);
                assert!(known, "{} of {} comes from nowhere in {dialect:?}", field.name, spec.name);
            }
        }
        assert_eq!(seen.len(), spec.floating.len(), "{}", spec.name);
    }
}

#[test]
fn lists_are_led_by_their_first_field_and_counted_by_their_slot() {
    for spec in SPECS {
        for slot in spec.fixed.iter().filter(|slot| slot.counts != List::None) {
            assert_eq!(slot.counts.counter(), slot.name, "{}", spec.name);
        }
        let lists: BTreeMap<_, _> = spec.floating.iter().map(|f| (f.list.name(), f.list)).collect();
        for list in lists.into_values().filter(|list| *list != List::None) {
            let leads: Vec<_> = spec.floating.iter().filter(|f| f.list == list).map(|f| f.leads).collect();
            assert!(leads[0] && leads[1..].iter().all(|lead| !lead), "{list:?} of {}", spec.name);
            let slot = spec.fixed.iter().any(|slot| slot.counts == list);
            let field = spec.floating.iter().any(|field| field.name == list.counter());
            assert!(slot != field, "{list:?} of {} has one counter", spec.name);
        }
    }
}

#[test]
fn every_tag_has_its_name_or_its_type() {
    let tags = load(include_str!("data/tags.json"));
    assert_eq!(tags.len(), 250);
    for row in &tags {
        let tag = u16::try_from(number(row, "tag").unwrap()).unwrap();
        let product = row["product"].as_array().map(|p| p[0].as_str().unwrap());
        let profile = match product {
            Some("ccx") => Profile::ccx(18),
            _ => Profile::cce(number(row, "until").unwrap_or(25)),
        };
        // CCE's list of tags gives 185 the name and type of 141; its messages use it as CCX does.
        if (tag, product) == (185, Some("cce")) {
            continue;
        }
        let name = tag_name(tag, &profile).unwrap_or_else(|| panic!("no name for {row}"));
        match field_by_tag(tag, &profile) {
            // The guides name fields and tags differently; the type is what must agree.
            Some(field) => {
                assert!(row["type"].is_string(), "{name} has a type from nowhere");
                let mut row = row.clone();
                row["name"] = name.into();
                if str_of(&row, "type") == "TASKID" {
                    assert_eq!(field.kind, Kind::TaskId);
                } else {
                    assert!(same_kind(field.kind, kind(&row), false), "{row}: {:?}", field.kind);
                }
            }
            None => assert_eq!(name, str_of(row, "name")),
        }
    }
}

#[test]
fn every_value_of_every_enumeration_has_its_name() {
    let lists = load(include_str!("data/enums.json"));
    let tables = enumerations();
    assert_eq!(tables.len(), lists.len());
    let mut values = 0;
    for list in &lists {
        let name = str_of(list, "name");
        let table = tables.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("no {name}"));
        let expected: Vec<_> = list["values"].as_array().unwrap().iter().collect();
        values += expected.len();
        assert_eq!(table.values.len(), expected.len(), "{name}");
        for ((value, guide), row) in table.values.iter().zip(expected) {
            assert_eq!(
                (u64::from(*value), *guide),
                (row[0].as_u64().unwrap(), row[1].as_str().unwrap()),
                "{name}"
            );
        }
    }
    assert_eq!(values, 942);
}
