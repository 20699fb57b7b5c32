// Predict: the reader marks a guess in the chart and plays the run; then the answers come
// beside the guess. A page that asks has none of the answers: they are fetched at the end.

import { style } from "./folds.js";
import { clock } from "./format.js";
import { patiently } from "./patient.js";

/** @typedef {import("./lab.js").Lab} Lab */

const START = 0.03; // share of the axis that is uncovered before the run is played
const FIRST = 0.45; // share of the axis where the mark is at first
const STEP = 0.01; // of the axis, by an arrow key

export function begin(/** @type {Lab} */ lab) { new Predict(lab); }

class Predict {
  #lab;
  #flag = document.createElement("div");
  #at = FIRST;
  #key = "";
  #guessed = false;
  #held = false;
  /** Whether the whole run is there, so that its end is its end. */ #whole = false;

  constructor(/** @type {Lab} */ lab) {
    this.#lab = lab;
    this.#flag.className = "guess";
    Object.assign(this.#flag, { role: "slider", tabIndex: 0 });
    this.#flag.addEventListener("pointerdown", (e) => this.#grab(e));
    addEventListener("pointermove", (e) => this.#held && this.#drag(e)); // the flag may be in another row by now
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (this.#held = false));
    this.#flag.addEventListener("keydown", (e) => this.#press(e));
    at("predict").addEventListener("click", () => lab.settings.set("predict", this.#state ? "" : "yes"));
    at("answers").addEventListener("click", () => this.#reveal());
    lab.on("swapped", () => this.#ask());
    lab.on("grown", () => this.#question && !lab.playhead.playing && this.#wait());
    lab.on("done", () => {
      if (!this.#question) return;
      this.#wait();
      this.#whole = true;
    });
    lab.on("head", (head) => head === null && this.#whole && this.#reveal());
    this.#ask();
    this.#whole = this.#question !== null && document.body.dataset.state === "done";
  }

  /** The question on show. @returns {HTMLElement | null} */
  get #question() { return document.querySelector("#hero [data-guess]"); }
  get #state() { return document.body.dataset.predict ?? ""; }

  /** Begins anew with the run on show: with its question, or without one. */
  async #ask() {
    this.#whole = false;
    const question = this.#question;
    document.body.dataset.predict = question ? "asking" : "";
    at("predict").setAttribute("aria-pressed", String(question !== null));
    if (!question) return this.#flag.remove();
    await style("predict");
    this.#key ||= question.dataset.guess ?? "";
    if (this.#when) this.#key = question.dataset.guess ?? "";
    this.#place();
    this.#wait();
  }

  get #when() { return this.#question?.dataset.when === "true"; }

  /** Covers the run but for its beginning. */
  #wait() { this.#lab.playhead.seek(this.#lab.charts.span * START); }

  /** @returns {HTMLElement[]} */
  get #rows() { return [...document.querySelectorAll("[data-chart=load] .panel[data-key]")].map((e) => /** @type {any} */ (e)); }

  #place() {
    const row = this.#rows.find(({ dataset }) => dataset.key === this.#key) ?? this.#rows[0];
    if (!row) return;
    this.#key = row.dataset.key ?? "";
    const plot = /** @type {HTMLElement} */ (row.querySelector(".plot"));
    if (this.#flag.parentElement !== plot) {
      const focused = document.activeElement === this.#flag;
      plot.append(this.#flag);
      if (focused) this.#flag.focus();
    }
    this.#flag.style.left = `${100 * (this.#when ? this.#at : FIRST)}%`;
    this.#flag.classList.toggle("left", this.#when && this.#at > 0.75);
    const name = row.querySelector(".name")?.textContent ?? "";
    const words = this.#when ? clock(this.#seconds) : name;
    this.#say(this.#guessed ? `${words}?` : "your guess");
    this.#flag.ariaLabel = "Your guess";
    this.#flag.ariaValueText = words;
    this.#flag.ariaValueNow = String(Math.round(this.#when ? this.#seconds : this.#rows.indexOf(row) + 1));
  }

  /** The guess, as exact as somebody can point. */
  get #seconds() {
    const { span, binSeconds } = this.#lab.charts;
    const seconds = this.#at * span * binSeconds;
    return seconds < 20 ? Math.round(seconds * 2) / 2 : Math.round(seconds);
  }

  #say(/** @type {string} */ words) { this.#flag.dataset.words = words; }

  #grab(/** @type {PointerEvent} */ event) {
    if (!this.#question) return;
    event.preventDefault();
    this.#held = true;
    this.#flag.focus({ preventScroll: true });
  }

  #drag(/** @type {PointerEvent} */ event) {
    this.#guessed = true;
    if (this.#when) {
      const box = this.#flag.parentElement?.getBoundingClientRect() ?? new DOMRect();
      this.#at = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    } else {
      const under = this.#rows.find((row) => event.clientY < row.getBoundingClientRect().bottom) ?? this.#rows.at(-1);
      this.#key = under?.dataset.key ?? "";
    }
    this.#place();
  }

  #press(/** @type {KeyboardEvent} */ event) {
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!direction || !this.#question) return;
    event.preventDefault();
    event.stopPropagation(); // the chart reads its values by these keys
    this.#guessed = true;
    if (this.#when) this.#at = Math.min(1, Math.max(0, this.#at + direction * STEP * (event.shiftKey ? 10 : 1)));
    else {
      const keys = this.#rows.map(({ dataset }) => dataset.key ?? "");
      this.#key = keys[Math.min(keys.length - 1, Math.max(0, keys.indexOf(this.#key) - direction))];
    }
    this.#place();
  }

  /** Shows the answers, and the guess beside them. */
  async #reveal() {
    if (!this.#question) return;
    this.#whole = false;
    const words = this.#when ? `you said ${clock(this.#seconds)}` : "you said";
    const query = this.#lab.query;
    const answer = await patiently(`/fragment/answers?${query}`).catch(() => null);
    if (!answer?.ok || query !== this.#lab.query) return void (this.#whole = true); // the end can be reached again
    this.#lab.fill(await answer.json());
    this.#lab.playhead.release();
    document.body.dataset.predict = "shown";
    this.#lab.tell("answered", query);
    if (this.#guessed) this.#say(words);
    else this.#flag.remove();
  }
}

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
