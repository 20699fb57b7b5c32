package tipping

import (
	"context"

	"backofflab/sim"
	"backofflab/sim/rng"
)

// Plain estimates the probability that a run collapses by plain Monte Carlo: the share of those
// that do, of replications 0 to runs-1 of a seed. The interval is that of Clopper and Pearson. The
// errors are those of the simulator; of several, one.
func Plain(ctx context.Context, s System, runs int, seed uint64, workers int) (Estimate, error) {
	e, _, err := counted(ctx, s, runs, seed, workers)
	return e, err
}

// counted is Plain, and the replications that collapsed.
func counted(ctx context.Context, s System, runs int, seed uint64, workers int) (e Estimate, found []int, err error) {
	collapsed, work := make([]bool, runs), make([]int64, runs)
	err = s.each(ctx, workers, runs, func(ctx context.Context, simulate Simulator, r int) error {
		t, err := simulate(ctx, []sim.Seeded{{Seed: rng.Replication(seed, r)}})
		collapsed[r], work[r] = t.Collapsed, t.Work
		return err
	})
	if err != nil {
		return Estimate{}, nil, err
	}
	e = Estimate{Runs: runs}
	for r := range runs {
		e.Work += work[r]
		if collapsed[r] {
			found = append(found, r)
		}
	}
	n := float64(runs)
	e.P, e.Each = float64(len(found))/n, float64(e.Work)/n
	e.Variance = e.P * (1 - e.P) / n
	e.Low, e.High = share(len(found), runs)
	return e, found, nil
}
