// node-soap against the emulator: arguments are the WSDL and the address.
const assert = require("node:assert");
const soap = require("soap");
const { phone: newPhone, refused, run } = require("./common.js");

const [wsdl, address] = process.argv.slice(2);

async function service(user, password) {
  const client = await soap.createClientAsync(wsdl, { endpoint: address });
  client.setSecurity(new soap.BasicAuthSecurity(user, password));
  return async (operation, args) => {
    // The library sends the action of the WSDL for each operation.
    const [result] = await client[`${operation}Async`](args);
    return result.return;
  };
}

function faulted(error, code, text) {
  const fault = error.root.Envelope.Body.Fault;
  assert.strictEqual(String(fault.detail.axlError.axlcode), String(code), JSON.stringify(fault));
  assert.ok(fault.faultstring.includes(text), fault.faultstring);
}

run("node-soap", async () => {
  const axl = await service("axl", "axlpass");
  assert.strictEqual((await axl("getCCMVersion", {})).componentVersion.version, "15.0.1.10000(42)");
  const right = await axl("doAuthenticateUser", { userid: "agent1", password: "ciscopsdt" });
  assert.strictEqual(String(right.userAuthenticated), "true");
  const wrong = await axl("doAuthenticateUser", { userid: "agent1", password: "wrong" });
  assert.strictEqual(String(wrong.userAuthenticated), "false");

  // A user.
  const user = { lastName: "O'Neill & <sons>", userid: "node", presenceGroupName: "Standard Presence group" };
  const uuid = await axl("addUser", { user });
  assert.match(uuid, /^\{[0-9A-F-]{36}\}$/);
  faulted(await refused(axl("addUser", { user })), -239, "duplicate value");
  await axl("updateUser", { userid: "node", department: "Sales" });
  const got = (await axl("getUser", { userid: "node" })).user;
  assert.deepStrictEqual([got.lastName, got.department], ["O'Neill & <sons>", "Sales"]);
  const listed = await axl("listUser", { searchCriteria: { userid: "nod%" }, returnedTags: { userid: "" } });
  assert.strictEqual(listed.user[0].userid, "node");
  await axl("removeUser", { uuid });
  faulted(await refused(axl("getUser", { userid: "node" })), 5007, "The specified User was not found");

  // A phone.
  const line = (index, pattern) => ({ index, dirn: { pattern, routePartitionName: "Agents_PT" } });
  const phone = newPhone("SEPN0DEN0DEN0DE", { lines: { line: [line(1, "7101")] } });
  await axl("addPhone", { phone });
  await axl("updatePhone", { name: phone.name, description: "moved", addLines: { line: [line(2, "7102")] } });
  const found = (await axl("getPhone", { name: phone.name })).phone;
  assert.strictEqual(found.description, "moved");
  assert.deepStrictEqual(found.lines.line.map((line) => String(line.dirn.pattern)), ["7101", "7102"]);

  // SQL.
  const sql = "select name, description from device where name = 'SEPN0DEN0DEN0DE'";
  const rows = await axl("executeSQLQuery", { sql });
  const row = Array.isArray(rows.row) ? rows.row[0] : rows.row;
  assert.deepStrictEqual([row.name, row.description], [phone.name, "moved"]);
  faulted(await refused(axl("executeSQLQuery", { sql: "select * from nowhere" })), -206, "(nowhere)");
  faulted(await refused(axl("executeSQLUpdate", { sql: "delete from device" })), -274, "DELETE");

  // Pages: one past the end is empty.
  const names = [];
  for (let skip = 0; ; skip += 3) {
    const page = await axl("listPhone", { searchCriteria: { name: "SEP%" }, returnedTags: { name: "" }, skip, first: 3 });
    if (!page || !page.phone) break;
    names.push(...page.phone.map((phone) => phone.name));
  }
  assert.strictEqual(new Set(names).size, 4, names.join());
  await axl("removePhone", { name: phone.name });
  faulted(await refused(axl("removePhone", { name: phone.name })), 5007, phone.name);

  // Who may do what.
  for (const [name, password, status] of [["axl", "wrong", 401], ["nobody", "axlpass", 403]]) {
    const error = await refused((await service(name, password))("getCCMVersion", {}));
    assert.strictEqual(error.response.status, status, error.message);
  }
});
