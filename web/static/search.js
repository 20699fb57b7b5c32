// Filters a list by what is typed. Each item says in data-searched what it is found by.

/** The items that are found: those that have every word, or else those that nearly do. */
export class Search {
  #items;
  #place;

  /**
   * @param {HTMLElement} place has the field, the items, and what is said where none is found
   * @param {string} items which elements they are
   */
  constructor(place, items) {
    this.#place = place;
    this.#items = /** @type {HTMLElement[]} */ ([...place.querySelectorAll(items)]);
    this.field.addEventListener("input", () => this.filter());
  }

  get field() { return /** @type {HTMLInputElement} */ (this.#place.querySelector(".search")); }

  /** Shows all. */
  clear() {
    this.field.value = "";
    this.filter();
  }

  /** Shows what is found, and says how much that is. */
  filter() {
    const typed = this.field.value.trim();
    const words = typed.toLowerCase().split(/\s+/);
    const by = (/** @type {typeof has} */ rule) => this.#items.filter((item) => words.every((word) => rule(item.dataset.searched ?? "", word)));
    let found = typed ? by(has) : this.#items;
    if (!found.length) found = by(nearly);
    for (const item of this.#items) item.hidden = !found.includes(item);
    const nothing = /** @type {HTMLElement} */ (this.#place.querySelector(".nothing"));
    nothing.hidden = found.length > 0;
    /** @type {HTMLElement} */ (nothing.querySelector("q")).textContent = typed;
    const said = found.length ? `${found.length} found` : nothing.textContent;
    /** @type {HTMLElement} */ (this.#place.querySelector(".found")).textContent = typed ? said : "";
  }
}

const wordsOf = (/** @type {string} */ text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** Whether a text has words that begin like this one, however they are joined: "rate-limit", "ratelimit". */
function has(/** @type {string} */ text, /** @type {string} */ word) {
  const words = wordsOf(text);
  const joined = wordsOf(word).join("");
  return words.some((_, i) => words.slice(i).join("").startsWith(joined));
}

/** Whether it has one that the word begins with, as "429s" does, or that is a letter away. */
const nearly = (/** @type {string} */ text, /** @type {string} */ word) =>
  wordsOf(text).some((other) => other.length > 2 && (word.startsWith(other) || (word.length > 4 && away(word, other))));

/** Whether one letter is missing, too many, another, or has changed places with the next. */
function away(/** @type {string} */ a, /** @type {string} */ b) {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const same = (/** @type {number} */ m, /** @type {number} */ n) => a.slice(i + m) === b.slice(i + n);
  return same(1, 0) || same(0, 1) || same(1, 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && same(2, 2));
}
