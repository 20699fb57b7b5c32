// The menu closes by Escape, by a press beside it, and by what it does.

/** What is pressed again and again. */
const STAYS = "#undo, #redo";

export function begin() {
  const menu = document.getElementById("menu");
  if (!(menu instanceof HTMLDetailsElement)) return;
  const close = () => {
    if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    menu.open = false;
  };
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => event.key === "Escape" && menu.open && close());
  // First of all: a dialog gives the focus back to what had it.
  menu.addEventListener("click", (event) => {
    const taken = /** @type {Element} */ (event.target).closest(".menu-list :is(a, button)");
    if (taken && !taken.matches(STAYS)) close();
  }, { capture: true });
}
