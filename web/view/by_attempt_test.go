package view

import (
	"reflect"
	"testing"

	"backofflab/sim"
	"backofflab/web/templates/chart"
)

// Few attempts have a row each; of many only the first five have.
func TestRowsByAttempt(t *testing.T) {
	counts := func(n int) sim.ByAttempt {
		var all sim.ByAttempt
		for k := range n {
			all = append(all, sim.AttemptCount{Made: 100 - k, Succeeded: 1})
		}
		return all
	}
	for n, want := range map[int][]string{
		1:    {"1"},
		8:    {"1", "2", "3", "4", "5", "6", "7", "8"},
		9:    {"1", "2", "3", "4", "5", "6–9"},
		11:   {"1", "2", "3", "4", "5", "6–10", "11"},
		1000: {"1", "2", "3", "4", "5", "6–10", "11–20", "21–50", "51–100", "101–200", "201–500", "501–1\u202f000"},
	} {
		var got []string
		for _, row := range rowsByAttempt(counts(n), 100) {
			got = append(got, row.Attempt)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d attempts: rows %q, want %q", n, got, want)
		}
	}
	if got, want := rowsByAttempt(counts(9), 200)[5], (chart.ByAttemptRow{Attempt: "6–9", Made: "374", Succeeded: "4", Share: "2.0", Load: "187.0"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
