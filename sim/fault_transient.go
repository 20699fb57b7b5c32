package sim

import (
	"time"

	"backofflab/sim/rng"
)

// transient failures hit every attempt with the same probability, whatever
// became of those before.
type transient struct {
	probability float64
	draws       rng.Stream
}

func (f transient) meet(_ time.Duration, id, serial, _ uint32) fate {
	if f.draws.Float64(id, serial) < f.probability {
		return refused
	}
	return passes
}
