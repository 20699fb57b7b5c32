// What a word means, shown where it stands: a term is a link into the glossary, and here a
// click, or the mouse resting on it, opens its sentence and its picture beside it.

import { patiently } from "./patient.js";

const REST = 450; // milliseconds for which the mouse must stay

/** Words that were asked for. @type {Map<string, Promise<string>>} */
const known = new Map();
/** @type {HTMLElement | null} */
let box = null;
/** @type {HTMLAnchorElement | null} */
let shown = null;
let timer = 0;

export function begin() {
  addEventListener("click", (event) => {
    const term = termAt(event);
    if (!term || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (shown === term) close();
    else open(term);
  });
  addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const term = termAt(event);
    clearTimeout(timer);
    if (term?.closest("#drawer")) return; // it says at its foot what is pointed at
    if (term && term !== shown) timer = setTimeout(() => open(term), REST);
    else if (!term && shown && !box?.contains(/** @type {Node} */ (event.target))) timer = setTimeout(close, REST);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    event.preventDefault(); // it closes nothing else
    event.stopPropagation();
    close();
  }, { capture: true });
  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", place);
}

/** @returns {HTMLAnchorElement | null} */
function termAt(/** @type {Event} */ event) {
  return event.target instanceof Element ? event.target.closest("a.term[data-term]") : null;
}

async function open(/** @type {HTMLAnchorElement} */ term) {
  clearTimeout(timer);
  close();
  const key = term.dataset.term ?? "";
  const text = known.get(key) ?? patiently(`/fragment/term?key=${encodeURIComponent(key)}`).then((answer) => (answer.ok ? answer.text() : Promise.reject()));
  known.set(key, text);
  shown = term;
  try {
    const [markup] = await Promise.all([text, dress()]);
    if (shown !== term || !term.isConnected) return;
    show(term, markup);
  } catch {
    known.delete(key);
    location.href = term.href; // as without a script
  }
}

function show(/** @type {HTMLAnchorElement} */ term, /** @type {string} */ markup) {
  box ??= Object.assign(document.createElement("div"), { id: "term", popover: "manual" });
  box.setAttribute("role", "note");
  box.innerHTML = markup;
  (term.closest("label") ?? term).after(box); // so that the next stop of the keyboard is in it
  term.setAttribute("aria-describedby", "term");
  box.showPopover();
  place();
}

/** Puts the box below its term, or above where there is no room. */
function place() {
  if (!shown || !box?.isConnected) return;
  const at = shown.getBoundingClientRect();
  if (at.bottom < 0 || at.top > innerHeight) return close();
  const below = at.bottom + 8 + box.offsetHeight < innerHeight;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${Math.max(8, below ? at.bottom + 8 : at.top - 8 - box.offsetHeight)}px`;
}

function close() {
  clearTimeout(timer);
  shown?.removeAttribute("aria-describedby");
  shown = null;
  box?.remove();
}

/** @type {Promise<unknown> | null} */
let dressed = null;

/** Attaches the style sheet; done when it is there. */
function dress() {
  return (dressed ??= new Promise((ready) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("terms.css", import.meta.url).href;
    link.onload = link.onerror = ready;
    document.head.append(link);
  }));
}
