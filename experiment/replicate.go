package experiment

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// Spread is how the figures and curves of one fleet vary over the replications of
// a scenario. A band is their 5 %, 50 % and 95 % quantile.
type Spread struct {
	Strategy  string // key of the fleet
	Runs      int
	Figures   []FigureBand
	Bin       time.Duration  // width of the bins: the widest that one of the runs needs
	Attempts  []metrics.Band // per bin; a run that was over by then counts as 0
	Completed []metrics.Band // per bin: requests that succeeded by its end

	Requests  int           // of all runs together
	ByAttempt sim.ByAttempt // likewise

	// Completion holds the completion times of all runs together.
	Completion *metrics.Histogram

	observed [][]observed // by figure and replication
	scores   []Score      // by replication
}

// FigureBand is one figure over the replications.
type FigureBand struct {
	Name string // as JSON writes it
	Unit string // "" for a count or a ratio
	Runs int    // how many of the runs have it: recovery, those that recovered
	Band metrics.Band
}

// banded are the figures that replications report, in their order.
var banded = FiguresBy(func(p Places) int { return p.Bands })

// ReplicateWatched runs a scenario as often as it says, each time with another seed,
// and returns the spread of each of its fleets in their order. It has so many
// workers, 0 for one a core, and fewer where they would take too much memory; the result
// is the same with any number. All replications together may take maxAttempts attempts.
// At the end of each a worker calls watch, never two at a time. Where that returns false no
// further one begins, and the spreads are of those that did, the first of all.
//
// The errors are those of Simulate; of several, one.
func ReplicateWatched(ctx context.Context, s scenario.Scenario, maxAttempts int64, workers int, watch func() bool) ([]Spread, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	each := maxAttempts / int64(s.Runs)
	if err := sim.Afford(s, each); err != nil {
		return nil, err
	}
	workers = workersOf(s, each, workers)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		next    atomic.Int64
		stopped atomic.Bool
	)
	errs, found := make([]error, s.Runs), newSamples(s, watch)
	sim.InParallel(workers, workers, func(int) {
		w := sim.NewWorkspace(s)
		for !stopped.Load() { // every one whose number is drawn is simulated, so there is no gap
			r := int(next.Add(1)) - 1
			if r >= s.Runs {
				return
			}
			results, err := w.Simulate(ctx, rng.Replication(s.Seed, r), each)
			if err != nil {
				errs[r] = err
				cancel()
				return
			}
			if !found.add(r, results) {
				stopped.Store(true)
			}
		}
	})
	if err := firstCause(errs); err != nil {
		return nil, err
	}
	return found.spreads(), nil
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

// Of returns a figure by its name; one of no runs when none of them has it.
func (s Spread) Of(name string) FigureBand {
	for _, f := range s.Figures {
		if f.Name == name {
			return f
		}
	}
	return FigureBand{Name: name}
}

// Replicate is ReplicateWatched without anybody who watches.
func Replicate(ctx context.Context, s scenario.Scenario, maxAttempts int64, workers int) ([]Spread, error) {
	return ReplicateWatched(ctx, s, maxAttempts, workers, func() bool { return true })
}

// workersOf is how many workers there are where so many are wanted: fewer where they
// would take too much memory.
func workersOf(s scenario.Scenario, maxAttempts int64, wanted int) int {
	if wanted <= 0 {
		wanted = runtime.GOMAXPROCS(0)
	}
	return max(1, min(wanted, s.Runs, int(maxReplicating/sim.Bytes(s, maxAttempts))))
}

// maxReplicating is what the workers may take together, if there are several.
const maxReplicating = sim.MaxBytes / 4

// Bytes estimates what the replications of a scenario take with a worker a core, or the
// seeds of its verdict where it has one run.
func Bytes(s scenario.Scenario, maxAttempts int64) int64 {
	if s.Runs == 1 {
		return trialBytes
	}
	each := maxAttempts / int64(s.Runs)
	bins := min(scenario.MaxBins, int(s.End()/s.Widths()[0])+1)
	columns := 16 * s.Runs * bins * len(s.Strategies)
	return int64(workersOf(s, each, 0))*sim.Bytes(s, each) + int64(columns)
}
