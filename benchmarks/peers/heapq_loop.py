"""W(N) as a plain loop over a heap: python3 heapq_loop.py CLIENTS."""

import heapq

import job


def run(j):
    calendar = [(j.first(client), client, 1) for client in range(j.clients)]
    heapq.heapify(calendar)
    while calendar:
        now, client, attempt = calendar[0]
        wait = j.arrive(client, attempt, now)
        if wait is None:
            heapq.heappop(calendar)
        else:
            heapq.heapreplace(calendar, (now + wait, client, attempt + 1))


if __name__ == "__main__":
    job.main(run)
