// Wires the page: settings to the session, the session to charts and words.

import { Address, bare } from "./address.js";
import { Charts } from "./charts.js";
import { Crosshair } from "./crosshair.js";
import { clock } from "./format.js";
import { Lab } from "./lab.js";
import { Playhead } from "./playhead.js";
import { problems } from "./problems.js";
import { Progress } from "./progress.js";
import { Session } from "./session.js";
import { Settings } from "./settings.js";
import { Views } from "./views.js";

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const body = document.body;
const lab = new Lab();
const charts = (lab.charts = new Charts(at("main")));
const playhead = (lab.playhead = new Playhead(charts, (head) => lab.tell("head", head)));
const crosshair = new Crosshair(charts, (bin) => lab.tell("read", bin));
const settings = (lab.settings = new Settings(body.dataset.query ?? "", new RegExp(at("controls").dataset.layers ?? ",", "g"), () => session.ask(settings.query)));
const views = (lab.views = new Views(settings));
lab.show = (/** @type {string} */ query) => {
  settings.query = query;
  session.ask(query);
};
lab.hold = () => session.hold(charts.axes);
lab.settle = () => session.settle() && session.ask(settings.query);
addEventListener("pointerdown", ({ target }) => /** @type {Element} */ (target).closest(".slider") && lab.hold());
for (const over of ["pointerup", "pointercancel"]) addEventListener(over, lab.settle);
lab.fill = (/** @type {Record<string, string>} */ fragments) => {
  charts.unread();
  fill(fragments);
  charts.read();
};
const address = (lab.address = new Address(body.dataset.query ?? "", lab.show, (undo, redo) => {
  for (const [id, possible] of Object.entries({ undo, redo })) /** @type {HTMLButtonElement} */ (at(id)).disabled = !possible;
  lab.tell("moved", null);
}));
at("undo").addEventListener("click", () => address.undo());
at("redo").addEventListener("click", () => address.redo());

const progress = new Progress({ stop: () => session.stop(), again: () => session.ask(settings.query) });

/** What the page says while no run is under way. @type {[string, string]} */
let settled = [at("status").textContent ?? "", body.dataset.state ?? ""];

const session = new Session(at("charts"), {
  connected(open, busy) {
    if (!open) {
      progress.end();
      return status("Connection lost. Trying again…", "offline");
    }
    fetchParts();
    if (body.dataset.state !== "offline") return;
    if (busy) this.started();
    else {
      status(...settled);
      progress.end(settled[1] === "stopped");
    }
  },
  started() {
    views.hush();
    progress.begin();
    status("simulating…", "streaming");
  },
  progress(message) { progress.tell(message); },
  stopped(begun) {
    progress.end(true);
    settle(begun ? `stopped at ${progress.percent}` : "stopped before it began", "stopped");
    if (!begun) return;
    at("note").textContent = `You stopped this run after ${clock(charts.bins * charts.binSeconds)} of simulated time. The table needs a finished run.`;
  },
  swapped(query, opening, said) {
    body.removeAttribute("data-untold");
    crosshair.clear();
    playhead.release();
    charts.changed();
    fill({ hero: opening.hero }); // the page is called after what is asked, not what came of it
    document.title = `${document.querySelector("#hero .own, h1")?.textContent?.trim()} · Backoff Lab`;
    fill({ ...opening, ...said });
    body.dataset.query = query; // of the charts, also where the run is stopped before it is done
    if (!session.waiting) settings.canonical(query);
    address.set(query);
    links(query);
    lab.tell("swapped", query);
  },
  grown(bins) {
    charts.bins = bins;
    charts.changed();
    playhead.extend(bins);
    lab.tell("grown", bins);
  },
  figured(fragments, untold) {
    lab.fill(fragments);
    body.toggleAttribute("data-untold", untold); // what is said above them is of the run before
  },
  done(message, said) {
    if (!said) lab.fill(message.fragments);
    problems(views);
    if (!session.waiting) settings.canonical(message.query);
    progress.end();
    settle(document.querySelector("#hero h1")?.textContent?.trim() ?? "", "done"); // who listens hears the new verdict
    lab.tell("done", message);
  },
  failed(message) {
    const fields = message.fields ?? [];
    progress.end();
    views.patiently(() => {
      problems(views, message.title, message.detail, fields, message.notice);
      settle(fields.length ? "Fix errors to run" : "not run", "error");
    });
  },
});

if (body.dataset.state === "streaming") session.ask(body.dataset.query ?? "");

/** Parts that nobody misses before the charts are there. @type {string[]} */
const PARTS = ["strip", "zoom", "keys", "picker", "menu", "terms", "folds", "story", "handles", "compare", "scene", "share", "predict", "use", "drop"];
const wanted = [...PARTS];
let fetching = false;
addEventListener("load", fetchParts);

/** Fetches what is missing of them: after a lost connection, what it took with it. */
async function fetchParts() {
  if (fetching || document.readyState !== "complete") return;
  fetching = true;
  while (wanted.length) {
    const part = await import(`./${wanted[0]}.js`).catch(() => null);
    if (!part) break; // the page works without; when the server is there again it is asked for again
    wanted.shift();
    part.begin(lab);
  }
  fetching = false;
  if (!wanted.length) body.dataset.parts = "there";
}

let saying = 0;

/** The state at once; the words for a run under way only when it takes a while. */
function status(/** @type {string} */ text, /** @type {string} */ state) {
  body.dataset.state = state;
  clearTimeout(saying);
  saying = setTimeout(() => (at("status").textContent = text), state === "streaming" ? 150 : 0);
}

/** The same, for as long as no run is asked for. */
function settle(/** @type {string} */ text, /** @type {string} */ state) {
  settled = [text, state];
  status(text, state);
}

/** Puts new content into elements, by id. */
function fill(/** @type {Record<string, string>} */ fragments) {
  for (const [id, html] of Object.entries(fragments)) {
    const place = document.getElementById(id);
    if (place) place.innerHTML = html;
  }
}

/** Points the links of the page at the run that is shown, and names its preset. */
function links(/** @type {string} */ query) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".take"))) link.setAttribute("href", link.pathname + (query && `?${query}`));
  for (const name of document.querySelectorAll("#charts .edit")) name.setAttribute("href", name.getAttribute("href")?.replace(/\?.*(?=strategy=)/, `?${query && `${query}&`}`) ?? "");
  for (const preset of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".preset"))) {
    if (preset.dataset.query === bare(query)) preset.setAttribute("aria-current", "true");
    else preset.removeAttribute("aria-current");
  }
}

document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-anyway]")) return session.ask(settings.query, true);
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest(".preset, .reset-all, .try"));
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const query = link.dataset.query ?? "";
  document.getElementById("picker")?.removeAttribute("open");
  link.classList.contains("preset") ? lab.follow(query) : lab.show(query); // a reset begins anew
});

