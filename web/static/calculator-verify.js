// Delays that are pasted, typed or dropped anywhere on the page of the calculator: the server
// says what they fit. What stands in the field stays there, whatever comes of it.

import { drops } from "./drop.js";
import { insert, pasteFast, textOf } from "./pasted.js";
import { patiently } from "./patient.js";

/** Time without a key after which the text is sent, ms. */
const PAUSE = 400;

const form = /** @type {HTMLFormElement} */ (document.getElementById("verify-form"));
const policy = /** @type {HTMLFormElement} */ (document.getElementById("calculator"));
const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("verify-text"));
const file = /** @type {HTMLInputElement} */ (document.getElementById("verify-file"));
const verified = /** @type {HTMLElement} */ (document.getElementById("verified"));
const says = /** @type {HTMLElement} */ (document.getElementById("verify-says"));
const most = Number(form.dataset.most);

let asked = new AbortController();
let pause = 0;

/** The query of what stands in the form of the policy. */
const queryOf = () => new URLSearchParams([...new FormData(policy)].map(([name, value]) => [name, String(value)])).toString();

/** Whether the policy above matters to what is shown. */
const against = () => /** @type {HTMLInputElement} */ (form.elements.namedItem("against")).checked;

/** Asks what the delays in the field fit; the latest wins. */
async function ask() {
  clearTimeout(pause);
  asked.abort();
  const { signal } = (asked = new AbortController());
  const bytes = new Blob([text.value]).size;
  if (bytes > most) return problem(`The text has ${bytes.toLocaleString("en")} bytes; at most ${most.toLocaleString("en")} are read. Paste the part that has the retries.`);
  const fields = new FormData(form);
  fields.delete("file"); // which is in the field by now
  fields.set("policy", queryOf());
  verified.setAttribute("aria-busy", "true");
  try {
    const answer = await patiently("/fragment/calculator/verify", { method: "POST", body: fields, signal });
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error("no fragment");
    show(await answer.text());
  } catch {
    if (signal.aborted) return;
    problem("The lab does not answer. What you pasted stays here: change it, or choose a unit, to try again.");
  }
  verified.removeAttribute("aria-busy");
}

/** Shows what was found, and says it. */
function show(/** @type {string} */ html) {
  const open = [...verified.querySelectorAll("details[open]")].map((details) => details.id);
  verified.innerHTML = html;
  for (const id of open) if (id) document.getElementById(id)?.setAttribute("open", "");
  const wrong = /** @type {HTMLElement} */ (document.getElementById("verify-problem"));
  says.textContent = document.getElementById("verified-title")?.textContent ?? wrong.textContent ?? "";
  text.toggleAttribute("aria-invalid", !wrong.hidden);
}

/** Says why a text is not even sent. */
function problem(/** @type {string} */ sentence) {
  show(`<p class="paste-problem" id="verify-problem"></p>`);
  says.textContent = /** @type {HTMLElement} */ (document.getElementById("verify-problem")).textContent = sentence;
  verified.removeAttribute("aria-busy");
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

/** Puts a policy into the form above, as its own page has it. */
async function use(/** @type {string} */ query) {
  try {
    const answer = await patiently(`/calculator?${query}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["calculator", "calculated"]) {
      document.getElementById(id)?.replaceChildren(.../** @type {HTMLElement} */ (page.getElementById(id)).childNodes);
    }
    history.pushState(null, "", `/calculator?${query}`);
    policy.scrollIntoView({ block: "start" });
    ask();
  } catch {
    problem("The lab does not answer. What you pasted stays here: try again.");
  }
}

/** Shows a line of the text where it was pasted, besides in the list below. */
function select(/** @type {number} */ line) {
  const lines = text.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  text.scrollTop = Math.max(0, (line - 3) * Number.parseFloat(getComputedStyle(text).lineHeight));
}

text.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE);
});
pasteFast(text);
text.addEventListener("paste", () => setTimeout(ask)); // once it is there
form.addEventListener("change", (event) => {
  if (event.target === file) file.files?.[0] && take(file.files[0]);
  else if (event.target !== text) ask();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (button?.name === "use") use(button.value);
  else ask();
});
form.addEventListener("click", (event) => {
  const { ctrlKey, metaKey, shiftKey } = /** @type {MouseEvent} */ (event);
  const sample = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-sample]"));
  if (!sample || ctrlKey || metaKey || shiftKey) return;
  event.preventDefault();
  /** @type {HTMLSelectElement} */ (form.elements.namedItem("unit")).value = "";
  insert(text, sample.dataset.sample ?? "");
  ask();
});
verified.addEventListener("click", (event) => {
  const line = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-line]"));
  if (!line) return;
  document.getElementById("verify-lines")?.setAttribute("open", "");
  setTimeout(() => select(Number(line.dataset.line))); // to follow the link takes the selection away in some browsers
});
// Another policy is another verdict, once it is computed.
document.addEventListener("computed", () => against() && text.value.trim() && ask());

drops(take);
