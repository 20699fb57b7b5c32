// The chart of the policy's delays: one crosshair over the numbers of retries, across
// all of its panels. What the captions say comes from the table under them.

/** The number of the retry that is read, from 0. @type {number | null} */
let read = null;
let focused = false;
let unfolded = false;

export function begin(/** @type {import("./lab.js").Lab} */ lab, /** @type {HTMLElement} */ place) {
  const point = (/** @type {PointerEvent} */ event) => {
    const wait = /** @type {Element} */ (event.target).closest(".wait");
    if (!wait) return clear(place);
    const box = wait.getBoundingClientRect();
    show(place, Math.floor(((event.clientX - box.left) / box.width) * retries(place)));
  };
  place.addEventListener("pointermove", point);
  place.addEventListener("pointerdown", point);
  place.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && clear(place));
  place.addEventListener("pointercancel", () => clear(place)); // a touch that scrolls
  addEventListener("pointerdown", (event) => place.contains(/** @type {Node} */ (event.target)) || clear(place));
  // A run takes the panel away that has the focus: that is no reason to stop.
  place.addEventListener("focusin", (event) => (focused = event.target === grid(place)));
  place.addEventListener("focusout", ({ target }) => setTimeout(() => {
    if (!(/** @type {Element} */ (target).isConnected)) return;
    focused = false;
    clear(place);
  }));
  place.addEventListener("keydown", (event) => key(place, event));
  place.addEventListener("toggle", (event) => (unfolded = /** @type {HTMLDetailsElement} */ (event.target).open), true);
  lab.on("part", (name) => {
    if (name !== "waits") return;
    rest.clear();
    const figures = place.querySelector("details");
    if (figures) figures.open = unfolded;
    if (focused && document.activeElement === document.body) grid(place)?.focus({ preventScroll: true });
    if (read !== null) show(place, read);
  });
}

const grid = (/** @type {HTMLElement} */ place) => /** @type {HTMLElement | null} */ (place.querySelector("[data-waits]"));
const retries = (/** @type {HTMLElement} */ place) => Number(grid(place)?.dataset.waits ?? 0);

/** What the captions say when nothing is read. @type {Map<Element, string>} */
const rest = new Map();

function clear(/** @type {HTMLElement} */ place) {
  if (read === null) return;
  read = null;
  place.classList.remove("pointing");
  for (const [readout, html] of rest) readout.innerHTML = html;
  rest.clear();
}

function show(/** @type {HTMLElement} */ place, /** @type {number} */ retry) {
  const count = retries(place);
  if (!count) return clear(place);
  read = Math.max(0, Math.min(count - 1, retry));
  place.classList.add("pointing");
  for (const hair of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(".hair"))) hair.style.left = `${(100 * (read + 0.5)) / count}%`;
  const name = place.querySelector("table")?.dataset.unit;
  const unit = name ? `\u00a0${name}` : "";
  const cells = place.querySelectorAll("tbody tr")[read].querySelectorAll("td");
  place.querySelectorAll(".readout").forEach((readout, i) => {
    if (!rest.has(readout)) rest.set(readout, readout.innerHTML);
    const [median, range, , mode] = [...cells[i].children].map((part) => part.textContent);
    const figure = document.createElement("b");
    figure.textContent = `retry ${Number(read) + 1}: `;
    const value = range ? `${range}${unit}, median ${median}` : median === "—" ? "not made" : `all ${median}${unit}`;
    readout.replaceChildren(figure, value, range && mode ? ` · ${mode}` : "");
  });
}

function key(/** @type {HTMLElement} */ place, /** @type {KeyboardEvent} */ event) {
  if (event.target !== grid(place)) return;
  const last = retries(place) - 1;
  /** @type {Record<string, number>} */
  const to = { ArrowRight: (read ?? -1) + 1, ArrowLeft: (read ?? last + 1) - 1, Home: 0, End: last };
  if (event.key in to) show(place, to[event.key]);
  else if (event.key === "Escape" && read !== null) clear(place); // Escape stops a run as well
  else return;
  event.preventDefault();
}
