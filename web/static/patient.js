// Asks the lab for something, and again when it has told when.

const TRIES = 3; // after the first
const LONGEST = 30; // longest wait that is obeyed, s: who would have to wait longer is told

/**
 * What fetch answers. A lab that has too much to do says in Retry-After when to ask again, each
 * client something else: it is asked then, and not before. The rest of a second is by chance,
 * for the header counts whole ones.
 * @param {string} url
 * @param {RequestInit} [options]
 */
export async function patiently(url, options) {
  for (let left = TRIES; ; left--) {
    const answer = await fetch(url, options);
    const after = Number(answer.headers.get("Retry-After"));
    if (![429, 503].includes(answer.status) || left === 0 || !(after > 0 && after <= LONGEST)) return answer;
    await new Promise((resolve) => setTimeout(resolve, (after + Math.random()) * 1000)); // a signal ends what is asked then
  }
}
