// The keys of the page, and the dialog that lists them: /fragment/keys, which the help page
// shows too.

import { patiently } from "./patient.js";

/** @typedef {import("./lab.js").Lab} Lab */

/** What keys do that need nothing else. @type {Record<string, (lab: Lab) => void>} */
const KEYS = {
  " ": (lab) => lab.playhead.toggle(),
  "N": (lab) => lab.playhead.wave(1),
  "B": (lab) => lab.playhead.wave(-1),
  ".": (lab) => lab.playhead.step(1),
  ",": (lab) => lab.playhead.step(-1),
  "+": (lab) => lab.playhead.hurry(1),
  "=": (lab) => lab.playhead.hurry(1),
  "-": (lab) => lab.playhead.hurry(-1),
  "0": (lab) => lab.playhead.seek(0),
  "1": (lab) => lab.playhead.release(),
  "P": () => document.getElementById("pin")?.click(),
  "?": () => help(),
};

/** Where keys are text, or Space has a meaning of its own. */
const TEXT = "input:not([type=range], [type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog";
const LIST = "[role=dialog], :is(.menu, .picker, .add, .save)[open]";

export function begin(/** @type {Lab} */ lab) {
  document.getElementById("help")?.addEventListener("click", help);
  addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || event.altKey) return;
    if (event.ctrlKey || event.metaKey) return undo(lab, event, target);
    if (target.closest(TEXT) || (event.key === " " && (event.repeat || target.closest(LIST)))) return;
    const action = KEYS[event.key.toUpperCase()];
    if (!action) return;
    event.preventDefault();
    action(lab);
  });
  addEventListener("keyup", (event) => { // by which some browsers press what has the focus
    if (event.key === " " && !(/** @type {Element} */ (event.target).closest(`${TEXT}, ${LIST}`))) event.preventDefault();
  });
}

function undo(/** @type {Lab} */ lab, /** @type {KeyboardEvent} */ event, /** @type {Element} */ target) {
  if (target.closest("input:not([type=range], [type=checkbox], [type=radio]), textarea")) return; // text has its own
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  key === "y" || event.shiftKey ? lab.address.redo() : lab.address.undo();
}

/** Opens the dialog, which is made when it is asked for first. */
async function help() {
  let dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"));
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "keys";
    dialog.setAttribute("aria-labelledby", "keys-title");
    dialog.innerHTML = `<h2 id="keys-title">Keys</h2><div></div><form method="dialog"><button class="button">Close</button> <a href="/help">Help</a></form>`;
    dialog.addEventListener("click", (event) => event.target === dialog && dialog?.close()); // beside it
    document.body.append(dialog);
    const list = /** @type {HTMLElement} */ (dialog.querySelector("div"));
    const answer = await patiently("/fragment/keys").catch(() => null);
    if (answer?.ok) list.innerHTML = await answer.text();
    else dialog.remove(); // it is asked for anew the next time
  }
  if (dialog.isConnected && !dialog.open) dialog.showModal();
}
