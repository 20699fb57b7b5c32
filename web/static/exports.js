// A policy for many places: a list of them, of which one is on show. On a phone the list is a
// select. What was chosen last is remembered.

import { copy } from "./texts.js";

/** Under what the choice is remembered. */
const KEPT = "use-format";

/** The choice, where nothing can be kept. */
let chosen = kept();

export class Exports {
  root;
  #moved;

  /** Takes over what is in an element, if there is any, and tells of each choice. */
  constructor(/** @type {HTMLElement} */ root, /** @type {(key: string) => void} */ moved = () => {}) {
    this.root = root;
    this.#moved = moved;
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("change", ({ target }) => target instanceof HTMLSelectElement && this.#choose(target.value));
    this.#equip();
  }

  /** Shows texts that the server wrote. The focus stays at the strategy that was chosen. */
  show(/** @type {string} */ html) {
    const within = this.root.contains(document.activeElement);
    this.root.innerHTML = html;
    this.#equip();
    if (within) /** @type {HTMLElement | null} */ (this.root.querySelector(".use-strategy[aria-current]"))?.focus();
  }

  /** Shows a sentence in place of texts. */
  say(/** @type {string} */ sentence) {
    this.root.textContent = sentence;
  }

  get #body() { return /** @type {HTMLElement | null} */ (this.root.querySelector(".use-body")); }
  get #list() { return /** @type {HTMLElement} */ (this.root.querySelector(".use-list")); }
  get #places() { return /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".use-place")]); }

  /** Makes a list box of the links, and a select of the same. */
  #equip() {
    const body = this.#body;
    if (!body) return;
    const select = /** @type {HTMLSelectElement} */ (body.querySelector("select"));
    this.#list.setAttribute("role", "listbox");
    this.#list.tabIndex = 0;
    for (const group of /** @type {NodeListOf<HTMLElement>} */ (this.#list.querySelectorAll(".use-group"))) {
      group.setAttribute("role", "group");
      const options = document.createElement("optgroup");
      options.label = group.querySelector("p")?.textContent ?? "";
      for (const place of /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll(".use-place"))) {
        place.setAttribute("role", "option");
        place.tabIndex = -1;
        const name = place.firstChild?.textContent?.trim() ?? "";
        options.append(new Option(place.classList.contains("same") ? `${name} (same)` : name, place.dataset.text));
      }
      select.append(options);
    }
    this.root.classList.add("one");
    const first = body.dataset.asked !== undefined && body.dataset.asked !== "false" ? body.dataset.chosen : chosen;
    this.#reveal(this.#has(first) ?? body.dataset.chosen ?? "");
  }

  /** A key, if there is code of it. */
  #has(/** @type {string | undefined} */ key) {
    return this.root.querySelector(`#use-${CSS.escape(key ?? "")} pre`) ? key : undefined;
  }

  #choose(/** @type {string} */ key) {
    keep(key);
    this.#reveal(key);
    this.#moved(key);
  }

  #reveal(/** @type {string} */ key) {
    for (const text of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".export-text"))) text.hidden = text.id !== `use-${key}`;
    for (const place of this.#places) {
      const on = place.dataset.text === key;
      place.setAttribute("aria-selected", String(on));
      if (!on) continue;
      this.#list.setAttribute("aria-activedescendant", place.id);
      const list = this.#list; // what is chosen is in sight, and the page does not move for it
      if (place.offsetTop < list.scrollTop || place.offsetTop + place.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = place.offsetTop - list.clientHeight / 2;
    }
    const select = this.#body?.querySelector("select");
    if (select) select.value = key;
  }

  /** Arrows go through the list; a letter goes to the next place that begins with it. */
  #key(/** @type {KeyboardEvent} */ event) {
    if (event.target !== this.#list || event.ctrlKey || event.metaKey || event.altKey) return;
    const places = this.#places;
    const here = places.findIndex((place) => place.getAttribute("aria-selected") === "true");
    let to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: places.length - 1 }[event.key];
    if (to === undefined && /^\p{L}$/u.test(event.key)) {
      const begins = (/** @type {HTMLElement} */ place) => place.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase());
      to = [...places.keys()].map((step) => (here + 1 + step) % places.length).find((at) => begins(places[at]));
    }
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the page has keys of its own
    this.#choose(places[Math.max(0, Math.min(to, places.length - 1))].dataset.text ?? "");
  }

  #click(/** @type {MouseEvent} */ event) {
    const target = /** @type {Element} */ (event.target);
    const place = /** @type {HTMLElement | null} */ (target.closest(".use-place"));
    if (place && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.#choose(place.dataset.text ?? "");
      this.#list.focus();
    }
    if (target instanceof HTMLButtonElement && target.dataset.copy) copy(target, this.root);
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return ""; // it is forbidden
  }
}

function keep(/** @type {string} */ key) {
  chosen = key;
  try {
    localStorage.setItem(KEPT, key);
  } catch {
    // then it is for this page only
  }
}
