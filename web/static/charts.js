// Reads the charts of a run: what their paths say, bin by bin. The page keeps no
// other copy of the data.

import { clock, multiple, perTime, share, thousands } from "./format.js";

/** @typedef {{key: string, name: string, tone: string}} Fleet */
/** @typedef {{readout: Element, values: number[], ghost: number[] | null, twin: Element | null}} Panel */

const COMMAND = /([Mhv])(-?\d+)(?: ?(-?\d+))?/g;

/** Attempts per bin of a load path: "v-12h1V0" is a bin of 12. */
export function readBars(/** @type {string} */ d) {
  const counts = [];
  let height = 0;
  for (const [, command, n] of d.matchAll(COMMAND)) {
    if (command === "v") height = Math.max(0, -n);
    if (command === "h") {
      counts.push(height);
      height = 0;
    }
  }
  return counts;
}

/** The same of the edge of a baseline: "V-12h3" are three bins of 12. */
export function readEdge(/** @type {string} */ d) {
  const counts = [];
  let height = 0;
  for (const [, command, n] of d.matchAll(/([Vh])(-?\d+)/g)) {
    if (command === "V") height = -n;
    else for (let i = 0; i < Number(n); i++) counts.push(height);
  }
  return counts;
}

/** Totals at the end of each bin of a completion path: "h1v-5" adds 5. */
export function readSteps(/** @type {string} */ d) {
  const totals = [];
  let total = 0;
  for (const [, command, n, y] of d.matchAll(COMMAND)) {
    if (command === "M") total = -y;
    if (command === "h") totals.push(total);
    if (command === "v") {
      total -= Number(n);
      totals[totals.length - 1] = total;
    }
  }
  return totals;
}

/** The path data of a group of path elements. */
export const pathOf = (/** @type {Element} */ group) =>
  [...group.children].map((path) => path.getAttribute("d")).join("");

/** The charts that are on the page. Values are read when they are asked for. */
export class Charts {
  /** @type {HTMLElement} */ #root;
  /** @type {{load: Panel[], completion: Panel[]} | null} */ #panels = null;
  #zoom = 1;
  /** @type {number | null} the bin under the crosshair */ #pointed = null;
  /** @type {number | null} the bin under the playhead */ #played = null;

  constructor(/** @type {HTMLElement} */ root) {
    this.#root = root;
  }

  get root() { return this.#root; }
  get #data() { return /** @type {HTMLElement | null} */ (this.#root.querySelector(".run"))?.dataset; }
  get binSeconds() { return Number(this.#data?.binMs ?? 0) / 1000; }
  get bins() { return Number(this.#data?.bins ?? 0); }
  set bins(n) { if (this.#data) this.#data.bins = String(n); }

  /** How many bins can be read: those of the baseline, too. */
  get reach() {
    const { pinBins = 0, pinMs = 0 } = /** @type {any} */ (this.#data ?? {});
    return Math.max(this.bins, Math.ceil((pinBins * pinMs) / 1000 / this.binSeconds - 1e-6) || 0);
  }

  /** How many bins the x axis spans. */
  get span() {
    const view = this.#root.querySelector("svg.view")?.getAttribute("viewBox") ?? "0 0 1 1";
    return Number(view.split(" ")[2]);
  }

  /** How many bins the rows show of it. */
  get seen() { return this.span / this.#zoom; }

  /** The scales of the rows as a request for a run names them, which keeps them so. */
  get axes() {
    const [, , bins, top] = (this.#root.querySelector("[data-chart=load] svg.view")?.getAttribute("viewBox") ?? "0 0 1 1").split(" ").map(Number);
    const near = Number(/** @type {HTMLElement | null} */ (this.#root.querySelector(".zoom"))?.dataset.share ?? 0);
    const ms = bins * this.binSeconds * 1000;
    return { axis_ms: ms, axis_top: top / this.binSeconds, ...(near && { near_ms: ms * near }) };
  }

  /** How many times as long as a row the time axis is. */
  set zoom(/** @type {number} */ times) {
    if (times === this.#zoom) return; // styles all that is in sight anew
    this.#zoom = times;
    this.#root.style.setProperty("--zoom", String(times));
    this.#root.classList.toggle("zoomed", times > 1);
  }

  /** Says that marks or panels have changed. */
  changed() { this.#panels = null; }

  /** Reads the bin under the crosshair, which goes before the playhead's. */
  point(/** @type {number | null} */ bin) {
    const hidden = document.body.dataset.predict === "asking" && bin !== null && bin > (this.#played ?? Infinity);
    this.#pointed = hidden ? null : bin; // nothing is read of what is not played yet
    this.read();
  }

  /** Reads the bin under the playhead. */
  play(/** @type {number | null} */ bin) {
    this.#played = bin;
    this.read();
  }

  /** Says in every panel's caption what is read, or else what it says at rest. */
  read() {
    const bin = this.#pointed ?? this.#played;
    if (bin === null) return this.unread();
    const { load, completion } = (this.#panels ??= { load: this.#collect("load", readBars, readEdge), completion: this.#collect("completion", readSteps, readSteps) });
    const [capacity, total, at] = [Number(this.#data?.rate), Number(this.#data?.total), clock(bin * this.binSeconds)];
    const [pinSeconds, pinTotal] = [Number(this.#data?.pinMs) / 1000, Number(this.#data?.pinTotal)];
    if (load.length) tell(/** @type {Element} */ (this.#root.querySelector("[id$=load-heads]")), `at ${at}`, capacity ? "times limit" : "");
    for (const { readout, values, ghost, twin } of load) {
      const perSecond = (values[bin] ?? 0) / this.binSeconds;
      // The bin of the baseline that the middle of this one lies in.
      const pinned = ghost && perTime((ghost[Math.floor(((bin + 0.5) * this.binSeconds) / pinSeconds)] ?? 0) / pinSeconds);
      tell(readout, perTime(perSecond), pinned === null ? (capacity ? `${multiple(perSecond / capacity)}×` : "") : `baseline ${pinned}`);
      if (twin && pinned !== null) tell(twin, pinned, "");
    }
    for (const { readout, values, ghost, twin } of completion) {
      const done = values[bin] ?? values.at(-1) ?? 0;
      // Its last bin that is over by the end of this one.
      const then = ghost && (ghost[Math.min(ghost.length, Math.floor(((bin + 1) * this.binSeconds) / pinSeconds + 1e-6)) - 1] ?? 0);
      const some = (/** @type {number} */ n, /** @type {number} */ of) => (of ? share(n, of) : thousands(n));
      const noun = total ? "" : ` ${this.#data?.noun}`;
      const more = then !== null ? ` · baseline ${some(then, pinTotal)}` : total ? ` · ${thousands(done)} ${this.#data?.noun}` : "";
      say(readout, some(done, total), `${noun} done at ${at}${more}`);
      if (twin && then !== null) say(twin, some(then, pinTotal), ` done at ${at}`);
    }
  }

  /** Brings the captions back. */
  unread() {
    for (const readout of this.#root.querySelectorAll(".readout")) {
      if (rest.has(readout)) readout.innerHTML = rest.get(readout) ?? "";
      rest.delete(readout);
    }
  }

  /** The strategies on show: their keys, names and colour classes. @returns {Fleet[]} */
  get fleets() {
    const panels = /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-chart=load] .panel[data-key]"));
    return [...panels].map((panel) => ({
      key: panel.dataset.key ?? "", name: /** @type {HTMLElement | null} */ (panel.querySelector(".name"))?.title ?? "",
      tone: [...panel.classList].find((name) => name.startsWith("s-")) ?? "",
    }));
  }

  /** The panels of a chart that can be read. */
  #collect(/** @type {string} */ chart, /** @type {(d: string) => number[]} */ parse, /** @type {(d: string) => number[]} */ parseGhost) {
    /** @type {Panel[]} */
    const found = [];
    for (const figure of this.#root.querySelectorAll(`[data-chart=${chart}] .panel`)) {
      const [readout, data] = [figure.querySelector(".readout"), figure.querySelector(".data")];
      if (!readout || !data) continue;
      const ghost = figure.querySelector(".ghost path")?.getAttribute("d");
      found.push({
        readout,
        values: parse(pathOf(data)),
        ghost: ghost === null || ghost === undefined ? null : parseGhost(ghost),
        twin: figure.nextElementSibling?.querySelector(":scope.twin .readout") ?? null,
      });
    }
    return found;
  }
}

/** What a caption says when nothing is read. @type {WeakMap<Element, string>} */
const rest = new WeakMap();

/** Says two figures at the end of a row. */
function tell(/** @type {Element} */ readout, /** @type {string[]} */ ...figures) {
  if (!rest.has(readout)) rest.set(readout, readout.innerHTML);
  readout.replaceChildren(...figures.map((text) => Object.assign(document.createElement("span"), { textContent: text })));
}

export function say(/** @type {Element} */ readout, /** @type {string} */ figure, /** @type {string} */ words) {
  if (!rest.has(readout)) rest.set(readout, readout.innerHTML);
  const b = document.createElement("b");
  b.textContent = figure;
  readout.replaceChildren(b, words);
}
