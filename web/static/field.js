// How values of settings are read, shown and stepped: numbers and durations as links write
// them. The server says the rule of each slider.

import { duration, plain, thousands } from "./format.js";

const UNITS = { h: 3.6e6, m: 6e4, s: 1e3, ms: 1, us: 1e-3, "µs": 1e-3, ns: 1e-6 };
const ZERO = 0.04; // the share of a slider at which it stands at its nothing

/** A number, or a duration such as 1m30s in milliseconds; what is left to the lab is less than any. */
export function magnitude(/** @type {string} */ text) {
  if (text.trim() === "auto") return 0;
  if (text.trim() !== "" && !Number.isNaN(Number(text))) return Number(text);
  const [, rate, per] = text.trim().match(/^([\d.]+)\/(m|h|d)$/) ?? []; // a rate that is not exact per second
  if (rate) return Number(rate) / { m: 60, h: 3600, d: 86400 }[/** @type {"m" | "h" | "d"} */ (per)];
  let total = NaN;
  for (const [, n, unit] of text.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)) {
    total = (total || 0) + Number(n) * UNITS[/** @type {keyof typeof UNITS} */ (unit)];
  }
  return total;
}

/** A duration of a link for people: "1 min 30 s". One with more digits than people read stays as it is. */
export function span(/** @type {string} */ text) {
  const ms = magnitude(text);
  const [size, unit] = ms === 0 || ms >= 1000 ? [1000, "s"] : ms < 1 ? [0.001, "µs"] : [1, "ms"];
  const hours = ms >= 72e5 || ms === 36e5 ? Math.floor(ms / 36e5) : 0;
  const minutes = ms > 1e5 ? Math.floor((ms - hours * 36e5) / 6e4) : 0;
  const rest = String(Number(((ms - hours * 36e5 - minutes * 6e4) / size).toFixed(9)));
  if (rest.replace(".", "").length > 6) return text;
  const parts = [hours && [hours, "h"], minutes && [minutes, "min"], (rest !== "0" || ms === 0) && [rest, unit]];
  return parts.flatMap((part) => part || []).map((part) => (typeof part === "number" ? thousands(part) : part)).join("\u00a0");
}

/** A value of a link as its field shows it. */
export function shown(/** @type {string} */ value, off = "", name = false) {
  if (off && magnitude(value) === 0) return off;
  if (/^(\d[\d.]*(ms|us|ns|h|m|s))+$/.test(value)) return span(value);
  if (value === "auto") return "Auto";
  const [, rate, per] = value.match(/^([\d.]+)\/(m|h|d)$/) ?? [];
  if (rate) return `${shown(rate)}/${{ m: "min", h: "h", d: "day" }[/** @type {"m" | "h" | "d"} */ (per)]}`;
  return !name && /^\d+(\.\d+)?$/.test(value) ? value.replace(/^\d+/, thousands) : value;
}

/** The values of a slider: with two significant digits, or a step apart; and where they are. */
export class Slide {
  #from; #to; #zero; #step; #whole; #time; #low; #high; #end;

  /** @param {DOMStringMap} rule the data of the slider @param {string} end its last position @param {DOMStringMap} field the data of its field */
  constructor(rule, end, field) {
    const { from = "", to = "", zero, step, whole, time } = rule;
    this.#from = magnitude(from);
    this.#to = magnitude(to);
    this.#zero = zero;
    this.#step = Number(step ?? 0);
    this.#whole = whole !== undefined;
    this.#time = time !== undefined;
    this.#end = Number(end);
    this.#low = magnitude(field.low ?? from);
    this.#high = magnitude(field.high ?? to);
  }

  /** The position of a value, at an end where it is beyond it. */
  position(/** @type {string} */ value) {
    const x = magnitude(value);
    const least = this.#zero === undefined ? 0 : ZERO;
    if (least && !(x > 0)) return 0;
    const share = this.#step ? (x - this.#from) / (this.#to - this.#from) : Math.log(x / this.#from) / Math.log(this.#to / this.#from);
    return Math.round(this.#end * (least + (1 - least) * Math.max(0, Math.min(1, share || 0))));
  }

  /** The value at a position. */
  value(/** @type {number} */ position, digits = 2) {
    const least = this.#zero === undefined ? 0 : ZERO;
    const share = (position / this.#end - least) / (1 - least);
    if (share < -ZERO / 2) return this.#zero ?? "";
    const part = Math.max(0, share);
    const x = this.#step ? this.#from + part * (this.#to - this.#from) : this.#from * (this.#to / this.#from) ** part;
    const unit = this.#unit(x, digits);
    return this.#write(Math.round(x / unit) * unit);
  }

  /** The next value above another, or below it. */
  beside(/** @type {string} */ value, /** @type {number} */ way, digits = 2) {
    const x = magnitude(value);
    if (!(x > 0) && this.#zero !== undefined) return way > 0 ? this.#write(this.#from) : this.#zero;
    if (way < 0 && x <= this.#from && this.#zero !== undefined) return this.#zero;
    if (Number.isNaN(x)) return value;
    const unit = this.#unit(way < 0 ? x * (1 - 1e-9) : x, digits);
    return this.#write((way > 0 ? Math.floor(x / unit + 1e-6) + 1 : Math.ceil(x / unit - 1e-6) - 1) * unit);
  }

  /** What values are multiples of, near one. */
  #unit(/** @type {number} */ x, /** @type {number} */ digits) {
    const unit = this.#step ? this.#step * 10 ** (2 - digits) : 10 ** (Math.floor(Math.log10(x) + 1e-12) - digits + 1);
    return this.#whole ? Math.max(1, unit) : unit;
  }

  #write(/** @type {number} */ x) {
    const within = Math.max(this.#low, Math.min(this.#high, x));
    return this.#time ? duration(within) : plain(within);
  }
}
