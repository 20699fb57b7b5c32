// A session asks for runs and follows the one that was asked for last.

import { Run } from "./run.js";
import { Socket } from "./socket.js";

const GAP = 40; // least time between two requests, ms
const PATIENCE = 100; // a run that takes longer is shown while it streams, ms

export class Session {
  #place;
  #on;
  #socket;
  #id = 0;
  /** @type {string | null} the query that is wanted and not asked for yet */ #wanted = null;
  /** @type {string | null} the query that is asked for and not done yet */ #asked = null;
  /** Whether it is wanted though it will be stopped at a limit. */ #anyway = false;
  /** The scales that runs keep while a hand moves something. @type {Record<string, number> | null} */ #axes = null;
  #kept = false;
  #tries = 0;
  #sent = -Infinity;
  #timer = 0;
  #patience = 0;
  #painting = 0;
  /** @type {Run | null} */ #run = null;
  /** The structure of the panels that were on the page when it was asked for. @type {string | undefined} */ #had;
  /** The run whose charts are on the page, and its words not yet. @type {Run | null} */ #untold = null;
  /** Whether these were painted. */ #painted = false;
  /** What is said of it, once they were. @type {any} */ #ending = null;
  /** Whether that run answers what was asked for last. */ #latest = true;

  /**
   * @param {HTMLElement} place where panels belong
   * @param {{connected: (open: boolean, busy: boolean) => void, started: () => void, swapped: (query: string, opening: Record<string, string>, said?: Record<string, string>) => void,
   *   grown: (bins: number) => void, figured: (fragments: Record<string, string>, untold: boolean) => void, progress: (message: import("./progress.js").Told) => void, stopped: (begun: boolean) => void, done: (message: any, said: boolean) => void, failed: (message: any) => void}} on
   */
  constructor(place, on) {
    this.#place = place;
    this.#on = on;
    const url = new URL("/api/v1/stream", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.#socket = new Socket(url.href, (m) => this.#receive(m), (open) => this.#connected(open));
  }

  /** Asks for a run. The latest wins. */
  ask(/** @type {string} */ query, anyway = false) {
    this.#wanted = query;
    this.#tries = 0;
    this.#anyway = anyway;
    this.#pump(); // before anything that takes time
    if (this.#wanted !== null && this.#socket.open) this.#on.started(); // what is shown is not what is wanted any more
  }

  /** Keeps these scales in the runs that are asked for from now on. */
  hold(/** @type {Record<string, number>} */ axes) {
    this.#axes = axes;
    this.#kept = false;
  }

  /** Lets the next run have its own. True where one was asked for that has not. */
  settle() {
    const kept = this.#kept;
    this.#axes = null;
    this.#kept = false;
    return kept;
  }

  /** Whether another run is wanted than the one that is here. */
  get waiting() { return this.#wanted !== null || !this.#latest; }

  /** Gives up the run that was asked for. What is there of it stays. */
  stop() {
    if ((this.#asked ?? this.#wanted) === null) return;
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
    this.#socket.send({ type: "stop", run: this.#id });
    this.#id++; // what is on its way is an answer to an earlier request
    this.#wanted = this.#asked = null;
    const run = this.#run;
    const begun = run?.done === false;
    this.#tell();
    if (begun) {
      run.done = true;
      run.shown ? this.#paint() : this.#show();
    }
    this.#on.stopped(begun);
  }

  #pump() {
    clearTimeout(this.#timer);
    if (this.#wanted === null || !this.#socket.open) return;
    const wait = this.#sent + GAP - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
    const query = this.#wanted;
    this.#wanted = null;
    this.#send(query, 0);
  }

  #send(/** @type {string} */ query, /** @type {number} */ from) {
    this.#asked = query;
    if (from === 0) {
      this.#latest = false;
      if (this.#run) this.#run.done = true; // whatever came of it
    }
    this.#had = this.#panels;
    this.#sent = performance.now();
    this.#kept ||= this.#axes !== null;
    this.#socket.send({ type: "run", run: ++this.#id, query, from, only: "load", ...(this.#anyway && { anyway: true }), ...this.#axes, ...(from > 0 ? { bin_ms: this.#run?.binMs } : this.#had && { panels: this.#had }) });
    this.#on.started();
  }

  /** The structure of the panels on the page. */
  get #panels() { return /** @type {HTMLElement | null} */ (this.#place.querySelector(".run"))?.dataset.panels; }

  #connected(/** @type {boolean} */ open) {
    if (!open) this.#tell();
    this.#on.connected(open, this.#asked !== null);
    if (!open) return;
    if (this.#wanted !== null) this.#pump();
    else if (this.#asked !== null) this.#resume();
  }

  /** Asks for what is missing of the run under way. */
  #resume() {
    if (this.#run && !this.#run.done) this.#send(this.#run.query, this.#run.bins);
    else if (this.#asked !== null) this.#send(this.#asked, 0);
  }

  #receive(/** @type {any} */ message) {
    if (message.run !== this.#id) return; // an answer to an earlier request
    switch (message.type) {
      case "hello": return this.#hello(message);
      case "axis": return this.#run?.axis(message);
      case "frame":
      case "snapshot": return this.#frame(message);
      case "figures": return this.#figures(message);
      case "progress": return this.#on.progress(message);
      case "done": return this.#done(message);
      case "error": {
        const wait = message.retry_ms; // the server had no turn for it, and says when it has
        if (wait && this.#tries++ < 3) {
          this.#timer = setTimeout(() => this.#pump(), wait);
          this.#wanted = this.#asked;
        }
        this.#asked = null;
        clearTimeout(this.#patience);
        this.#tell();
        this.#on.failed(message);
      }
    }
  }

  #hello(/** @type {any} */ hello) {
    if (hello.from > 0) {
      const same = this.#run?.query === hello.query && this.#run?.engine === hello.engine && this.#run?.bins === hello.from && this.#run?.binMs === hello.bin_ms;
      if (!same) this.#send(hello.query, 0);
      return;
    }
    if (hello.panels && this.#had !== this.#panels) return this.#send(hello.query, 0); // others have come meanwhile
    this.#latest = true;
    const run = (this.#run = new Run(hello)); // in place of the one under way, where bins became wider
    if (!this.#place.querySelector(".run")) return this.#show(); // there is nothing to look at
    this.#patience = setTimeout(() => requestAnimationFrame(() => {
      if (run === this.#run && !run.shown) this.#show();
    }), PATIENCE);
  }

  #frame(/** @type {any} */ frame) {
    const run = this.#run;
    if (!run) return;
    if (!run.append(frame)) return this.#resume();
    if (run.shown) this.#painting ||= requestAnimationFrame(() => this.#paint());
    else if (frame.last && run.fits && !document.hidden && !this.#place.closest(".zoomed, .playing, .reading")) this.#draw(run);
  }

  /** Says what the rows of a run say, which is known before anything is said of it as a whole. */
  #figures(/** @type {{fragments: Record<string, string>}} */ { fragments }) {
    const run = this.#run;
    if (!run) return;
    Object.assign(run.fragments, fragments);
    if (run.shown) this.#on.figured(fragments, run === this.#untold);
  }

  /** Shows the charts of a run before there are words: these have a later frame of the screen. */
  #draw(/** @type {Run} */ run) {
    run.show(this.#place);
    this.#untold = run;
    this.#painted = false;
    this.#ending = null;
    const painted = () => {
      if (run !== this.#untold || this.#painted) return;
      this.#painted = true;
      if (this.#ending) this.#tell();
    };
    // The next frame of the screen begins once these charts are on their way to it: words that
    // came before it would take the time of those who paint them.
    requestAnimationFrame(() => requestAnimationFrame(painted));
    setTimeout(painted, PATIENCE); // a page that is hidden is not painted
  }

  /** Says what is not said yet of the run on the page. */
  #tell() {
    const [run, ending] = [this.#untold, this.#ending];
    if (!run) return;
    this.#untold = this.#ending = null;
    this.#on.swapped(run.query, run.fragments, ending?.fragments);
    this.#on.grown(run.bins);
    if (ending) this.#on.done(ending, true);
  }

  #paint() {
    this.#painting = 0;
    if (!this.#run?.shown) return; // another took its place
    this.#run.flush();
    this.#on.grown(this.#run.bins);
  }

  #show() {
    const run = this.#run;
    if (!run) return;
    run.show(this.#place);
    this.#untold = run;
    this.#tell();
  }

  #done(/** @type {any} */ message) {
    const run = this.#run;
    if (!run) return;
    if (run.bins < message.bins) return this.#resume();
    this.#asked = null;
    run.done = true;
    if (run.shown && run !== this.#untold) {
      this.#paint();
      return this.#on.done(message, false);
    }
    if (!run.shown) {
      run.show(this.#place);
      this.#untold = run;
      this.#painted = true;
    }
    this.#ending = message;
    if (this.#painted) this.#tell();
  }
}
