package sim

import (
	"testing"

	"backofflab/scenario/scenariotest"
)

// A process is built when it is asked, once for all runs of a workspace.
func TestProcessesAreBuiltWhenTheyAreAsked(t *testing.T) {
	s := scenariotest.Parse(t, "population=open&offered=5&duration=10s&clients=1000000&process=10&throttle=sre&breaker=ratio&budget=aws&strategies=full")
	w := NewWorkspace(s)
	built := func() (n int) {
		for _, at := range w.engines[0].processes.pages {
			if at == nil {
				continue
			}
			for _, p := range at {
				if p != nil {
					n++
				}
			}
		}
		return n
	}
	for range 3 {
		before := built()
		results, err := w.Simulate(t.Context(), 7, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		if n := built(); n == 0 || n > results[0].Requests || before > 0 && n != before {
			t.Errorf("%d processes of %d requests, %d before", n, results[0].Requests, before)
		}
	}
}

// Attempts on the wire are counted, whether any arrives or not.
func TestAttemptsAreCountedWhenTheyAreSent(t *testing.T) {
	s := scenariotest.Parse(t, "clients=100&population=closed&spread=0s&think=0s&timeout=1ms&latency=1m&attempts=1&bin=1m")
	e := begun(s, s.Strategies[0])
	if err := e.advance(t.Context(), s.End(), allow(5000)); err == nil || e.sent != 5001 || e.result.Attempts != 0 {
		t.Errorf("%d sent, %d arrived: %v", e.sent, e.result.Attempts, err)
	}
}
