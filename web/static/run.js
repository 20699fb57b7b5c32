// A run that streams in. Its panels are built off the page and put there when
// the run is done, or when it takes long enough to be watched.

/** @typedef {{view: string, html: string, time?: string, dense?: boolean}} Axis */
/** @typedef {{bin: number, bins?: number, load: string[], completion: string[], range: string}} Frame */

const SVG = "http://www.w3.org/2000/svg";

export class Run {
  /** @type {HTMLElement} */ #root = document.createElement("div");
  /** @type {Element[]} */ #load;
  /** @type {Element[]} */ #completion;
  /** @type {Element[]} */ #ranges;
  /** Segments that wait for the next animation frame. @type {Map<Element, string>} */
  #waiting = new Map();
  /** @type {Frame | null} */ #moves = null;
  /** Scales that wait with them: of several, the last. @type {{load: Axis, completion: Axis} | null} */
  #axes = null;
  #shown = false;
  bins = 0;
  done = false;

  /** @param {{run: number, query: string, engine: string, bin_ms: number, charts: string, fragments: Record<string, string>}} hello */
  constructor(hello) {
    this.query = hello.query;
    this.fragments = hello.fragments;
    this.engine = hello.engine;
    this.binMs = hello.bin_ms;
    this.#root.innerHTML = hello.charts;
    this.#load = this.#all("[data-chart=load] .data");
    this.#completion = this.#all("[data-chart=completion] .data");
    this.#ranges = this.#all("[data-chart=completion] .range");
  }

  get shown() { return this.#shown; }

  /** Moves the panels onto the page. */
  show(/** @type {HTMLElement} */ place) {
    this.flush();
    const focused = document.activeElement?.getAttribute("data-chart");
    place.replaceChildren(...this.#root.childNodes);
    this.#root = place;
    this.#shown = true;
    if (focused) this.#all(`[data-chart=${focused}]`)[0]?.focus({ preventScroll: true });
  }

  /** Appends a frame; false when frames before it are missing. */
  append(/** @type {Frame} */ frame) {
    if (frame.bin !== this.bins) return false;
    const bins = frame.bins ?? 1;
    if (bins === 0) { // moves, which wait for their bin: a resumed stream sends both again
      this.#moves = frame;
      return true;
    }
    this.bins += bins;
    const moves = this.#moves;
    this.#moves = null;
    frame.load.forEach((segment, i) => this.#add(this.#load[i], (moves?.load[i] ?? "") + segment));
    this.#completion.forEach((group, i) => this.#add(group, (moves?.completion[i] ?? "") + frame.completion[i]));
    for (const range of this.#ranges) this.#add(range, (moves?.range ?? "") + frame.range);
    return true;
  }

  /** Puts what waits onto the scales and into the paths. A new path begins at each M. */
  flush() {
    if (this.#axes) this.#scale(this.#axes);
    this.#axes = null;
    for (const [group, text] of this.#waiting) {
      for (const part of text.split(/(?=M)/)) {
        const last = group.lastElementChild;
        if (last && part[0] !== "M") {
          last.setAttribute("d", last.getAttribute("d") + part);
        } else {
          const path = document.createElementNS(SVG, "path");
          path.setAttribute("d", part);
          group.append(path);
        }
      }
    }
    this.#waiting.clear();
  }

  /** Takes new scales for the frames that follow. */
  axis(/** @type {{load: Axis, completion: Axis}} */ axes) { this.#axes = axes; }

  #scale(/** @type {{load: Axis, completion: Axis}} */ axes) {
    for (const [chart, { view, html }] of Object.entries(axes)) {
      for (const svg of this.#all(`[data-chart=${chart}] svg.view`)) svg.setAttribute("viewBox", view);
      for (const group of this.#all(`[data-chart=${chart}] .axis`)) group.innerHTML = html;
    }
    for (const group of this.#all(".ticks")) group.innerHTML = axes.load.time ?? "";
    this.#all("[data-chart=load]")[0]?.classList.toggle("dense", axes.load.dense ?? false);
  }

  #add(/** @type {Element} */ group, /** @type {string} */ segment) {
    this.#waiting.set(group, (this.#waiting.get(group) ?? "") + segment);
  }

  /** @returns {any[]} */
  #all(/** @type {string} */ selector) { return [...this.#root.querySelectorAll(selector)]; }
}
