// What can be compared besides the lab's own strategies: libraries from their
// shelf, and mixes. Whatever is chosen gets a toggle beside the others.

const OWN = 1000; // more than there are own strategies

export class Fleets {
  /** @type {HTMLElement} */ #toggles;
  /** @type {HTMLElement | null} */ #shelf;
  #form;

  constructor(/** @type {HTMLFormElement} */ form) {
    this.#form = form;
    this.#toggles = /** @type {HTMLElement} */ (form.querySelector("#toggles"));
    this.#shelf = form.querySelector("#libraries");
    // Those that have a toggle are disabled where the form is sent as it is.
    for (const box of this.#boxes) box.disabled = false;
    form.addEventListener("input", (e) => this.#follow(/** @type {any} */ (e.target)));
    this.#filter();
    this.#mix(/** @type {HTMLDetailsElement} */ (form.querySelector("#mixer")));
  }

  /** Has toggles for these, and for no other libraries and mixes. */
  keep(/** @type {string[]} */ keys) {
    for (const box of this.#boxes) {
      if (this.#toggles.contains(box) && !isOwn(box.value) && !keys.includes(box.value)) box.closest("label")?.remove();
    }
    for (const key of keys) if (key) this.#toggle(key);
  }

  tint(/** @type {Map<string, string>} */ tones) {
    for (const box of this.#boxes) {
      const tone = tones.get(box.value);
      if (tone && this.#toggles.contains(box)) /** @type {Element} */ (box.closest("label")).className = `toggle ${tone}`;
    }
  }

  /** @returns {HTMLInputElement[]} */
  get #boxes() { return [...this.#form.querySelectorAll("[type=checkbox][name=strategies]")].map((e) => /** @type {any} */ (e)); }

  /** The two boxes of a library say the same. */
  #follow(/** @type {HTMLInputElement} */ target) {
    if (target.name !== "strategies") return;
    if (target.checked) this.#toggle(target.value);
    for (const box of this.#boxes) if (box.value === target.value) box.checked = target.checked;
  }

  /** The box of a toggle, which is made when there is none. */
  #toggle(/** @type {string} */ key) {
    const there = this.#boxes.find((box) => box.value === key && this.#toggles.contains(box));
    if (there) return there;
    const [label, box, name] = ["label", "input", "span"].map((tag) => document.createElement(tag));
    label.className = "toggle";
    Object.assign(box, { type: "checkbox", name: "strategies", value: key });
    name.className = "name";
    name.textContent = this.#name(key);
    label.append(box, name);
    this.#toggles.append(label);
    return /** @type {HTMLInputElement} */ (box);
  }

  /** @returns {string} */
  #name(/** @type {string} */ key) {
    if (key.includes("@")) {
      return key.split("/").map((part) => part.split("@")).map(([of, share]) => `${share}\u00a0% ${this.#name(of)}`).join(", ");
    }
    const box = this.#boxes.find((box) => box.value === key);
    return box?.closest("label")?.querySelector("span")?.textContent ?? key;
  }

  #filter() {
    const words = /** @type {HTMLInputElement | null} */ (this.#shelf?.querySelector(".filter"));
    words?.addEventListener("input", () => {
      const wanted = words.value.trim().toLowerCase();
      for (const group of /** @type {NodeListOf<HTMLElement>} */ (this.#shelf?.querySelectorAll("[role=group]"))) {
        const language = (group.getAttribute("aria-label") ?? "").toLowerCase();
        const labels = [...group.querySelectorAll("label")];
        for (const label of labels) label.hidden = !`${language} ${label.textContent?.toLowerCase()}`.includes(wanted);
        group.hidden = labels.every((label) => label.hidden);
      }
    });
    words?.addEventListener("keydown", (e) => e.key === "Enter" && e.preventDefault()); // not the form's
  }

  /** Two strategies and a share make one fleet. */
  #mix(/** @type {HTMLDetailsElement} */ mixer) {
    const [first, second] = mixer.querySelectorAll("select");
    const share = /** @type {HTMLInputElement} */ (mixer.querySelector("[type=range]"));
    const add = /** @type {HTMLButtonElement} */ (mixer.querySelector("button"));
    const say = () => {
      /** @type {HTMLElement} */ (mixer.querySelector("output")).textContent = `${share.value}\u00a0% and ${100 - share.valueAsNumber}\u00a0%`;
      share.style.setProperty("--at", `${share.valueAsNumber}%`);
      add.disabled = first.value === second.value;
    };
    mixer.addEventListener("input", say);
    mixer.addEventListener("toggle", () => {
      if (first.length) return;
      const keys = new Set(this.#boxes.map((box) => box.value).filter((key) => !key.includes("@")));
      for (const list of [first, second]) for (const key of keys) list.add(new Option(this.#name(key), key));
      [first.value, second.value] = ["exponential", "full"];
      say();
    });
    add.addEventListener("click", () => {
      const rank = (/** @type {string} */ key) => (isOwn(key) ? this.#boxes.findIndex((box) => box.value === key) : OWN);
      const parts = [[first.value, share.valueAsNumber], [second.value, 100 - share.valueAsNumber]];
      parts.sort(([a], [b]) => rank(String(a)) - rank(String(b)) || (a < b ? -1 : 1));
      const box = this.#toggle(parts.map(([key, percent]) => `${key}@${percent}`).join("/"));
      box.checked = true;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

/** Whether a key is that of one of the lab's own strategies, which have a toggle always. */
const isOwn = (/** @type {string} */ key) => !/[:@]/.test(key);
