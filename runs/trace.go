package runs

import (
	"context"
	"errors"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
)

// MaxTraced is the limit of attempts of a trace, all strategies together. Each takes about
// 200 bytes until the answer is written.
const MaxTraced = 400_000

// TraceEach simulates a scenario under one strategy after the other, and hands each its
// attempts, with the turn held: they are gone when the next begins. It waits for a slot as
// runs of the class do; beyond MaxTraced attempts the error is a *sim.LimitError, else that of
// the context or of each.
func (c Class) TraceEach(ctx context.Context, scenario scenario.Scenario, each func(i int, trace sim.Trace) error) error {
	most := min(MaxTraced, c.Attempts)
	turn, err := c.Begin(ctx, scenario, sim.TraceBytes(scenario, most))
	if err != nil {
		return err
	}
	defer turn.Leave()
	left := most
	for i, strategy := range scenario.Strategies {
		if err := turn.Yield(ctx); err != nil {
			return err
		}
		trace, err := sim.TraceRun(ctx, scenario, strategy, left)
		if err != nil {
			var over *sim.LimitError
			if errors.As(err, &over) {
				err = &sim.LimitError{Limit: most, At: over.At, Strategy: strategy}
			}
			return err
		}
		left -= int64(len(trace.Attempts) + trace.Result.NotSent)
		if err := each(i, trace); err != nil {
			return err
		}
	}
	return nil
}

// TraceAll is TraceEach for who needs all attempts at once.
func (c Class) TraceAll(ctx context.Context, scenario scenario.Scenario) (experiment.Traced, error) {
	t := experiment.Traced{Scenario: scenario}
	err := c.TraceEach(ctx, scenario, func(_ int, trace sim.Trace) error {
		t.Traces = append(t.Traces, trace)
		return nil
	})
	return t, err
}
