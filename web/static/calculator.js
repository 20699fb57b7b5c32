// The calculator: whatever is typed or chosen is computed at once, by the server. What stands in
// the fields stays there, whatever comes of it; the address is that of what is shown.

import "./calculator-verify.js";
import { patiently } from "./patient.js";

/** Time without a key after which it is computed, ms. */
const IDLE = 200;

const form = /** @type {HTMLFormElement} */ (document.getElementById("calculator"));
const results = /** @type {HTMLElement} */ (document.getElementById("calculated"));
const says = /** @type {HTMLElement} */ (document.getElementById("calculator-says"));

let asked = new AbortController();
let idle = 0;

/** The query of what stands in the form. */
const queryOf = () => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();

/** Asks for what stands in the form; the latest wins. */
async function compute() {
  clearTimeout(idle);
  asked.abort();
  const { signal } = (asked = new AbortController());
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await patiently(`/fragment/calculator?${queryOf()}`, { signal });
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error("no fragment");
    show(await answer.text());
  } catch {
    if (signal.aborted) return;
    says.textContent = "The lab does not answer. What you typed stays here: change anything to try again.";
    says.classList.remove("sr");
    return;
  }
  says.classList.add("sr");
  results.removeAttribute("aria-busy");
}

/** Shows what was computed. What is wrong is said at the fields, and what was right stays. */
function show(/** @type {string} */ html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const retry = /** @type {HTMLInputElement} */ (form.elements.namedItem("retry"));
  if (fresh.querySelector('[data-problem="retry"]') && retry !== document.activeElement && retry.value) {
    retry.value = ""; // the retry that was looked at is none any more
    return void compute();
  }
  mark(fresh);
  const found = /** @type {HTMLElement | null} */ (fresh.querySelector("[data-query]"));
  if (found) {
    results.replaceChildren(...fresh.childNodes);
    matter(found.dataset.shown ?? "");
    history.replaceState(null, "", found.dataset.query ? `?${found.dataset.query}${location.hash}` : location.pathname);
    says.textContent = found.querySelector("h2")?.textContent ?? "";
    document.dispatchEvent(new Event("computed"));
  } else {
    if (fresh.querySelector("li") || !results.querySelector("[data-query]")) results.replaceChildren(...fresh.childNodes);
    says.textContent = [...form.querySelectorAll(".problem")].map((p) => p.textContent).filter(Boolean).join(" ");
  }
}

/** Says at each field what is wrong with it, or nothing. */
function mark(/** @type {HTMLElement} */ fresh) {
  for (const place of form.querySelectorAll(".problem")) {
    const name = place.id.replace("wrong-", "");
    const message = fresh.querySelector(`[data-problem="${name}"]`)?.textContent ?? "";
    place.textContent = message;
    const field = /** @type {HTMLElement} */ (form.elements.namedItem(name));
    if (message) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

/** Shows the fields that matter to the strategy. */
function matter(/** @type {string} */ names) {
  const shown = names.split(" ");
  const own = form.querySelectorAll(".question[data-field]:not(.calculator-asked *)");
  for (const field of /** @type {NodeListOf<HTMLElement>} */ (own)) field.hidden = !shown.includes(field.dataset.field ?? "");
}

form.addEventListener("input", (event) => {
  clearTimeout(idle);
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.tagName === "SELECT") compute();
  else idle = setTimeout(compute, IDLE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  compute();
});
// A retry that is clicked is one to look at: the field says so, too.
results.addEventListener("click", (event) => {
  const { ctrlKey, metaKey, shiftKey, target } = /** @type {MouseEvent} */ (event);
  const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-retry]"));
  if (!link || ctrlKey || metaKey || shiftKey) return;
  event.preventDefault();
  const retry = link.dataset.retry ?? "";
  /** @type {HTMLInputElement} */ (form.elements.namedItem("retry")).value = retry;
  compute().then(() => {
    const again = /** @type {HTMLElement | null} */ (results.querySelector(`[data-retry="${retry}"]`));
    again?.focus({ preventScroll: true });
    document.getElementById("formula")?.scrollIntoView({ block: "nearest" });
  });
});
