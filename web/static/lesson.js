// A lesson: guesses that are drawn in the chart, runs that play when they come into view, and
// levers. The server knows the answers; a block is asked for again with what its form says, and
// the address of the page says the same.

import { Charts } from "./charts.js";
import { Crosshair } from "./crosshair.js";
import { patiently } from "./patient.js";
import { Playhead } from "./playhead.js";
import { Mark } from "./mark-guess.js";

const PLAYS = 4; // seconds that a run takes
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Runs that wait to be seen. @type {WeakMap<Element, () => void>} */
const waiting = new WeakMap();
const eye = new IntersectionObserver((all) => {
  for (const { target, isIntersecting } of all) {
    if (!isIntersecting) continue;
    eye.unobserve(target);
    waiting.get(target)?.();
  }
}, { threshold: 0.6 });

/** Makes a block live. With told its answer waits for the end of the run. */
function enliven(/** @type {HTMLFormElement} */ block, told = false) {
  const stage = /** @type {HTMLElement | null} */ (block.querySelector(".stage"));
  const charts = stage && new Charts(stage);
  if (stage && charts) {
    new Crosshair(charts, () => {});
    if (block.dataset.draw) new Mark(block, charts);
    if (charts.bins) play(block, stage, charts, told);
  }
  block.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(block, () => new FormData(block, /** @type {SubmitEvent} */ (event).submitter));
  });
  for (const lever of block.querySelectorAll(".levers")) lever.addEventListener("change", () => ask(block, () => new FormData(block)));
  const hint = /** @type {HTMLAnchorElement | null} */ (block.querySelector("[data-hint]"));
  hint?.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    ask(block, () => {
      const form = new FormData(block);
      form.set(`${block.dataset.name}.hint`, hint.dataset.hint ?? "1");
      return form;
    });
  });
  if (block.dataset.done !== undefined) remember();
}

/** Plays a run once, when it is seen. */
function play(/** @type {HTMLFormElement} */ block, /** @type {HTMLElement} */ stage, /** @type {Charts} */ charts, /** @type {boolean} */ told) {
  const parts = { play: stage.querySelector(".play"), scrub: stage.querySelector(".scrub"), clock: stage.querySelector(".clock"), speed: { value: String((charts.bins * charts.binSeconds) / PLAYS), selectedIndex: 0, options: [1] } };
  if (!parts.play) return;
  const head = new Playhead(charts, (at) => {
    if (at === null) block.classList.remove("running");
  }, parts);
  if (calm) return;
  if (told) block.classList.add("running");
  const begin = () => head.toggle();
  if (told) return begin();
  waiting.set(stage, begin);
  eye.observe(stage);
}

/** The latest request of each block: what was asked before it is not shown any more. @type {Map<string, number>} */
const latest = new Map();

/** The request under way, of whichever block: each form has to say what the answer before it
 * has made of the other blocks, so one waits for another. @type {Promise<void>} */
let turn = Promise.resolve();

/** Asks for a block anew, and says the same in the address. */
function ask(/** @type {HTMLFormElement} */ block, /** @type {() => FormData} */ form) {
  const mine = (latest.get(block.id) ?? 0) + 1;
  latest.set(block.id, mine);
  block.setAttribute("aria-busy", "true");
  turn = turn.then(() => send(block, mine, form));
}

async function send(/** @type {HTMLFormElement} */ block, /** @type {number} */ mine, /** @type {() => FormData} */ form) {
  if (mine !== latest.get(block.id)) return;
  const query = new URLSearchParams(/** @type {any} */ (form()));
  const answer = await patiently(`${block.dataset.block}?${query}`, { signal: AbortSignal.timeout(60_000) }).catch(() => null);
  const markup = answer?.ok && (await answer.text().catch(() => null));
  if (mine !== latest.get(block.id)) return;
  if (!markup) return complain(block, answer ? "The lab cannot run this now. Try again in a moment." : "The lab does not answer. What you have set stays; try again.");
  show(block, markup);
}

/** Puts a block in the place of itself. */
function show(/** @type {HTMLFormElement} */ block, /** @type {string} */ markup) {
  const holder = document.createElement("div");
  holder.innerHTML = markup;
  const fresh = /** @type {HTMLFormElement} */ (holder.firstElementChild);
  const focused = document.activeElement;
  const lever = focused instanceof HTMLInputElement && focused.type === "radio" && block.contains(focused) ? `[name="${CSS.escape(focused.name)}"]:checked` : null;
  const told = !block.querySelector(".told") && fresh.matches(".question:has(.told)");
  block.replaceWith(fresh);
  share(fresh);
  enliven(fresh, told);
  const next = fresh.querySelector(lever ?? "[aria-invalid], .hint:last-of-type, .again, .primary");
  /** @type {HTMLElement | null} */ (next)?.focus({ preventScroll: true });
}

/** The address says what all blocks say, and so do the forms of the others. */
function share(/** @type {HTMLFormElement} */ fresh) {
  if (document.body.dataset.frame !== undefined) return;
  const query = new URLSearchParams(fresh.dataset.query);
  history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
  for (const block of blocks()) {
    if (block === fresh) continue;
    for (const old of block.querySelectorAll(":scope > .kept")) old.remove();
    const own = new Set([...block.elements].map((e) => /** @type {any} */ (e).name));
    for (const [name, value] of query) {
      if (own.has(name) || name === block.dataset.name || name.startsWith(`${block.dataset.name}.`)) continue;
      block.prepend(Object.assign(document.createElement("input"), { type: "hidden", className: "kept", name, value }));
    }
  }
}

function complain(/** @type {HTMLElement} */ block, /** @type {string} */ words) {
  block.removeAttribute("aria-busy");
  let says = block.querySelector(".offline");
  if (!says) block.append((says = Object.assign(document.createElement("p"), { className: "bad offline" })));
  says.setAttribute("role", "alert");
  says.textContent = words;
}

/** Remembers when the exercise of this lesson was done, to ask for its card a week later. */
function remember() {
  const lesson = document.body.dataset.lesson;
  if (!lesson) return;
  try {
    const done = JSON.parse(localStorage.getItem("lessons") ?? "{}");
    done[lesson] ??= Date.now();
    localStorage.setItem("lessons", JSON.stringify(done));
  } catch { /* nothing can be kept in this browser */ }
}

const blocks = () => /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form.block"));

for (const block of blocks()) enliven(block);
document.body.dataset.state = "done";
