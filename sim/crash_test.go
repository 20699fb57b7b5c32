package sim

import (
	"reflect"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// Clients that crash and keep their state are simulated in one event an attempt. It is the run in
// which they act event by event, to its last bin: they may be down when they are to begin, to hear
// or to send, and the run may end before they are up.
func TestCrashOnTheFastPath(t *testing.T) {
	const query = "clients=40&limiter=token-bucket&rate=20&burst=5&strategies=full&base=200ms&cap=1s&attempts=6&latency=30ms&spread=300ms&bin=10ms&crash-state=kept"
	for i, changes := range []string{
		"crash=100ms&restart=400ms", "crash=500ms&restart=1s", "crash=300ms&restart=1s&crash-share=0.5", "crash=1ms&restart=1h", "crash=300ms&restart=1h",
		"crash=1s&restart=1s&timeout=50ms", "crash=300ms&restart=500ms&timeout=300ms&servers=2&queue=5&service=100ms", "crash=300ms&restart=1s&deadline=1s",
		"crash=15s&restart=1s&limiter=none", "crash=300ms&restart=1s&retry-after=exact&honour=honour", "crash=300ms&restart=1s&network=exponential&latency=100ms",
		"crash=50ms&restart=300ms&deadline=400ms", "crash=290ms&restart=1h&limiter=none&horizon=335ms", "crash=200ms&restart=1h&service=300ms&limiter=none", "crash=400ms&restart=1h&duration=2s&attempts=2",
	} {
		for seed := range uint64(5) {
			s := scenariotest.With(scenariotest.Parse(t, query), changes)
			s.Seed = seed + 1
			r := scenario.Resolve(s)
			var results [2]Result
			for i, stateful := range []bool{false, true} {
				e := newEngine(r, r.Fleets[0], stateful)
				if stateful != (e.mode == PerEvent) || e.mode.fast() == stateful {
					t.Fatalf("%s: the run is simulated %s, because %s", changes, e.mode, e.reason)
				}
				if err := e.run(t.Context(), []Seeded{{0, s.Seed}}, allow(1_000_000)); err != nil {
					t.Fatal(err)
				}
				e.width()
				results[i] = e.complete(e.recorder.Whole(e.bins()), nil)
			}
			if a, b := results[0], results[1]; !reflect.DeepEqual(a, b) {
				t.Errorf("%d %s: %d bins, %d requests, %d attempts, %d abandoned; event by event %d, %d, %d, %d", i, changes,
					len(a.Columns.Attempts), a.Requests, a.Attempts, a.Abandoned, len(b.Columns.Attempts), b.Requests, b.Attempts, b.Abandoned)
			}
		}
	}
}
