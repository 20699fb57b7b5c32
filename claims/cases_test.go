package claims

import (
	"slices"
	"testing"

	"backofflab/scenario"
)

type example struct{ what, query string }

// known are links whose pages once said what their data contradicted, by what it was.
var known = []example{
	{"A1 all through where most had given up", "outage=refuse&outage-to=10s&attempts=6"},
	{"A1b the same, one strategy", "outage=refuse&outage-to=10s&attempts=6&strategies=full"},
	{"A2 best recovery of one that lost all", "outage=refuse&outage-to=10s&attempts=6&strategies=fixed,equal&runs=20"},
	{"A3 time lost where every window was used", "preset=retry-after&honour=honour"},
	{"A3b", "preset=retry-after"},
	{"A3c", "preset=window-edge"},
	{"A3d a bucket that is as quick as can be", "rate=0.1&burst=1&clients=10&attempts=100&cap=1m"},
	{"A3e", "clients=2&spread=0s&burst=1&rate=1"},
	{"A4 advice that costs successes", "population=open&clients=50&offered=10&duration=30s&rate=2&burst=2&timeout=100ms&network=exponential&latency=40ms&strategies=full&attempts=6"},
	{"A5 herds of nobody", "population=open&offered=50&spike=10&spike-from=10s&spike-to=20s&duration=30s&limiter=none"},
	{"A5b", "population=open&offered=20&ramp=10&duration=30s&limiter=none&strategies=full"},
	{"A5c herds ranked within noise", "preset=retry-storm"},
	{"A6 the smallest herds of the largest waves", "preset=aws-contention"},
	{"A7 all that could succeed, while the policy does not retry", "retry-on=timed-out"},
	{"A7b", "retry-on=unavailable&clients=100&spread=0s"},
	{"A8 first by the bin, not by the clock", "clients=100&strategies=full,equal,decorrelated&seed=7&bin=1s"},
	{"A8b", "bin=1h"},
	{"A9 advice that changes two things", "retry-after=constant&retry-after-time=30s&honour=honour&honour-limit=10s&honour-over=give-up&clients=100&strategies=full,exponential"},
	{"A10 refused by the wrong guard", "clients=100&spread=0s&breaker=retries&budget=ratio&process=100&strategies=exponential,full"},
	{"A12 the last client and the longest wait", "strategies=equal"},
	{"A12b", "strategies=full&spread=5s&rate=30"},
	{"A13 two that are done first", "preset=low-cap"},
	{"A13b", "preset=at-the-cap"},
	{"A13c", "preset=retry-after"},
	{"A13d", "population=closed&think=0s&duration=10s"},
	{"A14 herds by one measure and none by another", "rate=0.1&burst=1&clients=10&attempts=100&cap=1m"},
	{"A14b", "preset=few-attempts"},
	{"A16 a crash of nobody", "crash=10s&crash-share=0"},
	{"A16b a wave of 178 put down to 2 that crashed", "crash=1s&crash-share=0.01&restart=500ms&spread=0s&strategies=fixed"},
	{"A17 praise for having given up", "outage=refuse&outage-to=10s&attempts=6"},
	{"A19 an overload that drains", "population=open&offered=50&duration=30s&spike=5&spike-from=10s&spike-to=12s&rate=60&burst=10&strategies=exponential,full,fixed"},
	{"A21 a mean without a word", "preset=llm-rate-limit"},
	{"A21b", "preset=chaos"},
	{"A22 a rate as the yardstick of a window", "limiter=fixed-window&rate=1&window=60s&clients=100&retry-after=window&honour=honour&attempts=50"},

	{"G1 wait not at all", "strategies=immediate"},
	{"G2 0 ms in all by retry 12", "strategies=immediate&attempts=20"},
	{"G3 no subject", "clients=50&spread=0s&limiter=none&outage=refuse&outage-to=20m&strategies=exponential&base=10s&cap=5m&attempts=50&retry-on=unavailable&bin=5s"},
	{"G4 a moment of 30 ms", "clients=1000&spread=0s&strategies=immediate,full&attempts=2"},
	{"G5 0.0 times the capacity", "clients=220&spread=1s&rate=100000&burst=1000"},
	{"G6 0 times as many", "population=open&offered=20&duration=10s&spike=0&spike-from=1s&spike-to=5s"},
	{"G7 in the end 0", "population=open&offered=20&duration=60s&ramp=0"},
	{"G8 0 ms after each answer", "population=closed&think=0s&duration=10s&strategies=full"},
	{"G9 20 a second of each or of all", "population=open"},
	{"G10 ties name only the first", "clients=1000&spread=0s&rate=100&burst=100&strategies=fixed,exponential,full"},
	{"G12 348 against 349 of 3 081", "population=open&clients=50&offered=50&duration=1m&limiter=none&outage=refuse&outage-from=20s&outage-to=27s&strategies=exponential,full&base=100ms&cap=2s&attempts=3"},
	{"G13 help where all are lost anyway", "outage=refuse&outage-to=1h&attempts=5"},
	{"G14 an outage after the run", "outage=refuse&outage-from=10m&outage-to=11m"},
	{"G15 in vain for what fails for good", "permanent=0.2&retry-on=rejected,failed&clients=50&attempts=5"},
	{"G15b", "fail=1&clients=50&attempts=4&limiter=none"},
	{"G16 a limit on what is obeyed", "clients=30&spread=2s&rate=0.5&burst=1&retry-after=constant&retry-after-time=1h&honour=honour&honour-limit=10m&strategies=exponential&attempts=8&bin=10s"},

	{"a Retry-After that is cut to the limit", "clients=30&spread=2s&rate=0.5&burst=1&retry-after=constant&retry-after-time=1h&honour=honour&honour-limit=10m&honour-over=clamp&strategies=exponential&attempts=100"},
	{"a Retry-After that is cut, with jitter on the limit", "clients=30&spread=2s&rate=0.5&burst=1&retry-after=constant&retry-after-time=1h&honour=max-jitter&honour-limit=10m&honour-over=clamp&strategies=exponential&attempts=8"},
	{"at most five seconds more than its own delay", "preset=retry-after&honour=max-5s"},
	{"a random part of a Retry-After", "preset=retry-after&honour=full-within&honour-limit=5s&honour-over=clamp"},
	{"K3a not retried is not permanent", "clients=100&fail=0.5&limiter=none&retry-on=rejected&strategies=full"},
	{"K3b", "clients=50&process=50&population=open&offered=50&duration=1m&limiter=none&outage=refuse&outage-from=20s&outage-to=40s&breaker=ratio&strategies=exponential&base=100ms&cap=2s&attempts=3&retry-on=rejected,unavailable,timed-out&bin=1s"},
	{"K4 a window that rounds", "clients=60&spread=0s&limiter=fixed-window&rate=1.9&window=1s&strategies=fixed&base=100ms&cap=100ms&attempts=1000"},
	{"F6 a timeout that dooms", "clients=200&spread=5s&rate=100&burst=100&service=800ms&timeout=500ms&attempts=3&strategies=full&base=100ms"},
	{"F7 no herd of three of three", "clients=4&spread=0s&limiter=concurrency&concurrency=1&service=3s&strategies=fixed&base=90s&cap=90s&attempts=3"},
	{"F8 fewest herds of a flood", "clients=5000&spread=1s&rate=100&burst=100&strategies=fixed,exponential,full&cap=30s&attempts=1000&bin=1s"},
	{"F14 digits without groups", "population=open&offered=1500&duration=1s&strategies=full"},
	{"a throttle that stops most", "population=closed&clients=200&think=1s&rate=40&throttle=sre&strategies=immediate,full&duration=1m"},
	{"a breaker, and no recovery", "population=open&clients=50&process=5&offered=40&duration=1m&limiter=none&outage=refuse&outage-from=15s&outage-to=25s&breaker=ratio&strategies=fixed,exponential,full&attempts=4"},
	{"a bucket that delays, as in client-go", "clients=400&process=400&spread=0s&limiter=none&outage=refuse&outage-to=30s&strategies=exponential,full&base=5ms&cap=30s&attempts=100&throttle=bucket"},
	{"buckets that hold a crowd below a limit", "clients=200&process=50&rate=40&burst=10&strategies=immediate,full&throttle=bucket&throttle-rate=8&throttle-burst=2"},
	{"a breaker that counts calls", "clients=50&process=50&population=open&offered=50&duration=1m&limiter=none&outage=refuse&outage-from=20s&outage-to=40s&breaker=count&breaker-calls=20&strategies=exponential,full&base=100ms&cap=2s&attempts=3"},
	{"a breaker of failures in a row", "clients=50&process=5&population=open&offered=50&duration=1m&limiter=none&fail=0.4&breaker=consecutive&breaker-failures=3&strategies=exponential,full&base=100ms&cap=2s&attempts=3&retry-on=unavailable"},
	{"a budget of concurrent retries, as in Envoy", "clients=1000&process=1000&spread=0s&limiter=none&fail=1&budget=concurrent&budget-ratio=0.2&strategies=lib:envoy,full&attempts=2"},
	{"an outage that nobody outlives", "clients=200&spread=1s&outage=refuse&outage-to=10m&attempts=5&strategies=exponential,full"},
	{"a timeout behind a limiter", "clients=100&timeout=50ms&servers=10&service=100ms&strategies=exponential,full,lib:got"},
	{"a budget whose retries time out", "preset=retry-storm&budget=ratio"},
	{"a limit that nobody meets", "clients=1&spread=0s"},
	{"still waiting, and not given up", "horizon=20s&strategies=exponential,full"},
	{"F15 hours in seconds", "clients=30&spread=2s&rate=0.5&burst=1&retry-after=constant&retry-after-time=10m&honour=honour&strategies=exponential&attempts=100&bin=10s"},
}

// mostKnown bounds how many of them are checked.
var mostKnown = 1000

// With -short, as in make test, every fifth is checked; make check checks all.
func TestKnownLinks(t *testing.T) {
	all := slices.Clone(known)
	for _, p := range scenario.Presets() {
		if slices.ContainsFunc(known, func(k example) bool { return k.query == "preset="+p.Key }) {
			continue
		}
		all = append(all, example{"preset " + p.Key, "preset=" + p.Key})
	}
	all = all[:min(len(all), mostKnown)]
	next, step := 0, 1
	if testing.Short() {
		step = 5
	}
	checkAll(t, func() (what, query string, ok bool) {
		if next >= len(all) {
			return "", "", false
		}
		next += step
		return all[next-step].what, all[next-step].query, true
	})
}
