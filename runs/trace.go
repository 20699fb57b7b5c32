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

// TraceAll simulates a scenario and keeps its attempts. It waits for a slot as runs of the
// class do; beyond MaxTraced attempts the error is a *sim.LimitError.
func (c Class) TraceAll(ctx context.Context, scenario scenario.Scenario) (experiment.Traced, error) {
	most := min(MaxTraced, c.Attempts)
	leave, err := c.Begin(ctx, scenario, sim.TraceBytes(scenario, most))
	if err != nil {
		return experiment.Traced{}, err
	}
	defer leave()
	t, left := experiment.Traced{Scenario: scenario}, most
	for _, strategy := range scenario.Strategies {
		trace, err := sim.TraceRun(ctx, scenario, strategy, left)
		if err != nil {
			var over *sim.LimitError
			if errors.As(err, &over) {
				err = &sim.LimitError{Limit: most, At: over.At, Strategy: strategy}
			}
			return experiment.Traced{}, err
		}
		left -= int64(len(trace.Attempts) + trace.Result.NotSent)
		t.Traces = append(t.Traces, trace)
	}
	return t, nil
}
