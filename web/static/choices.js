// A list that opens below a button, is fetched then, and searched by typing. The arrow keys
// move in it, Enter takes, Escape closes.

import { style } from "./folds.js";
import { patiently } from "./patient.js";

/**
 * Where a list comes from, and what is done with it: the address of its content; what it is
 * for, where that changes less often than the address; what its choices are; and what stands
 * there if it does not come.
 * @typedef {{url: () => string, of?: () => string, items: string, links: string, failed: string, taken?: (link: HTMLElement) => void}} Source
 */

export class Choices {
  #details;
  #source;
  #list;
  /** @type {import("./search.js").Search | null} */ #search = null;
  /** @type {string | null} what the list is for */ #of = null;
  /** Whether a reader opened it, and not a script. */ #wanted = false;

  constructor(/** @type {HTMLDetailsElement} */ details, /** @type {Source} */ source) {
    this.#details = details;
    this.#source = source;
    this.#list = /** @type {HTMLElement} */ (details.querySelector(".choices"));
    details.querySelector("summary")?.addEventListener("click", () => (this.#wanted = true));
    details.addEventListener("toggle", () => this.#toggled());
    details.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => {
      const other = event.ctrlKey || event.metaKey || event.shiftKey; // in a tab of its own
      const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(source.links));
      if (other || !link) return;
      if (details.open && !this.#list.hasAttribute("aria-busy")) source.taken?.(link); // else the list is of what was before
      this.close();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!details.contains(/** @type {Node} */ (event.target))) details.open = false;
    });
    if (details.open) this.#toggled();
  }

  close() {
    this.#details.open = false;
    this.#details.querySelector("summary")?.focus();
  }

  async #toggled() {
    if (!this.#details.open) return;
    const url = this.#source.url();
    const of = this.#source.of?.() ?? url;
    if (this.#of !== of && !(await this.#fetch(url))) return;
    this.#of = of;
    this.#search?.clear();
    // On a phone the keyboard would cover what there is to choose from.
    if (this.#wanted && !matchMedia("(pointer: coarse)").matches) this.#search?.field.focus();
    this.#wanted = false;
    this.#list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  /** Brings in the list, and says so where it does not come. */
  async #fetch(/** @type {string} */ url) {
    this.#list.setAttribute("aria-busy", "true");
    try {
      const [answer, { Search }] = await Promise.all([patiently(url), import("./search.js"), style("picker")]);
      if (!answer.ok) throw new Error(answer.statusText);
      this.#list.innerHTML = await answer.text();
      this.#search = new Search(this.#list, this.#source.items);
      return true;
    } catch {
      this.#list.innerHTML = this.#source.failed;
      return false;
    } finally {
      this.#list.removeAttribute("aria-busy");
    }
  }

  /** Those that are found, in their order. @returns {HTMLElement[]} */
  get #links() {
    const { items, links } = this.#source;
    return [...this.#list.querySelectorAll(`${items}:not([hidden]) ${links}`)].map((e) => /** @type {any} */ (e));
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = this.#search?.field;
    const links = this.#links;
    const at = links.indexOf(/** @type {any} */ (document.activeElement));
    const move = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    const typing = document.activeElement === field;
    event.stopPropagation(); // the keys of the page are not for the list
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && typing) links[0]?.click();
    else if (move !== undefined && !(typing && /Home|End/.test(event.key)) && this.#details.open) move < 0 ? field?.focus() : links[Math.min(move, links.length - 1)]?.focus();
    else {
      if (event.key.length === 1 && event.key !== " " && at >= 0) field?.focus(); // what is typed goes there
      return;
    }
    event.preventDefault();
  }
}
