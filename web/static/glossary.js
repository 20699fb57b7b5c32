// The search of the glossary: words that do not have what is typed are hidden.

const field = /** @type {HTMLInputElement} */ (document.getElementById("find"));
const found = /** @type {HTMLElement} */ (document.getElementById("found"));
const words = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".word")]);

function search() {
  const asked = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const word of words) {
    word.hidden = !asked.every((part) => word.dataset.words?.includes(part));
    shown += word.hidden ? 0 : 1;
  }
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".words"))) {
    part.hidden = !part.querySelector(".word:not([hidden])");
  }
  found.textContent = !asked.length ? "" : shown === 1 ? "1 word" : shown ? shown + " words" : "No word has that. Try another, or fewer.";
}

field.addEventListener("input", search);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  field.value = "";
  search();
});
addEventListener("hashchange", () => {
  if (!document.querySelector(":target[hidden]")) return;
  field.value = "";
  search();
  document.querySelector(":target")?.scrollIntoView();
});
if (field.value) search(); // which the browser kept
