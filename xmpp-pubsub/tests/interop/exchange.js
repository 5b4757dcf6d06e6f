// @xmpp/client logs in and exchanges message, presence and iq with bot@localhost/bot.
//
//     node exchange.js SERVICE USER PASSWORD MECHANISM
//
// Prints ONLINE, PONG, MESSAGE, PRESENCE, IQ, CLOSED as it goes; REFUSED when the login fails.
import { client, xml } from "@xmpp/client";
import { WebSocket } from "ws";

// Older nodes have none of their own.
globalThis.WebSocket ??= WebSocket;

const [service, username, password, mechanism] = process.argv.slice(2);
const BOT = "bot@localhost/bot";
// A test that waits for what never comes must end.
setTimeout(() => process.exit(3), 30000).unref();

const xmpp = client({
  service,
  domain: "localhost",
  resource: "node",
  // The library itself refuses PLAIN in clear.
  credentials: (authenticate) => authenticate({ username, password }, mechanism),
});
xmpp.reconnect.stop();
xmpp.on("error", (error) => {
  console.log(error.name === "SASLError" ? "REFUSED" : `ERROR ${error}`);
  process.exit(1);
});

const waiting = [];
xmpp.on("stanza", (stanza) => {
  const found = waiting.findIndex(({ wanted }) => wanted(stanza));
  if (found >= 0) waiting.splice(found, 1)[0].resolve(stanza);
});
const next = (wanted) => new Promise((resolve) => waiting.push({ wanted, resolve }));

const address = await xmpp.start();
console.log("ONLINE", address.toString());
await xmpp.send(xml("presence"));
await xmpp.iqCaller.request(xml("iq", { type: "get", to: "localhost" }, xml("ping", "urn:xmpp:ping")));
console.log("PONG");

const message = next((stanza) => stanza.is("message") && stanza.attrs.from === BOT);
await xmpp.send(xml("message", { to: BOT, type: "chat" }, xml("body", {}, "1 < 2 & \u00e4\u{1f600}")));
console.log("MESSAGE", (await message).getChildText("body"));

const presence = next((stanza) => stanza.is("presence") && stanza.attrs.from === BOT);
await xmpp.send(xml("presence", { to: BOT }, xml("show", {}, "dnd")));
console.log("PRESENCE", (await presence).getChildText("show"));

const answer = await xmpp.iqCaller.request(xml("iq", { type: "get", to: BOT }, xml("q", "urn:x", "?")));
console.log("IQ", answer.getChildText("q"));

await xmpp.stop();
console.log("CLOSED");
