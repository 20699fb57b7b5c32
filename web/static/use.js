// "Use these settings": the policy of a strategy as text for other places. The server writes
// the texts, for a dialog that is fetched when it is wanted first; without a script they are a
// page of their own.

/** @typedef {import("./lab.js").Lab} Lab */

export function begin(/** @type {Lab} */ lab) {
  const button = /** @type {HTMLAnchorElement} */ (document.getElementById("use"));
  button.setAttribute("aria-haspopup", "dialog");
  /** @type {Promise<import("./use-dialog.js").UseDialog> | null} */
  let dialog = null;
  button.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog ??= import("./use-dialog.js").then(({ UseDialog }) => new UseDialog(button));
    dialog.then((there) => there.open(lab.query), () => (dialog = null)); // without a connection the next click asks again
  });
  lab.on("swapped", (query) => (button.search = query));
}
