// The texts of a policy: tabs, of which one is on show, and buttons that copy.

/** How long a button says that it has copied, ms. */
const SAID = 1600;

/** The place that was chosen last, for the texts of the next strategy. */
let chosen = "";

export class Texts {
  root;
  #from;

  /** Takes over what is in an element, if there is any. At first the text of that number is on show. */
  constructor(/** @type {HTMLElement} */ root, from = 1) {
    this.root = root;
    this.#from = from;
    root.addEventListener("click", (event) => this.#click(/** @type {Element} */ (event.target)));
    root.addEventListener("keydown", (event) => this.#key(event));
    this.#equip();
  }

  /** Shows texts that the server wrote. The focus stays at the strategy that was chosen. */
  show(/** @type {string} */ html) {
    const within = this.root.contains(document.activeElement);
    this.root.innerHTML = html;
    this.#equip();
    if (within) /** @type {HTMLElement | null} */ (this.root.querySelector(".use-strategy[aria-current]"))?.focus();
  }

  /** Shows a sentence in place of texts. */
  say(/** @type {string} */ sentence) {
    this.root.textContent = sentence;
  }

  get #texts() { return /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".use-text")]); }
  get #tabs() { return /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll("[role=tab]")]); }

  #equip() {
    const list = this.root.querySelector(".use-tabs");
    if (!list) return;
    this.root.classList.add("tabbed");
    for (const text of this.#texts) {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = `${text.id}-tab`;
      tab.textContent = text.dataset.name ?? "";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", text.id);
      text.setAttribute("role", "tabpanel");
      text.setAttribute("aria-labelledby", tab.id);
      list.append(tab);
    }
    this.#reveal(this.#first);
  }

  /** The place that was chosen, where it has code; else the first to show that has: JSON is for programs. */
  get #first() {
    const some = this.#texts.filter((text) => text.querySelector("pre"));
    return (some.find((text) => text.id === chosen) ?? some[this.#from] ?? some[0]).id;
  }

  #choose(/** @type {string} */ id) {
    chosen = id;
    this.#reveal(id);
  }

  #reveal(/** @type {string} */ id) {
    for (const text of this.#texts) text.hidden = text.id !== id;
    for (const tab of this.#tabs) {
      const on = tab.id === `${id}-tab`;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
  }

  /** Arrows go from tab to tab, around the ends. */
  #key(/** @type {KeyboardEvent} */ event) {
    const tabs = this.#tabs;
    const here = tabs.indexOf(/** @type {HTMLElement} */ (event.target));
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[to % tabs.length];
    this.#choose(tab.getAttribute("aria-controls") ?? "");
    tab.focus();
  }

  #click(/** @type {Element} */ target) {
    if (target.matches("[role=tab]")) this.#choose(target.getAttribute("aria-controls") ?? "");
    if (target instanceof HTMLButtonElement && target.dataset.copy) copy(target, this.root);
  }
}

/** Copies the text that a button is for; where that is forbidden it is selected, for the reader to copy. */
export async function copy(/** @type {HTMLButtonElement} */ button, /** @type {HTMLElement} */ root) {
  const code = /** @type {HTMLElement} */ (document.getElementById(button.dataset.copy ?? ""));
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(code instanceof HTMLInputElement ? code.value : (code.textContent ?? ""));
  } catch {
    said = "Press Ctrl C";
    if (code instanceof HTMLInputElement) code.select();
    else getSelection()?.selectAllChildren(code);
  }
  button.textContent = said;
  /** @type {HTMLElement} */ (root.querySelector("[role=status]")).textContent = said;
  setTimeout(() => (button.textContent = "Copy"), SAID);
}
