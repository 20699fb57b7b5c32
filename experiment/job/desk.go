package job

import (
	"context"
	"fmt"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// Desk simulates one task after the other in the same memory: to make room for a run takes
// about as long as a run of 1,000 clients. The zero Desk is ready. It belongs to one goroutine.
type Desk struct {
	room *sim.Workspace // nil: none yet
}

// mostKept is what a run may take whose memory is kept for the next, by an estimate that is
// many times what small runs take.
const mostKept = 32 << 20

// Simulate returns the sample of a task, as its own Simulate does.
func (d *Desk) Simulate(ctx context.Context, t Task) (Sample, error) {
	if err := ctx.Err(); err != nil {
		return Sample{}, err
	}
	s, err := scenario.ParseQuery(t.Query)
	if err != nil {
		return Sample{Failed: err.Error()}, nil
	}
	if why := t.fault(); why != "" {
		return Sample{Failed: why}, nil
	}
	if err := sim.Afford(s, t.Attempts); err != nil {
		return Sample{Failed: err.Error()}, nil
	}
	w := d.take(s)
	sample := newSample(len(s.Strategies), t.Runs)
	for r := range t.Runs {
		results, err := w.Simulate(ctx, rng.Replication(s.Seed, t.First+r), t.Attempts)
		if ctx.Err() != nil {
			return Sample{}, ctx.Err()
		}
		if err != nil {
			return Sample{Failed: err.Error()}, nil
		}
		sample.put(r, results)
	}
	if sim.Bytes(s, t.Attempts) <= mostKept {
		d.room = w
	}
	return sample, nil
}

// take makes room for a scenario. What is wrong midway leaves the desk without any.
func (d *Desk) take(s scenario.Scenario) *sim.Workspace {
	w := d.room
	if d.room = nil; w == nil {
		return sim.NewWorkspace(s)
	}
	w.Become(s)
	return w
}

// Guarded is Simulate, and where that panics, a failed sample: one task that nobody can
// simulate does not end a study of thousands.
func (d *Desk) Guarded(ctx context.Context, t Task) (s Sample, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = Sample{Failed: fmt.Sprintf("The engine failed: %v.", p)}, nil
		}
	}()
	return d.Simulate(ctx, t)
}

// Guarded is that of a new Desk.
func Guarded(ctx context.Context, t Task) (Sample, error) { return new(Desk).Guarded(ctx, t) }
