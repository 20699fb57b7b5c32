// The front of a search: the dot that is pointed at, or has the focus, is lit in both panels, and
// its figures stand above them.

/** Lights the dots of one policy. */
function light(/** @type {SVGElement} */ dot) {
  const chart = document.getElementById("found-front");
  const readout = document.getElementById("front-readout");
  if (!chart || !readout) return;
  for (const other of chart.querySelectorAll("[data-policy]")) {
    other.classList.toggle("lit", other.getAttribute("data-policy") === dot.dataset.policy);
  }
  readout.textContent = dot.getAttribute("aria-label");
}

const dotOf = (/** @type {Event} */ event) => /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest?.("#found-front [data-policy]") ?? null);

// Fragments come and go, so the document listens.
for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const dot = dotOf(event);
    if (dot && /** @type {PointerEvent} */ (event).pointerType !== "touch") light(dot);
  });
}

// A finger cannot point: it reads a dot first, and opens it when it touches it again.
document.addEventListener("click", (event) => {
  const dot = dotOf(event);
  if (!dot || /** @type {PointerEvent} */ (event).pointerType !== "touch" || dot.classList.contains("lit")) return;
  event.preventDefault();
  light(dot);
});
