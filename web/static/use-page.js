// The page of texts: the same tabs and buttons as in the dialog.

import { Texts } from "./texts.js";

new Texts(/** @type {HTMLElement} */ (document.getElementById("use-page")));
