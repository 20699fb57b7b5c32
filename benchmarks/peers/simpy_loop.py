"""W(N) on SimPy, with a process a client: python3 simpy_loop.py CLIENTS.

SimPy's time is whatever its delays are: whole nanoseconds here."""

import simpy

import job


def caller(env, j, client):
    wait, attempt = j.first(client), 1
    while wait is not None:
        yield env.timeout(wait)
        wait = j.arrive(client, attempt, env.now)
        attempt += 1


def run(j):
    env = simpy.Environment()
    for client in range(j.clients):
        env.process(caller(env, j, client))
    env.run()


if __name__ == "__main__":
    job.main(run)
