// XMPP over BOSH (XEP-0124, XEP-0206), as much as a desktop needs: one session with SASL PLAIN, one held request, stanzas both ways.
//
// Events of a `Bosh`:
//   status   detail: "connecting" | "connected" (messages come from now on) | "reconnecting" | "disconnected" | "unauthorized" | "failed"
//   message  detail: the <message/> element
//   publisher  detail: whether the account that publishes is there; its going means that the server behind it is away

const HTTPBIND = "http://jabber.org/protocol/httpbind";
const XBOSH = "urn:xmpp:xbosh";
const CLIENT = "jabber:client";
const SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
const BIND = "urn:ietf:params:xml:ns:xmpp-bind";
const SESSION = "urn:ietf:params:xml:ns:xmpp-session";
const PING = "urn:xmpp:ping";
/** The account that publishes. */
const PUBLISHER = "finesse";

/** Seconds the server may hold a request; the desktop of the product uses the same. */
const WAIT = 30;
/** Milliseconds between pings. The server wants to hear from a client at least every 20 s. */
const PING_EVERY = 10_000;
/** The id of the ping behind the presence, and the milliseconds its answer may take. */
const JOIN = "join";
const JOIN_TIME = 15_000;
/** Tries for one request before the connection counts as lost. */
const TRIES = 3;
/** Milliseconds before a new session is tried: doubled each time up to the second figure. */
const RETRY = [1_000, 20_000];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const escape = (text) => String(text).replace(/[&<>'"]/g, (c) => `&#${c.charCodeAt(0)};`);

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const deferred = () => {
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
};

const find = (parent, ns, name) => [...parent.children].find((e) => e.namespaceURI === ns && e.localName === name);

/** The server ended the session, with the condition it gave. */
class Terminated extends Error {
  constructor(condition) {
    super(condition);
    this.condition = condition;
  }
}

class Unauthorized extends Error {}

/** One BOSH session: requests out, payload elements in, in order. */
class Session {
  #rid = Math.floor(Math.random() * 2 ** 40) + 1;
  #sid = "";
  #open = 0;
  #queue = [];
  #done = Promise.resolve();
  #abort = new AbortController();
  #loop = false;

  constructor(url, domain, receive, lost) {
    Object.assign(this, { url, domain, receive, lost });
  }

  async open() {
    const body = await this.#exchange(
      `content='text/xml; charset=utf-8' wait='${WAIT}' hold='1' ver='1.6' to='${escape(this.domain)}' xml:lang='en' ` +
        `xmpp:version='1.0' xmlns:xmpp='${XBOSH}'`,
      "",
    );
    this.#sid = body.getAttribute("sid") ?? "";
    return this.#features(body);
  }

  async restart() {
    const body = await this.#exchange(`to='${escape(this.domain)}' xmpp:restart='true' xmlns:xmpp='${XBOSH}'`, "");
    return this.#features(body);
  }

  /** Before the loop runs, a stanza and the first element of the answer are one step. */
  async step(stanza) {
    let body = await this.#exchange("", stanza);
    while (body.children.length === 0) body = await this.#exchange("", "");
    return body.firstElementChild;
  }

  /** From here on one request is always held, and what comes goes to `receive`. */
  run() {
    this.#loop = true;
    this.#pump();
  }

  send(stanza) {
    this.#queue.push(stanza);
    if (this.#loop) this.#pump();
  }

  async close() {
    this.#loop = false;
    const last = `<presence xmlns='${CLIENT}' type='unavailable'/>`;
    // Also of a page that goes away: the browser lets this request live on.
    const goodbye = this.#exchange("type='terminate'", last, { keepalive: true }).catch(() => undefined);
    await Promise.race([goodbye, pause(2_000)]);
    this.#abort.abort();
  }

  abandon() {
    this.#loop = false;
    this.#abort.abort();
  }

  async #features(body) {
    while (body.children.length === 0) body = await this.#exchange("", "");
    return body.firstElementChild;
  }

  /** Keeps one request open, a second one when there is something to say: hold is 1, so two may be open. */
  #pump() {
    while (this.#loop && (this.#open === 0 || (this.#open === 1 && this.#queue.length > 0))) {
      const stanzas = this.#queue.splice(0).join("");
      this.#open += 1;
      const answer = this.#exchange("", stanzas);
      // Answers are taken in the order of their requests, whichever comes first.
      this.#done = Promise.all([this.#done, answer]).then(
        ([, body]) => {
          this.#open -= 1;
          for (const element of body.children) this.receive(element);
          this.#pump();
        },
        (error) => {
          if (!this.#loop) return;
          this.#loop = false;
          this.#abort.abort();
          this.lost(error);
        },
      );
    }
  }

  /** One request. When the network fails it is sent again unchanged, so that the server can tell that it is the same. */
  async #exchange(attributes, content, options = {}) {
    const rid = this.#rid++;
    const sid = this.#sid && ` sid='${escape(this.#sid)}'`;
    const text = `<body xmlns='${HTTPBIND}' rid='${rid}'${sid} ${attributes}>${content}</body>`;
    for (let tries = 1; ; tries += 1) {
      try {
        const limit = AbortSignal.any([this.#abort.signal, AbortSignal.timeout((WAIT + 10) * 1000)]);
        const response = await fetch(this.url, {
          method: "POST",
          body: text,
          headers: { "Content-Type": "text/xml; charset=utf-8" },
          cache: "no-store",
          signal: limit,
          ...options,
        });
        if (!response.ok) throw response.status >= 500 ? new TypeError("server") : new Terminated(`http-${response.status}`);
        return this.#read(await response.text());
      } catch (error) {
        if (error instanceof Terminated || this.#abort.signal.aborted || tries === TRIES) throw error;
        await pause(500 * tries);
      }
    }
  }

  #read(text) {
    const body = new DOMParser().parseFromString(text, "text/xml").documentElement;
    if (body.namespaceURI !== HTTPBIND || body.localName !== "body") throw new Terminated("bad-answer");
    if (body.getAttribute("type") === "terminate") throw new Terminated(body.getAttribute("condition") ?? "closed");
    return body;
  }
}

/** A connection that comes back by itself. */
export class Bosh extends EventTarget {
  #session = null;
  #wanted = false;
  #pings = null;
  #ids = 0;

  constructor({ url, domain, user, password, resource }) {
    super();
    Object.assign(this, { url, domain, user, password, resource });
  }

  /** Signs in. Rejects if the first try fails; later losses are repaired in the background. */
  async connect() {
    this.#wanted = true;
    this.#status("connecting");
    try {
      await this.#establish();
    } catch (error) {
      this.#wanted = false;
      this.#status(error instanceof Unauthorized ? "unauthorized" : "failed");
      throw error;
    }
  }

  async disconnect() {
    this.#wanted = false;
    clearInterval(this.#pings);
    await this.#session?.close();
    this.#session = null;
    this.#status("disconnected");
  }

  async #establish() {
    const joined = deferred();
    let established = false;
    let failure = null;
    const session = new Session(
      this.url,
      this.domain,
      (element) => {
        if (this.#answersJoin(element)) joined.resolve();
        else this.#receive(element, session);
      },
      (error) => {
        if (established) this.#lost();
        else joined.reject((failure = error));
      },
    );
    // The try may fail before anybody waits for this.
    joined.promise.catch(() => undefined);
    let late = null;
    try {
      await session.open();
      const answer = await session.step(
        `<auth xmlns='${SASL}' mechanism='PLAIN'>${base64(`\0${this.user}\0${this.password}`)}</auth>`,
      );
      if (answer.localName !== "success") throw new Unauthorized(answer.firstElementChild?.localName ?? "failure");
      const features = await session.restart();
      const bound = await session.step(
        `<iq xmlns='${CLIENT}' type='set' id='bind'><bind xmlns='${BIND}'><resource>${escape(this.resource)}</resource></bind></iq>`,
      );
      if (bound.getAttribute("type") !== "result") throw new Terminated("bind");
      if (find(features, SESSION, "session")) {
        session.send(`<iq xmlns='${CLIENT}' type='set' id='session'><session xmlns='${SESSION}'/></iq>`);
      }
      session.send(`<presence xmlns='${CLIENT}'/>`);
      // Nothing is delivered before the presence is handled, and a REST request, on a connection of its own, can overtake it.
      // The stanzas of a session are handled in order: whatever answers this ping comes after.
      session.send(`<iq xmlns='${CLIENT}' type='get' id='${JOIN}' to='${escape(this.domain)}'><ping xmlns='${PING}'/></iq>`);
      late = setTimeout(() => joined.reject(new Error("The connection was not confirmed. Please try again.")), JOIN_TIME);
      session.run();
      await joined.promise;
      // The session may have ended just after the answer.
      if (failure) throw failure;
    } catch (error) {
      session.abandon();
      throw error;
    } finally {
      clearTimeout(late);
    }
    established = true;
    this.#session = session;
    clearInterval(this.#pings);
    this.#pings = setInterval(() => this.#ping(), PING_EVERY);
    this.#status("connected");
  }

  #ping() {
    this.#ids += 1;
    this.#session?.send(
      `<iq xmlns='${CLIENT}' type='get' id='ping${this.#ids}' to='${escape(this.domain)}'><ping xmlns='${PING}'/></iq>`,
    );
  }

  /** A result or an error, from the domain; a server may leave out its own address (RFC 6120, 8.1.2.1). */
  #answersJoin(element) {
    const is = (name, values) => values.includes(element.getAttribute(name));
    return element.localName === "iq" && is("id", [JOIN]) && is("type", ["result", "error"]) && is("from", [null, this.domain]);
  }

  #receive(element, session) {
    if (element.localName === "message") {
      this.dispatchEvent(new CustomEvent("message", { detail: element }));
    } else if (element.localName === "presence") {
      const [account] = (element.getAttribute("from") ?? "").split("/");
      const kind = element.getAttribute("type");
      if (account === `${PUBLISHER}@${this.domain}` && [null, "unavailable"].includes(kind)) {
        this.dispatchEvent(new CustomEvent("publisher", { detail: kind === null }));
      }
    } else if (element.localName === "iq" && ["get", "set"].includes(element.getAttribute("type"))) {
      this.#answer(element, session);
    }
  }

  /** Requests have to be answered (RFC 6120, 8.2.3): a ping with a result, anything else with an error. */
  #answer(iq, session) {
    const to = iq.getAttribute("from");
    const address = `id='${escape(iq.getAttribute("id") ?? "")}'${to ? ` to='${escape(to)}'` : ""}`;
    const pong = find(iq, PING, "ping");
    const stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas";
    session.send(
      pong
        ? `<iq xmlns='${CLIENT}' type='result' ${address}/>`
        : `<iq xmlns='${CLIENT}' type='error' ${address}><error type='cancel'><service-unavailable xmlns='${stanzas}'/></error></iq>`,
    );
  }

  async #lost() {
    clearInterval(this.#pings);
    this.#session = null;
    let wait = RETRY[0];
    while (this.#wanted) {
      this.#status("reconnecting");
      await pause(wait);
      wait = Math.min(wait * 2, RETRY[1]);
      if (!this.#wanted) return;
      try {
        await this.#establish();
        if (!this.#wanted) await this.disconnect();
        return;
      } catch (error) {
        if (error instanceof Unauthorized) {
          this.#wanted = false;
          this.#status("unauthorized");
        }
      }
    }
  }

  #status(status) {
    this.dispatchEvent(new CustomEvent("status", { detail: status }));
  }
}
