// The address bar. It holds the canonical query of what is on the page, one
// entry of the history for each pause between changes.

const PAUSE = 600; // ms
const GAP = 350; // least time between two writes; browsers refuse more than 100 in 30 s

export class Address {
  #changing = false;
  #pausing = 0;
  #writing = 0;
  #wanted = "";

  constructor(/** @type {string} */ query, /** @type {(query: string) => void} */ onBack) {
    addEventListener("popstate", () => {
      clearTimeout(this.#writing);
      this.#writing = 0;
      this.#changing = true; // what comes back is an entry already
      this.#pause();
      onBack(location.search.slice(1));
    });
    if (document.body.dataset.state !== "error") history.replaceState(null, "", pathOf(query));
  }

  /** A change makes an entry; those that follow before a pause join it. */
  set(/** @type {string} */ query) {
    this.#wanted = pathOf(query);
    if (this.#changing) {
      this.#writing ||= setTimeout(() => this.#write(), GAP);
    } else if (this.#wanted !== here()) {
      history.pushState(null, "", this.#wanted);
      this.#changing = true;
    }
    this.#pause();
  }

  #write() {
    this.#writing = 0;
    if (this.#wanted !== here()) history.replaceState(null, "", this.#wanted);
  }

  #pause() {
    clearTimeout(this.#pausing);
    this.#pausing = setTimeout(() => (this.#changing = false), PAUSE);
  }
}

const here = () => location.pathname + location.search;
const pathOf = (/** @type {string} */ query) => (query ? `/?${query}` : "/");
