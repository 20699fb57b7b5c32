// Opens what a run is shared by. The panel is fetched when it is wanted first; what
// is printed says where the page is.

/** @typedef {import("./lab.js").Lab} Lab */

export function begin(/** @type {Lab} */ lab) {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("share"));
  /** @type {Promise<import("./panel.js").Panel> | null} */
  let panel = null;
  button.addEventListener("click", () => {
    panel ??= import("./panel.js").then(({ Panel }) => new Panel(lab));
    panel.then((there) => there.open(), () => (panel = null)); // without a connection the next click asks again
  });
  addEventListener("beforeprint", () => {
    const printed = document.getElementById("printed");
    if (printed) printed.textContent = location.href;
  });
}
