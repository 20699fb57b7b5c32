package runs

import (
	"context"
	"errors"
	"time"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
)

// Class is a kind of run: its limit of attempts, the semaphore it waits for, and whether a
// run that exceeds the limit returns its partial result instead of an error.
type Class struct {
	Name     string
	Attempts int64
	Slots    *Turns
	Partial  bool
	Longest  time.Duration // after which a run that is Partial stops; 0: never
	Look     time.Duration // for which its viewers look at the charts before it is judged; 0: nobody does
}

// Excess is by what a scenario exceeds what one run of the class may take, and whether it
// does.
func (c Class) Excess(s scenario.Scenario) (experiment.Excess, bool) {
	most := experiment.Limits{Attempts: c.Attempts}
	if m := c.Slots.memory; m != nil {
		most.Bytes = m.Size()
	}
	return experiment.ExcessOf(s, most)
}

// Begin waits for as much memory as work on a scenario needs, and for a slot. Whoever got them
// leaves the turn once. The error is a *BusyError after the longest wait, a *sim.LimitError
// where there will never be as much, or the cause of ctx.
func (c Class) Begin(ctx context.Context, s scenario.Scenario, bytes int64) (*Turn, error) {
	if err := c.fits(s, bytes); err != nil {
		return nil, err
	}
	return c.Slots.EnterWith(ctx, bytes)
}

// fits is the error of work that needs more memory than there is.
func (c Class) fits(s scenario.Scenario, bytes int64) error {
	if m := c.Slots.memory; m != nil && bytes > m.Size() {
		return sim.TooManyBytes(s, c.Attempts, bytes, m.Size())
	}
	return nil
}

// ErrTooLong is the error of a run that took longer than its class lets it before it had a
// bin.
var ErrTooLong = errors.New("the run takes too long")

// timed is a context that ends after the longest time of a run.
func (c Class) timed(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.Longest == 0 || !c.Partial {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, c.Longest, ErrTooLong)
}
