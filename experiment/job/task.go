package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// Task is replications First to First+Runs-1 of a scenario. Replication r has the same seed
// in all scenarios with one seed, so that samples can be compared pair by pair.
type Task struct {
	Query    string `json:"query"`    // of the scenario, canonical, without replications
	First    int    `json:"first"`    // 0 or more
	Runs     int    `json:"runs"`     // 1 or more
	Attempts int64  `json:"attempts"` // that one replication may make at most, all fleets together
}

// NewTask is a task of a scenario.
func NewTask(s scenario.Scenario, first, runs int, attempts int64) Task {
	s.Runs = 1
	return Task{Query: s.Query(), First: first, Runs: runs, Attempts: attempts}
}

// Bounds of tasks. One takes about as long as it should on one core, by an estimate that
// tells no more than the least: long enough to be worth a message, short enough to be lost.
const (
	mostRuns = 64
	taskTime = 100 * time.Millisecond
)

// Tasks are replications first to first+runs-1 of a scenario, in tasks of a good size.
func Tasks(s scenario.Scenario, first, runs int, attempts int64) []Task {
	each := min(mostRuns, max(1, int(taskTime/max(1, experiment.Estimate(s)))))
	var tasks []Task
	for ; runs > 0; first, runs = first+each, runs-each {
		tasks = append(tasks, NewTask(s, first, min(each, runs), attempts))
	}
	return tasks
}

// identity is what a sample depends on beside its task: the engine, and which figures it has.
var identity = func() string {
	var b strings.Builder
	b.WriteString(sim.EngineVersion)
	for _, f := range figures {
		b.WriteByte(' ')
		b.WriteString(f.Name)
	}
	return b.String()
}()

// Key names the task and what its sample depends on, in 32 hexadecimal digits: two tasks of
// one key have the same sample.
func (t Task) Key() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d+%d<%d", identity, t.Query, t.First, t.Runs, t.Attempts))
	return hex.EncodeToString(sum[:16])
}

// Simulate returns the sample of the task. The error is that of the context: what is wrong
// with the task itself, a query or too many attempts, is the reason of a failed sample, for
// it is so wherever the task runs.
func (t Task) Simulate(ctx context.Context) (Sample, error) {
	s, err := scenario.ParseQuery(t.Query)
	if err != nil {
		return Sample{Failed: err.Error()}, nil
	}
	if t.Runs < 1 || t.First < 0 || t.First > math.MaxInt32-t.Runs {
		return Sample{Failed: fmt.Sprintf("There are no replications %d to %d.", t.First, t.First+t.Runs-1)}, nil
	}
	if err := sim.Afford(s, t.Attempts); err != nil {
		return Sample{Failed: err.Error()}, nil
	}
	sample, w := newSample(len(s.Strategies), t.Runs), sim.NewWorkspace(s)
	for r := range t.Runs {
		results, err := w.Simulate(ctx, rng.Replication(s.Seed, t.First+r), t.Attempts)
		if ctx.Err() != nil {
			return Sample{}, ctx.Err()
		}
		if err != nil {
			return Sample{Failed: err.Error()}, nil
		}
		sample.put(r, results)
	}
	return sample, nil
}
