// Pins the run on show: what comes next is compared with it. The pinned scenario is a
// setting like the others, so the address, undo and reload keep it.

/** @typedef {import("./lab.js").Lab} Lab */

import { bare } from "./address.js";
import { style } from "./folds.js";

export function begin(/** @type {Lab} */ lab) {
  const pin = /** @type {HTMLElement} */ (document.getElementById("pin"));
  for (const near of ["pointerenter", "focus"]) pin.addEventListener(near, attach);
  pin.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    attach();
    const standard = document.getElementById("controls")?.dataset.standard ?? "";
    lab.settings.set("with", bare(lab.query).replaceAll("&", ";") || standard); // the default scenario's query is empty
  });
  // What had the focus in the bar is gone with the next run.
  let within = false;
  addEventListener("focusin", (event) => (within = !!/** @type {Element} */ (event.target).closest("#pin-words")));
  lab.on("swapped", () => {
    if (lab.settings.get("with")) attach(); // back through the history, say
    if (within) pin.focus({ preventScroll: true });
  });
}

/** The style sheets come with the page where it compares, else when somebody is about to. */
function attach() {
  if (document.querySelector("style[data-sheet=pinned]")) return;
  for (const name of ["compare", "numbers"]) style(name);
}
