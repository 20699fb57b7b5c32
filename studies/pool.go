package studies

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"backofflab/experiment/job"
	"backofflab/internal/share"
	"backofflab/runs"
)

// Study is what a Pool computes: a pure function of its kind, its query and the samples.
type Study interface {
	Kind() string  // "sweep"
	Query() string // canonical: equal studies have equal ones
	// Run computes it, each replication with so many attempts at most. It calls watch with
	// what is known so far whenever that changes, never two at a time; what was handed out is
	// not changed. What it returns can be written as JSON.
	Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error)
	// Read reads what Run returned, from JSON.
	Read(kept []byte) (any, error)
}

// Measured is a study whose work is more than the runner is asked for, so that it says itself
// how far it is.
type Measured interface {
	// Share is about the share of its work that is done, from 0 to 1, by what watch was told
	// last, which is nil at first. 0 is unknown.
	Share(known any) float64
}

// Config says what a Pool has.
type Config struct {
	Runner   job.Runner
	Store    Store         // nil: nothing is kept
	Turns    *runs.Turns   // how many studies go on at a time
	Attempts int64         // that one replication may make at most
	Grace    time.Duration // how long a study goes on that nobody looks at
	Logger   *slog.Logger
}

// Pool is the studies under way.
type Pool struct {
	config   Config
	underWay *share.Group[*Shared, any]
}

// NewPool returns a pool without studies. ctx ends all of them.
func NewPool(ctx context.Context, config Config) *Pool {
	if config.Store == nil {
		config.Store = nowhere{}
	}
	return &Pool{config, share.NewGroup[*Shared, any](ctx, config.Logger, "study")}
}

// nowhere is a store that keeps nothing.
type nowhere struct{}

func (nowhere) Many(context.Context, string, []string) (map[string][]byte, error) { return nil, nil }
func (nowhere) PutAll(context.Context, string, map[string][]byte) error           { return nil }

// Shared is one study and those who look at it.
type Shared struct {
	*share.Work[any]
	Study Study
	log   *log
}

// Join returns the study, and begins it where it is neither under way nor kept, for the owner
// of ctx, which does not end it. The caller must leave it once; it is cancelled when the last
// has left, and the grace is over.
func (p *Pool) Join(ctx context.Context, study Study) *Shared {
	asked := ctx
	return p.underWay.Join(keyOf(study), func(w *share.Work[any]) (*Shared, share.Do[any]) {
		s := &Shared{Work: w, Study: study, log: newLog(study)}
		return s, func(ctx context.Context) (any, error) {
			ended := false
			defer func() {
				if !ended { // it panics; whoever runs it says why
					s.log.end(nil, ErrBroken)
				}
			}()
			found, err := p.compute(runs.For(ctx, asked), s)
			ended = true
			s.log.end(found, err)
			return found, err
		}
	})
}

// Leave ends one use of the study. It goes on for the grace, for whoever looks again: a page
// that is loaded anew leaves and comes back.
func (p *Pool) Leave(s *Shared) { time.AfterFunc(p.config.Grace, s.Work.Leave) }

// Cancel ends the study for all who look at it. What was simulated is kept.
func (s *Shared) Cancel() { s.log.cancel() }

// State is what is known of the study now.
func (s *Shared) State() State { return s.log.state() }

// Changed is closed when there is more to know than a state says.
func (s *Shared) Changed(seen State) <-chan struct{} { return s.log.changed(seen) }

func keyOf(study Study) string { return study.Kind() + "?" + study.Query() }

// keptAs is the key of a finished study: what came of it depends on the engine, and on how
// many attempts were allowed.
func (p *Pool) keptAs(study Study) string {
	return fmt.Sprintf("%s %s<%d", keyOf(study), job.Version(), p.config.Attempts)
}

// Kept returns what is kept of a finished study.
func (p *Pool) Kept(ctx context.Context, study Study) (any, bool) {
	key := p.keptAs(study)
	values, err := p.config.Store.Many(ctx, StudyKind, []string{key})
	if err != nil {
		p.config.Logger.Warn("kept studies cannot be read", "error", err)
	}
	b, ok := values[key]
	if !ok {
		return nil, false
	}
	found, err := study.Read(b)
	if err != nil {
		p.config.Logger.Warn("a kept study cannot be read, and is computed anew", "study", key, "error", err)
		return nil, false
	}
	return found, true
}

// Running returns the studies under way, in no order, with how many look at each.
func (p *Pool) Running() map[*Shared]int { return p.underWay.UnderWay() }

// compute returns what is kept, or runs the study in its turn, and keeps what came of it.
func (p *Pool) compute(ctx context.Context, s *Shared) (any, error) {
	if found, ok := p.Kept(ctx, s.Study); ok {
		return found, nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.log.stopBy(func() { cancel(ErrCancelled) })
	turn, err := p.config.Turns.Enter(ctx)
	if err != nil {
		return nil, err
	}
	defer turn.Leave()
	s.log.begin()
	runner := p.config.Runner
	if _, here := runner.(job.Local); here {
		runner = yielding{runner, turn} // tasks that are handed out cannot wait, or they would be handed out again
	}
	runner = counting{Keep{simulating{runner, s.log}, p.config.Store, p.config.Logger}, s.log}
	found, err := s.Study.Run(ctx, runner, p.config.Attempts, s.log.know)
	if err != nil {
		return nil, err
	}
	p.keep(context.WithoutCancel(ctx), s.Study, found)
	return found, nil
}

func (p *Pool) keep(ctx context.Context, study Study, found any) {
	b, err := json.Marshal(found)
	if err == nil {
		err = p.config.Store.PutAll(ctx, StudyKind, map[string][]byte{p.keptAs(study): b})
	}
	if err != nil {
		p.config.Logger.Warn("the study cannot be kept", "study", keyOf(study), "error", err)
	}
}

// yielding lets other studies go first between two tasks.
type yielding struct {
	runner job.Runner
	turn   *runs.Turn
}

func (y yielding) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	return y.runner.Run(ctx, tasks, func(i int, s job.Sample) {
		done(i, s)
		if ctx.Err() == nil {
			_ = y.turn.Yield(ctx) // its error is that of the context, which the runner sees
		}
	})
}

// counting tells a log how many replications are wanted, and how many are there.
type counting struct {
	runner job.Runner
	log    *log
}

func (c counting) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	wanted := 0
	for _, t := range tasks {
		wanted += t.Runs
	}
	c.log.want(wanted)
	return c.runner.Run(ctx, tasks, func(i int, s job.Sample) {
		c.log.add(tasks[i].Runs)
		done(i, s)
	})
}

// simulating tells a log how many replications there are that were not in the store: by them
// it is known how long others take.
type simulating struct {
	runner job.Runner
	log    *log
}

func (c simulating) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	return c.runner.Run(ctx, tasks, func(i int, s job.Sample) {
		c.log.simulate(tasks[i].Runs)
		done(i, s)
	})
}
