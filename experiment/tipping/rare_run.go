package tipping

import (
	"context"
	"runtime"
	"sync"

	"backofflab/experiment/job"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// Odds is what is known of how rarely a scenario collapses.
type Odds struct {
	Query       string `json:"query"` // of the question
	Repetitions int    `json:"repetitions"`
	Fleets      []Odd  `json:"fleets"` // by the strategies of the scenario, as far as they were begun
}

// Odd is what is known of one fleet: the same probability by splitting, and by plain Monte Carlo
// with the same work.
type Odd struct {
	Strategy string   `json:"strategy"`
	Failed   string   `json:"failed,omitempty"` // why its runs cannot be simulated
	Runs     int      `json:"runs"`             // simulated so far, by both methods
	Done     int      `json:"done"`             // repetitions of splitting
	Split    Estimate `json:"splitting"`        // of those, from two on
	Plain    Estimate `json:"plain"`            // has no runs before splitting is done
	Gain     float64  `json:"gain"`             // how many times the work of splitting plain Monte Carlo takes for the same variance; 0: unknown
	Collapse string   `json:"collapse"`         // the scenario with the first seed that collapsed among the plain runs; "": none did
}

// Over reports whether nothing more is to come.
func (o Odd) Over() bool { return o.Failed != "" || o.Plain.Runs > 0 }

// Run estimates the probability for each fleet. Each run may make so many attempts. Whenever a
// repetition ends watch gets what is known so far, never two at a time. Runs that go on from others
// are no tasks, so that no runner has them: they are simulated on goroutines of this process, one a
// core. The error is that of the context.
func (r Rare) Run(ctx context.Context, _ job.Runner, attempts int64, watch func(Odds)) (Odds, error) {
	known := Odds{Query: r.Query(), Repetitions: r.Repetitions, Fleets: []Odd{}}
	for _, fleet := range r.Scenario.Strategies {
		one := r.Scenario
		one.Strategies = []string{fleet}
		before := known.Fleets
		tell := func(o Odd) {
			known.Fleets = append(before[:len(before):len(before)], o)
			watch(known)
		}
		o, err := r.odd(ctx, one, attempts, tell)
		if cause := context.Cause(ctx); cause != nil {
			return known, cause
		}
		if err != nil {
			o.Failed = err.Error()
		}
		tell(o)
	}
	return known, nil
}

// odd estimates the probability for a scenario with one strategy, by both methods.
func (r Rare) odd(ctx context.Context, one scenario.Scenario, attempts int64, tell func(Odd)) (Odd, error) {
	o := Odd{Strategy: one.Strategies[0], Split: Estimate{High: 1}, Plain: Estimate{High: 1}} // as long as nothing is known
	tell(o)
	system, err := SystemOf(one, attempts)
	if err != nil {
		return o, err
	}
	var mu sync.Mutex // held while o is changed or told
	system = system.counting(func() {
		mu.Lock()
		defer mu.Unlock()
		if o.Runs++; o.Runs%tellEvery == 0 {
			tell(o)
		}
	})
	effort := Effort{Runs: stageRuns, Repetitions: r.Repetitions, Seed: one.Seed, Workers: runtime.GOMAXPROCS(0)}
	o.Split, err = split(ctx, system, effort, func(done int, e Estimate) {
		mu.Lock()
		defer mu.Unlock()
		o.Done, o.Split = done, e
		tell(o)
	})
	if err != nil {
		return o, err
	}
	o.Done, o.Gain = r.Repetitions, o.Split.Gain()
	found := []int(nil)
	o.Plain, found, err = counted(ctx, system, o.Split.asManyRuns(), one.Seed, effort.Workers)
	if err == nil && len(found) > 0 {
		one.Seed = rng.Replication(one.Seed, found[0])
		o.Collapse = one.Query()
	}
	return o, err
}

// tellEvery is after how many runs a question tells how far it is.
const tellEvery = stageRuns / 2

// counting is the system, and calls ran after each run; also several at a time.
func (s System) counting(ran func()) System {
	return System{s.Step, func() Simulator {
		simulate := s.New()
		return func(ctx context.Context, seeds []sim.Seeded) (Trajectory, error) {
			defer ran()
			return simulate(ctx, seeds)
		}
	}}
}

// Share is about the share of the work that is done, from 0 to 1.
func (r Rare) Share(o Odds) (share float64) {
	for _, f := range o.Fleets {
		share += r.far(f) / float64(len(r.Scenario.Strategies))
	}
	return share
}

// far is that of one fleet: how many stages a repetition has is not known at first, and then taken
// to be as usual.
func (r Rare) far(o Odd) float64 {
	if o.Over() {
		return 1
	}
	stages := usualStages
	if o.Done > 1 {
		stages = len(o.Split.Levels) + 1
	}
	return min(0.99, float64(o.Runs)/float64(2*stageRuns*stages*(1+r.Repetitions)))
}

// asManyRuns is how many runs that are not split take the work of the estimate.
func (e Estimate) asManyRuns() int {
	return int(min(mostRunsByCounting, max(stageRuns, float64(e.Work)/max(1, e.Each))))
}
