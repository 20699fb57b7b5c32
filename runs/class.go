package runs

import (
	"context"

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

// Begin waits for a slot, and for as much memory as work on a scenario needs. Whoever got
// them calls leave once. The error is ErrBusy after the longest wait, a *sim.LimitError where
// there will never be as much, or the cause of ctx.
func (c Class) Begin(ctx context.Context, s scenario.Scenario, bytes int64) (leave func(), err error) {
	if m := c.Slots.memory; m != nil && bytes > m.Size() {
		return nil, sim.TooManyBytes(s, c.Attempts, bytes, m.Size())
	}
	return c.Slots.EnterWith(ctx, bytes)
}
