// Handles: what a line in a chart stands for is changed by dragging the line. They lie
// in a layer of their own, because a run that comes in replaces the panels under it.

import { magnitude, Slide, span } from "./field.js";
import { style } from "./folds.js";
import { duration, plain } from "./format.js";

/**
 * A line that can be moved: a number, or a time in milliseconds. The whole length of
 * the plot is span; the line lies at the field's value after base.
 * @typedef {{field: string, label: string, across: boolean, span: number, value: number, base: number,
 *   low: number, high: number, plots: Element[], write: (value: number) => string, unit: string}} Line
 * @typedef {{line: Line, plot: Element, before: string, box: DOMRect, grip: number}} Drag
 */

const GRIP = 16; // from the baseline up to the grip of a line across time, pixels
const ICON = `<svg viewBox="-9 -9 18 18" aria-hidden="true"><circle r="7.5"/><path d="M-2.5-1.8 0-4.6 2.5-1.8M-2.5 1.8 0 4.6 2.5 1.8M0-4V4"/></svg>`;

/** @type {import("./settings.js").Settings} */
let settings;

export async function begin(/** @type {import("./lab.js").Lab} */ lab) {
  settings = lab.settings;
  await style("handles");
  new Handles(lab);
}

class Handles {
  #lab;
  #layer = document.createElement("div");
  /** By field, chart and panel. @type {Map<string, HTMLElement>} */ #handles = new Map();
  /** @type {WeakMap<Element, {line: Line, plot: Element}>} */ #lines = new WeakMap();
  /** @type {HTMLElement | null} */ #held = null;
  /** The one that a press would take. @type {HTMLElement | null} */ #near = null;
  /** @type {Drag} */ #drag = /** @type {any} */ (null);
  #placing = 0;

  constructor(/** @type {import("./lab.js").Lab} */ lab) {
    this.#lab = lab;
    const { root } = lab.charts;
    root.prepend(this.#layer);
    this.#layer.className = "handles";
    for (const what of ["swapped", "grown", "done", "part", "zoomed"]) lab.on(what, () => this.#later());
    const resized = new ResizeObserver(() => this.#later());
    for (const part of [root, ...root.querySelectorAll("#charts, #scene")]) resized.observe(part);
    this.#layer.addEventListener("pointerdown", (e) => this.#take(e));
    root.addEventListener("pointermove", (e) => this.#held || this.#point(this.#nearest(e)));
    root.addEventListener("pointerleave", () => this.#point(null));
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
    const measured = lines(this.#lab.charts).map((line) => ({ line, boxes: line.plots.map(area), seen: line.plots.map((plot) => plot.checkVisibility({ visibilityProperty: true })) }));
    for (const { line, boxes, seen } of measured) {
      const named = line.across ? 0 : Math.max(0, line.plots.findIndex((plot) => plot.querySelector(".says")));
      line.plots.forEach((plot, i) => {
        const id = [line.field, plot.closest("section")?.id, plot.closest("[data-key]")?.getAttribute("data-key") ?? i].join();
        const handle = this.#handles.get(id) ?? this.#make(id, line);
        gone.delete(id);
        if (handle === this.#held) return; // it stays under the pointer
        this.#lines.set(handle, { line, plot });
        this.#dress(handle, line, i !== named && handle !== document.activeElement);
        handle.hidden = !seen[i];
        this.#put(handle, line, boxes[i], (line.value + line.base) / line.span, stage);
      });
    }
    for (const [id, handle] of gone) {
      if (handle === this.#held || handle === document.activeElement) continue;
      handle.remove();
      this.#handles.delete(id);
    }
  }

  /** Puts a handle at a share of a plot's length: on a line across time, or along a level one. */
  #put(/** @type {HTMLElement} */ handle, /** @type {Line} */ line, /** @type {DOMRect} */ box, /** @type {number} */ share,
    stage = this.#lab.charts.root.getBoundingClientRect()) {
    const at = Math.max(0, Math.min(1, share)); // where its line ends, too
    const places = line.across
      ? { left: box.left + at * box.width - stage.left, top: box.bottom - stage.top - Math.min(GRIP, box.height / 2), room: box.height }
      : { left: box.left - stage.left, top: box.bottom - at * box.height - stage.top, room: box.width };
    for (const [name, length] of Object.entries(places)) handle.style.setProperty(`--${name}`, `${length}px`);
  }

  #make(/** @type {string} */ id, /** @type {Line} */ line) {
    const handle = document.createElement("div");
    handle.dataset.handle = line.field;
    handle.innerHTML = ICON;
    this.#handles.set(id, handle);
    this.#layer.append(handle);
    return handle;
  }

  /** Says what a handle is. Of those of one line all but one are for the pointer alone. */
  #dress(/** @type {HTMLElement} */ handle, /** @type {Line} */ line, /** @type {boolean} */ echo) {
    handle.className = `handle ${line.across ? "across" : "level"}${echo ? " echo" : ""}${handle === this.#near ? " aimed" : ""}`;
    Object.assign(handle, echo ? { role: null, ariaLabel: null, ariaHidden: "true" } : {
      role: "slider", ariaLabel: line.label, ariaHidden: null, ariaOrientation: line.across ? "horizontal" : "vertical",
      ariaValueMin: String(line.low), ariaValueMax: String(line.high), ariaValueNow: String(line.value),
    });
    handle.tabIndex = echo ? -1 : 0;
    this.#say(handle, line, line.write(line.value));
  }

  #say(/** @type {HTMLElement} */ handle, /** @type {Line} */ line, /** @type {string} */ value) {
    const words = line.write === duration ? span(value) : value + line.unit;
    handle.ariaValueText = words;
    handle.dataset.says = `${line.label.split(",")[0]} ${words}`;
  }

  /** Of the handles under a pointer the one whose line is nearest. */
  #nearest(/** @type {PointerEvent} */ { target, clientX, clientY }) {
    if (!this.#layer.contains(/** @type {Node} */ (target))) return null;
    let [nearest, least] = [/** @type {HTMLElement | null} */ (null), Infinity];
    for (const handle of this.#handles.values()) {
      const { left, right, top, bottom } = handle.getBoundingClientRect();
      if (clientX < left || clientX > right || clientY < top || clientY > bottom) continue;
      const off = this.#lines.get(handle)?.line.across ? Math.abs(clientX - (left + right) / 2) : Math.abs(clientY - (top + bottom) / 2);
      if (off < least) [nearest, least] = [handle, off];
    }
    return nearest;
  }

  /** Lets one say its name, and the pointer look as it can be moved. */
  #point(/** @type {HTMLElement | null} */ handle) {
    if (handle === this.#near) return;
    this.#near?.classList.remove("aimed");
    this.#near = handle;
    handle?.classList.add("aimed");
    const across = handle && this.#lines.get(handle)?.line.across;
    this.#layer.style.setProperty("--way", across ? "ew-resize" : "ns-resize");
  }

  /** Begins a drag. Its scale is the one of now, and the axes keep it. */
  #take(/** @type {PointerEvent} */ event) {
    const handle = this.#nearest(event);
    const held = handle && this.#lines.get(handle);
    if (event.button || !held) return;
    event.preventDefault(); // nothing is selected
    this.#point(handle);
    if (handle.tabIndex === 0) handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    handle.classList.add("held");
    document.body.classList.add("dragging");
    this.#held = handle;
    this.#lab.hold();
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
    if (!this.#held) return;
    this.#held.classList.remove("held");
    document.body.classList.remove("dragging");
    this.#held = null;
    this.#lab.settle();
    this.#later();
  }

  /** Sets the field as its slider does: whoever listens hears of it, and the run begins at once. */
  #set(/** @type {HTMLElement} */ handle, /** @type {Line} */ line, /** @type {string} */ value) {
    this.#say(handle, line, value);
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

/** Where in a plot the marks are: all over a row, or in the drawing within a panel's drawing. */
function area(/** @type {Element} */ plot) {
  const { left, top, width, height } = plot.getBoundingClientRect();
  const marks = plot.querySelector("svg svg");
  const high = marks?.getAttribute("height") ?? "100%";
  return new DOMRect(left, top + Number(marks?.getAttribute("y")), width, high.endsWith("%") ? height : Number(high));
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
  const plots = (/** @type {string} */ within) => [...document.querySelectorAll(`${within} :is(.plot, .wait)`)].filter((plot) => plot.closest(".panel"));
  const add = (/** @type {string} */ where, /** @type {Partial<Line> & Pick<Line, "field" | "label" | "span">} */ line, gap = 0) => {
    const whole = { base: 0, across: false, write: duration, unit: "", plots: plots(where), value: amount(line.field), ...limits(line.field, gap), ...line };
    if (whole.plots.length && whole.span > 0) found.push(whole);
  };
  const run = /** @type {HTMLElement | null} */ (charts.root.querySelector(".run"));
  const view = charts.root.querySelector("[data-chart=load] svg.view")?.getAttribute("viewBox")?.split(" ") ?? [];
  // A capacity that comes from servers is no line to drag.
  if (matters("rate") && Number(run?.dataset.rate) === amount("rate")) {
    add("#load", { field: "rate", label: "Limit, requests per second", span: Number(view[3]) / charts.binSeconds, write: plain, unit: "/s" });
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
  for (const [what, name, there] of /** @type {[string, string, boolean][]} */ ([
    ["outage", "outage", matters("outage-from")],
    ["brownout", "brownout", changed("brownout")],
    ["fail", "failures", changed("fail") && amount("fail-to") > 0],
  ])) {
    if (!there || amount(`${what}-from`) >= end) continue;
    found.push({ field: `${what}-from`, label: `Beginning of the ${name}` });
    found.push({ field: `${what}-to`, label: `End of the ${name}` });
  }
  const crash = amount("crash");
  if (changed("crash") && crash < end && amount("crash-share") > 0) {
    found.push({ field: "crash", label: "Crash of the clients" });
    found.push({ field: "restart", label: "How long the clients are down", base: crash });
  }
  return found;
}
