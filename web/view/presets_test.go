package view

import (
	"testing"

	"backofflab/internal/labtest"
	"backofflab/scenario/link"
)

// A scenario is called after the preset that it is, or was before a few changes.
func TestPicked(t *testing.T) {
	for query, want := range map[string][2]string{
		"":                             {"Thundering herd", "400 clients at once"},
		"seed=9&runs=5&bin=1s":         {"Thundering herd", "400 clients at once"},
		"clients=1500":                 {"Thundering herd, changed", "1\u202f500 clients, limit 40/s"},
		"preset=retry-storm&clients=1": {"Retry storm, changed", "33/s offered, capacity 50/s"},
		"preset=stress&strategies=full&base=2s&seed=1":          {"Stress, changed", "1\u202f000 clients, limit 50/s"},
		"clients=1&rate=0.5&base=1s&cap=9s&attempts=3":          {"Your scenario", "1 client, limit 30/min"},
		"preset=baseline&limiter=none":                          {"Baseline, changed", "40 clients, no limit"},
		"limiter=none&clients=2&base=1s&cap=9s&strategies=full": {"Your scenario", "2 clients, no limit"},
	} {
		wanted, err := link.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := PickedOf(wanted.Scenario); got.Name != want[0] || got.Situation != want[1] {
			t.Errorf("%q is picked as %q, %q, want %q", query, got.Name, got.Situation, want)
		}
	}
}

// The small chart of a page is the load of its first strategy.
func TestPickedHasItsChart(t *testing.T) {
	s, found := labtest.Outcome(t, "clients=40&spread=0s&rate=10&strategies=exponential,full")
	small := LinkedRun(link.Link{Scenario: s}, found).Picked.Small
	if len(small.Columns) == 0 || small.Tone != "gold" {
		t.Errorf("%+v", small)
	}
}
