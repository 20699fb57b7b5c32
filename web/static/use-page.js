// The page of texts: the same list and buttons as in the dialog. The address names the text on
// show, for whoever copies it.

import { Exports } from "./exports.js";

new Exports(/** @type {HTMLElement} */ (document.getElementById("use-page")), (key) => {
  const query = location.search.slice(1).split("&").filter((pair) => pair && !pair.startsWith("format="));
  history.replaceState(history.state, "", `?${[...query, `format=${encodeURIComponent(key)}`].join("&")}`);
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".use-strategy"))) link.search = link.search.replace(/&format=[^&]*$/, "") + `&format=${encodeURIComponent(key)}`;
});
