// The panel by which a run is shared: its link, the words in the link, the picture
// that the link shows elsewhere, and a frame for other pages.

/** @typedef {import("./lab.js").Lab} Lab */

import { link, title } from "./share.js";

const PAUSE = 400; // after the last key in a field, ms

const MARKUP = `
<header><h2 id="share-title">Share this run</h2><form method="dialog"><button class="button">Close</button></form></header>
<p class="sub">The link holds the whole run: whoever opens it sees the same.</p>
<div class="row"><label for="share-link">Link</label><input id="share-link" readonly><button class="primary" type="button" data-copy="share-link" autofocus>Copy</button></div>
<div class="row"><label for="share-name">Title <small>optional</small></label><input id="share-name" dir="auto" autocomplete="off" placeholder="Leave empty for the generated title"></div>
<div class="row"><label for="share-note">Note <small>optional</small></label><textarea id="share-note" rows="2" dir="auto" placeholder="What should people notice?"></textarea></div>
<figure><img alt="Preview of the link" width="1200" height="630"><figcaption class="sub">What chat programs and feeds show for the link.</figcaption></figure>
<div class="row"><label for="share-frame">Embed</label><input id="share-frame" readonly><button class="button" type="button" data-copy="share-frame">Copy</button>
<span class="row-more"><select id="share-chart" aria-label="Chart in the embed"><option value="load">Load</option><option value="completion">Completion</option><option value="both">Both</option></select>
<select id="share-theme" aria-label="Theme of the embed"><option value="">Match the reader's theme</option><option value="light">Light</option><option value="dark">Dark</option></select><small id="share-height"></small></span></div>
<div class="row"><label for="share-mark">Markdown</label><input id="share-mark" readonly><button class="button" type="button" data-copy="share-mark">Copy</button></div>
<p class="row-take">Save: <a class="take" href="/card.png" download="backoff-lab-card.png">preview</a> <a class="take" href="/chart/load.png" download="backoff-lab-load.png">load</a> <a class="take" href="/chart/completion.png" download="backoff-lab-completion.png">completion</a> <a class="take" href="/api/v1/run.csv" download="backoff-lab-run.csv">data</a></p>
<p class="sr" role="status"></p>`;

export class Panel {
  #lab;
  #dialog = document.createElement("dialog");
  #timer = 0;

  constructor(/** @type {Lab} */ lab) {
    this.#lab = lab;
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("share.css", import.meta.url).href;
    document.head.append(sheet);
    this.#dialog.id = "share-panel";
    this.#dialog.setAttribute("aria-labelledby", "share-title");
    this.#dialog.innerHTML = MARKUP; // ours; what people write comes in as values
    document.body.append(this.#dialog);
    const { mostTitle, mostNote } = document.getElementById("controls")?.dataset ?? {};
    this.#at("share-name").maxLength = Number(mostTitle);
    this.#at("share-note").maxLength = Number(mostNote);
    this.#dialog.addEventListener("click", (event) => this.#click(/** @type {HTMLElement} */ (event.target)));
    this.#dialog.addEventListener("focusin", ({ target }) => target instanceof HTMLInputElement && target.readOnly && target.select());
    for (const id of ["share-name", "share-note"]) this.#at(id).addEventListener("input", () => this.#written());
    for (const id of ["share-chart", "share-theme"]) this.#at(id).addEventListener("change", () => this.#fill());
    lab.on("done", () => this.#dialog.open && this.#fill());
    this.#dialog.addEventListener("close", () => this.#flush());
  }

  open() {
    this.#at("share-name").value = this.#lab.settings.get("title");
    this.#at("share-note").value = this.#lab.settings.get("note");
    this.#fill();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** Says everything of the run on show. */
  #fill() {
    const query = this.#lab.query;
    const at = (/** @type {string} */ path, extra = "") => link([query, extra].filter(Boolean).join("&"), path);
    const [chart, theme, here, name] = [this.#at("share-chart").value, this.#at("share-theme").value, link(query), title()];
    const height = this.#height(chart);
    const frame = at("/embed", [chart !== "load" && `chart=${chart}`, theme && `theme=${theme}`].filter(Boolean).join("&"));
    this.#at("share-link").value = here;
    this.#at("share-frame").value = `<iframe src="${attribute(frame)}" title="${attribute(name)}" width="100%" height="${height}" style="border:0" loading="lazy"></iframe>`;
    this.#at("share-height").textContent = `Suggested size 700 × ${height} px`;
    this.#at("share-mark").value = `[${name.replace(/[\\[\]]/g, "\\$&")}](${here})`;
    const picture = /** @type {HTMLImageElement} */ (this.#dialog.querySelector("img"));
    if (picture.src !== at("/card.png")) picture.src = at("/card.png");
    for (const take of /** @type {NodeListOf<HTMLAnchorElement>} */ (this.#dialog.querySelectorAll(".take"))) take.search = query;
  }

  /** How high a frame is in the column of a text: rows have one height whatever their number,
      below them two panels stand side by side. */
  #height(/** @type {string} */ chart) {
    const grid = 240 * Math.ceil(document.querySelectorAll("[data-chart=load] .panel").length / 2);
    const note = 23 * Math.ceil(this.#lab.settings.get("note").length / 90);
    return note + (chart === "load" ? 640 : chart === "completion" ? 180 + grid : 685 + grid);
  }

  #written() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), PAUSE);
  }

  /** Puts the words into the link: the server says what the page is then. */
  #flush() {
    clearTimeout(this.#timer);
    for (const [id, name] of [["share-name", "title"], ["share-note", "note"]]) {
      const text = this.#at(id).value.replace(/\s+/g, " ").trim();
      if (this.#lab.settings.get(name) !== text) this.#lab.settings.set(name, text);
    }
  }

  async #click(/** @type {HTMLElement} */ target) {
    if (target === this.#dialog) return this.#dialog.close(); // beside it
    const from = target.dataset.copy;
    if (!from) return;
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(this.#at(from).value);
    } catch {
      said = "Press Ctrl C";
      this.#at(from).select();
    }
    const before = target.textContent;
    if (before !== "Copy") return;
    target.textContent = said;
    /** @type {HTMLElement} */ (this.#dialog.querySelector("[role=status]")).textContent = said;
    setTimeout(() => (target.textContent = before), 1600);
  }

  #at(/** @type {string} */ id) { return /** @type {HTMLInputElement} */ (document.getElementById(id)); }
}

const attribute = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
