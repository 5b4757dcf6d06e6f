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
    // An absolute address, of which the rest is used here.
    uri.strip_prefix("https://fin1.test:8445").unwrap().strip_prefix(API).unwrap().to_owned()
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
    for bad in ["", "&lt;finesseLayout&gt;", "&lt;other/&gt;", "&lt;finesseLayout/&gt;"] {
        let body = format!("<LayoutConfig><layoutxml>{bad}</layoutxml></LayoutConfig>");
        assert_eq!(send(&mut house, Method::Put, "/LayoutConfig/default", &body).status, 400, "{bad}");
    }
    let own = "<TeamLayoutConfig><layoutxml>&lt;finesseLayout&gt;&lt;header/&gt;&lt;layout&gt;&lt;role&gt;Agent&lt;/role&gt;\
               &lt;tabs&gt;&lt;tab&gt;&lt;id&gt;own&lt;/id&gt;&lt;label&gt;Own&lt;/label&gt;&lt;/tab&gt;&lt;/tabs&gt;&lt;/layout&gt;\
               &lt;/finesseLayout&gt;</layoutxml><useDefault>false</useDefault></TeamLayoutConfig>";
    assert_eq!(send(&mut house, Method::Put, "/Team/1/LayoutConfig", own).status, 200);
    let read_back = read(&mut house, "admin", "/Team/1/LayoutConfig");
    assert!(read_back.contains("own") && read_back.contains("<useDefault>false</useDefault>"), "{read_back}");
    let back = "<TeamLayoutConfig><useDefault>true</useDefault></TeamLayoutConfig>";
    assert_eq!(send(&mut house, Method::Put, "/Team/1/LayoutConfig", back).status, 200);
    assert!(read(&mut house, "admin", "/Team/1/LayoutConfig").contains("<useDefault>true</useDefault>"));
}

const TRIGGER: &str = "<TriggerSet><type>SYSTEM</type><name>CALL_ARRIVES</name></TriggerSet>";

fn action(name: &str) -> String {
    format!(
        "<WorkflowAction><name>{name}</name><type>BROWSER_POP</type><handledBy>FINESSE_DESKTOP</handledBy><params>\
         <Param><name>path</name><value>https://crm.test/?n=${{n}}</value></Param></params></WorkflowAction>"
    )
}

#[test]
fn a_workflow_with_its_action_reaches_the_members_of_a_team() {
    let mut house = House::new();
    let pop = create(&mut house, "/WorkflowAction", &action("Pop"));
    let body = format!(
        "<Workflow><name>Orders</name><description>d</description>{TRIGGER}<workflowActions><WorkflowAction>\
         <uri>{API}{pop}</uri></WorkflowAction></workflowActions></Workflow>"
    );
    let workflow = create(&mut house, "/Workflow", &body);
    assert!(!read(&mut house, "agent1", "/User/agent1/Workflows").contains("Orders"));
    let assign = format!("<Workflows><item><uri>{API}{workflow}</uri></item></Workflows>");
    assert_eq!(send(&mut house, Method::Put, "/Team/1/Workflows", &assign).status, 200);
    for path in ["/User/agent1/Workflows", "/TeamResource/1/Workflows"] {
        let theirs = read(&mut house, "agent1", path);
        assert!(theirs.contains("<name>Orders</name>") && theirs.contains("crm.test"), "{theirs}");
    }

    let duplicate = error(&send(&mut house, Method::Post, "/Workflow", &body));
    let expected = (400, "Database constraint violation", "Duplicate Workflow name.");
    assert_eq!((duplicate.0, &*duplicate.1, &*duplicate.3), expected);
    let change = "<Workflow><description>other</description></Workflow>";
    assert_eq!(send(&mut house, Method::Put, &workflow, change).status, 200);
    let changed = read(&mut house, "admin", &workflow);
    assert!(changed.contains("<description>other</description>") && changed.contains("Pop"), "{changed}");
    // An action that is deleted is in no workflow any more.
    assert_eq!(send(&mut house, Method::Delete, &pop, "").status, 200);
    assert!(!read(&mut house, "admin", &workflow).contains("crm.test"));
    assert_eq!(send(&mut house, Method::Delete, &workflow, "").status, 200);
    assert!(!read(&mut house, "agent1", "/User/agent1/Workflows").contains("Orders"));
}

#[test]
fn what_cannot_be_a_workflow_or_an_action_is_refused() {
    let mut house = House::new();
    let refuse =
        |house: &mut House, path: &str, body: &str| refused(&send(house, Method::Post, path, body)).1;
    for (body, kind) in [
        (format!("<Workflow>{TRIGGER}</Workflow>"), "Parameter Missing"),
        ("<Workflow><name>x</name></Workflow>".to_owned(), "Parameter Missing"),
        (format!("<Workflow><name>{}</name>{TRIGGER}</Workflow>", "x".repeat(41)), "Invalid Input"),
        (
            format!(
                "<Workflow><name>x</name>{TRIGGER}<workflowActions><WorkflowAction><uri>{API}/WorkflowAction/4711</uri>\
                 </WorkflowAction></workflowActions></Workflow>"
            ),
            "Finesse API Error",
        ),
        (
            format!(
                "<Workflow><name>x</name><description>{}</description>{TRIGGER}</Workflow>",
                "x".repeat(129)
            ),
            "Bad Request",
        ),
    ] {
        assert_eq!(refuse(&mut house, "/Workflow", &body), kind, "{body}");
    }
    for (from, to, kind) in [
        ("BROWSER_POP", "DANCE", "Invalid Input"),
        ("FINESSE_DESKTOP", "NOBODY", "Invalid Input"),
        ("<name>path</name>", "<name>x</name>", "Invalid Input"),
        ("<name>Pop</name>", "", "Parameter Missing"),
    ] {
        assert_eq!(refuse(&mut house, "/WorkflowAction", &action("Pop").replace(from, to)), kind, "{to}");
    }
    for n in 0..100 {
        create(&mut house, "/WorkflowAction", &action(&format!("A{n}")));
    }
    assert_eq!(refuse(&mut house, "/WorkflowAction", &action("More")), "Maximum Exceeded");
}

#[test]
fn contacts_come_as_a_form_upload_and_replace_those_that_were_there() {
    let mut house = House::new();
    let book = create(&mut house, "/PhoneBook", "<PhoneBook><name>All</name><type>GLOBAL</type></PhoneBook>");
    create(&mut house, &format!("{book}/Contact"), "<Contact><phoneNumber>1</phoneNumber></Contact>");
    let upload = |text: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"datafile\"; filename=\"c.csv\"\r\nContent-Type: text/csv\r\n\r\n\
             {text}\r\n--b--\r\n"
        )
    };
    let path = format!("{API}{book}/Contacts/csvFileContent");
    let send = |house: &mut House, body: String| {
        let mut sent = request(Method::Post, "admin", "pw", &path);
        sent.body = body.into();
        house.ask(sent)
    };
    let lines = "\"First Name\",\"Last Name\",\"Phone Number\",\"Notes\"\r\n\"Ada\",\"O\",\"4711\",\"a, b\"\r\n\"No\",\"Number\",\"\",\"\"\r\n";
    let response = send(&mut house, upload(lines));
    assert_eq!((response.status, response.body.len()), (202, 0));
    let contacts = read(&mut house, "admin", &format!("{book}/Contacts"));
    assert!(contacts.contains("4711") && contacts.contains("a, b") && !contacts.contains("<phoneNumber>1<"));
    assert_eq!(contacts.matches("<Contact>").count(), 1, "{contacts}");
    assert_eq!(refused(&send(&mut house, "nothing".to_owned())), (400, "Invalid Input".to_owned()));
    let many = format!("h\r\n{}", "a,b,1,c\r\n".repeat(6001));
    assert_eq!(refused(&send(&mut house, upload(&many))), (400, "Maximum Exceeded".to_owned()));
    assert_eq!(read(&mut house, "admin", &format!("{book}/Contacts")), contacts, "nothing changed");
}

#[test]
fn p2_what_is_configured_is_there_after_a_restart() {
    let mut house = House::new();
    // A host that begins keeps everything first.
    for object in house.core.configuration() {
        house.kept.insert((object.kind, object.id), object.value.unwrap());
    }
    let reason = create(
        &mut house,
        "/ReasonCode",
        "<ReasonCode><category>LOGOUT</category><code>8</code><label>Ill &amp; away</label><forAll>false</forAll></ReasonCode>",
    );
    let assign = format!("<ReasonCodes><item><uri>{API}{reason}</uri></item></ReasonCodes>");
    assert_eq!(send(&mut house, Method::Put, "/Team/1/ReasonCodes?category=LOGOUT", &assign).status, 200);
    let book = create(&mut house, "/PhoneBook", "<PhoneBook><name>All</name><type>GLOBAL</type></PhoneBook>");
    let contact = create(
        &mut house,
        &format!("{book}/Contact"),
        "<Contact><firstName>Ada</firstName><phoneNumber>4711</phoneNumber></Contact>",
    );
    let gone =
        create(&mut house, &format!("{book}/Contact"), "<Contact><phoneNumber>1</phoneNumber></Contact>");
    assert_eq!(send(&mut house, Method::Delete, &gone, "").status, 200);
    let pop = create(&mut house, "/WorkflowAction", &action("Pop"));
    create(
        &mut house,
        "/Workflow",
        &format!(
            "<Workflow><name>W</name>{TRIGGER}<workflowActions><WorkflowAction><uri>{API}{pop}</uri></WorkflowAction>\
             </workflowActions></Workflow>"
        ),
    );
    create(
        &mut house,
        "/MediaPropertiesLayout",
        "<MediaPropertiesLayout><name>L</name><header><entry><displayName>d</displayName>\
         <mediaProperty>callVariable1</mediaProperty></entry></header></MediaPropertiesLayout>",
    );
    // Of those that were there from the start one is deleted for good.
    let wrap_ups = read(&mut house, "admin", "/WrapUpReasons");
    let (_, rest) = wrap_ups.split_once("<uri>").unwrap();
    let first = rest.split_once('<').unwrap().0.strip_prefix(API).unwrap().to_owned();
    assert_eq!(send(&mut house, Method::Delete, &first, "").status, 200);

    let lists = [
        "/ReasonCodes?category=ALL",
        "/Team/1/ReasonCodes?category=LOGOUT",
        "/WrapUpReasons",
        "/PhoneBooks",
        "/Workflows",
        "/WorkflowActions",
        "/MediaPropertiesLayouts",
        "/LayoutConfig/default",
    ];
    let before: Vec<_> = lists.iter().map(|path| read(&mut house, "admin", path)).collect();
    let contacts = read(&mut house, "admin", &format!("{book}/Contacts"));
    let mut again = House::with(house.kept_objects());
    (again.cucm_up, again.engine_up, again.notification_up) = (true, true, true);
    again.pass(std::time::Duration::from_secs(30));
    assert_eq!(again.warnings, [""; 0]);
    for (path, before) in lists.iter().zip(before) {
        assert_eq!(read(&mut again, "admin", path), before, "{path}");
    }
    assert_eq!(read(&mut again, "admin", &format!("{book}/Contacts")), contacts);
    assert!(read(&mut again, "admin", &contact).contains("4711"));
    let new =
        create(&mut again, &format!("{book}/Contact"), "<Contact><phoneNumber>2</phoneNumber></Contact>");
    assert_ne!(new, gone, "numbers are not given twice");
}

#[test]
fn a_change_that_cannot_be_kept_is_a_fault_of_the_database_and_changes_nothing() {
    let mut house = House::new();
    for object in house.core.configuration() {
        house.kept.insert((object.kind, object.id), object.value.unwrap());
    }
    let before = read(&mut house, "admin", "/WrapUpReasons");
    house.store_up = false;
    let body = "<WrapUpReason><label>New</label><forAll>true</forAll></WrapUpReason>";
    let (status, kind, message, _) = error(&send(&mut house, Method::Post, "/WrapUpReason", body));
    assert_eq!((status, &*kind, &*message), (500, "Internal Server Error", "DB_RUNTIME_EXCEPTION"));
    assert_eq!(read(&mut house, "admin", "/WrapUpReasons"), before);
    house.store_up = true;
    create(&mut house, "/WrapUpReason", body);
}

#[test]
fn reasons_of_other_teams_cannot_be_read_or_chosen() {
    let mut house = House::new();
    let reason = create(
        &mut house,
        "/ReasonCode",
        "<ReasonCode><category>NOT_READY</category><code>9</code><label>Theirs</label><forAll>false</forAll></ReasonCode>",
    );
    let id = reason.rsplit('/').next().unwrap().to_owned();
    let wrap_up = create(
        &mut house,
        "/WrapUpReason",
        "<WrapUpReason><label>VIP</label><forAll>false</forAll></WrapUpReason>",
    );
    house.sign_in("agent1", "1001");
    let choose = format!("<User><state>NOT_READY</state><reasonCodeId>{id}</reasonCodeId></User>");
    let own = format!("{API}/User/agent1");
    assert_eq!(error(&house.put("agent1", &choose)).1, "Invalid Input");
    assert_eq!(house.get("agent1", &format!("{own}{reason}")).status, 404);
    assert_eq!(house.get("agent1", &format!("{own}{wrap_up}")).status, 404);
    let assign = format!("<ReasonCodes><item><uri>{API}{reason}</uri></item></ReasonCodes>");
    assert_eq!(send(&mut house, Method::Put, "/Team/1/ReasonCodes?category=NOT_READY", &assign).status, 200);
    assert_eq!(house.put("agent1", &choose).status, 202);
    assert_eq!(house.get("agent1", &format!("{own}{reason}")).status, 200);
}

#[test]
fn errors_of_configuration_are_the_documented_ones() {
    let mut house = House::new();
    let nobody = error(&send(&mut house, Method::Put, "/Team/4711/WrapUpReasons", "<WrapUpReasons/>"));
    assert_eq!(
        (nobody.0, &*nobody.1, &*nobody.3),
        (404, "finesse.api.team.team_assignment_invalid_team", "574")
    );
    assert_eq!(send(&mut house, Method::Get, "/Team/4711/PhoneBooks", "").status, 404);
    let empty = send(&mut house, Method::Put, "/ReasonCode/1", "<ReasonCode/>");
    assert_eq!(refused(&empty), (400, "Bad Request".to_owned()));
    for path in ["/ReasonCodes", "/ReasonCodes?category=LUNCH", "/Team/1/ReasonCodes"] {
        let response = send(&mut house, Method::Get, path, "");
        assert_eq!(refused(&response), (400, "Bad Request".to_owned()), "{path}");
    }
    let current = read(&mut house, "admin", "/LayoutConfig/default?type=current");
    assert!(current.contains("<type>current</type>"));
    assert!(read(&mut house, "admin", "/LayoutConfig/default?type=default").contains("<type>default</type>"));
}
