// The chart of retries: fetched when it comes near, and again after each run while it
// is. It is large, and most visits end above it.

import { pathOf, readBars, readSteps, say } from "./charts.js";
import { clock, thousands } from "./format.js";
import { patiently } from "./patient.js";

/** @typedef {import("./lab.js").Lab} Lab */

export function begin(/** @type {Lab} */ lab, /** @type {HTMLElement} */ place) { new Marks(lab, place); }

class Marks {
  #lab;
  #place;
  #near = false;
  /** @type {string | null} the query of the run that is drawn */ #drawn = null;
  /** @type {{query: string, stop: AbortController} | null} */ #asked = null;
  /** @type {Promise<void> | null} */ #styled = null;
  /** @type {number | null} the bin under the crosshair */ #pointed = null;
  /** @type {number | null} the bin under the playhead */ #played = null;
  /** @type {number | null} the bin that captions say */ #shown = null;
  /** @type {{readout: Element, attempts: number[], totals: number[] | null}[] | null} */ #panels = null;

  constructor(/** @type {Lab} */ lab, /** @type {HTMLElement} */ place) {
    this.#lab = lab;
    this.#place = place;
    const { head } = lab.playhead;
    this.#played = head === null ? null : Math.floor(head);
    new IntersectionObserver((seen) => {
      this.#near = seen.at(-1)?.isIntersecting ?? false;
      this.#draw();
    }, { rootMargin: "100% 0px" }).observe(place);
    lab.on("swapped", (query) => {
      this.#panels = null;
      if (query !== this.#asked?.query) this.#stop();
      place.classList.toggle("stale", query !== this.#drawn);
      const link = /** @type {HTMLAnchorElement | null} */ (place.querySelector(".later a"));
      if (link) link.search = query;
    });
    lab.on("part", () => {
      if (!place.querySelector(".later")) return;
      this.#drawn = null; // what was here is gone
      this.#draw();
    });
    lab.on("done", () => {
      this.#panels = null; // the charts had fewer bins
      this.#draw();
    });
    lab.on("read", (bin) => {
      this.#pointed = bin;
      this.#read();
    });
    lab.on("head", (head) => {
      this.#played = head === null ? null : Math.floor(head);
      this.#read();
    });
  }

  #stop() {
    this.#asked?.stop.abort();
    this.#asked = null;
    this.#place.removeAttribute("aria-busy");
  }

  /** Fetches the chart of the run on show, unless it is there or not to be seen. */
  async #draw() {
    const query = this.#lab.query;
    const settled = ["done", "offline"].includes(document.body.dataset.state ?? "");
    if (!this.#near || !settled || query === this.#drawn || query === this.#asked?.query) return;
    this.#stop();
    const asked = (this.#asked = { query, stop: new AbortController() });
    this.#place.setAttribute("aria-busy", "true");
    try {
      const [answer] = await Promise.all([patiently(`/fragment/marks?${query ? `${query}&` : ""}span=${this.#lab.charts.span}`, asked.stop), this.#style()]);
      const text = await answer.text();
      if (this.#asked !== asked) return;
      if (answer.ok) this.#place.innerHTML = text;
      else this.#apologise(JSON.parse(text).detail);
      this.#drawn = answer.ok ? query : null;
    } catch {
      if (this.#asked !== asked) return; // another took its place
      this.#apologise("The lab does not answer.");
    }
    this.#asked = null;
    this.#place.classList.remove("stale");
    this.#place.removeAttribute("aria-busy");
    this.#place.dataset.query = query;
    this.#align();
  }

  #apologise(/** @type {string} */ why) {
    const words = Object.assign(document.createElement("p"), { className: "card notice", textContent: `The attempts are not drawn. ${why}` });
    this.#place.replaceChildren(words);
  }

  /** Brings in the styles, once. */
  #style() {
    return (this.#styled ??= new Promise((resolve) => {
      const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("marks.css", import.meta.url).href });
      sheet.onload = sheet.onerror = () => resolve();
      document.head.append(sheet);
    }));
  }

  /** Lets what covers and crosses the new panels stand where it does on the others. */
  #align() {
    this.#panels = this.#shown = null;
    for (const name of [".cover", ".cross"]) {
      const model = /** @type {HTMLElement | null} */ (document.querySelector(`#load ${name}`));
      for (const layer of /** @type {NodeListOf<HTMLElement>} */ (this.#place.querySelectorAll(name))) layer.style.transform = model?.style.transform ?? "";
    }
    this.#read();
  }

  /** Says in the captions what the charts above say of a bin. At rest they bring all
      captions back. */
  #read() {
    const bin = this.#pointed ?? this.#played;
    if (bin === this.#shown || this.#drawn === null || this.#place.matches(".stale")) return; // the charts are of another run
    this.#shown = bin;
    if (bin === null) return;
    const { binSeconds } = this.#lab.charts;
    this.#panels ??= this.#collect();
    for (const { readout, attempts, totals } of this.#panels) {
      const done = totals && ` · ${thousands(totals[bin] ?? totals.at(-1) ?? 0)} done`; // where that chart is open
      say(readout, thousands(attempts[bin] ?? 0), ` attempts at ${clock(bin * binSeconds)}${done ?? ""}`);
    }
  }

  #collect() {
    const [load, completion] = ["load", "completion"].map((chart) => [...document.querySelectorAll(`[data-chart=${chart}] .data`)]);
    return [...this.#place.querySelectorAll(".readout")].map((readout, i) => ({
      readout, attempts: readBars(pathOf(load[i])), totals: completion[i] ? readSteps(pathOf(completion[i])) : null,
    }));
  }
}
