// The doors of the strip: to all settings, which are fetched then, and on a phone to the sheet
// that the strip unfolds into.

/** @typedef {import("./lab.js").Lab} Lab */

const phone = matchMedia("(max-width: 640px)");

export function begin(/** @type {Lab} */ lab) {
  const strip = /** @type {HTMLElement} */ (document.getElementById("controls"));
  /** @type {Promise<import("./drawer.js").Drawer> | null} */
  let drawer = null;
  const open = (/** @type {string} */ field, /** @type {HTMLElement} */ from) => {
    fold(strip);
    drawer ??= import("./drawer.js").then(({ Drawer }) => new Drawer(lab));
    drawer.then((there) => there.open(field, from), () => (drawer = null)); // without a connection the next click asks again
  };
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("#all-settings, [data-open]"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.dataset.open ?? "", link);
  });
  lab.on("swapped", (query) => {
    const all = /** @type {HTMLAnchorElement} */ (document.getElementById("all-settings"));
    all.search = query;
  });
  sheet(strip);
}

/** A tap on a value unfolds the strip. What has the focus in it must be seen, too. */
function sheet(/** @type {HTMLElement} */ strip) {
  const unfold = (/** @type {Event} */ event) => {
    const cell = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".cell"));
    if (!cell || !phone.matches || strip.classList.contains("unfolded")) return;
    strip.classList.add("unfolded");
    for (const other of strip.querySelectorAll(".cell")) other.classList.toggle("chosen", other === cell);
    reveal(strip);
  };
  strip.addEventListener("click", unfold);
  strip.addEventListener("focusin", unfold);
  strip.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !strip.classList.contains("unfolded")) return;
    event.preventDefault(); // Escape stops a run as well
    fold(strip);
  });
  document.getElementById("sheet-close")?.addEventListener("click", () => fold(strip));
  document.addEventListener("pointerdown", (event) => {
    if (!strip.contains(/** @type {Node} */ (event.target))) fold(strip);
  });
}

function fold(/** @type {HTMLElement} */ strip) {
  if (!strip.classList.contains("unfolded")) return;
  strip.classList.remove("unfolded");
  if (strip.contains(document.activeElement)) /** @type {HTMLElement} */ (document.activeElement).blur();
}

/** Leaves the rows in sight above what covers the lower part of the screen. */
export function reveal(/** @type {HTMLElement} */ cover) {
  const rows = document.getElementById("load")?.getBoundingClientRect();
  const room = cover.getBoundingClientRect().top || innerHeight; // what is as high as the window covers no lower part
  if (!rows || (rows.top >= 0 && rows.bottom <= room)) return;
  const by = Math.min(rows.top - 8, Math.max(rows.bottom - room + 8, Math.min(0, rows.top - 8)));
  scrollBy({ top: by, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}
