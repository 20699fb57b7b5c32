// Numbers that only the browser knows, what is read off a chart or where the playhead
// is, in the form that the server gives its own. The rules are the server's:
// web/testdata/numbers.json holds both to the same texts.

/** A whole number with narrow no-break spaces between groups of three digits. */
export const thousands = (/** @type {number | string} */ n) =>
  String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** A number with at most so many decimals, whole from 100 up, two digits of what is less than low. */
function short(/** @type {number} */ x, /** @type {number} */ decimals, /** @type {number} */ low) {
  if (x >= 99.95) return thousands(Math.round(x));
  return String(Number(x < low ? x.toPrecision(2) : x.toFixed(decimals)));
}

/** A rate: whole from 100 up, with a decimal from 10, with two below. */
export const rate = (/** @type {number} */ x) => short(x, x < 9.995 ? 2 : 1, 0.1);

/** How many times as much: whole from 100 up, with a decimal below. */
export const multiple = (/** @type {number} */ x) => short(x, 1, 1);

/** So much of all in whole per cent, 100 only for all. */
export const share = (/** @type {number} */ n, /** @type {number} */ of) => `${Math.floor((100 * n) / of)}\u00a0%`;

/** @type {[number, string][]} */
const RATE_UNITS = [[1, "s"], [60, "min"], [3600, "h"]];

/** A rate with its unit: per second, or below one a second per minute, hour or day. */
export function perTime(/** @type {number} */ x) {
  const [seconds, unit] = RATE_UNITS.find(([n]) => x * n > 0.9949 || x === 0) ?? [86400, "day"];
  return `${rate(x * seconds)}/${unit}`;
}

/** Virtual time in tenths of a second, in minutes from two on. It shows what has passed. */
export function clock(/** @type {number} */ seconds) {
  const passed = Math.floor(seconds * 10 + 1e-6) / 10;
  const hours = passed < 7200 ? 0 : Math.floor(passed / 3600);
  const minutes = passed < 120 ? 0 : Math.floor(passed / 60) - 60 * hours;
  const rest = (passed - 3600 * hours - 60 * minutes).toFixed(1);
  return `${hours ? `${hours}\u00a0h\u00a0` : ""}${hours || minutes ? `${minutes}\u00a0min\u00a0` : ""}${rest}\u00a0s`;
}

/** A number as links write it, with three decimals at most. */
export const plain = (/** @type {number} */ x) => String(Number(x.toFixed(3)));

/** Milliseconds as links write them: 250ms, 1.5s, 1m30s, 1h. */
export function duration(/** @type {number} */ ms) {
  if (ms > 0 && ms < 1000) return `${plain(ms)}ms`;
  const [hours, minutes, seconds] = [Math.floor(ms / 36e5), Math.floor((ms % 36e5) / 6e4), plain((ms % 6e4) / 1000)];
  const rest = seconds === "0" ? "" : `${seconds}s`;
  return (hours ? `${hours}h` : "") + (minutes || (hours && rest) ? `${minutes}m` : "") + rest || "0s";
}
