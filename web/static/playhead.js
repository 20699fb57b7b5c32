// Plays over the bins that are there. A cover hides what is later; it is a layer
// that moves, so playing paints no chart.

import { clock } from "./format.js";

/** @typedef {import("./charts.js").Charts} Charts */

/** When the waves of retries end, in ms of virtual time: the story knows. */
const waves = () => (document.getElementById("happened")?.dataset.waves ?? "").split(" ").filter(Boolean).map(Number);

const byId = (/** @type {string[]} */ ...ids) => Object.fromEntries(ids.map((id) => [id, document.getElementById(id)]));

export class Playhead {
  #charts;
  /** @type {HTMLButtonElement} */ #play;
  /** @type {HTMLInputElement} */ #scrub;
  /** @type {Pick<HTMLSelectElement, "value" | "selectedIndex"> & {options: {length: number}}} */ #speed;
  /** @type {HTMLElement} */ #clock;
  /** Bins that are uncovered; all when null. @type {number | null} */ #head = null;
  #bins = 0;
  #last = 0;
  #frame = 0;
  /** @type {number | null} the bin that captions say */ #shown = null;

  #onMove;

  /** A page with several runs names the parts of each. */
  constructor(/** @type {Charts} */ charts, /** @type {(head: number | null) => void} */ onMove, /** @type {any} */ parts = byId("play", "scrub", "speed", "clock")) {
    this.#charts = charts;
    ({ play: this.#play, scrub: this.#scrub, speed: this.#speed, clock: this.#clock } = parts);
    this.#onMove = onMove;
    this.#play.addEventListener("click", () => this.toggle());
    this.#scrub.addEventListener("input", () => {
      this.seek(this.#scrub.valueAsNumber);
    });
    document.addEventListener("click", (event) => {
      const wave = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("#herds [data-until]"));
      if (wave) this.seek(Math.ceil(Number(wave.dataset.until) / 1000 / charts.binSeconds));
    });
    this.extend(charts.bins);
  }

  get playing() { return this.#frame !== 0; }
  get head() { return this.#head; }

  /** Goes to where so many bins are uncovered, and stays there. */
  seek(/** @type {number} */ head) {
    this.pause();
    this.#move(Math.max(0, head));
  }

  /** Steps by so many bins; from the end, where everything is uncovered, back into the run. */
  step(/** @type {number} */ bins) { this.seek(Math.round(this.#head ?? this.#bins) + bins); }

  /** Goes to the next wave, or to the one before. */
  wave(/** @type {number} */ direction) {
    const ends = waves().map((ms) => Math.ceil(ms / 1000 / this.#charts.binSeconds)).sort((a, b) => a - b);
    const at = Math.round(this.#head ?? (direction > 0 ? 0 : this.#bins));
    const next = direction > 0 ? ends.find((end) => end > at) : ends.findLast((end) => end < at);
    if (next !== undefined) this.seek(next);
    else if (direction > 0) this.release(); // there is no more to come
  }

  /** One speed up or down. */
  hurry(/** @type {number} */ direction) {
    const last = this.#speed.options.length - 1;
    this.#speed.selectedIndex = Math.max(0, Math.min(last, this.#speed.selectedIndex + direction));
  }

  /** Says how many bins there are by now. */
  extend(/** @type {number} */ bins) {
    this.#bins = bins;
    this.#scrub.max = String(Math.max(1, this.#charts.seen)); // it is as long as the time axis
    this.#paint();
  }

  /** Shows everything: a new run is there. */
  release() {
    this.pause();
    this.#head = null;
    this.#paint();
  }

  toggle() {
    if (this.#frame) return this.pause();
    if (!this.#bins) return;
    if (this.#head === null) this.#head = 0;
    this.#say("Pause");
    this.#last = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#step(now));
  }

  pause() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#say("Play");
  }

  /** The button says what it does next. */
  #say(/** @type {string} */ label) { this.#play.setAttribute("aria-label", label); }

  #step(/** @type {number} */ now) {
    const seconds = (Math.max(0, now - this.#last) / 1000) * Number(this.#speed.value);
    this.#last = now;
    this.#move((this.#head ?? 0) + seconds / this.#charts.binSeconds);
    if (this.#head === null) this.pause();
    else this.#frame = requestAnimationFrame((next) => this.#step(next));
  }

  #move(/** @type {number} */ head) {
    this.#head = head >= this.#bins ? null : head;
    this.#paint();
  }

  #paint() {
    const root = this.#charts.root;
    const at = this.#head ?? this.#bins;
    const seconds = at * this.#charts.binSeconds;
    this.#clock.textContent = clock(seconds);
    this.#scrub.value = String(at);
    this.#scrub.setAttribute("aria-valuetext", clock(seconds));
    this.#scrub.style.setProperty("--at", `${Math.min(100, (100 * at) / Math.max(1, this.#charts.seen))}%`);
    root.classList.toggle("playing", this.#head !== null);
    const bin = this.#head === null ? null : Math.floor(this.#head);
    if (bin !== this.#shown) this.#charts.play(bin);
    this.#shown = bin;
    this.#onMove(this.#head);
    // What is not on show goes back: the page would be as wide as it is far away.
    const shift = this.#head === null ? "" : `translateX(${(100 * this.#head) / this.#charts.span}%)`;
    for (const cover of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(shift ? ".cover" : ".cover[style]"))) shift ? (cover.style.transform = shift) : cover.removeAttribute("style");
  }
}
