// Where the service view gets its attempts from, and what it offers when there are none.

import { pathOf, readBars } from "./charts.js";
import { patiently } from "./patient.js";
import { Trace } from "./scene-trace.js";

/** What a server says is wrong. @typedef {{detail?: string, smaller?: {query: string, words: string}}} Problem */

/** Asks for the attempts of a strategy. What is thrown says what is wrong. */
export async function ask(/** @type {string} */ query, /** @type {string} */ key, /** @type {AbortSignal} */ signal) {
  const answer = await patiently(`/fragment/scene?${query}${query && "&"}strategy=${encodeURIComponent(key)}`, { signal });
  const body = await answer.json();
  if (!answer.ok || body.smaller) throw body;
  return new Trace(body);
}

/** The two strategies that differ most in what they do to the service, from the spread of their bars. */
export function pairOf(/** @type {HTMLElement[]} */ panels) {
  const keys = panels.map((panel) => panel.dataset.key ?? "");
  const first = document.getElementById("controls")?.dataset.pair?.split(" ") ?? []; // where a run has both
  if (first.length === 2 && first.every((key) => keys.includes(key))) return first;
  const swings = panels.map((panel) => {
    const bars = readBars(pathOf(/** @type {Element} */ (panel.querySelector(".data")))).slice(1);
    const mean = bars.reduce((sum, n) => sum + n, 0) / bars.length || 1;
    return bars.reduce((sum, n) => sum + (n - mean) ** 2, 0) / mean;
  });
  const at = (/** @type {number} */ swing) => keys[swings.indexOf(swing)];
  const [most, least] = [at(Math.max(...swings)), at(Math.min(...swings))];
  return most === least ? keys.slice(0, 2) : [most, least];
}

/** A link to a run that is small enough. It stays on the page. */
export function linkTo(/** @type {{query: string, words: string}} */ { query, words }, /** @type {import("./lab.js").Lab} */ lab) {
  const link = document.createElement("a");
  link.href = `/?${query}`;
  link.textContent = words;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    lab.show(query);
  });
  return link;
}

/** A button that asks once more. */
export function linkAgain(/** @type {() => void} */ again) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Try again";
  button.addEventListener("click", again);
  return button;
}
