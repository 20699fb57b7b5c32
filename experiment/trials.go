package experiment

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync/atomic"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// Bounds on the seeds that a verdict rests on where the scenario has one run. They may
// take about 100 ms of one core; the time is estimated, so the same link gives the same
// number on any machine.
const (
	mostSeeds  = 20
	leastSeeds = 10 // of fewer a verdict says nothing, so it rests on the run that is shown
	trialTime  = 100_000_000

	// trialBytes is what they may take: so little time is enough for 200,000 attempts of a
	// seed, and their requests.
	trialBytes = 16 << 20
)

// Nanoseconds of one core that a request or an attempt takes, by the mode of its fleet:
// about what docs/performance.md measures, rounded up.
var timeEach = [...]int{sim.LimiterBatched: 60, sim.Batched: 80, sim.PerAttempt: 150, sim.PerRequest: 280, sim.PerEvent: 300}

// seedsFor returns how many seeds the verdict on a run rests on, the one that is shown
// among them.
func seedsFor(s scenario.Scenario, results []sim.Result) int {
	took := 0
	for i, mode := range sim.Modes(s) {
		took += timeEach[mode.Mode] * (results[i].Requests + results[i].Attempts + results[i].NotSent)
	}
	if results[0].Partial || len(results) < 2 || took*leastSeeds > trialTime {
		return 1
	}
	return min(mostSeeds, trialTime/max(1, took))
}

// Estimate is about how long one run of a valid scenario takes on one core, told before it
// begins: by its least attempts, so it may take far longer. It is the same on any machine.
func Estimate(s scenario.Scenario) time.Duration {
	attempts := sim.ForecastOf(s).Least / float64(len(s.Strategies))
	total := 0.0
	for _, mode := range sim.Modes(s) {
		total += float64(timeEach[mode.Mode]) * (float64(s.Clients) + attempts)
	}
	return time.Duration(min(total, math.MaxInt64/2))
}

// attemptsOf returns how many attempts a run took of those it was allowed.
func attemptsOf(results []sim.Result) int64 {
	n := int64(0)
	for _, r := range results {
		n += int64(r.Attempts + r.NotSent)
	}
	return max(n, 1000)
}

// Judged is the outcome of a scenario of one run: its results, and the verdict on them and
// on those under some more seeds where they take little time. The error is that of the
// context.
func Judged(ctx context.Context, s scenario.Scenario, results []sim.Result) (Outcome, error) {
	scores, err := scoresOf(ctx, s, results)
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{Results: results, Scores: scores, Verdict: Judge(scores)}, nil
}

// scoresOf returns the scores of the fleets, those of the results first.
func scoresOf(ctx context.Context, s scenario.Scenario, results []sim.Result) ([][]Score, error) {
	seeds := seedsFor(s, results)
	scores := make([][]Score, len(results))
	for i, r := range results {
		scores[i] = make([]Score, seeds)
		scores[i][0] = ScoreOf(r)
	}
	errs, most := make([]error, seeds), 4*attemptsOf(results)
	var next atomic.Int64
	workers := min(runtime.GOMAXPROCS(0), seeds-1)
	sim.InParallel(workers, workers, func(int) {
		w := sim.NewWorkspace(s)
		for seed := int(next.Add(1)); seed < seeds; seed = int(next.Add(1)) {
			found, err := w.Simulate(ctx, rng.Replication(s.Seed, seed), most)
			for i := range found {
				scores[i][seed] = ScoreOf(found[i])
			}
			errs[seed] = err
		}
	})
	var over *sim.LimitError
	switch err := firstCause(errs); {
	case errors.As(err, &over): // another seed is far larger than the run that is shown
		for i := range scores {
			scores[i] = scores[i][:1]
		}
	case err != nil:
		return nil, err
	}
	return scores, nil
}
