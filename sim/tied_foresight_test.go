package sim

import (
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// So many arrive in so little time that some that come back do so in the very nanosecond of
// others that were looked at ahead: whose turn it is then is drawn, as where each is one event.
func TestForeseenTiesAreDrawn(t *testing.T) {
	const dense = "clients=3000&spread=1ms&attempts=60&bin=1ms&limiter=token-bucket&burst=1&rate=300000&strategies=immediate&network=exponential&latency=1us"
	r := scenario.Resolve(scenariotest.Parse(t, dense))
	foreseen, stateful := newEngine(r, r.Fleets[0], false), newEngine(r, r.Fleets[0], true)
	if foreseen.mode != Foreseen || stateful.mode != PerRequest {
		t.Fatalf("the runs are simulated %s and %s", foreseen.mode, stateful.mode)
	}
	for seed := range uint64(20) {
		var results [2]Result
		for i, e := range []*engine{foreseen, stateful} {
			if err := e.run(t.Context(), []Seeded{{0, seed}}, allow(10_000_000)); err != nil {
				t.Fatal(err)
			}
			e.width()
			results[i] = e.complete(e.recorder.Whole(e.bins()), nil)
		}
		if a, b := results[0], results[1]; !sameResult(a, b) {
			t.Errorf("seed %d: %d attempts, %d successes until %v; event by event %d, %d, %v", seed, a.Attempts, a.Successes, a.LastSuccess, b.Attempts, b.Successes, b.LastSuccess)
		}
	}
}
