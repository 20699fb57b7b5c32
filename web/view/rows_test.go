package view

import (
	"testing"

	"backofflab/internal/labtest"
)

// The times of rows tell their strategies apart, however short they are.
func TestTimeFigures(t *testing.T) {
	for query, want := range map[string]string{
		"strategies=full&clients=1": "42 ms",
		"":                          "62.0 s",
		"clients=20&strategies=immediate,fixed&attempts=2&rate=1&burst=1&seed=1": "19 gave up",
	} {
		_, found := labtest.Outcome(t, query)
		if got := timeFigure(found.Results[0], longestDone(found.Results)); got.Text+" "+got.Unit != want {
			t.Errorf("%s: %q%q, want %q", query, got.Text, got.Unit, want)
		}
	}
}
