// Where everything is at one moment. Nothing is remembered from the moment before, so
// the picture of a time is the same whichever way the playhead came.

import { passed, Trace } from "./scene-trace.js";

/** @typedef {import("./scene-trace.js").Leg} Leg */
/** @typedef {import("./scene-stage.js").Stage} Stage */

/** What a client can be doing; of several requests of one the highest counts. */
export const [IDLE, DONE, AWAY, LOST, WAITS] = [0, 1, 2, 3, 4];
/** Steps in which what was turned away fades on its way home. */
export const FADES = [1, 0.8, 0.55, 0.3];
/** So far from its row, in rows, it makes room for those that come towards it. */
const ASIDE = 0.5;

const leaving = (/** @type {number} */ p) => p * p;
const landing = (/** @type {number} */ p) => 1 - (1 - p) * (1 - p);
const between = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ p) => a + (b - a) * p;

export class Moment {
  #trace;
  #stage;
  /** Points, as x, y, x, y, …: on their way to the service, inside it, past it. @type {number[]} */ out = [];
  /** @type {number[]} */ inside = [];
  /** @type {number[]} */ past = [];
  /** On their way back, by how far they have come. @type {number[][]} */ back = FADES.map(() => []);
  /** How many lie on the pile. */ piled = 0;

  constructor(/** @type {Trace} */ trace, /** @type {Stage} */ stage) {
    this.#trace = trace;
    this.#stage = stage;
    this.states = new Uint8Array(trace.clients);
    /** The share of its wait that a client has before it. */
    this.left = new Float32Array(trace.clients);
  }

  /** Requests that are on their way or inside, as drawn. */
  get under() { return (this.out.length + this.inside.length) / 2; }

  /** Goes to time t. Without motion, what came to the gate in the last `still` ms stands there. */
  go(/** @type {number} */ t, /** @type {number | null} */ still) {
    for (const points of [this.out, this.inside, this.past, ...this.back]) points.length = 0;
    this.states.fill(IDLE);
    for (const lane of this.#trace.lanes) {
      const leg = Trace.last(lane, t);
      if (!leg) continue;
      const state = this.#follow(leg, t);
      if (state > this.states[leg.client]) this.states[leg.client] = state;
      if (still !== null && leg.reached <= t && leg.reached > t - still && !leg.stays) {
        (leg.refused ? this.back[0] : this.past).push(this.#stage.frontX[leg.client], this.#stage.homeY[leg.client]);
      }
    }
    this.#land(t);
  }

  /** Puts an attempt where it is; says what its client is doing. */
  #follow(/** @type {Leg} */ leg, /** @type {number} */ t) {
    const { homeX, homeY, frontX } = this.#stage;
    const who = leg.client;
    if (t < leg.reached && t < leg.answered) {
      this.out.push(between(homeX[who], frontX[who], leaving((t - leg.leave) / (leg.reached - leg.leave))), homeY[who]);
      return AWAY;
    }
    if (leg.stays && t < leg.out) {
      this.inside.push(this.#stage.insideX(leg.place), this.#stage.insideY(leg.place));
      return AWAY;
    }
    if (leg.good) return this.#trace.once ? DONE : IDLE;
    if (t < leg.home && leg.reached <= leg.answered) {
      const p = landing((t - leg.out) / (leg.home - leg.out));
      const [x, y] = this.#from(leg);
      this.back[Math.min(FADES.length - 1, Math.floor(p * FADES.length))].push(between(x, homeX[who], p), between(y, homeY[who], p) + this.#stage.pitch * ASIDE * Math.sin(Math.PI * p));
      return AWAY;
    }
    if (leg.over) return LOST;
    this.left[who] = leg.next < Infinity ? Math.max(0, (leg.next - t) / (leg.next - leg.answered)) : 1;
    return WAITS;
  }

  /** Where an attempt leaves the service. @returns {[number, number]} */
  #from(/** @type {Leg} */ leg) {
    const stage = this.#stage;
    return leg.stays ? [stage.insideX(leg.place), stage.insideY(leg.place)] : [stage.frontX[leg.client], stage.homeY[leg.client]];
  }

  /** Puts successes between the service and the pile, and counts those that lie there. */
  #land(/** @type {number} */ t) {
    const { successes, times, least } = this.#trace;
    const stage = this.#stage;
    this.piled = passed(times.done, t - least);
    const until = passed(times.done, t + least);
    for (let i = this.piled; i < until; i++) {
      const leg = successes[i];
      if (leg.out > t) continue;
      const p = leg.rest > t ? landing((t - leg.out) / least) : 1;
      const [x, y] = this.#from(leg);
      this.past.push(between(x, stage.pileX(leg.rank), p), between(y, stage.pileY(leg.rank), p * p));
    }
  }
}
