//! What a directory holds from the start: the objects of a fresh CUCM, and those that the configuration names.

use axl_soap::{Call, Element, Fault, Verb};

use crate::config::{AXL_GROUP, AXL_READ_GROUP, AppUserSeed, Config, SUPER_GROUP, UserSeed, phone_name};
use crate::directory::Directory;
use crate::objects::{Trouble, internal};

/// Groups with their roles.
const GROUPS: &[(&str, &[&str])] = &[
    (
        SUPER_GROUP,
        &["Standard AXL API Access", "Standard CCM Admin Users", "Standard CCMADMIN Administration"],
    ),
    (AXL_GROUP, &["Standard AXL API Access"]),
    (AXL_READ_GROUP, &["Standard AXL API Users", "Standard AXL Read Only API Access"]),
    ("Standard CCM End Users", &["Standard CCM End Users", "Standard CCMUSER Administration"]),
    ("Standard CTI Enabled", &["Standard CTI Enabled"]),
    ("Standard CTI Allow Control of All Devices", &["Standard CTI Allow Control of All Devices"]),
];

pub(crate) fn fill(directory: &mut Directory, config: &Config) -> Result<(), Fault> {
    directory.transact(|directory| {
        system(directory, config).map_err(Trouble::Fault)?;
        for user in &config.users {
            end_user(directory, config, user).map_err(Trouble::Fault)?;
        }
        for user in &config.app_users {
            app_user(directory, user).map_err(Trouble::Fault)?;
        }
        directory.store.db.execute("delete from componentversion", []).and_then(|_| {
            directory
                .store
                .db
                .execute("insert into componentversion values ('1', 'cm-ver', ?)", [&config.version])
        })?;
        Ok(())
    })?;
    Ok(())
}

fn text(name: &'static str, value: &str) -> Element {
    Element::with_text(name, value)
}

/// Adds an object unless one of that name is there.
fn add(
    directory: &mut Directory,
    object: &'static str,
    wrapper: &'static str,
    children: Vec<Element>,
) -> Result<(), Fault> {
    let key = ["name", "userid", "pattern"];
    let name =
        children.iter().find(|child| key.contains(&child.name())).map(Element::text).unwrap_or_default();
    let scope = children.iter().find(|child| object == "Line" && child.name() == "routePartitionName");
    let scope = scope.map(Element::text).unwrap_or_default();
    if directory.store.by_key(object, name, scope).map_err(internal)?.is_some() {
        return Ok(());
    }
    let operation = format!("{}{object}", Verb::Add.as_str());
    let call = Call::build(&operation, vec![Element::with_children(wrapper, children)])
        .map_err(|error| Fault::new(axl_soap::AxlCode::INVALID_VALUE, error.to_string()))?;
    directory.add(&call).map(|_| ())
}

fn system(directory: &mut Directory, config: &Config) -> Result<(), Fault> {
    add(directory, "PresenceGroup", "presenceGroup", vec![text("name", "Standard Presence group")])?;
    add(
        directory,
        "CallManagerGroup",
        "callManagerGroup",
        vec![
            text("name", "Default"),
            Element::with_children(
                "members",
                vec![Element::with_children(
                    "member",
                    vec![text("callManagerName", "CM_cucm-pub"), text("priority", "1")],
                )],
            ),
        ],
    )?;
    add(directory, "Region", "region", vec![text("name", "Default")])?;
    add(
        directory,
        "Location",
        "location",
        vec![
            text("name", "Hub_None"),
            text("withinAudioBandwidth", "0"),
            text("withinVideoBandwidth", "0"),
            text("withinImmersiveKbits", "0"),
            Element::new("betweenLocations"),
        ],
    )?;
    add(
        directory,
        "DevicePool",
        "devicePool",
        vec![
            text("name", "Default"),
            text("dateTimeSettingName", "CMLocal"),
            text("callManagerGroupName", "Default"),
            text("regionName", "Default"),
            text("locationName", "Hub_None"),
            text("srstName", "Disable"),
        ],
    )?;
    add(
        directory,
        "CommonPhoneConfig",
        "commonPhoneConfig",
        vec![text("name", "Standard Common Phone Profile")],
    )?;
    if !config.partition.is_empty() {
        add(directory, "RoutePartition", "routePartition", vec![text("name", &config.partition)])?;
        let member = vec![text("routePartitionName", &config.partition), text("index", "1")];
        let members = Element::with_children("members", vec![Element::with_children("member", member)]);
        add(directory, "Css", "css", vec![members, text("name", "Agents_CSS")])?;
    }
    // There is no addProcessNode by name alone: its record knows no mandatory field.
    add(
        directory,
        "ProcessNode",
        "processNode",
        vec![text("name", "cucm-pub"), text("description", "Publisher")],
    )?;
    for (name, roles) in GROUPS {
        let roles = roles.iter().map(|role| Element::with_children("userRole", vec![text("roleName", role)]));
        let children = vec![Element::with_children("userRoles", roles.collect()), text("name", name)];
        add(directory, "UserGroup", "userGroup", children)?;
    }
    Ok(())
}

fn groups(names: &[String]) -> Element {
    let group = |name: &String| Element::with_children("userGroup", vec![text("name", name)]);
    Element::with_children("associatedGroups", names.iter().map(group).collect())
}

fn end_user(directory: &mut Directory, config: &Config, user: &UserSeed) -> Result<(), Fault> {
    let partition = &config.partition;
    let mut children = vec![
        text("firstName", &user.first_name),
        text("lastName", &user.last_name),
        text("userid", &user.userid),
        text("password", user.password.reveal()),
        text("presenceGroupName", "Standard Presence group"),
        groups(&user.groups),
    ];
    if let Some(pin) = &user.pin {
        children.push(text("pin", pin.reveal()));
    }
    if let Some(extension) = &user.extension {
        let name = format!("{} {}", user.first_name, user.last_name);
        add(
            directory,
            "Line",
            "line",
            vec![
                text("pattern", extension),
                text("usage", "Device"),
                text("routePartitionName", partition),
                text("description", &name),
                text("alertingName", &name),
                text("asciiAlertingName", &name),
            ],
        )?;
        let phone = phone_name(extension);
        let dirn = vec![text("pattern", extension), text("routePartitionName", partition)];
        let line = vec![
            text("index", "1"),
            text("label", extension),
            text("display", &name),
            Element::with_children("dirn", dirn.clone()),
        ];
        add(
            directory,
            "Phone",
            "phone",
            vec![
                text("name", &phone),
                text("description", &name),
                text("product", "Cisco 8845"),
                text("class", "Phone"),
                text("protocol", "SIP"),
                text("protocolSide", "User"),
                text("devicePoolName", "Default"),
                text("locationName", "Hub_None"),
                text("commonPhoneConfigName", "Standard Common Phone Profile"),
                Element::with_children("lines", vec![Element::with_children("line", line)]),
            ],
        )?;
        children.push(Element::with_children("associatedDevices", vec![text("device", &phone)]));
        children.push(Element::with_children("primaryExtension", dirn));
        children.push(text("ipccExtension", extension));
        children.push(text("ipccRoutePartition", partition));
        children.push(text("telephoneNumber", extension));
    }
    add(directory, "User", "user", children)
}

fn app_user(directory: &mut Directory, user: &AppUserSeed) -> Result<(), Fault> {
    let devices = user.devices.iter().map(|name| text("device", name)).collect();
    add(
        directory,
        "AppUser",
        "appUser",
        vec![
            text("userid", &user.userid),
            text("password", user.password.reveal()),
            text("presenceGroupName", "Standard Presence group"),
            Element::with_children("associatedDevices", devices),
            groups(&user.groups),
        ],
    )
}
