package experiment

import (
	"slices"
	"sync"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// samples gathers what replications report, in whatever order they end. What comes
// of it does not depend on that order.
type samples struct {
	mu      sync.Mutex
	samples []sample        // one a fleet
	widths  []time.Duration // of the bins, by replication
	done    int             // replications, the first of all once nothing more is added
	watch   func() bool     // called for each; whether there is to be more
}

// sample is what the replications of one fleet report.
type sample struct {
	strategy            string
	figures             [][]observed // by figure and replication
	attempts, completed [][]int      // by replication and bin
	scores              []Score      // by replication
	completion          metrics.Histogram
	requests            int
	byAttempt           sim.ByAttempt
}

func newSamples(s scenario.Scenario, watch func() bool) *samples {
	all := &samples{samples: make([]sample, len(s.Strategies)), widths: make([]time.Duration, s.Runs), watch: watch}
	for i, strategy := range s.Strategies {
		one := sample{strategy: strategy, attempts: make([][]int, s.Runs), completed: make([][]int, s.Runs), scores: make([]Score, s.Runs)}
		for range banded {
			one.figures = append(one.figures, make([]observed, s.Runs))
		}
		all.samples[i] = one
	}
	return all
}

// add takes in the results of a replication, one a fleet, and reports whether there is to be
// more.
func (all *samples) add(run int, results []sim.Result) bool {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.widths[run] = results[0].Bin
	for i := range results {
		one, r := &all.samples[i], &results[i]
		for f, figure := range banded {
			one.figures[f][run] = observe(figure, *r)
		}
		one.attempts[run] = append([]int(nil), r.Columns.Attempts...)
		one.completed[run] = append([]int(nil), r.Columns.Completed...)
		one.scores[run] = ScoreOf(*r)
		one.completion.Merge(r.Completion)
		one.requests += r.Requests
		one.byAttempt.Add(r.ByAttempt)
	}
	all.done++
	return all.watch()
}

func (all *samples) spreads() []Spread {
	spreads := make([]Spread, len(all.samples))
	for i := range all.samples {
		spreads[i] = all.samples[i].first(all.done).spread(all.widths[:all.done])
	}
	return spreads
}

// first cuts a sample to its first replications.
func (one *sample) first(n int) *sample {
	one.attempts, one.completed, one.scores = one.attempts[:n], one.completed[:n], one.scores[:n]
	for f := range one.figures {
		one.figures[f] = one.figures[f][:n]
	}
	return one
}

// spread adds up what there is, in bins of the widest of some widths, those of the
// replications.
func (one *sample) spread(widths []time.Duration) Spread {
	width := slices.Max(widths)
	for run, column := range one.attempts {
		n := int(width / widths[run])
		one.attempts[run], one.completed[run] = together(column, n), together(one.completed[run], n)
	}
	spread := Spread{Bin: width, Strategy: one.strategy, Runs: len(one.attempts), Completion: &one.completion, Requests: one.requests, ByAttempt: one.byAttempt, observed: one.figures, scores: one.scores}
	for f, figure := range banded {
		var have []float64
		for _, x := range one.figures[f] {
			if x.there || !figure.Has(LeftOut) {
				have = append(have, x.value)
			}
		}
		if len(have) > 0 {
			spread.Figures = append(spread.Figures, FigureBand{figure.Name, figure.Unit, len(have), metrics.BandOf(have)})
		}
	}
	bins := 0
	for _, column := range one.attempts {
		bins = max(bins, len(column))
	}
	values, totals := make([]float64, spread.Runs), make([]float64, spread.Runs)
	for bin := range bins {
		for run := range values {
			values[run] = 0
			if bin < len(one.attempts[run]) {
				values[run] = float64(one.attempts[run][bin])
				totals[run] += float64(one.completed[run][bin])
			}
		}
		spread.Attempts = append(spread.Attempts, metrics.BandOf(values))
		spread.Completed = append(spread.Completed, metrics.BandOf(totals))
	}
	return spread
}

// together adds up each n numbers of a column.
func together(column []int, n int) []int {
	if n == 1 {
		return column
	}
	sums := make([]int, (len(column)+n-1)/n)
	for i, count := range column {
		sums[i/n] += count
	}
	return sums
}
