// The page of a configuration: what is typed, pasted or dropped anywhere on it is read at once,
// by the server. What stands in the field stays there, whatever comes of it.

import { drops } from "./drop.js";
import { insert, textOf } from "./pasted.js";
import { patiently } from "./patient.js";

/** Time without a key after which the text is read, ms. */
const PAUSE = 250;

const form = /** @type {HTMLFormElement} */ (document.getElementById("import"));
const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("import-text"));
const file = /** @type {HTMLInputElement} */ (document.getElementById("import-file"));
const format = /** @type {HTMLSelectElement} */ (document.getElementById("import-format"));
const read = /** @type {HTMLElement} */ (document.getElementById("import-read"));
const status = /** @type {HTMLElement} */ (document.getElementById("import-says"));
const most = Number(form.dataset.most);

let asked = new AbortController();
let pause = 0;

/** Reads what stands in the field; the latest wins. */
async function ask() {
  clearTimeout(pause);
  asked.abort();
  const { signal } = (asked = new AbortController());
  const fields = new FormData(form);
  fields.delete("file"); // which is in the field by now
  read.setAttribute("aria-busy", "true");
  try {
    const answer = await patiently("/fragment/import", { method: "POST", body: fields, signal });
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error("no fragment");
    show(await answer.text());
  } catch {
    if (signal.aborted) return;
    problem("The lab does not answer. What you pasted stays here: try again.");
  }
  read.removeAttribute("aria-busy");
}

/** Shows what was read, and says it. */
function show(/** @type {string} */ html) {
  read.innerHTML = html;
  const problem = /** @type {HTMLElement} */ (document.getElementById("import-problem"));
  const title = document.getElementById("read-title")?.textContent;
  const lost = document.getElementById("lost-title")?.textContent;
  status.textContent = title ? `${title}. ${lost}.` : (problem.textContent ?? "");
  text.toggleAttribute("aria-invalid", !problem.hidden);
}

/** Says why a text is not even asked for. */
function problem(/** @type {string} */ sentence) {
  read.innerHTML = `<p class="paste-problem" id="import-problem"></p>`;
  /** @type {HTMLElement} */ (document.getElementById("import-problem")).textContent = sentence;
  status.textContent = sentence;
}

/** Takes a file into the field. */
async function take(/** @type {File} */ dropped) {
  try {
    insert(text, await textOf(dropped, most));
    ask();
  } catch (error) {
    asked.abort();
    problem(/** @type {Error} */ (error).message);
  }
}

text.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE);
});
text.addEventListener("paste", () => setTimeout(ask)); // once it is there
format.addEventListener("change", ask);
file.addEventListener("change", () => file.files?.[0] && take(file.files[0]));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const as = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (as?.name === "as") format.value = as.value;
  ask();
});
document.querySelector(".samples")?.addEventListener("click", (event) => {
  const { ctrlKey, metaKey, shiftKey } = /** @type {MouseEvent} */ (event);
  const sample = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-sample]"));
  if (!sample || ctrlKey || metaKey || shiftKey) return;
  event.preventDefault();
  format.value = "";
  insert(text, sample.dataset.sample ?? "");
  scrollTo({ top: 0 });
  ask();
});

drops(take);
