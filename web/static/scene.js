// The service view: opened by its button or the key v. What it needs is fetched when it
// is opened for the first time, and whether it was open is remembered.

/** @typedef {import("./lab.js").Lab} Lab */

const MEMORY = "service-view";

export function begin(/** @type {Lab} */ lab) {
  const button = /** @type {HTMLElement} */ (document.getElementById("scene-toggle"));
  /** @type {Promise<import("./scene-card.js").Card> | null} */ let card = null;
  let open = false;

  const show = async (/** @type {boolean} */ yes) => {
    open = yes;
    button.setAttribute("aria-expanded", String(yes));
    remember(yes);
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
  if (remembered()) show(true);
}

async function build(/** @type {Lab} */ lab) {
  const [{ Card }] = await Promise.all([import("./scene-card.js"), dress()]);
  return new Card(lab, /** @type {HTMLElement} */ (document.getElementById("scene")));
}

/** Attaches the style sheet; done when it is there. */
const dress = () => new Promise((ready) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("scene.css", import.meta.url).href;
  link.onload = link.onerror = ready;
  document.head.append(link);
});

// A browser may forbid to keep anything: then nothing is remembered.
function remember(/** @type {boolean} */ open) {
  try {
    localStorage.setItem(MEMORY, open ? "open" : "closed");
  } catch {}
}

function remembered() {
  try {
    return localStorage.getItem(MEMORY) === "open";
  } catch {
    return false;
  }
}
