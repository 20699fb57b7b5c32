package sim

import (
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// What is drawn for events to come is forgotten where another seed takes over: such a run is the
// same where nothing is drawn ahead.
func TestForesightEndsWithItsSeed(t *testing.T) {
	for _, network := range []string{"network=exponential", "network=normal&latency-sd=5ms"} {
		s := scenariotest.With(scenariotest.Reference(5_000), network)
		r := scenario.Resolve(s)
		var results [2]Result
		for i, stateful := range []bool{false, true} {
			e := newEngine(r, r.Fleets[0], stateful)
			if e.mode.fast() == stateful {
				t.Fatalf("the run is simulated %s", e.mode)
			}
			if err := e.run(t.Context(), []Seeded{{0, 1}, {150 * time.Millisecond, 2}, {time.Second, 3}}, allow(1_000_000)); err != nil {
				t.Fatal(err)
			}
			e.width()
			results[i] = e.complete(e.recorder.Whole(e.bins()), nil)
		}
		a, b := results[0], results[1]
		if a.Attempts != b.Attempts || a.LastSuccess != b.LastSuccess || !sameColumns(a.Columns, b.Columns) {
			t.Errorf("%s: %d attempts until %v with foresight, %d until %v without", network, a.Attempts, a.LastSuccess, b.Attempts, b.LastSuccess)
		}
	}
}
