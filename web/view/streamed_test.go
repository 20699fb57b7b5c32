package view

import (
	"testing"

	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

// What a stream leaves out shows nowhere in what it sends.
func TestStreamedRunShowsTheSame(t *testing.T) {
	queries := []string{"", "clients=30&runs=4", "clients=30&outage=refuse&outage-to=5s"}
	for _, preset := range scenario.Presets() {
		queries = append(queries, preset.Query)
	}
	for _, query := range queries {
		l, err := link.Parse(query)
		if err != nil {
			t.Fatal(query, err)
		}
		_, found := labtest.Outcome(t, query)
		want, err := chart.Fragments(t.Context(), LinkedRun(l, found))
		if err != nil {
			t.Fatal(query, err)
		}
		got, err := chart.Fragments(t.Context(), StreamedRun(l, found))
		if err != nil || len(got) != len(want) {
			t.Errorf("%q: %d fragments, %v", query, len(got), err)
		}
		for id := range want {
			if got[id] != want[id] {
				t.Errorf("%q: %s is %q, want %q", query, id, got[id], want[id])
			}
		}
		bin := l.Scenario.Widths()[0]
		whole, err := chart.Skeleton(t.Context(), Linked(l, EmptyRun(l.Scenario, bin)))
		if err != nil {
			t.Fatal(query, err)
		}
		if got, err := chart.Skeleton(t.Context(), Linked(l, BegunRun(l.Scenario, bin))); err != nil || got != whole {
			t.Errorf("%q: %v, and other charts", query, err)
		}
	}
}
