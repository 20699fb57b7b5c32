// The parts of the page that are folded at first: what is in one is fetched when it is opened,
// and again after each run while it is open. A hash in the address opens the one it names.

import { patiently } from "./patient.js";

/** @typedef {import("./lab.js").Lab} Lab */

/** Modules of parts, and their style sheets; some draw each run by themselves. @type {Record<string, {module?: string, sheet?: string, draws?: boolean}>} */
const PARTS = {
  waits: { module: "delays", sheet: "policy" },
  "trade-off": { sheet: "numbers" },
  numbers: { sheet: "numbers" },
  completion: { sheet: "numbers" },
  attempts: { module: "marks", sheet: "marks", draws: true },
};

export function begin(/** @type {Lab} */ lab) {
  for (const fold of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".fold:not(#fold-caps)"))) new Fold(lab, fold);
  const named = document.getElementById(`fold-${location.hash.slice(1)}`);
  if (!(named instanceof HTMLDetailsElement)) return;
  named.open = true;
  named.scrollIntoView();
  let filled = false; // before that the page may be too short to bring it up
  lab.on("part", (name) => {
    if (!filled && name === named.dataset.part) named.scrollIntoView();
    filled ||= name === named.dataset.part;
  });
}

class Fold {
  #lab;
  #fold;
  #place;
  #name;
  /** @type {Promise<void> | null} */ #equipped = null;
  /** @type {string | null} the query of the run that is shown */ #shown = null;
  #asked = new AbortController();

  constructor(/** @type {Lab} */ lab, /** @type {HTMLDetailsElement} */ fold) {
    this.#lab = lab;
    this.#fold = fold;
    this.#place = /** @type {HTMLElement} */ (fold.querySelector(".part"));
    this.#name = fold.dataset.part ?? "";
    fold.addEventListener("toggle", () => this.#fill());
    lab.on("swapped", (query) => this.#drawn || this.#place.classList.toggle("stale", query !== this.#shown));
    lab.on("done", () => this.#fill());
    this.#fill();
  }

  /** Whether the part has a module by now that draws each run. */
  get #drawn() { return this.#shown !== null && PARTS[this.#name]?.draws; }

  /** Fetches the part of the run on show, unless it is there or not to be seen. The latest wins. */
  async #fill() {
    const query = this.#lab.query;
    if (!this.#fold.open || this.#drawn || query === this.#shown || document.body.dataset.state === "streaming") return;
    this.#asked.abort();
    const { signal } = (this.#asked = new AbortController());
    this.#place.setAttribute("aria-busy", "true");
    let html, shown = null;
    try {
      const [answer] = await Promise.all([patiently(`/fragment/part/${this.#name}?${query}`, { signal }), (this.#equipped ??= this.#equip())]);
      html = answer.ok ? await answer.text() : (await answer.json()).detail;
      shown = query;
    } catch {
      if (signal.aborted) return;
      this.#equipped = null;
      html = "The lab does not answer. Open this part again to retry.";
    }
    if (signal.aborted) return;
    this.#place.innerHTML = html;
    this.#shown = shown;
    this.#place.classList.remove("stale");
    this.#place.removeAttribute("aria-busy");
    this.#lab.charts.changed();
    this.#lab.tell("part", this.#name);
  }

  /** Brings in what the part needs, once. */
  async #equip() {
    const { module, sheet } = PARTS[this.#name] ?? {};
    if (sheet) await style(sheet);
    if (module) (await import(`./${module}.js`)).begin(this.#lab, this.#place);
  }
}

/** Attaches a style sheet; done when it is there. @returns {Promise<void>} */
export function style(/** @type {string} */ name) {
  const href = new URL(`${name}.css`, import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((ready) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.onload = link.onerror = () => ready();
    document.head.append(link);
  });
}
