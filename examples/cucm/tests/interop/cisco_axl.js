// cisco-axl against the emulator: the argument is the address.
const assert = require("node:assert");
const AxlService = require("cisco-axl");

const address = process.argv[2];

function service(user, password) {
  const axl = new AxlService("127.0.0.1", user, password, "15.0");
  // The library only knows https on port 8443.
  axl._OPTIONS.endpoint = address;
  return axl;
}

async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("no refusal");
}

(async () => {
  const axl = service("axl", "axlpass");
  const user = await axl.executeOperation("getUser", { userid: "agent1" });
  assert.strictEqual(user.user.lastName, "agent1");
  const found = await axl.executeOperation("listPhone", {
    searchCriteria: { name: "SEP%" },
    returnedTags: { name: "", devicePoolName: "" },
  });
  const names = found.phone.map((phone) => phone.name);
  assert.deepStrictEqual(names, ["SEP000000001001", "SEP000000001002", "SEP000000001003"]);
  const uuid = await axl.executeOperation("addRoutePartition", { routePartition: { name: "Node_PT", description: "a & b" } });
  assert.match(uuid, /^\{[0-9A-F-]{36}\}$/);
  const partition = await axl.executeOperation("getRoutePartition", { name: "Node_PT" });
  assert.strictEqual(partition.routePartition.description, "a & b");
  await axl.executeOperation("updateRoutePartition", { name: "Node_PT", newName: "Other_PT" });
  await axl.executeOperation("removeRoutePartition", { name: "Other_PT" });
  const rows = await axl.executeOperation("executeSQLQuery", { sql: "select count(*) from enduser" });
  assert.strictEqual(JSON.stringify(rows).includes("3"), true, JSON.stringify(rows));
  const fault = await refused(axl.executeOperation("getUser", { userid: "ghost" }));
  assert.match(JSON.stringify(fault), /The specified User was not found/);
  await refused(service("axl", "wrong").executeOperation("getUser", { userid: "agent1" }));
  console.log("cisco-axl is content");
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
