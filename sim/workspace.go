package sim

import (
	"context"
	"time"

	"backofflab/scenario"
)

// workspace runs a scenario to its end again and again, each time under another
// seed, in the same memory. It belongs to one goroutine.
type workspace struct {
	engines []*engine
	results []Result // of the last run, in the memory of those before
}

// NewWorkspace makes room for a scenario, which must be valid.
func NewWorkspace(s scenario.Scenario) *workspace {
	r := scenario.Resolve(s)
	w := &workspace{results: make([]Result, len(s.Strategies))}
	for _, fleet := range r.Fleets {
		w.engines = append(w.engines, newEngine(r, fleet, false))
	}
	return w
}

// Simulate returns what Simulate does of the scenario under a seed. It is valid until
// the next call.
func (w *workspace) Simulate(ctx context.Context, seed uint64, maxAttempts int64) ([]Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	allowed, width, bins := allow(maxAttempts), time.Duration(0), 0
	for _, e := range w.engines {
		e.begin(seed)
		if err := e.advance(ctx, e.end, allowed); err != nil {
			return nil, err
		}
		width = max(width, e.width())
	}
	for _, e := range w.engines {
		e.recorder.Widen(width)
		bins = max(bins, e.bins())
	}
	for i, e := range w.engines {
		last := &w.results[i]
		*last = e.complete(e.recorder.Whole(bins), last.Waves[:0])
	}
	return w.results, nil
}
