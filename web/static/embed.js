// The frame: charts that are there, a crosshair and a playhead over them. It asks the
// server for nothing more.

import { Charts } from "./charts.js";
import { Crosshair } from "./crosshair.js";
import { Playhead } from "./playhead.js";

if (document.querySelector(".run")) {
  const charts = new Charts(/** @type {HTMLElement} */ (document.getElementById("stage")));
  new Playhead(charts, () => {});
  new Crosshair(charts, () => {});
}
document.body.dataset.state = "done";
