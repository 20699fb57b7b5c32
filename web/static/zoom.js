// Shows the whole of a run, or its beginning where most strategies need no more. The server
// says what comes first; what a reader chooses stays for the runs that follow.

/** @typedef {import("./lab.js").Lab} Lab */

export function begin(/** @type {Lab} */ lab) {
  const scene = /** @type {HTMLElement} */ (document.getElementById("scene"));
  /** @type {boolean | null} whether the reader wants the beginning */
  let wanted = null;

  const apply = () => {
    const button = /** @type {HTMLElement | null} */ (lab.charts.root.querySelector(".zoom"));
    const near = button !== null && (wanted ?? button.dataset.first !== undefined);
    button?.setAttribute("aria-pressed", String(near));
    // The clients in motion take the place of the rows; they move for as long as the run.
    lab.charts.zoom = near && !scene.childElementCount ? 1 / Number(button.dataset.share) : 1;
    lab.playhead.extend(lab.charts.bins);
    lab.tell("zoomed", null);
  };

  lab.charts.root.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest(".zoom");
    if (!button) return;
    wanted = button.getAttribute("aria-pressed") !== "true";
    apply();
  });
  for (const what of ["swapped", "done"]) lab.on(what, apply);
  new MutationObserver(apply).observe(scene, { childList: true });
  apply();
}
