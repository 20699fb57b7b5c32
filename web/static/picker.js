// The picker of scenarios: a list that is fetched when it is opened, and searched by typing.
// The arrow keys move in it, Enter takes, Escape closes.

import { pinIn } from "./address.js";
import { style } from "./folds.js";

/** @typedef {import("./lab.js").Lab} Lab */

export function begin(/** @type {Lab} */ lab) {
  const picker = document.getElementById("picker");
  if (picker instanceof HTMLDetailsElement) new Picker(lab, picker);
}

class Picker {
  #lab;
  #picker;
  #list;
  /** @type {import("./search.js").Search | null} */ #search = null;
  /** Whether a reader opened it, and not a script. */ #wanted = false;
  /** @type {string | null} what the links of the list are compared with */ #pin = null;

  constructor(/** @type {Lab} */ lab, /** @type {HTMLDetailsElement} */ picker) {
    this.#lab = lab;
    this.#picker = picker;
    this.#list = /** @type {HTMLElement} */ (picker.querySelector("#picker-list"));
    picker.querySelector("summary")?.addEventListener("click", () => (this.#wanted = true));
    picker.addEventListener("toggle", () => this.#toggled());
    picker.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => {
      const other = event.ctrlKey || event.metaKey || event.shiftKey; // in a tab of its own
      if (!other && /** @type {Element} */ (event.target).closest(".preset")) this.#close();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!picker.contains(/** @type {Node} */ (event.target))) picker.open = false;
    });
    if (picker.open) this.#toggled();
  }

  async #toggled() {
    if (!this.#picker.open) return;
    const pin = pinIn(this.#lab.query);
    if (this.#pin !== pin && !(await this.#fetch())) return;
    this.#pin = pin;
    this.#search?.clear();
    // On a phone the keyboard would cover what there is to choose from.
    if (this.#wanted && !matchMedia("(pointer: coarse)").matches) this.#search?.field.focus();
    this.#wanted = false;
    this.#list.querySelector(".picks [aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  /** Brings in the list, and says so where it does not come. */
  async #fetch() {
    this.#list.setAttribute("aria-busy", "true");
    try {
      const [answer, { Search }] = await Promise.all([fetch(`/fragment/scenarios?${this.#lab.query}`), import("./search.js"), style("picker")]);
      if (!answer.ok) throw new Error(answer.statusText);
      this.#list.innerHTML = await answer.text();
      this.#search = new Search(this.#list, ".picks li");
      return true;
    } catch {
      this.#list.innerHTML = 'The list did not load. <a href="/scenarios">All scenarios</a>';
      return false;
    } finally {
      this.#list.removeAttribute("aria-busy");
    }
  }

  /** Those that are found, in their order. @returns {HTMLElement[]} */
  get #links() { return [...this.#list.querySelectorAll(".picks li:not([hidden]) .preset")].map((e) => /** @type {any} */ (e)); }

  #key(/** @type {KeyboardEvent} */ event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = this.#search?.field;
    const links = this.#links;
    const at = links.indexOf(/** @type {any} */ (document.activeElement));
    const move = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    const typing = document.activeElement === field;
    event.stopPropagation(); // the keys of the page are not for the list
    if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && typing) links[0]?.click();
    else if (move !== undefined && !(typing && /Home|End/.test(event.key)) && this.#picker.open) move < 0 ? field?.focus() : links[Math.min(move, links.length - 1)]?.focus();
    else {
      if (event.key.length === 1 && event.key !== " " && at >= 0) field?.focus(); // what is typed goes there
      return;
    }
    event.preventDefault();
  }

  #close() {
    this.#picker.open = false;
    this.#picker.querySelector("summary")?.focus();
  }
}
