// The form that starts a testbed: a script that is chosen is written into its field.

const script = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#testbed textarea"));

document.querySelector(".testbed-scripts")?.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-script]"));
  if (!button || !script) return;
  event.preventDefault();
  script.value = button.dataset.script ?? "";
  script.focus();
});
