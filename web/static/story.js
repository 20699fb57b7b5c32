// What happened: a sentence that is pointed at shows its place in the charts, and the
// number there its sentence; a press of a finding that is a button holds it. And what would help, which is asked for once a run has come to rest.

import { patiently } from "./patient.js";

/** @typedef {import("./lab.js").Lab} Lab */

const REST = 400; // after a run is done until advice is asked for, ms

/** A finger that is lifted leaves the page, and what it has pointed at stays to be seen. */
const touched = (/** @type {Event} */ e) => e instanceof PointerEvent && e.pointerType === "touch";

class Spots {
  #charts;
  #place;
  /** @type {HTMLElement | null} the sentence that a click holds */ #held = null;

  constructor(/** @type {import("./charts.js").Charts} */ charts, /** @type {HTMLElement} */ place) {
    this.#charts = charts;
    this.#place = place;
    const tale = (/** @type {Event} */ e) => {
      const at = /** @type {HTMLElement | null} */ (/** @type {Element} */ (e.target).closest(".tale, .no"));
      return at?.matches(".no") ? this.#tales[Number(at.dataset.n) - 1] : at;
    };
    for (const type of ["pointerover", "focusin"]) charts.root.addEventListener(type, (e) => this.#held || this.#show(tale(e)));
    for (const type of ["pointerleave", "focusout"]) charts.root.addEventListener(type, (e) => this.#held || touched(e) || this.#clear());
    addEventListener("click", (e) => {
      const clicked = tale(e);
      if (clicked?.matches("button") && clicked !== this.#held) this.#hold(clicked);
      else this.release();
    });
    addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || !this.#held) return;
      e.preventDefault(); // Escape stops a run as well
      this.release();
    }, true);
  }

  release() {
    this.#held?.setAttribute("aria-pressed", "false");
    this.#held = null;
    this.#clear();
  }

  #hold(/** @type {HTMLElement} */ tale) {
    this.release();
    this.#held = tale;
    tale.setAttribute("aria-pressed", "true");
    this.#show(tale);
    const spot = this.#charts.root.querySelector(".spot")?.closest(".panel");
    const box = spot?.getBoundingClientRect();
    if (!box || (box.top >= 0 && box.bottom <= innerHeight)) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    spot?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }

  #show(/** @type {HTMLElement | null} */ tale) {
    this.#clear();
    if (!tale) return;
    const fleets = (tale.dataset.fleets ?? "").split(" ");
    const [from, to, span] = [Number(tale.dataset.from), Number(tale.dataset.to), this.#charts.span];
    for (const panel of this.#panels) {
      const seen = fleets.includes(panel.dataset.key ?? "");
      panel.classList.toggle("aside", !seen);
      if (!seen) continue;
      const spot = document.createElement("div");
      spot.className = "spot";
      const place = (/** @type {number} */ bins) => `calc(${(100 * bins) / span}% * var(--zoom, 1))`;
      spot.style.left = place(from);
      spot.style.width = place(Math.min(to, span) - from);
      panel.querySelector(".plot")?.append(spot);
    }
    for (const lit of [tale, ...this.#charts.root.querySelectorAll(`.no[data-n="${this.#tales.indexOf(tale) + 1}"]`)]) lit.classList.add("lit");
  }

  #clear() {
    for (const spot of this.#charts.root.querySelectorAll(".spot")) spot.remove();
    for (const panel of this.#panels) panel.classList.remove("aside");
    for (const lit of this.#charts.root.querySelectorAll(".lit")) lit.classList.remove("lit");
  }

  /** The numbered sentences. @returns {HTMLElement[]} */
  get #tales() { return [...this.#place.querySelectorAll(/** @type {"li"} */ (".tale"))]; }

  /** @returns {NodeListOf<HTMLElement>} */
  get #panels() { return this.#charts.root.querySelectorAll("[data-chart] .panel"); }
}

/** Asks for what is said of a run once it is at rest. The latest wins. */
class Later {
  #path;
  #show;
  #timer = 0;
  #asked = new AbortController();

  constructor(/** @type {string} */ path, /** @type {(html: string) => void} */ show) {
    this.#path = path;
    this.#show = show;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#asked.abort();
  }

  ask(/** @type {string} */ query, wait = REST) {
    this.stop();
    this.#timer = setTimeout(() => this.#fetch(query), wait);
  }

  async #fetch(/** @type {string} */ query) {
    const { signal } = (this.#asked = new AbortController());
    try {
      const answer = await patiently(`/fragment/${this.#path}?${query}`, { signal });
      const html = answer.ok ? await answer.text() : "";
      if (!signal.aborted) this.#show(html);
    } catch {
      // Nothing is said where the lab cannot be asked, or somebody asks anew.
    }
  }
}

/** Asks for it once a place can be seen, or is opened: it costs more than the page. */
class LaterInSight extends Later {
  #inSight = false;
  /** @type {string | null} the query that is wanted and not asked for yet */ #wanted = null;

  constructor(/** @type {string} */ path, /** @type {(html: string) => void} */ show, /** @type {HTMLDetailsElement} */ place) {
    super(path, show);
    const look = (/** @type {boolean} */ inSight) => {
      this.#inSight = inSight;
      if (this.#inSight && this.#wanted !== null) this.ask(this.#wanted, 0);
    };
    new IntersectionObserver((changes) => look(place.open || (changes.at(-1)?.isIntersecting ?? false))).observe(place);
    place.addEventListener("toggle", () => look(this.#inSight || place.open));
  }

  stop() {
    super.stop();
    this.#wanted = null;
  }

  ask(/** @type {string} */ query, wait = REST) {
    if (this.#inSight) return super.ask(query, wait);
    this.stop();
    this.#wanted = query;
  }
}

/** Shows the run at other caps, in a part of the page that is folded at first. */
function showCaps(/** @type {string} */ html) {
  const place = document.querySelector("#fold-caps .part");
  const line = document.getElementById("line-caps");
  if (!place || !line || !html) return;
  place.innerHTML = html;
  line.textContent = /** @type {HTMLElement | null} */ (place.querySelector("[data-line]"))?.dataset.line ?? "";
}

export function begin(/** @type {Lab} */ lab) {
  const place = /** @type {HTMLElement} */ (document.getElementById("story"));
  const spots = new Spots(lab.charts, place);
  const advice = new Later("advice", (html) => {
    const beside = document.getElementById("advice");
    if (beside) beside.innerHTML = html;
  });
  const caps = new LaterInSight("caps", showCaps, /** @type {HTMLDetailsElement} */ (document.getElementById("fold-caps")));
  const askCaps = (/** @type {string} */ query, wait = REST) => document.body.dataset.predict === "asking" || caps.ask(query, wait);
  lab.on("swapped", (query) => {
    spots.release();
    advice.stop();
    caps.stop();
    place.classList.toggle("stale", query !== lab.query);
  });
  lab.on("done", (message) => {
    spots.release();
    place.classList.remove("stale");
    advice.ask(message.query);
    askCaps(message.query);
  });
  lab.on("answered", (query) => {
    advice.ask(query, 0);
    askCaps(query, 0);
  });
  // A run that was stopped has no story, and what is there is of another one.
  new MutationObserver(() => {
    if (document.body.dataset.state === "stopped" && place.classList.contains("stale")) place.replaceChildren();
  }).observe(document.body, { attributeFilter: ["data-state"] });
  if (document.body.dataset.state === "done") askCaps(lab.query, 0);
  if (document.body.dataset.state === "done" && document.getElementById("advice")?.childElementCount === 0) advice.ask(lab.query, 0);
  lab.charts.root.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("a[data-query]:not(.try)"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const query = link.dataset.query ?? "";
    link.closest("#pin-words") ? lab.show(query) : lab.follow(query);
  });
}
