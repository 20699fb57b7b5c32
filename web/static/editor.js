// A strategy taken apart, in a drawer: its layers, their own settings, its shares. The server
// knows what a strategy is: it gets whatever is changed, and answers with the form as it is then.

import { style } from "./folds.js";
import { patiently } from "./patient.js";
import { again } from "./problems.js";
import { reveal } from "./strip.js";

/** @typedef {import("./lab.js").Lab} Lab */

const PAUSE = 300; // after the last key until a text is sent, ms

/** Whether a field is not as the server wrote it, or is not as it should be. */
function differs(/** @type {Element} */ field) {
  if (field instanceof HTMLSelectElement) return [...field.options].some((option) => option.selected !== option.defaultSelected) && !(field.selectedIndex === 0 && ![...field.options].some((option) => option.defaultSelected));
  if (!(field instanceof HTMLInputElement)) return false;
  return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue || field.ariaInvalid === "true";
}

export class Editor {
  #lab;
  #drawer = document.createElement("div");
  /** The strategies that it was about, the latest last: undoing leads back to one. @type {string[]} */ #keys = [];
  /** The query that the form is of. */ #query = "";
  #asked = new AbortController();
  #timer = 0;

  constructor(/** @type {Lab} */ lab) {
    this.#lab = lab;
    Object.assign(this.#drawer, { id: "strategy-drawer", className: "drawer", tabIndex: -1, hidden: true });
    this.#drawer.setAttribute("role", "dialog");
    this.#drawer.setAttribute("aria-labelledby", "editor-title");
    document.getElementById("drawer")?.after(this.#drawer);
    for (const type of ["input", "change"]) this.#drawer.addEventListener(type, (event) => this.#changed(event));
    this.#drawer.addEventListener("submit", (event) => this.#pressed(event));
    this.#drawer.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)));
    this.#drawer.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", (event) => /** @type {Element} */ (event.target).closest("#all-settings, [data-open]") && this.close(false)); // one drawer at a time
    lab.on("swapped", (query) => this.#swapped(query));
    lab.on("moved", () => this.#moved());
  }

  get #last() { return this.#keys.at(-1) ?? ""; }
  get #form() { return /** @type {HTMLFormElement} */ (this.#drawer.querySelector("form")); }

  /** Opens a strategy; where it is open already, closes it. */
  async open(/** @type {string} */ key) {
    if (!this.#drawer.hidden && this.#last === key) return this.close();
    document.getElementById("drawer-close")?.click();
    this.#keys = [key];
    await Promise.all([style("drawer"), style("editor"), this.#ask(this.#whole(key))]);
    if (!this.#form) return;
    this.#drawer.hidden = false;
    document.body.classList.add("drawn");
    this.#drawer.querySelector(".all-body")?.scrollTo(0, 0);
    again();
    reveal(this.#drawer);
    this.#mark();
    this.#drawer.focus({ preventScroll: true });
  }

  close(back = true) {
    if (this.#drawer.hidden) return;
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#drawer.hidden = true;
    document.body.classList.remove("drawn");
    this.#mark();
    again();
    if (back) this.#name(this.#last)?.focus({ preventScroll: true });
  }

  /** What asks for a strategy as it is. */
  #whole(/** @type {string} */ key) { return `${this.#lab.settings.query}&strategy=${encodeURIComponent(key)}`; }

  /** A setting goes on changing, if it is a text, or is done. */
  #changed(/** @type {Event} */ { type, target }) {
    const typing = /** @type {HTMLInputElement} */ (target).type === "text";
    if (type === "change" && !typing) return; // which its input has told
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), type === "input" && typing ? PAUSE : 0);
  }

  #pressed(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    clearTimeout(this.#timer);
    this.#send(/** @type {HTMLButtonElement | null} */ (event.submitter)?.value);
  }

  /** Sends the form, and brings the strategy that the server makes of it into the settings. */
  async #send(action = "") {
    const answers = new URLSearchParams({ of: this.#lab.settings.query, strategy: this.#last, ...(action && { do: action }) });
    const changed = [...this.#form.elements].filter(differs).map((field) => /** @type {HTMLInputElement} */ (field).name);
    for (const [name, value] of new FormData(this.#form)) if (changed.includes(name)) answers.append(name, String(value));
    if (!(await this.#ask(String(answers)))) return;
    const { key = "", all = "", wrong } = this.#form.dataset;
    if (wrong !== undefined || key === this.#last) return;
    this.#keys.push(key);
    this.#lab.settings.set("strategies", all);
  }

  /** Shows the form that the server answers with; the latest wins. */
  async #ask(/** @type {string} */ query) {
    this.#asked.abort();
    const { signal } = (this.#asked = new AbortController());
    try {
      const answer = await patiently(`/fragment/strategy?${query}`, { signal });
      if (!answer.ok) return false; // what is wrong with the settings is said at them
      const html = await answer.text();
      if (signal.aborted) return false;
      this.#show(html);
      return true;
    } catch {
      return false; // the page says that the lab does not answer
    }
  }

  /** Puts the form in place, and leaves the hand where it is. */
  #show(/** @type {string} */ html) {
    const held = /** @type {HTMLInputElement | null} */ (this.#drawer.contains(document.activeElement) ? document.activeElement : null);
    const typed = held?.type === "text" && held !== null && { value: held.value, from: held.selectionStart, to: held.selectionEnd };
    const top = this.#drawer.querySelector(".all-body")?.scrollTop ?? 0;
    const open = [...this.#drawer.querySelectorAll("details[open]")].map(({ id }) => id);
    this.#drawer.innerHTML = html;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    this.#drawer.querySelector(".all-body")?.scrollTo(0, top);
    this.#query = this.#form.dataset.query ?? "";
    this.#moved();
    if (!held) return;
    const there = /** @type {HTMLInputElement | null} */ (held.id ? document.getElementById(held.id) : null);
    (there ?? this.#drawer).focus({ preventScroll: true });
    if (!there || !typed || there.type !== "text") return;
    there.value = typed.value; // half typed, it may be written otherwise
    there.setSelectionRange(typed.from, typed.to);
  }

  #clicked(/** @type {Element} */ target) {
    if (target.closest("[data-close]")) this.close();
    const way = /** @type {HTMLElement | null} */ (target.closest("[data-do]"))?.dataset.do;
    if (way === "undo") this.#lab.address.undo();
    if (way === "redo") this.#lab.address.redo();
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (event.key !== "Escape") return;
    event.preventDefault(); // Escape stops a run as well
    this.close();
  }

  /** Another run is on the page: of this strategy, of what it was, or of others. */
  #swapped(/** @type {string} */ query) {
    if (this.#drawer.hidden) return;
    const there = this.#lab.settings.get("strategies").split(",");
    while (this.#keys.length && !there.includes(this.#last)) this.#keys.pop();
    if (!this.#keys.length) return this.close(false);
    this.#mark();
    if (query !== this.#query) this.#ask(this.#whole(this.#last));
  }

  #moved() {
    const { undoes, redoes } = this.#lab.address;
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.#drawer.querySelectorAll("[data-do]"))) button.disabled = button.dataset.do === "undo" ? !undoes : !redoes;
  }

  /** The row of the strategy says that it is open. */
  #mark() {
    for (const name of this.#lab.charts.root.querySelectorAll("[data-edit]")) name.removeAttribute("aria-expanded");
    if (!this.#drawer.hidden) this.#name(this.#last)?.setAttribute("aria-expanded", "true");
  }

  /** The name of a row. @returns {HTMLElement | null} */
  #name(/** @type {string} */ key) { return this.#lab.charts.root.querySelector(`[data-edit="${CSS.escape(key)}"]`); }
}
