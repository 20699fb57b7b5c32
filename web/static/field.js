// One field of the scenario in the form: a text field, a choice, or the boxes of a
// list, whose value has commas between its members. And the steps of its slider:
// values as links write them, numbers or durations.

export class Field {
  #form;
  /** What holds the value, unless it is a list. @type {HTMLInputElement | null} */ #one;
  name;

  constructor(/** @type {HTMLFormElement} */ form, /** @type {string} */ name) {
    this.#form = form;
    this.#one = form.querySelector(`[name="${name}"][data-default]:not([type=checkbox])`);
    this.name = name;
  }

  get value() { return this.#one?.value.trim() ?? listed(this.#boxes.filter((box) => box.checked)); }
  set value(value) {
    if (this.#one) this.#one.value = value;
    const members = value.split(",");
    for (const box of this.#boxes) box.checked = members.includes(box.value);
  }

  /** What links leave out. */
  get standard() { return this.#one?.dataset.default ?? listed(this.#boxes.filter((box) => box.hasAttribute("data-default"))); }
  get changed() { return this.value !== this.standard; }

  focus() { (this.#one ?? this.#boxes[0])?.focus(); }

  /** @returns {HTMLInputElement[]} */
  get #boxes() { return [...this.#form.querySelectorAll(`[type=checkbox][name="${this.name}"]`)].map((e) => /** @type {any} */ (e)); }
}

/** The fields of a form, by name, in its order. */
export function fieldsOf(/** @type {HTMLFormElement} */ form) {
  /** @type {Map<string, Field>} */
  const fields = new Map();
  for (const { name } of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name][data-default], [type=checkbox][name]"))) {
    if (!fields.has(name)) fields.set(name, new Field(form, name));
  }
  return fields;
}

// A library has two boxes: among the toggles and on its shelf.
const listed = (/** @type {HTMLInputElement[]} */ boxes) => [...new Set(boxes.map((box) => box.value))].join(",");

const UNITS = { h: 3.6e6, m: 6e4, s: 1e3, ms: 1, us: 1e-3, "µs": 1e-3, ns: 1e-6 };

/** A number, or a duration such as 1m30s in milliseconds; what is left to the lab is less than any. */
export function magnitude(/** @type {string} */ text) {
  if (text.trim() === "auto") return 0;
  if (text.trim() !== "" && !Number.isNaN(Number(text))) return Number(text);
  let total = NaN;
  for (const [, n, unit] of text.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)) {
    total = (total || 0) + Number(n) * UNITS[/** @type {keyof typeof UNITS} */ (unit)];
  }
  return total;
}

/** The position of the step that is closest to a value, on a logarithmic scale. */
export function nearest(/** @type {string[]} */ steps, /** @type {string} */ value) {
  const gaps = steps.map((step) => Math.abs(Math.log1p(magnitude(step)) - Math.log1p(magnitude(value))));
  return Math.max(0, gaps.indexOf(Math.min(...gaps)));
}

/** The position of the step that is next above a value, or next below it. */
export function beside(/** @type {string[]} */ steps, /** @type {string} */ value, /** @type {number} */ direction) {
  const at = nearest(steps, value);
  const gap = magnitude(steps[at]) - magnitude(value);
  const next = gap * direction > 0 ? at : at + direction; // the nearest may be the next already
  return Math.max(0, Math.min(steps.length - 1, next));
}
