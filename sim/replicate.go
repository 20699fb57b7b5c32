package sim

import (
	"context"
	"math"
	"runtime"
	"sync"

	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// MaxRuns is how many replications a scenario has at most.
const MaxRuns = 100

// Spread is how the figures and curves of one fleet vary over the replications of
// a scenario. A band is their 5 %, 50 % and 95 % quantile.
type Spread struct {
	Strategy  string // key of the fleet
	Runs      int
	Figures   []Figure
	Attempts  []metrics.Band // per bin; a run that was over by then counts as 0
	Completed []metrics.Band // per bin: requests that succeeded by its end

	// Completion holds the completion times of all runs together.
	Completion *metrics.Histogram
}

// Figure is one number of a result over the replications.
type Figure struct {
	Name string // as JSON writes it
	Unit string // "" for a count or a ratio
	Runs int    // how many of the runs have it: recovery, those that recovered
	Band metrics.Band
}

// figures are the numbers of a result that replications report.
var figures = []struct {
	name, unit string
	of         func(Result) float64
}{
	{"attempts", "", func(r Result) float64 { return float64(r.Attempts) }},
	{"requests", "", func(r Result) float64 { return float64(r.Requests) }},
	{"successes", "", func(r Result) float64 { return float64(r.Successes) }},
	{"gave_up", "", func(r Result) float64 { return float64(r.GaveUp.Total()) }},
	{"rejected", "", func(r Result) float64 { return float64(r.Rejected) }},
	{"failed", "", func(r Result) float64 { return float64(r.Failed) }},
	{"timed_out", "", func(r Result) float64 { return float64(r.TimedOut) }},
	{"not_sent", "", func(r Result) float64 { return float64(r.NotSent) }},
	{"unfinished", "", func(r Result) float64 { return float64(r.Unfinished) }},
	{"amplification", "", func(r Result) float64 { return r.Amplification }},
	{"wasted", "", func(r Result) float64 { return float64(r.Wasted) }},
	{"peak", "per_s", func(r Result) float64 { return r.PeakPerS }},
	{"peak_over_capacity", "", func(r Result) float64 { return r.PeakOverRate }},
	{"herd_index", "", func(r Result) float64 { return r.HerdIndex }},
	{"largest_wave", "retries", func(r Result) float64 {
		if len(r.Waves) == 0 {
			return 0
		}
		return float64(r.Waves[0].Retries)
	}},
	{"completion_min", "s", func(r Result) float64 { return r.Completion.Min().Seconds() }},
	{"completion_p50", "s", func(r Result) float64 { return r.Completion.Quantile(0.50).Seconds() }},
	{"completion_p90", "s", func(r Result) float64 { return r.Completion.Quantile(0.90).Seconds() }},
	{"completion_p95", "s", func(r Result) float64 { return r.Completion.Quantile(0.95).Seconds() }},
	{"completion_p99", "s", func(r Result) float64 { return r.Completion.Quantile(0.99).Seconds() }},
	{"completion_max", "s", func(r Result) float64 { return r.Completion.Max().Seconds() }},
	{"fairness", "", func(r Result) float64 { return r.Completion.Jain() }},
	{"recovery", "s", func(r Result) float64 {
		if !r.Recovered {
			return math.NaN() // BandOf leaves it out
		}
		return r.Recovery.Seconds()
	}},
}

// Replicate runs a scenario as often as it says, each time under another seed,
// and returns the spread of each of its fleets in their order. It has so many
// workers, 0 for one a core; the result is the same with any number. All
// replications together may take maxAttempts attempts.
//
// The errors are those of Simulate; of several, one.
func Replicate(ctx context.Context, s Scenario, maxAttempts int64, workers int) ([]Spread, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	all := make([][]Result, s.Runs)
	errs := make([]error, s.Runs)
	turns := make(chan int)
	var group sync.WaitGroup
	for range min(workers, s.Runs) {
		group.Go(func() {
			for r := range turns {
				one := s
				one.Seed = rng.Replication(s.Seed, r)
				if all[r], errs[r] = Simulate(ctx, one, maxAttempts/int64(s.Runs)); errs[r] != nil {
					cancel()
				}
			}
		})
	}
	for r := range s.Runs {
		turns <- r
	}
	close(turns)
	group.Wait()
	if err := firstCause(errs); err != nil {
		return nil, err
	}
	spreads := make([]Spread, len(s.Strategies))
	for i := range spreads {
		of := make([]Result, s.Runs)
		for r := range all {
			of[r] = all[r][i]
		}
		spreads[i] = spreadOf(of)
	}
	return spreads, nil
}

// firstCause is the first error that is not the end of the others' context.
func firstCause(errs []error) error {
	var ended error
	for _, err := range errs {
		if err != nil && err != context.Canceled {
			return err
		}
		if ended == nil {
			ended = err
		}
	}
	return ended
}

func spreadOf(results []Result) Spread {
	spread := Spread{Strategy: results[0].Strategy, Runs: len(results), Completion: &metrics.Histogram{}}
	values := make([]float64, len(results))
	for _, f := range figures {
		for i, r := range results {
			values[i] = f.of(r)
		}
		have := 0
		for _, x := range values {
			if !math.IsNaN(x) {
				have++
			}
		}
		if have == 0 {
			continue
		}
		spread.Figures = append(spread.Figures, Figure{f.name, f.unit, have, metrics.BandOf(values)})
	}
	bins := 0
	for _, r := range results {
		spread.Completion.Merge(r.Completion)
		bins = max(bins, len(r.Columns.Attempts))
	}
	totals := make([]float64, len(results))
	for bin := range bins {
		for i, r := range results {
			values[i] = 0
			if bin < len(r.Columns.Attempts) {
				values[i] = float64(r.Columns.Attempts[bin])
				totals[i] += float64(r.Columns.Completed[bin])
			}
		}
		spread.Attempts = append(spread.Attempts, metrics.BandOf(values))
		spread.Completed = append(spread.Completed, metrics.BandOf(totals))
	}
	return spread
}

// Of returns a figure by its name; one of no runs when none of them has it.
func (s Spread) Of(name string) Figure {
	for _, f := range s.Figures {
		if f.Name == name {
			return f
		}
	}
	return Figure{Name: name}
}
