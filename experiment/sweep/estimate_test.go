package sweep

import (
	"math"
	"strings"
	"testing"

	"backofflab/experiment"
)

// A sweep takes as long as its cells, and those that may be added.
func TestEstimateIsOfAllCells(t *testing.T) {
	of := func(raw string) float64 {
		s, err := Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		return s.Estimate().Seconds()
	}
	s, _ := Parse("x=cap:5s,10s&runs=3&refine=0")
	one := s.Scenario
	one.Runs = 1
	// The cap makes little difference to the least attempts.
	for query, runs := range map[string]float64{"x=cap:5s,10s&runs=3&refine=0": 6, "x=cap:5s,10s&runs=3&refine=2": 12, "x=cap:5s,10s&y=base:90ms,100ms,110ms&runs=3&refine=0": 18,
		"x=cap:5s,10s&y=base:90ms,100ms,110ms&runs=3&refine=2": 36} {
		if ratio := of(query) / experiment.Estimate(one).Seconds() / runs; math.Abs(ratio-1) > 0.05 {
			t.Errorf("%s takes %g times what its runs do", query, ratio)
		}
	}
	if few, many := of("x=clients:10,20"), of("x=clients:10,20000"); many < 100*few {
		t.Errorf("%g s with few clients, %g with many", few, many)
	}
}

// Added values may all go to one axis, where there are numbers on it.
func TestCellsRefined(t *testing.T) {
	for query, want := range map[string]int{
		"x=cap:5s,10s&refine=3":                                5,
		"x=cap:5s,10s&y=base:10ms,20ms,30ms&refine=3":          4 * 4,
		"x=cap:5s,10s&y=base:10ms,20ms,30ms&refine=0":          2 * 3,
		"x=limiter:gcra,none&y=base:10ms,20ms,30ms&refine=3":   2 * 6,
		"x=base:10ms,20ms,30ms&y=limiter:gcra,none&refine=3":   6 * 2,
		"x=limiter:gcra,none&y=retry-after:none,exact":         2 * 2,
		"x=clients:lin(1,490,49)&y=rate:lin(1,51,51)&refine=9": MostCells,
	} {
		if got := sweepOf(t, query).cellsRefined(); got != want {
			t.Errorf("%s: %d cells, want %d", query, got, want)
		}
	}
}

// Values in between are such as their field takes, however few decimals that has.
func TestValuesOfRangesAreTaken(t *testing.T) {
	for _, axis := range []string{"aimd-factor:log(0.2,0.99,7)", "factor:lin(1,3.5,9)", "clients:log(1,1000000,13)", "rate:log(0.01,900,9)", "cap:lin(1ms,1s,13)", "spread:log(1ms,1h,20)"} {
		s, err := Parse("x=" + axis)
		if err != nil {
			t.Errorf("%s: %v", axis, err)
			continue
		}
		if axis == "aimd-factor:log(0.2,0.99,7)" && strings.Join(s.X.Values, " ") != "0.2 0.26 0.34 0.44 0.58 0.76 0.99" {
			t.Errorf("%s: %v", axis, s.X.Values)
		}
		g := newGrid(s, 0, nil)
		for i := range g.table.Cells {
			if _, err := g.scenarioOf(i); err != nil && strings.Contains(err.Error(), s.X.Field+"=") {
				t.Errorf("%s: %v", axis, err)
			}
		}
	}
}
