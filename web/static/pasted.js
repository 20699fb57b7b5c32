// Texts that come from files, and into fields such that one can take it back.

/** The text of a file of at most so many bytes. Throws an error whose message is a sentence. */
export async function textOf(/** @type {File} */ file, /** @type {number} */ most) {
  if (file.size > most) throw new Error(`${file.name} has ${file.size.toLocaleString("en")} bytes; at most ${most.toLocaleString("en")} are read. Paste the part that is about retries.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file.name} is no text in UTF-8. Save it as UTF-8, or paste what it says.`);
  }
}

/** Characters above which a text is put into a field at once: as if typed, it takes minutes. */
const LONG = 100_000;

/** Takes what is pasted into a field out of the browser's hands where that is long. */
export function pasteFast(/** @type {HTMLTextAreaElement} */ field) {
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (text.length <= LONG) return;
    event.preventDefault();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  });
}

/** Replaces what stands in a field as if it were typed: undo brings it back, unless one of the two is long. */
export function insert(/** @type {HTMLTextAreaElement} */ field, /** @type {string} */ text) {
  field.focus();
  field.select();
  if (Math.max(text.length, field.value.length) > LONG || !document.execCommand("insertText", false, text)) field.value = text; // the old way is the only one that can be undone
  field.setSelectionRange(0, 0);
  field.scrollTop = 0;
}
