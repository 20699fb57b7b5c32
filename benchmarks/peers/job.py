"""W(N) but for the calendar, as in job.go, draw for draw and token for token.

Times are whole nanoseconds. The draws are SplitMix64's, of which Python's numbers
without end need masking: they cost Python more than its own random() would, and
about as much as its heap."""

import resource
import sys

MS = 1_000_000
SPREAD = BASE = BIN = 100 * MS
LATENCY = 10 * MS
ATTEMPTS = 50
RUNGS = [min(20_000 * MS, BASE << k) for k in range(ATTEMPTS)]
SEED, ARRIVALS, JITTER = 1, 1, 4
GOLDEN = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1
TOKEN = 10**12  # units of the bucket


def mix(x):
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


def stream(name):
    return mix(mix(SEED + GOLDEN & MASK) ^ name * GOLDEN & MASK)


def draw(stream, client, attempt):
    return (mix(mix(stream + client * GOLDEN & MASK) + (attempt + 1) * GOLDEN & MASK) >> 11) / (1 << 53)


class Job:
    def __init__(self, clients):
        self.clients = clients
        self.attempts = 0
        self.bins = [0]
        self.arrivals, self.jitter = stream(ARRIVALS), stream(JITTER)
        self.gain = clients * 50  # units a nanosecond: clients/20 tokens a second
        self.size = self.level = clients // 200 * TOKEN
        self.last = 0

    def first(self, client):
        return int(draw(self.arrivals, client, 0) * SPREAD) + LATENCY

    def arrive(self, client, attempt, now):
        """How long after now the client's next attempt arrives; None if it has none."""
        self.attempts += 1
        bin = now // BIN
        while bin >= len(self.bins):
            self.bins.append(0)
        self.bins[bin] += 1
        self.level = min(self.size, self.level + (now - self.last) * self.gain)
        self.last = now
        if self.level >= TOKEN:
            self.level -= TOKEN
            return None
        if attempt == ATTEMPTS:
            return None
        return int(draw(self.jitter, client, attempt) * RUNGS[attempt - 1]) + 2 * LATENCY


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(run):
    job = Job(int(sys.argv[1]))
    before = cpu()
    run(job)
    print("measured", job.attempts, int((cpu() - before) * 1e9))
