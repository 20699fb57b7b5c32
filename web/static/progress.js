// How far a run is that takes a while, and the button that stops it or, once it
// is stopped, runs it again. The server says how far and how long, in words too.

const PATIENCE = 150; // a run that takes longer shows its progress, ms

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** How far a run is, in the server's words. @typedef {{share: number, percent: string, words: string}} Told */

export class Progress {
  #line = at("transport");
  #bar = at("bar");
  #words = at("left");
  #button = /** @type {HTMLButtonElement} */ (at("halt"));
  #timer = 0;
  /** What is said before the server has said anything: what stands there when the page comes. */
  #none = this.#words.textContent ?? "";
  percent = this.#none;

  /** @param {{stop: () => void, again: () => void}} on */
  constructor(on) {
    this.#button.addEventListener("click", (event) => {
      if (event.detail > 1) return; // the second click of two was not for the other label
      this.shown ? on.stop() : on.again();
    });
    addEventListener("keydown", (event) => {
      const own = /** @type {Element} */ (event.target).closest("select, [type=search]"); // which have a use for Escape
      if (event.key === "Escape" && this.shown && !event.defaultPrevented && !own) on.stop();
    });
  }

  get shown() { return this.#line.classList.contains("long"); }

  /** A run was asked for. Whoever runs one again sees at once that it runs. */
  begin() {
    clearTimeout(this.#timer);
    this.tell({ share: 0, percent: this.#none, words: this.#none });
    if (this.shown) return;
    if (this.#button.hidden) this.#timer = setTimeout(() => this.#show(), PATIENCE);
    else this.#show();
  }

  /** Says what share is done, and how long the rest takes where that is known. */
  tell(/** @type {Told} */ { share, percent, words }) {
    this.percent = percent;
    this.#bar.style.setProperty("--share", String(share));
    this.#bar.setAttribute("aria-valuenow", String(Number.parseInt(percent, 10)));
    this.#bar.setAttribute("aria-valuetext", words);
    if (this.#words.textContent !== words) this.#words.textContent = words;
  }

  /** The run is over, or nobody knows of it; one that was stopped can be run again. */
  end(stopped = false) {
    clearTimeout(this.#timer);
    this.#line.classList.remove("long");
    this.#say("Run again");
    if (!stopped && document.activeElement === this.#button) at("play").focus({ preventScroll: true });
    this.#button.hidden = !stopped;
  }

  #show() {
    this.#line.classList.add("long");
    this.#say("Stop");
    this.#button.hidden = false;
  }

  #say(/** @type {string} */ label) {
    this.#button.textContent = label;
    this.#button.title = label === "Stop" ? "Stop the run (Escape)" : "";
  }
}
