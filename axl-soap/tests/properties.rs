//! Properties of the codec: what is written is read back, whatever it holds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use axl_soap::records::{self, Phone, Record, User};
use axl_soap::*;
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    // Text with everything that needs escaping; characters that XML forbids are written as U+FFFD.
    "[ -~äß€😀<>&'\"]{0,40}"
        .prop_filter("a blank line is no value", |text| !text.trim().is_empty() || text.is_empty())
}

fn tree() -> impl Strategy<Value = Element> {
    let name = "[a-zA-Z_][a-zA-Z0-9_.-]{0,12}";
    let leaf = (name, text(), any::<bool>())
        .prop_map(|(name, text, nil)| if nil { Element::nil(name) } else { Element::with_text(name, text) });
    leaf.prop_recursive(4, 40, 6, move |inner| {
        (name, prop::collection::vec(inner, 1..6), prop::option::of(text())).prop_map(
            |(name, children, attribute)| {
                let element = Element::with_children(name, children);
                match attribute {
                    Some(value) => element.with_attribute("uuid", value),
                    None => element,
                }
            },
        )
    })
}

proptest! {
    #[test]
    fn trees_survive_writing(tree in tree()) {
        prop_assert_eq!(Element::parse(&tree.to_xml()).unwrap(), tree);
    }

    #[test]
    fn arguments_survive_a_request(trees in prop::collection::vec(tree(), 0..5), sequence: u64) {
        // An object without a record takes any fields.
        let object = Element::with_children("aarGroup", trees);
        let call = Call::build("addAarGroup", vec![object]).unwrap().sequence(sequence);
        let read = Call::read(&call.to_bytes(Version::V15_0)).unwrap();
        prop_assert_eq!(read, call);
    }

    #[test]
    fn a_record_survives_a_get(userid in text(), pin in text(), number: i64, flag: bool, devices in prop::collection::vec("[A-Z0-9]{1,15}", 0..5)) {
        let mut user = User { userid: userid.into(), pin: pin.into(), status: number.into(), enable_cti: flag.into(), ..User::default() };
        let list = records::UserAssociatedDevices { device: devices, ..Default::default() };
        user.associated_devices = list.into();
        let mut expected = user.clone();
        for field in [&mut expected.userid, &mut expected.pin] {
            if field.text().is_empty() {
                *field = Field::Clear;
            }
        }
        let element = Element::parse(&user.to_element("user", Verb::Get).to_xml()).unwrap();
        prop_assert_eq!(User::from_element(&element), expected);
    }

    #[test]
    fn any_tree_can_be_read_as_a_record(tree in tree()) {
        let phone = Phone::from_element(&tree);
        for verb in [Verb::Get, Verb::List, Verb::Add, Verb::Update] {
            let _ = phone.to_element("phone", verb);
        }
    }

    #[test]
    fn sql_rows_survive(rows in prop::collection::vec(prop::collection::vec(text(), 1..6), 0..20)) {
        let element = |row: &Vec<String>| {
            Element::with_children("row", row.iter().enumerate().map(|(n, text)| Element::with_text(format!("c{n}"), text.clone())).collect())
        };
        let body = rows.iter().map(element).map(|row| row.to_xml()).collect::<String>();
        let text = format!(
            "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
             <n:executeSQLQueryResponse xmlns:n='http://www.cisco.com/AXL/API/15.0'><return>{body}</return>\
             </n:executeSQLQueryResponse></e:Body></e:Envelope>"
        );
        let found: Vec<_> = Rows::new(text.as_bytes(), Operation::find("executeSQLQuery").unwrap()).unwrap().map(Result::unwrap).collect();
        prop_assert_eq!(found.len(), rows.len());
        for (found, row) in found.iter().zip(&rows) {
            let texts: Vec<_> = found.cells.iter().map(|cell| cell.text().unwrap_or("").to_owned()).collect();
            prop_assert_eq!(&texts, row);
        }
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in ".{0,200}") {
        let _ = SoapAction::parse(&text);
        let _ = text.parse::<Version>();
        let _ = text.parse::<Uuid>();
        let _ = Credentials::from_authorization(&text);
        let _ = SessionToken::from_cookie(&text);
        let _ = versions_in_page(&text);
        let _ = Flag::parse(&text);
        let _ = Operation::similar(&text, 3);
        let _ = Fault::new(AxlCode(0), text).too_many_rows();
    }

    #[test]
    fn uuids_survive_both_spellings(bytes: [u8; 16]) {
        let uuid = Uuid(bytes);
        prop_assert_eq!(uuid.to_axl().parse(), Ok(uuid));
        prop_assert_eq!(uuid.to_sql().parse(), Ok(uuid));
    }
}
