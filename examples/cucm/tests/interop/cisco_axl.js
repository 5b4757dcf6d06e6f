// cisco-axl against the emulator: the argument is the address.
const assert = require("node:assert");
const AxlService = require("cisco-axl");
const common = require("./common.js");

const address = process.argv[2];

function service(user, password) {
  const axl = new AxlService("127.0.0.1", user, password, "15.0");
  // The library only knows https on port 8443.
  axl._OPTIONS.endpoint = address;
  return (operation, tags) => axl.executeOperation(operation, tags);
}

const refused = async (promise) => JSON.stringify(await common.refused(promise));

common.run("cisco-axl", async () => {
  const axl = service("axl", "axlpass");

  // A user.
  const agent = await axl("getUser", { userid: "agent1" });
  assert.strictEqual(agent.user.lastName, "agent1");
  const user = { lastName: "Cisco & <sons>", userid: "strong", presenceGroupName: "Standard Presence group" };
  const uuid = await axl("addUser", { user });
  assert.match(uuid, /^\{[0-9A-F-]{36}\}$/);
  assert.match(await refused(axl("addUser", { user })), /duplicate value/);
  await axl("updateUser", { userid: "strong", department: "Sales" });
  const users = await axl("listUser", { searchCriteria: { userid: "str%" }, returnedTags: { lastName: "", department: "" } });
  assert.deepStrictEqual([users.user[0].lastName, users.user[0].department], ["Cisco & <sons>", "Sales"]);
  await axl("removeUser", { userid: "strong" });
  assert.match(await refused(axl("getUser", { userid: "strong" })), /The specified User was not found/);

  // A phone.
  const phone = common.phone("SEPC15C0C15C0C1", {
    useTrustedRelayPoint: "Default",
    phoneTemplateName: "",
    primaryPhoneName: "",
    builtInBridgeStatus: "Default",
    packetCaptureMode: "None",
    certificateOperation: "No Pending Operation",
    deviceMobilityMode: "Default",
    lines: { line: [{ index: "1", dirn: { pattern: "7201", routePartitionName: "Agents_PT" } }] },
  });
  await axl("addPhone", { phone });
  await axl("updatePhone", { name: phone.name, description: "moved" });
  const got = await axl("getPhone", { name: phone.name });
  assert.strictEqual(got.phone.description, "moved");
  assert.match(JSON.stringify(got.phone.lines), /7201/);

  // Pages: `undefined` is what its users take for the end.
  const names = [];
  for (let skip = 0; ; skip += 3) {
    const page = await axl("listPhone", {
      searchCriteria: { name: "SEP%" },
      returnedTags: { name: "", devicePoolName: "" },
      skip: String(skip),
      first: "3",
    });
    if (!page || !page.phone) break;
    names.push(...[page.phone].flat().map((phone) => phone.name));
  }
  const known = ["SEP000000001001", "SEP000000001002", "SEP000000001003", phone.name];
  assert.deepStrictEqual(names.toSorted(), known.toSorted());
  await axl("removePhone", { name: phone.name });
  assert.match(await refused(axl("removePhone", { name: phone.name })), /SEPC15C0C15C0C1 was not found/);

  // Other objects, SQL.
  await axl("addRoutePartition", { routePartition: { name: "Node_PT", description: "a & b" } });
  const partition = await axl("getRoutePartition", { name: "Node_PT" });
  assert.strictEqual(partition.routePartition.description, "a & b");
  await axl("updateRoutePartition", { name: "Node_PT", newName: "Other_PT" });
  await axl("removeRoutePartition", { name: "Other_PT" });
  const rows = await axl("executeSQLQuery", { sql: "select count(*) from enduser" });
  assert.strictEqual(JSON.stringify(rows).includes("3"), true, JSON.stringify(rows));
  assert.match(await refused(axl("executeSQLQuery", { sql: "select * from nowhere" })), /nowhere/);

  // 401 and 403: this version calls every page "No return results".
  for (const [name, password] of [["axl", "wrong"], ["nobody", "axlpass"]]) {
    assert.match(await refused(service(name, password)("getUser", { userid: "agent1" })), /No return results/);
  }
});
