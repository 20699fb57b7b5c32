// What is wrong with the settings, for those that have no field in sight: over the picture,
// which stays as it was with the last valid ones.

/** @typedef {import("./views.js").Problem} Problem */
/** @typedef {import("./views.js").Views} Views */

/** What was said last. @type {[Views, string, string, Problem[], string] | null} */
let last = null;

/** Says it. Of those at a field in sight only a screen reader hears again. */
export function problems(/** @type {Views} */ views, title = "", detail = "", /** @type {Problem[]} */ all = [], notice = "") {
  last = [views, title, detail, all, notice];
  const unseen = views.blame(all);
  const place = /** @type {HTMLElement} */ (document.getElementById("problems"));
  if (!title) return place.replaceChildren();
  const kept = document.querySelector("#charts .run") ? [line("p", "Last valid settings", "kept")] : [];
  if (notice) { // the server's markup, of a run that is too large
    place.replaceChildren(...kept);
    return place.insertAdjacentHTML("afterbegin", notice);
  }
  if (!all.length) return place.replaceChildren(...kept, line("h2", title), line("p", detail));
  place.replaceChildren(...kept, ...all.map((problem) => {
    const item = line("p", `${nameOf(problem.field)}: ${problem.message}`, unseen.includes(problem) ? "" : "sr");
    if (!unseen.includes(problem)) return item;
    const link = document.createElement("a");
    link.href = `/settings${location.search}#set-${problem.field}`;
    link.dataset.open = problem.field;
    link.append(...item.childNodes);
    item.append(link);
    return item;
  }));
}

/** Says the same when other fields are in sight. */
export function again() { if (last?.[1]) problems(...last); }

function line(/** @type {string} */ tag, /** @type {string} */ text, className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

/** What the page calls a field, or what links do. */
function nameOf(/** @type {string} */ field) {
  const label = document.querySelector(`[data-field="${field}"] :is(label, .label)`)?.firstChild?.textContent?.trim();
  return label ?? field[0].toUpperCase() + field.slice(1).replaceAll("-", " ");
}
