package tipping

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/scenario"
	"backofflab/sim"
)

func seedsOf(t testing.TB, query string) Seeds {
	t.Helper()
	s, err := ParseSeeds(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The worst seed of many opens as a scenario whose run has that very value, and no other has a
// worse one.
func TestWorstSeedOpens(t *testing.T) {
	s := seedsOf(t, "clients=30&strategies=full,exponential&seeds=90&figure=peak")
	told := 0
	found, err := s.Run(t.Context(), job.Local{}, most, func(Chances) { told++ })
	if err != nil || found.Done != 90 || told == 0 {
		t.Fatalf("%d seeds, told %d times, %v", found.Done, told, err)
	}
	for fleet, c := range found.Fleets {
		for what, one := range map[string]One{"worst": c.Worst, "median": c.Median} {
			run, err := scenario.ParseQuery(one.Query)
			if err != nil {
				t.Fatal(err)
			}
			results, err := sim.Simulate(t.Context(), run, most)
			if err != nil {
				t.Fatal(err)
			}
			if got := results[fleet].PeakPerS; got != one.Value {
				t.Errorf("%s of %s: %v, its link has %v", what, c.Strategy, one.Value, got)
			}
		}
		if c.Worst.Value != c.Quantile[len(c.Quantile)-1] || c.Median.Value != c.Quantile[3] || c.AsBad < 1 || c.Seeds != 90 {
			t.Errorf("%+v", c)
		}
	}
}

// Seeds come in any order, and the same comes out.
func TestSeedsAreTheSame(t *testing.T) {
	s := seedsOf(t, "clients=30&strategies=full&seeds=200")
	one, err := s.Run(t.Context(), job.Local{Workers: 1}, most, func(Chances) {})
	want := encoded(t, one, err)
	four, err := s.Run(t.Context(), job.Local{Workers: 4}, most, func(Chances) {})
	if got := encoded(t, four, err); !bytes.Equal(got, want) {
		t.Errorf("four workers: %s\none: %s", got, want)
	}
}

// A time that never came is worse than any; of several that are as bad the first is told.
func TestRankOfSeeds(t *testing.T) {
	never := math.NaN()
	for _, c := range []struct {
		shows               string
		figure              string
		values              []float64
		worst, as, never    int
		median              int
		lowest, mean, upper float64
	}{
		{"lower is better", "done_99", []float64{3, 9, 1, 9, 5}, 1, 2, 0, 4, 1, 5.4, 9},
		{"some never were", "done_99", []float64{3, never, 1, never, 5}, 1, 2, 2, 4, 1, 3, 5},
		{"higher is better", "success_percent", []float64{30, 90, 10, 90, 50}, 2, 1, 0, 4, 10, 54, 90},
	} {
		f, _ := figureNamed(c.figure)
		var seeds []seed
		for i, x := range c.values {
			seeds = append(seeds, seed{i, x})
		}
		slices.Reverse(seeds)
		var got Chance
		Seeds{Scenario: scenario.Default()}.rank(&got, f, seeds)
		q := got.Quantile
		if got.Worst.Replication != c.worst || got.AsBad != c.as || got.Never != c.never || got.Median.Replication != c.median || q[0] != c.lowest || got.Mean != c.mean || q[len(q)-1] != c.upper {
			t.Errorf("%s: %+v", c.shows, got)
		}
	}
	var none Chance
	Seeds{}.rank(&none, experiment.Figure{}, nil)
	if none.Seeds != 0 || none.Worst.Query != "" {
		t.Errorf("of no seeds: %+v", none)
	}
}

// Runs that cannot be simulated are no seeds, and why is said.
func TestSeedsThatFail(t *testing.T) {
	found, err := seedsOf(t, "clients=30&strategies=full&seeds=20").Run(t.Context(), job.Local{}, 10, func(Chances) {})
	if err != nil || found.Fleets[0].Seeds != 0 || !strings.Contains(found.Fleets[0].Failed, "attempts") {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestSeedsQuery(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                    "",
		"clients=5&seeds=1000&figure=done_99": "clients=5",
		"clients=5&seeds=2,000&figure= PEAK&runs=7": "clients=5&figure=peak&seeds=2000",
	} {
		s := seedsOf(t, raw)
		if got := s.Query(); got != want || seedsOf(t, got).Query() != want {
			t.Errorf("%s is %s, want %s", raw, got, want)
		}
	}
	for raw, field := range map[string]string{
		"seeds=1": "seeds", "seeds=10001": "seeds", "seeds=-5": "seeds", "seeds=NaN": "seeds", "seeds=5&seeds=6": "seeds", "seeds=1e3x": "seeds", "seeds=9223372036854775808": "seeds",
		"figure=requests": "figure", "figure=%00": "figure", "figure=<script>": "figure", "clients=0": "clients", "figure=%zz": "figure",
	} {
		_, err := ParseSeeds(raw)
		var wrong scenario.FieldErrors
		if !errors.As(err, &wrong) || wrong[0].Field != field || wrong[0].Message == "" {
			t.Errorf("%s: %v, want one of %s", raw, err, field)
		}
	}
}
