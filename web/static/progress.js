// How far a run is that takes a while, and the button that stops it or, once it
// is stopped, runs it again. The server says how far and how long; here are the
// words for it.

const PATIENCE = 150; // a run that takes longer shows its progress, ms

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** A time in words, as exact as anybody can say it. */
function about(/** @type {number} */ ms) {
  const seconds = ms / 1000;
  if (seconds < 1) return "less than 1\u00a0s";
  if (seconds < 9.5) return `about ${Math.round(seconds)}\u00a0s`;
  if (seconds < 57.5) return `about ${5 * Math.round(seconds / 5)}\u00a0s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)}\u00a0min`;
  return `about ${Math.round(seconds / 3600)}\u00a0h`;
}

export class Progress {
  #line = at("transport");
  #bar = at("bar");
  #words = at("left");
  #button = /** @type {HTMLButtonElement} */ (at("halt"));
  #timer = 0;
  #share = 0;

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

  get percent() { return `${Math.floor(100 * this.#share)}\u00a0%`; }

  /** A run was asked for. Whoever runs one again sees at once that it runs. */
  begin() {
    clearTimeout(this.#timer);
    this.tell(0, null);
    if (this.shown) return;
    if (this.#button.hidden) this.#timer = setTimeout(() => this.#show(), PATIENCE);
    else this.#show();
  }

  /** Says what share is done, and how many ms the rest takes where that is known. */
  tell(/** @type {number} */ share, /** @type {number | null} */ left) {
    this.#share = share;
    const words = left === null ? this.percent : `${this.percent}, ${about(left)} left`;
    this.#bar.style.setProperty("--share", String(share));
    this.#bar.setAttribute("aria-valuenow", String(Math.floor(100 * share)));
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
