// The front of a search: the dot that is pointed at, or has the focus, is lit in both panels, and
// its figures stand above them.

/** Lights the dots of one policy; null: of none. */
function light(/** @type {SVGElement | null} */ dot) {
  const chart = document.getElementById("found-front");
  const readout = document.getElementById("front-readout");
  if (!chart || !readout) return;
  for (const other of chart.querySelectorAll("[data-policy]")) {
    other.classList.toggle("lit", dot !== null && other.getAttribute("data-policy") === dot.dataset.policy);
  }
  if (dot) readout.textContent = dot.getAttribute("aria-label");
}

/** Fragments come and go, so the document listens. */
for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const at = /** @type {Element} */ (event.target);
    if (at.closest?.("#found-front")) light(/** @type {SVGElement | null} */ (at.closest("[data-policy]")));
  });
}
