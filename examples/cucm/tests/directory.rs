//! Objects are really stored: what AXL adds, AXL and SQL find.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use axl_soap::records::{AppUser, Css, Dirn, Line, Phone, PhoneLine, PhoneLines, RouteList, User, UserGroup};
use axl_soap::*;
use cucm::*;
use support::{Lab, account, config};

fn authenticate(lab: &mut Lab, user: &str, password: &str) -> bool {
    let call = Call::authenticate(user, &Proof::Password(Secret::new(password)));
    lab.run(call).unwrap().authentication().unwrap().authenticated
}

#[test]
fn a_3_users_are_authenticated() {
    let mut lab = Lab::new();
    assert!(authenticate(&mut lab, "agent1", "ciscopsdt"));
    assert!(!authenticate(&mut lab, "agent1", "wrong"));
    let pin = |text| Call::authenticate("agent1", &Proof::Pin(Secret::new(text)));
    assert!(lab.run(pin("12345")).unwrap().authentication().unwrap().authenticated);
    assert!(!lab.run(pin("ciscopsdt")).unwrap().authentication().unwrap().authenticated);
    assert!(!authenticate(&mut lab, "stranger", "x"));
}

#[test]
fn five_wrong_passwords_lock_an_account_for_a_while() {
    let mut lab = Lab::new();
    for _ in 0..5 {
        assert!(!authenticate(&mut lab, "agent1", "wrong"));
    }
    assert!(!authenticate(&mut lab, "agent1", "ciscopsdt"), "locked");
    assert!(authenticate(&mut lab, "agent2", "ciscopsdt"), "others are not");
    lab.pass(Duration::from_secs(30 * 60 + 1));
    assert!(authenticate(&mut lab, "agent1", "ciscopsdt"));
}

#[test]
fn wrong_passwords_spread_over_time_lock_nobody() {
    let mut lab = Lab::new();
    for _ in 0..20 {
        assert!(!authenticate(&mut lab, "agent1", "wrong"));
        lab.pass(Duration::from_secs(10 * 60));
    }
    assert!(authenticate(&mut lab, "agent1", "ciscopsdt"));
}

#[test]
fn a_seeded_user_is_an_agent_with_phone_and_line() {
    let mut lab = Lab::new();
    let user: User = lab.run(Call::get::<User>(&Key::name("AGENT1")).unwrap()).unwrap().object().unwrap();
    assert_eq!(user.userid.text(), "agent1");
    assert_eq!(user.ipcc_extension.as_ref().unwrap().name, "1001");
    assert_eq!(user.associated_devices.as_ref().unwrap().device, [phone_name("1001")]);
    assert_eq!(user.password, Field::Clear);
    let groups = &user.associated_groups.as_ref().unwrap().user_group;
    assert_eq!(groups[0].name.text(), "Standard CCM End Users");
    assert!(!groups[0].user_roles.as_ref().unwrap().user_role.is_empty());

    let phone: Phone =
        lab.run(Call::get::<Phone>(&Key::name(phone_name("1001"))).unwrap()).unwrap().object().unwrap();
    let line = &phone.lines.as_ref().unwrap().line[0];
    assert_eq!(line.dirn.as_ref().unwrap().pattern.text(), "1001");
    // References carry the uuid of what they name.
    assert!(phone.device_pool_name.as_ref().unwrap().uuid.is_some());

    let agents = "select u.userid, n.dnorpattern, p.name from enduser u join endusernumplanmap m on m.fkenduser = u.pkid \
                  join numplan n on n.pkid = m.fknumplan join routepartition p on p.pkid = n.fkroutepartition \
                  where m.tkdnusage = 2 order by u.userid";
    assert_eq!(lab.sql(agents)[1], ["agent2", "1002", "Agents_PT"]);
}

fn new_phone(name: &str, pattern: &str) -> Phone {
    let dirn = Dirn { pattern: pattern.into(), route_partition_name: "Agents_PT".into(), ..Dirn::default() };
    let line = PhoneLine { index: 1.into(), dirn: dirn.into(), ..PhoneLine::default() };
    Phone {
        name: name.into(),
        description: "Test & phone".into(),
        product: "Cisco 8845".into(),
        class: "Phone".into(),
        protocol: "SIP".into(),
        device_pool_name: "Default".into(),
        location_name: "Hub_None".into(),
        common_phone_config_name: "Standard Common Phone Profile".into(),
        lines: PhoneLines { line: vec![line], ..PhoneLines::default() }.into(),
        ..Phone::default()
    }
}

#[test]
fn a_2_a_phone_is_added_listed_changed_found_by_sql_and_removed() {
    let mut lab = Lab::new();
    let uuid =
        lab.run(Call::add(&new_phone("SEP0A0B0C0D0E0F", "2001")).unwrap()).unwrap().uuid().unwrap().unwrap();

    let list = Call::list::<Phone>(&[("name", "SEP0A%"), ("description", "%PHONE")]).unwrap();
    let found: Vec<Phone> = lab.run(list).unwrap().objects().unwrap();
    assert_eq!((found.len(), found[0].extra.uuid), (1, Some(uuid)));
    assert_eq!(found[0].lines, Field::Absent, "lists answer no lines");

    let sql = "select d.name, n.dnorpattern, dp.name as pool, tp.name as class from device d \
               join devicenumplanmap m on m.fkdevice = d.pkid join numplan n on n.pkid = m.fknumplan \
               join devicepool dp on dp.pkid = d.fkdevicepool join typeclass tp on tp.enum = d.tkclass \
               where d.name = \"SEP0A0B0C0D0E0F\"";
    assert_eq!(lab.sql(sql), [["SEP0A0B0C0D0E0F", "2001", "Default", "Phone"]]);
    assert_eq!(lab.sql(&format!("select name from device where pkid = '{}'", uuid.to_sql())).len(), 1);

    let mut phone: Phone = lab.run(Call::get::<Phone>(&Key::uuid(uuid)).unwrap()).unwrap().object().unwrap();
    assert_eq!(phone.description.text(), "Test & phone");
    phone.description = "Moved".into();
    let update = Call::update(&Key::uuid(uuid), &phone).unwrap().rename("name", "SEP0A0B0C0D0E10").unwrap();
    assert_eq!(lab.run(update).unwrap().uuid(), Ok(Some(uuid)));
    assert_eq!(
        lab.sql(&format!("select name, description from device where pkid='{}'", uuid.to_sql())),
        [["SEP0A0B0C0D0E10", "Moved"]]
    );

    let removed = lab.run(Call::remove::<Phone>(&Key::name("SEP0A0B0C0D0E10")).unwrap()).unwrap();
    assert_eq!(removed.uuid(), Ok(Some(uuid)));
    let again = lab.fault(Call::remove::<Phone>(&Key::name("SEP0A0B0C0D0E10")).unwrap());
    assert_eq!(again.text, "Item not valid: The specified SEP0A0B0C0D0E10 was not found");
    // The line was made with the phone, and stays.
    assert!(lab.run(Call::get::<Line>(&Key::pattern("2001", "Agents_PT")).unwrap()).is_ok());
}

#[test]
fn lists_of_an_update_are_edited_or_replaced() {
    let mut lab = Lab::new();
    lab.run(Call::add(&new_phone("SEP1", "2001")).unwrap()).unwrap();
    let line = |pattern: &str, index: &str| {
        let dirn = vec![
            Element::with_text("pattern", pattern),
            Element::with_text("routePartitionName", "Agents_PT"),
        ];
        Element::with_children(
            "line",
            vec![Element::with_text("index", index), Element::with_children("dirn", dirn)],
        )
    };
    let lines = |lab: &mut Lab| -> Vec<String> {
        let phone: Phone =
            lab.run(Call::get::<Phone>(&Key::name("SEP1")).unwrap()).unwrap().object().unwrap();
        let lines = phone.lines.into_option().map(|lines| lines.line).unwrap_or_default();
        lines.iter().map(|line| line.dirn.as_ref().unwrap().pattern.text().to_owned()).collect()
    };
    let update = || Call::update(&Key::name("SEP1"), &Phone::default()).unwrap();
    lab.run(update().edit("lines", vec![], vec![line("2002", "2")]).unwrap()).unwrap();
    assert_eq!(lines(&mut lab), ["2001", "2002"]);
    lab.run(update().edit("lines", vec![line("2001", "1")], vec![line("2003", "1")]).unwrap()).unwrap();
    assert_eq!(lines(&mut lab), ["2002", "2003"]);
    // An empty container replaces by nothing.
    let none = Phone { lines: PhoneLines::default().into(), ..Phone::default() };
    lab.run(Call::update(&Key::name("SEP1"), &none).unwrap()).unwrap();
    assert_eq!(lines(&mut lab), Vec::<String>::new());
    assert_eq!(
        lab.sql(
            "select count(*) from devicenumplanmap m, device d where d.pkid = m.fkdevice and d.name = 'SEP1'"
        ),
        [["0"]]
    );
}

#[test]
fn members_are_told_apart_by_their_names() {
    let mut lab = Lab::new();
    let member = |group: &str, order: &str| {
        let order = Element::with_text("selectionOrder", order);
        Element::with_children("member", vec![Element::with_text("routeGroupName", group), order])
    };
    let list =
        RouteList { name: "List".into(), call_manager_group_name: "Default".into(), ..RouteList::default() };
    lab.run(Call::add(&list).unwrap()).unwrap();
    let edit = |remove, add| {
        let update = Call::update(&Key::name("List"), &RouteList::default()).unwrap();
        update.edit("members", remove, add).unwrap()
    };
    let groups = |lab: &mut Lab| -> Vec<String> {
        let list: RouteList =
            lab.run(Call::get::<RouteList>(&Key::name("List")).unwrap()).unwrap().object().unwrap();
        let members = list.members.into_option().map(|members| members.member).unwrap_or_default();
        members.iter().map(|member| member.route_group_name.as_ref().unwrap().name.clone()).collect()
    };
    lab.run(edit(vec![], vec![member("A", "1"), member("B", "2"), member("C", "3")])).unwrap();
    assert_eq!(groups(&mut lab), ["A", "B", "C"]);
    // Neither its place in the list nor the defaults that were filled in say who a member is.
    lab.run(edit(vec![member("b", "9")], vec![])).unwrap();
    assert_eq!(groups(&mut lab), ["A", "C"]);
    let unknown = vec![Element::with_children("member", vec![Element::with_text("shoe", "43")])];
    let update = Call::update(&Key::name("List"), &RouteList::default()).unwrap();
    assert!(matches!(update.edit("members", vec![], unknown), Err(UsageError::UnknownElement { .. })));
}

#[test]
fn duplicates_and_bad_references_get_their_faults() {
    let mut lab = Lab::new();
    lab.run(Call::add(&new_phone("SEP1", "2001")).unwrap()).unwrap();
    let fault = lab.fault(Call::add(&new_phone("sep1", "2001")).unwrap());
    assert_eq!((fault.axl_code(), fault.code.clone()), (Some(AxlCode::DUPLICATE), FaultCode::Client));
    assert!(fault.text.starts_with("Could not insert new row - duplicate value"));
    let lost = Phone { device_pool_name: "Nowhere".into(), ..new_phone("SEP2", "2002") };
    assert_eq!(lab.fault(Call::add(&lost).unwrap()).axl_code(), Some(AxlCode::NOT_FOUND));
    // Nothing of it is kept, not even the line.
    assert_eq!(lab.sql("select count(*) from numplan where dnorpattern = '2002'"), [["0"]]);
    let fault = lab.fault(Call::update(&Key::name("ghost"), &User::default()).unwrap());
    assert_eq!((fault.axl_code(), &*fault.text), (Some(AxlCode::INVALID_VALUE), "User not found"));
}

#[test]
fn a_6_to_a_9_roles_decide_who_may_do_what() {
    let get = || Call::get::<User>(&Key::name("agent1")).unwrap();
    let remove = || Call::remove::<User>(&Key::name("agent3")).unwrap();
    let mut lab = Lab::new();
    for (user, read, write) in [
        ("nobody", Err(CallError::Forbidden), Err(CallError::Forbidden)),
        ("reader", Ok(()), Err(CallError::Unauthorized)),
        ("super", Ok(()), Ok(())),
    ] {
        lab.as_user(user, "axlpass");
        assert_eq!(lab.run(get()).map(|_| ()), read, "{user}");
        assert_eq!(lab.run(remove()).map(|_| ()), write, "{user}");
    }
    lab.as_user("axl", "wrong");
    assert_eq!(lab.run(get()), Err(CallError::Unauthorized));
}

#[test]
fn w_17_nobody_changes_an_account_of_a_higher_rank() {
    let ranks = [("axl", 3), ("agent1", 2), ("agent2", 3), ("agent3", 4), ("super", 2)];
    let ranks = ranks.map(|(name, rank)| (name.to_owned(), rank)).into();
    let mut lab = Lab::with(&Config { ranks, ..config() });
    let change = |name: &str| {
        Call::update(&Key::name(name), &User { department: "Sales".into(), ..User::default() }).unwrap()
    };
    let fault = lab.fault(change("agent1"));
    let text = "You do not have the privilege to update this End User as you have lower User Rank";
    assert_eq!((fault.axl_code(), &*fault.text), (Some(AxlCode::INVALID_VALUE), text));
    let fault = lab.fault(Call::remove::<User>(&Key::name("AGENT1")).unwrap());
    assert_eq!(fault.text, text.replace("update", "remove"));
    lab.run(change("agent2")).unwrap();
    lab.run(Call::remove::<User>(&Key::name("agent3")).unwrap()).unwrap();
    let fault = lab.fault(Call::remove::<AppUser>(&Key::name("super")).unwrap());
    assert!(fault.text.contains("this Application User"), "{fault}");
    // Reading is not concerned, nor are accounts of rank 1.
    lab.run(Call::get::<User>(&Key::name("agent1")).unwrap()).unwrap();
    lab.as_user("reader", "axlpass");
    assert_eq!(lab.run(change("agent1")), Err(CallError::Unauthorized));
}

#[test]
fn w_16_long_texts_and_wrong_values_are_refused() {
    let mut lab = Lab::new();
    // As clients send it that know nothing of the schema: our own checks are in the way of typed requests.
    let mut post = |operation: &str, fields: &str| {
        let body = format!(
            "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
             <n:{operation} xmlns:n='http://www.cisco.com/AXL/API/15.0'>{fields}</n:{operation}></e:Body></e:Envelope>"
        );
        let request = HttpRequest {
            method: Method::Post,
            path: AXL_PATH.to_owned(),
            headers: [("Authorization", Credentials::new("axl", "axlpass").to_authorization())]
                .into_iter()
                .collect(),
            body: body.into(),
        };
        let response = lab.core.handle(lab.now, &request);
        (response.status, String::from_utf8(response.body.to_vec()).unwrap())
    };
    let user = |field: &str| format!("<userid>agent1</userid>{field}");
    let long = "a".repeat(51);
    for (field, name) in [
        (format!("<selfService>{long}</selfService>"), "selfService"),
        (format!("<associatedDevices><device>{long}</device></associatedDevices>"), "device"),
        ("<enableCti>perhaps</enableCti>".to_owned(), "enableCti"),
        ("<maxDeskPickupWaitTime>soon</maxDeskPickupWaitTime>".to_owned(), "maxDeskPickupWaitTime"),
    ] {
        let (status, body) = post("updateUser", &user(&field));
        assert_eq!(status, Status::FAULT, "{field}");
        assert!(body.contains("<axlcode>5003</axlcode>"), "{body}");
        assert!(body.contains(&format!("Invalid value for {name}")), "{body}");
    }
    for field in [
        "<enableCti>True</enableCti>",
        "<enableCti/>",
        &format!("<selfService>{}</selfService>", "ä".repeat(50)),
    ] {
        assert_eq!(post("updateUser", &user(field)).0, Status::OK, "{field}");
    }
    let region = |length| format!("<region><name>{}</name></region>", "r".repeat(length));
    assert!(post("addRegion", &region(51)).1.contains("Invalid value for name"));
    assert_eq!(post("addRegion", &region(50)).0, Status::OK);
}

#[test]
fn a_changed_password_or_role_counts_at_once() {
    let mut lab = Lab::new();
    assert!(authenticate(&mut lab, "agent1", "ciscopsdt"));
    let change = User { password: "new".into(), ..User::default() };
    lab.run(Call::update(&Key::name("agent1"), &change).unwrap()).unwrap();
    assert!(!authenticate(&mut lab, "agent1", "ciscopsdt"));
    assert!(authenticate(&mut lab, "AGENT1", "new"), "names have no case");
    lab.run(Call::remove::<User>(&Key::name("agent1")).unwrap()).unwrap();
    assert!(!authenticate(&mut lab, "agent1", "new"));
    // A reader that becomes a member of the writing group is one with the next request.
    let member = Element::with_children("member", vec![Element::with_text("userId", "reader")]);
    let update = Call::update(&Key::name(AXL_GROUP), &UserGroup::default()).unwrap();
    let remove = || Call::remove::<User>(&Key::name("agent2")).unwrap();
    lab.as_user("reader", "axlpass");
    assert_eq!(lab.run(remove()), Err(CallError::Unauthorized));
    lab.as_user("axl", "axlpass").run(update.edit("members", vec![], vec![member]).unwrap()).unwrap();
    lab.as_user("reader", "axlpass").run(remove()).unwrap();
}

#[test]
fn a_8_a_dedicated_account_is_made_through_axl_itself() {
    let mut lab = Lab::new();
    let robot = AppUser {
        userid: "robot".into(),
        password: "r0bot".into(),
        presence_group_name: "Standard Presence group".into(),
        ..AppUser::default()
    };
    lab.run(Call::add(&robot).unwrap()).unwrap();
    let robot_lab = |lab: &mut Lab| {
        lab.as_user("robot", "r0bot");
        let result = lab.run(Call::ccm_version()).map(|reply| reply.ccm_version().unwrap());
        lab.as_user("axl", "axlpass");
        result
    };
    assert_eq!(robot_lab(&mut lab), Err(CallError::Forbidden));

    let role = |name: &str| Element::with_children("userRole", vec![Element::with_text("roleName", name)]);
    let group = vec![
        Element::with_children("userRoles", vec![role("Standard AXL API Access")]),
        Element::with_text("name", "Robots"),
    ];
    lab.run(Call::build("addUserGroup", vec![Element::with_children("userGroup", group)]).unwrap()).unwrap();
    let member = Element::with_children("member", vec![Element::with_text("userId", "robot")]);
    let update = || Call::update(&Key::name("Robots"), &UserGroup::default()).unwrap();
    lab.run(update().edit("members", vec![], vec![member.clone()]).unwrap()).unwrap();
    assert_eq!(robot_lab(&mut lab), Ok("15.0.1.10000(42)".to_owned()));

    let group: UserGroup =
        lab.run(Call::get::<UserGroup>(&Key::name("Robots")).unwrap()).unwrap().object().unwrap();
    assert_eq!(group.members.as_ref().unwrap().member[0].user_id.text(), "robot");
    lab.run(update().edit("members", vec![member], vec![]).unwrap()).unwrap();
    assert_eq!(robot_lab(&mut lab), Err(CallError::Forbidden));
}

#[test]
fn lists_page_and_an_empty_page_is_an_empty_return() {
    let mut lab = Lab::new();
    let list = || Call::list::<User>(&[("userid", "agent%")]).unwrap().returning(&["userid"]).unwrap();
    let page = |skip, first| list().page(Page { skip, first }).unwrap();
    let users = |reply: Reply| -> Vec<String> {
        reply.objects::<User>().unwrap().iter().map(|user| user.userid.text().to_owned()).collect()
    };
    assert_eq!(users(lab.run(page(1, 1)).unwrap()), ["agent2"]);
    let beyond = lab.run(page(9, 5)).unwrap();
    assert!(String::from_utf8_lossy(beyond.body()).contains("<return/>"));
    let all = users(lab.run(list()).unwrap());
    assert_eq!(all, ["agent1", "agent2", "agent3"]);
    // `%` matches texts without a value, but not references without one.
    let none = Call::list::<Phone>(&[("callingSearchSpaceName", "%")]).unwrap();
    assert_eq!(lab.run(none).unwrap().objects::<Phone>().unwrap().len(), 0);
}

#[test]
fn returned_tags_cut_the_answer() {
    let mut lab = Lab::new();
    let call = Call::get::<Phone>(&Key::name(phone_name("1001"))).unwrap();
    let reply = lab.run(call.returning(&["name", "lines/line/dirn/pattern"]).unwrap()).unwrap();
    let phone = &reply.tree().unwrap().children()[0].clone();
    let names: Vec<_> = phone.children().iter().map(Element::name).collect();
    assert_eq!(names, ["name", "lines"]);
    assert!(phone.attribute("uuid").unwrap().starts_with('{'));
    let line = phone.child("lines").unwrap().child("line").unwrap();
    assert_eq!(line.children().len(), 1);
    assert_eq!(line.child("dirn").unwrap().children().len(), 1);
}

#[test]
fn changes_are_told_in_order_and_a_lost_queue_is_a_fault() {
    let mut lab = Lab::new();
    let start = lab.run(Call::list_change(None, &[])).unwrap().changes().unwrap();
    lab.run(Call::add(&new_phone("SEP1", "2001")).unwrap()).unwrap();
    lab.run(Call::remove::<Phone>(&Key::name("SEP1")).unwrap()).unwrap();
    let reply = lab.run(Call::list_change(Some((&start.queue, start.next)), &["Phone"])).unwrap();
    let changes = reply.changes().unwrap();
    let actions: Vec<_> = changes.changes.iter().map(|change| &*change.action).collect();
    assert_eq!(actions, ["a", "r"]);
    assert!(changes.last < changes.next);
    let fault = lab.fault(Call::list_change(Some(("other", 1)), &[]));
    assert!(fault.text.starts_with("The queueId value does not match"));
}

#[test]
fn any_object_can_be_stored_even_without_a_record() {
    let mut lab = Lab::new();
    let schedule = vec![Element::with_text("name", "Holidays"), Element::with_text("description", "closed")];
    let add = Call::build("addTimeSchedule", vec![Element::with_children("timeSchedule", schedule)]).unwrap();
    lab.run(add).unwrap();
    let get = Call::build("getTimeSchedule", vec![Element::with_text("name", "Holidays")]).unwrap();
    let tree = lab.run(get).unwrap().tree().unwrap();
    assert_eq!(tree.children()[0].child_text("description"), "closed");
    let missing = lab.fault(Call::get::<Css>(&Key::name("None")).unwrap());
    assert_eq!(missing.text, "Item not valid: The specified Css was not found");
}

#[test]
fn operations_beside_the_objects_answer_as_the_schema_says() {
    let mut lab = Lab::new();
    let text = |name: &'static str, value: &str| Element::with_text(name, value);
    let mut ask = |name: &str, arguments: Vec<Element>| {
        let reply = lab.run(Call::build(name, arguments).unwrap());
        reply.map(|reply| reply.tree().unwrap())
    };
    let not_found = |result: Result<Element, CallError>| match result {
        Err(CallError::Fault(fault)) => assert_eq!(fault.axl_code(), Some(AxlCode::NOT_FOUND), "{fault}"),
        other => panic!("{other:?}"),
    };
    // A synchronisation needs a directory to synchronise with, by name or uuid.
    let sync = |key: Element| vec![key, text("sync", "true")];
    not_found(ask("doLdapSync", sync(text("name", "Staff"))));
    let directory = vec![Element::with_children("ldapDirectory", vec![text("name", "Staff")])];
    let uuid = ask("addLdapDirectory", directory).unwrap();
    for key in [text("name", "staff"), text("uuid", uuid.text())] {
        assert_eq!(ask("doLdapSync", sync(key)).unwrap().text(), "true");
    }
    let phone = || phone_name("1001");
    let reset = || vec![text("deviceName", &phone()), text("isHardReset", "true")];
    assert_eq!(ask("doDeviceReset", reset()).unwrap().text(), "true");
    assert_eq!(ask("doDeviceLogout", vec![text("deviceName", &phone())]).unwrap().text(), "true");
    not_found(ask("doDeviceLogout", vec![text("deviceName", "SEPGHOST")]));
    assert_eq!(ask("getNumDevices", vec![text("class", "Phone")]).unwrap().text(), "3");
    assert_eq!(ask("getNumDevices", vec![text("class", "Gateway")]).unwrap().text(), "0");
    let os = ask("getOSVersion", vec![]).unwrap();
    assert_eq!(os.child("os").unwrap().child_text("osVersion"), "15.0.1.10000(42)");
    let inactive = vec![text("sql", "select userid from enduser where userid = 'agent2'")];
    let rows = ask("executeSQLQueryInactive", inactive).unwrap();
    assert_eq!(rows.child("row").unwrap().child_text("userid"), "agent2");
}

#[test]
fn a_4_run_time_questions_are_refused_with_a_clear_fault() {
    let fault = Lab::new().fault(Call::build("getSmartLicenseStatus", vec![]).unwrap());
    assert_eq!(fault.text, "getSmartLicenseStatus is not emulated");
}

#[test]
fn a_directory_in_a_file_is_kept() {
    let folder = std::env::temp_dir().join(format!("cucm-test-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("directory.sqlite");
    let config = Config { store: StorePlace::File(file), ..config() };
    let mut lab = Lab::with(&config);
    lab.run(Call::add(&new_phone("SEP1", "2001")).unwrap()).unwrap();
    lab.run(Call::remove::<User>(&Key::name("agent1")).unwrap()).unwrap();
    drop(lab);
    let more = Config { app_users: vec![account("axl", &[AXL_GROUP])], users: vec![], ..config };
    let mut lab = Lab::with(&more);
    assert!(lab.run(Call::get::<Phone>(&Key::name("SEP1")).unwrap()).is_ok());
    assert!(authenticate(&mut lab, "agent2", "ciscopsdt"));
    assert_eq!(
        lab.fault(Call::get::<User>(&Key::name("agent1")).unwrap()).axl_code(),
        Some(AxlCode::NOT_FOUND)
    );
    drop(lab);
    std::fs::remove_dir_all(folder).unwrap();
}
