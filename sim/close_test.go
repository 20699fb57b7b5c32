package sim

import (
	"context"
	"reflect"
	"testing"

	"backofflab/scenario"
)

// What a run leaves to the next does not show, and its results stay.
func TestRunsThatTakeOver(t *testing.T) {
	queries := []string{
		"clients=50&seed=3", "clients=400&latency=20ms&limiter=none&servers=2&queue=30&service=100ms&timeout=1s&attempts=5",
		"population=open&offered=20&duration=30s&rate=10", "clients=50&seed=4&strategies=full", "clients=50&seed=3",
	}
	var found, alone [][]Result
	for _, query := range queries {
		s, err := scenario.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		one, err := Simulate(t.Context(), s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		alone = append(alone, one)
		run, err := NewRun(s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			if _, more, err = run.Advance(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		found = append(found, run.Results())
		run.Close()
	}
	if !lends(t) {
		t.Error("no run gets what another gave up")
	}
	for i, query := range queries {
		for j := range found[i] {
			a, b := found[i][j], alone[i][j]
			if !reflect.DeepEqual(a.Columns, b.Columns) || !reflect.DeepEqual(a.ByAttempt, b.ByAttempt) || a.Done95 != b.Done95 || a.Attempts != b.Attempts || a.Wasted != b.Wasted {
				t.Errorf("%s: %s differs from its run alone", query, a.Strategy)
			}
		}
	}
}

// lends reports whether a room comes back from the pool, which may drop some.
func lends(t *testing.T) bool {
	for range 100 {
		run, err := NewRun(scenario.Default(), 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			if _, more, err = run.Advance(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		had := map[*room]bool{}
		for _, e := range run.engines {
			had[e.room] = true
		}
		run.Close()
		if had[rooms.Get().(*room)] {
			return true
		}
	}
	return false
}
