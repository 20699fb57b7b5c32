// The steps of a slider: values as links write them, numbers or durations.

const UNITS = { h: 3.6e6, m: 6e4, s: 1e3, ms: 1, us: 1e-3, "µs": 1e-3, ns: 1e-6 };

/** A number, or a duration such as 1m30s in milliseconds. */
function magnitude(/** @type {string} */ text) {
  if (text.trim() !== "" && !Number.isNaN(Number(text))) return Number(text);
  let total = NaN;
  for (const [, n, unit] of text.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)) {
    total = (total || 0) + Number(n) * UNITS[/** @type {keyof typeof UNITS} */ (unit)];
  }
  return total;
}

/** The position of the step that is closest to a value, on a logarithmic scale. */
export function nearest(/** @type {string[]} */ steps, /** @type {string} */ value) {
  const gaps = steps.map((step) => Math.abs(Math.log1p(magnitude(step)) - Math.log1p(magnitude(value))));
  return Math.max(0, gaps.indexOf(Math.min(...gaps)));
}
