package tipping

import (
	"context"
	"math"
	"slices"
	"testing"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/scenario"
	"backofflab/sim/rng"
)

const most = 10_000_000 // attempts

// madeUp is a sample of one fleet and run with some figures.
func madeUp(figures map[string]float64) job.Sample {
	fleet := make(job.Fleet, len(experiment.Sampled()))
	for i := range fleet {
		fleet[i] = []float64{math.NaN()}
	}
	for name, x := range figures {
		place, _ := job.Figure(name)
		fleet[place][0] = x
	}
	return job.Sample{Fleets: []job.Fleet{fleet}}
}

func ran(tipped bool) job.Sample {
	if tipped {
		return madeUp(map[string]float64{"late_offered": 10, "late_goodput": 0, "late_attempts": 20})
	}
	return madeUp(map[string]float64{"recovery": 1, "late_offered": 10, "late_goodput": 10, "late_attempts": 10})
}

// problem is a runner whose answer is known: a run at x tips with the probability
// 1 / (1 + (middle/x)^(1/scale)), by chance that is the same for a replication everywhere.
type problem struct {
	middle, scale float64
	draws         uint32
	fails         func(x float64) bool // nil: none does
	backwards     bool                 // the last task ends first
	after         int                  // cancel after so many tasks; 0: never
	cancel        func()
	tasks         int
}

func (p *problem) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	order := make([]int, len(tasks))
	for i := range order {
		order[i] = i
	}
	if p.backwards {
		slices.Reverse(order)
	}
	for _, i := range order {
		if p.tasks++; p.tasks == p.after {
			p.cancel()
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		done(i, p.sample(tasks[i]))
	}
	return nil
}

func (p *problem) sample(t job.Task) job.Sample {
	s, err := scenario.ParseQuery(t.Query)
	if err != nil {
		return job.Sample{Failed: err.Error()}
	}
	if p.fails != nil && p.fails(s.Offered) {
		return job.Sample{Failed: "It needs more than 10 attempts."}
	}
	var samples []job.Sample
	for r := range t.Runs {
		samples = append(samples, ran(p.tips(t.First+r, s.Offered)))
	}
	return job.Joined(samples)
}

func (p *problem) tips(replication int, x float64) bool {
	return rng.New(7, rng.Callers).Float64(p.draws, uint32(replication)) < 1/(1+math.Pow(p.middle/x, 1/p.scale))
}

func parsed(t testing.TB, query string) Search {
	t.Helper()
	s, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func nobody(Outcome) {}
