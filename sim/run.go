package sim

import (
	"context"
	"errors"
	"time"

	"backofflab/sim/metrics"
)

// Run simulates a scenario under each of its strategies, bin by bin, so that it
// can be watched while it goes. It belongs to one goroutine.
type Run struct {
	scenario Scenario
	engines  []*engine
	limit    int64
	budget   int64 // attempts left
	bins     int   // handed out
	partial  bool  // the budget was used up
}

// Frame is a batch of bins that are final: what viewers are sent. It is
// immutable.
type Frame struct {
	First  int               // number of the first bin
	Series []metrics.Columns // one a strategy, in the order of the scenario
}

// MaxSeats bounds the clients, or the requests of an open population, of all
// strategies of a run: each takes memory.
const MaxSeats = 4_000_000

// NewRun prepares a run that may take maxAttempts attempts, all strategies
// together. The error is that of Validate, or a *BudgetError where it is known
// before that the run needs more attempts or memory than it may have.
func NewRun(s Scenario, maxAttempts int64) (*Run, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := s.afford(maxAttempts); err != nil {
		return nil, err
	}
	r := &Run{scenario: s, limit: maxAttempts, budget: maxAttempts}
	for _, strategy := range s.Strategies {
		r.engines = append(r.engines, newEngine(s, strategy))
	}
	return r, nil
}

// Advance takes every strategy one bin further and returns that bin. It returns
// false, and no bin, when everything is done.
//
// The error is that of the context, or a *BudgetError; after one the run cannot
// go on. After a *BudgetError Results returns what was simulated until then.
func (r *Run) Advance(ctx context.Context) (Frame, bool, error) {
	if err := ctx.Err(); err != nil {
		return Frame{}, false, err
	}
	if r.over() {
		return Frame{}, false, nil
	}
	until := min(time.Duration(r.bins+1)*r.scenario.Bin, r.scenario.End())
	frame := Frame{First: r.bins, Series: make([]metrics.Columns, len(r.engines))}
	r.bins++
	for i, e := range r.engines {
		if err := e.advance(ctx, until, &r.budget); err != nil {
			var budget *BudgetError
			if errors.As(err, &budget) {
				budget.Limit = r.limit
				r.partial = true
				r.bins-- // this one is not whole
			}
			return Frame{}, false, err
		}
		frame.Series[i] = e.recorder.Cut(r.bins)
	}
	return frame, true, nil
}

// over reports whether all strategies are done and all they recorded was handed
// out.
func (r *Run) over() bool {
	for _, e := range r.engines {
		if !e.over() || e.recorder.Bins() > r.bins {
			return false
		}
	}
	return true
}

// Bins returns how many bins were handed out.
func (r *Run) Bins() int { return r.bins }

// Results returns what came of it, one a strategy in the order of the scenario,
// all with the same number of bins. It may be called once Advance returned false, or
// a *BudgetError.
func (r *Run) Results() []Result {
	results := make([]Result, len(r.engines))
	for i, e := range r.engines {
		results[i] = e.finish(r.bins)
		results[i].Partial = r.partial
	}
	return results
}

// afford refuses a run that cannot fit: every request makes an attempt, unless
// its process refuses to send it.
func (s Scenario) afford(maxAttempts int64) error {
	seats := s.Clients
	if s.Population == populationOpen {
		seats = s.countArrivals()
	}
	each := int64(len(s.Strategies))
	switch {
	case int64(seats) > maxAttempts/each:
		return &BudgetError{Limit: maxAttempts}
	case int64(seats) > MaxSeats/each:
		return &BudgetError{Limit: MaxSeats, Seats: true}
	}
	return nil
}

// Simulate runs a scenario to its end. The errors are those of NewRun and
// Advance.
func Simulate(ctx context.Context, s Scenario, maxAttempts int64) ([]Result, error) {
	r, err := NewRun(s, maxAttempts)
	if err != nil {
		return nil, err
	}
	for {
		if _, more, err := r.Advance(ctx); err != nil {
			return nil, err
		} else if !more {
			return r.Results(), nil
		}
	}
}
