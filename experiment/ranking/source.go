package ranking

import (
	"context"
	"fmt"
	"math"
)

// Source observes systems. It may spread the runs of one call over as many workers as it has:
// all of them are needed before anything is decided.
type Source interface {
	// Observe runs what is wanted, and answers in the order of wanted. Replication r has the
	// same random numbers in all systems. An error ends the selection; that a system cannot be
	// run is no error, but said by Failed.
	Observe(ctx context.Context, wanted []Request) ([]Observations, error)
}

// Request asks for the replications From to From+Runs-1 of a system, both from 0.
type Request struct {
	System, From, Runs int
}

// Observations are what the replications of a request came to. A value that is not a number, or
// beyond ±1e100, stands for a figure which that run lacks.
type Observations struct {
	Failed string      // why the system cannot be run; it is out then, and the rest is not read
	Goal   []float64   // by replication
	Limits [][]float64 // the limited figure, by limit and replication
}

// there says whether a run has a figure. Squares of what is larger would not be numbers.
func there(x float64) bool { return math.Abs(x) <= 1e100 }

// fit returns an error where observations are not what was asked for.
func (o Observations) fit(asked Request, limits int) error {
	if o.Failed != "" {
		return nil
	}
	if len(o.Goal) != asked.Runs || len(o.Limits) != limits {
		return fmt.Errorf("system %d has %d values and %d limited figures; asked were %d and %d",
			asked.System, len(o.Goal), len(o.Limits), asked.Runs, limits)
	}
	for i, values := range o.Limits {
		if len(values) != asked.Runs {
			return fmt.Errorf("system %d has %d values of limit %d; asked were %d", asked.System, len(values), i, asked.Runs)
		}
	}
	return nil
}
