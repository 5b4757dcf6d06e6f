// The REST interface: requests, answers and errors in words.

const API = "/finesse/api";

/** What a user can do about an error, by its type or by the message of the telephony system. */
const WORDS = {
  "Authentication Failure": "The user name or the password is wrong.",
  "Authorization Failure": "The user name or the password is wrong.",
  "Invalid Authorization User Specified": "That belongs to somebody else.",
  "User Not Found": "There is no agent of this name.",
  "Parameter Missing": "Something is missing in the request.",
  "Invalid Input": "The server does not accept this value.",
  "Invalid State": "That is not possible in the present state.",
  "Invalid Device": "This extension cannot be used. Is it your phone's number?",
  "Device Busy": "Somebody else is signed in with this extension.",
  "Service Unavailable": "The contact centre is out of service at the moment. Please try again soon.",
  "Internal Server Error": "The server has a problem. Please try again soon.",
  CF_INVALID_LOGON_DEVICE_SPECIFIED: "This extension cannot be used. Is it your phone's number?",
  CF_SPECIFIED_EXTENSION_ALREADY_IN_USE: "Somebody else is signed in with this extension.",
  CF_INVALID_AGENT_WORKMODE: "That is not possible during a call.",
  CF_RESOURCE_BUSY: "That is not possible during a call.",
  CF_REQUEST_TIMEOUT_REJECTION: "The telephone system did not answer in time.",
  CF_INVALID_DESTINATION: "This number cannot be called.",
  CF_INVALID_OBJECT_STATE: "That is not possible in the present state of the call.",
  "Invalid Destination": "This number cannot be called.",
  "Dialog Not Found": "This call is over.",
};

/** The first child of an element with this name, whatever the case of its first letter. */
const child = (element, name) =>
  [...(element?.children ?? [])].find((e) => e.localName.toLowerCase() === name.toLowerCase());

/** The text of a child; "" if there is none. */
export const text = (element, name) => child(element, name)?.textContent.trim() ?? "";

export const parse = (source) => {
  const root = new DOMParser().parseFromString(source, "text/xml").documentElement;
  return root.querySelector("parsererror") || root.localName === "parsererror" ? null : root;
};

export class ApiError extends Error {
  constructor(status, root) {
    const error = child(root, "ApiError");
    const [type, message, data] = ["ErrorType", "ErrorMessage", "ErrorData"].map((name) => text(error, name));
    const words = WORDS[message] ?? WORDS[type] ?? (status === 0 ? "The server cannot be reached." : "");
    super(words || `The server refused (${[type || status, message].filter(Boolean).join(", ")}).`);
    Object.assign(this, { status, type, detail: message, data });
  }
}

/** A user as the interface and its updates show it. */
export const readUser = (element) => {
  const reason = child(element, "reasonCode");
  return {
    loginId: text(element, "loginId"),
    name: [text(element, "firstName"), text(element, "lastName")].filter(Boolean).join(" "),
    extension: text(element, "extension"),
    state: text(element, "state"),
    pending: text(element, "pendingState"),
    since: Date.parse(text(element, "stateChangeTime")) || null,
    reason: reason ? text(reason, "label") : "",
    team: text(element, "teamName"),
  };
};

/** An update: what happened to which object, and the request that caused it. */
export const readUpdate = (root) => ({
  event: text(root, "event").toUpperCase(),
  source: text(root, "source"),
  requestId: text(root, "requestId"),
  data: child(root, "data")?.firstElementChild ?? null,
});

const toXml = (name, fields) => {
  const doc = document.implementation.createDocument(null, name);
  for (const [field, value] of Object.entries(fields)) {
    const element = doc.createElement(field);
    element.textContent = value;
    doc.documentElement.append(element);
  }
  return new XMLSerializer().serializeToString(doc);
};

export class Rest {
  #authorization;

  constructor(user, password) {
    const bytes = new TextEncoder().encode(`${user}:${password}`);
    this.#authorization = `Basic ${btoa(String.fromCharCode(...bytes))}`;
    this.user = user;
  }

  systemInfo() {
    return this.#request("GET", "/SystemInfo");
  }

  async getUser() {
    return readUser(await this.#request("GET", this.#own()));
  }

  async reasonCodes(category) {
    const root = await this.#request("GET", `${this.#own()}/ReasonCodes?category=${category}`);
    const codes = [...root.children].map((code) => ({
      id: text(code, "id") || text(code, "uri").split("/").pop(),
      label: text(code, "label"),
      system: text(code, "systemCode") === "true",
    }));
    return codes.filter((code) => !code.system);
  }

  /** Asks for a state. The answer is only that the request is accepted; the state itself comes as an update with the request id. */
  setState(requestId, fields) {
    return this.#request("PUT", this.#own(), { requestId, body: toXml("User", fields) });
  }

  /** The user's calls, as elements. */
  async dialogs() {
    const root = await this.#request("GET", `${this.#own()}/Dialogs`);
    return [...(root?.children ?? [])].filter((element) => element.localName === "Dialog");
  }

  /** Calls somebody. What becomes of it comes as updates. */
  makeCall(requestId, fields) {
    const body = toXml("Dialog", { requestedAction: "MAKE_CALL", ...fields });
    return this.#request("POST", `${this.#own()}/Dialogs`, { requestId, body });
  }

  /** Asks for an action on a call. What becomes of it comes as updates. */
  act(requestId, dialog, fields) {
    return this.#request("PUT", `/Dialog/${encodeURIComponent(dialog)}`, { requestId, body: toXml("Dialog", fields) });
  }

  #own() {
    return `/User/${encodeURIComponent(this.user)}`;
  }

  async #request(method, path, { requestId, body } = {}) {
    const headers = { Authorization: this.#authorization };
    if (body) headers["Content-Type"] = "application/xml";
    if (requestId) headers.requestId = requestId;
    let response;
    try {
      response = await fetch(API + path, { method, headers, body, cache: "no-store", credentials: "omit" });
    } catch {
      throw new ApiError(0, null);
    }
    const source = await response.text();
    const root = source ? parse(source) : null;
    if (!response.ok) throw new ApiError(response.status, root);
    return root;
  }
}
