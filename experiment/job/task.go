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
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
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

// Version names all that samples depend on beside their tasks, in 12 hexadecimal digits: what
// was computed under another one is not to be taken for this one's.
func Version() string {
	sum := sha256.Sum256([]byte(identity))
	return hex.EncodeToString(sum[:6])
}

// Key names the task and what its sample depends on, in 32 hexadecimal digits: two tasks of
// one key have the same sample.
func (t Task) Key() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d+%d<%d", identity, t.Query, t.First, t.Runs, t.Attempts))
	return hex.EncodeToString(sum[:16])
}

// mostAtOnce is how many replications one task has at most: more would be no piece of work.
const mostAtOnce = 10_000

// fault says what is wrong with the numbers of a task, "" where nothing is.
func (t Task) fault() string {
	switch {
	case t.Runs < 1 || t.Runs > mostAtOnce:
		return fmt.Sprintf("A task has 1 to %s; this one has %s.", format.Plural(mostAtOnce, "replication"), format.Count(t.Runs))
	case t.First < 0 || t.First > math.MaxInt32-t.Runs:
		return fmt.Sprintf("There are no replications from %s on.", format.Count(t.First))
	}
	return ""
}

// Simulate returns the sample of the task. The error is that of the context: what is wrong
// with the task itself, a query or too many attempts, is the reason of a failed sample, for
// it is so wherever the task runs.
func (t Task) Simulate(ctx context.Context) (Sample, error) { return new(Desk).Simulate(ctx, t) }
