package tipping

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// Effort is how much is simulated to estimate a probability by splitting.
type Effort struct {
	Runs        int    // of each stage, from 2 on
	Repetitions int    // of all stages, 2 to MaxRepetitions: the interval is theirs
	Seed        uint64 // of the repetitions and of the pilot that finds the levels
	Workers     int    // goroutines; the estimate is the same with any number
}

// MaxRepetitions is how many an effort may have.
const MaxRepetitions = scenario.MaxRuns

func (e Effort) check() error {
	switch {
	case e.Runs < 2:
		return fmt.Errorf("runs: %d; a stage has at least 2", e.Runs)
	case e.Repetitions < 2 || e.Repetitions > MaxRepetitions:
		return fmt.Errorf("repetitions: %d; there may be 2 to %d", e.Repetitions, MaxRepetitions)
	}
	return nil
}

// Estimate is an estimate of the probability that a run collapses, with its 95 % interval.
type Estimate struct {
	P        float64 `json:"p"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Variance float64 `json:"variance"`         // of P
	Runs     int     `json:"runs"`             // that were simulated, and
	Work     int64   `json:"attempts"`         // that they made: those of the pilot are among both
	Each     float64 `json:"each"`             // attempts of a run that is not split, on average
	Levels   []int   `json:"levels,omitempty"` // at which runs were split; none: none was
}

// Gain is how many times the work plain Monte Carlo takes for an estimate of the same variance. It
// is 0 where that is not known, for nothing was seen.
func (e Estimate) Gain() float64 {
	if e.Variance == 0 {
		return 0
	}
	return e.P * (1 - e.P) * e.Each / (e.Variance * float64(e.Work))
}

// Split estimates the probability that a run collapses by multilevel splitting with fixed effort
// (Garvels, "The splitting method in rare event simulation", 2000; L'Ecuyer, Le Gland, Lezaud and
// Tuffin, "Splitting techniques", 2009). A stage is a number of runs. Those that come to the next
// level are where the runs of the next stage go on, each under seeds of its own from that moment.
// A run counts in the stage in which it collapses without coming to the next level, with the
// product of the shares that came so far. Its mean is the probability, whatever the levels are,
// and however a collapse comes about: levels only say where the effort goes.
//
// The levels are found before, by a pilot, and then fixed. The interval is that of the mean of
// independent repetitions, by Student's t, on the logarithm: the mean of few repetitions of a rare
// event is skewed. Where none of them saw a collapse it is 0 to 1, and says nothing.
//
// The errors are those of the simulator, of several one, or say that the effort is out of its
// bounds.
func Split(ctx context.Context, s System, e Effort) (Estimate, error) {
	return split(ctx, s, e, func(int, Estimate) {})
}

// split is Split, and tells after each repetition from the second on how many are done, and what
// they come to so far.
func split(ctx context.Context, s System, e Effort, tell func(done int, so Estimate)) (Estimate, error) {
	if err := e.check(); err != nil {
		return Estimate{}, err
	}
	levels, pilot, err := findLevels(ctx, s, e.Runs, e.Seed)
	if err != nil {
		return Estimate{}, err
	}
	found := make([]repetition, e.Repetitions)
	var mu sync.Mutex // held while found is read or told
	err = s.each(ctx, e.Workers, e.Repetitions, func(ctx context.Context, simulate Simulator, r int) error {
		one := repetition{splitter: splitter{simulate: simulate, step: s.Step, seed: rng.Replication(e.Seed, r)}}
		if err := one.run(ctx, levels, e.Runs); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		found[r] = one
		if done := ended(found); 1 < len(done) && len(done) < len(found) {
			tell(len(done), together(done, levels, pilot, e.Runs))
		}
		return nil
	})
	if err != nil {
		return Estimate{}, err
	}
	return together(found, levels, pilot, e.Runs), nil
}

// ended are the repetitions that are done.
func ended(all []repetition) (done []repetition) {
	for _, r := range all {
		if r.runs > 0 {
			done = append(done, r)
		}
	}
	return done
}

// each calls f for 0 to n-1 with a simulator of the goroutine, and returns the first error.
func (s System) each(ctx context.Context, workers, n int, f func(ctx context.Context, simulate Simulator, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var next atomic.Int64
	errs := make([]error, n)
	workers = max(1, min(workers, n))
	sim.InParallel(workers, workers, func(int) {
		simulate := s.New()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			if errs[i] = f(ctx, simulate, i); errs[i] != nil {
				cancel()
				return
			}
		}
	})
	return firstCause(errs)
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

// together is the estimate of all repetitions.
func together(all []repetition, levels []int, pilot splitter, runs int) Estimate {
	e := Estimate{Levels: levels, Runs: pilot.runs, Work: pilot.work, High: 1}
	plain := int64(0)
	n := float64(len(all))
	for i := range all {
		e.P += all[i].p / n
		e.Runs += all[i].runs
		e.Work += all[i].work
		plain += all[i].plain
	}
	e.Each = float64(plain) / (n * float64(runs))
	for i := range all {
		d := all[i].p - e.P
		e.Variance += float64(d*d) / (n * (n - 1))
	}
	if e.P > 0 {
		e.Low, e.High = aroundLog(e.P, e.Variance, experiment.TQuantile(len(all)-1))
	}
	return e
}
