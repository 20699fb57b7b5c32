// A guess in the chart of a question: a moment on the time axis, or a height. It is dragged or
// moved by the arrow keys, and says the same as the field below. Once it is answered, guess and
// answer stand side by side.

/** @typedef {import("./charts.js").Charts} Charts */

const FIRST = 0; // share of the axis where the mark is at first
const STEP = 0.01;

export class Mark {
  #block;
  #charts;
  #flag = document.createElement("div");
  /** @type {HTMLInputElement | null} */ #field;
  #held = false;

  constructor(/** @type {HTMLFormElement} */ block, /** @type {Charts} */ charts) {
    this.#block = block;
    this.#charts = charts;
    this.#field = block.querySelector("input[type=text]");
    const { answered, said, saidWords, true: truth, trueWords } = block.dataset;
    if (answered === "true") {
      if (said !== undefined) this.#place(this.#still(saidWords ?? ""), Number(said));
      if (truth !== undefined) this.#place(this.#still(trueWords ?? "", "truth"), Number(truth));
      return;
    }
    this.#flag.className = `guess ${this.#kind}`;
    Object.assign(this.#flag, { role: "slider", tabIndex: 0, ariaLabel: "Your guess", ariaValueMin: "0", ariaValueMax: block.dataset.axis });
    this.#plot?.append(this.#flag);
    this.#flag.addEventListener("pointerdown", (e) => this.#grab(e));
    this.#plot?.addEventListener("pointerdown", (e) => e.target !== this.#flag && this.#grab(e));
    this.#flag.addEventListener("keydown", (e) => this.#press(e));
    this.#field?.addEventListener("input", () => this.#typed());
    const before = this.#read();
    this.#show(Number.isFinite(before) ? before : FIRST * this.#axis, Number.isFinite(before));
  }

  get #kind() { return this.#block.dataset.draw ?? "time"; }
  get #axis() { return Number(this.#block.dataset.axis); }

  /** The plot of the strategy that is asked about. @returns {HTMLElement | null} */
  get #plot() {
    const rows = [.../** @type {NodeListOf<HTMLElement>} */ (this.#block.querySelectorAll("[data-chart=load] .panel[data-key]"))];
    const row = rows.find(({ dataset }) => dataset.key === this.#block.dataset.row) ?? rows[0];
    return row?.querySelector(".plot") ?? null;
  }

  /** What the whole axis of the chart stands for, in the unit of the guess. */
  get #whole() {
    if (this.#kind === "time") return this.#charts.span * this.#charts.binSeconds;
    const view = this.#block.querySelector("[data-chart=load] svg.view")?.getAttribute("viewBox") ?? "0 0 1 1";
    return Number(view.split(" ")[3]) / this.#charts.binSeconds / Number(this.#block.dataset.unit);
  }

  /** A mark that stays where it is. */
  #still(/** @type {string} */ words, kind = "") {
    const mark = document.createElement("div");
    mark.className = `guess still ${this.#kind} ${kind}`;
    mark.dataset.words = words;
    this.#plot?.append(mark);
    return mark;
  }

  #place(/** @type {HTMLElement} */ mark, /** @type {number} */ value) {
    const share = Math.min(1, value / this.#whole);
    if (this.#kind === "time") mark.style.left = `${100 * share}%`;
    else mark.style.bottom = `${100 * share}%`;
    mark.classList.toggle("left", share > 0.7);
  }

  /** As exact as somebody can point. */
  #round(/** @type {number} */ value) {
    const step = 10 ** Math.floor(Math.log10(this.#axis / 50));
    return Number((Math.round(value / step) * step).toPrecision(6));
  }

  #show(/** @type {number} */ value, guessed = true) {
    const rounded = this.#round(Math.min(this.#axis, Math.max(0, value)));
    this.#place(this.#flag, rounded);
    const unit = this.#block.querySelector(".unit")?.textContent ?? "";
    const words = unit === "s" ? `${rounded} s` : `${rounded}${unit}`;
    this.#flag.dataset.words = guessed ? `${words}?` : "drag me";
    this.#flag.ariaValueNow = String(rounded);
    this.#flag.ariaValueText = words;
    return rounded;
  }

  #set(/** @type {number} */ value) {
    const rounded = this.#show(value);
    if (this.#field) this.#field.value = String(rounded);
  }

  #typed() {
    const value = this.#read();
    if (Number.isFinite(value)) this.#show(value);
  }

  /** What is typed, as a number: of a time in seconds, whatever its unit. */
  #read() {
    const text = this.#field?.value ?? "";
    const unit = /** @type {Record<string, number>} */ ({ ms: 0.001, m: 60, min: 60, h: 3600 })[text.match(/[a-z]+/i)?.[0] ?? ""] ?? 1;
    return parseFloat(text.replace(",", ".")) * (this.#kind === "time" ? unit : 1);
  }

  #grab(/** @type {PointerEvent} */ event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#held = true;
    this.#flag.focus({ preventScroll: true });
    this.#drag(event);
    const move = (/** @type {PointerEvent} */ e) => this.#held && this.#drag(e);
    addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) {
      addEventListener(end, () => {
        this.#held = false;
        removeEventListener("pointermove", move);
      }, { once: true });
    }
  }

  #drag(/** @type {PointerEvent} */ event) {
    const box = this.#plot?.getBoundingClientRect() ?? new DOMRect();
    const share = this.#kind === "time" ? (event.clientX - box.left) / box.width : (box.bottom - event.clientY) / box.height;
    this.#set(share * this.#whole);
  }

  #press(/** @type {KeyboardEvent} */ event) {
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === "Enter") return this.#block.requestSubmit(/** @type {HTMLButtonElement | null} */ (this.#block.querySelector(".primary")));
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation(); // the chart reads its values by these keys
    this.#set(Number(this.#flag.ariaValueNow) + direction * STEP * this.#axis * (event.shiftKey ? 10 : 1));
  }
}
