// The dialog of "Use these settings": strategies to choose from, and the texts of one.

import { style } from "./folds.js";
import { Exports } from "./exports.js";
import { patiently } from "./patient.js";

const MARKUP = `
<header><h2 id="use-title" tabindex="-1" autofocus>Use these settings</h2><form method="dialog"><button class="button">Close</button></form></header>
<div class="use"></div>`;

export class UseDialog {
  #button;
  #dialog = document.createElement("dialog");
  #texts;
  #asked = new AbortController();

  constructor(/** @type {HTMLElement} */ button) {
    this.#button = button;
    this.#dialog.id = "use-dialog";
    this.#dialog.setAttribute("aria-labelledby", "use-title");
    this.#dialog.innerHTML = MARKUP;
    this.#texts = new Exports(/** @type {HTMLElement} */ (this.#dialog.querySelector(".use")));
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("click", (event) => this.#click(event));
    this.#dialog.addEventListener("close", () => {
      this.#asked.abort();
      this.#button.focus();
    });
  }

  async open(/** @type {string} */ query) {
    await style("use");
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#fill(query);
  }

  /** Shows the texts of a query; the latest wins. */
  async #fill(/** @type {string} */ query) {
    this.#asked.abort();
    const { signal } = (this.#asked = new AbortController());
    this.#texts.root.setAttribute("aria-busy", "true");
    try {
      const answer = await patiently(`/fragment/export?${query}`, { signal });
      if (answer.ok) this.#texts.show(await answer.text());
      else this.#texts.say((await answer.json()).detail);
    } catch {
      if (signal.aborted) return;
      this.#texts.say("The lab does not answer. Close this and try again.");
    }
    this.#texts.root.removeAttribute("aria-busy");
  }

  #click(/** @type {MouseEvent} */ event) {
    const target = /** @type {Element} */ (event.target);
    if (target === this.#dialog) return this.#dialog.close(); // beside it
    const strategy = /** @type {HTMLAnchorElement | null} */ (target.closest(".use-strategy"));
    if (!strategy || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#fill(strategy.search.slice(1));
  }
}
