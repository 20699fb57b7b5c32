// W(N) as a plain loop over a binary heap in typed arrays: node heap_loop.mjs CLIENTS.
//
// The model is that of job.go, draw for draw and token for token: times are whole
// nanoseconds, and of two attempts in the same one the client of the lower number comes
// first. JavaScript's numbers are whole below 2^53, so the draws' 64 bits are two halves
// here. BigInt, which would do without, takes many times as long.

const MS = 1e6;
const SPREAD = 100 * MS, BASE = 100 * MS, LONGEST = 20_000 * MS, BIN = 100 * MS, LATENCY = 10 * MS;
const ATTEMPTS = 50;
const RUNGS = Float64Array.from({ length: ATTEMPTS }, (_, k) => Math.min(LONGEST, BASE * 2 ** k));
const SEED = 1, ARRIVALS = 1, JITTER = 4;
const TOKEN = 1e12; // units of the bucket

// The halves of 64 bits that the functions below have made.
let high = 0, low = 0;

/** The lower 64 bits of a product. Only the 32 × 32 bits of the lower halves reach into the upper one. */
function times(ah, al, bh, bl) {
  const a0 = al & 0xffff, a1 = al >>> 16, b0 = bl & 0xffff, b1 = bl >>> 16;
  const middle = a1 * b0 + (a0 * b0 >>> 16), other = a0 * b1 + (middle & 0xffff);
  // middle and other are below 2^32 but above 2^31: >>> takes them as they are.
  const above = a1 * b1 + (middle >>> 16) + (other >>> 16);
  high = (above + Math.imul(ah, bl) + Math.imul(al, bh)) | 0;
  low = Math.imul(al, bl);
}

function plus(ah, al, bh, bl) {
  const sum = (al >>> 0) + (bl >>> 0);
  high = (ah + bh + (sum > 0xffffffff ? 1 : 0)) | 0;
  low = sum | 0;
}

function mix(h, l) {
  times(h ^ h >>> 30, l ^ (l >>> 30 | h << 2), 0xbf58476d, 0x1ce4e5b9);
  times(high ^ high >>> 27, low ^ (low >>> 27 | high << 5), 0x94d049bb, 0x133111eb);
  const h3 = high, l3 = low;
  high = h3 ^ h3 >>> 31;
  low = l3 ^ (l3 >>> 31 | h3 << 1);
}

/** n times the golden ratio of 64 bits, for n below 2^32. */
const golden = (n) => times(0, n, 0x9e3779b9, 0x7f4a7c15);

function stream(name) {
  golden(1);
  plus(high, low, 0, SEED);
  mix(high, low);
  const h = high, l = low;
  golden(name);
  mix(h ^ high, l ^ low);
  return [high, low];
}

function draw(h, l, client, attempt) {
  golden(client);
  plus(h, l, high, low);
  mix(high, low);
  const ch = high, cl = low;
  golden(attempt + 1);
  plus(ch, cl, high, low);
  mix(high, low);
  return ((high >>> 0) * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}

class Job {
  attempts = 0;
  bins = [];
  #arrivals = stream(ARRIVALS);
  #jitter = stream(JITTER);
  #last = 0;

  constructor(clients) {
    this.clients = clients;
    this.gain = clients * 50; // units a nanosecond: clients/20 tokens a second
    // Up to 1.8 million clients this is below 2^53: what is rounded is more, and cut off.
    this.size = this.level = Math.floor(clients / 200) * TOKEN;
  }

  first(client) {
    return Math.floor(draw(this.#arrivals[0], this.#arrivals[1], client, 0) * SPREAD) + LATENCY;
  }

  /** How long after now the client's next attempt arrives; below 0 if it has none. */
  arrive(client, attempt, now) {
    this.attempts++;
    const bin = Math.floor(now / BIN);
    while (bin >= this.bins.length) this.bins.push(0);
    this.bins[bin]++;
    this.level = Math.min(this.size, this.level + (now - this.#last) * this.gain);
    this.#last = now;
    if (this.level >= TOKEN) {
      this.level -= TOKEN;
      return -1;
    }
    if (attempt === ATTEMPTS) return -1;
    return Math.floor(draw(this.#jitter[0], this.#jitter[1], client, attempt) * RUNGS[attempt - 1]) + 2 * LATENCY;
  }
}

/** A binary heap: none is before its parent, at (i - 1) / 2. */
class Heap {
  length = 0;

  constructor(room) {
    this.at = new Float64Array(room);
    this.client = new Uint32Array(room);
    this.attempt = new Uint8Array(room);
  }

  #put(i, at, client, attempt) {
    this.at[i] = at;
    this.client[i] = client;
    this.attempt[i] = attempt;
  }

  push(at, client, attempt) {
    let i = this.length++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(at, client, this.at[parent], this.client[parent])) break;
      this.#put(i, this.at[parent], this.client[parent], this.attempt[parent]);
      i = parent;
    }
    this.#put(i, at, client, attempt);
  }

  /** Takes the first away. */
  pop() {
    const last = --this.length;
    if (last > 0) this.replace(this.at[last], this.client[last], this.attempt[last]);
  }

  /** Puts an event in place of the first. */
  replace(at, client, attempt) {
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.length) break;
      if (child + 1 < this.length && before(this.at[child + 1], this.client[child + 1], this.at[child], this.client[child])) child++;
      if (!before(this.at[child], this.client[child], at, client)) break;
      this.#put(i, this.at[child], this.client[child], this.attempt[child]);
      i = child;
    }
    this.#put(i, at, client, attempt);
  }
}

function before(at, client, otherAt, other) {
  return at < otherAt || (at === otherAt && client < other);
}

function run(job) {
  const calendar = new Heap(job.clients);
  for (let client = 0; client < job.clients; client++) calendar.push(job.first(client), client, 1);
  while (calendar.length > 0) {
    const now = calendar.at[0], client = calendar.client[0], attempt = calendar.attempt[0];
    const wait = job.arrive(client, attempt, now);
    if (wait < 0) calendar.pop();
    else calendar.replace(now + wait, client, attempt + 1);
  }
}

/** What this process has used, in nanoseconds. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

// Compiling is not counted, and here it goes on while a job runs.
run(new Job(20_000));
const start = cpu();
const job = new Job(Number(process.argv[2]));
run(job);
console.log("measured", job.attempts, cpu() - start);
