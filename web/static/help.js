// Words of a page to read explain themselves in place.

import { begin } from "./terms.js";

begin();
