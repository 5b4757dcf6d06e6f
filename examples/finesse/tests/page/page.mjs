// The page's scripts against a server played here: a document of plain objects, JSON in place of XML, and a clock that is moved.
//
// usage: node page.mjs <folder of the scripts>; says on standard output what happened.

import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
// A document is what was given as JSON: [name, attributes, children or text].
const element = ([localName, attributes = {}, inside = []]) => {
  const children = Array.isArray(inside) ? inside.map(element) : [];
  return {
    localName,
    namespaceURI: attributes.xmlns ?? null,
    children,
    firstElementChild: children[0] ?? null,
    textContent: Array.isArray(inside) ? "" : inside,
    getAttribute: (name) => attributes[name] ?? null,
    querySelector: () => null,
    getElementsByTagNameNS: () => [],
    append() {},
  };
};
globalThis.DOMParser = class {
  parseFromString(text) {
    return { documentElement: element(JSON.parse(text)) };
  }
};
globalThis.XMLSerializer = class {
  serializeToString() {
    return "<User/>";
  }
};
globalThis.Option = class {};

const nodes = new Map();
const node = (id) => {
  if (!nodes.has(id)) {
    const handlers = {};
    nodes.set(id, {
      dataset: {}, textContent: "", value: "x", hidden: id === "desk", disabled: false, handlers,
      addEventListener: (name, handler) => (handlers[name] = handler),
      focus() {}, replaceChildren() {}, contains: () => false,
    });
  }
  return nodes.get(id);
};
globalThis.document = {
  getElementById: node,
  querySelectorAll: () => [],
  createElement: () => element(["x"]),
  implementation: { createDocument: () => ({ createElement: () => ({}), documentElement: element(["User"]) }) },
};
globalThis.window = { addEventListener() {} };

// Timers run when they are told to.
const timers = new Map();
let timer = 0;
globalThis.setTimeout = (run, ms) => (timers.set(++timer, { run, ms }), timer);
globalThis.clearTimeout = (id) => timers.delete(id);
globalThis.setInterval = () => 0;
globalThis.clearInterval = () => undefined;
const fire = (ms) => {
  for (const [id, t] of [...timers]) if (t.ms === ms) timers.delete(id), t.run();
};
AbortSignal.timeout = () => new AbortController().signal;

const HTTPBIND = "http://jabber.org/protocol/httpbind";
const held = [];
const asked = [];
const body = (...inside) => JSON.stringify(["body", { xmlns: HTTPBIND, sid: "s" }, inside]);
const answer = (text) => ({ ok: true, status: 200, text: async () => text });
const rest = {
  SystemInfo: ["SystemInfo", {}, [["status", {}, "IN_SERVICE"], ["xmppDomain", {}, "d"]]],
  User: ["User", {}, [["loginId", {}, "x"], ["state", {}, "LOGOUT"]]],
};
globalThis.fetch = async (url, { method, body: sent }) => {
  if (url.startsWith("/finesse")) {
    asked.push(`${method} ${url}`);
    return answer(method !== "GET" ? "" : JSON.stringify(url.endsWith("SystemInfo") ? rest.SystemInfo : rest.User));
  }
  if (sent.includes("<auth")) return answer(body(["success"]));
  if (sent.includes("id='bind'")) return answer(body(["iq", { type: "result" }]));
  if (sent.includes("xmpp:version") || sent.includes("restart")) return answer(body(["features"]));
  // From here on requests are held.
  return new Promise((resolve) => held.push({ sent, reply: (...inside) => resolve(answer(body(...inside))) }));
};
/** Lets everything run that can. */
const settle = async () => {
  for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
};
const expect = (what, actual, expected) => {
  const [a, e] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== e) {
    console.log(`${what}: ${a} instead of ${e}`);
    process.exit(1);
  }
};

await import(pathToFileURL(`${folder}/desktop.js`));
const puts = () => asked.filter((line) => line.startsWith("PUT")).length;
const signIn = () => node("sign-in-form").handlers.submit({ preventDefault() {} });

signIn();
await settle();
const first = held.shift();
expect("presence and then the ping are sent", /<presence.*<iq[^>]*id='join'/.test(first.sent), true);
expect("the presence is only queued", [node("connection").dataset.status, puts()], ["connecting", 0]);
first.reply(["iq", { type: "result", id: "join", from: "evil@d/x" }]);
await settle();
expect("an answer of somebody else", [node("connection").dataset.status, puts()], ["connecting", 0]);
held.shift().reply(["iq", { type: "error", id: "join", from: "d" }]);
await settle();
expect("the presence is handled", [node("connection").dataset.status, puts()], ["connected", 1]);

// No update comes, and the server says that nobody is signed in.
fire(15_000);
await settle();
expect("the desk stays hidden", node("desk").hidden, true);
expect("the message", node("message").textContent, "The sign-in was not confirmed. Please try again.");
fire(2_000);
await settle();

// A change that is neither told nor seen is said to be so, and the state that there is is shown.
const [, , [, state]] = rest.User;
state[2] = "NOT_READY";
held.length = 0;
signIn();
await settle();
held.shift().reply(["iq", { type: "error", id: "join", from: "d" }]);
await settle();
fire(15_000);
await settle();
expect("signed in by what the server says", [node("desk").hidden, node("message").hidden], [false, true]);

// The account that publishes goes: the server behind it is away, though this connection stands (T5, X9).
const connection = () => [node("connection").dataset.status, node("connection").textContent];
const away = ["reconnecting", "Contact centre out of service"];
held.shift().reply(["presence", { from: "finesse@d/finesse", type: "unavailable" }]);
await settle();
expect("the publisher has gone", connection(), away);
held.shift().reply(["presence", { from: "evil@d/finesse" }]);
await settle();
expect("somebody else has come", connection(), away);
const looked = asked.length;
held.shift().reply(["presence", { from: "finesse@d/finesse" }]);
await settle();
expect("the publisher is back", connection(), ["connected", "Connected"]);
expect("what happened meanwhile is asked for", asked.slice(looked), [
  "GET /finesse/api/SystemInfo", "GET /finesse/api/User/x", "GET /finesse/api/User/x/Dialogs",
]);

node("go-ready").handlers.click();
await settle();
fire(15_000);
await settle();
expect("the change", node("message").textContent, "The change was not confirmed. Please try again.");
expect("the state", node("state").dataset.state, "NOT_READY");
// Nor is what comes of a call passed over in silence.
node("dial").handlers.submit({ preventDefault() {} });
await settle();
expect("the call is asked for", asked.at(-1), "POST /finesse/api/User/x/Dialogs");
fire(15_000);
await settle();
expect("the call", node("message").textContent.startsWith("What came of this was not told in time."), true);
node("sign-out").handlers.click();
await settle();
state[2] = "LOGOUT";
fire(15_000);
await settle();
expect("signed out", [node("desk").hidden, node("message").hidden], [true, true]);
fire(2_000);
await settle();
held.length = 0;
const before = puts();

// A service that never answers the ping: the sign-in fails.
signIn();
await settle();
held.length = 0;
fire(15_000);
await settle();
expect("no answer in time", [node("connection").dataset.status, puts()], ["disconnected", before]);
expect("the message then", node("message").textContent, "The connection was not confirmed. Please try again.");
console.log("ok");
process.exit(0);
