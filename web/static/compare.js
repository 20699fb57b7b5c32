// Pins the run on show: what comes next is compared with it. The pinned scenario is a
// field of the form like the others, so the address, undo and reload keep it.

/** @typedef {import("./lab.js").Lab} Lab */

import { bare } from "./address.js";

const STANDARD = "v=1"; // the default scenario, whose query is empty

export function begin(/** @type {Lab} */ lab) {
  attach();
  const form = /** @type {HTMLFormElement} */ (document.getElementById("controls"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("[name=with]"));
  const compareWith = (/** @type {string} */ value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.getElementById("stage")?.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("#pin, #pin-words a"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.id === "pin") compareWith(bare(lab.query).replaceAll("&", ";") || STANDARD);
    else if (link.id === "unpin") compareWith("");
    else lab.show(link.dataset.query ?? "");
    if (link.id !== "pin") document.getElementById("pin")?.focus({ preventScroll: true }); // the other one is gone
  });
}

/** The style sheet comes with the page where it compares, else now. */
function attach() {
  if (document.querySelector('link:is([href$="/compare.css"], [href$="/pinned.css"])')) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("compare.css", import.meta.url).href;
  document.head.append(link);
}
