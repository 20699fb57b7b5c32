// The settings of the page: a query. The fields on the page are views of it, and whoever
// changes it, a field, a handle, a link, asks for a run by that.

const CLIENT = "client:"; // a whole client of a library, which has rules of its own
const GUARDS = ["budget", "breaker", "throttle"];
const PAUSE = 250; // after the last change of one that goes on changing, ms

/** What the page says of a setting: what it is by itself, and when it matters. @typedef {{standard: string, needs: string}} Known */

export class Settings {
  /** What differs from the defaults, as typed or as the server writes it. @type {Map<string, string>} */ #values = new Map();
  /** @type {Map<string, Known>} */ #known = new Map();
  #onChange;
  /** @type {((another: boolean) => void)[]} */ #heard = [];
  #layerForm;
  #asked;
  #timer = 0;

  /** @param {string} query @param {RegExp} layers finds those of strategies, each with its own settings @param {() => void} onChange */
  constructor(query, layers, onChange) {
    this.#layerForm = layers;
    this.#onChange = onChange;
    this.#read(query);
    this.#asked = this.query;
  }

  /** What differs from the defaults, as a query. The server orders it. */
  get query() {
    return [...this.#values].map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
  }

  /** Brings in another query. Whoever does it asks for the run. */
  set query(/** @type {string} */ query) { this.#take(query, true); }

  /** Learns what a field of the page says of its setting. */
  learn(/** @type {string} */ name, /** @type {Known} */ known) { this.#known.set(name, known); }

  /** The value of a setting, as typed or as links write it; "" where the page does not know it. */
  get(/** @type {string} */ name) { return this.#values.get(name) ?? this.standard(name); }
  standard(/** @type {string} */ name) { return this.#known.get(name)?.standard ?? ""; }
  changed(/** @type {string} */ name) { return this.#values.has(name); }

  /** Whether a setting matters with the others as they are. */
  matters(/** @type {string} */ name) { return this.met(this.#known.get(name)?.needs ?? "", name); }

  /**
   * Whether other settings are as it takes: "population=once,closed;limiter=llm". A setting of
   * clients matters where a layer of a strategy has none of its own and does something with it.
   */
  met(/** @type {string} */ needs, /** @type {string} */ of) {
    if (!needs) return true;
    const layers = needs.includes("strategies") ? this.#layers : [/** @type {[string, Map<string, string>]} */ (["", new Map()])];
    return layers.some(([layer, own]) => {
      const get = (/** @type {string} */ name) => {
        if (layer && name === "strategies") return layer;
        return own.get(name) ?? (layer.startsWith(CLIENT) && this.#known.get(name)?.needs.includes(CLIENT) ? "" : this.get(name));
      };
      const apart = own.has(of) || GUARDS.some((guard) => own.has(guard) && of.startsWith(`${guard}-`)); // a guard of its own is so in all
      return !apart && needs.split(";").every((need) => need.split("|").some((one) => {
        const [, name, sign, list] = one.match(/^([^!=]*)([!=])(.*)$/) ?? [];
        const values = list.split(",").filter(Boolean);
        const held = get(name).split(",").filter(Boolean);
        return held.some((value) => (sign === "=" ? values.includes(value) : !values.some((start) => value.startsWith(start))));
      }));
    });
  }

  /** The layers of all strategies, each with its own settings. @returns {[string, Map<string, string>][]} */
  get #layers() {
    return [...this.get("strategies").matchAll(this.#layerForm)].map(([, layer, own = ""]) => [
      layer.trim(), new Map(own.split(/[ ;]+/).map((pair) => /** @type {[string, string]} */ (pair.split("=")))),
    ]);
  }

  /** Sets a setting, and asks for a run: when it pauses if it is live, which means that it goes on changing. */
  set(/** @type {string} */ name, /** @type {string} */ value, { live = false } = {}) {
    this.#put(name, value);
    clearTimeout(this.#timer);
    if (live) this.#timer = setTimeout(() => this.commit(), PAUSE);
    else this.commit(); // before the fields are dressed: the answer takes its time meanwhile
    this.#tell();
  }

  /** Asks for the run of what is there, unless it was asked for. */
  commit(again = false) {
    clearTimeout(this.#timer);
    if (this.query === this.#asked && !again) return;
    this.#asked = this.query;
    this.#onChange();
  }

  /** Takes what the server made of the query that was asked for, unless there is another by now. */
  canonical(/** @type {string} */ query) { if (this.query === this.#asked) this.#take(query, false); }

  /** Calls back whenever a value may be another: by another query, or else by a field or the server. */
  on(/** @type {(another: boolean) => void} */ heard) { this.#heard.push(heard); }

  #take(/** @type {string} */ query, /** @type {boolean} */ another) {
    clearTimeout(this.#timer);
    this.#read(query);
    this.#asked = this.query;
    this.#tell(another);
  }

  #tell(another = false) { for (const heard of this.#heard) heard(another); }

  #read(/** @type {string} */ query) {
    const values = new URLSearchParams(query);
    this.#values.clear();
    for (const name of new Set(values.keys())) this.#put(name, values.getAll(name).filter(Boolean).join(","));
  }

  #put(/** @type {string} */ name, /** @type {string} */ value) {
    if (this.#known.has(name) && value === this.standard(name)) this.#values.delete(name);
    else this.#values.set(name, value);
  }
}
