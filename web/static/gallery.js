// The page of scenarios: its search, and tags that are searched for.

import { Search } from "./search.js";

const page = /** @type {HTMLElement} */ (document.getElementById("main"));
const tags = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-tag]"));
const { field } = new Search(page, ".exhibit");

field.addEventListener("input", () => {
  for (const tag of tags) tag.setAttribute("aria-pressed", String(tag.dataset.tag === field.value));
});
for (const tag of tags) {
  tag.addEventListener("click", () => {
    field.value = tag.getAttribute("aria-pressed") === "true" ? "" : (tag.dataset.tag ?? "");
    field.dispatchEvent(new Event("input"));
  });
}
document.body.dataset.parts = "there";
