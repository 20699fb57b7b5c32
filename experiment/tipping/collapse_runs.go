package tipping

import (
	"context"
	"fmt"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
)

// Trajectory is what one run tells of itself. Its levels belong to the simulator, until that runs
// again.
type Trajectory struct {
	// Levels are how near a collapse it is at the end of each step, from the start: requests
	// under way, say. They may fall again.
	Levels    []int
	Collapsed bool
	Work      int64 // attempts that it made
}

// Simulator simulates a run under seeds that take turns, as sim's SimulateSeeds does: those that
// begin alike give trajectories that begin alike. It belongs to one goroutine.
type Simulator func(ctx context.Context, seeds []sim.Seeded) (Trajectory, error)

// System is what may collapse.
type System struct {
	Step time.Duration    // between the levels of a trajectory
	New  func() Simulator // makes one for a goroutine
}

// steps is about how many levels a trajectory of a scenario has.
const steps = 240

// SystemOf returns a scenario as what may collapse: it is judged by Collapsed at the end of its
// duration, where its runs stop. Each may take maxAttempts attempts. Its levels are the requests
// under way, and with them the attempts in the queue: those whose callers have gone are in the way
// of all others, and only there do they show.
//
// The error is that of Validate, or says that the scenario has more than one strategy or a
// population that has no duration.
func SystemOf(s scenario.Scenario, maxAttempts int64) (System, error) {
	if len(s.Strategies) != 1 {
		return System{}, fmt.Errorf("strategies: %d of them; a collapse is that of one strategy", len(s.Strategies))
	}
	if s.Population == scenario.PopulationOnce {
		return System{}, fmt.Errorf("population: %v; a collapse needs requests that go on beginning, of another population", s.Population)
	}
	until := min(s.Duration, s.End())
	s.Horizon = until
	s.Bin = max(until/steps, time.Millisecond).Round(time.Millisecond)
	if err := s.Validate(); err != nil {
		return System{}, err
	}
	if err := sim.Afford(s, maxAttempts); err != nil {
		return System{}, err
	}
	return System{s.Bin, func() Simulator {
		w, levels := sim.NewWorkspace(s), []int(nil)
		return func(ctx context.Context, seeds []sim.Seeded) (Trajectory, error) {
			results, err := w.SimulateSeeds(ctx, seeds, maxAttempts)
			if err != nil {
				return Trajectory{}, err
			}
			r := &results[0]
			levels = append(levels[:0], r.Columns.Open...)
			for i, n := range r.Columns.Queued {
				levels[i] += n
			}
			return Trajectory{levels, Collapsed(r, until), int64(r.Attempts + r.NotSent)}, nil
		}
	}}, nil
}
