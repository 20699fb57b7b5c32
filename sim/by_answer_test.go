package sim

import (
	"reflect"
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// Clients with guards whose answers take a hop are simulated in two steps an attempt. It is the
// run in which they act event by event, to its last bin.
func TestGuardsOnTheFastPath(t *testing.T) {
	const query = "clients=60&limiter=token-bucket&rate=20&burst=5&strategies=full&base=200ms&cap=1s&attempts=6&latency=30ms&spread=300ms&bin=10ms&process=7"
	guards := strings.Fields(`budget=ratio budget=ratio&budget-tokens=2&budget-floor=3 budget=grpc budget=aws budget=aws-js budget=aws-2026
		budget=concurrent&budget-min=1&budget-ratio=0.3 breaker=ratio&breaker-min=2&breaker-open=300ms breaker=consecutive&breaker-failures=2&breaker-open=1s
		breaker=count&breaker-calls=4&breaker-min=2&breaker-open=50ms breaker=retries&budget=concurrent&budget-min=2 throttle=sre&throttle-k=1
		throttle=bucket&throttle-rate=10&throttle-burst=1 throttle=aws-adaptive budget=aws&breaker=ratio&breaker-min=2&throttle=sre budget=grpc&throttle=bucket&throttle-rate=10`)
	for _, own := range guards {
		for _, changes := range []string{
			"", "spread=0s&strategies=fixed", "spread=0s&strategies=immediate&latency=10ms", "fail=0.3&permanent=0.1", "deadline=1s", "retry-after=exact&honour=honour", "strategies=decorrelated",
			"strategies=full@50/fixed@50", "strategies=full(" + strings.ReplaceAll(own, "&", " ") + ")@50/fixed@50", "retry-on=rejected,unavailable", "retry-on=rejected,unavailable,not-sent&strategies=immediate&attempts=20",
			"spread=3s&process=60&latency=100ms", "horizon=700ms", "limiter=llm&tokens=100&tokens-per-minute=60000&tokens-dist=exponential", "limiter=concurrency&concurrency=2", "limiter=none&outage=refuse&outage-from=0s&outage-to=1s", "first-retry=at-once&latency=1ms&spread=1ms", "latency=1ms&strategies=immediate&process=60", "spread=0s&process=60&strategies=immediate@50/fixed(start=60ms)@50", "latency=700us&base=1ms&spread=50ms&process=60",
		} {
			s := scenariotest.With(scenariotest.Parse(t, scenariotest.LastWins(query+"&"+own)), changes)
			for seed := range uint64(3) {
				s.Seed = seed + 1
				holdToEvents(t, s)
			}
		}
	}
}

// holdToEvents compares the run of a scenario on the fast path with the same event by event.
func holdToEvents(t *testing.T, s scenario.Scenario) {
	t.Helper()
	r := scenario.Resolve(s)
	var results [2]Result
	for i, traced := range []bool{false, true} {
		e := newEngine(r, r.Fleets[0], traced)
		if want := [2]Mode{PerAnswer, PerEvent}[i]; e.mode != want {
			t.Fatalf("%s: the run is simulated %s, because %s", s.Query(), e.mode, e.reason)
		}
		if err := e.run(t.Context(), []Seeded{{0, s.Seed}}, allow(1_000_000)); err != nil {
			t.Fatal(err)
		}
		e.width()
		results[i] = e.complete(e.recorder.Whole(e.bins()), nil)
	}
	if a, b := results[0], results[1]; !reflect.DeepEqual(a, b) {
		t.Errorf("%s: %d bins, %d requests, %d attempts, %d not sent; event by event %d, %d, %d, %d", s.Query(),
			len(a.Columns.Attempts), a.Requests, a.Attempts, a.NotSent, len(b.Columns.Attempts), b.Requests, b.Attempts, b.NotSent)
	}
}
