// One strategy on stage: the canvas, who is chosen, and what the picture says in words.

import { thousands } from "./format.js";
import { Moment } from "./scene-moment.js";
import { inksOf, paint } from "./scene-paint.js";
import { Stage } from "./scene-stage.js";
import { passed } from "./scene-trace.js";

/** @typedef {import("./scene-trace.js").Trace} Trace */

const SHARPEST = 2; // device pixels for a CSS pixel that are worth their work
const WORDS = 250; // between two changes of the words, ms

export class View {
  root = document.createElement("figure");
  #canvas = document.createElement("canvas");
  #now = document.createElement("figcaption");
  #choice = document.createElement("fieldset");
  /** @type {Trace | null} */ #trace = null;
  /** @type {Stage | null} */ #stage = null;
  /** @type {Moment | null} */ #moment = null;
  /** @type {import("./scene-paint.js").Inks | null} */ #inks = null;
  #said = 0;
  #saying = 0;
  /** @type {string} the strategy that is chosen */ key = "";

  /**
   * @param {string} label of the choice
   * @param {() => void} onChoose
   */
  constructor(label, onChoose) {
    this.#canvas.setAttribute("role", "img");
    this.#canvas.setAttribute("aria-label", "The service; its run is on the way");
    this.#choice.setAttribute("aria-label", label);
    this.#choice.setAttribute("role", "radiogroup");
    this.#choice.addEventListener("change", (event) => {
      this.key = /** @type {HTMLInputElement} */ (event.target).value;
      onChoose();
    });
    this.root.append(this.#choice, this.#canvas, this.#now);
  }

  /** Offers strategies, one of them chosen. */
  offer(/** @type {{key: string, name: string, tone: string}[]} */ strategies, /** @type {string} */ chosen) {
    this.key = chosen;
    const inputs = [...this.#choice.querySelectorAll("input")];
    if (inputs.map((input) => input.value).join() === strategies.map(({ key }) => key).join()) {
      for (const input of inputs) input.checked = input.value === chosen;
      return;
    }
    this.#choice.replaceChildren(...strategies.map(({ key, name, tone }) => {
      const [label, input, text] = [document.createElement("label"), document.createElement("input"), document.createElement("span")];
      Object.assign(input, { type: "radio", name: this.#choice.getAttribute("aria-label"), value: key, checked: key === chosen });
      text.textContent = name;
      text.className = "name";
      label.className = tone;
      label.append(input, text);
      return label;
    }));
    const label = this.#choice.querySelector("label:has(:checked)"); // on a phone the choice is a strip
    if (label instanceof HTMLElement) this.#choice.scrollLeft = label.offsetLeft - this.#choice.offsetLeft - 8;
  }

  show(/** @type {Trace} */ trace) {
    this.#trace = trace;
    this.root.className = trace.tone;
    this.#now.className = trace.times.late.length || trace.times.lost.length ? "long" : "";
    this.#canvas.setAttribute("aria-label", trace.words);
    this.recolour();
    this.#stage = null;
  }

  /** Says that the canvas may have another size. */
  resize() { this.#stage = null; }

  /** Reads the colours again. */
  recolour() { this.#inks = null; }

  /** Draws time t; `still` as a moment takes it. `least` is how long a trip is drawn for, `when` the time in words. */
  draw(/** @type {number} */ t, /** @type {number} */ least, /** @type {number | null} */ still, /** @type {string} */ when) {
    const trace = this.#trace;
    if (!trace || !this.#canvas.clientWidth) return;
    if (trace.least !== least) {
      trace.stretch(least);
      this.#stage = null; // it may need another number of places
    }
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    if (!this.#stage || !this.#moment) this.#lay(trace, context);
    const [stage, moment] = [/** @type {Stage} */ (this.#stage), /** @type {Moment} */ (this.#moment)];
    moment.go(t, still);
    paint(context, stage, trace, moment, t, (this.#inks ??= inksOf(this.root)));
    this.#say(trace, t, moment.under, when);
  }

  #lay(/** @type {Trace} */ trace, /** @type {CanvasRenderingContext2D} */ context) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const sharp = Math.min(SHARPEST, devicePixelRatio);
    this.#canvas.width = Math.round(width * sharp);
    this.#canvas.height = Math.round(height * sharp);
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    this.#stage = new Stage(width, height, trace.clients, trace.successes.length, trace.places);
    this.#moment = new Moment(trace, this.#stage);
  }

  /** Says what the picture shows, now or in a moment. */
  #say(/** @type {Trace} */ trace, /** @type {number} */ t, /** @type {number} */ under, /** @type {string} */ when) {
    clearTimeout(this.#saying);
    const wait = this.#said + WORDS - performance.now();
    if (wait > 0) {
      this.#saying = setTimeout(() => this.#say(trace, t, under, when), wait);
      return;
    }
    this.#said = performance.now();
    const { refused, late, lost, done } = trace.times;
    const count = (/** @type {number[]} */ times) => passed(times, t);
    const words = [
      when,
      `${thousands(under)} on their way`,
      trace.room && `room for ${thousands(Math.floor(trace.level(t) + 1e-6))}`,
      `${thousands(count(refused))} rejected`,
      count(late) > 0 && `${thousands(count(late))} timed out`,
      `${thousands(count(done))} done${this.#stage && this.#stage.unit > 1 ? `, ${this.#stage.unit} a dot` : ""}`,
      count(lost) > 0 && `${thousands(count(lost))} gave up`,
    ];
    this.#now.textContent = words.filter(Boolean).join(" · ");
  }
}
