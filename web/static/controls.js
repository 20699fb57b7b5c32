// The settings form: what it holds as a query, and a query into it.

import { beside, fieldsOf, nearest } from "./field.js";
import { Fleets } from "./fleets.js";

const PAUSE = 250; // after the last key in a text field, ms
const TAP = 400; // until the click of a tap has come, ms

export class Controls {
  /** @type {HTMLFormElement} */ #form;
  #onChange;
  #fields;
  #fleets;
  /** What stands between members of a list, and of a mixed fleet. */ #between;
  #timer = 0;
  #last = "";

  constructor(/** @type {HTMLFormElement} */ form, /** @type {() => void} */ onChange) {
    this.#form = form;
    this.#onChange = onChange;
    this.#fields = fieldsOf(form);
    this.#fleets = new Fleets(form);
    this.#between = new RegExp(form.dataset.members ?? ",");
    form.addEventListener("input", (e) => this.#input(/** @type {any} */ (e.target)));
    form.addEventListener("change", () => this.#changed());
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.#last = "?"; // asks again, whatever stands there
      this.#changed();
    });
    form.addEventListener("click", (e) => this.#click(/** @type {Element} */ (e.target)));
    form.addEventListener("keydown", (e) => this.#key(e));
    this.#explain();
    this.#dress();
    this.#last = this.query;
  }

  /** What differs from the defaults, as a query. The server orders it. */
  get query() {
    return [...this.#fields.values()].filter((field) => field.changed)
      .map((field) => `${field.name}=${encodeURIComponent(field.value).replaceAll("%2C", ",")}`).join("&");
  }

  set query(/** @type {string} */ query) {
    const values = new URLSearchParams(query);
    const asked = (/** @type {string} */ name) => values.has(name) ? values.getAll(name).filter(Boolean).join(",") : null;
    this.#fleets.keep((asked("strategies") ?? "").split(","));
    for (const [name, field] of this.#fields) field.value = asked(name) ?? field.standard;
    this.#dress();
    for (const group of this.#groups) group.open ||= group.querySelector(".set")?.textContent !== "";
    this.#last = this.query;
  }

  /** Gives the toggles the names and the colours that a run has for its strategies. */
  know(/** @type {import("./charts.js").Fleet[]} */ fleets) { this.#fleets.know(fleets); }

  /** Shows what is wrong at the fields; an empty list clears them. */
  blame(/** @type {{field: string, message: string}[]} */ problems) {
    for (const p of this.#form.querySelectorAll(".problem:not(:empty)")) p.textContent = "";
    for (const field of this.#form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const { field, message } of problems) {
      const place = document.getElementById(`problem-${field}`);
      if (place) place.textContent = message;
      document.getElementById(field)?.setAttribute("aria-invalid", "true");
      place?.closest(".group")?.setAttribute("open", "");
    }
  }

  /** @returns {HTMLDetailsElement[]} */
  get #groups() { return [...this.#form.querySelectorAll(".group")].map((e) => /** @type {any} */ (e)); }

  #input(/** @type {HTMLInputElement} */ target) {
    if (target.dataset.for) this.#field(target.dataset.for).value = stepsOf(target)[target.valueAsNumber];
    this.#dress(target);
    clearTimeout(this.#timer);
    if (target.type === "text") this.#timer = setTimeout(() => this.#changed(), PAUSE);
    else this.#changed();
  }

  #changed() {
    clearTimeout(this.#timer);
    const query = this.query;
    if (query === this.#last) return;
    this.#last = query;
    this.#onChange();
  }

  #click(/** @type {Element} */ target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-reset], [data-roll]"));
    if (!button) return;
    const { reset, roll } = button.dataset;
    const field = this.#field(reset ?? roll);
    field.value = reset ? field.standard : String(crypto.getRandomValues(new Uint32Array(1))[0]);
    if (reset) field.focus();
    this.#dress();
    this.#changed();
  }

  /** The arrow keys step a text field to the next position of its slider. */
  #key(/** @type {KeyboardEvent} */ event) {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const slider = /** @type {HTMLInputElement | null} */ (this.#form.querySelector(`[data-for="${target.name}"]`));
    if (!direction || target.type !== "text" || !slider) return;
    event.preventDefault();
    slider.value = String(beside(stepsOf(slider), target.value, direction));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Opens the help of what has the focus. A help closes when the pointer is gone:
      what is pressed must not move away from under it. */
  #explain() {
    let pointing = false;
    const tidy = () => {
      pointing = false;
      for (const open of this.#form.querySelectorAll(".explained:not(:focus-within)")) open.classList.remove("explained");
    };
    let leaving = 0; // a finger leaves before its click comes
    this.#form.addEventListener("pointerdown", () => {
      clearTimeout(leaving);
      pointing = true;
    });
    this.#form.addEventListener("pointerleave", (e) => (leaving = setTimeout(tidy, e.pointerType === "touch" ? TAP : 0)));
    this.#form.addEventListener("keydown", () => (pointing = false));
    this.#form.addEventListener("focusin", (e) => {
      /** @type {Element} */ (e.target).closest(".control")?.classList.add("explained");
      if (!pointing) tidy();
    });
    this.#form.addEventListener("focusout", () => pointing || setTimeout(tidy));
  }

  /** Brings sliders, reset buttons, and what matters in line with the values. */
  #dress(/** @type {Element | undefined} */ except = undefined) {
    for (const slider of /** @type {NodeListOf<HTMLInputElement>} */ (this.#form.querySelectorAll("[data-steps]"))) {
      const { value } = this.#field(slider.dataset.for);
      if (slider !== except) slider.value = String(nearest(stepsOf(slider), value));
      if (slider.getAttribute("aria-valuetext") === value && slider.style.length) continue; // as it was
      slider.style.setProperty("--at", `${(100 * slider.valueAsNumber) / Number(slider.max)}%`);
      slider.setAttribute("aria-valuetext", value);
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#form.querySelectorAll("[data-reset]"))) {
      const hidden = !this.#field(button.dataset.reset).changed;
      if (button.hidden !== hidden) button.hidden = hidden;
    }
    for (const control of /** @type {NodeListOf<HTMLElement>} */ (this.#form.querySelectorAll("[data-needs]"))) {
      control.classList.toggle("unmet", !(control.dataset.needs ?? "").split(";").every((need) => this.#met(need)));
    }
    for (const group of this.#groups) {
      const set = group.querySelectorAll("[data-reset]:not([hidden])").length;
      const words = /** @type {HTMLElement} */ (group.querySelector(".set"));
      if (words.textContent !== (set ? `${set} set` : "")) words.textContent = set ? `${set} set` : "";
    }
  }

  /** Whether a field has one of the values that a need names: "limiter=llm,gcra". */
  #met(/** @type {string} */ need) {
    const [name, values] = need.split("=");
    const held = this.#field(name).value.split(this.#between);
    return values.split(",").some((value) => held.includes(value));
  }

  #field(/** @type {string | undefined} */ name) { return /** @type {import("./field.js").Field} */ (this.#fields.get(name ?? "")); }
}

const stepsOf = (/** @type {HTMLElement} */ slider) => (slider.dataset.steps ?? "").split(" ");
