// The attempts of one strategy, prepared so that the picture of any moment can be drawn
// without those before it. Times are virtual, in ms.
//
// What happens at the service is drawn at the moment when it happens. The way there and
// back is drawn longer than it takes where it would be too short to be seen: an attempt
// leaves its client early and comes home late.

/**
 * One attempt. As drawn it leaves its client at `leave`, is seen inside until `out` where
 * it `stays`, and is home at `home`, or at `rest` among those that are done. `next` is
 * when its request's next attempt is sent: never after the last.
 * @typedef {{client: number, request: number, sent: number, reached: number, answered: number, good: boolean, refused: boolean, late: boolean,
 *   over: boolean, stays: boolean, next: number, leave: number, home: number, out: number, rest: number, rank: number, place: number}} Leg
 */

/** So much of the time between two attempts is the way of one of them, at most. */
const SHARE = 0.45;

/** The first of so many that lie behind t, where time says in order when each is. */
function first(/** @type {number} */ n, /** @type {number} */ t, /** @type {(i: number) => number} */ time) {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time(middle) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of some ordered times have come at a time. */
export const passed = (/** @type {number[]} */ times, /** @type {number} */ t) => first(times.length, t, (i) => times[i]);

export class Trace {
  /** Attempts that follow each other. A client with several requests at a time has several lanes. @type {Leg[][]} */ lanes = [];
  /** How many places inside are needed at a time. */ places = 0;
  /** Time that a trip is drawn for at least. */ least = NaN;
  /** @type {Leg[]} */ #legs = [];

  /** @param {any} answer what GET /fragment/scene says */
  constructor(answer) {
    /** @type {string} */ this.key = answer.strategy;
    /** @type {string} the class of its colour */ this.tone = answer.tone;
    /** @type {string} */ this.words = answer.words;
    /** @type {number} */ this.clients = answer.clients;
    /** @type {boolean} each client has one request */ this.once = answer.once;
    /** @type {{most: number, unit: string, levels: [number, number][]} | null} */ this.room = answer.room;
    this.#board(answer.attempts, answer.outcomes);
    const when = (/** @type {(leg: Leg) => boolean} */ which, /** @type {"sent" | "reached" | "answered"} */ what) =>
      this.#legs.filter(which).map((leg) => leg[what]).sort((a, b) => a - b);
    /** In the order in which clients learn of them. */
    this.successes = this.#legs.filter((leg) => leg.good).sort((a, b) => a.answered - b.answered);
    this.successes.forEach((leg, i) => (leg.rank = i));
    /** When what is counted happens, in order. */
    this.times = {
      refused: when((leg) => leg.refused, "reached"),
      late: when((leg) => leg.late, "answered"),
      lost: when((leg) => leg.over && !leg.good, "answered"),
      done: when((leg) => leg.good, "answered"),
    };
  }

  /** Puts attempts onto lanes: a request stays on one, and a lane has one at a time. */
  #board(/** @type {any[][]} */ attempts, /** @type {Record<string, string>} what an outcome is to the picture */ kinds) {
    /** @type {Map<number, Leg[][]>} */ const lanesOf = new Map();
    for (const [client, , sent, reached, answered, outcome, last, request] of attempts) {
      const own = lanesOf.get(client) ?? [];
      lanesOf.set(client, own);
      let lane = own.find((legs) => {
        const before = legs[legs.length - 1];
        return before.request === request || (before.over && before.answered <= sent);
      });
      if (!lane) {
        own.push((lane = []));
        this.lanes.push(lane);
      }
      const before = lane[lane.length - 1];
      if (before?.request === request) {
        before.next = sent;
        before.answered = Math.min(before.answered, sent); // a client that crashed forgets what it waits for
      }
      const leg = {
        client, request, sent, reached: reached ?? Infinity, answered: answered ?? Infinity, over: last === 1,
        good: kinds[outcome] === "done", refused: kinds[outcome] === "refused", late: kinds[outcome] === "late",
        stays: false, next: Infinity, leave: sent, home: Infinity, out: Infinity, rest: Infinity, rank: 0, place: 0,
      };
      lane.push(leg);
      this.#legs.push(leg);
    }
  }

  /** Stretches trips to so long at least, as far as there is time between attempts. */
  stretch(/** @type {number} */ least) {
    if (least === this.least) return;
    this.least = least;
    for (const lane of this.lanes) {
      lane.forEach((leg, i) => {
        const before = i ? Math.min(lane[i - 1].reached, lane[i - 1].answered) : 0;
        const after = lane[i + 1]?.reached ?? Infinity;
        leg.leave = Math.min(leg.sent, leg.reached - Math.min(least, (leg.reached - before) * (i ? SHARE : 1)));
        leg.stays = leg.reached < leg.answered && !leg.refused && (!leg.good || leg.answered - leg.reached > least);
        leg.out = leg.stays ? leg.answered : leg.reached;
        leg.rest = leg.out + least;
        leg.home = Math.max(leg.answered, leg.out + Math.min(least, (after - leg.out) * SHARE));
      });
    }
    this.#seat();
  }

  /** Gives every attempt that stays inside a place that no other has meanwhile. */
  #seat() {
    /** @type {number[]} until when each is taken */ const taken = [];
    for (const leg of this.#legs.filter((leg) => leg.stays).sort((a, b) => a.reached - b.reached)) {
      const free = taken.findIndex((until) => until <= leg.reached);
      leg.place = free < 0 ? taken.length : free;
      taken[leg.place] = leg.answered;
    }
    this.places = taken.length;
  }

  /** The attempt of a lane that has left last, if any has. @returns {Leg | undefined} */
  static last(/** @type {Leg[]} */ lane, /** @type {number} */ t) { return lane[first(lane.length, t, (i) => lane[i].leave) - 1]; }

  /** The room of the limiter at a time: on a straight line between its samples. */
  level(/** @type {number} */ t) {
    const levels = this.room?.levels ?? [];
    const next = first(levels.length, t, (i) => levels[i][0]);
    const [a, b] = [levels[Math.max(0, next - 1)], levels[next]];
    if (!a) return 0;
    return b && b[0] > a[0] && t > a[0] ? a[1] + ((b[1] - a[1]) * (t - a[0])) / (b[0] - a[0]) : a[1];
  }
}
