package sweep

import (
	"math"
	"strings"
	"testing"

	"backofflab/experiment/job"
	"backofflab/scenario"
)

// cell is one of figures that fleets have in each replication: [fleet][run].
func cell(fleets [][]figured) Cell {
	of := faked(func(_ scenario.Scenario, fleet, run int) figured { return fleets[fleet][run] })
	s := scenario.Scenario{Strategies: make([]string, len(fleets))}
	return cellOf("", of.sample(s, job.Task{Runs: len(fleets[0])}))
}

// runsOfFigure are replications of one fleet with values of a figure, and no losses.
func runsOfFigure(name string, values ...float64) []figured {
	var all []figured
	for _, x := range values {
		f := figured{"lost": 0}
		if !math.IsNaN(x) {
			f[name] = x
		}
		all = append(all, f)
	}
	return all
}

func lossOf(all []figured, lost ...float64) []figured {
	for i := range all {
		all[i]["lost"] = lost[i]
	}
	return all
}

// The mean, the deviation and the quantiles are those of the replications that have a figure.
func TestSummary(t *testing.T) {
	c := cell([][]figured{runsOfFigure("recovery", 4, nan, 1, 2, nan, 3)})
	place, _ := columnOf("recovery")
	got := c.Fleets[0][place]
	if want := (Summary{Runs: 4, Mean: 2.5, SD: math.Sqrt(5.0 / 3), Low: 1, Median: 2, High: 4}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	attempts, _ := columnOf("attempts")
	if got := c.Fleets[0][attempts]; got != (Summary{}) {
		t.Errorf("of a figure that no run has: %+v", got)
	}
	one := cell([][]figured{runsOfFigure("recovery", nan, 7)})
	if got, want := one.Fleets[0][place], (Summary{1, 7, 0, 7, 7, 7}); got != want {
		t.Errorf("of one run: %+v, want %+v", got, want)
	}
}

// Which fleet is best, among those that lose no more than others, and how sure that is.
func TestBest(t *testing.T) {
	for name, tt := range map[string]struct {
		figure string
		fleets [][]figured
		want   Best
	}{
		"lower is better":                {"attempts", [][]figured{runsOfFigure("attempts", 9, 10, 11), runsOfFigure("attempts", 4, 5, 6.5)}, Best{1, 29.0/6 - 0, true}},
		"higher is better":               {"success_percent", [][]figured{runsOfFigure("success_percent", 90, 91, 92), runsOfFigure("success_percent", 50, 51, 53)}, Best{0, 119.0 / 3, true}},
		"no direction":                   {"requests", [][]figured{runsOfFigure("requests", 1, 2), runsOfFigure("requests", 3, 4)}, Best{Fleet: -1}},
		"nobody has it":                  {"recovery", [][]figured{runsOfFigure("attempts", 1, 2), runsOfFigure("attempts", 3, 4)}, Best{Fleet: -1}},
		"pairs that differ both ways":    {"attempts", [][]figured{runsOfFigure("attempts", 9, 5, 11), runsOfFigure("attempts", 8, 7, 9)}, Best{1, 1.0 / 3, false}},
		"pairs are alike":                {"attempts", [][]figured{runsOfFigure("attempts", 5, 6), runsOfFigure("attempts", 5, 6)}, Best{0, 0, false}},
		"one run tells nothing for sure": {"attempts", [][]figured{runsOfFigure("attempts", 5), runsOfFigure("attempts", 6)}, Best{0, 1, false}},
		"who has it in fewer runs is behind": {"recovery", [][]figured{runsOfFigure("recovery", 5, nan, 5), runsOfFigure("recovery", 9, 9, 9)},
			Best{1, -4, false}},
		"the other way round": {"recovery", [][]figured{runsOfFigure("recovery", 9, 9, 9), runsOfFigure("recovery", 5, nan, 5)},
			Best{0, -4, false}},
		"sure of one, not of the other": {"attempts", [][]figured{runsOfFigure("attempts", 5, 6, 7), runsOfFigure("attempts", 50, 61, 70), runsOfFigure("attempts", 6, 5, 8)},
			Best{0, 1.0 / 3, false}},
		"sure of both": {"attempts", [][]figured{runsOfFigure("attempts", 5, 6, 7), runsOfFigure("attempts", 50, 61, 70), runsOfFigure("attempts", 8, 9.1, 10)},
			Best{0, 9.1/3 + 6.0/3 - 2, true}},
		"who loses requests is not best": {"attempts", [][]figured{lossOf(runsOfFigure("attempts", 1, 2, 3), 30, 31, 33), lossOf(runsOfFigure("attempts", 9, 9.5, 11), 2, 1, 2), lossOf(runsOfFigure("attempts", 12, 13, 14), 2, 1, 2)},
			Best{1, 9.5/3 + 0, true}},
		"losses that may be chance do not count": {"attempts", [][]figured{lossOf(runsOfFigure("attempts", 1, 2, 3), 2, 0, 2), lossOf(runsOfFigure("attempts", 9, 9.5, 11), 1, 1, 1)},
			Best{0, 23.5 / 3, true}},
		"alone": {"attempts", [][]figured{runsOfFigure("attempts", 5, 6)}, Best{0, 0, true}},
	} {
		place, _ := columnOf(tt.figure)
		got := cell(tt.fleets).Best[place]
		if got.Fleet != tt.want.Fleet || got.Sure != tt.want.Sure || math.Abs(got.Gap-tt.want.Gap) > 1e-9 {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

// JSON has neither NaN nor infinities, whatever runs are without.
func TestTableOfNothing(t *testing.T) {
	table := swept(t, two+"clients:10,20,30", faked(func(scenario.Scenario, int, int) figured { return nil }))
	if b := string(asJSON(t, table)); strings.Contains(b, "NaN") || strings.Contains(b, "Inf") || !strings.Contains(b, `"runs":0`) {
		t.Errorf("%.400s", b)
	}
	nobody := swept(t, "clients=3&attempts=1&outage=refuse&outage-to=1m&strategies=full,equal&runs=2&x=base:1s,2s", job.Local{})
	asJSON(t, nobody)
}
