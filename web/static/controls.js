// The settings form: what it holds as a query, and a query into it.

import { nearest } from "./steps.js";

const PAUSE = 250; // after the last key in a text field, ms
const TAP = 400; // until the click of a tap has come, ms

export class Controls {
  /** @type {HTMLFormElement} */ #form;
  #onChange;
  #timer = 0;
  #last = "";

  constructor(/** @type {HTMLFormElement} */ form, /** @type {() => void} */ onChange) {
    this.#form = form;
    this.#onChange = onChange;
    form.addEventListener("input", (e) => this.#input(/** @type {any} */ (e.target)));
    form.addEventListener("change", () => this.#changed());
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.#last = "?"; // asks again, whatever stands there
      this.#changed();
    });
    form.addEventListener("click", (e) => this.#click(/** @type {Element} */ (e.target)));
    this.#explain();
    this.#dress();
    this.#last = this.query;
  }

  /** What differs from the defaults, as a query. The server orders it. */
  get query() {
    const parts = [];
    for (const field of this.#fields) {
      const value = field.value.trim();
      if (value !== field.dataset.default) parts.push(`${field.name}=${encodeURIComponent(value)}`);
    }
    if (this.#toggles.some((t) => t.checked !== isDefault(t))) {
      parts.push(`strategies=${this.#toggles.filter((t) => t.checked).map((t) => t.value).join(",")}`);
    }
    return parts.join("&");
  }

  set query(/** @type {string} */ query) {
    const values = new URLSearchParams(query);
    for (const field of this.#fields) field.value = values.get(field.name) ?? field.dataset.default ?? "";
    const chosen = values.getAll("strategies").join(",").split(",");
    for (const t of this.#toggles) t.checked = values.has("strategies") ? chosen.includes(t.value) : isDefault(t);
    this.#dress();
    this.#last = this.query;
  }

  /** Shows what is wrong at the fields; an empty list clears them. */
  blame(/** @type {{field: string, message: string}[]} */ problems) {
    for (const p of this.#form.querySelectorAll(".problem")) p.textContent = "";
    for (const field of this.#fields) field.removeAttribute("aria-invalid");
    for (const { field, message } of problems) {
      const place = document.getElementById(`problem-${field}`);
      if (place) place.textContent = message;
      document.getElementById(field)?.setAttribute("aria-invalid", "true");
    }
  }

  /** @returns {HTMLInputElement[]} */
  get #fields() { return [...this.#form.querySelectorAll("[name][data-default]:not([type=checkbox])")].map((e) => /** @type {any} */ (e)); }
  /** @returns {HTMLInputElement[]} */
  get #toggles() { return [...this.#form.querySelectorAll("[name=strategies]")].map((e) => /** @type {any} */ (e)); }

  #input(/** @type {HTMLInputElement} */ target) {
    if (target.dataset.for) {
      const field = this.#field(target.dataset.for);
      field.value = stepsOf(target)[target.valueAsNumber];
    }
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
    const field = this.#field(reset ?? roll ?? "");
    field.value = reset ? field.dataset.default ?? "" : String(crypto.getRandomValues(new Uint32Array(1))[0]);
    if (reset) field.focus();
    this.#dress();
    this.#changed();
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

  /** Brings sliders, reset buttons and the chosen limiter in line with the values. */
  #dress(/** @type {Element | undefined} */ except = undefined) {
    for (const slider of /** @type {NodeListOf<HTMLInputElement>} */ (this.#form.querySelectorAll("[data-steps]"))) {
      if (slider !== except) slider.value = String(nearest(stepsOf(slider), this.#field(slider.dataset.for ?? "").value));
      slider.style.setProperty("--at", `${(100 * slider.valueAsNumber) / Number(slider.max)}%`);
      slider.setAttribute("aria-valuetext", this.#field(slider.dataset.for ?? "").value);
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#form.querySelectorAll("[data-reset]"))) {
      const field = this.#field(button.dataset.reset ?? "");
      button.hidden = field.value.trim() === field.dataset.default;
    }
    this.#form.dataset.limiter = this.#field("limiter")?.value;
  }

  /** @returns {HTMLInputElement} */
  #field(/** @type {string} */ name) { return /** @type {any} */ (this.#form.elements.namedItem(name)); }
}

const isDefault = (/** @type {HTMLElement} */ toggle) => toggle.hasAttribute("data-default");
const stepsOf = (/** @type {HTMLElement} */ slider) => (slider.dataset.steps ?? "").split(" ");
