//! Reasons, phone books and layouts: written by an administrator, read by agents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use finesse_proto::{Method, Response};
use support::{House, error, request};

const API: &str = "/finesse/api";

fn send(house: &mut House, method: Method, path: &str, body: &str) -> Response {
    let mut sent = request(method, "admin", "pw", &format!("{API}{path}"));
    if !body.is_empty() {
        sent = sent.xml(body.to_owned());
    }
    house.ask(sent)
}

/// Makes an object; gives its path below the interface.
fn create(house: &mut House, path: &str, body: &str) -> String {
    let response = send(house, Method::Post, path, body);
    assert_eq!((response.status, response.body.len()), (200, 0), "{response:?}");
    let uri = response.headers.get("Location").unwrap();
    uri.strip_prefix(API).unwrap().to_owned()
}

fn read(house: &mut House, user: &str, path: &str) -> String {
    let response = house.get(user, &format!("{API}{path}"));
    assert_eq!(response.status, 200, "{path}");
    String::from_utf8(response.body.to_vec()).unwrap()
}

fn refused(response: &Response) -> (u16, String) {
    let error = error(response);
    (error.0, error.1)
}

#[test]
fn h2_a_reason_code_is_made_used_changed_and_deleted() {
    let mut house = House::new();
    let body = |code: &str, label: &str| {
        format!(
            "<ReasonCode><category>NOT_READY</category><code>{code}</code><label>{label}</label>\
             <forAll>true</forAll></ReasonCode>"
        )
    };
    let path = create(&mut house, "/ReasonCode", &body("77", "Training"));
    let id = path.rsplit('/').next().unwrap().to_owned();
    assert!(read(&mut house, "admin", &path).contains("<label>Training</label>"));
    house.sign_in("agent1", "1001");
    let list = read(&mut house, "agent1", "/User/agent1/ReasonCodes?category=NOT_READY");
    assert!(list.contains("Training") && list.contains("<systemCode>true</systemCode>"), "{list}");
    let chosen = format!("<User><state>NOT_READY</state><reasonCodeId>{id}</reasonCodeId></User>");
    assert_eq!(house.put("agent1", &chosen).status, 202);
    assert!(read(&mut house, "agent1", "/User/agent1").contains("<code>77</code>"));

    let changed = send(&mut house, Method::Put, &path, "<ReasonCode><label>School</label></ReasonCode>");
    assert_eq!(changed.status, 200);
    let now = read(&mut house, "admin", &path);
    assert!(now.contains("<label>School</label>") && now.contains("<code>77</code>"), "{now}");
    assert_eq!(send(&mut house, Method::Delete, &path, "").status, 200);
    assert_eq!(send(&mut house, Method::Get, &path, "").status, 404);
    assert_eq!(refused(&house.put("agent1", &chosen)), (400, "Invalid Input".to_owned()));
}

#[test]
fn what_cannot_be_a_reason_code_is_refused() {
    let mut house = House::new();
    let post = |house: &mut House, code: &str, label: &str| {
        let body = format!(
            "<ReasonCode><category>NOT_READY</category><code>{code}</code><label>{label}</label>\
             <forAll>true</forAll></ReasonCode>"
        );
        refused(&send(house, Method::Post, "/ReasonCode", &body))
    };
    for code in ["0", "22", "33", "1000", "x"] {
        assert_eq!(post(&mut house, code, "Any"), (400, "Invalid Input".to_owned()), "{code}");
    }
    assert_eq!(post(&mut house, "5", &"x".repeat(41)).1, "Invalid Input");
    assert_eq!(post(&mut house, "5", "Lunch"), (400, "Database constraint violation".to_owned()));
    assert_eq!(post(&mut house, "", "Any").1, "Parameter Missing");
    // Administrators only; agents' own lists are read-only for everybody.
    let body = "<ReasonCode><label>x</label></ReasonCode>".to_owned();
    let by_agent = request(Method::Post, "agent1", "pw", &format!("{API}/ReasonCode")).xml(body.clone());
    assert_eq!(refused(&house.ask(by_agent)).0, 401);
    let gone = send(&mut house, Method::Put, "/ReasonCode/4711", &body);
    assert_eq!(refused(&gone), (400, "Finesse API Error".to_owned()));
    // Three are there from the start, and a hundred may be.
    for n in 100..197 {
        let body = format!(
            "<ReasonCode><category>NOT_READY</category><code>{n}</code><label>L{n}</label><forAll>true</forAll></ReasonCode>"
        );
        assert_eq!(send(&mut house, Method::Post, "/ReasonCode", &body).status, 200, "{n}");
    }
    assert_eq!(post(&mut house, "200", "One"), (400, "Maximum Exceeded".to_owned()));
}

#[test]
fn a_teams_reasons_books_and_layouts_are_for_its_members() {
    let mut house = House::new();
    let wrap_up = create(
        &mut house,
        "/WrapUpReason",
        "<WrapUpReason><label>VIP</label><forAll>false</forAll></WrapUpReason>",
    );
    let list = read(&mut house, "agent1", "/User/agent1/WrapUpReasons");
    assert!(list.contains("<label>Sold</label>") && !list.contains("VIP"), "{list}");
    let assign = format!("<WrapUpReasons><item><uri>{API}{wrap_up}</uri></item></WrapUpReasons>");
    assert_eq!(send(&mut house, Method::Put, "/Team/1/WrapUpReasons", &assign).status, 200);
    assert!(read(&mut house, "agent1", "/User/agent1/WrapUpReasons").contains("VIP"));
    assert!(read(&mut house, "agent1", "/TeamResource/1/WrapUpReasons").contains("VIP"));
    assert!(!read(&mut house, "admin", "/Team/1/WrapUpReasons").contains("Sold"));

    let book =
        create(&mut house, "/PhoneBook", "<PhoneBook><name>Partners</name><type>TEAM</type></PhoneBook>");
    let contact =
        "<Contact><firstName>Ada</firstName><lastName>B</lastName><phoneNumber>4711</phoneNumber></Contact>";
    let contact = create(&mut house, &format!("{book}/Contact"), contact);
    let assign = format!("<PhoneBooks><item><uri>{API}{book}</uri></item></PhoneBooks>");
    assert_eq!(send(&mut house, Method::Put, "/Team/1/PhoneBooks", &assign).status, 200);
    let books = read(&mut house, "agent1", "/User/agent1/PhoneBooks");
    assert!(
        books.contains("<name>Partners</name>") && books.contains("<phoneNumber>4711</phoneNumber>"),
        "{books}"
    );
    let change = "<Contact><phoneNumber>4712</phoneNumber></Contact>";
    assert_eq!(send(&mut house, Method::Put, &contact, change).status, 200);
    let contacts = read(&mut house, "admin", &format!("{book}/Contacts"));
    assert!(contacts.contains("4712") && contacts.contains("Ada"), "{contacts}");
    assert_eq!(send(&mut house, Method::Delete, &contact, "").status, 200);
    assert_eq!(send(&mut house, Method::Get, &contact, "").status, 404);

    let layout = "<MediaPropertiesLayout><name>Orders</name><header><entry><displayName>Order</displayName>\
                  <mediaProperty>callVariable1</mediaProperty></entry></header></MediaPropertiesLayout>";
    let layout = create(&mut house, "/MediaPropertiesLayout", layout);
    let assign =
        format!("<MediaPropertiesLayouts><item><uri>{API}{layout}</uri></item></MediaPropertiesLayouts>");
    assert_eq!(send(&mut house, Method::Put, "/Team/1/MediaPropertiesLayouts", &assign).status, 200);
    let layouts = read(&mut house, "agent1", "/User/agent1/MediaPropertiesLayouts");
    assert!(layouts.contains("Default Layout") && layouts.contains("<name>Orders</name>"), "{layouts}");

    // What does not exist, or is not for teams, cannot be assigned; and what is deleted is not assigned any more.
    for uri in ["/finesse/api/WrapUpReason/4711", "/finesse/api/PhoneBook/1", "x"] {
        let body = format!("<WrapUpReasons><item><uri>{uri}</uri></item></WrapUpReasons>");
        let response = send(&mut house, Method::Put, "/Team/1/WrapUpReasons", &body);
        assert_eq!(refused(&response), (400, "Finesse API Error".to_owned()), "{uri}");
    }
    assert_eq!(send(&mut house, Method::Delete, &wrap_up, "").status, 200);
    assert!(!read(&mut house, "agent1", "/User/agent1/WrapUpReasons").contains("VIP"));
    assert_eq!(send(&mut house, Method::Put, "/Team/4711/WrapUpReasons", "<WrapUpReasons/>").status, 404);
}

#[test]
fn the_desktops_layout_is_checked_and_a_team_can_have_its_own() {
    let mut house = House::new();
    assert!(read(&mut house, "admin", "/LayoutConfig/default").contains("finesseLayout"));
    for bad in ["", "&lt;finesseLayout&gt;", "&lt;other/&gt;"] {
        let body = format!("<LayoutConfig><layoutxml>{bad}</layoutxml></LayoutConfig>");
        assert_eq!(send(&mut house, Method::Put, "/LayoutConfig/default", &body).status, 400, "{bad}");
    }
    let own = "<TeamLayoutConfig><layoutxml>&lt;finesseLayout&gt;&lt;own/&gt;&lt;/finesseLayout&gt;</layoutxml>\
               <useDefault>false</useDefault></TeamLayoutConfig>";
    assert_eq!(send(&mut house, Method::Put, "/Team/1/LayoutConfig", own).status, 200);
    let read_back = read(&mut house, "admin", "/Team/1/LayoutConfig");
    assert!(read_back.contains("own") && read_back.contains("<useDefault>false</useDefault>"), "{read_back}");
    let back = "<TeamLayoutConfig><useDefault>true</useDefault></TeamLayoutConfig>";
    assert_eq!(send(&mut house, Method::Put, "/Team/1/LayoutConfig", back).status, 200);
    assert!(read(&mut house, "admin", "/Team/1/LayoutConfig").contains("<useDefault>true</useDefault>"));
}
