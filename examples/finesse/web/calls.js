// The agent's calls: what rings, what is talked on, what is on hold.

import { text } from "./rest.js";

const STATES = {
  INITIATING: "Off the hook",
  INITIATED: "Calling",
  ALERTING: "Ringing",
  ACTIVE: "Talking",
  HELD: "On hold",
  FAILED: "Not connected",
  DROPPED: "Ended",
  WRAP_UP: "Wrap-up",
};

const CAUSES = {
  BUSY: "busy",
  BAD_DESTINATION: "no such number",
  DEVICE_RESOURCE_NOT_AVAILABLE: "no line is free",
};

/** Actions that have a button, in this order; those of the second kind need a number. */
const BUTTONS = [
  ["ANSWER", "Answer"],
  ["HOLD", "Hold"],
  ["RETRIEVE", "Take back"],
  ["TRANSFER", "Complete transfer"],
  ["CONFERENCE", "Conference"],
  ["CONSULT_CALL", "Consult", "number"],
  ["TRANSFER_SST", "Transfer", "number"],
  ["DROP", "Hang up"],
];

const child = (element, name) => [...(element?.children ?? [])].find((e) => e.localName === name);

/** A dialog as the interface and its updates show it. */
export const readDialog = (element) => ({
  id: text(element, "id"),
  from: text(element, "fromAddress"),
  to: text(element, "toAddress"),
  state: text(element, "state"),
  queue: text(child(element, "mediaProperties"), "queueName"),
  variables: [...(child(child(element, "mediaProperties"), "callvariables")?.children ?? [])]
    .map((variable) => [text(variable, "name"), text(variable, "value")])
    .filter(([, value]) => value),
  participants: [...(child(element, "participants")?.children ?? [])].map((participant) => ({
    address: text(participant, "mediaAddress"),
    state: text(participant, "state"),
    cause: text(participant, "stateCause"),
    actions: [...(child(participant, "actions")?.children ?? [])].map((action) => action.textContent.trim()),
  })),
});

const make = (name, properties, ...inside) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside);
  return element;
};

/** The list on the page. `act(dialog, action, needsNumber)` is called when a button is pressed. */
export class Calls {
  #list;
  #act;
  #dialogs = new Map();
  extension = "";

  constructor(list, act) {
    this.#list = list;
    this.#act = act;
  }

  /** Shows exactly these. */
  replace(dialogs) {
    this.#dialogs = new Map(dialogs.map((dialog) => [dialog.id, dialog]));
    this.#show();
  }

  /** An update says that a dialog is new, has changed, or is gone. */
  update(event, dialog) {
    if (event === "DELETE") this.#dialogs.delete(dialog.id);
    else this.#dialogs.set(dialog.id, dialog);
    this.#show();
  }

  /** Notes at which button the keyboard is; the function given back goes there again, or at least to the same call. */
  keepFocus() {
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    const [dialog, action] = [focused?.closest("li")?.dataset.dialog, focused?.dataset.action];
    return () => {
      if (!focused || (focused.isConnected && !focused.disabled)) return focused?.focus();
      const card = [...this.#list.children].find((card) => card.dataset.dialog === dialog);
      const buttons = [...(card?.querySelectorAll("button:enabled") ?? [])];
      (buttons.find((button) => button.dataset.action === action) ?? buttons[0])?.focus();
    };
  }

  #show() {
    const back = this.keepFocus();
    const cards = [...this.#dialogs.values()].map((dialog) => this.#card(dialog));
    this.#list.replaceChildren(...cards);
    this.#list.hidden = cards.length === 0;
    back();
  }

  #card(dialog) {
    const own = dialog.participants.find((party) => party.address === this.extension);
    const others = dialog.participants.filter((party) => party !== own).map((party) => party.address);
    const state = own?.state ?? dialog.state;
    const incoming = dialog.from !== this.extension;
    const who = others.join(", ") || (incoming ? dialog.from : dialog.to);
    const words = [STATES[state] ?? state, CAUSES[own?.cause]].filter(Boolean).join(", ");
    const details = [dialog.queue && `Queue ${dialog.queue}`, ...dialog.variables.map((pair) => pair.join(": "))];
    const buttons = BUTTONS.filter(([action]) => own?.actions.includes(action)).map(([action, label, number]) => {
      const button = make("button", { type: "button", textContent: label });
      button.dataset.action = action;
      button.addEventListener("click", () => this.#act(dialog, action, Boolean(number)));
      return button;
    });
    const card = make(
      "li",
      {},
      make("strong", { textContent: `${incoming ? "From" : "To"} ${who}` }),
      make("span", { className: "call-state", textContent: words }),
      make("p", { textContent: details.filter(Boolean).join(" · ") }),
      make("div", { className: "call-actions" }, ...buttons),
    );
    card.dataset.dialog = dialog.id;
    card.dataset.state = state;
    return card;
  }
}
