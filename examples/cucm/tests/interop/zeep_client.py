"""zeep in its default, strict mode against the emulator: arguments are the WSDL and the address."""

import sys

from requests import Session
from requests.auth import HTTPBasicAuth
from zeep import Client
from zeep.exceptions import Fault, TransportError
from zeep.transports import Transport

wsdl, address = sys.argv[1], sys.argv[2]


session = Session()
client = Client(wsdl, transport=Transport(session=session))
axl = client.create_service("{http://www.cisco.com/AXLAPIService/}AXLAPIBinding", address)


def sign_in(user, password):
    session.cookies.clear()
    session.auth = HTTPBasicAuth(user, password)


sign_in("axl", "axlpass")
done = []


def step(name):
    done.append(name)
    print("ok", name, flush=True)


def fault(call, code, text):
    try:
        call()
    except Fault as error:
        assert text in error.message, error.message
        found = error.detail.find(".//axlcode").text
        assert found == str(code), found
    else:
        raise AssertionError("no fault")


# Versions and passwords.
assert axl.getCCMVersion()["return"]["componentVersion"]["version"] == "15.0.1.10000(42)"
step("getCCMVersion")
answer = axl.doAuthenticateUser(userid="agent1", password="ciscopsdt")["return"]
assert answer["userAuthenticated"] == "true" and answer["code"] == 0, answer
assert axl.doAuthenticateUser(userid="agent1", password="wrong")["return"]["userAuthenticated"] == "false"
assert axl.doAuthenticateUser(userid="agent1", pin="12345")["return"]["userAuthenticated"] == "true"
step("doAuthenticateUser")

# A user.
user = axl.getUser(userid="agent1")["return"]["user"]
assert user["lastName"] == "agent1" and user["ipccExtension"]["_value_1"] == "1001", user
assert user["primaryExtension"]["pattern"] == "1001"
assert user["associatedDevices"]["device"] == ["SEP000000001001"]
assert user["associatedGroups"]["userGroup"][0]["name"] == "Standard CCM End Users"
step("getUser")
fault(lambda: axl.getUser(userid="ghost"), 5007, "Item not valid: The specified User was not found")
step("fault 5007")
new = dict(lastName="O'Neill & <sons>", userid="oneill", presenceGroupName="Standard Presence group", password="pässwörd")
uuid = axl.addUser(user=new)["return"]
assert uuid.startswith("{") and uuid == uuid.upper(), uuid
fault(lambda: axl.addUser(user=new), -239, "duplicate value")
assert axl.doAuthenticateUser(userid="oneill", password="pässwörd")["return"]["userAuthenticated"] == "true"
axl.updateUser(userid="oneill", department="Sales", enableCti=False)
found = axl.listUser(searchCriteria={"lastName": "o'n%"}, returnedTags={"userid": "", "department": "", "enableCti": ""})
row = found["return"]["user"][0]
assert (row["userid"], row["department"], row["enableCti"]) == ("oneill", "Sales", "false"), row
axl.removeUser(uuid=uuid)
fault(lambda: axl.removeUser(uuid=uuid), 5007, "Item not valid")
fault(lambda: axl.updateUser(userid="oneill"), 5003, "User not found")
step("add, update, list, remove a user")

# A phone. zeep sends nil for what is mandatory and missing, and the defaults of the schema.
phone = {
    "name": "SEPAAAABBBBCCCC",
    "product": "Cisco 8845",
    "class": "Phone",
    "protocol": "SIP",
    "protocolSide": "User",
    "devicePoolName": "Default",
    "locationName": "Hub_None",
    "commonPhoneConfigName": "Standard Common Phone Profile",
    "lines": {"line": [{"index": 1, "dirn": {"pattern": "7001", "routePartitionName": "Agents_PT"}}]},
}
uuid = axl.addPhone(phone=phone)["return"]
got = axl.getPhone(name="SEPAAAABBBBCCCC")["return"]["phone"]
assert got["uuid"] == uuid and got["devicePoolName"]["_value_1"] == "Default", got
assert got["lines"]["line"][0]["dirn"]["pattern"] == "7001", got["lines"]
more = {"line": [{"index": 2, "dirn": {"pattern": "7002", "routePartitionName": "Agents_PT"}}]}
axl.updatePhone(name="SEPAAAABBBBCCCC", description="moved", addLines=more)
got = axl.getPhone(uuid=uuid)["return"]["phone"]
assert [line["dirn"]["pattern"] for line in got["lines"]["line"]] == ["7001", "7002"]
assert got["description"] == "moved"
line = axl.getLine(pattern="7002", routePartitionName="Agents_PT")["return"]["line"]
assert line["usage"] == "Device", line
axl.applyPhone(name="SEPAAAABBBBCCCC")
step("add, get, update, apply a phone")
rows = axl.executeSQLQuery(
    sql="select d.name, n.dnorpattern from device d, devicenumplanmap m, numplan n where m.fkdevice = d.pkid "
    "and n.pkid = m.fknumplan and d.name = 'SEPAAAABBBBCCCC' order by m.numplanindex"
)["return"]["row"]
assert [[cell.text for cell in row] for row in rows] == [["SEPAAAABBBBCCCC", "7001"], ["SEPAAAABBBBCCCC", "7002"]], rows
assert [cell.tag for cell in rows[0]] == ["name", "dnorpattern"]
assert axl.executeSQLQuery(sql="select pkid from device where name = 'none'")["return"] is None
fault(lambda: axl.executeSQLQuery(sql="select * from nowhere"), -206, "The specified table (nowhere)")
fault(lambda: axl.executeSQLUpdate(sql="delete from device"), -274, "DELETE")
step("SQL")
tags = {"name": ""}
pages, skip = [], 0
while True:
    page = axl.listPhone(searchCriteria={"name": "SEP%"}, returnedTags=tags, first=2, skip=skip)["return"]
    if page is None:
        break
    pages.append([phone["name"] for phone in page["phone"]])
    skip += 2
assert [len(page) for page in pages] == [2, 2] and len({name for page in pages for name in page}) == 4, pages
step("pages")
axl.removePhone(name="SEPAAAABBBBCCCC")
fault(lambda: axl.removePhone(name="SEPAAAABBBBCCCC"), 5007, "The specified SEPAAAABBBBCCCC was not found")
step("remove a phone")

# The other objects that the emulator knows, as a strict reader sees them.
for operation, key, wrapper in [
    ("getDevicePool", "Default", "devicePool"),
    ("getRoutePartition", "Agents_PT", "routePartition"),
    ("getCss", "Agents_CSS", "css"),
    ("getUserGroup", "Standard CCM Super Users", "userGroup"),
    ("getRegion", "Default", "region"),
    ("getLocation", "Hub_None", "location"),
    ("getCallManagerGroup", "Default", "callManagerGroup"),
    ("getPresenceGroup", "Standard Presence group", "presenceGroup"),
    ("getCommonPhoneConfig", "Standard Common Phone Profile", "commonPhoneConfig"),
    ("getProcessNode", "cucm-pub", "processNode"),
]:
    assert getattr(axl, operation)(name=key)["return"][wrapper]["name"] == key
group = axl.getUserGroup(name="Standard AXL API Access Group")["return"]["userGroup"]
assert group["members"]["member"][0]["userId"] == "axl", group
point = {
    "name": "RP_Sales",
    "product": "CTI Route Point",
    "class": "CTI Route Point",
    "protocol": "SCCP",
    "devicePoolName": "Default",
    "locationName": "Hub_None",
    "lines": {"line": [{"index": 1, "dirn": {"pattern": "5000", "routePartitionName": "Agents_PT"}}]},
}
axl.addCtiRoutePoint(ctiRoutePoint=point)
assert axl.getCtiRoutePoint(name="RP_Sales")["return"]["ctiRoutePoint"]["lines"]["line"][0]["dirn"]["pattern"] == "5000"
assert axl.getAppUser(userid="axl")["return"]["appUser"]["userid"] == "axl"
axl.updateAppUser(userid="axl", associatedDevices={"device": ["RP_Sales"]})
assert axl.getAppUser(userid="axl")["return"]["appUser"]["associatedDevices"]["device"] == ["RP_Sales"]
assert axl.listChange()["queueInfo"]["nextStartChangeId"] > 1
step("other objects")

# Who may do what.
for user, password, status in [("axl", "wrong", 401), ("nobody", "axlpass", 403)]:
    sign_in(user, password)
    try:
        axl.getCCMVersion()
    except TransportError as error:
        assert error.status_code == status, error
    except Fault as error:
        # A page that happens to be well-formed XML is an unknown fault to zeep.
        assert error.message == "Unknown fault occured", error.message
    else:
        raise AssertionError("no refusal")
sign_in("reader", "axlpass")
assert axl.getUser(userid="agent1")["return"]["user"]["userid"] == "agent1"
try:
    axl.removeUser(userid="agent1")
except (TransportError, Fault):
    pass
else:
    raise AssertionError("a reader wrote")
sign_in("axl", "axlpass")
assert axl.getUser(userid="agent1")["return"]["user"]["userid"] == "agent1"
step("401, 403, read-only")
print(f"{len(done)} steps")
