//! What an update may say, what follows from it, and what is told of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use axl_soap::records::{
    AppUser, AppUserAssociatedDevices, Line, Object, Phone, RoutePartition, SipTrunk, SipTrunkDestination,
    SipTrunkDestinations, User, UserAssociatedDevices,
};
use axl_soap::*;
use cucm::*;
use support::{Lab, account, config};

fn basic() -> String {
    Credentials::new("axl", "axlpass").to_authorization()
}

fn post(lab: &mut Lab, name: &str, arguments: &str) -> (Status, String) {
    let body = format!("<{name} xmlns='http://www.cisco.com/AXL/API/15.0'>{arguments}</{name}>");
    let response = lab.post(&body, &[("Authorization", &basic())]);
    (response.status, String::from_utf8(response.body.to_vec()).unwrap())
}

fn agent_phone() -> String {
    phone_name("1001")
}

#[test]
fn only_what_the_schema_lets_an_update_change_is_changed() {
    let mut lab = Lab::new();
    let name = format!("<name>{}</name>", agent_phone());
    for wrong in [
        // Fixed when the phone was added.
        "<product>Cisco 7960</product>",
        "<model>Cisco 7960</model>",
        // Only names have another name.
        "<newDescription>x</newDescription>",
        "<newDevicePoolName>Default</newDevicePoolName>",
        "<shoeSize>43</shoeSize>",
        // Replaced or edited, not both.
        "<addLines/><lines/>",
        // Not a list that can be edited.
        "<addSpeeddials/>",
    ] {
        let (status, text) = post(&mut lab, "updatePhone", &format!("{name}{wrong}"));
        assert_eq!(status, Status::FAULT, "{wrong}");
        assert!(text.contains("Unexpected element"), "{wrong}: {text}");
    }
    let (status, _) = post(&mut lab, "updatePhone", &format!("{name}<description>x</description>"));
    assert_eq!(status, Status::OK);
    let phone: Phone =
        lab.run(Call::get::<Phone>(&Key::name(agent_phone())).unwrap()).unwrap().object().unwrap();
    assert_eq!((phone.product.text(), phone.description.text()), ("Cisco 8845", "x"));
}

#[test]
fn an_empty_key_means_nobody() {
    let mut lab = Lab::new();
    for key in ["<uuid/>", "<name/>", "<uuid/><name/>"] {
        assert_eq!(post(&mut lab, "removePhone", key).0, Status::FAULT, "{key}");
    }
    for key in ["<uuid/>", "<name/>", "<pattern/>", "<pattern/><routePartitionName/>"] {
        assert_eq!(post(&mut lab, "getCallPickupGroup", key).0, Status::FAULT, "{key}");
    }
    assert_eq!(lab.sql("select count(*) from device"), [["3"]]);
}

#[test]
fn updates_and_patterns_beyond_reason_are_refused_at_once() {
    let mut lab = Lab::new();
    post(&mut lab, "addTimeSchedule", "<timeSchedule><name>T</name></timeSchedule>");
    let many: String = (0..5_000).map(|n| format!("<f{n}/>")).collect();
    let (status, text) = post(&mut lab, "updateTimeSchedule", &format!("<name>T</name>{many}"));
    assert!(status == Status::FAULT && text.contains("The update is too large"), "{text:.300}");
    let long = "%a".repeat(10_000);
    let (status, text) = post(
        &mut lab,
        "listUser",
        &format!("<searchCriteria><userid>{long}</userid></searchCriteria><returnedTags/>"),
    );
    assert!(status == Status::FAULT && text.contains("Invalid value for userid"), "{text:.300}");
    let long = "a".repeat(300);
    let (status, text) =
        post(&mut lab, "addTimeSchedule", &format!("<timeSchedule><name>{long}</name></timeSchedule>"));
    assert!(status == Status::FAULT && text.contains("Invalid value for name"), "{text:.300}");
}

#[test]
fn what_was_rolled_back_is_not_told_as_a_change() {
    let mut lab = Lab::new();
    let start = lab.run(Call::list_change(None, &[])).unwrap().changes().unwrap();
    let mut phone: Phone =
        lab.run(Call::get::<Phone>(&Key::name(agent_phone())).unwrap()).unwrap().object().unwrap();
    // Its new line would be made first; then the name is found to be taken.
    let dirn = &mut phone.lines.as_mut().unwrap().line[0].dirn;
    dirn.as_mut().unwrap().pattern = "7777".into();
    assert_eq!(lab.fault(Call::add(&phone).unwrap()).axl_code(), Some(AxlCode::DUPLICATE));
    let now = lab.run(Call::list_change(Some((&start.queue, start.next)), &[])).unwrap().changes().unwrap();
    assert_eq!((now.changes, now.next), (vec![], start.next));
    // The next change takes the place.
    let partition = RoutePartition { name: "P".into(), ..RoutePartition::default() };
    lab.run(Call::add(&partition).unwrap()).unwrap();
    let now = lab.run(Call::list_change(Some((&start.queue, start.next)), &[])).unwrap().changes().unwrap();
    assert_eq!((now.changes.len(), now.changes[0].id), (1, start.next));
}

#[test]
fn a_start_behind_the_end_of_the_queue_is_a_lost_queue() {
    let mut lab = Lab::new();
    let start = lab.run(Call::list_change(None, &[])).unwrap().changes().unwrap();
    assert!(lab.run(Call::list_change(Some((&start.queue, start.next)), &[])).is_ok());
    let fault = lab.fault(Call::list_change(Some((&start.queue, start.next + 1)), &[]));
    assert!(fault.text.starts_with("The queueId value does not match"), "{fault}");
}

#[test]
fn another_name_is_followed_by_all_that_refer_to_it() {
    let mut lab = Lab::with(&Config {
        app_users: vec![
            account("axl", &[AXL_GROUP]),
            AppUserSeed { devices: vec![agent_phone()], ..account("rmcm", &[]) },
        ],
        ..config()
    });
    let rename = |lab: &mut Lab, call: Call, field: &str, name: &str| {
        lab.run(call.rename(field, name).unwrap()).unwrap();
    };
    // A partition: its lines are found in it, and phones and users name it.
    rename(
        &mut lab,
        Call::update(&Key::name("agents_pt"), &RoutePartition::default()).unwrap(),
        "name",
        "New & PT",
    );
    let line: Line =
        lab.run(Call::get::<Line>(&Key::pattern("1001", "New & PT")).unwrap()).unwrap().object().unwrap();
    assert_eq!(line.route_partition_name.as_ref().unwrap().name, "New & PT");
    assert!(matches!(
        lab.run(Call::get::<Line>(&Key::pattern("1001", "Agents_PT")).unwrap()),
        Err(CallError::Fault(_))
    ));
    let user = |lab: &mut Lab| -> User {
        lab.run(Call::get::<User>(&Key::name("agent1")).unwrap()).unwrap().object().unwrap()
    };
    assert_eq!(user(&mut lab).ipcc_route_partition.as_ref().unwrap().name, "New & PT");
    // A line, a phone, a user.
    let key = Key::pattern("1001", "New & PT");
    rename(&mut lab, Call::update(&key, &Line::default()).unwrap(), "pattern", "1999");
    let key = Key::name(agent_phone());
    rename(&mut lab, Call::update(&key, &Phone::default()).unwrap(), "name", "SEP99");
    let phone: Phone = lab.run(Call::get::<Phone>(&Key::name("SEP99")).unwrap()).unwrap().object().unwrap();
    assert_eq!(phone.lines.as_ref().unwrap().line[0].dirn.as_ref().unwrap().pattern.text(), "1999");
    let agent = user(&mut lab);
    assert_eq!(agent.ipcc_extension.as_ref().unwrap().name, "1999");
    assert_eq!(agent.primary_extension.as_ref().unwrap().pattern.text(), "1999");
    assert_eq!(agent.associated_devices.as_ref().unwrap().device, ["SEP99"]);
    let rmcm: AppUser = lab.run(Call::get::<AppUser>(&Key::name("rmcm")).unwrap()).unwrap().object().unwrap();
    assert_eq!(rmcm.associated_devices.as_ref().unwrap().device, ["SEP99"]);
    // Others are as they were, and SQL says the same.
    let rows = lab.sql(
        "select u.userid, n.dnorpattern, d.name, p.name as pt from enduser u \
         join endusernumplanmap m on m.fkenduser = u.pkid join numplan n on n.pkid = m.fknumplan \
         join routepartition p on p.pkid = n.fkroutepartition join enduserdevicemap e on e.fkenduser = u.pkid \
         join device d on d.pkid = e.fkdevice where m.tkdnusage = 2 order by u.userid",
    );
    assert_eq!(rows[0], ["agent1", "1999", "SEP99", "New & PT"]);
    assert_eq!(rows[1], ["agent2", "1002", &phone_name("1002"), "New & PT"]);
    let lines = "select n.dnorpattern from device d join devicenumplanmap m on m.fkdevice = d.pkid \
                 join numplan n on n.pkid = m.fknumplan where d.name = 'SEP99'";
    assert_eq!(lab.sql(lines), [["1999"]]);
}

fn fetch<T: Object>(lab: &mut Lab, key: &Key) -> T {
    lab.run(Call::get::<T>(key).unwrap()).unwrap().object().unwrap()
}

#[test]
fn accounts_control_devices_that_there_are() {
    let mut lab = Lab::new();
    let names = |name: &str| vec![agent_phone().to_lowercase(), name.to_owned()];
    let app_user = |name: &str| AppUser {
        userid: "rmcm".into(),
        associated_devices: AppUserAssociatedDevices { device: names(name), ..Default::default() }.into(),
        ..AppUser::default()
    };
    let user = |name: &str| User {
        associated_devices: UserAssociatedDevices { device: names(name), ..Default::default() }.into(),
        ..User::default()
    };
    let agent = Key::name("agent1");
    for call in [Call::add(&app_user("SEPGHOST")).unwrap(), Call::update(&agent, &user("SEPGHOST")).unwrap()]
    {
        let fault = lab.fault(call);
        assert_eq!(fault.axl_code(), Some(AxlCode::NOT_FOUND));
        assert_eq!(fault.text, "Item not valid: The specified SEPGHOST was not found");
    }
    assert!(lab.run(Call::get::<AppUser>(&Key::name("rmcm")).unwrap()).is_err(), "nothing of it is kept");
    let kept: User = fetch(&mut lab, &agent);
    assert_eq!(kept.associated_devices.as_ref().unwrap().device, [agent_phone()]);
    lab.run(Call::add(&app_user(&phone_name("1002"))).unwrap()).unwrap();
    lab.run(Call::update(&agent, &user(&phone_name("1003"))).unwrap()).unwrap();
    let sql = "select u.userid, count(*) from enduser u join enduserdevicemap m on m.fkenduser = u.pkid \
               where u.userid = 'agent1' group by u.userid";
    assert_eq!(lab.sql(sql), [["agent1", "2"]]);
}

#[test]
fn what_is_removed_is_forgotten_by_those_that_name_it() {
    let mut lab = Lab::new();
    let agent = Key::name("agent1");
    let phone = Key::name(phone_name("1002"));
    let change = |lab: &mut Lab, call: Result<Call, UsageError>| lab.run(call.unwrap()).unwrap();
    // A phone: it is in no list of devices, and the user can be changed all the same.
    change(&mut lab, Call::remove::<Phone>(&Key::name(agent_phone())));
    let user: User = fetch(&mut lab, &agent);
    assert!(user.associated_devices.as_ref().is_none_or(|devices| devices.device.is_empty()), "{user:?}");
    change(&mut lab, Call::update(&agent, &user));
    // A line: phones, line groups and users lose it, and no later change brings it back.
    let member = "<directoryNumber><pattern>1002</pattern><routePartitionName>Agents_PT</routePartitionName></directoryNumber>";
    let member = format!("<member><lineSelectionOrder>1</lineSelectionOrder>{member}</member>");
    let group = format!("<lineGroup><members>{member}</members><name>Group</name></lineGroup>");
    let (status, text) = post(&mut lab, "addLineGroup", &group);
    assert_eq!(status, Status::OK, "{text}");
    change(&mut lab, Call::remove::<Line>(&Key::pattern("1002", "agents_pt")));
    let moved = Phone { description: "Moved".into(), owner_user_name: "agent3".into(), ..Phone::default() };
    change(&mut lab, Call::update(&phone, &moved));
    let found: Phone = fetch(&mut lab, &phone);
    assert!(found.lines.as_ref().is_none_or(|lines| lines.line.is_empty()), "{found:?}");
    assert!(lab.run(Call::get::<Line>(&Key::pattern("1002", "Agents_PT")).unwrap()).is_err());
    let user: User = fetch(&mut lab, &Key::name("agent2"));
    assert_eq!((user.ipcc_extension, user.ipcc_route_partition), (Field::Clear, Field::Clear));
    assert!(user.primary_extension.as_ref().is_none_or(|number| number.pattern.text().is_empty()));
    let (_, text) = post(&mut lab, "getLineGroup", "<name>Group</name>");
    assert!(text.contains("<name>Group</name>") && !text.contains("<pattern>"), "{text}");
    // A user: its phone has no owner any more, and can be changed.
    assert_eq!(found.owner_user_name.as_ref().unwrap().name, "agent3");
    change(&mut lab, Call::remove::<User>(&Key::name("agent3")));
    let found: Phone = fetch(&mut lab, &phone);
    assert_eq!(found.owner_user_name, Field::Clear);
    change(&mut lab, Call::update(&phone, &found));
    // The others are as they were.
    let rows = lab.sql("select d.name from device d join devicenumplanmap m on m.fkdevice = d.pkid");
    assert_eq!(rows, [[phone_name("1003")]]);
}

#[test]
fn forwarding_pickup_groups_and_trunks_are_found_by_sql() {
    let mut lab = Lab::new();
    let group = "<callPickupGroup><pattern>8000</pattern><name>Sales</name></callPickupGroup>";
    let (status, text) = post(&mut lab, "addCallPickupGroup", group);
    assert_eq!(status, Status::OK, "{text}");
    // It goes by its name and by its number.
    for key in ["<name>sales</name>", "<pattern>8000</pattern>"] {
        let (status, text) = post(&mut lab, "getCallPickupGroup", key);
        assert!(status == Status::OK && text.contains("<name>Sales</name>"), "{key}: {text}");
    }
    assert_eq!(post(&mut lab, "getCallPickupGroup", "<pattern>8001</pattern>").0, Status::FAULT);
    let (status, text) = post(
        &mut lab,
        "updateLine",
        "<pattern>1001</pattern><routePartitionName>Agents_PT</routePartitionName>\
         <callForwardAll><destination>2222</destination></callForwardAll><callPickupGroupName>Sales</callPickupGroupName>",
    );
    assert_eq!(status, Status::OK, "{text}");
    let forwards = "select n.dnorpattern, c.cfadestination from callforwarddynamic c join numplan n on n.pkid = c.fknumplan";
    assert_eq!(lab.sql(forwards), [["1001", "2222"]]);
    let groups = "select g.name, n.dnorpattern from pickupgroup g join pickupgrouplinemap m on m.fkpickupgroup = g.pkid \
                  join numplan n on n.pkid = m.fknumplan_line";
    assert_eq!(lab.sql(groups), [["Sales", "1001"]]);
    let destination =
        SipTrunkDestination { address_ipv4: "192.0.2.7".into(), sort_order: 1.into(), ..Default::default() };
    let trunk = SipTrunk {
        name: "To_UCCX".into(),
        product: "SIP Trunk".into(),
        class: "Trunk".into(),
        protocol: "SIP".into(),
        protocol_side: "Network".into(),
        device_pool_name: "Default".into(),
        location_name: "Hub_None".into(),
        presence_group_name: "Standard Presence group".into(),
        destinations: SipTrunkDestinations { destination: vec![destination], ..Default::default() }.into(),
        ..SipTrunk::default()
    };
    lab.run(Call::add(&trunk).unwrap()).unwrap();
    let trunks = "select d.name, t.address, t.port from device d join sipdevice s on s.fkdevice = d.pkid \
                  join siptrunkdestination t on t.fksipdevice = s.pkid";
    assert_eq!(lab.sql(trunks), [["To_UCCX", "192.0.2.7", "5060"]]);
    lab.run(Call::remove::<SipTrunk>(&Key::name("To_UCCX")).unwrap()).unwrap();
    assert_eq!(lab.sql("select count(*) from siptrunkdestination"), [["0"]]);
}

#[test]
fn a_list_too_large_for_any_answer_is_counted_and_not_put_together() {
    let mut lab = Lab::new();
    let long = "x".repeat(1 << 20);
    for n in 0..20 {
        let schedule =
            format!("<timeSchedule><name>T{n:02}</name><description>{long}</description></timeSchedule>");
        assert_eq!(post(&mut lab, "addTimeSchedule", &schedule).0, Status::OK);
    }
    // The service would let it through; putting it together is what is refused.
    lab.core.set_trouble(&Trouble::SmallAnswers(64 << 20));
    let list = "<searchCriteria><name>T%</name></searchCriteria><returnedTags><name/></returnedTags>";
    let (status, text) = post(&mut lab, "listTimeSchedule", list);
    assert_eq!(status, Status::FAULT);
    assert!(text.contains("Total rows matched: 20 rows"), "{text:.400}");
    assert_eq!(
        post(&mut lab, "listTimeSchedule", &format!("{list}<skip>0</skip><first>3</first>")).0,
        Status::OK
    );
}
