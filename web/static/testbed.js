// The page of a testbed: asks once a second what was measured, and shows it.

import { Charts } from "./charts.js";
import { Crosshair } from "./crosshair.js";
import { begin as terms } from "./terms.js";
import { Texts } from "./texts.js";

/** @typedef {{state: string, run: Record<string, string>, parts: Record<string, string>}} Message */

/** Time between two questions, and the longest where the lab does not answer, ms. */
const EACH = 700;
const LONGEST = 20_000;

const body = document.body;
const ends = performance.now() + Number(body.dataset.left);
const measured = /** @type {HTMLElement} */ (document.getElementById("measured"));

class Live {
  #charts = new Charts(/** @type {HTMLElement} */ (document.getElementById("main")));
  #crosshair = new Crosshair(this.#charts, () => {});
  /** What each place was told to show, so that what is the same stays. @type {Map<string, string>} */
  #shown = new Map();
  #tag = "";
  #failures = 0;
  #timer = 0;
  #asking = false;
  #near = false; // only the beginning is on show, as the reader wishes

  constructor() {
    document.addEventListener("visibilitychange", () => this.#next(0));
    this.#charts.root.addEventListener("click", (event) => {
      if (!/** @type {Element} */ (event.target).closest(".zoom")) return;
      this.#near = !this.#near;
      this.#zoom();
    });
    setInterval(() => this.#count(), 500);
    this.#count();
    this.#next(EACH);
  }

  get #over() { return body.dataset.state === "over" || body.dataset.state === "gone"; }

  /** Asks again after a while, unless nobody looks or all is said. */
  #next(/** @type {number} */ wait) {
    clearTimeout(this.#timer);
    if (!this.#over && !document.hidden) this.#timer = setTimeout(() => this.#ask(), wait);
  }

  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const answer = await fetch(body.dataset.fragment ?? "", { cache: "no-store", headers: this.#tag ? { "If-None-Match": this.#tag } : {} });
      if (answer.status === 404) body.dataset.state = "gone";
      else if (answer.ok) this.#show(answer.headers.get("ETag") ?? "", await answer.json());
      else if (answer.status !== 304) throw new Error(String(answer.status));
      this.#failures = 0;
    } catch {
      this.#failures++;
    }
    this.#asking = false;
    // Full jitter: what the lab teaches, its own page does.
    this.#next(this.#failures ? EACH + Math.random() * Math.min(LONGEST, EACH * 2 ** this.#failures) : EACH);
    this.#heard();
  }

  /** Says that what is shown is old, when the lab does not answer, or has forgotten the testbed. */
  #heard() {
    const notice = /** @type {HTMLElement} */ (document.getElementById("unheard"));
    const text = body.dataset.state === "gone" ? "The lab has forgotten this testbed; this is the last that was measured." : this.#failures > 1 ? "The lab does not answer. Trying again…" : "";
    if (notice.textContent !== text) notice.textContent = text;
    notice.hidden = !text;
  }

  #show(/** @type {string} */ tag, /** @type {Message} */ message) {
    this.#tag = tag;
    const read = this.#crosshair.bin;
    this.#charts.unread();
    for (const [name, value] of Object.entries(message.run)) measured.setAttribute(name, value);
    for (const [id, html] of Object.entries(message.parts)) this.#fill(id, html);
    this.#charts.changed();
    this.#zoom();
    if (read !== null) this.#crosshair.show(read);
    if (body.dataset.state !== message.state) this.#say(message.state);
    body.dataset.state = message.state;
  }

  /** Shows the whole time, or only its beginning where that is offered. */
  #zoom() {
    const button = /** @type {HTMLElement | null} */ (measured.querySelector(".zoom"));
    const near = this.#near && button !== null;
    button?.setAttribute("aria-pressed", String(near));
    this.#charts.zoom = near ? 1 / Number(button.dataset.share) : 1;
  }

  /** Puts new content into a place. What has the focus there has it afterwards. */
  #fill(/** @type {string} */ id, /** @type {string} */ html) {
    const place = document.getElementById(id);
    if (!place || this.#shown.get(id) === html) return;
    this.#shown.set(id, html);
    const stops = () => /** @type {HTMLElement[]} */ ([...place.querySelectorAll("a, button, [tabindex]")]);
    const at = stops().indexOf(/** @type {HTMLElement} */ (document.activeElement));
    place.innerHTML = html;
    stops()[at]?.focus({ preventScroll: true });
  }

  /** Tells those who listen, when the state changes and not at every number. */
  #say(/** @type {string} */ state) {
    const said = /** @type {HTMLElement} */ (document.querySelector("#call [role=status]"));
    said.textContent = { running: "The first call has come.", quiet: document.querySelector("#testbed-hero h1")?.textContent ?? "", over: "The testbed has ended." }[state] ?? "";
  }

  /** Counts the time down that is left. */
  #count() {
    const left = document.getElementById("left");
    const seconds = Math.max(0, Math.round((ends - performance.now()) / 1000));
    if (left && !this.#over) left.textContent = `${seconds < 60 ? "" : `${Math.floor(seconds / 60)}\u00a0min\u00a0`}${seconds % 60}\u00a0s`;
  }
}

terms();
new Texts(/** @type {HTMLElement} */ (document.getElementById("call")), 0);
new Live();
body.dataset.parts = "there";
