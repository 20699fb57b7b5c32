package runs

import (
	"context"
	"errors"
	"time"

	"backofflab/experiment"
	"backofflab/internal/share"
	"backofflab/scenario"
)

// BaselineTimeout is how long a run waits for its baseline.
const BaselineTimeout = 10 * time.Second

// Baseline is the run that another is compared with; both go on at once. The pool caches
// its outcome, so that a slider that moves does not repeat it.
type Baseline struct {
	Scenario scenario.Scenario
	Ready    chan struct{}      // closed once the outcome is known
	Found    experiment.Outcome // what it is, from then on
	Err      error
	cancel   context.CancelFunc
}

// Baseline starts the run of a scenario that another is compared with, joins it, or takes
// it from the result cache. The caller must close it. Replications are left out: no chart
// shows those of a baseline.
func (f *Pool) Baseline(ctx context.Context, scenario scenario.Scenario, c Class) *Baseline {
	scenario.Runs = 1
	ctx, cancel := context.WithTimeoutCause(ctx, BaselineTimeout, ErrBaselineTimeout)
	b := &Baseline{Scenario: scenario, Ready: make(chan struct{}), cancel: cancel}
	if err := Allowed(ctx); err != nil {
		b.Err = err
		close(b.Ready)
		return b
	}
	asked := ctx
	work := f.baselines.Join(keyOf(scenario, c), func(ctx context.Context) (experiment.Outcome, error) {
		run := f.Join(For(ctx, asked), scenario, c)
		defer run.Leave()
		return run.Result(ctx)
	})
	if work.Over() {
		b.await(ctx, work)
	} else {
		go b.await(ctx, work)
	}
	return b
}

var ErrBaselineTimeout = errors.New("it takes too long")

func (b *Baseline) await(ctx context.Context, work *share.Work[experiment.Outcome]) {
	defer close(b.Ready)
	defer work.Leave()
	b.Found, b.Err = work.Result(ctx)
}

// Close stops the run, unless it is over or others want it. Close of nil does nothing.
func (b *Baseline) Close() {
	if b != nil {
		b.cancel()
	}
}

// Known reports whether there is nothing to wait for, which is so for nil.
func (b *Baseline) Known() bool {
	if b == nil {
		return true
	}
	select {
	case <-b.Ready:
		return true
	default:
		return false
	}
}
