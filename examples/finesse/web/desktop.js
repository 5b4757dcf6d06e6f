// The page: sign in, follow the own state and calls, change them, sign out.

import { Bosh } from "./bosh.js";
import { Calls, readDialog } from "./calls.js";
import { ApiError, Rest, parse, readUpdate, readUser, text } from "./rest.js";

const PUBSUB_EVENT = "http://jabber.org/protocol/pubsub#event";
/** Milliseconds a request waits for its update before the page asks for the state itself; the server tells of its own time-outs before. */
const PATIENCE = 15_000;

const LABELS = {
  LOGIN: "Signing in",
  LOGOUT: "Signed out",
  NOT_READY: "Not ready",
  READY: "Ready",
  RESERVED: "Reserved",
  RESERVED_OUTBOUND: "Reserved (outbound)",
  RESERVED_OUTBOUND_PREVIEW: "Reserved (preview)",
  TALKING: "Talking",
  HOLD: "On hold",
  WORK: "Wrap-up",
  WORK_READY: "Wrap-up, then ready",
  UNKNOWN: "Unknown",
};

const CONNECTION = {
  connecting: "Connecting…",
  connected: "Connected",
  reconnecting: "Connection lost, trying again…",
  disconnected: "Not connected",
  unauthorized: "Not connected",
  failed: "Not connected",
};

const $ = (id) => document.getElementById(id);

let rest = null;
let bosh = null;
let shownSince = null;
let leaving = false;
/** Requests that wait for their update: request id → settle function. */
const waiting = new Map();

const say = (message) => {
  $("message").textContent = message ?? "";
  $("message").hidden = !message;
};

const showConnection = (status, words = CONNECTION[status]) => {
  $("connection").dataset.status = status;
  $("connection").textContent = words;
};

const showUser = (user) => {
  if (user.state === "LOGOUT" && !leaving && !$("desk").hidden) {
    backToForm(user.reason ? `You were signed out: ${user.reason}.` : "You were signed out.");
    return;
  }
  $("agent-name").textContent = user.name || user.loginId;
  $("agent-details").textContent = [user.extension && `Extension ${user.extension}`, user.team].filter(Boolean).join(" · ");
  if ($("state").dataset.state !== user.state || $("state").textContent === "") {
    $("state").dataset.state = user.state;
    $("state").textContent = LABELS[user.state] ?? user.state;
  }
  const pending = user.pending && `then ${LABELS[user.pending] ?? user.pending}`;
  $("state-reason").textContent = [user.reason, pending].filter(Boolean).join(", ");
  $("go-ready").disabled = user.state === "READY";
  calls.extension = user.extension;
  shownSince = user.since;
  tick();
};

const tick = () => {
  const seconds = shownSince ? Math.max(0, Math.floor((Date.now() - shownSince) / 1000)) : null;
  const two = (n) => String(n).padStart(2, "0");
  const clock = seconds === null ? "" : `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  $("state-since").textContent = clock;
};
setInterval(tick, 1000);

/** Sends a request and waits for its update, which may come before its answer; null if none comes in time. */
const outcome = async (send) => {
  const requestId = newId();
  const settled = new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), PATIENCE);
    waiting.set(requestId, (error, what) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(what);
    });
  });
  settled.catch(() => undefined);
  try {
    await send(requestId);
    return await settled;
  } finally {
    waiting.delete(requestId);
  }
};

/** Asks for a state, and shows what came of it. */
const ask = async (fields) => {
  const told = await outcome((requestId) => rest.setState(requestId, fields));
  const user = told ?? (await rest.getUser());
  showUser(user);
  const done = fields.state === "LOGIN" ? user.state !== "LOGOUT" : [user.state, user.pending].includes(fields.state);
  if (!told && !done) {
    const what = fields.state === "LOGIN" ? "sign-in" : "change";
    throw new Error(`The ${what} was not confirmed. Please try again.`);
  }
  return user;
};

const calls = new Calls($("calls"), (dialog, action, needsNumber) =>
  act(async () => {
    const fields = { requestedAction: action, targetMediaAddress: calls.extension };
    if (needsNumber) fields.toAddress = dialled();
    await settledCall((requestId) => rest.act(requestId, dialog.id, fields));
  }),
);

const dialled = () => {
  const number = $("number").value.trim();
  if (!number) {
    $("number").focus();
    throw new Error("Please enter a number first.");
  }
  return number;
};

/** Sends a request about a call; without an update in time the calls are asked for, and that is said. */
const settledCall = async (send) => {
  if (await outcome(send)) return;
  await loadCalls();
  throw new Error("What came of this was not told in time. The calls are shown as they are now.");
};

const loadCalls = async () => calls.replace((await rest.dialogs()).map(readDialog));

const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;

/** The Update of a pubsub event: as markup inside the notification, or as its text. */
const updatesOf = (message) =>
  [...message.getElementsByTagNameNS(PUBSUB_EVENT, "item")].flatMap((item) => {
    const node = item.parentElement?.getAttribute("node") ?? "";
    const notification = item.firstElementChild;
    if (!notification) return [];
    const root = notification.localName === "Update" ? notification : (notification.firstElementChild ?? parse(notification.textContent));
    return root ? [{ ...readUpdate(root), node }] : [];
  });

/** Whether an update is about the calls of the user who is signed in here. */
const isOwn = (update) => {
  try {
    return decodeURIComponent(update.node) === `/finesse/api/User/${rest?.user}/Dialogs`;
  } catch {
    return false;
  }
};

const onMessage = (message) => {
  for (const update of updatesOf(message)) {
    const kind = update.data?.localName.toLowerCase();
    const settle = waiting.get(update.requestId);
    if (kind === "apierrors") {
      const error = new ApiError(400, update.data);
      if (settle) settle(error);
      else if (!update.requestId) say(error.message);
    } else if (kind === "user" && text(update.data, "loginId") === rest?.user) {
      const user = readUser(update.data);
      showUser(user);
      settle?.(null, user);
    } else if ((kind === "dialog" || kind === "dialogs") && isOwn(update)) {
      const dialogs = kind === "dialog" ? [update.data] : [...update.data.children];
      for (const dialog of dialogs) calls.update(update.event, readDialog(dialog));
      settle?.(null, true);
    } else if (kind === "systeminfo") {
      service(text(update.data, "status") === "IN_SERVICE");
    }
  }
};

/** The server is in service, or not: it says so itself, or the account that publishes comes and goes. */
const service = (there) => {
  if (!there) showConnection("reconnecting", "Contact centre out of service");
  else if ($("connection").dataset.status !== "connected") onStatus("connected");
};

const onStatus = async (status) => {
  showConnection(status);
  if (status === "connected" && !$("desk").hidden) {
    // What happened meanwhile was not delivered.
    try {
      showUser(await rest.getUser());
      await loadCalls();
    } catch (error) {
      say(error.message);
    }
  }
  if (status === "unauthorized" && !$("desk").hidden) backToForm("The connection was refused. Please sign in again.");
};

const signIn = async () => {
  const user = $("agent-id").value.trim();
  const password = $("password").value;
  const extension = $("extension").value.trim();
  rest = new Rest(user, password);
  const info = await rest.systemInfo();
  if (text(info, "status") !== "IN_SERVICE") {
    throw new Error("The contact centre is out of service at the moment. Please try again soon.");
  }
  rest.user = (await rest.getUser()).loginId || user;
  bosh = new Bosh({
    url: "/http-bind/",
    domain: text(info, "xmppDomain"),
    user: rest.user,
    password,
    resource: "desktop",
  });
  bosh.addEventListener("message", (event) => onMessage(event.detail));
  bosh.addEventListener("status", (event) => onStatus(event.detail));
  bosh.addEventListener("publisher", (event) => {
    // Until it says that it is in service, its coming alone says nothing.
    if (!event.detail) service(false);
    else rest?.systemInfo().then((info) => service(text(info, "status") === "IN_SERVICE"), () => undefined);
  });
  await bosh.connect();
  const signedIn = await ask({ extension, state: "LOGIN" });
  $("password").value = "";
  $("sign-in-form").hidden = true;
  $("desk").hidden = false;
  showUser(signedIn);
  await Promise.all([loadReasons(), loadCalls()]);
};

const loadReasons = async () => {
  const codes = await rest.reasonCodes("NOT_READY").catch(() => []);
  $("reason").replaceChildren(
    new Option("No reason", ""),
    ...codes.map((code) => new Option(code.label, code.id)),
  );
};

const backToForm = async (message) => {
  const old = bosh;
  bosh = null;
  rest = null;
  leaving = false;
  waiting.clear();
  calls.replace([]);
  $("desk").hidden = true;
  $("sign-in-form").hidden = false;
  $("state").textContent = "";
  $("state").dataset.state = "LOGOUT";
  say(message);
  $("agent-id").focus();
  await old?.disconnect();
};

/** Runs one action: buttons rest meanwhile, and what goes wrong is said in words. */
const act = async (action) => {
  const [buttons, focused, back] = [[...document.querySelectorAll("button")], document.activeElement, calls.keepFocus()];
  const before = buttons.map((button) => button.disabled);
  say("");
  for (const button of buttons) button.disabled = true;
  try {
    await action();
  } catch (error) {
    say(error.message || "Something went wrong.");
    return false;
  } finally {
    buttons.forEach((button, at) => {
      button.disabled = before[at];
    });
    $("go-ready").disabled = $("state").dataset.state === "READY";
    // A button that rests loses the keyboard; it is given back, unless it is somewhere else by now.
    if (document.activeElement === document.body) {
      if (focused?.isConnected && focused !== document.body && !focused.disabled) focused.focus();
      else back();
    }
  }
  return true;
};

$("sign-in-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const done = await act(signIn);
  if (done) {
    $("go-ready").focus();
  } else {
    const old = bosh;
    bosh = null;
    rest = null;
    await old?.disconnect();
  }
});

$("go-ready").addEventListener("click", () => act(() => ask({ state: "READY" })));

$("go-not-ready").addEventListener("click", () =>
  act(() => {
    const reasonCodeId = $("reason").value;
    return ask(reasonCodeId ? { state: "NOT_READY", reasonCodeId } : { state: "NOT_READY" });
  }),
);

$("dial").addEventListener("submit", (event) => {
  event.preventDefault();
  act(async () => {
    const fields = { fromAddress: calls.extension, toAddress: dialled() };
    await settledCall((requestId) => rest.makeCall(requestId, fields));
  });
});

$("sign-out").addEventListener("click", async () => {
  leaving = true;
  const done = await act(() => ask({ state: "LOGOUT" }));
  leaving = false;
  if (done) await backToForm("");
});

// A page that goes away says goodbye, so that the server need not wait for its silence.
window.addEventListener("pagehide", () => {
  bosh?.disconnect();
});
