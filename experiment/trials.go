package experiment

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// Bounds on the seeds that a verdict rests on where the scenario has one run. If all took as
// long as the run that is shown, that would be about 100 ms of one core; the time is estimated,
// so the same link gives the same number on any machine.
const (
	mostSeeds  = 20
	leastSeeds = 10 // of fewer a verdict says nothing, so it rests on the run that is shown
	trialTime  = 100_000_000

	// trialBytes is what they may take: so little time is enough for some hundred thousand
	// attempts of a seed, and their requests.
	trialBytes = 16 << 20
)

// Nanoseconds of one core that a request or an attempt takes, by the mode of its fleet:
// about what docs/performance.md measures, rounded up.
var timeEach = [...]int{sim.LimiterBatched: 60, sim.Batched: 80, sim.Foreseen: 100, sim.PerAttempt: 150, sim.PerAnswer: 150, sim.PerRequest: 280, sim.PerEvent: 300}

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

// Trials are the runs that the verdict on a scenario rests on beside the one that is shown.
// Their seeds are those of the replications under the default seed, whatever its own is, so
// runs that differ in nothing else have them in common: whoever needs one simulates it, once.
// Trials are safe for concurrent use.
type Trials struct {
	scenario scenario.Scenario
	most     int64 // attempts of one

	mu    sync.Mutex
	began int
	found [mostSeeds + 1]trial // by replication; the first has no part in it
}

// trial is one of them; scores are nil until it is over.
type trial struct {
	scores []Score // by fleet
	large  bool    // it would have taken more attempts than one may
}

func (t trial) over() bool { return t.scores != nil || t.large }

// NewTrials returns those of a scenario, which must be valid. None has begun. One may take about
// four times as long as the largest run that is repeated.
func NewTrials(s scenario.Scenario) *Trials {
	s.Seed = scenario.Default().Seed
	modes := sim.Modes(s)
	each := timeEach[modes[0].Mode]
	for _, m := range modes {
		each = max(each, timeEach[m.Mode])
	}
	return &Trials{scenario: s, most: int64(4 * trialTime / leastSeeds / each)}
}

// Judged is the outcome of a run of the scenario under a seed: its results, and the verdict on
// them and on those of trials, where these take little time. Before it simulates any it calls
// before, and between two of them between, never twice at a time, and ends with their error. Else
// the error is that of the context.
func (t *Trials) Judged(ctx context.Context, seed uint64, results []sim.Result, before, between func() error) (Outcome, error) {
	scores := make([][]Score, len(results))
	for i, r := range results {
		scores[i] = []Score{ScoreOf(r)}
	}
	wanted := t.replications(seed, seedsFor(t.scenario, results)-1)
	if t.lacks(wanted) {
		if err := before(); err != nil {
			return Outcome{}, err
		}
		if err := t.simulate(ctx, wanted, between); err != nil {
			return Outcome{}, err
		}
	}
	seeds := []uint64{seed}
	if all, ok := t.scores(wanted); ok {
		for i, of := range all {
			seeds = append(seeds, rng.Replication(t.scenario.Seed, wanted[i]))
			for fleet, score := range of {
				scores[fleet] = append(scores[fleet], score)
			}
		}
	}
	return Outcome{Results: results, Seeds: seeds, Scores: scores, Verdict: Judge(scores)}, nil
}

// scores returns those of trials that are over, by trial and fleet; false where one is too large.
func (t *Trials) scores(wanted []int) ([][]Score, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all [][]Score
	for _, r := range wanted {
		if t.found[r].large {
			return nil, false
		}
		all = append(all, t.found[r].scores)
	}
	return all, true
}

// replications returns so many, without the one that has that seed.
func (t *Trials) replications(seed uint64, n int) []int {
	all := make([]int, 0, n)
	for r := 1; len(all) < n; r++ {
		if rng.Replication(t.scenario.Seed, r) != seed {
			all = append(all, r)
		}
	}
	return all
}

// lacks reports whether one of them is to be simulated.
func (t *Trials) lacks(wanted []int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range wanted {
		if t.found[r].large {
			return false
		}
	}
	return slices.ContainsFunc(wanted, func(r int) bool { return !t.found[r].over() })
}

// simulate simulates those that are not over. One that somebody else has begun comes last: it
// is simulated again rather than waited for, as who does it may have given way to this one.
func (t *Trials) simulate(ctx context.Context, wanted []int, between func() error) error {
	var (
		mine  = make([]bool, len(t.found))
		errs  = make([]error, runtime.GOMAXPROCS(0))
		pause sync.Mutex
		ended error // of between, which is not called again then
	)
	sim.InParallel(len(errs), len(errs), func(worker int) {
		var w *sim.Workspace
		for r := t.next(wanted, mine); r > 0; r = t.next(wanted, mine) {
			if w == nil {
				w = sim.NewWorkspace(t.scenario)
			}
			if errs[worker] = t.run(ctx, w, r); errs[worker] != nil {
				return
			}
			pause.Lock()
			if ended == nil {
				ended = between()
			}
			errs[worker] = ended
			pause.Unlock()
			if errs[worker] != nil {
				return
			}
		}
	})
	return firstCause(errs)
}

// next draws one that is to be simulated, 0 where there is none, and marks it as the caller's.
func (t *Trials) next(wanted []int, mine []bool) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	again := 0
	for _, r := range wanted {
		switch {
		case t.found[r].large: // the others would be for nothing
			return 0
		case mine[r] || t.found[r].over():
		case r > t.began:
			t.began, mine[r] = r, true
			return r
		case again == 0:
			again = r
		}
	}
	mine[again] = true
	return again
}

// run simulates one.
func (t *Trials) run(ctx context.Context, w *sim.Workspace, r int) error {
	results, err := w.Simulate(ctx, rng.Replication(t.scenario.Seed, r), t.most)
	var found trial
	switch over := (*sim.LimitError)(nil); {
	case errors.As(err, &over):
		found.large = true
	case err != nil:
		return err
	}
	for _, result := range results {
		found.scores = append(found.scores, ScoreOf(result))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.found[r] = found
	return nil
}
