// The list of lessons: which of them are done, and whose card is due after a week.

const WEEK = 7 * 24 * 3600 * 1000;

/** When the exercises were done, by the address of their lesson. @type {Record<string, number>} */
let done = {};
try {
  done = JSON.parse(localStorage.getItem("lessons") ?? "{}") ?? {};
} catch { /* nothing is kept in this browser */ }

const due = [];
for (const entry of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-lesson]"))) {
  const when = done[entry.dataset.lesson ?? ""];
  if (!when) continue;
  /** @type {HTMLElement} */ (entry.querySelector(".been")).hidden = false;
  if (Date.now() - when >= WEEK) due.push(entry);
}
const section = /** @type {HTMLElement} */ (document.getElementById("due"));
if (due.length) {
  section.hidden = false;
  const says = /** @type {HTMLElement} */ (section.querySelector("p"));
  const link = Object.assign(document.createElement("a"), { href: "/learn/cards", textContent: due.length === 1 ? "One card" : `${due.length} cards` });
  says.append(link, " of lessons that you did a week ago or longer.");
}
document.body.dataset.state = "done";
