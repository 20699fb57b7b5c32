// The address bar. It holds the canonical query of what is on the page, one
// entry of the history for each pause between changes.

const PAUSE = 600; // ms
const GAP = 350; // least time between two writes; browsers refuse more than 100 in 30 s

export class Address {
  /** The entry that is on show, and the last that this page made. */
  #entry = Number(history.state?.entry ?? 0);
  #first = this.#entry;
  #newest = this.#entry;
  #onMove;
  #changing = false;
  #pausing = 0;
  #writing = 0;
  #wanted = "";

  /**
   * @param {string} query
   * @param {(query: string) => void} onBack
   * @param {(undo: boolean, redo: boolean) => void} onMove whether there is something to undo, and to redo
   */
  constructor(query, onBack, onMove) {
    this.#onMove = onMove;
    addEventListener("popstate", (event) => {
      clearTimeout(this.#writing);
      this.#writing = 0;
      this.#changing = true; // what comes back is an entry already
      this.#pause();
      this.#moved(Number(event.state?.entry ?? this.#entry));
      onBack(location.search.slice(1));
    });
    if (document.body.dataset.state !== "error") history.replaceState({ entry: this.#entry }, "", pathOf(query) + location.hash);
  }

  get undoes() { return this.#entry > this.#first; }
  get redoes() { return this.#entry < this.#newest; }

  /** A change back, and again. The buttons of the browser do the same. */
  undo() { if (this.undoes) history.back(); }
  redo() { if (this.redoes) history.forward(); }

  #moved(/** @type {number} */ entry) {
    this.#entry = entry;
    this.#onMove(this.undoes, this.redoes);
  }

  /** A change makes an entry; those that follow before a pause join it. */
  set(/** @type {string} */ query) {
    this.#wanted = pathOf(query);
    if (this.#changing) {
      this.#writing ||= setTimeout(() => this.#write(), GAP);
    } else if (this.#wanted !== here()) {
      this.#newest = this.#entry + 1;
      history.pushState({ entry: this.#newest }, "", this.#wanted);
      this.#moved(this.#newest);
      this.#changing = true;
    }
    this.#pause();
  }

  #write() {
    this.#writing = 0;
    if (this.#wanted !== here()) history.replaceState({ entry: this.#entry }, "", this.#wanted);
  }

  #pause() {
    clearTimeout(this.#pausing);
    this.#pausing = setTimeout(() => {
      if (document.body.matches(".sliding, .dragging")) return this.#pause(); // however long a drag takes, it is one change
      this.#changing = false;
      document.body.dataset.entry = String(this.#entry); // is finished: what follows makes another
    }, PAUSE);
  }
}

const here = () => location.pathname + location.search;
const pathOf = (/** @type {string} */ query) => (/(^|&)with=./.test(query) ? "/compare" : "/") + (query && `?${query}`);

/** The scenario of a query, without what is said about it and compared with it. */
export const bare = (/** @type {string} */ query) => query.split("&").filter((pair) => !/^(with|title|note|predict)=/.test(pair)).join("&");

/** What a query is compared with: "&with=…", or "". */
export const pinIn = (/** @type {string} */ query) => query.match(/(?:^|&)(with=[^&]+)/)?.[1] ?? "";
