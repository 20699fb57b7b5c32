// The service view: opened by its button or the key v. What it needs is fetched when it
// is opened for the first time.

import { style } from "./folds.js";

/** @typedef {import("./lab.js").Lab} Lab */

export function begin(/** @type {Lab} */ lab) {
  const button = /** @type {HTMLElement} */ (document.getElementById("scene-toggle"));
  /** @type {Promise<import("./scene-card.js").Card> | null} */ let card = null;
  let open = false;

  const show = async (/** @type {boolean} */ yes) => {
    open = yes;
    button.setAttribute("aria-expanded", String(yes));
    const built = await (card ??= build(lab));
    if (open) built.open();
    else built.close();
  };
  const toggle = () => show(!open);
  button.addEventListener("click", toggle);
  addEventListener("keydown", (event) => {
    const typing = /** @type {Element} */ (event.target).closest("input:not([type=radio], [type=checkbox], [type=range]), select, textarea");
    if (event.key !== "v" || event.repeat || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    toggle();
  });
}

async function build(/** @type {Lab} */ lab) {
  const [{ Card }] = await Promise.all([import("./scene-card.js"), style("scene")]);
  return new Card(lab, /** @type {HTMLElement} */ (document.getElementById("scene")));
}
