// The form that starts a testbed: a script that is chosen is written into its field, and the
// scenario that is typed is described below its own.

const script = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#testbed textarea"));

document.querySelector(".testbed-scripts")?.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-script]"));
  if (!button || !script) return;
  event.preventDefault();
  script.value = button.dataset.script ?? "";
  script.focus();
});

/** Time without a key after which the scenario is asked for, ms. */
const PAUSE = 300;

const scenario = /** @type {HTMLInputElement | null} */ (document.getElementById("testbed-scenario"));
const clients = /** @type {HTMLInputElement | null} */ (document.getElementById("testbed-callers"));
const summary = document.getElementById("testbed-summary");
let described = /** @type {string | null} */ (scenario?.defaultValue ?? "");
let pause = 0;

/** Takes from the form for the scenario that is typed what it says of it; nothing if it is none. */
async function describe() {
  const typed = scenario?.value ?? "";
  if (!scenario || !clients || !summary || typed === described) return;
  described = typed;
  const page = await fetch(`/testbed?${new URLSearchParams({ scenario: typed })}`).then((answer) => answer.text(), () => "");
  if (typed !== described) return; // another was typed in the meantime
  const form = new DOMParser().parseFromString(page, "text/html");
  summary.textContent = form.getElementById(summary.id)?.textContent ?? "";
  clients.placeholder = form.getElementById(clients.id)?.getAttribute("placeholder") ?? "";
}

scenario?.addEventListener("input", () => {
  described = null; // what is typed now is not
  if (summary) summary.textContent = "";
  clearTimeout(pause);
  pause = setTimeout(describe, PAUSE);
});
addEventListener("pageshow", describe); // back from a testbed, the field has what was typed
