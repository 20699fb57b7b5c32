// Reading charts and maps: a crosshair over all curves of a page at once, whose values come from
// the tables under them; and in maps the arrow keys, which go from cell to cell.

export class Reader {
  #root;
  /** @type {number | null} the place that is read */ #at = null;

  constructor(/** @type {HTMLElement} */ root) {
    this.#root = root;
    root.addEventListener("pointermove", (e) => this.#point(e));
    root.addEventListener("pointerdown", (e) => this.#point(e));
    root.addEventListener("pointerleave", (e) => e.pointerType !== "touch" && this.clear());
    root.addEventListener("pointercancel", () => this.clear()); // a touch that scrolls
    root.addEventListener("focusout", (e) => /** @type {Element} */ (e.target).matches(".sweep-plot") && this.clear());
    root.addEventListener("keydown", (e) => this.#key(e));
    for (const type of ["pointerover", "focusin"]) root.addEventListener(type, (e) => this.#cell(/** @type {Element} */ (e.target).closest("[data-says]")));
    this.#rove();
  }

  /** Changes the page, but not what is read, unfolded, scrolled to or has the focus. */
  keep(/** @type {() => void} */ change) {
    const focused = document.activeElement;
    const id = focused?.id || focused?.closest("[id]")?.id;
    const place = focused?.closest(".map") ? this.#links(focused).indexOf(/** @type {HTMLElement} */ (focused)) : -1;
    const open = [...this.#root.querySelectorAll("details[open][id]")].map((e) => e.id);
    change();
    for (const name of open) document.getElementById(name)?.setAttribute("open", "");
    this.#rove();
    if (id && document.activeElement === document.body) {
      const again = document.getElementById(id);
      (place >= 0 && again ? [...again.querySelectorAll("a")][place] : again)?.focus({ preventScroll: true });
    }
    if (this.#at !== null) this.show(this.#at);
  }

  clear() {
    this.#at = null;
    this.#root.classList.remove("reading");
    for (const row of this.#root.querySelectorAll("tr.read")) row.classList.remove("read");
  }

  /** Reads a place, or the nearest that there is, in all charts. */
  show(/** @type {number} */ at) {
    for (const chart of this.#root.querySelectorAll(".sweep-chart")) {
      const shares = sharesOf(chart.querySelector(".sweep-plot"));
      const place = (this.#at = Math.max(0, Math.min(shares.length - 1, at)));
      const rows = chart.querySelectorAll("tbody tr");
      rows.forEach((row, i) => row.classList.toggle("read", i === place));
      /** @type {HTMLElement} */ (chart.querySelector(".sweep-hair")).style.left = `${100 * shares[place]}%`;
      const head = rows[place]?.querySelector("th");
      const cells = rows[place]?.querySelectorAll("td");
      chart.querySelectorAll(".sweep-readout b").forEach((value, i) => (value.textContent = cells?.[i]?.querySelector("span")?.textContent ?? "—"));
      const readout = /** @type {HTMLElement} */ (chart.querySelector(".sweep-readout"));
      readout.dataset.at = (head?.querySelector("a") ?? head)?.textContent?.trim() ?? "";
    }
    this.#root.classList.add("reading");
  }

  #point(/** @type {PointerEvent} */ event) {
    const plot = /** @type {Element} */ (event.target).closest(".sweep-plot");
    if (!plot) return this.#at !== null && event.type === "pointerdown" && this.clear();
    const box = plot.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const shares = sharesOf(plot);
    this.show(shares.reduce((best, s, i) => (Math.abs(s - share) < Math.abs(shares[best] - share) ? i : best), 0));
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches(".map td a")) return this.#step(event, target);
    if (!target.matches(".sweep-plot")) return;
    const last = sharesOf(target).length - 1;
    /** @type {Record<string, number>} */
    const to = { ArrowRight: (this.#at ?? -1) + 1, ArrowLeft: (this.#at ?? last + 1) - 1, Home: 0, End: last };
    if (event.key in to) this.show(to[event.key]);
    else if (event.key === "Escape" && this.#at !== null) this.clear();
    else return;
    event.preventDefault();
  }

  /** Goes from cell to cell of a map. */
  #step(/** @type {KeyboardEvent} */ event, /** @type {HTMLElement} */ link) {
    const cell = /** @type {HTMLTableCellElement} */ (link.closest("td"));
    const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
    /** @type {Record<string, Element | null | undefined>} */
    const to = {
      ArrowRight: cell.nextElementSibling, ArrowLeft: cell.previousElementSibling,
      ArrowUp: row.previousElementSibling?.children[cell.cellIndex], ArrowDown: row.nextElementSibling?.children[cell.cellIndex],
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    const next = to[event.key]?.querySelector("a");
    if (!next) return;
    for (const other of this.#links(link)) other.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  /** Says what is in a cell. */
  #cell(/** @type {Element | null} */ link) {
    const place = document.getElementById("map-readout");
    if (link && place) place.textContent = /** @type {HTMLElement} */ (link).dataset.says ?? "";
  }

  /** One stop of the Tab key for each map; the arrow keys go on from there. */
  #rove() {
    for (const map of this.#root.querySelectorAll(".map")) {
      map.querySelectorAll("td a").forEach((link, i) => (/** @type {HTMLElement} */ (link).tabIndex = i ? -1 : 0));
    }
  }

  /** @returns {HTMLElement[]} the links of the map that has this one */
  #links(/** @type {Element} */ link) { return [...(link.closest(".map")?.querySelectorAll(/** @type {"a"} */ ("td a")) ?? [])]; }
}

const sharesOf = (/** @type {Element | null} */ plot) => (/** @type {HTMLElement | null} */ (plot)?.dataset.shares ?? "").split(" ").map(Number);
