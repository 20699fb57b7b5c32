// One crosshair across all panels: by mouse, by touch, and by the arrow keys on
// a chart that has the focus.

/** @typedef {import("./charts.js").Charts} Charts */

export class Crosshair {
  #charts;
  /** @type {number | null} */ #bin = null;

  #onRead;

  constructor(/** @type {Charts} */ charts, /** @type {(bin: number | null) => void} */ onRead) {
    this.#charts = charts;
    this.#onRead = onRead;
    const root = charts.root;
    root.addEventListener("pointermove", (e) => this.#point(e));
    root.addEventListener("pointerdown", (e) => this.#point(e));
    root.addEventListener("pointerleave", (e) => e.pointerType !== "touch" && this.clear());
    root.addEventListener("pointercancel", () => this.clear()); // a touch that scrolls
    addEventListener("pointerdown", (e) => root.contains(/** @type {Node} */ (e.target)) || this.clear());
    root.addEventListener("focusout", () => this.clear());
    root.addEventListener("keydown", (e) => this.#key(e));
  }

  /** The bin that is read, null for none. */
  get bin() { return this.#bin; }

  clear() {
    if (this.#bin === null) return;
    this.#bin = null;
    this.#charts.root.classList.remove("reading");
    for (const cross of this.#charts.root.querySelectorAll(".cross[style]")) cross.removeAttribute("style"); // panels stay for other runs
    this.#charts.point(null);
    this.#onRead(null);
  }

  #point(/** @type {PointerEvent} */ event) {
    const target = /** @type {Element} */ (event.target); // a handle lies above its plot
    const handle = target.matches(".handle:not(.held)");
    const plot = handle ? document.elementsFromPoint(event.clientX, event.clientY).find((e) => e.matches(".plot")) : target.closest(".plot");
    if (!plot) return this.clear();
    const box = plot.getBoundingClientRect();
    const { seen, span } = this.#charts;
    this.show(Math.floor(((event.clientX - box.left) / box.width) * (plot.closest("[data-chart=marks]") ? span : seen)));
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (!(/** @type {Element} */ (event.target).matches("[data-chart]"))) return;
    const step = event.shiftKey ? 10 : 1;
    const from = this.#bin ?? -1;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowRight: () => this.show(from + step),
      ArrowLeft: () => this.show(this.#bin === null ? this.#reach - 1 : from - step),
      Home: () => this.show(0),
      End: () => this.show(this.#reach - 1),
      Escape: () => this.clear(),
    };
    if (!keys[event.key] || (event.key === "Escape" && this.#bin === null)) return; // Escape stops a run as well
    event.preventDefault();
    keys[event.key]();
  }

  /** Bins with something to read, as far as they are in sight. */
  get #reach() { return Math.min(this.#charts.reach, Math.ceil(this.#charts.seen)); }

  /** Reads a bin, or the nearest that there is. */
  show(/** @type {number} */ bin) {
    const bins = this.#reach;
    if (!bins) return;
    this.#bin = Math.max(0, Math.min(bins - 1, bin));
    const shift = `translateX(${(100 * (this.#bin + 0.5)) / this.#charts.span}%)`;
    for (const cross of /** @type {NodeListOf<HTMLElement>} */ (this.#charts.root.querySelectorAll(".cross"))) cross.style.transform = shift;
    this.#charts.root.classList.add("reading");
    this.#charts.point(this.#bin);
    this.#onRead(this.#bin);
  }
}
