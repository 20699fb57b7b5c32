// Handles: what a line in a chart stands for is changed by dragging the line. They lie
// in a layer of their own, because a run that comes in replaces the panels under it.

import { magnitude, Slide } from "./field.js";
import { duration, plain } from "./format.js";

/**
 * A line that can be moved: a number, or a time in milliseconds. The whole length of
 * the plot is span; the line lies at the field's value after base.
 * @typedef {{field: string, label: string, across: boolean, span: number, value: number, base: number,
 *   low: number, high: number, plots: Element[], write: (value: number) => string, unit: string}} Line
 * @typedef {{line: Line, plot: Element, before: string, box: DOMRect, grip: number}} Drag
 */

const GRIP = 16; // from the baseline up to the handle of a line across time, pixels

/** @type {import("./settings.js").Settings} */
let settings;

export function begin(/** @type {import("./lab.js").Lab} */ lab) {
  settings = lab.settings;
  new Handles(lab);
}

class Handles {
  #lab;
  #layer = document.createElement("div");
  /** By field, chart and panel. @type {Map<string, HTMLElement>} */ #handles = new Map();
  /** @type {WeakMap<Element, {line: Line, plot: Element}>} */ #lines = new WeakMap();
  /** @type {HTMLElement | null} */ #held = null;
  /** @type {Drag} */ #drag = /** @type {any} */ (null);
  #placing = 0;

  constructor(/** @type {import("./lab.js").Lab} */ lab) {
    this.#lab = lab;
    const { root } = lab.charts;
    root.prepend(this.#layer);
    this.#layer.className = "handles";
    for (const what of ["swapped", "grown", "done"]) lab.on(what, () => this.#later());
    new ResizeObserver(() => this.#later()).observe(root);
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
    const gone = new Map(this.#handles);
    // All is measured before anything is written: the page is laid out once.
    const stage = this.#lab.charts.root.getBoundingClientRect();
    const measured = lines(this.#lab.charts).map((line) => ({ line, boxes: line.plots.map(area) }));
    for (const { line, boxes } of measured) {
      line.plots.forEach((plot, i) => {
        const id = [line.field, plot.closest("section")?.id, i].join();
        const handle = this.#handles.get(id) ?? this.#make(id, line, i > 0);
        gone.delete(id);
        if (handle === this.#held) return; // it stays under the pointer
        this.#lines.set(handle, { line, plot });
        handle.ariaValueNow = String(line.value);
        handle.ariaValueText = line.write(line.value) + line.unit;
        this.#put(handle, line, boxes[i], Math.min(1, (line.value + line.base) / line.span), stage);
      });
    }
    for (const [id, handle] of gone) {
      if (handle === this.#held || handle === document.activeElement) continue;
      handle.remove();
      this.#handles.delete(id);
    }
  }

  /** Puts a handle at a share of a plot's length: on a line across time, or at the end of a level one. */
  #put(/** @type {HTMLElement} */ handle, /** @type {Line} */ line, /** @type {DOMRect} */ box, /** @type {number} */ share,
    stage = this.#lab.charts.root.getBoundingClientRect()) {
    handle.style.left = `${(line.across ? box.left + share * box.width : box.right + 7) - stage.left}px`;
    handle.style.top = `${(line.across ? box.bottom - GRIP : box.bottom - share * box.height) - stage.top}px`;
  }

  /** A handle; those in further panels are for the pointer alone. */
  #make(/** @type {string} */ id, /** @type {Line} */ line, /** @type {boolean} */ echo) {
    const handle = document.createElement("div");
    handle.className = `handle${line.across ? " across" : ""}${echo ? " echo" : ""}`;
    handle.dataset.handle = line.field;
    if (echo) handle.ariaHidden = "true";
    else {
      Object.assign(handle, {
        role: "slider", tabIndex: 0, ariaLabel: line.label, ariaOrientation: line.across ? "horizontal" : "vertical",
        ariaValueMin: String(line.low), ariaValueMax: String(line.high),
      });
    }
    handle.addEventListener("pointerdown", (event) => this.#take(event, handle));
    this.#handles.set(id, handle);
    this.#layer.append(handle);
    return handle;
  }

  /** Begins a drag. Its scale is the one of now, whatever becomes of the axes. */
  #take(/** @type {PointerEvent} */ event, /** @type {HTMLElement} */ handle) {
    const held = this.#lines.get(handle);
    if (event.button || !held) return;
    event.preventDefault(); // nothing is selected
    if (handle.tabIndex === 0) handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    handle.classList.add("held");
    document.body.classList.add("dragging");
    this.#held = handle;
    const own = handle.getBoundingClientRect();
    const grip = held.line.across ? event.clientX - own.left - own.width / 2 : event.clientY - own.top - own.height / 2;
    this.#drag = { ...held, before: settings.get(held.line.field), box: area(held.plot), grip };
  }

  #move(/** @type {PointerEvent} */ event) {
    if (!this.#held) return;
    const { line, box, grip } = this.#drag;
    const share = line.across ? (event.clientX - grip - box.left) / box.width : Math.max(1, box.bottom - event.clientY + grip) / box.height;
    const value = within(line, rounded(share * line.span - line.base));
    this.#put(this.#held, line, box, (value + line.base) / line.span);
    this.#set(this.#held, line, line.write(value));
  }

  #drop() {
    this.#held?.classList.remove("held");
    document.body.classList.remove("dragging");
    this.#held = null;
    this.#later();
  }

  /** Sets the field as its slider does: whoever listens hears of it, and the run begins at once. */
  #set(/** @type {HTMLElement} */ handle, /** @type {Line} */ line, /** @type {string} */ value) {
    handle.ariaValueText = line.write(magnitude(value)) + line.unit;
    if (settings.get(line.field) !== value) settings.set(line.field, value);
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (this.#held && event.key === "Escape") {
      this.#set(this.#held, this.#drag.line, this.#drag.before);
      this.#drop();
    } else {
      const handle = /** @type {HTMLElement} */ (event.target);
      const line = this.#lines.get(handle)?.line;
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
      if (!line || !way || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = stepsOf(line).beside(settings.get(line.field), way, event.shiftKey ? 3 : 2);
      this.#set(handle, line, line.write(within(line, magnitude(next))));
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

const input = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (document.querySelector(`#controls [name="${name}"]`));
const amount = (/** @type {string} */ name) => magnitude(settings.get(name));
const changed = (/** @type {string} */ name) => settings.changed(name);
const matters = (/** @type {string} */ name) => settings.matters(name);
/** Steps of two digits, as a slider has them. */
const stepsOf = (/** @type {Line} */ line) => new Slide({ from: "100ms", to: "1h", ...(line.across && { zero: "0s" }), ...(line.write === duration && { time: "" }) }, "1000", input(line.field).dataset);
const within = (/** @type {Line} */ line, /** @type {number} */ value) => Math.max(line.low, Math.min(line.high, value));

/** Two significant digits. */
const rounded = (/** @type {number} */ value) => (value > 0 ? Number(value.toPrecision(2)) : 0);

/** Where in a plot the marks are: in the drawing within its drawing. */
function area(/** @type {Element} */ plot) {
  const { left, top, width, height } = plot.getBoundingClientRect();
  if (plot.closest(".row")) return new DOMRect(left, top, width, height);
  const marks = plot.querySelector("svg svg");
  return new DOMRect(left, top + Number(marks?.getAttribute("y")), width, Number(marks?.getAttribute("height")));
}

/** How far a line can be moved: as far as the server says that its field reaches, and not
    past a field that it must not be below, or that must not be below it. */
function limits(/** @type {string} */ field, gap = 0) {
  const { low = "", high = "", above } = input(field).dataset;
  const below = document.querySelector(`[data-above="${field}"]`)?.getAttribute("name");
  const least = above ? amount(above) + gap : -Infinity;
  const most = below ? amount(below) - gap : Infinity;
  return { low: Math.max(magnitude(low), least), high: Math.max(magnitude(low), Math.min(magnitude(high), most)) };
}

/** The lines that can be moved now. */
function lines(/** @type {import("./charts.js").Charts} */ charts) {
  /** @type {Line[]} */
  const found = [];
  const plots = (/** @type {string} */ within) => [...document.querySelectorAll(`${within} :is(.plot, .wait)`)];
  const add = (/** @type {string} */ where, /** @type {Partial<Line> & Pick<Line, "field" | "label" | "span">} */ line, gap = 0) => {
    const whole = { base: 0, across: false, write: duration, unit: "", plots: plots(where), value: amount(line.field), ...limits(line.field, gap), ...line };
    if (whole.plots.length && whole.span > 0) found.push(whole);
  };
  const run = /** @type {HTMLElement | null} */ (charts.root.querySelector(".run"));
  const view = charts.root.querySelector("[data-chart=load] svg.view")?.getAttribute("viewBox")?.split(" ") ?? [];
  // A capacity that comes from servers is no line to drag.
  if (matters("rate") && Number(run?.dataset.rate) === amount("rate")) {
    add("#load", { field: "rate", label: "Capacity, requests per second", span: Number(view[3]) / charts.binSeconds, write: plain, unit: "/s" });
  }
  const bin = charts.binSeconds * 1000; // the least between a beginning and an end
  for (const chart of ["#load", "#completion"]) {
    const span = (chart === "#load" ? charts.seen : charts.span) * bin;
    for (const edge of edges(span)) add(chart, { span, across: true, ...edge }, bin);
  }
  const waits = /** @type {HTMLElement | null} */ (document.querySelector("[data-top]"));
  add("[data-capped]", { field: "cap", label: "Cap, the longest backoff delay", span: Number(waits?.dataset.top) });
  return found;
}

/** The beginnings and ends of what goes wrong, where the time axis reaches them. */
function edges(/** @type {number} */ end) {
  /** @type {(Pick<Line, "field" | "label"> & Partial<Line>)[]} */
  const found = [];
  for (const [what, there] of /** @type {[string, boolean][]} */ ([["outage", matters("outage-from")], ["brownout", changed("brownout")]])) {
    if (!there || amount(`${what}-from`) >= end) continue;
    found.push({ field: `${what}-from`, label: `Beginning of the ${what}` });
    found.push({ field: `${what}-to`, label: `End of the ${what}` });
  }
  const crash = amount("crash");
  if (changed("crash") && crash < end && amount("crash-share") > 0) {
    found.push({ field: "crash", label: "Crash of the clients" });
    found.push({ field: "restart", label: "How long the clients are down", base: crash });
  }
  return found;
}
