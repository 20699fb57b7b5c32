// Files that are dropped on a page: of the lab, where they lead to the page that reads them, and
// of that page itself.

/** @typedef {import("./lab.js").Lab} Lab */

/** Tells of each file that is dropped anywhere. What is held over the page says so. */
export function drops(/** @type {(file: File) => void} */ take) {
  const held = (/** @type {boolean} */ over) => document.body.classList.toggle("dropping", over);
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    held(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget || held(false));
  addEventListener("drop", (event) => {
    held(false);
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}

/** On the page of the lab a file is sent to be read, beside the scenario on show. */
export function begin(/** @type {Lab} */ lab) {
  addEventListener("dragover", () => import("./folds.js").then(({ style }) => style("drop")), { once: true });
  drops((file) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/import", enctype: "multipart/form-data", hidden: true });
    const files = new DataTransfer();
    files.items.add(file);
    form.append(Object.assign(document.createElement("input"), { name: "into", value: lab.query }), Object.assign(document.createElement("input"), { type: "file", name: "file", files: files.files }));
    document.body.append(form);
    form.submit();
    form.remove();
  });
}
