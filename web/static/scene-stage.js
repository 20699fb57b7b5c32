// Where things stand in the picture of a service: clients in a block at the left, the
// gate with the limiter's bucket, what is inside, and those that are done in a pile
// at the right. Lengths are CSS pixels.

export const TOP = 24; // above the blocks, for the labels
const FOOT = 3;
const LARGEST = 22; // from one dot to the next, at most
const PILE = 400; // dots of a pile, at most; of requests that are many more than clients, half

/** The largest pitch at which n dots fit into a box. */
function pitchFor(/** @type {number} */ n, /** @type {number} */ width, /** @type {number} */ height) {
  let pitch = LARGEST;
  while (pitch > 2 && Math.floor(width / pitch) * Math.floor(height / pitch) < n) pitch -= 0.25;
  return pitch;
}

export class Stage {
  /**
   * @param {number} width
   * @param {number} height
   * @param {number} clients
   * @param {number} successes at the end of the run
   * @param {number} places inside the service that are needed at a time
   */
  constructor(width, height, clients, successes, places) {
    const body = height - TOP - FOOT;
    this.width = width;
    this.height = height;
    this.top = TOP;
    this.bottom = TOP + body;
    this.gate = Math.round(width * 0.61);
    this.bucket = Math.max(10, Math.min(16, width * 0.03));
    const beyond = this.gate + this.bucket + 12;
    /** How many requests a dot of the pile stands for. */
    this.unit = successes > PILE ? Math.ceil((2 * successes) / PILE) : 1;
    const piled = Math.ceil(Math.max(successes, 1) / this.unit);

    const homeWidth = width * 0.34;
    const inside = places ? Math.min(width * 0.12, 70) : 0;
    this.pileLeft = beyond + (inside ? inside + 12 : 0);
    this.pitch = pitchFor(clients, homeWidth, body);
    this.radius = Math.min(5.5, this.pitch * 0.35);
    this.#pilePitch = Math.min(this.pitch, pitchFor(piled, width - this.pileLeft, body));
    this.pileRadius = Math.min(this.radius, this.#pilePitch * 0.35);

    const rows = Math.max(1, Math.floor(body / this.pitch));
    const columns = Math.ceil(clients / rows);
    const used = Math.ceil(clients / columns);
    const from = TOP + (body - used * this.pitch) / 2 + this.pitch / 2;
    const step = Math.min(this.pitch * 0.55, 52 / columns);
    this.homeX = new Float32Array(clients);
    this.homeY = new Float32Array(clients);
    this.frontX = new Float32Array(clients);
    for (let i = 0; i < clients; i++) {
      const column = i % columns;
      this.homeX[i] = this.radius + 1.5 + column * this.pitch;
      this.homeY[i] = from + Math.floor(i / columns) * this.pitch;
      this.frontX[i] = this.gate - this.radius - 4 - (columns - 1 - column) * step;
    }

    this.#across = Math.max(1, Math.floor((width - this.pileLeft) / this.#pilePitch));
    this.#insidePitch = places ? Math.min(this.pitch, pitchFor(places, inside, body)) : 1;
    this.#insideDown = Math.max(1, Math.floor(body / this.#insidePitch));
    this.insideRadius = Math.min(this.radius, this.#insidePitch * 0.4);
    this.#beyond = beyond;
  }
  #across;
  #pilePitch;
  #insidePitch;
  #insideDown;
  #beyond;

  /** Where the dot of a success lies: rows from the bottom up. */
  pileX(/** @type {number} */ rank) { return this.pileLeft + (Math.floor(rank / this.unit) % this.#across) * this.#pilePitch + this.#pilePitch / 2; }
  pileY(/** @type {number} */ rank) { return this.bottom - Math.floor(rank / this.unit / this.#across) * this.#pilePitch - this.#pilePitch / 2; }

  /** Where an attempt is while it is inside: columns from the gate on. */
  insideX(/** @type {number} */ place) { return this.#beyond + (Math.floor(place / this.#insideDown) + 0.5) * this.#insidePitch; }
  insideY(/** @type {number} */ place) { return this.bottom - ((place % this.#insideDown) + 0.5) * this.#insidePitch; }
}
