// What the parts of the page share, and what they tell each other. A part is a module
// with a function begin(lab); app.js fetches the parts once the charts are there.
//
// The lab tells of these, as events:
//   swapped  panels of another run are on the page; detail: its query
//   grown    they have more bins; detail: how many
//   done     a run is over; detail: the message of the server
//   moved    there may be something else to undo, and to redo
//   head     the playhead moved; detail: the bins it uncovers, null for all
//   answered the answers of a page that asked for a guess are there; detail: its query
//   part     a part that is folded at first has new content; detail: its name
//   zoomed   the rows show more of the run, or less
//   read     a bin is under the crosshair; detail: its number, null for none

import { pinIn } from "./address.js";

export class Lab extends EventTarget {
  /** @type {import("./charts.js").Charts} */ charts = /** @type {any} */ (null);
  /** @type {import("./playhead.js").Playhead} */ playhead = /** @type {any} */ (null);
  /** @type {import("./settings.js").Settings} */ settings = /** @type {any} */ (null);
  /** @type {import("./views.js").Views} */ views = /** @type {any} */ (null);
  /** @type {import("./address.js").Address} */ address = /** @type {any} */ (null);

  /** Keeps the axes while a hand moves something, until they settle on what is there then. */
  hold = () => {};
  settle = () => {};

  /** Puts new content into elements, by id. @type {(fragments: Record<string, string>) => void} */
  fill = () => {};

  /** Brings a scenario into the settings, and asks for its run. @type {(query: string) => void} */
  show = () => {};

  /** The same, beside what is pinned. */
  follow(/** @type {string} */ query) { this.show([query, pinIn(this.settings.query)].filter(Boolean).join("&")); }

  /** The query of the run that the charts show. */
  get query() { return document.body.dataset.query ?? ""; }

  tell(/** @type {string} */ what, /** @type {unknown} */ detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  on(/** @type {string} */ what, /** @type {(detail: any) => void} */ listener) {
    this.addEventListener(what, (event) => listener(/** @type {CustomEvent} */ (event).detail));
  }
}
