// What is chosen from lists on the first screen: a scenario, and the strategies and libraries
// that are compared.

import { pinIn } from "./address.js";
import { Choices } from "./choices.js";

/** @typedef {import("./lab.js").Lab} Lab */

export function begin(/** @type {Lab} */ lab) {
  const [picker, add] = ["picker", "add"].map((id) => document.getElementById(id));
  if (picker instanceof HTMLDetailsElement) {
    new Choices(picker, {
      url: () => `/fragment/scenarios?${lab.query}`, of: () => pinIn(lab.query), // its links keep the baseline
      items: ".picks li", links: ".preset", failed: 'The list did not load. <a href="/scenarios">All scenarios</a>',
    });
  }
  if (add instanceof HTMLDetailsElement) {
    new Choices(add, {
      url: () => `/fragment/strategies?${compared(lab).length ? `strategies=${compared(lab)}` : ""}`,
      items: ".picks li", links: "[data-add]", failed: "The list did not load. All settings have it, too.",
      taken: ({ dataset }) => toggle(lab, dataset.add ?? ""),
    });
  }
  document.getElementById("charts")?.addEventListener("click", (event) => {
    const remove = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-remove]"));
    if (!remove) return;
    toggle(lab, remove.dataset.remove ?? "");
    add?.querySelector("summary")?.focus({ preventScroll: true }); // its row is about to go
  });
  edited(lab);
}

/** The name of a row opens its strategy, in a drawer that is fetched then. */
function edited(/** @type {Lab} */ lab) {
  /** @type {Promise<import("./editor.js").Editor> | null} */
  let editor = null;
  document.getElementById("charts")?.addEventListener("click", (event) => {
    const name = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-edit]"));
    if (!name || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    editor ??= import("./editor.js").then(({ Editor }) => new Editor(lab));
    editor.then((there) => there.open(name.dataset.edit ?? ""), () => (editor = null)); // without a connection the next click asks again
  });
}

/** The keys of what is compared: as the settings say, or else as the charts show. @returns {string[]} */
const compared = (/** @type {Lab} */ lab) => lab.settings.get("strategies").split(",").filter(Boolean);

/** Adds a strategy to those that are compared, if there is room, or takes it away. */
function toggle(/** @type {Lab} */ lab, /** @type {string} */ key) {
  const keys = compared(lab);
  const most = Number(/** @type {HTMLElement | null} */ (document.querySelector("#add [data-most]"))?.dataset.most ?? Infinity);
  if (!keys.includes(key) && keys.length >= most) return; // clicked before the list said that it is full
  lab.settings.set("strategies", (keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key]).join(","));
}
