package sim

import (
	"testing"

	"backofflab/scenario"
)

// Progress never goes back, comes close to 1, and is not there at once, whatever
// the population.
func TestProgress(t *testing.T) {
	for _, row := range []struct {
		name, query string
		last        float64 // what the last frame says at least
	}{
		{"clients with one request", "clients=400&rate=50&strategies=full,fixed", 1},
		{"one that stops at its horizon", "clients=400&rate=1&strategies=full,fixed&attempts=100&horizon=20s", 1},
		{"clients that give up", "clients=400&rate=1&strategies=full,fixed&attempts=2", 1},
		{"step by step", "clients=400&rate=50&strategies=full&budget=ratio", 1},
		{"an open population", "population=open&offered=50&duration=30s&strategies=full", 0.9},
		{"a closed population", "population=closed&clients=20&duration=30s&strategies=full", 1},
	} {
		s, err := scenario.ParseQuery(row.query)
		if err != nil {
			t.Fatal(err)
		}
		run, err := NewRun(s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		first, last := -1.0, 0.0
		for {
			frame, more, err := run.Advance(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !more {
				break
			}
			if frame.Progress < last || frame.Progress > 1 {
				t.Errorf("%s: %v after %v", row.name, frame.Progress, last)
			}
			if last = frame.Progress; first < 0 {
				first = last
			}
		}
		if first > 0.3 || last < row.last {
			t.Errorf("%s: from %v to %v, want the last at least %v", row.name, first, last, row.last)
		}
	}
}

// Half of the requests have ended: that is half of the run, however little of the
// virtual time has passed.
func TestProgressIsOfRequests(t *testing.T) {
	s, err := scenario.ParseQuery("clients=1000&spread=0s&rate=100&burst=500&latency=0s&latency-sd=0s&strategies=fixed&base=10s&cap=10s")
	if err != nil {
		t.Fatal(err)
	}
	run, err := NewRun(s, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	frame, _, err := run.Advance(t.Context())
	if err != nil || frame.Progress < 0.5 || frame.Progress > 0.55 {
		t.Errorf("%v, %v", frame.Progress, err)
	}
}
