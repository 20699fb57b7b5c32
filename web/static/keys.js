// The keys of the page, and the dialog that lists them.

/** @typedef {import("./lab.js").Lab} Lab */

/** Keys as they are shown, and what they do. Those without an action are seen to elsewhere.
    @type {[string, string, ((lab: Lab) => void)?][]} */
const KEYS = [
  ["Space", "play, pause", (lab) => lab.playhead.toggle()],
  ["N", "to the next wave", (lab) => lab.playhead.wave(1)],
  ["B", "back to the wave before", (lab) => lab.playhead.wave(-1)],
  [".", "one bin on", (lab) => lab.playhead.step(1)],
  [",", "one bin back", (lab) => lab.playhead.step(-1)],
  ["+", "faster", (lab) => lab.playhead.hurry(1)],
  ["-", "slower", (lab) => lab.playhead.hurry(-1)],
  ["0", "to the beginning", (lab) => lab.playhead.seek(0)],
  ["1", "to the end", (lab) => lab.playhead.release()],
  ["P", "pin this run, to compare it with the next", () => document.getElementById("pin")?.click()],
  ["Ctrl Z", "undo a change of the settings"],
  ["Ctrl Shift Z", "redo it"],
  ["↑ ↓", "in a number: the next value; with Shift finer, by Page Up and Page Down coarser"],
  ["← →", "on a chart: read its values; with Shift ten bins at a time"],
  ["Escape", "end reading, stop a run, close"],
  ["?", "these keys", () => help()],
];

export function begin(/** @type {Lab} */ lab) {
  document.getElementById("help")?.addEventListener("click", help);
  addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || event.altKey) return;
    if (event.ctrlKey || event.metaKey) return undo(lab, event, target);
    if (target.closest("input:not([type=range], [type=checkbox], [type=radio]), select, textarea, dialog")) return;
    if (event.key === " " && target.closest("button, a, summary, input")) return; // which it presses
    const key = event.key === " " ? "Space" : event.key === "=" ? "+" : event.key.toUpperCase();
    const action = KEYS.find(([name, , action]) => name === key && action)?.[2];
    if (!action) return;
    event.preventDefault();
    action(lab);
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
function help() {
  let dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"));
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "keys";
    dialog.setAttribute("aria-labelledby", "keys-title");
    const title = document.createElement("h2");
    title.id = "keys-title";
    title.textContent = "Keys";
    const list = document.createElement("dl");
    for (const [names, words] of KEYS) {
      const [key, meaning] = [document.createElement("dt"), document.createElement("dd")];
      for (const name of names.split(" ")) key.append(Object.assign(document.createElement("kbd"), { textContent: name }), " ");
      meaning.textContent = words;
      list.append(key, meaning);
    }
    const close = document.createElement("button");
    close.className = "button";
    close.textContent = "Close";
    const form = Object.assign(document.createElement("form"), { method: "dialog" });
    form.append(close);
    dialog.append(title, list, form);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog?.close()); // beside it
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
}
