//! Keeps the documented tables in step with the objects.

use axl_soap::{Element, Uuid};
use rusqlite::{ToSql, params};

use crate::groups::groups_of;
use crate::store::{Store, Stored};

type Outcome = rusqlite::Result<()>;

/// Where objects without relations of their own have a row of `pkid` and `name`.
const NAMED: &[(&str, &str)] = &[
    ("AppUser", "applicationuser"),
    ("CallManagerGroup", "callmanagergroup"),
    ("CallPickupGroup", "pickupgroup"),
    ("LineGroup", "linegroup"),
    ("Location", "location"),
    ("ProcessNode", "processnode"),
    ("Region", "region"),
    ("RouteGroup", "routegroup"),
    ("RouteList", "routelist"),
    ("RoutePartition", "routepartition"),
    ("UserGroup", "dirgroup"),
];

/// Objects that are devices, and their classes where the product does not say.
pub(crate) const DEVICES: [&str; 5] =
    ["Phone", "CtiRoutePoint", "DeviceProfile", "RemoteDestinationProfile", "SipTrunk"];

/// Tables whose rows belong to an object of another: table, column.
const OWNED: &[(&str, &str, &str)] = &[
    ("User", "endusernumplanmap", "fkenduser"),
    ("User", "enduserdevicemap", "fkenduser"),
    ("User", "enduserdirgroupmap", "fkenduser"),
    ("AppUser", "applicationuserdevicemap", "fkapplicationuser"),
    ("AppUser", "applicationuserdirgroupmap", "fkapplicationuser"),
    ("UserGroup", "functionroledirgroupmap", "fkdirgroup"),
    ("Css", "callingsearchspacemember", "fkcallingsearchspace"),
    ("LineGroup", "linegroupnumplanmap", "fklinegroup"),
    ("Line", "callforwarddynamic", "fknumplan"),
    ("Line", "pickupgrouplinemap", "fknumplan_line"),
    // Of one uuid with the device.
    ("SipTrunk", "siptrunkdestination", "fksipdevice"),
    ("SipTrunk", "sipdevice", "fkdevice"),
];

/// Bytes of a text in a table. The columns of a CUCM are shorter; what queries may cost depends on it.
const MOST_TEXT: usize = 1_024;

fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MOST_TEXT)).unwrap_or(text)
}

/// Whether objects of that type are devices.
pub(crate) fn is_device(object: &str) -> bool {
    DEVICES.contains(&object)
}

fn own_table(object: &str) -> Option<&'static str> {
    match object {
        "User" => Some("enduser"),
        "Line" | "HuntPilot" | "RoutePattern" | "TransPattern" => Some("numplan"),
        "Css" => Some("callingsearchspace"),
        "DevicePool" => Some("devicepool"),
        _ if DEVICES.contains(&object) => Some("device"),
        _ => NAMED.iter().find(|(known, _)| *known == object).map(|(_, table)| *table),
    }
}

/// Writes an object's rows anew.
pub(crate) fn put(store: &Store, object: &str, stored: &Stored) -> Outcome {
    let Some(table) = own_table(object) else { return Ok(()) };
    drop_rows(store, object, stored.uuid)?;
    let Stored { tree, key, .. } = stored;
    let pkid = stored.uuid.to_sql();
    let text = |name: &str| cut(tree.child_text(name)).to_owned();
    match object {
        "User" => {
            run(
                store,
                "insert into enduser (pkid, userid, firstname, middlename, lastname, department, manager, mailid, \
                 telephonenumber, status, islocaluser) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 't')",
                &[
                    &pkid,
                    key,
                    &text("firstName"),
                    &text("middleName"),
                    &text("lastName"),
                    &text("department"),
                    &text("manager"),
                    &text("mailid"),
                    &text("telephoneNumber"),
                ],
            )?;
            // 1 is the primary extension, 2 the IPCC extension, which makes the user an agent.
            let primary = tree.child("primaryExtension");
            let primary = primary.map(|p| (p.child_text("pattern"), p.child_text("routePartitionName")));
            let ipcc = (tree.child_text("ipccExtension"), tree.child_text("ipccRoutePartition"));
            for (usage, (pattern, partition)) in [(1, primary.unwrap_or_default()), (2, ipcc)] {
                if let Some(line) = line(store, pattern, partition)? {
                    run(
                        store,
                        "insert into endusernumplanmap values (?, ?, ?, ?, 1)",
                        &[&map_id(store), &pkid, &line, &usage],
                    )?;
                }
            }
            devices_of(store, tree, |device| {
                run(
                    store,
                    "insert into enduserdevicemap values (?, ?, ?, 'f', 1)",
                    &[&map_id(store), &pkid, &device],
                )
            })?;
            members(store, tree, "insert into enduserdirgroupmap values (?, ?, ?)", &pkid)
        }
        "AppUser" => {
            run(store, "insert into applicationuser values (?, ?, 'f')", &[&pkid, key])?;
            devices_of(store, tree, |device| {
                run(
                    store,
                    "insert into applicationuserdevicemap values (?, ?, ?)",
                    &[&map_id(store), &pkid, &device],
                )
            })?;
            members(store, tree, "insert into applicationuserdirgroupmap values (?, ?, ?)", &pkid)
        }
        "UserGroup" => {
            run(store, "insert into dirgroup values (?, ?, 'f')", &[&pkid, key])?;
            for role in tree.child("userRoles").map(Element::children).unwrap_or_default() {
                let name = role.child_text("roleName");
                let role = match role_id(store, name)? {
                    Some(id) => id,
                    None => {
                        let id = map_id(store);
                        run(store, "insert into functionrole values (?, ?, '', 't')", &[&id, &name])?;
                        id
                    }
                };
                run(
                    store,
                    "insert into functionroledirgroupmap values (?, ?, ?)",
                    &[&map_id(store), &pkid, &role],
                )?;
            }
            Ok(())
        }
        "Line" | "HuntPilot" | "RoutePattern" | "TransPattern" => {
            let usage = match object {
                "Line" => 2,
                "TransPattern" => 3,
                "RoutePattern" => 5,
                _ => 7,
            };
            run(
                store,
                "insert into numplan values (?, ?, ?, ?, ?, ?, ?, 't')",
                &[
                    &pkid,
                    key,
                    &text("description"),
                    &text("alertingName"),
                    &text("asciiAlertingName"),
                    &reference(store, tree, "routePartitionName", "RoutePartition")?,
                    &usage,
                ],
            )?;
            if object == "Line" { forwarding(store, tree, &pkid) } else { Ok(()) }
        }
        "Css" => {
            let members = tree.child("members").map(Element::children).unwrap_or_default();
            let names: Vec<_> =
                members.iter().map(|member| member.child_text("routePartitionName")).collect();
            run(
                store,
                "insert into callingsearchspace values (?, ?, ?, ?)",
                &[&pkid, key, &text("description"), &cut(&names.join(":"))],
            )?;
            for (at, name) in names.iter().enumerate() {
                let partition = store.uuid_of("RoutePartition", name)?.map(Uuid::to_sql);
                run(
                    store,
                    "insert into callingsearchspacemember values (?, ?, ?, ?)",
                    &[&map_id(store), &pkid, &partition, &(at as i64 + 1)],
                )?;
            }
            Ok(())
        }
        "DevicePool" => run(
            store,
            "insert into devicepool values (?, ?, ?, ?, ?)",
            &[
                &pkid,
                key,
                &reference(store, tree, "callManagerGroupName", "CallManagerGroup")?,
                &reference(store, tree, "regionName", "Region")?,
                &reference(store, tree, "locationName", "Location")?,
            ],
        ),
        "LineGroup" => {
            run(store, "insert into linegroup values (?, ?)", &[&pkid, key])?;
            for member in tree.child("members").map(Element::children).unwrap_or_default() {
                let number = member.child("directoryNumber");
                let number = number.map(|n| (n.child_text("pattern"), n.child_text("routePartitionName")));
                let (pattern, partition) = number.unwrap_or_default();
                if let Some(line) = line(store, pattern, partition)? {
                    let order: i64 = member.child_text("lineSelectionOrder").parse().unwrap_or(0);
                    run(
                        store,
                        "insert into linegroupnumplanmap values (?, ?, ?, ?)",
                        &[&map_id(store), &pkid, &line, &order],
                    )?;
                }
            }
            Ok(())
        }
        "SipTrunk" => {
            device(store, stored, &pkid)?;
            destinations(store, tree, &pkid)
        }
        _ if table == "device" => device(store, stored, &pkid),
        _ => {
            let described = matches!(table, "routepartition" | "processnode" | "routelist");
            run(store, &format!("insert into {table} (pkid, name) values (?, ?)"), &[&pkid, key])?;
            if described {
                let sql = format!("update {table} set description = ? where pkid = ?");
                run(store, &sql, &[&text("description"), &pkid])?;
            }
            Ok(())
        }
    }
}

/// Where all calls to a line go, and the pickup group it is in.
fn forwarding(store: &Store, tree: &Element, pkid: &str) -> Outcome {
    if let Some(all) = tree.child("callForwardAll") {
        run(
            store,
            "insert into callforwarddynamic values (?, ?, ?)",
            &[&map_id(store), &pkid, &cut(all.child_text("destination"))],
        )?;
    }
    if let Some(group) = reference(store, tree, "callPickupGroupName", "CallPickupGroup")? {
        run(store, "insert into pickupgrouplinemap values (?, ?, ?)", &[&map_id(store), &group, &pkid])?;
    }
    Ok(())
}

/// Where a SIP trunk leads.
fn destinations(store: &Store, tree: &Element, pkid: &str) -> Outcome {
    run(store, "insert into sipdevice values (?, ?)", &[&pkid, &pkid])?;
    for destination in tree.child("destinations").map(Element::children).unwrap_or_default() {
        let text = |name: &str| cut(destination.child_text(name)).to_owned();
        let address = if text("addressIpv4").is_empty() { text("addressIpv6") } else { text("addressIpv4") };
        let number = |name: &str| destination.child_text(name).trim().parse::<i64>().ok();
        run(
            store,
            "insert into siptrunkdestination values (?, ?, ?, ?, ?)",
            &[&map_id(store), &pkid, &address, &number("port").or(Some(5060)), &number("sortOrder")],
        )?;
    }
    Ok(())
}

fn device(store: &Store, stored: &Stored, pkid: &str) -> Outcome {
    let Stored { tree, key, .. } = stored;
    let class = number(store, "typeclass", tree.child_text("class"))?;
    let model = number(store, "typemodel", tree.child_text("model"))?;
    let product = number(store, "typeproduct", tree.child_text("product"))?;
    if product.is_some() {
        run(store, "update typeproduct set tkmodel = ? where enum = ?", &[&model, &product])?;
    }
    let protocol = number(store, "typedeviceprotocol", tree.child_text("protocol"))?;
    run(
        store,
        "insert into device values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            &pkid,
            key,
            &cut(tree.child_text("description")),
            &class,
            &model,
            &product,
            &protocol,
            &reference(store, tree, "devicePoolName", "DevicePool")?,
            &reference(store, tree, "callingSearchSpaceName", "Css")?,
            &reference(store, tree, "ownerUserName", "User")?,
            &reference(store, tree, "locationName", "Location")?,
        ],
    )?;
    for (at, shown) in tree.child("lines").map(Element::children).unwrap_or_default().iter().enumerate() {
        let (pattern, partition) = match shown.child("dirn") {
            Some(dirn) => (dirn.child_text("pattern"), dirn.child_text("routePartitionName")),
            None => (shown.child_text("directoryNumber"), shown.child_text("routePartitionName")),
        };
        let Some(line) = line(store, pattern, partition)? else { continue };
        let index = shown.child_text("index").parse().unwrap_or(at as i64 + 1);
        run(
            store,
            "insert into devicenumplanmap values (?, ?, ?, ?, ?, ?, ?)",
            &[
                &map_id(store),
                &pkid,
                &line,
                &index,
                &cut(shown.child_text("display")),
                &cut(shown.child_text("label")),
                &cut(shown.child_text("e164Mask")),
            ],
        )?;
    }
    Ok(())
}

/// Deletes an object's rows, and those that point at it.
pub(crate) fn drop(store: &Store, object: &str, uuid: Uuid) -> Outcome {
    drop_rows(store, object, uuid)?;
    let pkid = uuid.to_sql();
    match own_table(object) {
        Some("device") => {
            for table in ["enduserdevicemap", "applicationuserdevicemap"] {
                run(store, &format!("delete from {table} where fkdevice = ?"), &[&pkid])?;
            }
        }
        Some("numplan") => {
            for table in ["devicenumplanmap", "endusernumplanmap", "linegroupnumplanmap"] {
                run(store, &format!("delete from {table} where fknumplan = ?"), &[&pkid])?;
            }
        }
        Some("pickupgroup") => {
            run(store, "delete from pickupgrouplinemap where fkpickupgroup = ?", &[&pkid])?;
        }
        _ => {}
    }
    Ok(())
}

fn drop_rows(store: &Store, object: &str, uuid: Uuid) -> Outcome {
    let pkid = uuid.to_sql();
    if let Some(table) = own_table(object) {
        run(store, &format!("delete from {table} where pkid = ?"), &[&pkid])?;
    }
    if DEVICES.contains(&object) {
        run(store, "delete from devicenumplanmap where fkdevice = ?", &[&pkid])?;
    }
    for (_, table, column) in OWNED.iter().filter(|(owner, ..)| *owner == object) {
        run(store, &format!("delete from {table} where {column} = ?"), &[&pkid])?;
    }
    Ok(())
}

fn run(store: &Store, sql: &str, values: &[&dyn ToSql]) -> Outcome {
    store.db.prepare_cached(sql)?.execute(values).map(|_| ())
}

fn map_id(store: &Store) -> String {
    store.fresh_uuid().to_sql()
}

fn reference(store: &Store, tree: &Element, name: &str, object: &str) -> rusqlite::Result<Option<String>> {
    match tree.child_text(name) {
        "" => Ok(None),
        name => Ok(store.uuid_of(object, name)?.map(Uuid::to_sql)),
    }
}

fn line(store: &Store, pattern: &str, partition: &str) -> rusqlite::Result<Option<String>> {
    if pattern.is_empty() {
        return Ok(None);
    }
    let exact = store.by_key("Line", pattern, partition)?;
    let found = match exact {
        None if partition.is_empty() => store.by_key_anywhere("Line", pattern)?,
        found => found,
    };
    Ok(found.map(|line| line.uuid.to_sql()))
}

fn role_id(store: &Store, name: &str) -> rusqlite::Result<Option<String>> {
    use rusqlite::OptionalExtension as _;
    let mut statement = store.db.prepare_cached("select pkid from functionrole where name = ?")?;
    statement.query_row([name], |row| row.get(0)).optional()
}

fn devices_of(store: &Store, tree: &Element, mut each: impl FnMut(String) -> Outcome) -> Outcome {
    let names = tree.child("associatedDevices").map(Element::children).unwrap_or_default();
    for name in names {
        for object in DEVICES {
            if let Some(uuid) = store.uuid_of(object, name.text())? {
                each(uuid.to_sql())?;
                break;
            }
        }
    }
    Ok(())
}

fn members(store: &Store, tree: &Element, sql: &str, pkid: &str) -> Outcome {
    for group in groups_of(tree) {
        if let Some(uuid) = store.uuid_of("UserGroup", group)? {
            run(store, sql, &[&map_id(store), &pkid, &uuid.to_sql()])?;
        }
    }
    Ok(())
}

/// The number of a value of an enumeration. The numbers of a real server are known for a few values only; the others get
/// numbers of the emulator's own from 10,000 on.
fn number(store: &Store, table: &str, name: &str) -> rusqlite::Result<Option<i64>> {
    use rusqlite::OptionalExtension as _;
    if name.is_empty() {
        return Ok(None);
    }
    let name = cut(name);
    let find = || {
        let sql = format!("select enum from {table} where name = ?");
        store.db.prepare_cached(&sql)?.query_row([name], |row| row.get(0)).optional()
    };
    if let Some(number) = find()? {
        return Ok(Some(number));
    }
    let sql = format!(
        "insert into {table} (enum, name) select max(9999, coalesce(max(enum), 0)) + 1, ? from {table}"
    );
    store.db.prepare_cached(&sql)?.execute(params![name])?;
    find()
}
