// What can be compared besides the lab's own strategies: libraries from their
// shelf, and mixes. Whatever is chosen gets a toggle beside the others.

import { patiently } from "./patient.js";

export class Fleets {
  /** @type {HTMLElement} */ #toggles;
  #form;
  #settings;
  /** What the server calls those that have no label on the shelf, by key. @type {Map<string, string>} */ #names = new Map();

  constructor(/** @type {HTMLFormElement} */ form, /** @type {import("./settings.js").Settings} */ settings) {
    this.#form = form;
    this.#settings = settings;
    this.#toggles = /** @type {HTMLElement} */ (form.querySelector("#toggles"));
    // Those that have a toggle are disabled where the form is sent as it is.
    for (const box of this.#boxes) box.disabled = false;
    settings.on(() => this.#keep());
    this.#mix(/** @type {HTMLDetailsElement} */ (form.querySelector("#mixer")));
  }

  /** Has toggles for what is chosen, and for no other libraries and mixes. */
  #keep() {
    const keys = this.#settings.get("strategies").split(",");
    for (const box of this.#boxes) {
      if ("chosen" in box.dataset && !keys.includes(box.value)) box.closest("label")?.remove();
    }
    for (const key of keys) if (key) this.#toggle(key);
  }

  /** Takes names and colours from a run. */
  know(/** @type {import("./charts.js").Fleet[]} */ fleets) {
    for (const { key, name, tone } of fleets) {
      const label = this.#boxes.find((box) => box.value === key && this.#toggles.contains(box))?.closest("label");
      if (!label) continue;
      label.className = `toggle ${tone}`;
      this.#call(key, name, label);
    }
  }

  #call(/** @type {string} */ key, /** @type {string} */ name, /** @type {Element} */ label) {
    this.#names.set(key, name);
    const words = label.querySelector(".name");
    if (words && words.textContent !== name) words.textContent = name;
  }

  /** @returns {HTMLInputElement[]} */
  get #boxes() { return [...this.#form.querySelectorAll("[type=checkbox][name=strategies]")].map((e) => /** @type {any} */ (e)); }

  /** The box of a toggle, which is made when there is none. */
  #toggle(/** @type {string} */ key) {
    const there = this.#boxes.find((box) => box.value === key && this.#toggles.contains(box));
    if (there) return there;
    const [label, box, name] = ["label", "input", "span"].map((tag) => document.createElement(tag));
    label.className = "toggle";
    Object.assign(box, { type: "checkbox", name: "strategies", value: key, checked: true });
    box.dataset.chosen = "";
    name.className = "name";
    name.textContent = this.#name(key);
    label.append(box, name);
    this.#toggles.append(label);
    return /** @type {HTMLInputElement} */ (box);
  }

  /** What a strategy is called. A mix that nobody has named yet is its key, until its run is there. @returns {string} */
  #name(/** @type {string} */ key) {
    const box = this.#boxes.find((box) => box.value === key);
    return box?.closest("label")?.querySelector(".name")?.textContent ?? this.#names.get(key) ?? key;
  }

  /** Two strategies and a share make one fleet. */
  #mix(/** @type {HTMLDetailsElement} */ mixer) {
    const [first, second] = mixer.querySelectorAll("select");
    const share = /** @type {HTMLInputElement} */ (mixer.querySelector("[type=range]"));
    const add = /** @type {HTMLButtonElement} */ (mixer.querySelector("button"));
    const say = () => {
      /** @type {HTMLElement} */ (mixer.querySelector("output")).textContent = `${share.value}\u00a0% and ${100 - share.valueAsNumber}\u00a0%`;
      share.style.setProperty("--at", `${share.valueAsNumber}%`);
      add.disabled = first.value === second.value;
    };
    mixer.addEventListener("input", say);
    mixer.addEventListener("toggle", () => {
      if (first.length) return;
      const keys = this.#boxes.filter((box) => !("chosen" in box.dataset)).map((box) => box.value); // its own, and the shelf
      for (const list of [first, second]) for (const key of keys) list.add(new Option(this.#name(key), key));
      [first.value, second.value] = document.getElementById("controls")?.dataset.pair?.split(" ") ?? [];
      say();
    });
    add.addEventListener("click", () => this.#add(`${first.value}@${share.value}/${second.value}@${100 - share.valueAsNumber}`));
  }

  /** Chooses a mix, under the key and the name that the server has for it. */
  async #add(/** @type {string} */ mix) {
    const answer = await patiently(`/fragment/fleets?strategies=${encodeURIComponent(mix)}`).catch(() => null);
    if (!answer?.ok) return; // the page says that the lab does not answer
    const chosen = this.#settings.get("strategies").split(",").filter(Boolean);
    for (const { key, name } of await answer.json()) {
      this.#names.set(key, name);
      if (!chosen.includes(key)) chosen.push(key);
    }
    this.#settings.set("strategies", chosen.join(","));
  }
}
