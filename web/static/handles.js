// Handles: what a line in a chart stands for is changed by dragging it. A handle lies
// in a layer of its own, because a run that comes in replaces the panels under it.

/**
 * A line that can be moved. Its scale turns a length of the plot into a value: that of
 * the whole plot, in the field's own unit or in seconds.
 * @typedef {{field: string, label: string, across: boolean, span: number, value: number,
 *   low: number, high: number, base: number, plots: Element[], words: (value: number) => string, show: (value: number) => string}} Line
 */

const YEAR = 86400; // the longest time a field takes, seconds
const PLOT = { ".plot": [16, 136], ".wait": [16, 96] }; // where the marks begin, and their height

export function begin(/** @type {import("./lab.js").Lab} */ lab) { new Handles(lab); }

class Handles {
  #lab;
  #layer = document.createElement("div");
  /** @type {Map<string, HTMLElement>} */ #handles = new Map();
  /** @type {{handle: HTMLElement, line: Line, before: string, box: DOMRect, grip: number} | null} */ #held = null;
  #placing = 0;

  constructor(/** @type {import("./lab.js").Lab} */ lab) {
    this.#lab = lab;
    const stage = lab.charts.root;
    stage.insertBefore(this.#layer, document.getElementById("charts"));
    this.#layer.className = "handles";
    for (const what of ["swapped", "grown", "done"]) lab.on(what, () => this.#later());
    new ResizeObserver(() => this.#later()).observe(stage);
    addEventListener("pointermove", (e) => this.#move(e));
    addEventListener("pointerup", () => this.#drop());
    addEventListener("pointercancel", () => this.#drop());
    addEventListener("keydown", (e) => this.#key(e), true); // before anybody else has a use for Escape
    this.#place();
  }

  /** Places the handles once the page has its new form. */
  #later() { this.#placing ||= requestAnimationFrame(() => this.#place()); }

  #place() {
    this.#placing = 0;
    const stage = this.#lab.charts.root.getBoundingClientRect();
    const wanted = new Set();
    for (const line of lines(this.#lab.charts)) {
      line.plots.forEach((plot, i) => {
        const id = `${line.field}-${line.base}-${line.across}-${plot.className}-${plot.closest("section")?.id}-${i}`;
        wanted.add(id);
        const handle = this.#handles.get(id) ?? this.#make(id, line, i > 0);
        handle.setAttribute("aria-valuetext", line.show(line.value));
        handle.setAttribute("aria-valuenow", String(line.value));
        if (handle === this.#held?.handle) return; // it stays under the pointer
        lineOf.set(handle, line);
        const box = area(plot);
        const share = Math.min(1, (line.value + line.base) / line.span);
        handle.style.left = `${(line.across ? box.left + share * box.width : box.right + 7) - stage.left}px`;
        handle.style.top = `${(line.across ? box.bottom - 16 : box.bottom - share * box.height) - stage.top}px`;
      });
    }
    for (const [id, handle] of this.#handles) {
      if (wanted.has(id) || handle === this.#held?.handle) continue;
      handle.remove();
      this.#handles.delete(id);
    }
  }

  /** A handle; those in further panels are for the pointer alone. */
  #make(/** @type {string} */ id, /** @type {Line} */ line, /** @type {boolean} */ echo) {
    const handle = document.createElement("div");
    handle.className = `handle${line.across ? " across" : ""}${echo ? " echo" : ""}`;
    handle.dataset.handle = line.field;
    const attributes = echo ? { "aria-hidden": "true" } : {
      role: "slider", tabindex: "0", "aria-label": line.label, "aria-valuemin": String(line.low), "aria-valuemax": String(line.high),
      "aria-orientation": line.across ? "horizontal" : "vertical",
    };
    for (const [name, value] of Object.entries(attributes)) handle.setAttribute(name, value);
    handle.addEventListener("pointerdown", (event) => this.#take(event, handle));
    this.#handles.set(id, handle);
    this.#layer.append(handle);
    return handle;
  }

  /** The scale of a drag is the one at its beginning. */
  #take(/** @type {PointerEvent} */ event, /** @type {HTMLElement} */ handle) {
    const line = lineOf.get(handle);
    if (event.button !== 0 || !line) return;
    event.preventDefault(); // no selection
    if (handle.tabIndex === 0) handle.focus({ preventScroll: true });
    handle.setPointerCapture?.(event.pointerId);
    handle.classList.add("held");
    const own = handle.getBoundingClientRect();
    const box = area(/** @type {Element} */ (nearestPlot(line.plots, own)));
    const grip = line.across ? event.clientX - (own.left + own.right) / 2 : event.clientY - (own.top + own.bottom) / 2;
    this.#held = { handle, line, before: input(line.field).value, box, grip };
  }

  #move(/** @type {PointerEvent} */ event) {
    if (!this.#held) return;
    const { handle, line, box, grip } = this.#held;
    const at = line.across ? (event.clientX - grip - box.left) / box.width : (box.bottom - event.clientY + grip) / box.height;
    const value = within(line, rounded(at * line.span - line.base));
    const stage = this.#lab.charts.root.getBoundingClientRect();
    const share = (value + line.base) / line.span;
    if (line.across) handle.style.left = `${box.left + share * box.width - stage.left}px`;
    else handle.style.top = `${Math.max(event.clientY - grip, 0) - stage.top}px`;
    this.#set(handle, line, line.words(value));
  }

  #drop() {
    if (!this.#held) return;
    this.#held.handle.classList.remove("held");
    this.#held = null;
    this.#later();
  }

  /** Sets the field as its slider does: every listener hears of it, and the run begins at once. */
  #set(/** @type {HTMLElement} */ handle, /** @type {Line} */ line, /** @type {string} */ value) {
    const field = input(line.field);
    handle.setAttribute("aria-valuetext", line.show(seconds(value)));
    if (field.value === value) return;
    field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const held = this.#held;
    if (held && event.key === "Escape") {
      this.#set(held.handle, held.line, held.before);
      this.#drop();
    } else {
      const handle = /** @type {HTMLElement} */ (event.target);
      const line = lineOf.get(handle);
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
      if (!line || !way || event.ctrlKey || event.metaKey || event.altKey) return;
      const now = seconds(input(line.field).value);
      const ahead = stepsOf(line.field).filter((step) => (seconds(step) - now) * way > 0);
      const next = way > 0 ? ahead[0] : ahead.at(-1);
      if (next !== undefined && within(line, seconds(next)) === seconds(next)) this.#set(handle, line, next);
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @type {WeakMap<Element, Line>} */
const lineOf = new WeakMap();

const input = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (document.getElementById(name));
const matters = (/** @type {string} */ name) => Boolean(document.querySelector(`[data-field="${name}"]:not(.unmet)`));
const stepsOf = (/** @type {string} */ name) => (/** @type {HTMLElement | null} */ (document.querySelector(`[data-for="${name}"]`))?.dataset.steps ?? "").split(" ");
const within = (/** @type {Line} */ line, /** @type {number} */ value) => Math.max(line.low, Math.min(line.high, value));
const all = (/** @type {string} */ selector) => [...document.querySelectorAll(selector)];

/** Two significant digits. */
const rounded = (/** @type {number} */ value) => (value > 0 ? Number(value.toPrecision(2)) : 0);

/** A duration as links write it, or a number, as a number: of seconds. */
function seconds(/** @type {string} */ text) {
  if (text.trim() !== "" && !Number.isNaN(Number(text))) return Number(text);
  let total = 0;
  for (const [, n, unit] of text.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)) {
    total += Number(n) * ({ h: 3600, m: 60, s: 1, ms: 1e-3, ns: 1e-9 }[unit] ?? 1e-6);
  }
  return total;
}

/** Seconds as links write them: 250ms, 1.5s, 1m30s. */
function span(/** @type {number} */ value) {
  if (value > 0 && value < 1) return `${Number((value * 1000).toFixed(1))}ms`;
  const minutes = Math.floor(value / 60);
  const rest = Number((value - 60 * minutes).toFixed(3));
  return minutes ? `${minutes}m${rest ? `${rest}s` : ""}` : `${rest}s`;
}

/** Where in a plot the marks are. */
function area(/** @type {Element} */ plot) {
  const { left, top, width } = plot.getBoundingClientRect();
  const [from, height] = PLOT[plot.matches(".wait") ? ".wait" : ".plot"];
  return new DOMRect(left, top + from, width, height);
}

/** The plot that a handle lies over. */
const nearestPlot = (/** @type {Element[]} */ plots, /** @type {DOMRect} */ own) => plots.find((plot) => {
  const box = plot.getBoundingClientRect();
  const [x, y] = [(own.left + own.right) / 2, (own.top + own.bottom) / 2];
  return x >= box.left - 22 && x <= box.right + 22 && y >= box.top - 22 && y <= box.bottom + 22;
}) ?? plots[0];

/** The lines that can be moved now. @returns {Line[]} */
function lines(/** @type {import("./charts.js").Charts} */ charts) {
  /** @type {Line[]} */
  const found = [];
  const add = (/** @type {Partial<Line>} */ line) => found.push(/** @type {Line} */ ({ base: 0, across: false, words: span, show: (/** @type {number} */ v) => span(v), ...line, value: seconds(input(line.field ?? "").value) }));
  const run = /** @type {HTMLElement | null} */ (charts.root.querySelector(".run"));
  const load = all("[data-chart=load] .plot");
  const most = Number(charts.root.querySelector("[data-chart=load] svg.view")?.getAttribute("viewBox")?.split(" ")[3]) / charts.binSeconds;
  // A capacity that comes from servers is no line to drag.
  if (load.length && matters("rate") && Number(run?.dataset.rate) === Number(input("rate").value)) {
    add({ field: "rate", label: "Capacity, requests per second", span: most, low: 0.001, high: 1e6, plots: load, words: (rate) => String(Number(rate.toFixed(3))), show: (rate) => `${Number(rate.toFixed(3))}/s` });
  }
  const width = charts.span * charts.binSeconds;
  for (const chart of ["load", "completion"]) {
    const plots = all(`[data-chart=${chart}] .plot`);
    if (plots.length) for (const edge of edges(width)) add({ span: width, across: true, plots, ...edge });
  }
  const top = Number(/** @type {HTMLElement | null} */ (document.querySelector("[data-waits]"))?.dataset.top);
  const capped = all("[data-cap] .wait");
  if (capped.length && top) add({ field: "cap", label: "Cap, the longest backoff delay", span: top, low: seconds(input("base").value), high: YEAR, plots: capped });
  return found;
}

/** The beginnings and ends of what goes wrong, where they are on the time axis. @returns {Partial<Line>[]} */
function edges(/** @type {number} */ width) {
  /** @type {Partial<Line>[]} */
  const found = [];
  const at = (/** @type {string} */ name) => seconds(input(name).value);
  const LEAST = 0.001; // between a beginning and an end
  for (const what of ["outage", "brownout"]) {
    const there = what === "outage" ? input(what).value !== "none" : Number(input(what).value) < 1;
    const [from, to] = [at(`${what}-from`), at(`${what}-to`)];
    if (!there || from >= width) continue;
    found.push({ field: `${what}-from`, label: `Beginning of the ${what}`, low: 0, high: to - LEAST });
    found.push({ field: `${what}-to`, label: `End of the ${what}`, low: from + LEAST, high: YEAR });
  }
  const crash = at("crash");
  if (crash > 0 && crash < width && Number(input("crash-share").value) > 0) {
    found.push({ field: "crash", label: "Crash of the clients", low: LEAST, high: YEAR });
    found.push({ field: "restart", label: "How long the clients are down", low: LEAST, high: YEAR, base: crash });
  }
  return found;
}
