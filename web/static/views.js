// The fields of the page: inputs in forms that are marked, each with the name of its setting.
// They show what the settings are, and set them.

import { magnitude, shown, Slide } from "./field.js";

/** @typedef {{field: string, value: string, message: string}} Problem */

const PATIENCE = 500; // after the last key until it is said what is wrong: it may be half typed, ms
const FINE = 8; // how much slower a slider goes with Shift

export class Views {
  #settings;
  /** @type {(() => void) | null} */ #say = null;
  #saying = 0;
  #typedAt = -Infinity;
  /** The field whose text is not to be touched. @type {HTMLInputElement | null} */ #typing = null;
  /** The slider that is held, and where it was when Shift went down. */ #held = { range: /** @type {HTMLInputElement | null} */ (null), at: NaN, value: 0 };
  #shift = false;

  constructor(/** @type {import("./settings.js").Settings} */ settings) {
    this.#settings = settings;
    const asked = new URLSearchParams(settings.query); // the query that could be read, and what could not
    for (const wrong of this.#all("[data-wrong]")) asked.set(wrong.name, wrong.value);
    if (this.#all("[data-wrong]").length) settings.query = String(asked);
    this.adopt();
    settings.on((another) => {
      if (another) this.#typing = null;
      this.#dress();
    });
    this.#listen();
  }

  /** Takes in fields that are new on the page. */
  adopt() {
    for (const view of this.#all("[name][data-default]")) {
      const needs = view.dataset.needs ?? /** @type {HTMLElement | null} */ (view.closest("[data-field]"))?.dataset.needs ?? "";
      if (view.type !== "checkbox") this.#settings.learn(view.name, { standard: view.dataset.default ?? "", needs });
    }
    for (const list of document.querySelectorAll("[data-settings] [data-list]")) {
      const { field = "", list: standard = "" } = /** @type {HTMLElement} */ (list).dataset;
      this.#settings.learn(field, { standard, needs: "" });
    }
    this.#dress();
  }

  /** Says what is wrong: at once, or when nobody types any more. */
  patiently(/** @type {() => void} */ say) {
    this.#say = say;
    this.#wait();
  }

  /** Says nothing of what is not asked for any more. */
  hush() {
    clearTimeout(this.#saying);
    this.#say = null;
  }

  #wait() {
    clearTimeout(this.#saying);
    const left = this.#typing ? this.#typedAt + PATIENCE - performance.now() : 0;
    if (left > 0) this.#saying = setTimeout(() => this.#wait(), left);
    else this.#say?.();
  }

  /** Shows what is wrong at the fields; an empty list clears them. Returns what has no place in sight. */
  blame(/** @type {Problem[]} */ problems) {
    this.hush();
    for (const place of document.querySelectorAll("[data-problem]:not(:empty)")) place.textContent = "";
    for (const field of document.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    return problems.filter(({ field, message }) => {
      const places = [...document.querySelectorAll(`[data-problem="${field}"]`)];
      for (const place of places) place.textContent = message;
      for (const view of this.#all(`[name="${field}"]:not([type=hidden], [type=checkbox])`)) view.setAttribute("aria-invalid", "true");
      return !places.some((place) => place.getClientRects().length);
    });
  }

  /** Brings the fields in line with the settings. */
  #dress() {
    const settings = this.#settings;
    for (const view of this.#all("[name]")) this.#show(view);
    for (const range of this.#all("[data-for]")) this.#place(range);
    for (const button of this.#all("[data-reset]")) button.hidden = !settings.changed(button.dataset.reset ?? "");
    for (const field of this.#all(":is(.control, .cell)[data-needs]")) field.classList.toggle("unmet", !settings.met(field.dataset.needs ?? "", field.dataset.field ?? ""));
    for (const place of this.#all(".place")) {
      const cells = /** @type {HTMLElement[]} */ ([...place.children]);
      const met = cells.find((cell) => settings.met(cell.dataset.needs ?? "", cell.dataset.field ?? "")) ?? cells.at(-1);
      for (const cell of cells) cell.hidden = cell !== met;
    }
    for (const group of this.#all(".group")) {
      const fields = /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll("[data-field]"));
      const set = [...fields].filter((field) => settings.changed(field.dataset.field ?? "")).length;
      const words = /** @type {Element} */ (group.querySelector(".set"));
      if (words.textContent !== (set ? `${set} set` : "")) words.textContent = set ? `${set} set` : "";
    }
  }

  #show(/** @type {HTMLInputElement} */ view) {
    const value = this.#settings.get(view.name);
    if (view.type === "checkbox") view.checked = value.split(",").includes(view.value);
    if (view.type === "checkbox" || view.dataset.default === undefined || view === this.#typing) return;
    const text = view.type === "text" ? shown(value, view.dataset.off, view.dataset.plain !== undefined) : value;
    if (view.value !== text) view.value = text;
    const unit = /** @type {HTMLElement | null | undefined} */ (view.closest(".cell")?.querySelector(".unit"));
    if (unit) unit.hidden = text.includes("/"); // which says per what
    if (!view.role) return;
    view.ariaValueText = text;
    if (magnitude(value) >= 0) view.ariaValueNow = String(magnitude(value));
  }

  #place(/** @type {HTMLInputElement} */ range) {
    if (range !== this.#held.range) range.value = String(slideOf(range).position(this.#settings.get(range.dataset.for ?? "")));
    range.style.setProperty("--at", `${(100 * range.valueAsNumber) / Number(range.max)}%`);
  }

  #listen() {
    const on = (/** @type {string} */ type, /** @type {(target: HTMLInputElement, event: any) => void} */ then) =>
      document.addEventListener(type, (event) => {
        const target = /** @type {HTMLInputElement} */ (event.target);
        if (target.closest?.("[data-settings]")) then(target, event);
      });
    on("input", (target) => this.#input(target));
    on("change", (target) => this.#over(target));
    on("focusout", (target) => target === this.#typing && this.#over(target));
    on("click", (target) => this.#click(target));
    on("keydown", (target, event) => this.#key(target, event));
    on("submit", (target, event) => {
      event.preventDefault();
      this.#typing = null;
      this.#settings.commit(true);
    });
    for (const type of ["keydown", "keyup", "pointerdown", "pointermove"]) {
      addEventListener(type, (event) => (this.#shift = /** @type {PointerEvent} */ (event).shiftKey), { capture: true, passive: true });
    }
  }

  #input(/** @type {HTMLInputElement} */ target) {
    if (target.dataset.for) return this.#slide(target, target.dataset.for);
    if (!target.name) return;
    if (target.type === "checkbox") {
      const members = this.#settings.get(target.name).split(",").filter((member) => member && member !== target.value);
      return this.#settings.set(target.name, (target.checked ? [...members, target.value] : members).join(","));
    }
    const live = target.type === "text";
    if (live) [this.#typing, this.#typedAt] = [target, performance.now()];
    this.#settings.set(target.name, target.value.trim(), { live });
  }

  /** A slider moves. With Shift it goes slower, in finer steps. */
  #slide(/** @type {HTMLInputElement} */ range, /** @type {string} */ name) {
    const at = range.valueAsNumber;
    const rule = slideOf(range);
    if (!this.#shift) this.#held = { range, at: NaN, value: 0 };
    else if (this.#held.range !== range || Number.isNaN(this.#held.at)) this.#held = { range, at, value: rule.position(this.#settings.get(name)) };
    if (this.#shift) range.value = String(this.#held.value + (at - this.#held.at) / FINE);
    this.#typing = null;
    document.body.classList.add("sliding");
    this.#settings.set(name, rule.value(range.valueAsNumber, this.#shift ? 3 : 2));
  }

  /** A change is over: the text is what the server makes of it, the slider where its value is. */
  #over(/** @type {HTMLInputElement} */ target) {
    document.body.classList.remove("sliding");
    this.#held.range = null;
    if (target === this.#typing) this.#typing = null;
    this.#settings.commit();
    this.#dress();
    this.#wait();
  }

  #click(/** @type {Element} */ target) {
    const { reset, roll } = /** @type {HTMLElement | null} */ (target.closest("[data-reset], [data-roll]"))?.dataset ?? {};
    if (roll) this.#settings.set(roll, String(crypto.getRandomValues(new Uint32Array(1))[0]));
    if (!reset) return;
    this.#typing = null;
    this.#settings.set(reset, this.#settings.standard(reset));
    /** @type {HTMLElement | null | undefined} */ (target.closest("[data-field]")?.querySelector("[name]"))?.focus({ preventScroll: true });
  }

  /** Arrows step a number as its slider does: with Shift finer, by pages coarser. */
  #key(/** @type {HTMLInputElement} */ target, /** @type {KeyboardEvent} */ event) {
    const range = /** @type {HTMLInputElement | null} */ (target.closest("[data-field]")?.querySelector("[data-for]"));
    const name = target.dataset.for ?? target.name;
    const across = target.dataset.for ? 1 : 0; // in a text they move the caret
    const way = { ArrowUp: 1, ArrowDown: -1, PageUp: 1, PageDown: -1, ArrowRight: across, ArrowLeft: -across }[event.key];
    if (!way || range?.dataset.for !== name || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#typing = null;
    const digits = event.key.startsWith("Page") ? 1 : event.shiftKey ? 3 : 2;
    this.#settings.set(name, slideOf(range).beside(this.#settings.get(name), way, digits));
  }

  /** @returns {HTMLInputElement[]} */
  #all(/** @type {string} */ selector) {
    return [...document.querySelectorAll(`[data-settings] :is(${selector})`)].map((e) => /** @type {any} */ (e));
  }
}

/** The rule of a slider. Its field says how far one can go without it. */
const slideOf = (/** @type {HTMLInputElement} */ range) =>
  new Slide(range.dataset, range.max, /** @type {HTMLElement | null} */ (range.closest("[data-field]")?.querySelector("[name]"))?.dataset ?? {});
