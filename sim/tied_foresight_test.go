package sim

import (
	"fmt"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// So many arrive in so little time that some that come back do so in the very nanosecond of
// others that were looked at ahead: whose turn it is then is drawn, as where each is one event.
func TestForeseenTiesAreDrawn(t *testing.T) {
	const dense = "clients=3000&spread=1ms&attempts=60&base=1ms&cap=1ms&bin=1ms&limiter=token-bucket&burst=1&"
	for _, changes := range []string{
		"rate=300000&strategies=immediate&network=exponential&latency=1us",
		"rate=1000000&strategies=immediate&network=normal&latency=2us&latency-sd=1us",
		"rate=300000&strategies=full&latency=0s",
	} {
		for seed := range 6 {
			s := scenariotest.Parse(t, scenariotest.LastWins(fmt.Sprintf("%s%s&seed=%d", dense, changes, seed)))
			r := scenario.Resolve(s)
			var results [2]Result
			for i, stateful := range []bool{false, true} {
				e := newEngine(r, r.Fleets[0], stateful)
				if !stateful && e.mode != Foreseen {
					t.Fatalf("%s is simulated %s", changes, e.mode)
				}
				if err := e.run(t.Context(), []Seeded{{0, s.Seed}}, allow(10_000_000)); err != nil {
					t.Fatal(err)
				}
				e.width()
				results[i] = e.complete(e.recorder.Whole(e.bins()), nil)
			}
			if a, b := results[0], results[1]; !sameResult(a, b) {
				t.Errorf("%s, seed %d: %d attempts, %d successes until %v; event by event %d, %d, %v", changes, seed, a.Attempts, a.Successes, a.LastSuccess, b.Attempts, b.Successes, b.LastSuccess)
			}
		}
	}
}
