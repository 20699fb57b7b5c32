package view

import (
	"fmt"
	"reflect"
	"testing"

	"backofflab/scenario"
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

// A mix has a panel for all, and one for each part that began any request.
func TestPanelsOfAMix(t *testing.T) {
	counts := sim.ByAttempt{{Made: 10, Succeeded: 4}, {Made: 6, Succeeded: 3}}
	one := sim.ByAttempt{{Made: 5, Succeeded: 5}}
	r := sim.Result{Strategy: "fixed@30/full@70", Requests: 15, ByAttempt: counts, Parts: []sim.Part{
		{Strategy: "fixed", Requests: 10, ByAttempt: counts}, {Strategy: "full", Requests: 5, ByAttempt: one}, {Strategy: "equal"},
	}}
	b := byAttemptOf(scenario.Default(), []sim.Result{r}, StrategiesOf([]string{r.Strategy}))
	var got []string
	for _, p := range b.Panels {
		got = append(got, fmt.Sprint(p.Strategy.Name, ": ", p.Caption.Figure, ", ", p.Made, ", ", len(p.Tables)))
	}
	want := []string{"30\u00a0% Fixed delay, 70\u00a0% Full jitter: 26.7, [0.6666666666666666 0.4], 1", "Fixed delay: 40.0, [1 0.6], 1", "Full jitter: 100.0, [1], 1"}
	if !reflect.DeepEqual(got, want) || b.Last != 2 {
		t.Errorf("%q up to %d, want %q", got, b.Last, want)
	}
}
