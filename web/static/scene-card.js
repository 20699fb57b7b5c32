// The card of the service view: which strategies are on stage, when they are drawn, and
// where their attempts come from.

import { clock } from "./format.js";
import { ask, linkAgain, linkTo, pairOf } from "./scene-source.js";
import { View } from "./scene-view.js";

/** @typedef {import("./lab.js").Lab} Lab */
/** @typedef {import("./scene-trace.js").Trace} Trace */

const QUIET = 150; // after the last change of the run, ms
const TRIP = 400; // that a trip is drawn for at least, ms of the viewer's time
const STILLS = 250; // between two pictures without motion, ms

const MARKUP = `<header><h2 id="scene-title">The service, moment by moment</h2><p class="sub">Every dot is a client. Its request passes the gate and succeeds, or is rejected and waits to retry.</p></header>
<div class="scenes"><button class="scene-play" type="button" aria-label="Play"><svg width="26" height="26" viewBox="0 0 14 14" aria-hidden="true"><path d="M3 1.2v11.6L12.6 7z"/></svg></button></div>
<p class="scene-large" role="status"></p>
<p class="scene-key" aria-hidden="true"><span class="k-idle">at rest</span><span class="k-out">on its way, or done</span><span class="k-back">rejected</span><span class="k-wait">waits: the arc is what is left</span><span class="k-lost">gave up</span></p>
<p class="scene-scale"></p>`;

export class Card {
  #lab;
  #place;
  #root = document.createElement("section");
  #views;
  /** What is known of the run on stage, by strategy. @type {Map<string, Trace>} */ #traces = new Map();
  /** The run whose attempts are there, or asked for. @type {string | null} */ #query = null;
  /** @type {AbortController | null} */ #asking = null;
  #timer = 0;
  #frame = 0;
  #visible = false;
  #drawn = 0;
  #quiet = 0;
  #slowed = false;
  /** Bins that are uncovered; all when null. @type {number | null} */ #head = null;
  /** The same before it was opened. @type {number | null} */ #before = null;
  #opening = false;
  #speed = /** @type {HTMLSelectElement} */ (document.getElementById("speed"));
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(/** @type {Lab} */ lab, /** @type {HTMLElement} */ place) {
    this.#lab = lab;
    this.#place = place;
    this.#root.className = "card scene";
    this.#root.setAttribute("aria-labelledby", "scene-title");
    this.#root.innerHTML = MARKUP;
    this.#views = ["Strategy on stage", "Strategy beside it"].map((label) => new View(label, () => this.#fetch()));
    this.#part(".scenes").prepend(...this.#views.map((view) => view.root));
    this.#part(".scene-play").addEventListener("click", () => lab.playhead.toggle());
    new IntersectionObserver(([entry]) => this.#see(entry.isIntersecting)).observe(this.#part(".scenes"));
    new ResizeObserver(() => this.#each((view) => view.resize())).observe(this.#part(".scenes"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#each((view) => view.recolour()));
    this.#calm.addEventListener("change", () => this.#want());
    document.addEventListener("visibilitychange", () => this.#want());
    this.#speed.addEventListener("input", () => this.#want());
    lab.on("head", (head) => {
      this.#head = head;
      this.#want();
    });
    lab.on("swapped", (query) => {
      this.#before = null;
      this.#opening = false;
      this.#root.classList.toggle("stale", query !== this.#query);
    });
    lab.on("done", () => this.#soon());
  }

  /** Comes onto the page, at the beginning, and plays once it is there. At the page's usual speed a herd is over before it is seen. */
  open() {
    this.#before = this.#lab.playhead.head;
    this.#opening = true;
    this.#lab.playhead.seek(0);
    this.#slowed = this.#speed.selectedOptions[0]?.defaultSelected ?? false;
    if (this.#slowed) this.#speed.value = "1";
    this.#place.replaceChildren(this.#root);
    this.#place.parentElement?.classList.add("acting");
    this.#load();
  }

  close() {
    this.#asking?.abort();
    if (this.#before === null) this.#lab.playhead.release();
    else this.#lab.playhead.seek(this.#before);
    if (this.#slowed && this.#speed.value === "1") for (const option of this.#speed.options) option.selected = option.defaultSelected;
    this.#root.remove();
    this.#place.parentElement?.classList.remove("acting");
  }

  #part(/** @type {string} */ selector) { return /** @type {HTMLElement} */ (this.#root.querySelector(selector)); }

  #see(/** @type {boolean} */ visible) {
    this.#visible = visible;
    this.#want();
  }

  #each(/** @type {(view: View) => void} */ change) {
    this.#views.forEach(change);
    this.#want();
  }

  /** Draws at the next frame, if anybody looks. */
  #want() {
    this.#root.classList.toggle("resting", !this.#head && !this.#lab.playhead.playing);
    if (!this.#root.isConnected || !this.#visible || document.hidden) return;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    const bin = this.#lab.charts.binSeconds * 1000;
    const calm = this.#calm.matches;
    const early = this.#drawn + STILLS - performance.now();
    if (calm && early > 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#want(), early);
      return;
    }
    this.#drawn = performance.now();
    const head = this.#head !== null && calm ? Math.floor(this.#head) : this.#head;
    const t = head === null ? Infinity : head * bin;
    const least = calm ? 0 : TRIP * Number(this.#speed.value);
    for (const view of this.#shown) view.draw(t, least, calm ? bin : null, clock((Math.min(t, this.#lab.charts.bins * bin)) / 1000));
  }

  get #shown() { return this.#views.filter((view) => !view.root.hidden); }

  /** Asks for the attempts when the run has not changed for a while. */
  #soon() {
    clearTimeout(this.#quiet);
    this.#asking?.abort();
    if (this.#root.isConnected) this.#quiet = setTimeout(() => this.#load(), QUIET);
  }

  /** Puts the run of the charts on stage. */
  #load() {
    if (document.body.dataset.state === "streaming") return; // it comes with a whole run
    const query = this.#lab.query;
    if (query !== this.#query) this.#traces.clear();
    this.#query = query;
    const panels = /** @type {HTMLElement[]} */ ([...this.#lab.charts.root.querySelectorAll("[data-chart=load] .panel")]);
    const offered = this.#lab.charts.fleets;
    const keys = offered.map(({ key }) => key);
    const chosen = this.#views.slice(0, keys.length).map((view) => view.key);
    const pair = chosen.every((key) => keys.includes(key)) ? chosen : pairOf(panels);
    this.#views.forEach((view, i) => {
      view.root.hidden = i >= keys.length;
      if (i < keys.length) view.offer(offered, pair[i]);
    });
    this.#part(".scenes").classList.toggle("of-2", keys.length > 1);
    this.#fetch();
  }

  /** Fetches what is not there of the strategies on stage. The latest call wins. */
  async #fetch() {
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    const shown = this.#shown;
    const keys = [...new Set(shown.map((view) => view.key))];
    try {
      await Promise.all(keys.map(async (key) => {
        if (this.#traces.has(key)) return;
        const trace = await ask(this.#query ?? "", key, signal);
        if (!signal.aborted) this.#traces.set(key, trace);
      }));
    } catch (problem) {
      if (!signal.aborted) this.#refuse(/** @type {any} */ (problem));
      return;
    }
    if (signal.aborted) return;
    for (const view of shown) view.show(/** @type {Trace} */ (this.#traces.get(view.key)));
    this.#part(".scene-scale").textContent = scaleOf(this.#calm.matches);
    this.#part(".scene-large").replaceChildren();
    this.#root.classList.remove("stale", "large");
    if (this.#opening && this.#head === 0 && !this.#calm.matches && !this.#lab.playhead.playing) this.#lab.playhead.toggle();
    this.#opening = false;
    this.#want();
  }

  /** Says why there is nothing to see, and offers what would help. */
  #refuse(/** @type {import("./scene-source.js").Problem} */ problem) {
    const link = problem.smaller ? linkTo(problem.smaller, this.#lab) : linkAgain(() => this.#fetch());
    this.#part(".scene-large").replaceChildren(problem.detail ?? "The attempts of this run did not come.", " ", link);
    this.#root.classList.remove("stale");
    this.#root.classList.add("large");
  }
}

/** What of the picture is on time, and what is not. */
function scaleOf(/** @type {boolean} */ calm) {
  return calm ? "Without motion: requests of the last bin stand at the gate."
    : `What happens at the gate is on time. The way there and back is drawn for ${TRIP / 1000} seconds at least, so that it can be seen.`;
}
