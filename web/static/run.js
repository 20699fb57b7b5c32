// A run that streams in. It is put onto the page when it is done, or when it takes long enough
// to be watched: as panels that are built off the page, or where those of another run are there
// and are of the same structure, as what changes in them.

/** @typedef {{view: string, html: string, time?: string, dense?: boolean}} Axis */
/** @typedef {{bin: number, bins?: number, last?: boolean, load: string[]}} Frame */
/** @typedef {{data: Record<string, string>, pale?: string}} Panels */
/** @typedef {{run: number, query: string, engine: string, bin_ms: number, charts?: string, panels?: Panels, fragments: Record<string, string>}} Hello */

const SVG = "http://www.w3.org/2000/svg";

export class Run {
  /** @type {HTMLElement} */ #root = document.createElement("div");
  /** @type {Panels | undefined} what changes in the panels on the page, until it did */ #panels;
  /** @type {Element[]} */ #rows = [];
  /** Segments that wait for the next animation frame, by row. @type {string[]} */
  #waiting = [];
  /** @type {Frame | null} */ #moves = null;
  /** Scales that wait with them: of several, the last. @type {{load: Axis} | null} */
  #axes = null;
  #shown = false;
  bins = 0;
  done = false;

  /** @param {Hello} hello */
  constructor(hello) {
    this.query = hello.query;
    this.fragments = hello.fragments;
    this.engine = hello.engine;
    this.binMs = hello.bin_ms;
    this.#panels = hello.panels;
    if (hello.charts) this.#root.innerHTML = hello.charts;
    this.#rows = this.#all(".data");
  }

  get shown() { return this.#shown; }

  /** Whether it needs no panels of its own. */
  get fits() { return this.#panels !== undefined; }

  /** Puts the run onto the page. */
  show(/** @type {HTMLElement} */ place) {
    this.#shown = true;
    if (this.#panels) return this.#enter(place, this.#panels);
    this.flush();
    const focused = document.activeElement?.getAttribute("data-chart");
    place.replaceChildren(...this.#root.childNodes);
    this.#root = place;
    if (focused) this.#all(`[data-chart=${focused}]`)[0]?.focus({ preventScroll: true });
  }

  /** Takes the place of another run in its panels. */
  #enter(/** @type {HTMLElement} */ place, /** @type {Panels} */ { data, pale = "" }) {
    this.#root = place;
    this.#rows = this.#all(".data");
    for (const [name, value] of Object.entries(data)) place.querySelector(".run")?.setAttribute(name, value);
    for (const rect of this.#all(".view .pale")) {
      rect.setAttribute("y", `-${pale}`);
      rect.setAttribute("height", pale);
    }
    this.#rows.forEach((row, i) => {
      const chunks = chunksOf(this.#waiting[i]);
      while (row.childElementCount > chunks.length) row.lastElementChild?.remove();
      chunks.forEach((d, n) => (n < row.childElementCount ? row.children[n].setAttribute("d", d) : row.append(path(d))));
    });
    this.#waiting = [];
    this.flush();
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
    frame.load.forEach((segment, i) => (this.#waiting[i] = (this.#waiting[i] ?? "") + (moves?.load[i] ?? "") + segment));
    return true;
  }

  /** Puts what waits onto the scales and into the paths. A new path begins at each M. */
  flush() {
    if (this.#axes) this.#scale(this.#axes.load);
    this.#axes = null;
    this.#waiting.forEach((text, i) => {
      const row = this.#rows[i];
      for (const d of chunksOf(text)) {
        const last = row.lastElementChild;
        if (last && d[0] !== "M") last.setAttribute("d", last.getAttribute("d") + d);
        else row.append(path(d));
      }
    });
    this.#waiting = [];
  }

  /** Takes new scales for the frames that follow. */
  axis(/** @type {{load: Axis}} */ axes) { this.#axes = axes; }

  #scale(/** @type {Axis} */ { view, html, time = "", dense = false }) {
    for (const svg of this.#all("svg.view")) svg.setAttribute("viewBox", view);
    for (const group of this.#all(".row .axis:not(.near)")) group.innerHTML = html;
    for (const group of this.#all(".ticks")) group.innerHTML = time;
    this.#all("[data-chart=load]")[0]?.classList.toggle("dense", dense);
  }

  /** @returns {any[]} */
  #all(/** @type {string} */ selector) { return [...this.#root.querySelectorAll(selector)]; }
}

/** What the path elements of a row hold: a new one begins at each M. */
const chunksOf = (text = "") => (text ? text.split(/(?=M)/) : []);

function path(/** @type {string} */ d) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("d", d);
  return made;
}
