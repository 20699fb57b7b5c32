// The drawer of all settings: it comes from the server when it is opened first, leaves the
// charts in sight, and finds a setting by what people call it.

import { Fleets } from "./fleets.js";
import { patiently } from "./patient.js";
import { again } from "./problems.js";
import { reveal } from "./strip.js";

/** @typedef {import("./lab.js").Lab} Lab */

export class Drawer {
  #lab;
  #drawer = /** @type {HTMLElement} */ (document.getElementById("drawer"));
  /** @type {Promise<void> | null} */ #filled = null;
  /** What it was opened from. @type {HTMLElement | null} */ #from = null;

  constructor(/** @type {Lab} */ lab) {
    this.#lab = lab;
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("drawer.css", import.meta.url).href;
    this.#drawer.hidden = true;
    document.head.append(sheet);
  }

  /** Opens it, at a field or at the search. Where it is open already, all settings close it. */
  async open(/** @type {string} */ field, /** @type {HTMLElement} */ from) {
    if (!this.#drawer.hidden && !field) return this.close();
    this.#from = from;
    this.#filled ??= this.#fill();
    await this.#filled.catch(() => (this.#filled = null)); // the next click asks again
    if (!this.#filled) return;
    this.#drawer.hidden = false;
    document.body.classList.add("drawn");
    again();
    reveal(this.#drawer);
    if (field) this.#seek(field);
    else if (matchMedia("(pointer: fine)").matches) this.#at("find").focus();
    else this.#drawer.focus({ preventScroll: true }); // no keyboard over half of a phone unasked
  }

  close() {
    this.#drawer.hidden = true;
    document.body.classList.remove("drawn");
    again();
    (this.#from?.isConnected ? this.#from : document.getElementById("all-settings"))?.focus({ preventScroll: true });
  }

  async #fill() {
    const answer = await patiently(`/fragment/settings?${this.#lab.settings.query}`);
    if (!answer.ok) throw answer;
    this.#drawer.innerHTML = await answer.text();
    const fleets = new Fleets(/** @type {any} */ (this.#at("all")), this.#lab.settings);
    this.#lab.views.adopt();
    this.#lab.on("swapped", () => fleets.know(this.#lab.charts.fleets));
    fleets.know(this.#lab.charts.fleets);
    this.#listen();
  }

  #listen() {
    this.#at("drawer-close").addEventListener("click", () => this.close());
    this.#at("find").addEventListener("input", () => this.#find());
    this.#drawer.addEventListener("keydown", (event) => this.#key(event));
    for (const type of ["focusin", "pointerover"]) this.#drawer.addEventListener(type, (event) => this.#explain(/** @type {Element} */ (event.target)));
    const [undo, redo] = /** @type {NodeListOf<HTMLButtonElement>} */ (this.#drawer.querySelectorAll("[data-do]"));
    undo.addEventListener("click", () => this.#lab.address.undo());
    redo.addEventListener("click", () => this.#lab.address.redo());
    const moved = () => ([undo.disabled, redo.disabled] = [!this.#lab.address.undoes, !this.#lab.address.redoes]);
    this.#lab.on("moved", moved);
    moved();
  }

  /** What a setting means stands where it always stands. */
  #explain(/** @type {Element} */ target) {
    const help = target.closest(".control")?.querySelector(".help")?.textContent;
    if (help) this.#at("about").textContent = help;
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const find = this.#at("find");
    if (event.key === "Escape") {
      event.preventDefault(); // Escape stops a run as well
      if (event.target === find && find.value) {
        find.value = "";
        this.#find();
      } else this.close();
    } else if (event.key === "Enter" && event.target === find) {
      event.preventDefault(); // not the form's
      /** @type {HTMLElement | null} */ (this.#drawer.querySelector(".hit [name], .hit [type=checkbox]"))?.focus();
    }
  }

  /** Shows the fields that are called so, here or elsewhere; all when nothing is looked for. */
  #find() {
    const wanted = plain(this.#at("find").value);
    let hits = 0;
    for (const entry of /** @type {NodeListOf<HTMLElement>} */ (this.#drawer.querySelectorAll(".control, .toggle, .shelf label, #mixer"))) {
      const hit = wanted !== "" && this.#matches(entry, wanted);
      entry.classList.toggle("hit", hit);
      entry.hidden = wanted !== "" && !hit;
      if (hit) hits++;
    }
    this.#at("all").classList.toggle("finding", wanted !== "");
    for (const box of /** @type {NodeListOf<HTMLElement>} */ (this.#drawer.querySelectorAll(".group, .more, .shelf"))) {
      box.hidden = wanted !== "" && !box.querySelector(".hit") && !box.matches(".hit");
      if (box instanceof HTMLDetailsElement && wanted && !box.hidden) box.open = true;
    }
    this.#at("nothing").hidden = wanted === "" || hits > 0;
    this.#at("found").textContent = wanted ? `${hits} found` : "";
  }

  /** Whether an entry is called so. One that is only elsewhere says how. */
  #matches(/** @type {HTMLElement} */ entry, /** @type {string} */ wanted) {
    const also = entry.querySelector(".also");
    const other = (entry.dataset.words ?? "").split(", ").find((word) => plain(word).includes(wanted));
    const group = entry.closest(".shelf")?.getAttribute("aria-label") ?? entry.closest(".group")?.querySelector("summary")?.firstChild?.textContent ?? "";
    const own = plain(`${group} ${entry.querySelector("label, .label, .name, summary")?.textContent ?? entry.textContent}`).includes(wanted);
    if (also) also.textContent = !own && other ? `also called ${other}` : "";
    return own || other !== undefined;
  }

  #seek(/** @type {string} */ field) {
    this.#at("find").value = "";
    this.#find();
    const entry = this.#drawer.querySelector(`[data-field="${field}"]`);
    entry?.closest("details")?.setAttribute("open", "");
    entry?.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null | undefined} */ (entry?.querySelector("[name]"))?.focus({ preventScroll: true });
  }

  #at(/** @type {string} */ id) { return /** @type {HTMLInputElement} */ (document.getElementById(id)); }
}

/** What people mean by a text, however they write it. */
const plain = (/** @type {string} */ text) => text.toLowerCase().replace(/[\s_-]+/g, " ").trim();
