package runs

import (
	"context"
	"errors"
	"time"

	"backofflab/experiment"
	"backofflab/internal/share"
	"backofflab/scenario"
)

// PinnedPatience is how long a stream waits for the run that it is compared with
// before it begins without.
const PinnedPatience = 10 * time.Second

// Pinned is the pinned run of a comparison, which is made beside the other one. Its
// makers keep what came of it, so that a slider that moves does not repeat it.
type Pinned struct {
	Scenario scenario.Scenario
	Ready    chan struct{}      // closed once the outcome is known
	Found    experiment.Outcome // what it is, from then on
	Err      error
	cancel   context.CancelFunc
}

// Pinned begins the run of a scenario that another is compared with, or finds it.
// The pin must be closed. Replications are left out: none of the charts shows them.
func (f *Pool) Pinned(ctx context.Context, scenario scenario.Scenario, c Class) *Pinned {
	scenario.Runs = 1
	ctx, cancel := context.WithTimeoutCause(ctx, PinnedPatience, ErrPinnedLate)
	p := &Pinned{Scenario: scenario, Ready: make(chan struct{}), cancel: cancel}
	work := f.pinned.Join(keyOf(scenario, c), func(ctx context.Context) (experiment.Outcome, error) {
		run := f.Join(scenario, c)
		defer run.Leave()
		return run.Result(ctx)
	})
	if work.Over() {
		p.await(ctx, work)
	} else {
		go p.await(ctx, work)
	}
	return p
}

var ErrPinnedLate = errors.New("it takes too long")

func (p *Pinned) await(ctx context.Context, work *share.Work[experiment.Outcome]) {
	defer close(p.Ready)
	defer work.Leave()
	p.Found, p.Err = work.Result(ctx)
}

// Close gives the run up, unless it is over or others want it. A nil pin is none.
func (p *Pinned) Close() {
	if p != nil {
		p.cancel()
	}
}

// Known reports whether there is nothing to wait for.
func (p *Pinned) Known() bool {
	if p == nil {
		return true
	}
	select {
	case <-p.Ready:
		return true
	default:
		return false
	}
}
