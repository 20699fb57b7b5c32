// Opens what a run is shared by: on a phone its own sheet, else a panel, which is fetched when
// it is wanted first. What is printed says where the page is.

/** @typedef {import("./lab.js").Lab} Lab */

export function begin(/** @type {Lab} */ lab) {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("share"));
  /** @type {Promise<import("./panel.js").Panel> | null} */
  let panel = null;
  const open = () => {
    panel ??= import("./panel.js").then(({ Panel }) => new Panel(lab));
    panel.then((there) => there.open(), () => (panel = null)); // without a connection the next click asks again
  };
  button.addEventListener("click", () => {
    if (!("share" in navigator) || !matchMedia("(pointer: coarse)").matches) return open();
    navigator.share({ title: title(), url: link(lab.query) }).catch(({ name }) => name === "AbortError" || open());
  });
  addEventListener("beforeprint", () => {
    const printed = document.getElementById("printed");
    if (printed) printed.textContent = location.href;
  });
}

/** What a run is called: as its link says, or else by its verdict. */
export const title = () => document.querySelector("#hero .own, h1")?.textContent?.trim() ?? "Backoff Lab";

/** The address of a run, here or at another path. */
export const link = (/** @type {string} */ query, path = location.pathname) => new URL(query ? `${path}?${query}` : path, location.href).href;
