package experiment

import (
	"math"
	"slices"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// madeUp is a spread of made-up numbers of attempts; NaN is a run without.
func madeUp(strategy string, attempts ...float64) Spread {
	one := sample{strategy: strategy, attempts: make([][]int, len(attempts)), completed: make([][]int, len(attempts))}
	for _, f := range banded {
		numbers := make([]observed, len(attempts))
		for r, x := range attempts {
			if f.Name == "attempts" && !math.IsNaN(x) {
				numbers[r] = observed{x, true}
			}
		}
		one.figures = append(one.figures, numbers)
	}
	widths := slices.Repeat([]time.Duration{time.Second}, len(attempts))
	return one.spread(widths)
}

func TestCompare(t *testing.T) {
	never := math.NaN()
	for _, tt := range []struct {
		what    string
		a, b    []float64 // b is compared with a, the best
		runs    int
		mean    float64
		half    float64 // of the interval
		verdict Reading
	}{
		// Differences 1, 2, 3: sd 1, t(2) = 4.3027, so 2 ± 2.4842.
		{"an interval that holds 0", []float64{10, 10, 10}, []float64{11, 12, 13}, 3, 2, 2.4842, CannotTell},
		// The same differences of runs that vary together by thousands: what pairs are for.
		{"pairs take away what runs have in common", []float64{1000, 9000, 4000, 7000}, []float64{1005, 9006, 4005, 7006}, 4, 5.5, 0.9187, Worse},
		{"a difference that never varies is a point", []float64{5, 6, 7}, []float64{8, 9, 10}, 3, 3, 0, Worse},
		{"no difference in any run", []float64{5, 6, 7}, []float64{5, 6, 7}, 3, 0, 0, Same},
		{"a run without the figure is no pair", []float64{5, 5, 5, 5}, []float64{6, never, 6, 6}, 3, 1, 0, Worse},
		{"one pair says nothing", []float64{5, 5}, []float64{9, never}, 1, 4, 0, CannotTell},
		{"no pair", []float64{5, 5}, []float64{never, never}, 0, 0, 0, CannotTell},
		// The second has it less often, so it is not the best although its mean is lower.
		{"who has the figure more often is the best", []float64{5, 9, 5}, []float64{4, never, 4}, 2, -1, 0, Better},
	} {
		all := Compare([]Spread{madeUp("full", tt.a...), madeUp("equal", tt.b...)})
		if len(all) != 1 || all[0].Name != "attempts" || all[0].Best != "full" || len(all[0].Differences) != 1 {
			t.Errorf("%s: %+v", tt.what, all)
			continue
		}
		d := all[0].Differences[0]
		if d.Strategy != "equal" || d.Runs != tt.runs || math.Abs(d.Mean-tt.mean) > 1e-9 || d.Verdict != tt.verdict ||
			math.Abs(d.Low-(tt.mean-tt.half)) > 1e-3 || math.Abs(d.High-(tt.mean+tt.half)) > 1e-3 {
			t.Errorf("%s: %+v", tt.what, d)
		}
	}
}

func TestAgainst(t *testing.T) {
	never := math.NaN()
	for _, tt := range []struct {
		what          string
		now, baseline []float64
		runs          int
		mean, of, low float64
		verdict       Reading
	}{
		{"more is worse", []float64{11, 12, 13}, []float64{5, 6, 7}, 3, 6, 6, 6, Worse},
		{"fewer are better", []float64{5, 6, 7}, []float64{11, 12, 13}, 3, -6, 12, -6, Better},
		{"means are of the pairs", []float64{5, never, 7}, []float64{5, 90, 7}, 2, 0, 6, 0, Same},
		{"an interval that holds 0", []float64{11, 12, 13}, []float64{10, 10, 10}, 3, 2, 10, 2 - 2.4842, CannotTell},
	} {
		all := Against(madeUp("full", tt.now...), madeUp("equal", tt.baseline...))
		if len(all) != 1 || all[0].Name != "attempts" {
			t.Fatalf("%s: %+v", tt.what, all)
		}
		if p := all[0]; p.Runs != tt.runs || p.Mean != tt.mean || math.Abs(p.Baseline-tt.of) > 1e-9 || math.Abs(p.Now-tt.of-tt.mean) > 1e-9 || math.Abs(p.Low-tt.low) > 1e-3 || p.Verdict != tt.verdict {
			t.Errorf("%s: %+v", tt.what, p)
		}
	}
	if all := Against(madeUp("full", 1, never), madeUp("full", never, 1)); all != nil {
		t.Errorf("no pair: %+v", all)
	}
	if all := Against(madeUp("full", 1, 2), madeUp("full", 1)); all != nil {
		t.Errorf("runs that are no pairs: %+v", all)
	}
}

func TestCompareNeedsTwo(t *testing.T) {
	if all := Compare([]Spread{madeUp("full", 1, 2)}); all != nil {
		t.Errorf("a fleet alone: %+v", all)
	}
	if all := Compare([]Spread{madeUp("full", 1), madeUp("equal", 2)}); all != nil {
		t.Errorf("one run: %+v", all)
	}
}

// The quantiles against the distribution in closed form: A(t|n), the
// probability to be within ±t, by Abramowitz and Stegun 26.7.3 and 26.7.4.
func TestTQuantiles(t *testing.T) {
	within := func(x float64, n int) float64 {
		theta := math.Atan(x / math.Sqrt(float64(n)))
		c, s := math.Cos(theta), math.Sin(theta)
		term, sum, first := 1.0, 0.0, 2
		if n%2 == 1 {
			term, first = c, 3
		}
		for j := first; j <= n; j += 2 {
			sum += term
			term *= c * c * float64(j-1) / float64(j)
		}
		if n%2 == 1 {
			return 2 / math.Pi * (theta + s*sum)
		}
		return s * sum
	}
	for n := 1; n < 20_000; n += 1 + n/scenario.MaxRuns*37 { // all of the table, and some beyond it
		x := TQuantile(n)
		if low, high := within(x-6e-5, n), within(x+6e-5, n); low > 0.95 || high < 0.95 {
			t.Errorf("t(%d) = %v: between %v and %v lie within", n, x, low, high)
		}
	}
}

// Two fleets without a true difference, the same strategy under seeds that have nothing
// in common: the interval must hold 0 in 95 % of many repetitions. Of 1,000 that is
// within 92.9 % and 97.1 % but for one time in 400 (three standard errors of 0.69 %);
// the seeds are fixed, so it always is, or never. 8 runs each, as few as anyone looks at.
// The interval supposes that means of runs are about normal. The median of a few
// clients, which lies on either side of a gap, is not: there it is wider than it must be.
func TestIntervalsHoldTheTruth(t *testing.T) {
	const repetitions, runs = 1000, 8
	s := scenariotest.Parse(t, "clients=30&rate=20&burst=5&strategies=full,equal&base=100ms&bin=1s")
	s.Runs = runs
	one := s
	one.Strategies = []string{"full"}
	w := sim.NewWorkspace(one)
	held, told := map[string]int{}, map[string]int{}
	for i := range repetitions {
		all := newSamples(s, func() bool { return true })
		for r := range runs {
			both := make([]sim.Result, 2)
			for side := range both {
				results, err := w.Simulate(t.Context(), rng.Replication(uint64(2*i+side), r), 1_000_000)
				if err != nil {
					t.Fatal(err)
				}
				both[side] = results[0]
				both[side].Completion = &metrics.Histogram{}
				both[side].Completion.Merge(results[0].Completion)
				both[side].Waves = slices.Clone(results[0].Waves)
			}
			all.add(r, both)
		}
		for _, c := range Compare(all.spreads()) {
			d := c.Differences[0]
			told[c.Name]++
			if d.Low <= 0 && d.High >= 0 {
				held[c.Name]++
			}
		}
	}
	for name, most := range map[string]float64{"attempts": 0.971, "completion_p99": 0.971, "completion_max": 0.971, "completion_p50": 1} {
		share := float64(held[name]) / float64(told[name])
		if told[name] != repetitions || share < 0.929 || share > most {
			t.Errorf("%s: %.1f %% of %d intervals hold the true difference of 0", name, 100*share, told[name])
		}
		t.Logf("%s: %.1f %%", name, 100*share)
	}
}

// Under common random numbers two fleets that are the same, one as a mix of strategies
// that draw alike, do not differ at all.
func TestCompareFleetsThatAreTheSame(t *testing.T) {
	s := scenariotest.Parse(t, "clients=50&strategies=exponential,exponential@50/proportional@50&jitter=0&runs=5")
	spreads, err := Replicate(t.Context(), s, 10_000_000, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Compare(spreads) {
		if d := c.Differences[0]; d.Verdict != Same || d.Mean != 0 || d.Runs != 5 {
			t.Errorf("%s: %+v", c.Name, d)
		}
	}
}
