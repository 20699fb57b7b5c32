package experiment

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
)

// What docs/decisions/a-default-never-changes.md says of the default: its medians over
// seeds 1 to 20, and what holds under each of them.
func TestDefaultShowsWhatJitterDoes(t *testing.T) {
	var done, wasted [4][]float64
	for seed := uint64(1); seed <= 20; seed++ {
		s := scenario.Default()
		s.Seed = seed
		results, err := sim.Simulate(t.Context(), s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		var at, lost [4]float64
		for i, r := range results {
			at[i], lost[i] = r.Done95.Seconds(), float64(r.Wasted)/float64(r.Requests)
			done[i], wasted[i] = append(done[i], at[i]), append(wasted[i], lost[i])
			if r.Successes != r.Requests {
				t.Errorf("seed %d: %s loses %d requests", seed, r.Strategy, r.Requests-r.Successes)
			}
		}
		if slices.Max(at[:]) != at[0] || slices.Max(lost[:]) != lost[0] {
			t.Errorf("seed %d: no jitter is not the last, or does not waste most: %v, %v", seed, at, lost)
		}
		if at[1] >= at[2] || slices.Min(lost[:]) != lost[2] {
			t.Errorf("seed %d: no trade-off between full and equal jitter: %v, %v", seed, at, lost)
		}
	}
	for i := range done {
		for _, column := range [][]float64{done[i], wasted[i]} {
			if one, all := column[0], medianOf(column); one < 0.9*all || one > 1.1*all {
				t.Errorf("strategy %d: %.2f under the default's seed, %.2f in the median", i, one, all)
			}
		}
	}
	page, err := os.ReadFile("../docs/decisions/a-default-never-changes.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		medians("time until 95 % of the requests have succeeded", done, "%.1f s"),
		medians("wasted attempts per request", wasted, "%.1f"),
	} {
		if !strings.Contains(string(page), row) {
			t.Errorf("the decision does not say %s", row)
		}
	}
}

// medians is a row of a table in Markdown.
func medians(name string, columns [4][]float64, form string) string {
	row := "| " + name + " |"
	for _, column := range columns {
		row += fmt.Sprintf(" "+form+" |", medianOf(column))
	}
	return row
}

// median is that of an even number of values.
func medianOf(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[len(sorted)/2-1] + sorted[len(sorted)/2]) / 2
}
