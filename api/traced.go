package api

import (
	"context"
	"errors"

	"backofflab/scenario"
	"backofflab/sim"
)

// maxTraced is how many attempts are kept of a request that asks for each of them, all
// strategies together. Each takes about 200 bytes until the answer is written.
const maxTraced = 400_000

// traced is a run of which every attempt is known.
type traced struct {
	scenario scenario.Scenario
	traces   []sim.Trace // one a strategy, in the order of the scenario
}

// traceAll simulates a scenario and keeps its attempts. It takes its turn among the runs,
// and is refused with a *sim.BudgetError where there are more than maxTraced.
func (s *Server) traceAll(ctx context.Context, scenario scenario.Scenario) (traced, error) {
	if err := s.runs.slots.enter(ctx); err != nil {
		return traced{}, err
	}
	defer s.runs.slots.leave()
	most := min(maxTraced, s.runs.attempts)
	t, left := traced{scenario: scenario}, most
	for _, strategy := range scenario.Strategies {
		trace, err := sim.TraceRun(ctx, scenario, strategy, left)
		if err != nil {
			var budget *sim.BudgetError
			if errors.As(err, &budget) {
				err = &sim.BudgetError{Limit: most, At: budget.At, Strategy: strategy}
			}
			return traced{}, err
		}
		left -= int64(trace.Result.Attempts + trace.Result.NotSent)
		t.traces = append(t.traces, trace)
	}
	return t, nil
}
